// The objective over the design, the descents on it, and a section through its valleys.
#include "core/experiments/resonator/resonator_closed_forms.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/experiments/resonator/resonator_landscape_study.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"
#include "core/lab/contour.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

constexpr double least_objective = 1e-8; // what is below is as good as found

struct Scene {
    const FigureInput& input;
    const Explorer& explorer;
    const DesignTargets& targets;
    LandscapeKind kind;
    const ResonatorModel& model() const { return *explorer.model; }
    const DesignParameter& parameter(std::size_t i) const { return model().design()[i]; }
    double physical(std::size_t i, double x) const
    {
        return parameter(i).low + (parameter(i).high - parameter(i).low) * (x + 1) / 2;
    }
};

double logarithm(double objective)
{
    return std::log10(std::max(objective, least_objective));
}

/// Low is bright: valleys shine.
HeatMap heat_map(const Scene& scene, const ShownLandscape& landscape)
{
    const std::size_t side = landscape.side;
    HeatMap map{.rows = side,
                .columns = side,
                .values = std::vector<double>(side * side),
                .reversed = true,
                .label = scene.kind == LandscapeKind::fourier ? "log₁₀ Fourier objective"
                                                              : "log₁₀ mean squared error",
                .smooth = true,
                .opacity = 0.85};
    std::vector<double> sorted;
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j)
            sorted.push_back(map.values[j * side + i] = logarithm(landscape.values[i * side + j]));
    const double low = quantile(sorted, 0.005), high = quantile(sorted, 0.98);
    if (low < high)
        map.limits = {low, high};
    const double half = 1 / static_cast<double>(side - 1);
    map.left = scene.physical(0, -1 - half);
    map.right = scene.physical(0, 1 + half);
    map.bottom = scene.physical(1, -1 - half);
    map.top = scene.physical(1, 1 + half);
    return map;
}

void add_landscape(Panel& panel, const Scene& scene)
{
    const auto landscape = shown_landscape(scene.input, scene.kind);
    if (landscape.side < 2)
        return;
    HeatMap map = heat_map(scene, landscape);
    std::vector<Mark> contours;
    const auto [low, high] = map.limits.value_or(std::pair(0.0, 0.0));
    for (const double share : {0.25, 0.5, 0.75}) {
        Segments line = contour_line(map, low + share * (high - low));
        line.ink = {Hue::theory, 0, 0.3};
        line.weight = Weight::hairline;
        line.label = "contour";
        if (!line.x0.empty())
            contours.emplace_back(std::move(line));
    }
    panel.marks.emplace_back(std::move(map));
    std::move(contours.begin(), contours.end(), std::back_inserter(panel.marks));
}

/// Paths of designs: `starts` rows of d after each other in each sample.
struct PathMarks {
    std::vector<Curve> curves{};
    Points starts{.shape = Shape::ring}, ends{.shape = Shape::cross};
};

PathMarks path_marks(const Scene& scene, std::span<const double> values, std::size_t starts,
                     const MethodLook& look)
{
    const std::size_t d = scene.explorer.x.size(), stride = starts * d,
                      rows = values.size() / stride;
    PathMarks marks;
    for (std::size_t s = 0; s < starts; ++s) {
        Curve curve{.ink = look.ink,
                    .weight = starts > 4 ? Weight::thin : Weight::normal,
                    .label = look.brief,
                    .legend = s == 0 ? look.brief : ""};
        for (std::size_t k = 0; k < rows; ++k) {
            curve.x.push_back(scene.physical(0, values[k * stride + s * d]));
            curve.y.push_back(scene.physical(1, values[k * stride + s * d + 1]));
        }
        marks.starts.x.push_back(curve.x.front());
        marks.starts.y.push_back(curve.y.front());
        marks.ends.x.push_back(curve.x.back());
        marks.ends.y.push_back(curve.y.back());
        marks.curves.push_back(std::move(curve));
    }
    marks.starts.ink = marks.ends.ink = look.ink;
    marks.starts.label = look.brief + ", start";
    marks.ends.label = look.brief + ", end";
    marks.starts.size = starts > 4 ? 6 : 8;
    marks.ends.size = starts > 4 ? 7 : 9;
    return marks;
}

void add_marks(Panel& panel, PathMarks marks)
{
    for (Curve& curve : marks.curves)
        panel.marks.emplace_back(std::move(curve));
    panel.marks.emplace_back(std::move(marks.starts));
    panel.marks.emplace_back(std::move(marks.ends));
}

