// Every command of the window, with its key and its place in the menu.
#pragma once

#include <QAction>
#include <QList>

class QMenu;
class QUndoStack;
class QWidget;

namespace etalon {

/// Belongs to the window. `statusTip` says what a command does; tool tips, the list of keys and the
/// list of commands read it.
struct WindowActions {
    QAction *run = nullptr, *step = nullptr, *step_ten = nullptr, *reset = nullptr,
            *apply = nullptr;
    QAction *new_seed = nullptr, *faster = nullptr, *slower = nullptr, *live = nullptr,
            *branch = nullptr;
    QAction *lesson = nullptr, *next = nullptr, *previous = nullptr, *open_lesson = nullptr;
    QAction *open = nullptr, *save = nullptr, *export_figures = nullptr, *data_file = nullptr,
            *data_folder = nullptr, *recent = nullptr;
    QAction *compare = nullptr, *add_saved = nullptr, *cancel_sweep = nullptr;
    QAction *undo = nullptr, *redo = nullptr;
    QAction *gallery = nullptr, *figures = nullptr, *explanation = nullptr, *full_screen = nullptr,
            *blank = nullptr;
    QAction *larger = nullptr, *smaller = nullptr, *normal_size = nullptr;
    QAction *system_theme = nullptr, *light_theme = nullptr, *dark_theme = nullptr;
    QAction *keys = nullptr, *commands = nullptr, *about = nullptr, *leave = nullptr,
            *quit = nullptr;

    QMenu* menu = nullptr;                                 // all of it
    QMenu *figures_menu = nullptr, *recent_menu = nullptr; // filled when they open
    QList<QAction*> all{};
};

WindowActions makeActions(QWidget* window, QUndoStack* undo);

} // namespace etalon
