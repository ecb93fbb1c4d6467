// The bar for live bundles: 256 curves of 10,000 samples drawn afresh in 15 ms, and brought up to date
// in 3 ms, on one core. Beside it, the same curves stroked by QPainter.
#include "tests/ui/synthetic_figures.hpp"
#include "ui/figure/column_table.hpp"
#include "ui/figure/figure_painter.hpp"
#include "ui/figure/polyline.hpp"
#include "ui/figure/span_raster.hpp"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QPainter>

using namespace etalon;

namespace {

constexpr std::size_t curves = 256, samples = 10'000;
constexpr int columns = 800, rows = 500;

const std::shared_ptr<Block>& recorded()
{
    static const auto block = [] {
        auto made = std::make_shared<Block>(samples, curves);
        for (std::size_t i = 0; i < samples; ++i) {
            made->steps[i] = static_cast<std::int64_t>(i);
            for (std::size_t j = 0; j < curves; ++j)
                made->values[i * curves + j] = synthetic::norm(0.05 * static_cast<double>(i), j);
        }
        return made;
    }();
    return block;
}

std::vector<Trace> all_traces()
{
    std::vector<Trace> traces;
    for (std::size_t i = 0; i < curves; ++i)
        traces.push_back({.entry = i, .ink = {Hue::sequence, static_cast<int>(i % 6)}});
    return traces;
}

AxisRange vertical(bool logarithmic)
{
    return logarithmic ? AxisRange{1e-8, 10, true} : AxisRange{0, 1.2};
}

void draw_bundle_afresh(benchmark::State& state)
{
    const Series series(recorded(), samples);
    const AxisRange y = vertical(state.range(0) != 0);
    const SpanStyle style{std::vector<QRgb>(curves, 0xFF0072B2), std::vector<float>(curves, 1.1f)};
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    for (auto _ : state) {
        image.fill(Qt::transparent);
        ColumnTable table(all_traces(), {0, samples}, columns, y.logarithmic);
        table.add(series);
        draw_spans(image, table, y, style);
        benchmark::DoNotOptimize(image.bits());
    }
}

void bring_bundle_up_to_date(benchmark::State& state) // 100 new samples a frame
{
    const AxisRange y = vertical(state.range(0) != 0);
    const SpanStyle style{std::vector<QRgb>(curves, 0xFF0072B2), std::vector<float>(curves, 1.1f)};
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    std::size_t count = samples;
    std::optional<ColumnTable> table;
    for (auto _ : state) {
        if (count + 100 > samples) {
            state.PauseTiming();
            count = 100;
            table.emplace(all_traces(), AxisRange{0, samples}, columns, y.logarithmic);
            table->add(Series(recorded(), count));
            state.ResumeTiming();
        }
        count += 100;
        const std::size_t changed = table->add(Series(recorded(), count));
        draw_spans(image, *table, y, style,
                   changed > 0 ? std::max(0, table->occupied()[changed - 1]) : 0);
    }
}

void paint_whole_figure(benchmark::State& state) // as a frame of a live run does
{
    Traces traces{.channel = 0, .traces = all_traces(), .weight = Weight::thin};
    Panel panel{.x = {.label = "Step", .low = 0, .high = samples, .is_step = true},
                .y = {.label = "Norm", .scale = Scale::logarithmic, .low = 1e-8, .high = 10},
                .marks = {traces}};
    const Drawing drawing{.panels = {panel}};
    FigurePainter painter;
    QImage image(900, 600, QImage::Format_ARGB32_Premultiplied);
    std::size_t count = 100;
    for (auto _ : state) {
        count = count + 100 > samples ? 200 : count + 100;
        const std::vector<Series> series{Series(recorded(), count)};
        FigureSubject subject;
        subject.run = {&drawing, series, static_cast<std::int64_t>(count)};
        subject.moving = true;
        QPainter inner(&image);
        painter.paint(inner, subject, QSizeF(900, 600), {}, Palette::of(Theme::light));
    }
}

void plain_reference_with_painter(benchmark::State& state)
{
    const PanelView view{QRectF(0, 0, columns, rows), {0, samples}, vertical(state.range(0) != 0)};
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    for (auto _ : state) {
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setPen(QPen(QColor(0, 0x72, 0xB2), 1));
        for (std::size_t j = 0; j < curves; ++j) {
            QPolygonF line;
            for (std::size_t i = 0; i < samples; ++i)
                line.append(view.at(static_cast<double>(i), recorded()->values[i * curves + j]));
            painter.drawPolyline(line);
        }
    }
}

BENCHMARK(draw_bundle_afresh)->Arg(0)->Arg(1)->ArgName("log")->Unit(benchmark::kMillisecond);
BENCHMARK(bring_bundle_up_to_date)->Arg(0)->Arg(1)->ArgName("log")->Unit(benchmark::kMillisecond);
BENCHMARK(paint_whole_figure)->Unit(benchmark::kMillisecond);
BENCHMARK(plain_reference_with_painter)
    ->Arg(0)
    ->Arg(1)
    ->ArgName("log")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
