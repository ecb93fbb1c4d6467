#include "ui/option_strip.hpp"

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/option_scale.hpp"
#include "ui/figure/palette.hpp"
#include "ui/figure/translated.hpp"
#include "ui/slider.hpp"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace etalon {

namespace {

constexpr int narrowest = 260; // pixels, of a column

} // namespace

OptionStrip::OptionStrip(QWidget* parent)
    : QWidget(parent)
    , grid_(new QGridLayout(this))
{
    setObjectName(QStringLiteral("optionStrip"));
    setAttribute(Qt::WA_StyledBackground);
    grid_->setContentsMargins(12, 2, 12, 6);
    grid_->setHorizontalSpacing(8);
    grid_->setVerticalSpacing(2);
    hide();
}

void OptionStrip::declare(const std::vector<Option>& options)
{
    for (const Row& row : rows_)
        for (QWidget* part : {static_cast<QWidget*>(row.name), static_cast<QWidget*>(row.slider),
                              static_cast<QWidget*>(row.reading)})
            part->deleteLater();
    rows_.clear();
    for (const Option& option : options) {
        if (!option.in_sight || !option.choices.empty())
            continue;
        const QString label = translated(option.label);
        Row row{option, option.fallback, new QLabel(label, this), new Slider(this),
                new QLabel(this)};
        const int last = OptionScale(option).last();
        row.slider->setRange(0, last);
        row.slider->setPageStep(std::max(1, last / 20));
        row.slider->setAccessibleName(label);
        row.name->setBuddy(row.slider);
        row.reading->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        connect(row.slider, &Slider::valueChanged, this, [this, key = option.key](int position) {
            for (Row& mine : rows_)
                if (mine.option.key == key) {
                    show(mine, OptionScale(mine.option).value(position));
                    Q_EMIT chosen(key, mine.value);
                }
        });
        rows_.push_back(row);
    }
    columns_ = 0;
    place();
    for (Row& row : rows_)
        setValue(row.option.key, row.value);
    setLook(look_);
    setVisible(!rows_.empty());
}

/// As many side by side as can be read.
void OptionStrip::place()
{
    const int columns =
        std::clamp(width() / narrowest, 1, std::max(1, static_cast<int>(rows_.size())));
    if (columns == columns_)
        return;
    columns_ = columns;
    int index = 0;
    for (const Row& row : rows_) {
        const int line = index / columns, column = 3 * (index % columns);
        grid_->addWidget(row.name, line, column);
        grid_->addWidget(row.slider, line, column + 1);
        grid_->addWidget(row.reading, line, column + 2);
        grid_->setColumnStretch(column + 1, 1);
        ++index;
    }
}

void OptionStrip::resizeEvent(QResizeEvent*)
{
    place();
}

void OptionStrip::setValue(const std::string& key, double value)
{
    for (Row& row : rows_)
        if (row.option.key == key) {
            const QSignalBlocker quiet(row.slider);
            row.slider->setValue(OptionScale(row.option).place(value));
            show(row, value);
        }
}

void OptionStrip::show(Row& row, double value)
{
    row.value = value;
    const QString unit = translated(row.option.unit);
    const QString text = reading(value) + (unit.isEmpty() ? unit : QStringLiteral(" ") + unit);
    row.reading->setText(text);
    row.slider->setAccessibleDescription(text);
}

void OptionStrip::setLook(const Look& look)
{
    grid_->setContentsMargins(look.pixels(12), look.pixels(2), look.pixels(12), look.pixels(6));
    look_ = look;
    const Palette& palette = Palette::of(look.theme);
    setStyleSheet(QStringLiteral("#optionStrip { background: %1; border: 1px solid %2; "
                                 "border-radius: 6px; }")
                      .arg(palette.card.name(), palette.border.name()));
    for (const Row& row : rows_) {
        row.slider->setLook(look);
        row.reading->setMinimumWidth(look.pixels(64));
    }
}

} // namespace etalon
