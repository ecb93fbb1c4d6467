// The legend line: one short sample for each name that marks carry.
#include "ui/figure/figure_layout.hpp"
#include "ui/figure/translated.hpp"

#include <algorithm>

namespace etalon {

namespace {

Ink family_ink(
    const std::vector<Trace>& traces) // of all alike, else neutral: the line style is what tells
{
    if (traces.empty())
        return {Hue::neutral};
    const bool alike = std::all_of(traces.begin(), traces.end(), [&](const Trace& trace) {
        return trace.ink.hue == traces.front().ink.hue
            && trace.ink.index == traces.front().ink.index;
    });
    return alike ? traces.front().ink : Ink{Hue::neutral, 0, traces.front().ink.opacity};
}

struct Sampled {
    std::optional<LegendEntry> operator()(const Traces& traces) const
    {
        return named(
            traces.legend,
            {.ink = family_ink(traces.traces), .line = traces.line, .weight = traces.weight});
    }
    std::optional<LegendEntry> operator()(const Curve& curve) const
    {
        return named(curve.legend, {.ink = curve.ink, .line = curve.line, .weight = curve.weight});
    }
    std::optional<LegendEntry> operator()(const Bars& bars) const
    {
        return named(bars.legend,
                     {.sample = LegendEntry::Sample::box, .ink = bars.ink, .fill = bars.fill});
    }
    std::optional<LegendEntry> operator()(const Points& points) const
    {
        return named(
            points.legend,
            {.sample = LegendEntry::Sample::symbol, .ink = points.ink, .shape = points.shape});
    }
    std::optional<LegendEntry> operator()(const Segments& segments) const
    {
        return named(segments.legend,
                     {.ink = segments.ink, .line = segments.line, .weight = segments.weight});
    }
    std::optional<LegendEntry> operator()(const Arrows& arrows) const
    {
        return named(arrows.legend, {.ink = arrows.ink, .weight = arrows.weight});
    }
    template <class Other>
    std::optional<LegendEntry> operator()(const Other&) const
    {
        return std::nullopt;
    }

    static std::optional<LegendEntry> named(const std::string& name, LegendEntry entry)
    {
        if (name.empty())
            return std::nullopt;
        entry.name = translated(name);
        return entry;
    }
};

} // namespace

std::vector<LegendEntry> legend_of(const Drawing& drawing)
{
    std::vector<LegendEntry> entries;
    for (const Panel& panel : drawing.panels)
        for (const Mark& mark : panel.marks)
            if (auto entry = std::visit(Sampled{}, mark)) {
                const auto known =
                    std::find_if(entries.begin(), entries.end(), [&](const LegendEntry& other) {
                        return other.name == entry->name;
                    });
                if (known == entries.end())
                    entries.push_back(std::move(*entry));
                else if (known->ink.hue != entry->ink.hue || known->ink.index != entry->ink.index)
                    known->ink = {Hue::neutral, 0,
                                  known->ink.opacity}; // several colours: one style
            }
    return entries;
}

} // namespace etalon
