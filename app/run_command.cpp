#include "app/run_command.hpp"

#include "app/mistakes.hpp"
#include "app/output_directory.hpp"
#include "app/progress_line.hpp"
#include "app/stop_signal.hpp"

#include <cmath>
#include <exception>
#include <iostream>
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

// A recording as it would be if the run had ended at this step. The run's own is not touched.
std::shared_ptr<const Recording> recording_up_to(std::int64_t step, const Recording& recording,
                                                 const Simulation& simulation)
{
    auto copy = std::make_shared<Recording>(recording.channels());
    copy->finish(step);
    const std::vector<Series> shown = recording.snapshot();
    for (std::size_t channel = 0; channel < shown.size(); ++channel)
        for (std::size_t i = 0; i < shown[channel].size() && shown[channel].steps()[i] <= step; ++i)
            copy->append(channel, shown[channel].steps()[i], shown[channel].sample(i));
    simulation.observe(*copy, step);
    copy->publish();
    return copy;
}

// Trains and keeps the record; lives as long as the training.
class Training {
public:
    Training(const RunRequest& request, const RunOutput& output, Simulation& simulation)
        : request_(request)
        , simulation_(simulation)
        , output_(output.directory)
        , steps_(planned_steps(request.setup.values))
        , recording_(std::make_shared<Recording>(simulation.channels()))
        , progress_(output.verbose, steps_, *recording_, request.experiment->headline)
        , save_every_(std::chrono::duration_cast<Clock::duration>(output.save_every))
        , record_(begin_record(request, simulation))
    {
    }

    RunRecord run()
    {
        next_save_ = Clock::now() + save_every_;
        try {
            end(train(simulation_, *recording_, 0, steps_,
                      [this](std::int64_t step) { return before(step); }));
        } catch (const std::exception& error) {
            end_failed(error.what());
        }
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
    const Clock::duration save_every_;
    Clock::time_point next_save_{};
    RunRecord record_;
    std::size_t next_change_ = 0;
    bool save_failed_ = false;

    bool before(std::int64_t step)
    {
        record_.step = step;
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
        if (now >= next_save_) {
            save_so_far(step);
            next_save_ = Clock::now() + save_every_;
        }
        return true;
    }

    // What a crash would leave: a run that was stopped here and can be continued.
    void save_so_far(std::int64_t step)
    {
        RunRecord so_far = record_;
        so_far.state = RunState::stopped;
        so_far.message = simulation_.message();
        so_far.recording = recording_up_to(step, *recording_, simulation_);
        so_far.final = simulation_.weights();
        so_far.checkpoints = {{step, simulation_.state()}};
        so_far.summary = simulation_.summary(*so_far.recording);
        try {
            output_.save(so_far);
            save_failed_ = false;
        } catch (const Error& error) {
            if (!std::exchange(save_failed_, true)) // it may come right before the end
                std::cerr << error.what() << '\n';
        }
    }

    void end(Outcome outcome)
    {
        record_.state = outcome.state;
        record_.step = outcome.step;
        record_.timing = outcome.timing;
        record_.checkpoints = std::move(outcome.checkpoints);
        record_.message = simulation_.message();
        record_.recording = recording_;
        record_.final = simulation_.weights();
        record_.summary = simulation_.summary(*recording_);
    }

    void end_failed(const std::string& message)
    {
        record_.state = RunState::failed;
        record_.message = message;
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
