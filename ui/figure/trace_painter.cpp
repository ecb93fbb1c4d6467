#include "ui/figure/trace_painter.hpp"

#include "core/lab/thin_for_display.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/polyline.hpp"
#include "ui/figure/span_raster.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

// What an image of traces was drawn for; anything else needs a new one.
struct ImageKey {
    QSize size{};
    AxisRange x{}, y{};
    std::vector<QRgb> colours{};
    std::vector<float> widths{};
    Line line = Line::solid;
    bool operator==(const ImageKey&) const = default;
};

bool same_traces(const std::vector<Trace>& a, const std::vector<Trace>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Trace& one, const Trace& two) {
                          return one.entry == two.entry && one.factor == two.factor;
                      });
}

double line_width(const MarkScene& scene, const Traces& traces, const Trace& trace)
{
    return scene.width(traces.weight) * (scene.is_highlighted(trace.item) ? 1.35 : 1);
}

} // namespace

struct TracePainter::Memory {
    const void* identity;
    std::vector<Trace> traces;
    TraceExtent extent;
    bool used = true;

    std::optional<ColumnTable> table{};
    ImageKey key{};
    QImage image{};
    std::size_t drawn_samples = 0;

    Memory(const Series& series, const Traces& wanted)
        : identity(series.identity())
        , traces(wanted.traces)
        , extent(wanted.traces)
    {
    }
};

TracePainter::TracePainter() = default;
TracePainter::~TracePainter() = default;

TracePainter::Memory& TracePainter::memory(const Series& series, const Traces& traces)
{
    for (const auto& memory : memories_)
        if (memory->identity == series.identity() && same_traces(memory->traces, traces.traces)) {
            memory->used = true;
            return *memory;
        }
    memories_.push_back(std::make_unique<Memory>(series, traces));
    return *memories_.back();
}

void TracePainter::tidy()
{
    std::erase_if(memories_,
                  [](const auto& memory) { return !std::exchange(memory->used, false); });
}

const Extent& TracePainter::extent(const Series& series, const Traces& traces)
{
    Memory& known = memory(series, traces);
    known.extent.add(series);
    return known.extent.extent();
}

namespace {

// The lines of one trace, at most a few points a device pixel.
std::vector<QPolygonF> trace_lines(const MarkScene& scene, const Series& series, const Trace& trace)
{
    const PanelView& view = scene.view;
    const auto columns =
        static_cast<std::size_t>(std::max(1.0, std::ceil(view.plot.width() / scene.pixel)));
    const DisplayColumns display{view.x.low, view.x.high, columns,
                                 view.x.logarithmic ? Scale::logarithmic : Scale::linear};
    return polylines(view, thin_for_display(series, trace.entry, trace.factor, display));
}

void paint_lines(const MarkScene& scene, const Series& series, const Traces& traces, double share)
{
    for (const bool front : {false, true}) // the highlighted ones on top
        for (const Trace& trace : traces.traces) {
            if (scene.is_highlighted(trace.item) != front || trace.entry >= series.width())
                continue;
            const QColor colour = scene.line_colour(trace.ink, trace.item, share);
            draw_polylines(scene.painter, trace_lines(scene, series, trace),
                           {colour, line_width(scene, traces, trace), traces.line});
        }
}

void paint_clipped(const MarkScene& scene, const Series& series, const Traces& traces)
{
    const auto steps = series.steps();
    for (const Trace& trace : traces.traces) {
        if (trace.entry >= series.width())
            continue;
        std::vector<double> places;
        double last = -1e9;
        for (std::size_t i = 0; i < series.size(); ++i)
            if (trace.factor * series.sample(i)[trace.entry] <= 0)
                if (const double x = scene.view.across(static_cast<double>(steps[i]));
                    x > last + 1) {
                    places.push_back(x);
                    last = x;
                }
        paint_clipped_row(scene, std::move(places), scene.line_colour(trace.ink, trace.item));
    }
}

} // namespace

