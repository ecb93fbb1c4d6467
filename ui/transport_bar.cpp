#include "ui/transport_bar.hpp"

#include "ui/figure/translated.hpp"
#include "ui/icons.hpp"
#include "ui/pace.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/slider.hpp"
#include "ui/window_actions.hpp"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace etalon {

TransportBar::TransportBar(const WindowActions& actions, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("bar"));
    setAttribute(Qt::WA_StyledBackground);
    line_ = new QHBoxLayout(this);
    line_->setContentsMargins(12, 8, 12, 8);
    line_->setSpacing(3);

    auto* menu = addButton(nullptr, QStringLiteral("menu"), {});
    menu->setMenu(actions.menu);
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setToolTip(tr("Menu"));
    menu->setAccessibleName(tr("Menu"));
    line_->addSpacing(6);
    run_ = addButton(actions.run, QStringLiteral("run"), tr("Run"));
    run_->setObjectName(QStringLiteral("primary"));
    addButton(actions.step, QStringLiteral("step"), tr("Step"));
    addButton(actions.reset, QStringLiteral("reset"), tr("Reset"));
    line_->addSpacing(8);
    addSeed(actions);
    line_->addSpacing(8);
    addSpeed();
    line_->addSpacing(8);
    addPreset();
    line_->addStretch();
    addButton(actions.figures, QStringLiteral("grid"), tr("Figures"))
        ->setPopupMode(QToolButton::InstantPopup);
    addButton(actions.compare, QStringLiteral("compare"), tr("Compare"));
    addButton(actions.lesson, QStringLiteral("lesson"), tr("Lesson"));
    addButton(actions.export_figures, QStringLiteral("export"), tr("Export"));
    addButton(actions.full_screen, QStringLiteral("full-screen"), {});
}

QToolButton* TransportBar::addButton(QAction* action, const QString& icon_name, const QString& text)
{
    auto* button = new QToolButton;
    if (action)
        button->setDefaultAction(action);
    if (action && !text.isEmpty())
        action->setIconText(text);
    button->setFocusPolicy(Qt::TabFocus); // a click must not catch the Space that runs and pauses
    button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly
                                              : Qt::ToolButtonTextBesideIcon);
    if (action) {
        const auto keys = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? action->statusTip()
                                          : tr("%1 (%2)").arg(action->statusTip(), keys));
        button->setAccessibleName(action->text().remove(u'&'));
    }
    line_->addWidget(button);
    buttons_.push_back({button, icon_name, !text.isEmpty()});
    return button;
}

void TransportBar::addCaption(const QString& text)
{
    auto* caption = new QLabel(text);
    caption->setObjectName(QStringLiteral("muted"));
    line_->addWidget(caption);
    captions_.push_back(caption);
}

void TransportBar::addSeed(const WindowActions& actions)
{
    addCaption(tr("seed"));
    seed_ = new QLineEdit;
    seed_->setObjectName(QStringLiteral("value"));
    seed_->setAccessibleName(tr("Seed"));
    seed_->setToolTip(tr("Number that all randomness of the run follows from"));
    seed_->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,19}")), seed_));
    connect(seed_, &QLineEdit::returnPressed, this, &TransportBar::commitSeed);
    connect(seed_, &QLineEdit::editingFinished, this, [this] { setSeed(shown_seed_); });
    line_->addWidget(seed_);
    addButton(actions.new_seed, QStringLiteral("dice"), {});
}

void TransportBar::commitSeed()
{
    bool ok = false;
    const auto seed = seed_->text().toULongLong(&ok);
    if (!ok)
        return;
    shown_seed_ = seed;
    seed_->clearFocus();
    Q_EMIT seedChosen(seed);
}

