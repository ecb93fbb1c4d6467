#include "app/run_command.hpp"

#include "app/mistakes.hpp"
#include "app/output_directory.hpp"
#include "app/progress_line.hpp"
#include "app/stop_signal.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cmath>
#include <exception>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Clock = ProgressLine::Clock;

// The record of a run that has not begun: what is known before the first step.
RunRecord begin_record(const RunRequest& request, const Simulation& simulation)
{
    RunRecord record;
    record.experiment = request.experiment->id;
    record.preset = request.preset;
    record.setup = request.setup;
    for (const auto& [key, value] : simulation.resolved())
        record.setup.values = request.experiment->schema.with(record.setup.values, key, value);
    record.initial = simulation.weights();
    record.data = simulation.data();
    record.version = version();
    record.build = build_description();
    if (request.setup.data)
        record.data_sha256 = sha256(*request.setup.data);
    return record;
}

// Trains and keeps the record; lives as long as the training.
class Training {
public:
    Training(const RunRequest& request, const RunOutput& output, Simulation& simulation)
        : request_(request)
        , simulation_(simulation)
        , output_(output.directory)
        , steps_(simulation.planned_steps(planned_steps(request.setup.values)))
        , recording_(std::make_shared<Recording>(simulation.channels()))
        , progress_(output.verbose, steps_, *recording_, request.experiment->headline)
        , save_every_(std::chrono::duration_cast<Clock::duration>(output.save_every))
        , record_(begin_record(request, simulation))
    {
    }

    RunRecord run()
    {
        const TrainingHooks hooks{
            .before_step = [this](std::int64_t step) { return before(step); },
            .before_analyses = [this] { outline_ = outline(simulation_, *recording_, outcome_); },
            .proceed = [this](double share,
                              const std::string& doing) { return proceed(share, doing); }};
        plan_next_save();
        try {
            train(simulation_, *recording_, 0, steps_, hooks, outcome_);
            end();
        } catch (const std::exception& error) {
            end_failed(error.what());
        }
        end_saving();
        output_.save(record_);
        report();
        return std::move(record_);
    }

private:
    const RunRequest& request_;
    Simulation& simulation_;
    const OutputDirectory output_;
    const std::int64_t steps_;
    const std::shared_ptr<Recording> recording_;
    ProgressLine progress_;
    const Clock::duration save_every_; // 0: only at the end
    Clock::time_point next_save_{};
    RunRecord record_;
    Outcome outcome_{};
    Capture outline_{}; // of the trained run, while it is analysed
    std::size_t next_change_ = 0;
    bool save_failed_ = false;
    std::future<std::string> saving_{}; // what went wrong; last member: the first to be waited for

    bool before(std::int64_t step)
    {
        if (stop_requested())
            return false;
        for (;
             next_change_ < request_.changes.size() && request_.changes[next_change_].step == step;
             ++next_change_) {
            const Change& change = request_.changes[next_change_];
            simulation_.change(change.key, change.value);
            record_.changes.push_back(change);
        }
        const auto now = Clock::now();
        progress_.show(step, now);
        if (is_free_to_save() && now >= next_save_) {
            plan_next_save();
            save_so_far([this] {
                return capture(simulation_, *recording_, outcome_, outcome_.checkpoints);
            });
        }
        return true;
    }

    bool proceed(double share, const std::string& doing)
    {
        if (stop_requested())
            return false;
        const auto now = Clock::now();
        progress_.show_analysis(doing, share, now);
        is_free_to_save(); // a save that failed is tried again
        if (now >= next_save_) {
            end_saving(); // nothing is trained any more that would have to wait
            next_save_ = Clock::time_point::max(); // until the end there is nothing new
            save_so_far([this] { return filled(outline_, *recording_, outcome_.checkpoints); });
        }
        return true;
    }

    void plan_next_save()
    {
        next_save_ = save_every_ > Clock::duration::zero() ? Clock::now() + save_every_
                                                           : Clock::time_point::max();
    }

