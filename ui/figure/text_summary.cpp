#include "ui/figure/text_summary.hpp"

#include "ui/figure/marks.hpp"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr qsizetype most_series = 6;

QString trend(double before, double now, double span)
{
    if (!(span > 0) || std::abs(now - before) < 0.01 * span)
        return QStringLiteral("steady");
    return now > before ? QStringLiteral("rising") : QStringLiteral("falling");
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
            parts.append(QString::fromStdString(name) + QStringLiteral(": ") + what);
    }

    void operator()(const Traces& traces)
    {
        if (traces.channel >= run.series.size() || run.series[traces.channel].empty())
            return;
        const Series& series = run.series[traces.channel];
        const bool over_steps = panel->x.is_step;
        const auto axis =
            over_steps ? QStringLiteral("step") : QString::fromStdString(panel->x.label).toLower();
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
                reading(value) + QStringLiteral(" at ") + axis + QLatin1Char(' ')
                    + reading(static_cast<double>(series.steps()[now])) + QStringLiteral(", ")
                    + trend(trace.factor * series.sample(before)[trace.entry], value,
                            extent.high - extent.low));
        }
    }

    void operator()(const Curve& curve)
    {
        Extent y;
        for (const double value : curve.y)
            y.include(value);
        if (!y.empty())
            say(curve.label,
                QStringLiteral("from ") + reading(y.low) + QStringLiteral(" to ")
                    + reading(y.high));
    }

    void operator()(const Bars& bars)
    {
        const auto highest = std::max_element(bars.heights.begin(), bars.heights.end());
        if (highest != bars.heights.end()
            && static_cast<std::size_t>(highest - bars.heights.begin()) < bars.x.size())
            say(bars.label,
                QStringLiteral("highest bar ") + reading(*highest) + QStringLiteral(" at ")
                    + reading(bars.x[static_cast<std::size_t>(highest - bars.heights.begin())]));
    }

    void operator()(const Points& points)
    {
        say(points.label,
            QString::number(points.x.size())
                + (points.x.size() == 1 ? QStringLiteral(" point") : QStringLiteral(" points")));
    }

    void operator()(const Arrows& arrows)
    {
        say(arrows.label,
            QString::number(arrows.x.size())
                + (arrows.x.size() == 1 ? QStringLiteral(" arrow") : QStringLiteral(" arrows")));
    }

    void operator()(const HeatMap& map)
    {
        Extent extent;
        for (const double value : map.values)
            extent.include(value);
        if (!extent.empty())
            say(map.label.empty() ? panel->title : map.label,
                QStringLiteral("map of %1 by %2, from ").arg(map.rows).arg(map.columns)
                    + reading(extent.low) + QStringLiteral(" to ") + reading(extent.high));
    }

    void operator()(const Rule& rule)
    {
        if (!rule.label.empty())
            say(rule.label, QStringLiteral("at ") + reading(rule.at));
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
        return QString::fromStdString(run.drawing->empty);
    Narrator narrator{run};
    for (const Panel& panel : run.drawing->panels) {
        narrator.panel = &panel;
        for (const Mark& mark : panel.marks)
            std::visit(narrator, mark);
    }
    QString text = narrator.parts.join(QStringLiteral("; "));
    if (narrator.unnamed > 0 && narrator.parts.size() == most_series)
        text += QStringLiteral("; and %1 more").arg(narrator.unnamed);
    if (!run.drawing->note.empty())
        text += (text.isEmpty() ? QString() : QStringLiteral(". "))
            + QString::fromStdString(run.drawing->note);
    return text;
}

} // namespace etalon
