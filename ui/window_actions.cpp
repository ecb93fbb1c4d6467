#include "ui/window_actions.hpp"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QUndoStack>
#include <QWidget>

namespace etalon {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("etalon::WindowActions", text);
}

/// Adds commands to the window one by one.
struct Maker {
    QWidget* window;
    WindowActions& actions;

    QAction* operator()(QMenu* menu, const char* text, const char* tip,
                        QList<QKeySequence> keys = {}) const
    {
        auto* action = new QAction(tr(text), window);
        action->setStatusTip(tr(tip));
        action->setShortcuts(keys);
        window->addAction(action); // keys work whether the menu is open or not
        menu->addAction(action);
        actions.all << action;
        return action;
    }
};

void addRunCommands(WindowActions& a, const Maker& make, QMenu* menu)
{
    a.run = make(menu, "Run", "Run or pause", {Qt::Key_Space});
    a.step = make(menu, "Step", "One step", {Qt::Key_Right});
    a.step_ten = make(menu, "Ten steps", "Ten steps", {Qt::SHIFT | Qt::Key_Right});
    a.reset = make(menu, "Reset", "Back to step 0 with the same weights", {Qt::Key_R});
    a.new_seed = make(menu, "New seed", "Start anew with the next seed", {Qt::Key_N});
    a.apply = make(menu, "Restart with changes", "Restart with the changed parameters",
                   {Qt::Key_Return, Qt::Key_Enter});
    menu->addSeparator();
    a.faster = make(menu, "Faster", "Faster", {QKeySequence(QStringLiteral("+")), Qt::Key_Equal});
    a.slower = make(menu, "Slower", "Slower", {QKeySequence(QStringLiteral("-"))});
    a.live = make(menu, "Newest step", "Follow the newest step again", {Qt::Key_End});
    a.branch =
        make(menu, "Branch here", "Let a second run set out from the shown step", {Qt::Key_B});
    a.cancel_sweep = make(menu, "End the sweep", "End the sweep that is running");
}

void addFileCommands(WindowActions& a, const Maker& make, QMenu* menu)
{
    a.open = make(menu, "Open run…", "Open a saved run", {QKeySequence::Open});
    a.recent = make(menu, "Recent runs", "Open a run that was saved or opened lately");
    a.recent_menu = new QMenu(menu);
    a.recent->setMenu(a.recent_menu);
    a.save = make(menu, "Save run…", "Save the run", {QKeySequence::Save});
    a.export_figures =
        make(menu, "Export figures…", "Export figures", {QKeySequence(QStringLiteral("Ctrl+E"))});
    menu->addSeparator();
    a.data_file = make(menu, "Own data file…", "Train on a data file of your own");
    a.data_folder = make(menu, "Own data folder…", "Train on a folder of data files of your own");
    menu->addSeparator();
    a.compare = make(menu, "Compare runs…", "Compare the kept runs", {Qt::Key_C});
    a.add_saved = make(menu, "Add saved run…", "Draw a saved run behind the current one");
}

void addViewCommands(WindowActions& a, const Maker& make, QMenu* menu)
{
    a.gallery = make(menu, "All experiments", "Show all experiments", {Qt::Key_G});
    a.figures = make(menu, "Figures", "Choose and arrange the figures");
    a.figures_menu = new QMenu(menu);
    a.figures->setMenu(a.figures_menu);
    a.explanation = make(menu, "Explanation", "Show or hide the explanation", {Qt::Key_E});
    a.explanation->setCheckable(true);
    a.full_screen = make(menu, "Full screen", "Full screen", {Qt::Key_F, Qt::Key_F11, Qt::Key_F5});
    a.full_screen->setCheckable(true);
    a.blank =
        make(menu, "Black screen", "Black screen, in a lesson or in full screen (B does the same)",
             {Qt::Key_Period});
    a.blank->setEnabled(false);
    menu->addSeparator();
    a.larger =
        make(menu, "Larger type", "Larger type",
             {QKeySequence(QStringLiteral("Ctrl++")), QKeySequence(QStringLiteral("Ctrl+="))});
    a.smaller =
        make(menu, "Smaller type", "Smaller type", {QKeySequence(QStringLiteral("Ctrl+-"))});
    a.normal_size =
        make(menu, "Normal type", "Type of normal size", {QKeySequence(QStringLiteral("Ctrl+0"))});
    menu->addSeparator();
    a.system_theme = make(menu, "Colours of the desktop", "Light or dark as the desktop is");
    a.light_theme = make(menu, "Light", "Light colours");
    a.dark_theme = make(menu, "Dark", "Dark colours");
    auto* group = new QActionGroup(menu);
    for (auto* theme : {a.system_theme, a.light_theme, a.dark_theme}) {
        theme->setCheckable(true);
        group->addAction(theme);
    }
}

} // namespace

WindowActions makeActions(QWidget* window, QUndoStack* undo)
{
    WindowActions a;
    const Maker make{window, a};
    a.menu = new QMenu(window);
    auto* run = a.menu->addMenu(tr("Run"));
    auto* file = a.menu->addMenu(tr("File"));
    auto* edit = a.menu->addMenu(tr("Edit"));
    auto* view = a.menu->addMenu(tr("View"));
    auto* lesson = a.menu->addMenu(tr("Lesson"));
    auto* help = a.menu->addMenu(tr("Help"));

    addRunCommands(a, make, run);
    addFileCommands(a, make, file);
    a.undo = undo->createUndoAction(window, tr("Undo"));
    a.undo->setShortcut(QKeySequence::Undo);
    a.undo->setStatusTip(tr("Take back the last change of a parameter"));
    a.redo = undo->createRedoAction(window, tr("Redo"));
    a.redo->setShortcuts(
        {QKeySequence(QStringLiteral("Ctrl+Y")), QKeySequence(QStringLiteral("Ctrl+Shift+Z"))});
    a.redo->setStatusTip(tr("Make the change of a parameter again"));
    for (auto* action : {a.undo, a.redo}) {
        edit->addAction(action);
        window->addAction(action);
        a.all << action;
    }
    addViewCommands(a, make, view);
    a.lesson = make(lesson, "Lesson", "Start or leave the lesson", {Qt::Key_L});
    a.lesson->setCheckable(true);
    a.next = make(lesson, "Next", "Next part of the lesson", {Qt::Key_PageDown});
    a.previous = make(lesson, "Back", "Previous part of the lesson", {Qt::Key_PageUp});
    a.open_lesson = make(lesson, "Open lesson…", "Open a lesson of your own");
    a.keys = make(help, "Keys", "Show all keys", {QKeySequence(QStringLiteral("?")), Qt::Key_F1});
    a.commands = make(help, "Commands…", "Find a command by its name",
                      {QKeySequence(QStringLiteral("Ctrl+K"))});
    a.about = make(help, "About Etalon", "Version, licence and what to cite");
    a.leave =
        make(help, "Leave", "Leave a mode: lesson, large figure, full screen", {Qt::Key_Escape});
    a.menu->addSeparator();
    a.quit = make(a.menu, "Quit", "Quit", {QKeySequence(QStringLiteral("Ctrl+Q"))});
    a.next->setEnabled(false);
    a.previous->setEnabled(false);
    a.cancel_sweep->setEnabled(false);
    return a;
}

} // namespace etalon