bool is_chosen(const MethodLook& method, const std::string& paths)
{
    return paths == "all" || (paths == "Fourier" && method.name.ends_with("-fourier"))
        || (paths == "many starts" && method.name.ends_with("-multistart"))
        || (paths == "centre" && method.name.ends_with("-centre"));
}

void add_recorded_paths(Panel& panel, const Scene& scene)
{
    const std::string paths = resonator_choice(scene.input, "paths");
    for (const MethodLook& method : all_resonator_methods()) {
        const Series* series = resonator_series(scene.input, "design_path_" + method.key);
        const std::size_t d = scene.explorer.x.size();
        if (!series || !method.descends() || !is_chosen(method, paths) || series->width() % d != 0)
            continue;
        add_marks(panel, path_marks(scene, series->values(), series->width() / d, method));
    }
}

/// From the user's start, on the exact model and on the network.
void add_own_descent(Panel& panel, const Scene& scene)
{
    const struct {
        const char *tensor, *label;
        Ink ink;
    } kinds[] = {{"exact descent", "your start", {Hue::theory}},
                 {"network descent", "on the network", {Hue::warning}}};
    for (const auto& kind : kinds) {
        const auto path = studied_descent(scene.input, kind.tensor, scene.explorer.x.size());
        if (path.rows() == 0)
            continue;
        const MethodLook look{.brief = kind.label, .ink = kind.ink};
        add_marks(panel,
                  path_marks(scene, {path.data(), static_cast<std::size_t>(path.size())}, 1, look));
    }
}

void add_truth(Panel& panel, const Scene& scene)
{
    if (!scene.targets.designs_known || scene.targets.designs.rows() == 0)
        return;
    panel.marks.emplace_back(Points{.x = {scene.physical(0, scene.targets.designs(0, 0))},
                                    .y = {scene.physical(1, scene.targets.designs(0, 1))},
                                    .shape = Shape::star,
                                    .size = 17,
                                    .ink = {Hue::warning},
                                    .label = "hidden design"});
}

Panel plane_panel(const Scene& scene)
{
    Panel panel = empty_panel(design_axis(scene.parameter(0)), design_axis(scene.parameter(1)),
                              scene.kind == LandscapeKind::network       ? "as the network sees it"
                                  : scene.kind == LandscapeKind::fourier ? "Fourier objective"
                                                                         : "objective of target 0");
    add_landscape(panel, scene);
    add_recorded_paths(panel, scene);
    add_own_descent(panel, scene);
    add_truth(panel, scene);
    if (!scene.explorer.scales_layers())
        panel.handles.push_back({.x = scene.explorer.q[0],
                                 .y = scene.explorer.q[1],
                                 .across = sets_coordinate(scene.parameter(0)),
                                 .up = sets_coordinate(scene.parameter(1)),
                                 .label = "start of a descent",
                                 .grip = Grip::clicked});
    return panel;
}

Curve objective_curve(const LandscapeSection& section, const std::vector<double>& values,
                      const Ink& ink, const std::string& name)
{
    Curve curve{.x = section.quantity, .ink = ink, .label = name};
    for (const double value : values)
        curve.y.push_back(std::max(value, least_objective));
    return curve;
}

/// One fringe more or less: where theory expects the other valleys.
void add_valleys(Panel& panel, const Scene& scene, double truth)
{
    const auto& lambda = scene.model().wavelengths();
    const double spacing = false_valley_spacing((lambda.front() + lambda.back()) / 2);
    Segments valleys{.ink = {Hue::theory, 0, 0.45},
                     .line = Line::dotted,
                     .weight = Weight::thin,
                     .label = "one fringe apart (theory)"};
    for (double at = truth - std::floor((truth - *panel.x.low) / spacing) * spacing;
         at <= *panel.x.high; at += spacing) {
        valleys.x0.push_back(at);
        valleys.x1.push_back(at);
        valleys.y0.push_back(*panel.y.low);
        valleys.y1.push_back(*panel.y.high);
    }
    panel.marks.emplace_back(std::move(valleys));
}

