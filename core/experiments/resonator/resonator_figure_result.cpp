// A wish, the design found for it, and what the surrogate believes of that design.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/resonator_density.hpp"
#include "core/experiments/resonator/resonator_drawn_target.hpp"
#include "core/experiments/resonator/resonator_figure_parts.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {
namespace {

const std::string drawn = "drawn by mouse", best_of_all = "best of all", hybrid = "hybrid",
                  hybrid_choice = "hybrid: surrogate, then LM";

std::size_t chosen_target(const FigureInput& input)
{
    return resonator_settings_of(input).targets > 1
        ? static_cast<std::size_t>(std::llround(resonator_number(input, "target")))
        : 0;
}

std::vector<double> spectrum_of(const ResonatorModel& model, const std::vector<double>& x)
{
    std::vector<double> values(model.wavelengths().size());
    model.worker()->spectrum(x, values);
    return values;
}

/// Wish and answer of what is shown.
struct Result {
    std::vector<double> target{}, clean{};
    std::vector<double> x{}; // empty: none found yet
    std::string method{};
    std::string name{}; // "target 3"
};

/// The surrogate names the valley, the exact model finds its bottom: in no record, as it takes only
/// a few spectra.
void polish(Result& result, const ResonatorModel& model, const DesignTargets& targets)
{
    constexpr std::size_t iterations = 10;
    polish_design(*model.worker(), result.target, targets.weights, iterations, result.x);
    result.method = hybrid;
}

Result recorded_result(const FigureInput& input, const ResonatorModel& model)
{
    Result result;
    const DesignTargets targets = resonator_targets_of(input);
    const std::size_t row = chosen_target(input), size = model.wavelengths().size();
    if (row >= static_cast<std::size_t>(targets.spectra.rows())
        || targets.spectra.cols() != static_cast<Eigen::Index>(size))
        return result;
    const auto index = static_cast<Eigen::Index>(row);
    result.name = "target " + std::to_string(row);
    result.target = copied({targets.spectra.row(index).data(), size});
    result.clean = targets.clean.rows() > index ? copied({targets.clean.row(index).data(), size})
                                                : result.target;
    const std::string chosen = resonator_choice(input, "method");
    const std::string wanted = chosen == hybrid_choice ? "surrogate Fourier" : chosen;
    double least = std::numeric_limits<double>::infinity();
    for (const MethodLook& method : all_resonator_methods()) {
        if (!wanted.empty() && wanted != best_of_all && method.brief != wanted)
            continue;
        const ResonatorMatrix found = found_designs(input, method, model.design().size());
        if (found.rows() <= index)
            continue;
        std::vector<double> x(found.row(index).data(), found.row(index).data() + found.cols());
        const double error = mean_difference(spectrum_of(model, x), result.clean);
        if (error < least) {
            least = error;
            result.x = std::move(x);
            result.method = method.brief;
        }
    }
    if (chosen == hybrid_choice && !result.x.empty())
        polish(result, model, targets);
    return result;
}

Result drawn_result(const FigureInput& input, const ResonatorModel& model)
{
    Result result{.name = "your drawing"};
    const auto heights = drawn_heights(resonator_choice(input, "drawing"));
    result.target = heights.empty() ? recorded_result(input, model).target
                                    : drawn_on_grid(heights, model.wavelengths());
    result.clean = result.target;
    const Tensor* found = heights.empty() ? nullptr : input.studied("found");
    if (found && found->shape.front() == model.design().size()) {
        result.x = std::get<std::vector<double>>(found->values);
        result.method = "exact LM";
    }
    return result;
}

Brush brush_of(const Result& result, const ResonatorModel& model)
{
    const auto& lambda = model.wavelengths();
    return {.option = "drawing",
            .label = "the wished spectrum",
            .stroke = [before = sampled_for_drawing(result.target, lambda), low = lambda.front(),
                       high = lambda.back()](const std::string& text, double x0, double y0,
                                             double x1, double y1) {
                return drawn_stroke(text, before, low, high, x0, y0, x1, y1);
            }};
}

Panel spectrum_panel(const FigureInput& input, const ResonatorModel& model, const Result& result)
{
    Panel panel =
        empty_panel(wavelength_axis(model),
                    {.label = observable_name(model),
                     .low = -0.03,
                     .high = 1.05,
                     .ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}}},
                    "wish and answer");
    if (result.x.empty()) {
        panel.marks.emplace_back(Curve{.x = model.wavelengths(),
                                       .y = result.target,
                                       .ink = {Hue::theory},
                                       .label = result.name,
                                       .legend = result.name});
        return panel;
    }
    const auto exact = spectrum_of(model, result.x);
    panel.marks.emplace_back(Curve{.x = model.wavelengths(),
                                   .y = exact,
                                   .ink = {Hue::sequence, 0},
                                   .weight = Weight::bold,
                                   .label = "found, exact",
                                   .legend = "found by " + result.method + ", error "
                                       + error_text(mean_difference(exact, result.clean))});
    if (auto surrogate = shown_surrogate(input, model)) {
        const ResonatorMatrix design = Eigen::Map<const ResonatorMatrix>(
            result.x.data(), 1, static_cast<Eigen::Index>(result.x.size()));
        const ResonatorMatrix belief = surrogate->spectra(design);
        panel.marks.emplace_back(Curve{.x = model.wavelengths(),
                                       .y = {belief.data(), belief.data() + belief.size()},
                                       .ink = {Hue::sequence, 1},
                                       .line = Line::dashed,
                                       .label = "network's belief of it",
                                       .legend = "network's belief of it"});
    }
    // The wish lies over its answer: thin, so that both are seen.
    panel.marks.emplace_back(Curve{.x = model.wavelengths(),
                                   .y = result.target,
                                   .ink = {Hue::theory},
                                   .weight = Weight::thin,
                                   .label = result.name,
                                   .legend = result.name});
    return panel;
}

