#include "core/experiments/race/race_figure_rules.hpp"

namespace etalon {

void add_moments(Panel& panel, const Milestones& known, Moments which)
{
    if (!known.dropped())
        return;
    const auto add = [&](std::int64_t step, const std::string& name, Ink ink, Line line,
                         const std::string& brief = {}) {
        panel.marks.emplace_back(Rule{.at = static_cast<double>(step),
                                      .ink = ink,
                                      .line = line,
                                      .label = name,
                                      .brief = brief});
    };
    if (which != Moments::drop)
        add(known.moments.early, "winners named", {Hue::neutral}, Line::dotted, "winners");
    if (which == Moments::all)
        add(known.moments.half, "", {Hue::neutral}, Line::dotted); // where "alignment" ends
    add(known.moments.drop, "loss drops", {Hue::theory, 0, 0.7}, Line::solid);
}

void add_stages(Panel& panel, const Milestones& known)
{
    const auto all = stages(known);
    for (const Stage& stage : all) {
        const double opacity = stage.name == "alignment" ? 0.14
            : stage.name == "race"                       ? 0.3
            : stage.name == "drop"                       ? 0.5
                                                         : 0.07;
        panel.marks.emplace_back(Span{.from = stage.from,
                                      .to = stage.to,
                                      .ink = {Hue::data, 0, opacity},
                                      .label = stage.name});
    }
}

} // namespace etalon
