// The singular values of F and the pairs of images that belong to them.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr std::size_t first_pairs = 8, most_bars = 64;
constexpr double least_drawn = 1e-6; // of the largest singular value
constexpr auto index_key = "vector";

// ---- Spectrum -----------------------------------------------------------------------------------

Curve spectrum(std::span<const double> values, Ink ink, std::string label)
{
    Curve curve{.ink = ink, .label = std::move(label)};
    const double largest = values.empty() ? 0 : values[0];
    for (std::size_t i = 0; i < values.size(); ++i) {
        curve.x.push_back(static_cast<double>(i + 1));
        curve.y.push_back(values[i] > least_drawn * largest
                              ? values[i]
                              : std::numeric_limits<double>::quiet_NaN());
    }
    return curve;
}

/// Singular values of U = B ⊗ B: all products of pairs of those of B, falling.
std::vector<double> bicubic_spectrum(std::size_t side)
{
    const auto single = all_singular_values(bicubic_matrix(side));
    std::vector<double> products;
    for (const double a : single)
        for (const double b : single)
            products.push_back(a * b);
    std::sort(products.begin(), products.end(), std::greater<>());
    return products;
}

/// All singular values of the chosen image, once the study has them for what is shown.
std::span<const double> studied_values(const FigureInput& input, const char* name)
{
    const Tensor* tensor = input.studied(name);
    const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    return values ? std::span<const double>(*values) : std::span<const double>();
}

void add_image_spectra(Panel& panel, const FigureInput& input)
{
    const auto sample = input.at_step("scope_singular_values");
    const auto channel = input.find("scope_singular_values");
    const std::size_t kept = input.channels[*channel].shape.at(1), images = sample.size() / kept,
                      picked = image_index(input);
    const auto whole = studied_values(input, "singular_values");
    for (std::size_t image = 0; image < images; ++image) {
        const bool is_picked = image == picked && images > 1;
        const std::string name = "image " + std::to_string(image + 1);
        Curve curve =
            spectrum(image == picked && whole.size() > kept ? whole : part(sample, image, kept),
                     image_ink(image), name);
        curve.weight = is_picked ? Weight::bold : Weight::normal;
        curve.legend = images <= 8 ? name : "";
        panel.marks.emplace_back(std::move(curve));
    }
}

// ---- Singular vectors ---------------------------------------------------------------------------

/// Left and right vectors of the pairs, as the study found them.
struct Pairs {
    std::span<const double> values{}, left{}, right{};
    std::size_t inputs = 0, outputs = 0;

    std::size_t size() const
    {
        return inputs * outputs == 0
            ? 0
            : std::min({values.size(), left.size() / outputs, right.size() / inputs});
    }
};

Panel eigen_input(const Pairs& pairs, const ScopeShape& in, std::size_t pair, std::string title)
{
    const auto image = grey(part(pairs.right, pair, pairs.inputs), in);
    return image_panel(std::move(title),
                       image_map(image, in.height, in.width, diverging_scale({image})));
}

Panel eigen_output(const FigureInput& input, const Pairs& pairs, const ScopeShape& out,
                   std::size_t pair, std::string title)
{
    const auto vector = part(pairs.left, pair, pairs.outputs);
    if (out.height * out.width > 1) {
        const auto image = grey(vector, out);
        return image_panel(std::move(title),
                           image_map(image, out.height, out.width, diverging_scale({image})));
    }
    std::vector<std::size_t> classes(std::min(vector.size(), most_bars));
    std::iota(classes.begin(), classes.end(), std::size_t{0});
    Panel panel = class_panel(std::move(title), input, classes, "");
    panel.x.label = "";
    for (Tick& tick : panel.x.ticks)
        tick.label = tick.label.substr(0, 3);
    if (classes.size() > 10)
        panel.x.hidden = true;
    panel.y = {.low = -1.05, .high = 1.05, .hidden = true};
    panel.marks.emplace_back(class_bars(classes, vector, {Hue::accent}, "eigen-output"));
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal, .at = 0});
    return panel;
}

