#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"

#include "core/experiments/drawing_parts.hpp"

#include <algorithm>

namespace etalon::linear_scope_figures_detail {

std::string class_name(const FigureInput& input, std::size_t entry)
{
    const auto names = scope_class_names(input);
    return entry < names.size() ? names[entry] : std::to_string(entry);
}

Panel class_panel(std::string title, const FigureInput& input,
                  const std::vector<std::size_t>& classes, std::string label)
{
    Panel panel = empty_panel(
        {.label = "Class", .low = -0.6, .high = static_cast<double>(classes.size()) - 0.4},
        {.label = std::move(label), .include = {0}}, std::move(title));
    for (std::size_t i = 0; i < classes.size(); ++i)
        panel.x.ticks.push_back({static_cast<double>(i), class_name(input, classes[i])});
    return panel;
}

Bars class_bars(const std::vector<std::size_t>& classes, std::span<const double> values, Ink ink,
                std::string label)
{
    Bars bars{.width = 0.62, .ink = ink, .label = std::move(label)};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        bars.x.push_back(static_cast<double>(i));
        bars.heights.push_back(values[classes[i]]);
    }
    return bars;
}

std::size_t winner(std::span<const double> scores)
{
    return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end())
                                    - scores.begin());
}

} // namespace etalon::linear_scope_figures_detail
