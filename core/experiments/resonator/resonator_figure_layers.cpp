#include "core/experiments/resonator/resonator_figure_layers.hpp"

#include "core/experiments/resonator/design_source.hpp"
#include "core/experiments/resonator/layered_model.hpp"
#include "core/experiments/resonator/materials.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {
namespace {

/// Rows × columns × 2 on the run's grid.
LayerIndex index_of(std::span<const double> values, std::span<const double> run_grid,
                    std::span<const double> grid)
{
    std::vector<double> real, imaginary;
    for (std::size_t i = 0; i < run_grid.size(); ++i) {
        real.push_back(values[2 * i]);
        imaginary.push_back(values[2 * i + 1]);
    }
    LayerIndex index;
    for (const double wavelength : grid)
        index.values.emplace_back(interpolated(run_grid, real, wavelength),
                                  interpolated(run_grid, imaginary, wavelength));
    return index;
}

/// Neither a number nor a material whose formula is known: a table of the user's.
bool is_table(const std::string& name)
{
    return !constant_index(name)
        && std::ranges::none_of(bundled_materials(), [&](const BundledMaterial& material) {
               return material.name == name;
           });
}

} // namespace

std::shared_ptr<const ResonatorModel> listed_resonator_model(const FigureInput& input,
                                                             const ResonatorSettings& settings)
{
    const auto thicknesses = input.tensor("layer_thickness"), indices = input.tensor("layer_index"),
               run_grid = input.tensor("wavelength"), reflects = input.tensor("layer_reflects");
    if (settings.structure != "stack" || thicknesses.empty() || run_grid.empty()
        || indices.size() != (thicknesses.size() + 2) * run_grid.size() * 2)
        return nullptr;
    const auto grid = equal_points(settings.lambda_min, settings.lambda_max,
                                   static_cast<std::size_t>(settings.wavelengths));
    StackLayout layout;
    layout.stack.angle = settings.angle;
    layout.stack.polarisation = settings.polarization == "p" ? Polarisation::p : Polarisation::s;
    const std::size_t stride = 2 * run_grid.size();
    for (std::size_t layer = 0; layer < thicknesses.size() + 2; ++layer)
        layout.stack.indices.push_back(
            index_of(indices.subspan(layer * stride, stride), run_grid, grid));
    layout.stack.thicknesses = {thicknesses.begin(), thicknesses.end()};
    for (std::size_t layer = 0; layer < thicknesses.size(); ++layer) {
        const std::string number = std::to_string(layer + 1);
        layout.design.push_back({"thickness_" + number, "Layer " + number, "nm",
                                 0.5 * thicknesses[layer], 1.5 * thicknesses[layer]});
        layout.sets.thickness.push_back(layer);
        layout.sets.index.push_back(LayerRows::none);
    }
    layout.sets.count = layout.design.size();
    layout.scan_order.resize(layout.design.size());
    std::iota(layout.scan_order.begin(), layout.scan_order.end(), std::size_t{0});
    layout.observable =
        !reflects.empty() && reflects[0] > 0 ? Observable::reflection : Observable::transmission;
    return make_layered_model(std::move(layout), grid);
}

KnownMedia saved_media(const FigureInput& input, const ResonatorSettings& settings)
{
    const auto indices = input.tensor("layer_index"), run_grid = input.tensor("wavelength");
    const std::size_t stride = 2 * run_grid.size();
    if (stride == 0 || indices.size() < 2 * stride || indices.size() % stride != 0)
        return {};
    const std::size_t media = indices.size() / stride; // incident, layers, exit
    const auto pairs = static_cast<std::size_t>(settings.pairs);
    const bool is_mirror = settings.structure == "bragg" || settings.structure == "cavity";
    const auto grid = equal_points(settings.lambda_min, settings.lambda_max,
                                   static_cast<std::size_t>(settings.wavelengths));
    KnownMedia known;
    const auto keep = [&](const std::string& name, std::size_t medium) {
        if (is_table(name) && medium < media)
            known[name] = index_of(indices.subspan(medium * stride, stride), run_grid, grid);
    };
    keep(settings.n_out, media - 1);
    if (is_mirror) { // the order of stack_layout: high, low, … and within the cavity's mirrors
        keep(settings.n_high, 1);
        keep(settings.n_low, 2);
    }
    if (settings.structure == "cavity")
        keep(settings.n_defect, 2 * pairs + 2);
    return known;
}

KnownMedia stand_in_media(const ResonatorSettings& settings)
{
    KnownMedia known;
    for (const std::string& name :
         {settings.n_out, settings.n_low, settings.n_high, settings.n_defect})
        if (!constant_index(name))
            known[name] = {{Complex(1.5)}};
    return known;
}

} // namespace etalon
