#include "core/lab/capture.hpp"

#include <algorithm>
#include <iterator>

namespace etalon {

std::shared_ptr<Recording> recording_up_to(std::int64_t step, const Recording& recording)
{
    auto copy = std::make_shared<Recording>(recording.channels());
    copy->finish(step); // from here on it keeps every sample, and no theory beyond the step
    const auto shown = recording.snapshot();
    for (std::size_t channel = 0; channel < shown.size(); ++channel)
        for (std::size_t i = 0; i < shown[channel].size(); ++i)
            copy->append(channel, shown[channel].steps()[i], shown[channel].sample(i));
    copy->publish();
    return copy;
}

Capture capture(const Simulation& simulation, const Recording& recording, const Outcome& so_far,
                std::span<const Checkpoint> earlier)
{
    const auto copy = recording_up_to(so_far.step, recording);
    simulation.observe(*copy, so_far.step);
    copy->publish();
    auto result = outline(simulation, *copy, so_far);
    result.recording = copy;
    std::copy_if(earlier.begin(), earlier.end(), std::back_inserter(result.checkpoints),
                 [&](const Checkpoint& checkpoint) { return checkpoint.step < so_far.step; });
    result.checkpoints.push_back({so_far.step, simulation.state()});
    return result;
}

Capture outline(const Simulation& simulation, const Recording& recording, const Outcome& outcome)
{
    Capture result;
    result.step = outcome.step;
    result.message = simulation.message();
    result.timing = outcome.timing;
    result.final = simulation.weights();
    result.summary = simulation.summary(recording);
    return result;
}

Capture filled(Capture outline, const Recording& recording, std::span<const Checkpoint> all)
{
    outline.recording = recording_up_to(outline.step, recording);
    outline.checkpoints.assign(all.begin(), all.end());
    return outline;
}

} // namespace etalon