    // What a crash would leave: the run as if it had been stopped here. It is copied now and
    // written on a thread of its own, because a large recording takes a second or two.
    template <class Make>
    void save_so_far(const Make& make)
    {
        auto so_far = std::make_shared<RunRecord>(record_);
        try {
            Capture made = make();
            made.changes = record_.changes;
            fill(*so_far, std::move(made));
        } catch (const std::exception& error) {
            note_saved(error.what());
            return;
        }
        saving_ = std::async(std::launch::async, [this, so_far] { return problem_of(*so_far); });
    }

    std::string problem_of(const RunRecord& record) const
    {
        try {
            output_.save(record);
            return {};
        } catch (const std::exception& error) {
            return error.what();
        }
    }

    bool is_free_to_save()
    {
        using namespace std::chrono_literals;
        if (saving_.valid() && saving_.wait_for(0s) == std::future_status::ready)
            note_saved(saving_.get());
        return !saving_.valid();
    }

    void end_saving()
    {
        if (saving_.valid())
            note_saved(saving_.get());
    }

    void note_saved(const std::string& problem)
    {
        const bool is_known = std::exchange(save_failed_, !problem.empty());
        if (problem.empty())
            return;
        plan_next_save();
        if (!is_known) // it may come right before the end
            progress_.warn(problem + " The run goes on; saving is tried again.");
    }

    void end()
    {
        Capture whole = outline(simulation_, *recording_, outcome_);
        whole.state = outcome_.state;
        whole.message = std::move(outcome_.message);
        whole.recording = recording_;
        whole.checkpoints = std::move(outcome_.checkpoints);
        whole.changes = std::move(record_.changes);
        fill(record_, std::move(whole));
    }

    void end_failed(const std::string& message)
    {
        record_.state = RunState::failed;
        record_.message = message;
        record_.step = outcome_.step;
        record_.timing = outcome_.timing;
        record_.checkpoints = std::move(outcome_.checkpoints);
        recording_->finish(outcome_.step);
        recording_->publish();
        record_.recording = recording_;
        record_.final = simulation_.weights();
    }

    void report()
    {
        std::string text = to_text(record_.state) + " at step " + grouped(record_.step);
        if (const double seconds = record_.timing.seconds; record_.step > 0 && seconds > 0) {
            const double rate = static_cast<double>(record_.step) / seconds;
            text += " (" + grouped(std::llround(rate)) + " steps/s)";
        }
        progress_.close(text + ", saved in " + output_.path().string());
        if (!record_.message.empty())
            std::cerr << record_.message << '\n';
    }
};

} // namespace

void check_output(const fs::path& directory, bool force, Mistakes& mistakes)
{
    if (directory.empty()) {
        mistakes.add("Say where to save the run: --out DIR.");
        return;
    }
    const std::string option = "--out " + directory.string();
    std::error_code error; // what cannot be looked at cannot be written to: saving will say so
    fs::path existing = fs::absolute(directory).lexically_normal();
    while (existing.has_relative_path() && !fs::exists(existing, error))
        existing = existing.parent_path();
    if (!fs::is_directory(existing, error))
        mistakes.add(option + ": " + existing.string() + " is a file, not a directory.");
    else if (fs::exists(directory, error) && !fs::is_empty(directory, error) && !force)
        mistakes.add(
            option
            + " is not empty; choose another directory, or add --force to replace the run in it.");
}

FinishedRun run_headless(const RunRequest& request, const RunOutput& output)
{
#ifdef __GLIBC__
    // Once a large block was freed, malloc takes the next from the heap, where it cannot grow in
    // place nor be given back: a file in the making would leave its earlier, smaller copies there.
    constexpr int large = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, large);
#endif
    watch_for_stop();
    const std::unique_ptr<Simulation> simulation = request.experiment->make(request.setup);
    FinishedRun result;
    result.record = Training(request, output, *simulation).run();
    switch (result.record.state) {
    case RunState::diverged:
        result.exit_code = exit_diverged;
        break;
    case RunState::failed:
        result.exit_code = exit_failed;
        break;
    default:
        break;
    }
    return result;
}

} // namespace etalon