void TransportBar::addSpeed()
{
    addCaption(tr("speed"));
    speed_ = new Slider;
    speed_->setRange(0, SpeedScale::last);
    speed_->setPageStep(SpeedScale::stops_per_decade / 2);
    speed_->setAccessibleName(tr("Speed"));
    speed_->setToolTip(
        tr("Pace on screen, the same on every machine; far right: as fast as it goes"));
    speed_text_ = new QLabel;
    speed_text_->setObjectName(QStringLiteral("muted"));
    connect(speed_, &QSlider::valueChanged, this, [this](int stop) {
        const double factor = SpeedScale::factor(stop);
        setSpeed(factor);
        Q_EMIT speedChosen(factor);
    });
    line_->addWidget(speed_);
    line_->addWidget(speed_text_);
}

void TransportBar::addPreset()
{
    addCaption(tr("preset"));
    preset_ = new QComboBox;
    preset_->setObjectName(QStringLiteral("value"));
    preset_->setAccessibleName(tr("Preset"));
    preset_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    preset_->setFocusPolicy(Qt::TabFocus);
    connect(preset_, &QComboBox::activated, this,
            [this] { Q_EMIT presetChosen(preset_->currentData().toString()); });
    line_->addWidget(preset_);
}

void TransportBar::setExperiment(const Experiment& experiment)
{
    const QSignalBlocker blocker(preset_);
    preset_->clear();
    for (const auto& preset : experiment.presets) {
        preset_->addItem(display(preset.name), display(preset.name));
        preset_->setItemData(preset_->count() - 1, translated(preset.doc), Qt::ToolTipRole);
    }
    // The style's arrow takes room that the box does not count.
    const QFontMetrics metrics = preset_->fontMetrics();
    int widest = 0;
    for (int i = 0; i < preset_->count(); ++i)
        widest = std::max(widest, metrics.horizontalAdvance(preset_->itemText(i)));
    const int arrow = 2 * metrics.height(), unit = metrics.horizontalAdvance(QLatin1Char('X'));
    preset_->setMinimumContentsLength((widest + arrow) / std::max(unit, 1));
}

void TransportBar::setPreset(const std::string& name)
{
    const QSignalBlocker blocker(preset_);
    const int index = preset_->findData(display(name));
    preset_->setCurrentIndex(index);
    preset_->setToolTip(preset_->itemData(index, Qt::ToolTipRole).toString());
}

void TransportBar::setSeed(std::uint64_t seed)
{
    shown_seed_ = seed;
    seed_->setText(QString::number(seed));
}

void TransportBar::setSpeed(double factor)
{
    const QSignalBlocker blocker(speed_);
    speed_->setValue(SpeedScale::stop(factor));
    const int digits = factor >= 10 ? 0 : factor >= 1 ? 1 : 2;
    auto number = QString::number(factor, 'f', digits);
    while (number.contains(u'.') && (number.endsWith(u'0') || number.endsWith(u'.')))
        number.chop(1);
    speed_text_->setText(std::isfinite(factor) ? QStringLiteral("×%1").arg(number) : tr("max"));
}

void TransportBar::setLook(const Look& look)
{
    const auto& colours = look.colours();
    for (const auto& [button, name, has_words] : buttons_) {
        const auto picture = icon(name, button == run_ ? colours.accent : colours.text);
        if (button->defaultAction())
            button->defaultAction()->setIcon(picture);
        else
            button->setIcon(picture);
        button->setIconSize({look.pixels(18), look.pixels(18)});
    }
    run_->setMinimumWidth(look.pixels(90)); // room for both words, so that nothing moves
    seed_->setFixedWidth(look.pixels(46));
    preset_->setMaximumWidth(look.pixels(170));
    speed_->setLook(look);
    speed_->setFixedWidth(look.pixels(120));
    speed_text_->setFixedWidth(look.pixels(40));
}

void TransportBar::setRunning(bool running, const Look& look)
{
    run_->defaultAction()->setIcon(
        icon(running ? QStringLiteral("pause") : QStringLiteral("run"), look.colours().accent));
}

void TransportBar::setCompact(bool compact)
{
    for (const auto& [button, name, has_words] : buttons_) {
        button->setToolButtonStyle(has_words && (!compact || button == run_)
                                       ? Qt::ToolButtonTextBesideIcon
                                       : Qt::ToolButtonIconOnly);
    }
}

} // namespace etalon
