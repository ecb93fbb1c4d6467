#include "ui/record_frame.hpp"

#include "core/lab/branch.hpp"

namespace etalon {

namespace {

void setWeights(Frame& frame, const std::shared_ptr<const RunRecord>& record)
{
    if (frame.step >= record->step) {
        frame.weights = frame.final_weights;
        frame.weights_step = record->step;
        return;
    }
    const Checkpoint* found = nearest_checkpoint(record->checkpoints, frame.step);
    frame.weights = SharedTensors(record, found ? &found->tensors : &record->initial);
    frame.weights_step = found ? found->step : 0;
}

} // namespace

void setParameters(Frame& frame, const Values& setup, Overrides known,
                   std::span<const Change> changes)
{
    for (const Change& change : changes) {
        frame.changes.emplace_back(change.step, change.key);
        if (change.step <= frame.step)
            known[change.key] = change.value;
    }
    frame.parameters =
        known.empty() ? setup : frame.experiment->schema.resolve({setup.all(), known});
}

Frame frameOf(const std::shared_ptr<const RunRecord>& record, const Experiment& experiment,
              std::int64_t step)
{
    Frame frame;
    frame.experiment = &experiment;
    frame.seed = record->setup.seed;
    frame.steps =
        record->state == RunState::finished ? record->step : planned_steps(record->setup.values);
    frame.step = step;
    frame.newest = record->step;
    frame.ended = true;
    frame.recording = record->recording;
    frame.version = record->recording->version();
    frame.series = record->recording->snapshot();
    frame.data = record->data;
    frame.final_weights = SharedTensors(record, &record->final);
    frame.summary = record->summary;
    frame.timing = record->timing.named;
    if (experiment.shows_weights)
        setWeights(frame, record);
    setParameters(frame, record->setup.values, {}, record->changes);
    return frame;
}

} // namespace etalon
