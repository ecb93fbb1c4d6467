#include "ui/parameter_row.hpp"

#include "ui/elided_label.hpp"
#include "ui/figure/translated.hpp"
#include "ui/index_text.hpp"
#include "ui/lamp.hpp"
#include "ui/slider.hpp"
#include "ui/slider_scale.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace etalon {

ParameterRow::ParameterRow(ParameterDraft& draft, const Parameter& parameter, QWidget* parent)
    : QWidget(parent)
    , draft_(draft)
    , parameter_(parameter)
{
    setObjectName(display(parameter.key));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setSpacing(5);
    rows->addLayout(line);

    label_ = new ElidedLabel(translated(parameter.label));
    line->addWidget(label_);
    lamp_ = new Lamp;
    line->addWidget(lamp_);
    reset_ = new QToolButton;
    reset_->setObjectName(QStringLiteral("rowTool"));
    reset_->setFocusPolicy(Qt::TabFocus);
    reset_->setToolTip(tr("Back to the preset's value"));
    reset_->setAccessibleName(tr("Reset %1").arg(label_->text()));
    connect(reset_, &QToolButton::clicked, this, [this] { draft_.resetValue(key()); });
    line->addWidget(reset_);
    line->addStretch(1);
    if (!parameter.symbol.empty()) {
        auto* symbol = new QLabel(withIndices(parameter.symbol));
        symbol->setObjectName(QStringLiteral("symbol"));
        line->addWidget(symbol);
    }
    addField(line);
    if (SliderScale::fits(parameter))
        rows->addWidget(makeSlider());

    problem_ = new QLabel;
    problem_->setObjectName(QStringLiteral("problem"));
    problem_->setWordWrap(true);
    rows->addWidget(problem_);
    setToolTip(toolTipText());
    lamp_->hide();
    refresh();
}

QString ParameterRow::toolTipText() const
{
    QString text = translated(parameter_.doc);
    const auto low = QString::number(parameter_.minimum, 'g', 6);
    const auto high = QString::number(parameter_.maximum, 'g', 6);
    const auto unit = parameter_.unit == "1" ? QString() : u' ' + display(parameter_.unit);
    if (SliderScale::fits(parameter_))
        text += u'\n' + tr("Range: %1 to %2%3").arg(low, high, unit);
    if (parameter_.odd)
        text += tr(", odd");
    if (parameter_.special)
        text += tr("; %1: %2")
                    .arg(parameter_.special->value)
                    .arg(translated(parameter_.special->label));
    text += u'\n'
        + (parameter_.effect == Effect::live ? tr("Acts at once.")
                                             : tr("Acts when the run starts anew: Return."));
    return text;
}

void ParameterRow::addField(QHBoxLayout* line)
{
    const auto name = QStringLiteral("value");
    QWidget* field = nullptr;
    if (std::holds_alternative<bool>(parameter_.fallback)) {
        field = check_ = new QCheckBox;
        connect(check_, &QCheckBox::toggled, this, [this](bool on) { draft_.setValue(key(), on); });
    } else if (!parameter_.choices.empty()) {
        field = combo_ = new QComboBox;
        for (const auto& choice : parameter_.choices)
            combo_->addItem(translated(choice).replace(u'_', u' '), display(choice));
        combo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(combo_, &QComboBox::activated, this,
                [this] { draft_.setText(key(), combo_->currentData().toString()); });
    } else {
        field = edit_ = new QLineEdit;
        edit_->setAlignment(Qt::AlignRight);
        edit_->setPlaceholderText(tr("none"));
        connect(edit_, &QLineEdit::editingFinished, this, &ParameterRow::commit);
        edit_->installEventFilter(this);
    }
    field->setObjectName(name);
    field->setAccessibleName(label_->text());
    field->setAccessibleDescription(translated(parameter_.doc));
    label_->setBuddy(field);
    line->addWidget(field);
}

