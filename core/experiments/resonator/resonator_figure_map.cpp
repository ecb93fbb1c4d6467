// The explorer's map: spectra along one design parameter.
#include "core/experiments/resonator/resonator_figures.hpp"
#include "core/experiments/resonator/resonator_readouts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace etalon {
namespace {

struct MapSize {
    std::size_t rows, columns;
};
constexpr MapSize fine{300, 400}, coarse{45, 80};

/// Structures whose whole map is made within a frame.
bool is_light(const ResonatorSettings& settings)
{
    return settings.structure == "airy" || settings.structure == "slab"
        || settings.structure == "bragg-cmt";
}

/// The slider along the vertical axis.
std::size_t vertical_slider(const FigureInput& input, const Explorer& explorer)
{
    const std::string chosen = resonator_choice(input, "up");
    for (std::size_t i = 0; i < explorer.sliders.size(); ++i)
        if (slider_label(explorer.sliders[i]) == chosen)
            return i;
    return explorer.scales_layers() ? 0 : tuning_coordinate(*explorer.model);
}

/// The observable, rows from the slider's lowest to its highest value.
std::vector<double> map_values(const FigureInput& input, const Explorer& explorer,
                               std::size_t slider, MapSize size)
{
    const auto model = resonator_model_of(input, size.columns);
    const auto worker = model->worker();
    const DesignParameter& along = explorer.sliders[slider];
    std::vector<double> values(size.rows * size.columns);
    for (std::size_t row = 0; row < size.rows; ++row) {
        const double share = (static_cast<double>(row) + 0.5) / static_cast<double>(size.rows);
        worker->spectrum(explorer.moved(slider, along.low + share * (along.high - along.low)),
                         std::span(values).subspan(row * size.columns, size.columns));
    }
    return values;
}

/// Where a fringe of order m crosses: its line λ = δ₀/(2πm) in the plane of the map.
struct OrderLine {
    int order;
    double x0, y0, x1, y1;
};

/// Only along a coordinate that δ₀ is proportional to.
std::vector<OrderLine> order_lines(const Explorer& explorer, const AiryDesign& fringes,
                                   std::size_t slider)
{
    const DesignParameter& along = explorer.sliders[slider];
    const auto& lambda = explorer.model->wavelengths();
    const double per_delta = explorer.standing(slider) / fringes.delta0;
    std::vector<OrderLine> lines;
    for (int m = 1;; ++m) {
        const double slope = 2 * std::numbers::pi * m * per_delta; // quantity over wavelength
        const double x0 = std::max(lambda.front(), along.low / slope),
                     x1 = std::min(lambda.back(), along.high / slope);
        if (slope * lambda.front() > along.high)
            return lines;
        if (x0 < x1)
            lines.push_back({m, x0, slope * x0, x1, slope * x1});
    }
}

void add_orders(Panel& panel, const Explorer& explorer, const AiryDesign& fringes,
                std::size_t slider)
{
    const DesignParameter& along = explorer.sliders[slider];
    if (along.key != "delta0" && along.key != "thickness")
        return;
    const auto lines = order_lines(explorer, fringes, slider);
    Segments orders{.ink = {Hue::theory, 0, 0.7},
                    .line = Line::dotted,
                    .weight = Weight::thin,
                    .label = "orders",
                    .legend = "order m: λ = δ₀/2πm (theory)"};
    for (const OrderLine& line : lines) {
        orders.x0.push_back(line.x0);
        orders.y0.push_back(line.y0);
        orders.x1.push_back(line.x1);
        orders.y1.push_back(line.y1);
        orders.names.push_back("m = " + std::to_string(line.order));
    }
    if (lines.empty())
        return;
    panel.marks.emplace_back(std::move(orders));
    const auto& lambda = explorer.model->wavelengths();
    const double width = lambda.back() - lambda.front(), height = along.high - along.low;
    const std::size_t every = 1 + lines.size() / 12;
    for (const OrderLine& line : lines) {
        if (static_cast<std::size_t>(line.order) % every != 0 && line.order != 1)
            continue;
        // A little inside of where the line leaves the map.
        const double x = line.x1 - 0.03 * width;
        const double y = line.y1 * x / line.x1;
        if (x > line.x0 && y > along.low + 0.03 * height)
            panel.marks.emplace_back(
                Label{.text = line.order == 1 ? "m = 1" : std::to_string(line.order),
                      .x = x,
                      .y = y,
                      .above = false,
                      .ink = {Hue::theory},
                      .bold = true});
    }
}

Panel map_panel(const FigureInput& input, const Explorer& explorer, std::size_t slider,
                MapSize size, std::vector<double> values)
{
    const DesignParameter& along = explorer.sliders[slider];
    Panel panel = empty_panel(wavelength_axis(*explorer.model), design_axis(along));
    panel.top = wavenumber_axis(*explorer.model);
    const double half_column =
        (*panel.x.high - *panel.x.low) / (2 * static_cast<double>(size.columns - 1));
    panel.marks.emplace_back(HeatMap{.rows = size.rows,
                                     .columns = size.columns,
                                     .values = std::move(values),
                                     .left = *panel.x.low - half_column,
                                     .right = *panel.x.high + half_column,
                                     .bottom = along.low,
                                     .top = along.high,
                                     .limits = {{0.0, 1.0}},
                                     .label = observable_name(*explorer.model),
                                     .smooth = true});
    if (const auto fringes = fringes_of(explorer, resonator_settings_of(input)))
        add_orders(panel, explorer, *fringes, slider);
    const double now = explorer.standing(slider);
    // Cased, so that it is seen on every colour of the map.
    for (const bool casing : {true, false})
        panel.marks.emplace_back(Segments{.x0 = {*panel.x.low},
                                          .y0 = {now},
                                          .x1 = {*panel.x.high},
                                          .y1 = {now},
                                          .ink = {casing ? Hue::data : Hue::theory},
                                          .weight = casing ? Weight::bold : Weight::hairline,
                                          .label = "shown design"});
    panel.marks.emplace_back(Label{.text = quantity_text(along, now),
                                   .x = *panel.x.low + 0.02 * (*panel.x.high - *panel.x.low),
                                   .y = now,
                                   .anchor = Anchor::left,
                                   .ink = {Hue::theory},
                                   .bold = true});
    panel.handles.push_back({.x = *panel.x.low + 0.5 * (*panel.x.high - *panel.x.low),
                             .y = now,
                             .up = sets_coordinate(along),
                             .label = "shown " + along.label,
                             .grip = Grip::clicked});
    return panel;
}

} // namespace