/// Without curves, but in its place, until there is something to see.
Panel section_panel(const Scene& scene)
{
    const auto section = studied_section(scene.input, scene.explorer);
    const std::size_t along = tuning_coordinate(scene.model());
    const DesignParameter& parameter = scene.parameter(along);
    Panel panel =
        empty_panel(design_axis(parameter), {.label = "Objective", .scale = Scale::logarithmic},
                    "section through your start: exact blue, network orange");
    panel.brief = "section";
    const auto& shown = section.fourier.empty() ? section.exact : section.fourier;
    double low = section.exact.empty() ? 1e-3 : 1, high = least_objective;
    for (const auto* values : {&section.exact, &section.fourier, &section.network})
        for (const double value : *values) {
            low = std::min(low, std::max(value, 1e-4));
            high = std::max(high, value);
        }
    panel.y.low = std::pow(10, std::floor(std::log10(low)));
    panel.y.high = std::max(10 * *panel.y.low, std::pow(10, std::ceil(std::log10(high))));
    if (scene.targets.designs_known && scene.targets.designs.rows() > 0) {
        const double truth =
            scene.physical(along, scene.targets.designs(0, static_cast<Eigen::Index>(along)));
        if (parameter.key == "delta0")
            add_valleys(panel, scene, truth);
        panel.marks.emplace_back(Points{.x = {truth},
                                        .y = {*panel.y.low * 1.3},
                                        .shape = Shape::star,
                                        .size = 14,
                                        .ink = {Hue::warning},
                                        .label = "hidden design"});
    }
    if (section.exact.empty())
        return panel;
    panel.marks.emplace_back(objective_curve(section, section.exact, {Hue::sequence, 0}, "exact"));
    if (!section.network.empty()) { // dashed, so that both are seen where they agree
        Curve network = objective_curve(section, section.network, {Hue::sequence, 1}, "network");
        network.line = Line::dashed;
        panel.marks.emplace_back(std::move(network));
    }
    if (!section.fourier.empty())
        panel.marks.emplace_back(
            objective_curve(section, section.fourier, {Hue::sequence, 2}, "Fourier"));
    const double now = scene.explorer.q[along];
    const double share = (now - parameter.low) / (parameter.high - parameter.low);
    const auto place =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(shown.size() - 1)));
    if (!scene.explorer.scales_layers())
        panel.handles.push_back({.x = now,
                                 .y = std::max(shown[place], *panel.y.low),
                                 .across = sets_coordinate(parameter),
                                 .label = "start of a descent",
                                 .grip = Grip::clicked});
    return panel;
}

std::string landscape_note(const Scene& scene)
{
    std::string note;
    if (scene.parameter(1).key == "delta0") {
        const auto& lambda = scene.model().wavelengths();
        const double mean = (lambda.front() + lambda.back()) / 2;
        const double width = scene.parameter(1).high - scene.parameter(1).low;
        note = "Theory: a valley every " + rounded(false_valley_spacing(mean), 3)
            + "\u00a0nm of δ₀, about " + rounded(std::floor(false_valley_count(width, mean)))
            + " in the box. Click for a start of your own.";
    } else {
        note = "Click for a start of your own.";
    }
    if (scene.explorer.x.size() > 2)
        note += " Other coordinates are at the middle of their ranges; paths are projections.";
    return note;
}

} // namespace

std::vector<Option> resonator_landscape_options(const Values& parameters)
{
    auto options = explorer_options(parameters, true);
    options.push_back(
        {.key = "objective", .label = "Objective", .choices = {"exact", "Fourier", "network"}});
    options.push_back({.key = "paths",
                       .label = "Paths",
                       .choices = {"Fourier", "many starts", "centre", "all", "none"}});
    return options;
}

Drawing draw_resonator_landscape(const FigureInput& input)
{
    const auto explorer = explorer_of(input);
    if (!explorer)
        return {.empty = no_resonator_model_text()};
    if (explorer->x.size() < 2)
        return {.empty = "A landscape needs two design parameters; this structure has one."};
    const DesignTargets targets = resonator_targets_of(input);
    if (targets.spectra.rows() == 0)
        return {.empty = "The landscape of target 0 appears with the run's data."};
    const Scene scene{input, *explorer, targets, landscape_kind(input)};
    Panel plane = plane_panel(scene);
    if (plane.marks.empty())
        return {.empty = scene.kind == LandscapeKind::network
                        && !shown_surrogate(input, *explorer->model)
                    ? "There is no network: steps = 0, or it is not known yet."
                    : "The landscape of target 0 is being computed."};
    Drawing drawing{.panels = {std::move(plane), section_panel(scene)},
                    .row_stretch = {2.2, 1},
                    .note = landscape_note(scene)};
    place(drawing.panels.back(), 1, 0);
    return drawing;
}

} // namespace etalon
