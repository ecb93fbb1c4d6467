// The window: connects the run, the form, the figures, the timeline and the lesson.
#pragma once

#include "ui/lesson.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/recent_runs.hpp"
#include "ui/run_model.hpp"
#include "ui/sweep_board.hpp"
#include "ui/theme.hpp"
#include "ui/window_actions.hpp"
#include "ui/window_settings.hpp"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QTimer>

#include <filesystem>
#include <optional>
#include <span>

class QFrame;
class QLabel;
class QStackedWidget;

namespace etalon {

class ExplanationPanel;
class FigureGrid;
enum class DragPhase;
class Gallery;
class LessonPanel;
class Notice;
class ParameterForm;
class PresenterKeys;
class StatusLine;
class Timeline;
class TransportBar;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(std::span<const Experiment> experiments, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showGallery();
    /// Throws UsageError if id, preset or overrides are wrong.
    void openExperiment(std::string_view id, const std::string& preset, const Overrides& overrides,
                        std::uint64_t seed, const std::optional<std::filesystem::path>& own_data,
                        After after);
    void openDirectory(const std::filesystem::path& directory);
    void setSpeed(double factor);
    void setThemeChoice(ThemeChoice choice);
    void setTypeScale(double scale);

    RunModel& model() { return model_; }
    ParameterDraft& draft() { return draft_; }
    FigureGrid& figures() { return *figures_; }
    Timeline& timeline() { return *timeline_; }
    ParameterForm& form() { return *form_; }
    LessonPanel& lessonPanel() { return *lesson_panel_; }
    Notice& notice() { return *notice_; }
    const WindowActions& actions() const { return actions_; }
    bool isInLesson() const { return in_lesson_; }
    void startLesson(Lesson lesson);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // main_window.cpp
    QWidget* makeBench();
    void restart(After after);
    void followPlan();
    void followValues();
    void followMotion();
    void followFrame(const FramePointer& frame);
    void interpret(); // readings, events, explanation
    void complain(const QString& why);
    void highlight(const Item& item);
    void pin(const Item& item); // again: lets it go
    void unpinAll();
    void leaveMode();
    void rememberLayout();
    const Experiment* experiment() const { return model_.plan().experiment; }

    // main_window_connections.cpp
    void connectActions();
    void connectViewActions();
    void connectParts();
    void followHandle(const Overrides& values, DragPhase phase);

    // main_window_look.cpp
    void applyLook();
    void adaptToWidth();
    void setPresenting(bool full_screen); // what the remote's keys do follows
    void followMode();

    // main_window_files.cpp
    void connectFiles();
    void openRun();
    void saveRun();
    void exportFigures(const QString& figure_id);
    void chooseData(bool folder);
    void setData(const std::optional<std::filesystem::path>& own_data);
    void addSavedRun();
    void showComparison();
    void showAbout();
    void rememberFolder(const QString& folder);

    // main_window_lesson.cpp
    void connectLesson();
    void toggleLesson(bool on);
    void openLesson();
    void endLesson();
    bool leadsTo(const LessonStep& step, const RunPlan& wanted) const;
    void showLessonStep(const LessonStep& step);

    std::span<const Experiment> experiments_;
    WindowSettings settings_;
    Look look_;
    ParameterDraft draft_;
    RunModel model_;
    SweepBoard sweeps_;
    RecentRuns recent_;
    std::optional<std::filesystem::path> opening_; // a saved run that is being read
    WindowActions actions_;
    std::vector<Item> pinned_; // in the order of the clicks
    QElapsedTimer since_interpreted_;
    std::optional<bool> is_explanation_wished_; // nothing: where there is room
    std::optional<std::int64_t> lesson_target_; // where the run is to stop once it is made
    std::optional<double> speed_before_page_;   // where a page of the lesson has its own
    std::optional<WindowSettings::Layout> layout_before_lesson_; // nothing: it was the default
    struct HandleGesture {
        int number = 0, undo_index = 0; // before the drag
    };
    std::optional<HandleGesture> handle_gesture_; // while a handle is dragged
    bool in_lesson_ = false, in_presentation_ = false;
    bool plan_follows_draft_ = false; // the run being made has the form's values
    QTimer first_interpretation_;     // of another run: in a turn of its own

    PresenterKeys* presenter_keys_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    Gallery* gallery_ = nullptr;
    QWidget* bench_ = nullptr;
    TransportBar* transport_ = nullptr;
    QFrame* form_card_ = nullptr;
    ParameterForm* form_ = nullptr;
    Notice* notice_ = nullptr;
    FigureGrid* figures_ = nullptr;
    QFrame* side_card_ = nullptr;
    QStackedWidget* side_ = nullptr;
    ExplanationPanel* explanation_ = nullptr;
    LessonPanel* lesson_panel_ = nullptr;
    Timeline* timeline_ = nullptr;
    StatusLine* status_ = nullptr;
};

} // namespace etalon
