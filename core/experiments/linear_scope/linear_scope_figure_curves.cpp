// Curves over steps: loss and quality, and how well the identities hold.
#include "core/experiments/drawing_parts.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <tuple>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr Ink train_ink{Hue::sequence, 0}, test_ink{Hue::sequence, 1};

/// The two curves of a channel (train, test).
void add_train_and_test(Panel& panel, const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    if (!index || input.series[*index].empty() || input.series[*index].width() < 2)
        return;
    for (const std::size_t set : {std::size_t{0}, std::size_t{1}}) {
        const std::string name = set == 0 ? "training images" : "test images";
        panel.marks.emplace_back(Traces{.channel = *index,
                                        .traces = {{.entry = set,
                                                    .ink = set == 0 ? train_ink : test_ink,
                                                    .label = panel.title + ", " + name}},
                                        .weight = set == 0 ? Weight::normal : Weight::bold,
                                        .legend = name});
    }
}

Panel quality_panel(const FigureInput& input)
{
    const bool classifies = is_classifier(input);
    Axis axis = classifies ? Axis{.label = "Accuracy", .low = 0, .high = 1}
                           : Axis{.label = "PSNR", .unit = "dB"};
    Panel panel = empty_panel(step_axis(input), axis, classifies ? "accuracy" : "quality");
    add_train_and_test(panel, input, "quality");
    if (const auto bicubic = bicubic_quality(input)) {
        panel.y.include = {*bicubic};
        panel.marks.emplace_back(Curve{.x = {0, *panel.x.high},
                                       .y = {*bicubic, *bicubic},
                                       .ink = {Hue::theory},
                                       .line = Line::dashed,
                                       .label = "bicubic",
                                       .legend = "bicubic, " + with_decimals(*bicubic, 1) + " dB"});
    }
    return panel;
}

/// Each sample up to the shown step as a mark; a residual of exactly 0, which a logarithmic axis cannot
/// show, as a triangle at its lower end.
void add_samples(Panel& panel, const FigureInput& input, std::string_view channel)
{
    const Series& series = *recorded(input, channel);
    const double floor = 2 * *panel.y.low;
    for (std::size_t image = 0; image < series.width(); ++image)
        for (const bool is_zero : {false, true}) {
            Points points{.shape = is_zero ? Shape::triangle_down : Shape::disc,
                          .size = is_zero ? 8.0 : 5.0,
                          .ink = image_ink(image),
                          .label = "image " + std::to_string(image + 1)
                              + (is_zero ? ", exactly 0" : "")};
            for (std::size_t i = 0; i < series.size(); ++i) {
                const double residual = series.sample(i)[image];
                if (series.steps()[i] > input.step || (residual == 0) != is_zero)
                    continue;
                points.x.push_back(static_cast<double>(series.steps()[i]));
                points.y.push_back(is_zero ? floor : residual);
            }
            if (!points.x.empty())
                panel.marks.emplace_back(std::move(points));
        }
}

} // namespace

Drawing draw_scope_learning(const FigureInput& input)
{
    if (!recorded(input, "loss") || !recorded(input, "quality"))
        return {.empty = is_imported(input)
                    ? "A loaded network is looked at, not trained: there is no loss."
                    : "Loss and quality appear with the first sample."};
    Panel loss = empty_panel(
        step_axis(input),
        {.label = is_classifier(input) ? "Cross-entropy" : "Mean squared error",
         .scale = chosen(input, "axis", "log") == "log" ? Scale::logarithmic : Scale::linear,
         .brief = is_classifier(input) ? "" : "MSE"},
        "loss");
    add_train_and_test(loss, input, "loss");
    Panel quality = quality_panel(input);
    place(quality, 0, 1);
    return {.panels = {std::move(loss), std::move(quality)}};
}

Drawing draw_scope_checks(const FigureInput& input)
{
    const Series* identity = recorded(input, "scope_identity");
    const Series* adjoint = recorded(input, "scope_adjoint");
    if (!identity || !adjoint)
        return {.empty = "The residuals appear with the first sample."};
    Drawing drawing;
    for (const auto& [channel, title, label] :
         {std::tuple{"scope_identity", "y = F x + b", "Identity residual"},
          std::tuple{"scope_adjoint", "⟨F v, w⟩ = ⟨v, Fᵀ w⟩", "Adjoint residual"}}) {
        Panel panel = empty_panel(
            step_axis(input),
            {.label = label, .scale = Scale::logarithmic, .low = 1e-18, .high = 1e-10}, title);
        add_image_traces(panel, input, channel);
        add_samples(panel, input, channel);
        panel.marks.emplace_back(Rule{.direction = Direction::horizontal,
                                      .at = 1e-12,
                                      .ink = {Hue::theory},
                                      .line = Line::dashed,
                                      .label = "rounding alone"});
        place(panel, 0, drawing.panels.size());
        drawing.panels.push_back(std::move(panel));
    }
    const auto now = input.at_step("scope_identity");
    if (!now.empty()) {
        const double worst = *std::max_element(now.begin(), now.end());
        drawing.note = worst > 0 ? "Worst image at this step: |y − F x − b| is " + rounded(worst, 2)
                + " of the largest output."
                                 : "At this step y = F x + b to the last bit, for every image.";
    }
    return drawing;
}

} // namespace etalon
