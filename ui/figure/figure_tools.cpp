#include "ui/figure/figure_tools.hpp"

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/option_scale.hpp"
#include "ui/figure/translated.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

QString words(const std::string& key) // "init_scale" -> "init scale"
{
    return QString::fromStdString(key).replace(QLatin1Char('_'), QLatin1Char(' '));
}

} // namespace

FigureTools::FigureTools(const Figure& figure, QWidget* parent)
    : QWidget(parent)
    , row_(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("figureTools"));
    setAttribute(Qt::WA_StyledBackground);
    row_->setContentsMargins(3, 2, 3, 2);
    row_->setSpacing(1);
    declare(figure.options);
    scale_ = addButton(tr("log"), tr("Logarithmic or linear vertical axis"));
    scale_->setCheckable(true);
    connect(scale_, &QToolButton::clicked, this, [this](bool on) { Q_EMIT scaleToggled(on); });
    if (!figure.sweeps.empty()) {
        sweep_ = addButton(tr("Run sweep"),
                           tr("Run the experiment for several values of one parameter"));
        auto* menu = new QMenu(sweep_);
        for (const SweepAxis& sweep : figure.sweeps)
            connect(menu->addAction(words(sweep.key)), &QAction::triggered, this,
                    [this, key = sweep.key] { Q_EMIT sweepRequested(key); });
        sweep_->setMenu(menu);
        sweep_->setPopupMode(QToolButton::InstantPopup);
    }
    connect(addButton(tr("Data"), tr("Copy the numbers of this figure as a table (CSV)")),
            &QToolButton::clicked, this, &FigureTools::tableRequested);
    connect(addButton(tr("Export"), tr("Write this figure to a file")), &QToolButton::clicked, this,
            &FigureTools::exportRequested);
    more_ = addButton(QStringLiteral("⋯"), tr("Options, data and export of this figure"));
    more_->setAccessibleName(tr("Figure menu"));
    more_->setPopupMode(QToolButton::InstantPopup);
    more_->setMenu(new QMenu(more_));
    connect(more_->menu(), &QMenu::aboutToShow, this, &FigureTools::fillMenu);
}

void FigureTools::fillMenu()
{
    QMenu& menu = *more_->menu();
    menu.clear();
    for (const auto& [key, button] : options_) {
        button->menu()->setTitle(button->text());
        menu.addMenu(button->menu());
    }
    if (is_scale_possible_) {
        QAction* scale = menu.addAction(tr("Logarithmic axis"), scale_, &QToolButton::click);
        scale->setCheckable(true);
        scale->setChecked(scale_->isChecked());
    }
    if (sweep_) {
        sweep_->menu()->setTitle(sweep_->text());
        menu.addMenu(sweep_->menu())->setEnabled(sweep_->isEnabled());
    }
    menu.addSeparator();
    menu.addAction(tr("Copy the numbers"), this, &FigureTools::tableRequested);
    menu.addAction(tr("Export…"), this, &FigureTools::exportRequested);
}

void FigureTools::setRoom(int width)
{
    room_ = width;
    showButtons();
}

void FigureTools::showButtons()
{
    const QMargins margins = row_->contentsMargins();
    int needed = margins.left() + margins.right() - row_->spacing();
    const auto shown = [&](const QToolButton* button) {
        return button != more_ && (button != scale_ || is_scale_possible_);
    };
    const auto buttons = findChildren<QToolButton*>(Qt::FindDirectChildrenOnly);
    for (const QToolButton* button : buttons)
        if (shown(button))
            needed += button->sizeHint().width() + row_->spacing();
    const bool fits = needed <= room_;
    // A sweep is what its figure is for: its button goes last.
    const bool sweep_fits = sweep_
        && margins.left() + margins.right() + sweep_->sizeHint().width() + row_->spacing()
                + more_->sizeHint().width()
            <= room_;
    for (QToolButton* button : buttons)
        button->setVisible(button == more_        ? !fits
                               : button == sweep_ ? fits || sweep_fits
                                                  : fits && shown(button));
    adjustSize();
}

