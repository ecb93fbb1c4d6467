// From settings and files to physics and targets, with what only they show to be wrong.
#include "core/experiments/resonator/resonator_simulation.hpp"
#include "core/experiments/resonator/resonator_targets.hpp"

namespace etalon {
namespace {

constexpr std::size_t many_layers = 200;

std::size_t layer_count(const ResonatorModel& model)
{
    const auto layers = model.layers(std::vector<double>(model.design().size(), 0.0));
    return layers ? layers->thicknesses.size() : 0;
}

/// A layer file decides how many design numbers there are.
void check_evaluations(const ResonatorSettings& settings, std::size_t design)
{
    const auto least = static_cast<std::int64_t>(20 * design);
    if (settings.global_evaluations < least)
        throw UsageError("global_evaluations=" + std::to_string(settings.global_evaluations)
                         + " is out of range for " + std::to_string(design) + " design numbers ("
                         + std::to_string(least) + " to 100000000).");
}

} // namespace

ResonatorProblem pose_resonator_problem(const ResonatorSettings& settings, std::uint64_t seed,
                                        const std::optional<std::filesystem::path>& data)
{
    ResonatorProblem problem{.model = make_resonator_model(settings, data), .data = data};
    const ResonatorModel& model = *problem.model;
    const std::size_t design = model.design().size();
    check_evaluations(settings, design);
    if (const std::size_t layers = layer_count(model);
        layers > many_layers && settings.structure != "bragg-cmt")
        problem.warnings.push_back(std::to_string(layers)
                                   + " layers: every spectrum takes its time");
    if (const double values =
            grid_points(settings, design) * static_cast<double>(settings.wavelengths);
        values > largest_grid)
        problem.warnings.push_back("the grid is left out: " + to_text(values)
                                   + " values are more than " + to_text(largest_grid));
    problem.targets = make_design_targets(model, settings, seed, data, &problem.warnings);
    return problem;
}

} // namespace etalon