QWidget* ParameterRow::makeSlider()
{
    slider_ = new Slider;
    const SliderScale scale(parameter_);
    slider_->setRange(0, scale.last());
    slider_->setPageStep(std::max(1, scale.last() / 10));
    slider_->setAccessibleName(label_->text());
    connect(slider_, &QSlider::sliderPressed, this, [this] { gesture_ = draft_.newGesture(); });
    connect(slider_, &QSlider::valueChanged, this, [this](int place) {
        const SliderScale places(parameter_);
        const auto value = places.value(place);
        if (places.place(draft_.values()[key()]) != place)
            draft_.setValue(key(), value, slider_->isSliderDown() ? gesture_ : 0);
    });
    connect(slider_, &QSlider::sliderReleased, this, &ParameterRow::refresh);
    return slider_;
}

bool ParameterRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && watched == edit_) {
        const auto* press = static_cast<QKeyEvent*>(event);
        switch (press->key()) {
        case Qt::Key_Up:
            nudge(+1);
            return true;
        case Qt::Key_Down:
            nudge(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            commit();
            Q_EMIT applyRequested();
            return true;
        case Qt::Key_Escape:
            draft_.setValue(key(), draft_.values()[key()]); // forget what was mistyped
            refresh();
            edit_->selectAll();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ParameterRow::nudge(int direction)
{
    if (std::holds_alternative<std::string>(parameter_.fallback))
        return;
    draft_.setValue(key(), nudged(parameter_, draft_.values()[key()], direction));
    edit_->selectAll();
}

void ParameterRow::commit()
{
    if (edit_->isModified()) {
        edit_->setModified(false);
        draft_.setText(key(), edit_->text());
    }
}

void ParameterRow::refresh()
{
    const auto& value = draft_.values()[key()];
    const auto problem = draft_.problem(key());
    if (check_) {
        const QSignalBlocker blocker(check_);
        check_->setChecked(std::get<bool>(value));
    }
    if (combo_) {
        const QSignalBlocker blocker(combo_);
        combo_->setCurrentIndex(combo_->findData(display(to_text(value))));
    }
    if (slider_ && !slider_->isSliderDown()) {
        const QSignalBlocker blocker(slider_);
        slider_->setValue(SliderScale(parameter_).place(value));
    }
    if (edit_) {
        const auto text = draft_.textWithUnit(key());
        const bool is_being_typed = edit_->hasFocus() && edit_->isModified();
        if (draft_.isMistyped(key()) || is_being_typed) {
            // what was typed stays, with the reason below it
        } else if (edit_->text() != text)
            edit_->setText(text);
        if (edit_->property("wrong").toBool() == problem.isEmpty()) {
            edit_->setProperty("wrong", !problem.isEmpty());
            style()->polish(edit_);
        }
    }
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    reset_->setVisible(draft_.isChanged(key()));
    const auto name = draft_.isChanged(key()) ? QStringLiteral("changed") : QString();
    if (label_->objectName() != name) {
        label_->setObjectName(name);
        label_->style()->unpolish(label_);
        label_->style()->polish(label_);
    }
    const auto& schema = draft_.experiment()->schema;
    setVisible(schema.applies(parameter_, draft_.values()));
}

void ParameterRow::setReading(const Reading* reading)
{
    lamp_->setVisible(reading != nullptr);
    if (reading)
        lamp_->setReading(reading->level, translated(reading->text));
}

void ParameterRow::setLook(const Look& look, const QIcon& undo)
{
    lamp_->setLook(look);
    if (slider_)
        slider_->setLook(look);
    reset_->setIcon(undo);
    reset_->setIconSize({look.pixels(15), look.pixels(15)});
    if (edit_) {
        const bool is_text = std::holds_alternative<std::string>(parameter_.fallback);
        edit_->setFixedWidth(look.pixels(is_text ? 120 : 88));
    }
}

} // namespace etalon
