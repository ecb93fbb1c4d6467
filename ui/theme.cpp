#include "ui/theme.hpp"

#include <QApplication>
#include <QToolTip>

#include <cmath>

namespace etalon {

namespace {

// Names between @ signs are colours of the palette, those between % signs lengths in pixels.
constexpr auto sheet = R"(
* { font-family: "Inter"; font-size: %13%; }
QMainWindow, QDialog, #background { background: @window@; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @border@; padding: %5%; }

#card { background: @card@; margin: 1px; border: 1px solid @border@; border-radius: %8%; }
#figureCard { border: 2px solid transparent; border-radius: %8%; }
#figureCard[dropping="true"] { border: 2px solid @accent@; }
#card[dropping="true"] { margin: 0px; border: 2px solid @accent@; }
#bar { background: @card@; border: none; border-bottom: 1px solid @border@; }
#statusBar { background: @card@; border: none; border-top: 1px solid @border@; }
#heading { font-size: %17%; font-weight: 700; color: @text@; }
#welcome { font-size: %26%; font-weight: 700; color: @text@; }
#title { font-size: %14%; font-weight: 700; color: @text@; }
#group { font-size: %11%; font-weight: 700; color: @muted@; }
#muted, #unit { color: @muted@; }
#symbol { color: @muted@; font-family: "STIX", "Inter"; font-style: italic; font-size: %15%; }
#small { font-size: %12%; color: @muted@; }
#formula { font-family: "STIX", "Inter"; font-size: %15%; color: @text@; background: @window@;
    border-radius: %5%; padding: %7% %9%; }
#problem { font-size: %12%; color: @bad@; }
#notice { background: @raised@; border: 1px solid @bad@; border-radius: %8%; color: @text@; }
#hint { background: @raised@; border: 1px solid @accent@; border-radius: %6%; color: @text@;
    padding: %6% %9%; }
#changed { font-weight: 700; color: @text@; }
QLabel { color: @text@; background: transparent; }

QToolButton, QPushButton { color: @text@; background: transparent; border: 1px solid transparent;
    border-radius: %6%; padding: %5% %9%; }
QPushButton { border-color: @border@; background: @card@; padding: %6% %13%; }
QToolButton:hover, QPushButton:hover { background: @raised@; border-color: @border@; }
QToolButton:pressed, QPushButton:pressed, QToolButton:checked { background: @pressed@; }
QToolButton:focus, QPushButton:focus { border-color: @accent@; }
QToolButton:disabled, QPushButton:disabled { color: @faint@; }
QToolButton::menu-indicator { image: none; }
#primary { color: @accent@; font-weight: 700; }
QPushButton#primary { color: @onAccent@; background: @accent@; border-color: @accent@; }
#rowTool { padding: %2%; }
#inLine { color: @accent@; border: none; padding: 0px %4%; }
#inLine:hover, #inLine:focus { background: @pressed@; border: none; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { color: @text@; background: @card@; border: 1px solid @border@;
    border-radius: %5%; padding: %3% %6%; selection-background-color: @accent@;
    selection-color: @onAccent@; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @accent@; }
QLineEdit:disabled, QComboBox:disabled { color: @faint@; }
QLineEdit#value { border-color: transparent; background: transparent; padding: %2% %4%; }
QLineEdit#value:hover { border-color: @border@; }
QLineEdit#value:focus { border-color: @accent@; background: @card@; }
QLineEdit[wrong="true"] { border-color: @bad@; }
QComboBox#value { border-color: transparent; padding: %2% %2% %2% %5%; }
QComboBox#value:hover { border-color: @border@; }
QComboBox#value:focus { border-color: @accent@; }
QComboBox::drop-down { border: none; width: %18%; }
QComboBox::down-arrow { image: url(@arrow@); width: %11%; height: %11%; }
QComboBox QAbstractItemView { color: @text@; background: @card@; border: 1px solid @border@;
    selection-background-color: @pressed@; selection-color: @text@; outline: none; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: none; }

QCheckBox { color: @text@; spacing: %7%; padding: %2%; border: 1px solid transparent; border-radius: %4%; }
QCheckBox:focus { border-color: @accent@; }
QCheckBox::indicator { width: %14%; height: %14%; border: 1px solid @muted@; border-radius: %3%;
    background: @card@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: url(@tick@); }

