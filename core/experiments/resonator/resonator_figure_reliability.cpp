// Where the surrogate is right, where it was taught, and where designs were found.
#include "core/experiments/resonator/design_source.hpp"
#include "core/experiments/resonator/resonator_density.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/lab/contour.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// Mean absolute error of the surrogate over the plane of the first two coordinates, the others at
/// the middle; [i, j]: first coordinate i, second j.
std::vector<double> error_map(const ResonatorModel& model, Surrogate& surrogate, std::size_t side)
{
    const auto axis = equal_points(-1, 1, side);
    const auto worker = model.worker();
    std::vector<double> exact(model.wavelengths().size()), errors;
    ResonatorMatrix row = make_rows(side, model.design().size());
    for (std::size_t i = 0; i < side; ++i) {
        for (std::size_t j = 0; j < side; ++j) {
            row_of(row, j)[0] = axis[i];
            row_of(row, j)[1] = axis[j];
        }
        const ResonatorMatrix belief = surrogate.spectra(row);
        for (std::size_t j = 0; j < side; ++j) {
            worker->spectrum(row_of(row, j), exact);
            errors.push_back(mean_difference(row_of(belief, j), exact));
        }
    }
    return errors;
}

struct Plane {
    const DesignParameter &first, &second;
    double x(double value) const { return first.low + (first.high - first.low) * (value + 1) / 2; }
    double y(double value) const
    {
        return second.low + (second.high - second.low) * (value + 1) / 2;
    }
};

HeatMap plane_map(const Plane& plane, const std::vector<double>& values, std::size_t side,
                  double half)
{
    HeatMap map{.rows = side, .columns = side, .values = std::vector<double>(side * side)};
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j)
            map.values[j * side + i] = values[i * side + j];
    map.left = plane.x(-1 - half);
    map.right = plane.x(1 + half);
    map.bottom = plane.y(-1 - half);
    map.top = plane.y(1 + half);
    return map;
}

/// Contours of the training density.
void add_density(Panel& panel, const Plane& plane, const TrainingDensity& density, bool uneven)
{
    const HeatMap map = plane_map(plane, density.values, TrainingDensity::side, 0);
    const struct {
        double level;
        const char* name;
        Line line;
    } levels[] = {
        {TrainingDensity::sparse, "a tenth of an even spread: beyond, extrapolated", Line::solid},
        {1, "as dense as an even spread", Line::dotted}};
    for (const auto& level : levels) {
        if (level.level == 1 && !uneven) // chance alone crosses it everywhere
            continue;
        Segments line = contour_line(map, level.level);
        line.ink = {Hue::theory};
        line.line = level.line;
        line.weight = Weight::normal;
        line.label = line.legend = level.name;
        if (!line.x0.empty())
            panel.marks.emplace_back(std::move(line));
    }
}

/// The designs that the surrogate's best method found: in or out of what it was taught.
std::size_t add_found(Panel& panel, const FigureInput& input, const Plane& plane,
                      const ResonatorModel& model, const std::optional<TrainingDensity>& density)
{
    std::size_t outside = 0;
    for (const MethodLook& method : all_resonator_methods()) {
        if (method.name != "surrogate-fourier")
            continue;
        const ResonatorMatrix found = found_designs(input, method, model.design().size());
        Points points{.shape = Shape::cross,
                      .size = 8,
                      .ink = {Hue::warning},
                      .label = "found by " + method.brief,
                      .legend = "found by " + method.brief};
        for (Eigen::Index q = 0; q < found.rows(); ++q) {
            points.x.push_back(plane.x(found(q, 0)));
            points.y.push_back(plane.y(found(q, 1)));
            const bool sparse = density
                && density->is_sparse(
                    {found.row(q).data(), static_cast<std::size_t>(found.cols())});
            outside += sparse ? 1 : 0;
            points.names.push_back("target " + std::to_string(q)
                                   + (sparse ? ", extrapolated" : ""));
        }
        if (!points.x.empty())
            panel.marks.emplace_back(std::move(points));
    }
    return outside;
}

} // namespace

std::string resonator_reliability_subject(const FigureInput& input)
{
    return resonator_settings_of(input).steps > 0 ? shown_surrogate_name(input) : std::string();
}

void make_resonator_reliability(const FigureInput& input, const ShowStudy& show)
{
    const auto model = resonator_model_of(input);
    if (!model || model->design().size() < 2)
        return;
    auto surrogate = shown_surrogate(input, *model);
    if (!surrogate)
        return;
    for (const std::size_t side : {15, 49})
        if (!show({{.name = "error",
                    .shape = {side, side},
                    .values = error_map(*model, *surrogate, side)}},
                  side == 49 ? 1 : 0.2))
            return;
}

Drawing draw_resonator_reliability(const FigureInput& input)
{
    if (resonator_settings_of(input).steps == 0)
        return {.empty = "steps = 0: no surrogate is trained."};
    const auto model = resonator_model_of(input);
    if (!model)
        return {.empty = no_resonator_model_text()};
    if (model->design().size() < 2)
        return {.empty = "This map needs two design parameters; this structure has one."};
    const Tensor* error = input.studied("error");
    if (!error)
        return {.empty = "The network's error over the design plane appears with its weights."};
    const Plane plane{model->design()[0], model->design()[1]};
    const std::size_t side = error->shape.front();
    std::vector<double> values = std::get<std::vector<double>>(error->values);
    for (double& value : values)
        value = std::log10(std::max(value, 1e-6));
    HeatMap map = plane_map(plane, values, side, 1 / static_cast<double>(side - 1));
    map.limits = {{-2.5, -0.5}};
    map.label = "log₁₀ error of the network (MAE)";
    map.smooth = true;
    Panel panel = empty_panel(design_axis(model->design()[0]), design_axis(model->design()[1]));
    panel.marks.emplace_back(std::move(map));
    const auto density = training_density(input, *model);
    if (density)
        add_density(panel, plane, *density,
                    resonator_settings_of(input).structure == "airy"
                        && resonator_settings_of(input).sampling != "uniform");
    const std::size_t outside = add_found(panel, input, plane, *model, density);
    Drawing drawing{.panels = {std::move(panel)}};
    if (outside > 0) {
        drawing.note = std::to_string(outside) + (outside == 1 ? " design was" : " designs were")
            + " found where the network was hardly taught: extrapolated.";
        drawing.note_level = Level::caution;
    }
    return drawing;
}

} // namespace etalon
