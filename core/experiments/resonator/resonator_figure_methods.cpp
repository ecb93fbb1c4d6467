// The methods against each other: what they reach for what they cost, and how often they succeed.
#include "core/experiments/resonator/resonator_figure_parts.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr double least_objective = 1e-10; // solved as well as a picture can show

/// Objective so far over what it cost, in three quantiles over the targets.
struct Progress {
    std::vector<double> cost{}, median{}, low{}, high{};
};

/// What one spectrum costs this method, in seconds: pretended for the exact model, else measured.
std::optional<double> seconds_each(const FigureInput& input, const MethodLook& method,
                                   double evaluations)
{
    const double pretended = resonator_number(input, "cost") / 1000;
    if (!method.uses_surrogate() && pretended > 0)
        return pretended;
    // All targets share the spectra of the grid.
    const auto targets = static_cast<double>(resonator_settings_of(input).targets);
    for (const auto& [name, seconds] : input.timing)
        if (name == method.key && evaluations > 0)
            return seconds / (evaluations * (method.name == "grid" ? 1 : targets));
    return {};
}

std::optional<Progress> progress_of(const FigureInput& input, const MethodLook& method,
                                    bool in_seconds)
{
    const Series* best = resonator_series(input, "design_best_" + method.key);
    const Series* spent = resonator_series(input, "design_evaluations_" + method.key);
    if (!best || !spent)
        return {};
    const std::size_t rows = std::min(best->size(), spent->size());
    double unit = 1;
    if (in_seconds) {
        const auto each = seconds_each(input, method, spent->sample(rows - 1)[0]);
        if (!each)
            return {};
        unit = *each;
    }
    Progress progress;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<double> values = copied(best->sample(row));
        std::sort(values.begin(), values.end());
        const auto at = [&](double share) {
            return std::max(quantile(values, share), least_objective / 10);
        };
        progress.cost.push_back(unit * spent->sample(row)[0]);
        progress.median.push_back(at(0.5));
        progress.low.push_back(at(0.25));
        progress.high.push_back(at(0.75));
    }
    return progress;
}

std::string with_success(const FigureInput& input, const MethodLook& method)
{
    const auto success = resonator_scalar(input, "success_" + method.key);
    return method.brief + (success ? " " + percent(*success) : "");
}

bool is_shown(const MethodLook& method, const std::string& family)
{
    if (family.empty() || family == "all")
        return true;
    if (family == "best of each")
        return method.name == "surrogate-fourier" || method.name == "exact-multistart"
            || method.name == "exact-fourier" || method.name == "exact-lm" || method.name == "grid"
            || method.name == "differential-evolution" || method.name == "direct";
    return method.uses_surrogate() || method.name == "exact-lm";
}

/// A bar that lies: from 0 to a share.
Band lying_bar(double share, double row, const Ink& ink, const std::string& label)
{
    constexpr double half = 0.34;
    return {.x = {0, std::max(share, 1e-9)},
            .low = {row - half, row - half},
            .high = {row + half, row + half},
            .ink = ink,
            .label = label};
}

/// Rows from above: the first method stands highest.
Axis method_axis(const std::vector<MethodLook>& methods, bool named)
{
    Axis axis{.low = -0.6, .high = static_cast<double>(methods.size()) - 0.4};
    for (std::size_t i = 0; i < methods.size(); ++i)
        axis.ticks.push_back({static_cast<double>(methods.size() - 1 - i), methods[i].brief});
    if (!named)
        axis.hidden = true;
    return axis;
}

void add_error_dots(Panel& panel, const std::vector<double>& errors, double row, const Ink& ink,
                    double success_mae)
{
    Points dots{.size = 5, .ink = ink, .label = "error of a target"};
    dots.ink.opacity = 0.75;
    for (std::size_t q = 0; q < errors.size(); ++q) {
        dots.x.push_back(std::max(errors[q], *panel.x.low * 1.05));
        // Spread within the row, in the targets' order, so that equal ones are seen.
        const double share = errors.size() > 1
            ? static_cast<double>(q) / static_cast<double>(errors.size() - 1) - 0.5
            : 0.0;
        dots.y.push_back(row + 0.5 * share);
        dots.names.push_back("target " + std::to_string(q)
                             + (errors[q] <= success_mae ? ", found" : ", missed"));
    }
    panel.marks.emplace_back(std::move(dots));
}

} // namespace

std::vector<Option> resonator_evaluations_options(const Values&)
{
    return {{.key = "across", .label = "Across", .choices = {"evaluations", "seconds"}},
            {.key = "cost",
             .label = "Pretend one exact spectrum costs (0: as measured)",
             .minimum = 0,
             .maximum = 1000,
             .fallback = 0,
             .step = 1,
             .unit = "ms",
             .in_sight = true},
            {.key = "methods",
             .label = "Methods",
             .choices = {"best of each", "all", "surrogates and LM"}},
            {.key = "band", .label = "Quartiles", .choices = {"show", "hide"}}};
}