QScrollArea, QScrollArea > QWidget > QWidget#plain, #plain { background: transparent; border: none; }
QScrollBar:vertical { width: %10%; background: transparent; margin: 1px; }
QScrollBar:horizontal { height: %10%; background: transparent; margin: 1px; }
QScrollBar::handle { background: @track@; border-radius: %4%; min-height: %26%; min-width: %26%; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { color: @text@; background: @card@; border: 1px solid @border@; padding: %5%; }
QMenu::item { padding: %6% %26% %6% %14%; border-radius: %4%; background: transparent; }
QMenu::item:selected { background: @pressed@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; background: @border@; margin: %5% %6%; }
QMenu::indicator { width: %14%; height: %14%; left: %2%; }

QTableView, QListView, QTreeView { color: @text@; background: @card@; border: 1px solid @border@; border-radius: %6%;
    gridline-color: @border@; selection-background-color: @pressed@; selection-color: @text@; }
QHeaderView::section { color: @muted@; background: @card@; border: none;
    border-bottom: 1px solid @border@; padding: %5% %8%; font-weight: 600; }
QTableCornerButton::section { background: @card@; border: none; }
QProgressBar { border: none; border-radius: 2px; background: @track@; max-height: %4%; }
QProgressBar::chunk { background: @accent@; border-radius: 2px; }
QSplitter::handle { background: transparent; }
#shade { background: @shade@; }
#key { color: @text@; background: @raised@; border: 1px solid @border@; border-radius: %4%;
    padding: %2% %7%; font-weight: 600; }
)";

QString name(const QColor& colour)
{
    return colour.alpha() < 255 ? QStringLiteral("rgba(%1,%2,%3,%4)")
                                      .arg(colour.red())
                                      .arg(colour.green())
                                      .arg(colour.blue())
                                      .arg(colour.alpha())
                                : colour.name();
}

} // namespace

Theme resolve(ThemeChoice choice)
{
    if (choice != ThemeChoice::system)
        return choice == ThemeChoice::dark ? Theme::dark : Theme::light;
    const auto desktop = QGuiApplication::palette();
    const bool dark = desktop.color(QPalette::WindowText).lightnessF()
        > desktop.color(QPalette::Window).lightnessF();
    return dark ? Theme::dark : Theme::light;
}

int Look::pixels(double at_scale_one) const
{
    return int(std::lround(at_scale_one * scale));
}

QPalette widgetPalette(const Palette& colours)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::Base, colours.card);
    palette.setColor(QPalette::AlternateBase, colours.window);
    palette.setColor(QPalette::Button, colours.card);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.card);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::Mid, blend(colours.muted, colours.card, 0.3)); // grooves
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, blend(colours.muted, colours.card, 0.6));
    return palette;
}

QString styleSheet(const Look& look)
{
    const auto& colours = look.colours();
    auto result = QString::fromLatin1(sheet);
    const std::pair<const char*, QColor> roles[] = {
        {"window", colours.window},
        {"card", colours.card},
        {"border", colours.border},
        {"raised", colours.raised},
        {"text", colours.text},
        {"muted", colours.muted},
        {"accent", colours.accent},
        {"bad", colours.bad},
        {"track", blend(colours.muted, colours.card, 0.32)},
        {"pressed", blend(colours.accent, colours.card, 0.18)},
        {"faint", blend(colours.muted, colours.card, 0.6)},
        {"onAccent", colours.dark ? colours.window : colours.card},
        {"shade", QColor(0, 0, 0, 150)},
    };
    for (const auto& [role, colour] : roles)
        result.replace(QStringLiteral("@%1@").arg(QLatin1String(role)), name(colour));
    result.replace(QStringLiteral("@arrow@"),
                   colours.dark ? QStringLiteral(":/icons/down-on-dark.svg")
                                : QStringLiteral(":/icons/down-on-light.svg"));
    result.replace(QStringLiteral("@tick@"),
                   colours.dark ? QStringLiteral(":/icons/check-on-dark.svg")
                                : QStringLiteral(":/icons/check-on-light.svg"));
    for (const int length : {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 26})
        result.replace(QStringLiteral("%%1%").arg(length),
                       QStringLiteral("%1px").arg(std::max(1, look.pixels(length))));
    return result;
}

void dress(QWidget& window, const Look& look)
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(look.pixels(13));
    window.setFont(font);
    window.setPalette(widgetPalette(look.colours()));
    window.setStyleSheet(styleSheet(look));
    QToolTip::setPalette(widgetPalette(look.colours()));
}

} // namespace etalon
