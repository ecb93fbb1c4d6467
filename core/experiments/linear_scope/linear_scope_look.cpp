#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_painting.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon::linear_scope_figures_detail {
namespace {

constexpr std::size_t most_classes = 10, best_classes = 8;

bool is_declared(const FigureInput& input, const std::string& key)
{
    return std::any_of(input.declared.begin(), input.declared.end(),
                       [&](const Option& option) { return option.key == key; });
}

} // namespace

// ---- Options ------------------------------------------------------------------------------------

Option handle_option(std::string key, std::string label)
{
    return {.key = std::move(key),
            .label = std::move(label),
            .minimum = -1,
            .maximum = 1023,
            .fallback = -1,
            .step = 1,
            .shared = true,
            .hidden = true};
}

std::vector<Option> look_options(const Values& values)
{
    const auto images = static_cast<double>(linear_scope_schema().settings(values).scope_images);
    return {{.key = image_key,
             .label = "Image",
             .minimum = 1,
             .maximum = images,
             .fallback = 1,
             .step = 1,
             .shared = true},
            {.key = painted_key,
             .label = "Painted pixels",
             .shared = true,
             .hidden = true,
             .is_text = true},
            {.key = decisions_key,
             .label = "Decisions",
             .choices = {"follow", "locked"},
             .shared = true}};
}

std::vector<Option> pointing_options(const Values& values)
{
    auto options = look_options(values);
    for (auto&& more :
         {handle_option(pixel_x_key, "Input column"), handle_option(pixel_y_key, "Input row"),
          handle_option(output_x_key, "Output column"), handle_option(output_y_key, "Output row")})
        options.push_back(more);
    return options;
}

std::string chosen(const FigureInput& input, const std::string& key, const std::string& fallback)
{
    return is_declared(input, key) ? input.text(key) : fallback;
}

double chosen_number(const FigureInput& input, const std::string& key, double fallback)
{
    return is_declared(input, key) ? input.number(key) : fallback;
}

std::optional<std::size_t> chosen_place(const FigureInput& input, const std::string& key,
                                        std::size_t end)
{
    const double place = chosen_number(input, key, -1);
    if (!(place >= 0) || end == 0)
        return {};
    return std::min(static_cast<std::size_t>(place), end - 1);
}

// ---- Pixels -------------------------------------------------------------------------------------

std::vector<double> channel_sum(std::span<const double> values, const ScopeShape& shape)
{
    const std::size_t pixels = shape.height * shape.width;
    std::vector<double> sum(pixels);
    for (std::size_t i = 0; i < values.size(); ++i)
        sum[i % pixels] += values[i];
    return sum;
}

std::vector<double> grey(std::span<const double> values, const ScopeShape& shape)
{
    auto mean = channel_sum(values, shape);
    for (double& value : mean)
        value /= static_cast<double>(shape.channels);
    return mean;
}

std::vector<double> gradient_energy(std::span<const double> image, const ScopeShape& shape)
{
    const auto at = [&](std::size_t row, std::size_t column) {
        return image[row * shape.width + column];
    };
    std::vector<double> squared(image.size());
    for (std::size_t row = 0; row < shape.height; ++row)
        for (std::size_t column = 0; column < shape.width; ++column) {
            const double right = column + 1 < shape.width ? at(row, column + 1) : at(row, column),
                         below = row + 1 < shape.height ? at(row + 1, column) : at(row, column);
            const double dx = right - at(row, column), dy = below - at(row, column);
            squared[row * shape.width + column] = dx * dx + dy * dy;
        }
    std::vector<double> energy(image.size());
    for (std::size_t row = 0; row < shape.height; ++row)
        for (std::size_t column = 0; column < shape.width; ++column)
            for (std::size_t r = row < 2 ? 0 : row - 2; r < std::min(row + 3, shape.height); ++r)
                for (std::size_t c = column < 2 ? 0 : column - 2;
                     c < std::min(column + 3, shape.width); ++c)
                    energy[row * shape.width + column] += squared[r * shape.width + c];
    return energy;
}

Pixel largest(std::span<const double> values, std::size_t columns)
{
    const auto place =
        static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
    return {place / columns, place % columns};
}

std::vector<std::size_t> shown_classes(const Look& look)
{
    std::vector<std::size_t> classes(look.output.size());
    std::iota(classes.begin(), classes.end(), std::size_t{0});
    if (classes.size() <= most_classes)
        return classes;
    std::stable_sort(classes.begin(), classes.end(),
                     [&](std::size_t a, std::size_t b) { return look.output[a] > look.output[b]; });
    classes.resize(best_classes);
    std::sort(classes.begin(), classes.end());
    return classes;
}

Pointed pointed(const FigureInput& input, const Look& look)
{
    const ScopeShape in = look.in(), out = look.out();
    // At rest: the edge of the unpainted image, so that painting does not move the cross-hairs.
    const Pixel edge = largest(gradient_energy(grey(look.clean, in), in), in.width);
    Pointed places{.in = {chosen_place(input, pixel_y_key, in.height).value_or(edge.row),
                          chosen_place(input, pixel_x_key, in.width).value_or(edge.column)}};
    const Pixel below = look.is_vector()
        ? Pixel{0, largest(look.output, out.channels).column}
        : Pixel{places.in.row * out.height / in.height, places.in.column * out.width / in.width};
    places.out = {
        look.is_vector() ? 0 : chosen_place(input, output_y_key, out.height).value_or(below.row),
        chosen_place(input, output_x_key, look.is_vector() ? out.channels : out.width)
            .value_or(below.column)};
    return places;
}

// ---- The run ------------------------------------------------------------------------------------

std::string weights_note(const FigureInput& input)
{
    if (input.weights.empty() || input.weights_step < 0 || input.weights_step == input.step
        || !input.ended)
        return {};
    return "With the weights of step " + std::to_string(input.weights_step)
        + ", the nearest that were kept. ";
}

LinearScopeSettings settings_of(const FigureInput& input)
{
    return linear_scope_schema().settings(input.parameters);
}

bool is_classifier(const FigureInput& input)
{
    return !is_imported(input) && settings_of(input).task == "classify";
}

const Series* recorded(const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    return index && !input.series[*index].empty() ? &input.series[*index] : nullptr;
}

std::optional<double> bicubic_quality(const FigureInput& input)
{
    const Series* theory = recorded(input, "bicubic_quality");
    if (!theory)
        return scalar(input, "bicubic_quality");
    return theory->values().front();
}

std::optional<double> scalar(const FigureInput& input, std::string_view name)
{
    for (const auto& [key, value] : input.summary)
        if (key == name)
            return value;
    return {};
}

void add_image_traces(Panel& panel, const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    if (!index || input.series[*index].empty())
        return;
    const std::size_t images = input.series[*index].width(), chosen_image = image_index(input);
    for (std::size_t image = 0; image < images; ++image) {
        const std::string name = "image " + std::to_string(image + 1);
        panel.marks.emplace_back(
            Traces{.channel = *index,
                   .traces = {{.entry = image, .ink = image_ink(image), .label = name}},
                   .weight = image == chosen_image && images > 1 ? Weight::bold : Weight::normal,
                   .legend = images <= 8 ? name : ""});
        if (const Series& series = input.series[*index]; series.size() == 1) // no line yet
            panel.marks.emplace_back(Points{.x = {static_cast<double>(series.steps()[0])},
                                            .y = {series.sample(0)[image]},
                                            .size = 5,
                                            .ink = image_ink(image),
                                            .label = name});
    }
}

} // namespace etalon::linear_scope_figures_detail
