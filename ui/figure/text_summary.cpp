#include "ui/figure/text_summary.hpp"

#include "ui/figure/marks.hpp"
#include "ui/figure/translated.hpp"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr qsizetype most_series = 6;

QString trend(double before, double now, double span)
{
    if (!(span > 0) || std::abs(now - before) < 0.01 * span)
        return figure_words("steady");
    return now > before ? figure_words("rising") : figure_words("falling");
}

struct Narrator {
    const DrawnRun& run;
    const Panel* panel = nullptr;
    QStringList parts{};
    qsizetype unnamed = 0;

    void say(const std::string& name, const QString& what)
    {
        if (name.empty() || parts.size() >= most_series)
            ++unnamed;
        else
            parts.append(translated(name) + QStringLiteral(": ") + what);
    }

    void operator()(const Traces& traces)
    {
        if (traces.channel >= run.series.size() || run.series[traces.channel].empty())
            return;
        const Series& series = run.series[traces.channel];
        const bool over_steps = panel->x.is_step;
        const auto axis = over_steps ? figure_words("step") : translated(panel->x.label).toLower();
        const std::size_t now = over_steps ? series.at_or_before(run.step) : series.size() - 1,
                          before = now - std::min(now, series.size() / 20 + 1);
        for (const Trace& trace : traces.traces) {
            if (trace.entry >= series.width())
                continue;
            Extent extent;
            const std::size_t stride = series.size() / 64 + 1;
            for (std::size_t i = 0; i < series.size(); i += stride)
                extent.include(trace.factor * series.sample(i)[trace.entry]);
            const double value = trace.factor * series.sample(now)[trace.entry];
            say(trace.label,
                figure_words("%1 at %2 %3, %4")
                    .arg(reading(value), axis, reading(static_cast<double>(series.steps()[now])),
                         trend(trace.factor * series.sample(before)[trace.entry], value,
                               extent.high - extent.low)));
        }
    }

    void operator()(const Curve& curve)
    {
        Extent y;
        for (const double value : curve.y)
            y.include(value);
        if (!y.empty())
            say(curve.label, figure_words("from %1 to %2").arg(reading(y.low), reading(y.high)));
    }

    void operator()(const Bars& bars)
    {
        const auto highest = std::max_element(bars.heights.begin(), bars.heights.end());
        if (highest != bars.heights.end()
            && static_cast<std::size_t>(highest - bars.heights.begin()) < bars.x.size())
            say(bars.label,
                figure_words("highest bar %1 at %2")
                    .arg(
                        reading(*highest),
                        reading(bars.x[static_cast<std::size_t>(highest - bars.heights.begin())])));
    }

    void operator()(const Points& points)
    {
        say(points.label,
            figure_words(points.x.size() == 1 ? "%1 point" : "%1 points").arg(points.x.size()));
    }

    void operator()(const Arrows& arrows)
    {
        say(arrows.label,
            figure_words(arrows.x.size() == 1 ? "%1 arrow" : "%1 arrows").arg(arrows.x.size()));
    }

    void operator()(const HeatMap& map)
    {
        Extent extent;
        for (const double value : map.values)
            extent.include(value);
        if (!extent.empty())
            say(map.label.empty() ? panel->title : map.label,
                figure_words("map of %1 by %2, from %3 to %4")
                    .arg(map.rows)
                    .arg(map.columns)
                    .arg(reading(extent.low), reading(extent.high)));
    }

    void operator()(const Rule& rule)
    {
        if (!rule.label.empty())
            say(rule.label, figure_words("at %1").arg(reading(rule.at)));
    }

    template <class Other>
    void operator()(const Other&)
    {
    }
};

} // namespace

QString text_summary(const DrawnRun& run)
{
    if (!run.drawing)
        return {};
    if (run.drawing->panels.empty())
        return translated(run.drawing->empty);
    Narrator narrator{run};
    for (const Panel& panel : run.drawing->panels) {
        narrator.panel = &panel;
        for (const Mark& mark : panel.marks)
            std::visit(narrator, mark);
    }
    QString text = narrator.parts.join(QStringLiteral("; "));
    if (narrator.unnamed > 0 && narrator.parts.size() == most_series)
        text += figure_words("; and %1 more").arg(narrator.unnamed);
    if (!run.drawing->note.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(". ")) + translated(run.drawing->note);
    return text;
}

} // namespace etalon