QToolButton* FigureTools::addButton(const QString& text, const QString& tip)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    row_->addWidget(button);
    return button;
}

void FigureTools::addOption(const Option& option)
{
    const QString label = translated(option.label);
    QToolButton* button = addButton(label, label);
    row_->removeWidget(button); // options stand before all else
    row_->insertWidget(static_cast<int>(options_.size()), button);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    if (!option.choices.empty()) {
        for (const std::string& choice : option.choices) {
            QAction* action = menu->addAction(translated(choice));
            action->setCheckable(true);
            action->setData(action->text());
            connect(action, &QAction::triggered, this,
                    [this, key = option.key, choice] { Q_EMIT optionChosen(key, Value(choice)); });
        }
    } else {
        auto* slider = new QSlider(Qt::Horizontal);
        slider->setRange(0, OptionScale(option).last());
        slider->setMinimumWidth(160);
        slider->setAccessibleName(label);
        auto* action = new QWidgetAction(menu); // owns the slider
        action->setDefaultWidget(slider);
        menu->addAction(action);
        connect(slider, &QSlider::valueChanged, this, [this, option](int position) {
            Q_EMIT optionChosen(option.key, Value(OptionScale(option).value(position)));
        });
    }
    options_.emplace_back(option.key, button);
}

void FigureTools::declare(const std::vector<Option>& options)
{
    for (const auto& [key, button] : options_) {
        row_->removeWidget(button);
        button->setParent(nullptr);
        button->deleteLater();
    }
    options_.clear();
    declared_ = options;
    for (const Option& option : options)
        if (!option.hidden && !option.is_text && !option.in_sight)
            addOption(option);
}

void FigureTools::setColours(const Palette& palette, double font_scale)
{
    const auto name = [](const QColor& colour) { return colour.name(); };
    setStyleSheet(
        QStringLiteral("#figureTools { background: %1; border: 1px solid %2; border-radius: 5px; }"
                       "QToolButton { color: %3; border: 1px solid transparent; border-radius: "
                       "4px; padding: 2px 5px; font-family: Inter; font-size: %6px; }"
                       "QToolButton:hover, QToolButton:focus { background: %4; border-color: %2; }"
                       "QToolButton:checked { color: %5; background: %4; }"
                       "QToolButton::menu-indicator { image: none; }")
            .arg(name(palette.card), name(palette.border), name(palette.text), name(palette.raised),
                 name(palette.accent), QString::number(std::lround(11.5 * font_scale))));
    showButtons();
}

void FigureTools::setOptions(const Options& complete)
{
    for (const auto& [key, button] : options_) {
        const auto option = std::find_if(
            declared_.begin(), declared_.end(),
            [&wanted = key](const Option& candidate) { return candidate.key == wanted; });
        const auto value = complete.find(key);
        if (option == declared_.end() || value == complete.end())
            continue;
        const auto* number = std::get_if<double>(&value->second);
        const QString text = number ? reading(*number) : translated(to_text(value->second));
        button->setText(translated(option->label) + QStringLiteral(": ") + text);
        button->setAccessibleName(button->text());
        const auto actions = button->menu()->actions();
        for (QAction* action : actions) {
            action->setChecked(action->data().toString() == text);
            if (auto* widget = qobject_cast<QWidgetAction*>(action); widget && number)
                if (auto* slider = qobject_cast<QSlider*>(widget->defaultWidget())) {
                    const QSignalBlocker quiet(slider);
                    slider->setValue(OptionScale(*option).place(*number));
                }
        }
    }
    showButtons();
}

void FigureTools::setLogarithmic(bool on, bool possible)
{
    scale_->setChecked(on);
    is_scale_possible_ = possible;
    showButtons();
}

void FigureTools::setProgress(const QString& text)
{
    if (!sweep_)
        return;
    sweep_->setText(text.isEmpty() ? tr("Run sweep") : text);
    sweep_->setEnabled(text.isEmpty());
    showButtons();
}

} // namespace etalon
