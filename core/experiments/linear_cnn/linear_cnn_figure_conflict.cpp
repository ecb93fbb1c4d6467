// Shape against texture: whom does each network follow when the two cues disagree?
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::linear_cnn_figures_detail {
namespace {

constexpr std::size_t amplitudes = 21; // of cue_margin: 0 … 2·texture_amplitude

struct Net {
    std::string name, suffix; // of its channels
    Ink ink;
    Fill fill;
    Line line;
};

std::vector<Net> nets(const FigureInput& input)
{
    return {{network_name(input), "", {Hue::accent}, Fill::filled, Line::solid},
            {"fully connected", "_fully_connected", {Hue::neutral}, Fill::outlined, Line::dashed}};
}

Panel answers_panel(const FigureInput& input)
{
    Panel panel{
        .title = "Cue followed",
        .x = {.low = -0.6, .high = 1.6, .ticks = {{0, "shape"}, {1, "texture"}}},
        .y = {.label = "Share of conflict images", .low = 0, .high = 1.15, .brief = "Share"}};
    double offset = -0.19;
    for (const Net& net : nets(input)) {
        const auto shape = input.at_step("conflict_shape" + net.suffix);
        const auto texture = input.at_step("conflict_texture" + net.suffix);
        if (shape.empty() || texture.empty())
            continue;
        panel.marks.emplace_back(Bars{.x = {offset, 1 + offset},
                                      .heights = {shape[0], texture[0]},
                                      .width = 0.34,
                                      .fill = net.fill,
                                      .ink = net.ink,
                                      .label = net.name,
                                      .legend = net.name});
        for (const auto& [x, share] :
             {std::pair{offset, shape[0]}, std::pair{1 + offset, texture[0]}})
            if (share >= 0.005) // nothing stands over a bar that is not there
                panel.marks.emplace_back(
                    Label{.text = percent(share), .x = x, .y = share, .ink = net.ink});
        offset += 0.38;
    }
    return panel;
}

/// Mean of up to 50 images with this label, so that cues stand out of the noise; empty without any.
std::vector<double> mean_image(std::span<const double> images, std::span<const std::int64_t> labels,
                               std::int64_t label, std::size_t pixels)
{
    std::vector<double> mean;
    std::size_t count = 0;
    for (std::size_t i = 0; i < labels.size() && count < 50; ++i) {
        const auto image = part(images, i, pixels);
        if (labels[i] != label || image.empty())
            continue;
        ++count;
        mean.resize(pixels);
        for (std::size_t at = 0; at < pixels; ++at)
            mean[at] += (image[at] - mean[at]) / static_cast<double>(count);
    }
    return mean;
}

void add_examples(Drawing& drawing, const FigureInput& input, const HalfSpectrum& grid)
{
    struct Example {
        const char *title, *images, *labels;
        std::int64_t label;
    };
    const Example examples[] = {
        {"disc + stripes", "inputs", "labels", 0},
        {"cross", "inputs", "labels", 1},
        {"disc", "conflict_inputs", "conflict_shape_labels", 0},
        {"cross + stripes", "conflict_inputs", "conflict_shape_labels", 1},
    };
    for (std::size_t i = 0; i < 4; ++i) {
        const auto& [title, images, labels, label] = examples[i];
        const auto pixels =
            mean_image(input.tensor(images), input.integers(labels), label, grid.pixels());
        if (pixels.empty())
            continue;
        const bool conflicts = i >= 2;
        auto panel = image_panel(pixels, grid.height(), grid.width(), title,
                                 conflicts ? Ink{Hue::warning} : Ink{Hue::neutral});
        place(panel, i / 2, 2 + i % 2);
        drawing.panels.push_back(std::move(panel));
    }
}

/// Linear interpolation in a row of the margins.
double margin_at(std::span<const double> row, double position)
{
    const auto below = std::min(static_cast<std::size_t>(position), row.size() - 2);
    const double fraction = position - static_cast<double>(below);
    return (1 - fraction) * row[below] + fraction * row[below + 1];
}

/// Each net's margin between the two answers for a disc and a cross with stripes of any strength.
/// Positive: class 0, as a disc and as stripes are in training. `answers` gets them in words.
std::optional<Panel> cue_panel(const FigureInput& input, std::string& answers)
{
    if (input.at_step("cue_margin").size() != 2 * amplitudes)
        return {};
    const double trained = real_number(input, "texture_amplitude");
    const double relative = std::clamp(input.number("texture"), 0.0, 2.0);
    const double at = relative * trained;
    Panel panel{.title = "Answer to a mixed cue",
                .x = {.label = "Texture amplitude", .low = 0, .high = std::max(2 * trained, 1e-3)},
                .y = {.label = "Margin: class 0 over class 1", .include = {0}, .brief = "Margin"}};
    panel.marks.emplace_back(
        Rule{.direction = Direction::horizontal, .ink = {Hue::neutral, 0, 0.5}});
    panel.marks.emplace_back(Rule{.at = at, .ink = {Hue::warning}, .label = "shown"});
    for (const Net& net : nets(input)) {
        const auto margins = input.at_step("cue_margin" + net.suffix);
        if (margins.size() != 2 * amplitudes)
            continue;
        std::string readings;
        for (std::size_t shape = 0; shape < 2; ++shape) {
            const auto row = margins.subspan(shape * amplitudes, amplitudes);
            const std::string name = shape == 0 ? "disc" : "cross";
            Curve curve{.ink = mode_ink(shape),
                        .line = net.line,
                        .weight = Weight::normal,
                        .label = name + ", " + net.name};
            for (std::size_t i = 0; i < amplitudes; ++i) {
                curve.x.push_back(2 * trained * static_cast<double>(i)
                                  / static_cast<double>(amplitudes - 1));
                curve.y.push_back(row[i]);
            }
            curve.legend = shape == 0 ? net.name : "";
            panel.marks.emplace_back(std::move(curve));
            const double margin =
                margin_at(row, relative / 2 * static_cast<double>(amplitudes - 1));
            const std::string answer = name + (margin > 0 ? " → class 0" : " → class 1");
            readings += (shape == 0 ? "" : ", ") + answer;
            panel.marks.emplace_back(Points{.x = {at},
                                            .y = {margin},
                                            .ink = mode_ink(shape),
                                            .label = name + ", " + net.name,
                                            .names = {net.name + ", " + answer}});
            panel.marks.emplace_back(Label{.text = name,
                                           .x = 2 * trained,
                                           .y = row.back(),
                                           .anchor = Anchor::right,
                                           .ink = mode_ink(shape)});
        }
        answers += (answers.empty() ? "" : "; ") + net.name + ": " + readings;
    }
    return panel;
}

} // namespace

Drawing draw_conflict(const FigureInput& input)
{
    if (std::get<std::string>(input.parameters["dataset"]) != "texture_shape")
        return {.empty = "Needs images whose shape and texture can disagree: choose the preset "
                         "texture-versus-shape."};
    if (!input.find("conflict_shape"))
        return {.empty = "Needs conflict images: set test_samples above 0."};
    if (input.at_step("conflict_shape").empty())
        return {.empty = "The networks' answers appear with the first sample."};
    Drawing drawing;
    drawing.panels.push_back(answers_panel(input));
    place(drawing.panels.back(), 0, 0, 2);
    if (auto panel = cue_panel(input, drawing.note)) {
        place(*panel, 0, 1, 2);
        drawing.panels.push_back(std::move(*panel));
    }
    add_examples(drawing, input, grid_of(input));
    drawing.column_stretch = {1.3, 1.7, 0.9, 0.9};
    return drawing;
}

} // namespace etalon::linear_cnn_figures_detail