void add_pair(Drawing& drawing, const FigureInput& input, const Pairs& pairs, const Look& look,
              std::size_t pair, std::size_t row, std::size_t column, std::size_t span, bool picked)
{
    const std::string number = std::to_string(pair + 1), sigma = rounded(pairs.values[pair], 3);
    // Beside each other all have a number and nothing more: their σ stand in the caption.
    Panel in = eigen_input(pairs, look.in(), pair, picked ? "eigen-input " + number : number);
    in.brief = number;
    place(in, row, column, span, span);
    Panel out = eigen_output(input, pairs, look.out(), pair,
                             picked ? "eigen-output " + number + ", σ = " + sigma : "");
    out.item = {"vector", static_cast<std::int64_t>(pair) + 1};
    out.brief = picked ? "σ " + sigma : "";
    place(out, row + span, column, span, span);
    if (picked)
        in.title_ink = out.title_ink = {Hue::accent};
    drawing.panels.push_back(std::move(in));
    drawing.panels.push_back(std::move(out));
}

/// "σ 1 … 8: 1.4, 1.39, …".
std::string sigma_note(const Pairs& pairs, std::size_t shown)
{
    std::string note = shown > 1 ? "σ 1 … " + std::to_string(shown) + ": " : "σ: ";
    for (std::size_t pair = 0; pair < shown; ++pair)
        note += (pair > 0 ? ", " : "") + rounded(pairs.values[pair], 3);
    return note + ".";
}

} // namespace

Drawing draw_scope_spectrum(const FigureInput& input)
{
    if (input.at_step("scope_singular_values").empty())
        return {.empty = "The singular values appear with the first sample."};
    Panel panel = empty_panel({.label = "Index", .scale = Scale::logarithmic, .low = 1},
                              {.label = "Singular value", .scale = Scale::logarithmic});
    add_image_spectra(panel, input);
    const auto settings = settings_of(input);
    double longest = 2;
    for (const Mark& mark : panel.marks)
        longest = std::max(longest, static_cast<double>(std::get<Curve>(mark).x.size()));
    panel.x.high = longest;
    for (int i = 1; longest <= 8 && i <= static_cast<int>(longest); ++i)
        panel.x.ticks.push_back({static_cast<double>(i), std::to_string(i)});
    if (!is_imported(input) && settings.task == "upscale") {
        auto values = bicubic_spectrum(static_cast<std::size_t>(settings.image_size));
        values.resize(std::min(values.size(), static_cast<std::size_t>(longest)));
        Curve curve = spectrum(values, {Hue::theory}, "bicubic");
        curve.line = Line::dashed;
        curve.legend = "bicubic";
        panel.marks.emplace_back(std::move(curve));
    }
    Drawing drawing{.panels = {std::move(panel)}};
    if (const auto ranks = input.at_step("scope_effective_rank"); !ranks.empty()) {
        const std::size_t image = std::min(image_index(input), ranks.size() - 1);
        drawing.note = "Effective rank of image " + std::to_string(image + 1) + ": "
            + rounded(ranks[image], 3) + ".";
    }
    return drawing;
}

std::vector<Option> scope_vectors_options(const Values& values)
{
    const auto settings = linear_scope_schema().settings(values);
    auto options = look_options(values);
    options.push_back({.key = index_key,
                       .label = "Pair",
                       .minimum = 1,
                       .maximum = std::max(2.0, static_cast<double>(settings.singular_values)),
                       .fallback = 1,
                       .step = 1,
                       .in_sight = true});
    return options;
}

Drawing draw_scope_singular_vectors(const FigureInput& input)
{
    const auto seen = look_at_shapes(input);
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    const Pairs pairs{studied_values(input, "singular_values"), studied_values(input, "left"),
                      studied_values(input, "right"), seen->in().size(), seen->out().size()};
    if (pairs.size() == 0)
        return {.empty = "The singular value decomposition is being made."};
    Drawing drawing;
    const auto number = static_cast<std::size_t>(std::max(1.0, chosen_number(input, index_key, 1)));
    const std::size_t picked = std::min(number, pairs.size()) - 1,
                      shown = std::min(first_pairs, pairs.size()), lines = shown > 4 ? 2 : 1;
    add_pair(drawing, input, pairs, *seen, picked, 0, 0, lines, true);
    for (std::size_t pair = 0; pair < shown; ++pair) {
        const std::size_t per_line = (shown + lines - 1) / lines;
        add_pair(drawing, input, pairs, *seen, pair, 2 * (pair / per_line), lines + pair % per_line,
                 1, false);
    }
    drawing.note = sigma_note(pairs, shown) + " " + weights_note(input);
    return drawing;
}

} // namespace etalon
