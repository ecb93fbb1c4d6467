#include "ui/figure/fitting_ticks.hpp"
#include "ui/figure/translated.hpp"

#include <QFontMetricsF>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

bool crowded(const AxisTicks& ticks, const AxisRange& range, double length,
             const QFontMetricsF& metrics, bool across)
{
    const AxisTick* last = nullptr;
    for (const AxisTick& tick : ticks.major) {
        if (tick.label.isEmpty())
            continue;
        if (last) {
            const double distance = std::abs(range.share(tick.at) - range.share(last->at)) * length;
            const double needed = across
                ? (metrics.horizontalAdvance(tick.label) + metrics.horizontalAdvance(last->label))
                        / 2
                    + 0.7 * metrics.height()
                : 1.15 * metrics.height();
            if (distance < needed)
                return true;
        }
        last = &tick;
    }
    return false;
}

// A name of no more than so many letters: "triangle", "tri.".
QString shortened(const QString& name, int letters)
{
    const bool is_short = name.size() <= letters + 1; // the full stop takes room, too
    return is_short || !name.at(0).isLetter() ? name : name.left(letters).trimmed() + '.';
}

// Whether names lost letters without becoming one and the same.
bool shorten(AxisTicks& ticks, int letters)
{
    QSet<QString> long_names, short_names;
    for (AxisTick& tick : ticks.major)
        if (!tick.label.isEmpty()) {
            long_names.insert(tick.label);
            tick.label = shortened(tick.label, letters);
            short_names.insert(tick.label);
        }
    return short_names.size() == long_names.size() && short_names != long_names;
}

AxisTicks fitting_numbers(const Axis& axis, const AxisRange& range, double length,
                          const QFontMetricsF& metrics, bool across)
{
    const double spacing = across ? 3.6 * metrics.height() : 2.3 * metrics.height();
    int most = std::clamp(static_cast<int>(length / spacing), 3, across ? 8 : 7);
    AxisTicks ticks = make_ticks(range, most, axis.is_step);
    while (most > 2 && crowded(ticks, range, length, metrics, across))
        ticks = make_ticks(range, --most, axis.is_step);
    if (ticks.major.size() < 2) // a single number tells no scale
        ticks = make_ticks(range, 3, axis.is_step);
    if (crowded(ticks, range, length, metrics, across)) // the ends alone, or else one
        for (std::size_t i = 1; i + 1 < ticks.major.size(); ++i)
            ticks.major[i].label.clear();
    if (crowded(ticks, range, length, metrics, across))
        ticks.major.back().label.clear();
    return ticks;
}

AxisTicks fitting_names(const Axis& axis, const AxisRange& range, double length,
                        const QFontMetricsF& metrics, bool across)
{
    AxisTicks ticks;
    for (std::size_t every = 1; every <= axis.ticks.size(); ++every) {
        ticks.major.clear();
        for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
            const double share = range.share(axis.ticks[i].at);
            if (share >= -1e-9 && share <= 1 + 1e-9)
                ticks.major.push_back(
                    {axis.ticks[i].at,
                     i % every == 0 ? translated(axis.ticks[i].label) : QString()});
        }
        std::sort(ticks.major.begin(), ticks.major.end(),
                  [](const AxisTick& a, const AxisTick& b) { return a.at < b.at; });
        if (!crowded(ticks, range, length, metrics, across))
            break;
        for (int letters = 8; across && letters > 1; --letters) // before any is left out
            if (AxisTicks brief = ticks;
                shorten(brief, letters) && !crowded(brief, range, length, metrics, across))
                return brief;
    }
    return ticks;
}

} // namespace

AxisTicks fitting_ticks(const Axis& axis, const AxisRange& range, double length,
                        const QFontMetricsF& metrics, bool across)
{
    return axis.ticks.empty() ? fitting_numbers(axis, range, length, metrics, across)
                              : fitting_names(axis, range, length, metrics, across);
}

} // namespace etalon
