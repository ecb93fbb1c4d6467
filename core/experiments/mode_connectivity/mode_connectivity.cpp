#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

#include "core/experiments/mode_connectivity/mode_branch.hpp"
#include "core/experiments/mode_connectivity/mode_simulation.hpp"
#include "core/experiments/mode_connectivity/mode_toy_simulation.hpp"

namespace etalon {
namespace {

constexpr double most_checkpoint_bytes = 4e9;

/// All checkpoints are held in memory: weights and velocities of both branches.
void require_room(const ModeConnectivitySettings& settings, const ModeShape& shape)
{
    const auto count = static_cast<double>(settings.steps / settings.checkpoint_every + 2);
    if (count * 32 * static_cast<double>(shape.parameters()) > most_checkpoint_bytes)
        throw UsageError("checkpoint_every=" + std::to_string(settings.checkpoint_every)
                         + " keeps more states of " + std::to_string(shape.parameters())
                         + " weights than there is room for; raise it.");
}

} // namespace

std::unique_ptr<Simulation> make_mode_connectivity(const Setup& setup)
{
    const auto settings = mode_connectivity_schema().settings(setup.values);
    if (settings.is_toy())
        return make_mode_toy(settings, draw_mode_toy_noise(settings, setup.seed));
    ModeData data = make_mode_data(settings, setup.seed, setup.data);
    const ModeShape shape = mode_shape(settings, data.examples);
    require_room(settings, shape);
    ModeStarts starts;
    starts.a = draw_mode_weights(shape, settings.init_scale, setup.seed, mode_stream_initial_a);
    starts.b = settings.is_shared()
        ? starts.a
        : draw_mode_weights(shape, settings.init_scale, setup.seed, mode_stream_initial_b);
    return make_mode_pair(settings, std::move(data), std::move(starts));
}

Experiment mode_connectivity()
{
    Experiment experiment;
    experiment.id = "mode-connectivity";
    experiment.title = "Mode connectivity";
    experiment.abstract =
        "Two trainings of one network end in different weights. Is the straight line between them "
        "low in loss, or is there a ridge? Runs that share their first steps come down a "
        "mountainside together; where they part decides whether a barrier rises between them, and "
        "slopes, curvatures and distance of the two ends already predict how high it is.";
    experiment.reference =
        "S. P. Singh, L. Adilova, M. Kamp, A. Fischer, B. Schölkopf, T. Hofmann: Landscaping "
        "Linear Mode Connectivity. 2024, arXiv 2406.16300.";
    experiment.schema = mode_connectivity_schema().schema();
    experiment.presets = mode_connectivity_presets();
    experiment.figures = mode_connectivity_figures();
    experiment.opening = {"plane", "barrier-over-training", "path"};
    experiment.headline = "barrier";
    experiment.shows_weights = true;
    experiment.make = make_mode_connectivity;
    experiment.branch = branch_mode_connectivity;
    experiment.check = check_mode_connectivity;
    experiment.readings = mode_connectivity_readings;
    experiment.events = mode_connectivity_events;
    experiment.explain = mode_connectivity_explanation;
    return experiment;
}

} // namespace etalon