std::vector<Option> resonator_map_options(const Values& parameters)
{
    auto options = explorer_options(parameters, true);
    // Named as the sliders are; the one that moves the fringes first.
    const ResonatorSettings settings = resonator_schema().settings(parameters);
    const std::string first = settings.structure == "airy" ? "design_delta0"
        : settings.structure == "slab"                     ? "design_thickness"
        : settings.structure == "bragg-cmt"                ? "design_period"
        : settings.structure == "bragg"                    ? "design_d_high"
                                                           : "design_d_defect";
    std::vector<std::string> choices;
    for (const Option& option : options)
        choices.insert(option.key == first ? choices.begin() : choices.end(), option.label);
    if (choices.size() > 1)
        options.push_back({.key = "up", .label = "Upwards", .choices = std::move(choices)});
    return options;
}

/// Everything but where the slider of the vertical axis stands: moving that leaves the map alone.
std::string resonator_map_subject(const FigureInput& input)
{
    const ResonatorSettings settings = resonator_settings_of(input);
    if (is_light(settings))
        return {};
    const auto explorer = explorer_of(input);
    if (!explorer)
        return {};
    const std::size_t slider = vertical_slider(input, *explorer);
    std::string subject = settings.structure + " " + std::to_string(slider);
    for (const char* key : {"lambda_min", "lambda_max", "angle", "polarization", "n_in", "n_out",
                            "pairs", "n_low", "n_high", "n_defect"})
        subject += " " + to_text(input.parameters[key]);
    for (std::size_t i = 0; i < explorer->sliders.size(); ++i)
        subject += i == slider ? "" : " " + to_text(explorer->standing(i));
    return subject;
}

void make_resonator_map(const FigureInput& input, const ShowStudy& show)
{
    const auto explorer = explorer_of(input);
    if (!explorer)
        return;
    const std::size_t slider = vertical_slider(input, *explorer);
    Tensor map{.name = "map of " + resonator_map_subject(input),
               .shape = {fine.rows, fine.columns},
               .values = map_values(input, *explorer, slider, fine)};
    show({std::move(map)}, 1);
}

Drawing draw_resonator_map(const FigureInput& input)
{
    const auto explorer = explorer_of(input);
    if (!explorer)
        return {.empty = no_resonator_model_text()};
    const std::size_t slider = vertical_slider(input, *explorer);
    // The newest study may be of another design: then a coarse map of this one is the better answer.
    if (const Tensor* map = input.studied("map of " + resonator_map_subject(input)))
        return {.panels = {map_panel(input, *explorer, slider, fine,
                                     std::get<std::vector<double>>(map->values))}};
    const MapSize size = is_light(resonator_settings_of(input)) ? fine : coarse;
    return {.panels = {map_panel(input, *explorer, slider, size,
                                 map_values(input, *explorer, slider, size))}};
}

} // namespace etalon