struct Family {
    std::vector<double> angle{}, index{}, thickness{};
};

/// Split where a slab leaves the usual ranges; gaps elsewhere.
std::pair<Family, Family> families(const AiryDesign& design)
{
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    Family usual, unusual;
    for (int angle = 0; angle <= 75; ++angle) {
        const AirySlab slab = airy_slab_of(design, angle);
        for (const bool within : {true, false}) {
            Family& family = within ? usual : unusual;
            const bool here = is_usual(slab) == within;
            family.angle.push_back(angle);
            family.index.push_back(here ? slab.index : gap);
            family.thickness.push_back(here ? slab.thickness : gap);
        }
    }
    return {std::move(usual), std::move(unusual)};
}

/// All slabs with the very same spectrum: what the design cannot tell.
Panel family_panel(const AiryDesign& design)
{
    Panel panel = empty_panel({.label = "Angle of incidence", .unit = "°", .low = 0, .high = 75},
                              {.label = "Index n", .low = 1}, "one spectrum, many slabs");
    panel.right = Axis{.label = "Thickness L", .unit = "nm", .low = 0};
    const auto [usual, unusual] = families(design);
    for (const auto* family : {&usual, &unusual}) {
        const bool solid = family == &usual;
        const bool any = std::any_of(family->index.begin(), family->index.end(),
                                     [](double n) { return std::isfinite(n); });
        if (!any)
            continue;
        const Line line = solid ? Line::solid : Line::dashed;
        panel.marks.emplace_back(Curve{.x = family->angle,
                                       .y = family->index,
                                       .ink = {Hue::sequence, 0},
                                       .line = line,
                                       .label = "index",
                                       .legend = solid ? "index" : "outside the usual ranges"});
        panel.marks.emplace_back(Curve{.x = family->angle,
                                       .y = family->thickness,
                                       .ink = {Hue::sequence, 4},
                                       .line = line,
                                       .label = "thickness",
                                       .legend = solid ? "thickness (right)" : "",
                                       .side = Side::right});
    }
    return panel;
}

std::string verdict(const FigureInput& input, const ResonatorModel& model, const Result& result,
                    Level& level)
{
    if (result.x.empty())
        return {};
    const double error = mean_difference(spectrum_of(model, result.x), result.clean);
    std::string text = design_text(model, result.x) + ".";
    if (error > resonator_settings_of(input).success_mae) {
        level = Level::caution;
        text = "No design within success_mae: this is the closest: " + text;
    }
    if (const auto density = training_density(input, model);
        density && result.method.starts_with("surrogate") && density->is_sparse(result.x)) {
        level = Level::caution;
        text += " Extrapolated: hardly any training designs are near.";
    }
    return text;
}

} // namespace

