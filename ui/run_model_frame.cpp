// What the window shows of a run at one instant, put together.
#include "ui/run_model.hpp"

#include "core/lab/branch.hpp"

#include <algorithm>

namespace etalon {

std::shared_ptr<Frame> RunModel::makeFrame(bool moving) const
{
    auto frame = std::make_shared<Frame>();
    frame->experiment = plan_.experiment;
    frame->seed = plan_.setup.seed;
    frame->moving = moving;
    frame->ended = has_ended_;
    const auto state = status();
    frame->steps = state.steps;
    frame->recording = runner_ ? runner_->recording() : record_->recording;
    frame->version = frame->recording->version(); // before the snapshot: never claims too much
    frame->series = frame->recording->snapshot();
    frame->data = runner_ ? runner_->data() : record_->data;
    frame->newest = state.step;
    frame->step = shown_ ? std::min(*shown_, frame->newest) : frame->newest;
    if (has_ended_) {
        frame->timing = state.timing.named;
        frame->summary = runner_ ? runner_->summary() : record_->summary;
        const bool is_known =
            frame_ && frame_->recording == frame->recording && frame_->final_weights;
        frame->final_weights = is_known ? frame_->final_weights
            : runner_ ? std::make_shared<const std::vector<Tensor>>(runner_->final_weights())
                      : SharedTensors(record_, &record_->final);
    }

    Overrides now = runner_ ? runner_->resolved() : Overrides{};
    for (const auto& change : runner_ ? runner_->changes() : record_->changes) {
        frame->changes.emplace_back(change.step, change.key);
        if (change.step <= frame->step)
            now[change.key] = change.value;
    }
    frame->parameters = now.empty()
        ? plan_.setup.values
        : plan_.experiment->schema.resolve({plan_.setup.values.all(), now});
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

/// Weights for figures that look at them: of now, of the end, or of the checkpoint before the shown
/// step. Copied only where they are others than before.
void RunModel::followWeights(Frame& frame)
{
    if (!plan_.experiment->shows_weights)
        return;
    const bool is_newest = frame.step >= frame.newest;
    if (frame.ended && is_newest)
        shown_weights_ = {frame.final_weights, frame.newest};
    else if (runner_ && is_newest)
        shown_weights_ = runner_->recent_weights();
    else if (runner_) {
        const auto step = runner_->checkpoint_step_before(frame.step);
        if (step < 0)
            shown_weights_ = {std::make_shared<const std::vector<Tensor>>(runner_->initial()), 0};
        else if (shown_weights_.step != step)
            shown_weights_ = {std::make_shared<const std::vector<Tensor>>(
                                  runner_->checkpoint_before(frame.step).tensors),
                              step};
    } else {
        const Checkpoint* found = nearest_checkpoint(record_->checkpoints, frame.step);
        shown_weights_ = {SharedTensors(record_, found ? &found->tensors : &record_->initial),
                          found ? found->step : 0};
    }
    frame.weights = shown_weights_.tensors;
    frame.weights_step = shown_weights_.step;
}

} // namespace etalon