void TracePainter::paint(const MarkScene& scene, const Series& series, const Traces& traces,
                         std::int64_t step, Part part)
{
    if (series.empty() || traces.traces.empty())
        return;
    const bool split = !traces.whole && series.steps().back() > step;
    if (part == Part::after_step && !split)
        return;
    const PanelView& view = scene.view;
    QPainter& painter = scene.painter;

    const double boundary = split ? view.across(static_cast<double>(step)) : view.plot.right();
    const auto draw_part = [&](const auto& draw) {
        if (!split) {
            draw(1.0);
            return;
        }
        constexpr double far = 1e5;
        const double edge = std::isfinite(boundary) ? boundary : view.plot.left();
        const bool after = part == Part::after_step;
        painter.save();
        painter.setClipRect(QRectF(after ? edge : edge - far, view.plot.top() - far, far,
                                   view.plot.height() + 2 * far),
                            Qt::IntersectClip);
        draw(after ? share_after_step : 1.0);
        painter.restore();
    };

    const bool many = traces.traces.size() > most_fine_traces;
    const bool as_image = !scene.style.paper && (scene.fast || many);
    if (!as_image) {
        draw_part([&](double share) { paint_lines(scene, series, traces, share); });
    } else {
        // The image reaches a little beyond the plot, for lines that run along its edges.
        const double pad = std::ceil(scene.style.bold);
        const QRectF area = view.plot.adjusted(0, -pad, 0, pad);
        ImageKey key;
        key.size = QSize(std::max(1, static_cast<int>(std::lround(area.width() / scene.pixel))),
                         std::max(1, static_cast<int>(std::lround(area.height() / scene.pixel))));
        key.x = view.x;
        key.y = {view.y.value(-pad / view.plot.height()),
                 view.y.value(1 + pad / view.plot.height()), view.y.logarithmic};
        key.line = traces.line;
        for (const Trace& trace : traces.traces) {
            key.colours.push_back(scene.line_colour(trace.ink, trace.item).rgba());
            key.widths.push_back(
                static_cast<float>(line_width(scene, traces, trace) / scene.pixel));
        }

        Memory& known = memory(series, traces);
        const bool fresh = known.image.isNull() || !(known.key == key);
        if (fresh) {
            known.key = key;
            known.table.emplace(traces.traces, view.x, key.size.width(), view.y.logarithmic);
            known.image = QImage(key.size, QImage::Format_ARGB32_Premultiplied);
            known.image.fill(Qt::transparent);
            known.drawn_samples = 0;
        }
        if (known.drawn_samples != series.size()) {
            if (traces.line == Line::solid) {
                const std::size_t changed = known.table->add(series);
                const auto occupied = known.table->occupied();
                // The column before the first change leads to it, so it changes as well.
                int from = changed > 0 && changed <= occupied.size()
                    ? std::max(0, occupied[changed - 1])
                    : 0;
                if (changed < occupied.size() || fresh)
                    draw_spans(known.image, *known.table, key.y, {key.colours, key.widths},
                               fresh ? 0 : from);
            } else { // dashes start at the beginning of a line
                known.image.fill(Qt::transparent);
                QPainter inner(&known.image);
                inner.setRenderHint(QPainter::Antialiasing);
                inner.scale(1 / scene.pixel, 1 / scene.pixel);
                inner.translate(-area.topLeft());
                paint_lines({inner, view, scene.style, scene.palette, scene.pixel, scene.fast,
                             scene.ghost, scene.highlight, scene.pinned},
                            series, traces, 1);
            }
            known.drawn_samples = series.size();
        }
        draw_part([&](double share) {
            painter.save();
            painter.setOpacity(painter.opacity() * share);
            painter.drawImage(area, known.image);
            painter.restore();
        });
        if (many && scene.highlights_any()) // a few lines among many: on top
            for (const Trace& trace : traces.traces)
                if (scene.is_highlighted(trace.item) && trace.entry < series.width())
                    draw_polylines(painter, trace_lines(scene, series, trace),
                                   {scene.line_colour(trace.ink, trace.item),
                                    line_width(scene, traces, trace) * 1.5, traces.line});
    }
    if (view.y.logarithmic && part == Part::until_step && !(many && scene.fast))
        paint_clipped(scene, series, traces);
}

} // namespace etalon