std::vector<Option> resonator_result_options(const Values& parameters)
{
    const ResonatorSettings settings = resonator_schema().settings(parameters);
    std::vector<Option> options;
    if (settings.targets > 1)
        options.push_back({.key = "target",
                           .label = "Target",
                           .minimum = 0,
                           .maximum = static_cast<double>(settings.targets - 1),
                           .fallback = 0,
                           .step = 1,
                           .shared = true});
    std::vector<std::string> methods{best_of_all};
    for (const MethodLook& method : all_resonator_methods())
        if (!(settings.steps == 0 && method.uses_surrogate()))
            methods.push_back(method.brief);
    if (settings.steps > 0)
        methods.push_back(hybrid_choice);
    options.push_back({.key = "method", .label = "Found by", .choices = std::move(methods)});
    options.push_back({.key = "wish", .label = "Wish", .choices = {"target of the run", drawn}});
    options.push_back({.key = "drawing", .label = "Drawing", .hidden = true, .is_text = true});
    return options;
}

std::string resonator_drawn_subject(const FigureInput& input)
{
    if (resonator_choice(input, "wish") != drawn
        || drawn_heights(resonator_choice(input, "drawing")).empty())
        return {};
    return resonator_choice(input, "drawing");
}

/// Levenberg-Marquardt on the exact model, from the read-off or the pool.
void make_resonator_drawn(const FigureInput& input, const ShowStudy& show)
{
    const auto model = resonator_model_of(input);
    const auto heights = drawn_heights(resonator_choice(input, "drawing"));
    if (!model || heights.empty())
        return;
    const ResonatorSettings settings = resonator_settings_of(input);
    DesignTargets targets;
    const auto wish = drawn_on_grid(heights, model->wavelengths());
    targets.spectra =
        Eigen::Map<const ResonatorMatrix>(wish.data(), 1, static_cast<Eigen::Index>(wish.size()));
    targets.clean = targets.spectra;
    targets.designs = ResonatorMatrix::Zero(1, static_cast<Eigen::Index>(model->design().size()));
    const DesignProblem problem{*model, settings, targets, input.seed, 1};
    const auto result = run_design_method("exact-lm", problem, nullptr,
                                          [](double, const std::string&) { return true; });
    if (result)
        show({{.name = "found",
               .shape = {model->design().size()},
               .values = std::vector<double>(result->found.data(),
                                             result->found.data() + result->found.size())}},
             1);
}

Drawing draw_resonator_design_result(const FigureInput& input)
{
    const auto model = resonator_model_of(input);
    if (!model)
        return {.empty = no_resonator_model_text()};
    const bool paints = resonator_choice(input, "wish") == drawn;
    const Result result = paints ? drawn_result(input, *model) : recorded_result(input, *model);
    if (result.target.empty())
        return {.empty = "Targets appear with the run's data."};
    Drawing drawing;
    drawing.panels.push_back(spectrum_panel(input, *model, result));
    if (paints) {
        drawing.panels.front().title = "paint a spectrum";
        drawing.panels.front().brush = brush_of(result, *model);
    }
    const bool airy = resonator_settings_of(input).structure == "airy";
    if (airy && !paints && !result.x.empty()) { // a panel keeps its width under the brush
        const auto q = model->physical(result.x);
        if (q[0] > 0) {
            drawing.panels.push_back(family_panel({q[0], q[1]}));
            place(drawing.panels.back(), 0, 1);
            drawing.column_stretch = {1.8, 1};
        }
    }
    if (drawing.panels.size() == 1 && !paints)
        drawing.panels.front().title.clear();
    if (paints && result.x.empty())
        drawing.note = "Draw with the mouse: the exact model looks for a design at once.";
    else if (result.x.empty())
        drawing.note = no_designs_text(input, "A design for it appears");
    else
        drawing.note = verdict(input, *model, result, drawing.note_level);
    return drawing;
}

} // namespace etalon
