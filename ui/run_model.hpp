// The run that the window shows: trained live, reloaded from a file or branched off another.
#pragma once

#include "core/lab/runner.hpp"
#include "core/lab/session.hpp"
#include "core/lab/sweep.hpp"
#include "ui/background_queue.hpp"
#include "ui/frame.hpp"
#include "ui/frame_statistics.hpp"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <filesystem>
#include <optional>

namespace etalon {

/// All that a run depends on, and what it is called.
struct RunPlan {
    const Experiment* experiment = nullptr;
    std::string preset{};
    Setup setup{};
    std::vector<Change> changes{}; // live changes to be made again
    std::int64_t steps() const { return planned_steps(setup.values); }
};

/// A run put aside for comparison.
struct KeptEntry {
    FramePointer frame{};
    std::string name{};  // "default, seed 7", or the folder of a saved run
    bool ghost = false;  // drawn pale behind the shown run
    bool chosen = false; // by the user: it stays a ghost
};

/// What becomes of the run once it is made.
enum class After { pause, play };

/// Owns the run and turns it into frames. All slow work (making a simulation, reading and writing
/// files) happens on a thread of its own; the timer only runs while something moves.
class RunModel : public QObject {
    Q_OBJECT

public:
    explicit RunModel(QObject* parent = nullptr);
    ~RunModel() override;

    // ---- which run
    void start(RunPlan plan, After after);
    void restart(const Values& values, After after); // the same weights, from step 0
    void open(const std::filesystem::path& directory, std::span<const Experiment> experiments);
    void openForComparison(const std::filesystem::path& directory, std::span<const Experiment>);
    void save(const std::filesystem::path& directory); // as the run stands now; it goes on
    void branchHere(); // a second run from the shown step, with the live values of now
    const RunPlan& plan() const { return plan_; }
    /// Data that the next restart uses; until then it is not known whether they are of use.
    void setPendingData(const std::optional<std::filesystem::path>& data) { pending_data_ = data; }
    const std::optional<std::filesystem::path>& nextData() const
    {
        return pending_data_ ? *pending_data_ : plan_.setup.data;
    }
    bool isMaking() const { return making_; }

    // ---- transport
    void play();
    void pause();
    void toggle() { isMoving() ? pause() : play(); }
    void step(std::int64_t count);
    void runTo(std::int64_t step);
    void stop();
    void setSpeed(double factor); // 1: the preset's natural length; infinity: as fast as it goes
    double speed() const { return speed_; }
    void change(const std::string& key, const Value& value); // a live parameter
    bool isMoving() const { return running_ || replaying_ || start_timer_.isActive(); }
    bool canBranch() const;
    bool isPolling() const { return timer_.isActive(); }  // never while all is at rest
    bool isLiveRun() const { return runner_ != nullptr; } // not one from a file
    bool hasEnded() const { return has_ended_; }          // nothing is left to train or analyse
    bool isAnalysing() const { return analysing_; }       // after the last step
    void cancelAnalyses();

    // ---- what is shown
    void show(std::optional<std::int64_t> step); // nothing: the newest
    bool isLive() const { return !shown_; }
    const FramePointer& frame() const { return frame_; } // null before the first
    RunStatus status() const;
    FrameStatistics& statistics() { return statistics_; }
    const FrameStatistics& statistics() const { return statistics_; }

    // ---- other runs
    const std::vector<KeptEntry>& kept() const { return kept_; }
    void setGhost(std::size_t index, bool ghost);
    void removeKept(std::size_t index);
    void setKeepsGhost(bool keeps); // the last run stays, pale, behind the next
    bool keepsGhost() const { return keeps_ghost_; }

Q_SIGNALS:
    void frameChanged(etalon::FramePointer frame);
    void planChanged();   // another run is shown: experiment, preset, parameters or seed
    void motionChanged(); // running, paused, further in its analyses, ended
    void ended();         // the run has come to its end by itself
    void keptChanged();
    void failed(const QString& what); // in words for the user
    void saved(const QString& directory);

private:
    void adopt(std::shared_ptr<Runner> runner, RunPlan plan, std::optional<Parent> parent,
               After after);
    void adoptRecord(RunRecord record);
    void keepShownRun();
    void retireRunner();
    void wake();
    void tick();
    void advanceReplay();
    void refresh(bool moving);
    std::shared_ptr<Frame> makeFrame(bool moving) const;
    Frame makeLiveFrame() const;
    Frame makeFileFrame() const;
    void followWeights(Frame& frame);
    double pace() const;
    bool followAnalyses(const RunStatus& status);
    bool canTrain() const { return runner_ && !has_ended_ && !analysing_; }
    template <class Work, class Done>
    void inBackground(Work work, Done done,
                      BackgroundQueue::Kind kind = BackgroundQueue::Kind::droppable);

    RunPlan plan_;
    std::shared_ptr<Runner> runner_;          // a live run, or
    std::shared_ptr<const RunRecord> record_; // one from a file
    std::optional<Parent> parent_;
    std::optional<std::optional<std::filesystem::path>> pending_data_; // nothing: as the run has it
    std::atomic<std::uint64_t> generation_ = 0; // of `start`: results of earlier ones are dropped
    bool making_ = false, running_ = false, replaying_ = false, has_ended_ = false;
    bool analysing_ = false;
    int analysed_percent_ = -1; // as it was last told, with
    std::string analysed_what_{};
    bool keeps_ghost_ = true, shown_run_is_kept_ = false;
    double speed_ = 1;
    double replay_place_ = 0; // in steps
    QElapsedTimer replay_clock_;
    std::optional<std::int64_t> shown_;
    FramePointer frame_;
    ShownWeights shown_weights_{};
    std::int64_t frame_status_step_ = -1;
    std::vector<KeptEntry> kept_;
    QTimer timer_, start_timer_; // the second: plays once the new run has been drawn
    int quiet_ticks_ = 0;
    FrameStatistics statistics_;
    BackgroundQueue background_; // last member: joined first
};

} // namespace etalon

Q_DECLARE_METATYPE(etalon::FramePointer)
