// Status line and timeline of the resonator.
#include "core/experiments/resonator/resonator.hpp"
#include "core/experiments/resonator/resonator_density.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr double learned = 0.5; // a fringe bin whose error power is below this share of the signal

void add_error(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto mae = input.at_step("validation_mae");
    if (!mae.empty() && resonator_settings_of(input).steps > 0)
        readings.push_back({"network's error " + rounded(mae[0], 2)});
}

/// Fringe bins that the network has half learned; a lamp beside the features that decide it.
void add_bins(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto errors = input.at_step("path_error");
    if (errors.empty() || resonator_settings_of(input).steps == 0)
        return;
    const auto count =
        std::count_if(errors.begin(), errors.end(), [](double error) { return error < learned; });
    const double share = static_cast<double>(count) / static_cast<double>(errors.size());
    const bool late = 2 * input.step >= input.steps;
    const Level level = share >= 0.75 ? Level::good : late ? Level::caution : Level::plain;
    readings.push_back(
        {std::to_string(count) + " of " + std::to_string(errors.size()) + " fringe bins learned",
         level, "feature_bands"});
}

void add_successes(std::vector<Reading>& readings, const FigureInput& input)
{
    for (const MethodLook& method : all_resonator_methods())
        if (method.name == "surrogate-fourier" || method.name == "exact-lm")
            if (const auto success = resonator_scalar(input, "success_" + method.key))
                readings.push_back({method.brief + " " + percent(*success),
                                    *success >= 0.8       ? Level::good
                                        : *success >= 0.4 ? Level::plain
                                                          : Level::caution});
}

/// Whether any method has met any of the targets.
void add_unreachable(std::vector<Reading>& readings, const FigureInput& input)
{
    double best_success = 0, best_error = 1;
    bool any = false;
    for (const MethodLook& method : all_resonator_methods()) {
        if (const auto success = resonator_scalar(input, "success_" + method.key)) {
            any = true;
            best_success = std::max(best_success, *success);
        }
        if (const auto error = resonator_scalar(input, "median_mae_" + method.key))
            best_error = std::min(best_error, *error);
    }
    if (any && best_success == 0)
        readings.push_back({"no design within success_mae; closest " + rounded(best_error, 2),
                            Level::caution, "success_mae"});
}

void add_extrapolated(std::vector<Reading>& readings, const FigureInput& input)
{
    const auto model = resonator_model_of(input);
    if (!model || !input.ended)
        return;
    const auto density = training_density(input, *model);
    const auto& methods = all_resonator_methods();
    const auto method = std::find_if(methods.begin(), methods.end(), [](const MethodLook& m) {
        return m.name == "surrogate-fourier";
    });
    const ResonatorMatrix found = found_designs(input, *method, model->design().size());
    if (!density || found.rows() == 0)
        return;
    Eigen::Index outside = 0;
    for (Eigen::Index row = 0; row < found.rows(); ++row)
        if (density->is_sparse({found.row(row).data(), static_cast<std::size_t>(found.cols())}))
            ++outside;
    if (outside > 0)
        readings.push_back({std::to_string(outside) + " of " + std::to_string(found.rows())
                                + " surrogate designs extrapolated",
                            Level::caution, "sampling"});
}

} // namespace

std::vector<Reading> resonator_readings(const FigureInput& input)
{
    std::vector<Reading> readings;
    add_error(readings, input);
    add_bins(readings, input);
    add_successes(readings, input);
    add_unreachable(readings, input);
    add_extrapolated(readings, input);
    return readings;
}

/// When each octave of optical paths is half learned, from the low to the high; of those at one step
/// the highest.
std::vector<Event> resonator_events(const FigureInput& input)
{
    std::vector<Event> events;
    const Series* errors = resonator_series(input, "path_error");
    if (!errors || resonator_settings_of(input).steps == 0)
        return events;
    for (std::size_t bin = 1; bin <= errors->width(); bin *= 2)
        for (std::size_t i = 0; i < errors->size(); ++i)
            if (errors->sample(i)[bin - 1] < learned) {
                const auto step = errors->steps()[i];
                if (step == 0 || step > input.step)
                    break;
                const Event event{static_cast<double>(step),
                                  "fringe bin " + std::to_string(bin) + " learned",
                                  {Hue::sequence, 1},
                                  {}};
                if (!events.empty() && events.back().step == event.step)
                    events.back() = event;
                else
                    events.push_back(event);
                break;
            }
    return events;
}

} // namespace etalon
