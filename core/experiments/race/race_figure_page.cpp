// The paper's Figure 1 as one page: loss and groups, cosines at four moments, the portrait at three
// early ones. Made of the other figures, each as it is at its step.
#include "core/experiments/race/race_figure_parts.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <functional>

namespace etalon {
namespace {

constexpr std::size_t columns = 12; // what four and three panels a row have in common

/// The input of a part of the page: another step, and the options that the part declares.
FigureInput part_of(const FigureInput& page, std::int64_t step, const std::vector<Option>& declared)
{
    FigureInput part = page;
    part.step = step;
    part.declared = declared;
    return part;
}

/// Puts the panels of a part beside each other from `column` on, `span` columns each.
void add(Drawing& page, Drawing part, std::size_t row, std::size_t column, std::size_t span,
         const std::string& title = {})
{
    for (Panel& panel : part.panels) {
        if (panel.title.empty())
            panel.title = title;
        place(panel, row, column, 1, span);
        page.panels.push_back(std::move(panel));
        column += span;
    }
}

std::vector<Option> portrait_options()
{
    auto options = race_portrait_options();
    for (Option& option : options)
        if (option.key == "laws")
            std::swap(option.choices.front(), option.choices.back()); // "hide": dots alone
    return options;
}

void add_portraits(Drawing& page, const FigureInput& input, const Milestones& known)
{
    const auto options = portrait_options();
    std::size_t column = 0;
    for (const std::int64_t step :
         {std::int64_t{0}, known.moments.early / 2, known.moments.early}) {
        auto part = draw_race_portrait(part_of(input, step, options));
        for (Panel& panel : part.panels) {
            panel.title = "step " + std::to_string(step);
            panel.handles.clear();
        }
        add(page, std::move(part), 2, column, columns / 3);
        column += columns / 3;
    }
}

} // namespace

Drawing draw_race_page(const FigureInput& input)
{
    const auto known = milestones(input);
    if (!known.dropped())
        return {.empty = no_drop_text(input)};
    const std::vector<Option> curve{{.key = "axis", .label = "Axis", .choices = {"linear"}},
                                    {.key = "span", .label = "Steps", .choices = {"race"}}};
    const std::vector<Option> counts{{.key = "axis", .label = "Axis", .choices = {"log"}}};
    const std::vector<Option> matrices{
        {.key = "sort", .label = "Sort by", .choices = {"final groups"}},
        {.key = "show", .label = "Show", .choices = {"four moments"}}};
    Drawing page{.row_stretch = {1, 0.62, 1}}; // low enough for matrices of one size
    add(page, draw_race_loss(part_of(input, input.step, curve)), 0, 0, columns / 2,
        "loss and accuracy");
    add(page, draw_race_groups(part_of(input, input.step, counts)), 0, columns / 2, columns / 2,
        "groups");
    add(page, draw_race_cosines(part_of(input, input.step, matrices)), 1, 0, columns / 4);
    add_portraits(page, input, known);
    return page;
}

} // namespace etalon