Drawing draw_resonator_evaluations(const FigureInput& input)
{
    const auto methods = resonator_methods(input);
    if (methods.empty())
        return {.empty = no_designs_text(input, "The race of the methods appears")};
    // A pretended cost is seen in seconds alone.
    const bool in_seconds =
        resonator_choice(input, "across") == "seconds" || resonator_number(input, "cost") > 0;
    Panel panel =
        empty_panel({.label = in_seconds ? "Time for one target" : "Spectra for one target",
                     .unit = in_seconds ? "s" : "1",
                     .scale = Scale::logarithmic},
                    {.label = "Best objective so far",
                     .scale = Scale::logarithmic,
                     .low = least_objective,
                     .high = 1});
    std::vector<Mark> bands, lines;
    double least = 0.1;
    for (const MethodLook& method : methods) {
        if (!is_shown(method, resonator_choice(input, "methods")))
            continue;
        auto progress = progress_of(input, method, in_seconds);
        if (!progress)
            continue;
        least = std::min(least, progress->low.back());
        Ink pale = method.ink;
        pale.opacity = 0.14;
        if (resonator_choice(input, "band") != "hide" && resonator_settings_of(input).targets > 2)
            bands.emplace_back(Band{.x = progress->cost,
                                    .low = progress->low,
                                    .high = progress->high,
                                    .ink = pale,
                                    .label = method.brief + ", quartiles"});
        const std::string name = with_success(input, method);
        lines.emplace_back(Curve{.x = std::move(progress->cost),
                                 .y = std::move(progress->median),
                                 .ink = method.ink,
                                 .line = method.line,
                                 .weight = method.weight,
                                 .label = name,
                                 .legend = name});
    }
    if (lines.empty())
        return {.empty = "This run holds no times of its methods: choose evaluations."};
    panel.y.low = std::max(least_objective, std::pow(10, std::floor(std::log10(least))));
    std::move(bands.begin(), bands.end(), std::back_inserter(panel.marks));
    std::move(lines.begin(), lines.end(), std::back_inserter(panel.marks));
    Drawing drawing{.panels = {std::move(panel)}};
    const ResonatorSettings settings = resonator_settings_of(input);
    drawing.note = "Medians over " + std::to_string(settings.targets)
        + (settings.targets == 1 ? " target" : " targets")
        + "; share found in the legend. The grid's spectra serve all targets at once";
    drawing.note += settings.steps > 0
        ? "; training took " + std::to_string(settings.train_size) + " exact spectra, not counted."
        : ".";
    return drawing;
}

Drawing draw_resonator_success(const FigureInput& input)
{
    const auto methods = resonator_methods(input);
    const auto model = resonator_model_of(input);
    if (!model)
        return {.empty = no_resonator_model_text()};
    const ResonatorMatrix clean = resonator_data(input, "target_clean");
    if (methods.empty() || clean.rows() == 0)
        return {.empty = no_designs_text(input, "How often each method succeeds appears")};
    const ResonatorSettings settings = resonator_settings_of(input);
    Panel bars = empty_panel(
        {.label = "Targets found",
         .low = 0,
         .high = 1.06,
         .ticks = {{0, "0"}, {0.25, "25 %"}, {0.5, "50 %"}, {0.75, "75 %"}, {1, "100 %"}}},
        method_axis(methods, true), "share of targets found");
    Panel dots = empty_panel(
        {.label = "Error of the design (MAE)", .scale = Scale::logarithmic, .low = 1e-6, .high = 1},
        method_axis(methods, false), "error, a dot a target");
    dots.marks.emplace_back(Rule{.at = settings.success_mae,
                                 .ink = {Hue::theory},
                                 .line = Line::dashed,
                                 .label = "success"});
    Segments whiskers{.ink = {Hue::theory, 0, 0.8},
                      .weight = Weight::thin,
                      .label = "95 % interval",
                      .legend = "Wilson 95 %"};
    for (std::size_t i = 0; i < methods.size(); ++i) {
        const double row = static_cast<double>(methods.size() - 1 - i);
        const ResonatorMatrix found = found_designs(input, methods[i], model->design().size());
        if (found.rows() != clean.rows())
            continue;
        const auto errors = design_errors(*model, found, clean);
        const auto successes =
            static_cast<std::size_t>(std::count_if(errors.begin(), errors.end(), [&](double error) {
                return error <= settings.success_mae;
            }));
        const double share = static_cast<double>(successes) / static_cast<double>(errors.size());
        const auto interval = wilson_interval(successes, errors.size());
        bars.marks.emplace_back(lying_bar(share, row, methods[i].ink, methods[i].label));
        for (const double end : {interval.low, interval.high}) {
            whiskers.x0.push_back(end);
            whiskers.x1.push_back(end);
            whiskers.y0.push_back(row - 0.15);
            whiskers.y1.push_back(row + 0.15);
        }
        whiskers.x0.push_back(interval.low);
        whiskers.x1.push_back(interval.high);
        whiskers.y0.push_back(row);
        whiskers.y1.push_back(row);
        add_error_dots(dots, errors, row, methods[i].ink, settings.success_mae);
    }
    if (!whiskers.x0.empty())
        bars.marks.emplace_back(std::move(whiskers));
    place(dots, 0, 1);
    return {.panels = {std::move(bars), std::move(dots)}, .column_stretch = {1.25, 1}};
}

} // namespace etalon
