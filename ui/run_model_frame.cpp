// What the window shows of a run at one instant, put together.
#include "ui/run_model.hpp"

#include "ui/record_frame.hpp"

#include <algorithm>
#include <limits>

namespace etalon {

namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();

} // namespace

std::shared_ptr<Frame> RunModel::makeFrame(bool moving) const
{
    auto frame = std::make_shared<Frame>(runner_ ? makeLiveFrame() : makeFileFrame());
    frame->moving = moving;
    for (const auto& entry : kept_) {
        frame->kept.push_back({entry.frame->parameters, entry.frame->seed, entry.frame->summary});
        const bool is_same = entry.frame->recording == frame->recording
            || (entry.frame->seed == frame->seed && entry.frame->parameters == frame->parameters
                && entry.frame->changes == frame->changes);
        if (entry.ghost && !is_same) // a ghost of itself would only give away the end
            frame->ghosts.push_back(entry.frame);
    }
    return frame;
}

Frame RunModel::makeFileFrame() const
{
    return frameOf(record_, *plan_.experiment, std::min(shown_.value_or(never), record_->step));
}

Frame RunModel::makeLiveFrame() const
{
    Frame frame;
    frame.experiment = plan_.experiment;
    frame.seed = plan_.setup.seed;
    frame.ended = has_ended_;
    const auto state = status();
    frame.steps = state.steps;
    frame.recording = runner_->recording();
    frame.version = frame.recording->version(); // before the snapshot: never claims too much
    frame.series = frame.recording->snapshot();
    frame.data = runner_->data();
    frame.newest = state.step;
    frame.step = std::min(shown_.value_or(never), frame.newest);
    if (has_ended_) {
        frame.timing = state.timing.named;
        frame.summary = runner_->summary();
        const bool is_known =
            frame_ && frame_->recording == frame.recording && frame_->final_weights;
        frame.final_weights = is_known
            ? frame_->final_weights
            : std::make_shared<const std::vector<Tensor>>(runner_->final_weights());
    }
    setParameters(frame, plan_.setup.values, runner_->resolved(), runner_->changes());
    return frame;
}

/// Weights of a live run, for figures that look at them: of now, of the end, or of the checkpoint before the shown
/// step. Copied only where they are others than before.
void RunModel::followWeights(Frame& frame)
{
    if (!plan_.experiment->shows_weights || !runner_)
        return; // those of a file are in the frame already
    const bool is_newest = frame.step >= frame.newest;
    if (frame.ended && is_newest)
        shown_weights_ = {frame.final_weights, frame.newest};
    else if (is_newest)
        shown_weights_ = runner_->recent_weights();
    else {
        const auto step = runner_->checkpoint_step_before(frame.step);
        if (step < 0)
            shown_weights_ = {std::make_shared<const std::vector<Tensor>>(runner_->initial()), 0};
        else if (shown_weights_.step != step)
            shown_weights_ = {std::make_shared<const std::vector<Tensor>>(
                                  runner_->checkpoint_before(frame.step).tensors),
                              step};
    }
    frame.weights = shown_weights_.tensors;
    frame.weights_step = shown_weights_.step;
}

} // namespace etalon
