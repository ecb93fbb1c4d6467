// What the figures of linear-cnn show against independent sums over what was recorded.
#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"
#include "tests/core/experiments/linear_cnn_run.hpp"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

/// |sum_x v[x] e^(-2 pi i w x/n)|²/n, straight from the definition.
double power(std::span<const double> signal, std::size_t w)
{
    const double n = static_cast<double>(signal.size());
    std::complex<double> sum = 0;
    for (std::size_t x = 0; x < signal.size(); ++x)
        sum += signal[x]
            * std::polar(1.0,
                         -2 * std::numbers::pi * static_cast<double>(w * x % signal.size()) / n);
    return std::norm(sum) / n;
}

bool close(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

} // namespace

class TestLinearCnnFigureValues : public QObject {
    Q_OBJECT

private slots:
    void bars_of_the_data_are_the_folded_spectrum_of_the_mode();
    void bars_of_the_network_hold_its_dominance();
    void rings_of_images_stand_on_the_largest_share();
    void spectrogram_cells_are_the_logarithm_of_summed_kernel_power();
    void spectrogram_of_many_samples_stays_small();
    void frequencies_of_images_are_sorted_by_drive();
    void strengths_are_drawn_over_those_of_a_perfect_fit();
    void stages_agree_with_the_summary();
    void growth_is_measured_between_the_same_steps();
    void kept_runs_collect_in_stage_times();
    void conflict_shows_the_recorded_shares();
    void a_trained_cue_is_answered_by_its_class();
    void sweep_shows_median_and_extremes_over_seeds();
};

void TestLinearCnnFigureValues::bars_of_the_data_are_the_folded_spectrum_of_the_mode()
{
    for (const std::int64_t width : {16, 17}) {
        const auto run =
            small_run("default", {{"image_width", whole(width)}, {"classes", whole(2)}});
        const auto images = tensor(run, "mode_images");
        const auto n = static_cast<std::size_t>(width);
        const auto drawing = draw(run, "dominant-frequency-spectra");
        QCOMPARE(drawing.panels.size(), std::size_t{2});
        for (std::size_t mode = 0; mode < 2; ++mode) {
            const auto bars = marks<Bars>(drawing.panels[mode])[0];
            QCOMPARE(bars.x.size(), n / 2 + 1);
            for (std::size_t w = 0; w <= n / 2; ++w) {
                // A pair w, n-w counts as one; 0 and (even n) n/2 are their own partners.
                double share = power(images.subspan(mode * n, n), w);
                if (w != 0 && 2 * w != n)
                    share += power(images.subspan(mode * n, n), n - w);
                QCOMPARE(bars.x[w], static_cast<double>(w));
                QVERIFY(close(bars.heights[w], share, 1e-12)); // v has length 1, so shares sum to 1
                QVERIFY((bars.items[w] == Item{"frequency", static_cast<std::int64_t>(w)}));
            }
        }
    }
}

void TestLinearCnnFigureValues::bars_of_the_network_hold_its_dominance()
{
    const auto run = small_run("default", {{"steps", whole(600)}});
    for (const std::int64_t step : {0, 200, 600}) {
        const auto drawing = draw(run, "dominant-frequency-spectra", {}, step);
        const auto sample = static_cast<std::size_t>(step / 4);
        for (std::size_t mode = 0; mode < 4; ++mode) {
            const auto bars = marks<Bars>(drawing.panels[mode]);
            const auto dominant = std::max_element(bars[0].heights.begin(), bars[0].heights.end())
                - bars[0].heights.begin();
            const auto at = static_cast<std::size_t>(dominant);
            QVERIFY(close(bars[1].heights[at], values(run, "dominance", sample)[mode]));
            QVERIFY(
                close(bars[2].heights[at], values(run, "dominance_fully_connected", sample)[mode]));
            const auto label = marks<Label>(drawing.panels[mode]).at(0).text;
            const auto expected = "mode " + std::to_string(mode + 1) + ": "
                + std::to_string(std::lround(100 * values(run, "dominance", sample)[mode]))
                + "\u00a0% at frequency " + std::to_string(at);
            QCOMPARE(label, expected);
        }
    }
}

void TestLinearCnnFigureValues::rings_of_images_stand_on_the_largest_share()
{
    for (const std::int64_t height : {8, 9}) {
        const auto run =
            small_run("cosines-2d", {{"image_height", whole(height)}, {"image_width", whole(10)}});
        const auto drawing = draw(run, "dominant-frequency-spectra");
        const auto images = tensor(run, "mode_images");
        const auto pixels = static_cast<std::size_t>(height) * 10;
        for (std::size_t mode = 0; mode < 4; ++mode) {
            const auto data =
                std::find_if(drawing.panels.begin(), drawing.panels.end(), [&](const Panel& panel) {
                    return panel.title == std::to_string(mode + 1); // as many modes are named
                });
            QVERIFY(data != drawing.panels.end());
            const auto map = marks<HeatMap>(*data)[0];
            const auto [row, column] = map.rings.at(0);
            const auto finite_less = [](double a, double b) {
                return (std::isfinite(a) ? a : -1) < (std::isfinite(b) ? b : -1);
            };
            const auto largest = std::max_element(map.values.begin(), map.values.end(), finite_less)
                - map.values.begin();
            QCOMPARE(row * map.columns + column, static_cast<std::size_t>(largest));
            // The cell's place on the axes is the frequency itself: its wave holds that share.
            const double wy = map.bottom + 0.5 + static_cast<double>(row),
                         wx = map.left + 0.5 + static_cast<double>(column);
            QVERIFY(std::abs(wy) <= static_cast<double>(height) / 2 && wx >= 0 && wx <= 5);
            std::complex<double> sum = 0;
            for (std::size_t i = 0; i < pixels; ++i)
                sum += images[mode * pixels + i]
                    * std::polar(
                           1.0,
                           -2 * std::numbers::pi
                               * (wy * static_cast<double>(i / 10) / static_cast<double>(height)
                                  + wx * static_cast<double>(i % 10) / 10));
            QVERIFY(close(2 * std::norm(sum) / static_cast<double>(pixels),
                          map.values[static_cast<std::size_t>(largest)]));
        }
    }
}

void TestLinearCnnFigureValues::spectrogram_cells_are_the_logarithm_of_summed_kernel_power()
{
    const auto run = small_run("default");
    const auto whole_map = marks<HeatMap>(draw(run, "kernel-spectrogram").panels.at(0)).at(0);
    const auto second =
        marks<HeatMap>(draw(run, "kernel-spectrogram", {{"kernel", text("2")}}).panels.at(0)).at(0);
    QCOMPARE(whole_map.rows, std::size_t{33});
    QCOMPARE(whole_map.columns, std::size_t{11});
    QCOMPARE(whole_map.left, -2.0);
    QCOMPARE(whole_map.right, 42.0);
    for (std::size_t sample = 0; sample < 11; ++sample)
        for (std::size_t w = 0; w < 33; ++w) {
            const auto kernels = values(run, "kernel_spectra", sample);
            const double sum = kernels[w] + kernels[33 + w] + kernels[66 + w] + kernels[99 + w];
            QVERIFY(close(whole_map.values[w * 11 + sample], std::log10(sum)));
            QVERIFY(close(second.values[w * 11 + sample], std::log10(kernels[33 + w])));
        }
    const auto half = marks<HeatMap>(draw(run, "kernel-spectrogram", {}, 20).panels.at(0)).at(0);
    QCOMPARE(half.columns, std::size_t{6}); // nothing is shown after the shown step
    QVERIFY(!draw(run, "kernel-spectrogram", {{"kernel", text("9")}}).note.empty());
}

void TestLinearCnnFigureValues::spectrogram_of_many_samples_stays_small()
{
    const auto run = small_run("default",
                               {{"steps", whole(2500)},
                                {"sample_every", whole(1)},
                                {"image_width", whole(16)},
                                {"classes", whole(2)}});
    const auto map = marks<HeatMap>(draw(run, "kernel-spectrogram").panels.at(0)).at(0);
    QVERIFY(map.columns <= 601 && map.columns > 300);
    const double width = (map.right - map.left) / static_cast<double>(map.columns);
    QCOMPARE(std::round(width), width);
    for (std::size_t column = 0; column < map.columns; column += 50) {
        const auto step = static_cast<std::size_t>(
            std::llround(map.left + (static_cast<double>(column) + 0.5) * width));
        const auto kernels = values(run, "kernel_spectra", step);
        QVERIFY(close(map.values[3 * map.columns + column],
                      std::log10(kernels[3] + kernels[12] + kernels[21] + kernels[30])));
    }
}

void TestLinearCnnFigureValues::frequencies_of_images_are_sorted_by_drive()
{
    const auto run = small_run("shapes", {{"samples", whole(80)}});
    const auto drawing = draw(run, "kernel-spectrogram");
    const auto map = marks<HeatMap>(drawing.panels.at(0)).at(0);
    QCOMPARE(map.rows, std::size_t{64});
    const auto drive = values(run, "drive", 0);
    for (std::size_t row = 0; row + 1 < map.rows; ++row)
        QVERIFY(drive[static_cast<std::size_t>(map.row_items[row].index)]
                <= drive[static_cast<std::size_t>(map.row_items[row + 1].index)]);
    const double top = *std::max_element(drive.begin(), drive.end());
    QCOMPARE(drive[static_cast<std::size_t>(map.row_items.back().index)], top);
}

void TestLinearCnnFigureValues::strengths_are_drawn_over_those_of_a_perfect_fit()
{
    const auto run = small_run("default");
    const auto strengths = tensor(run, "mode_singular_values"), powers = tensor(run, "mode_powers");
    const auto channel = run.recording->index("mode_strengths");
    for (const char* scale : {"normalised", "raw"}) {
        const auto drawing = draw(run, "mode-strengths", {{"scale", text(scale)}});
        bool found = false;
        for (const Traces& traces : marks<Traces>(drawing.panels.at(0))) {
            if (traces.channel != channel)
                continue;
            found = true;
            QCOMPARE(traces.traces.size(), strengths.size());
            for (std::size_t mode = 0; mode < strengths.size(); ++mode) {
                QCOMPARE(traces.traces[mode].entry, mode);
                QVERIFY(close(traces.traces[mode].factor,
                              scale[0] == 'r' ? 1 : powers[mode] / strengths[mode]));
                QCOMPARE(traces.traces[mode].ink.index, static_cast<int>(mode));
            }
        }
        QVERIFY(found);
    }
}

void TestLinearCnnFigureValues::stages_agree_with_the_summary()
{
    const auto run =
        recorded_run(experiment(), {Overrides{{"steps", whole(800)}, {"samples", whole(80)}}}, 2);
    const Options options;
    const auto events = linear_cnn_events(run.input(options, figure("loss"), 800));
    const auto drawing = draw(run, "stage-times");
    const auto points = marks<Points>(drawing.panels.at(0)).at(0);
    QCOMPARE(events.size(), std::size_t{4});
    QCOMPARE(points.x.size(), std::size_t{4});
    for (std::size_t mode = 0; mode < 4; ++mode) {
        const auto number = std::to_string(mode + 1);
        QVERIFY(close(events[mode].step, scalar(run, "stage_time_" + number)));
        QVERIFY(close(points.y[mode], scalar(run, "stage_time_" + number)));
        QVERIFY(close(points.x[mode], scalar(run, "predicted_stage_time_" + number)));
        QCOMPARE(events[mode].label, "mode " + number);
        QCOMPARE(events[mode].ink.index, static_cast<int>(mode));
    }
    // While it runs, a mode is an event once it has been learned, not before.
    const Summary nothing_yet;
    const auto first = static_cast<std::int64_t>(scalar(run, "stage_time_1"));
    auto early = small_run("default", {{"steps", whole(first / 2)}});
    QVERIFY(linear_cnn_events(early.input(options, figure("loss"), first / 2)).empty());
}

void TestLinearCnnFigureValues::growth_is_measured_between_the_same_steps()
{
    const auto run = small_run("default", {{"steps", whole(60)}});
    const auto panel = draw(run, "drive-versus-growth", {}, 40).panels.at(0);
    std::size_t count = 0;
    for (const Points& points : marks<Points>(panel))
        for (std::size_t i = 0; i < points.x.size(); ++i, ++count) {
            const auto w = static_cast<std::size_t>(points.items[i].index);
            const auto sum = [&](const char* channel, std::size_t sample) {
                const auto kernels = values(run, channel, sample);
                return kernels[w] + kernels[33 + w] + kernels[66 + w] + kernels[99 + w];
            };
            QVERIFY(
                close(points.x[i],
                      std::log(sum("kernel_spectra_early", 10) / sum("kernel_spectra_early", 0))));
            QVERIFY(
                close(points.y[i], std::log(sum("kernel_spectra", 10) / sum("kernel_spectra", 0))));
            QVERIFY(std::abs(points.x[i] - points.y[i]) < 0.2); // the start is linear: theory holds
        }
    QCOMPARE(count, std::size_t{33});
    // A window of one sample is said, not drawn.
    const auto late = small_run("default", {{"init_scale", 0.5}});
    QVERIFY(draw(late, "drive-versus-growth").empty.find("step 0 only") != std::string::npos);
}

void TestLinearCnnFigureValues::kept_runs_collect_in_stage_times()
{
    const auto run = small_run("default");
    const std::vector<KeptRun> kept{
        {run.setup.values,
         7,
         {{"stage_time_1", 110.0},
          {"predicted_stage_time_1", 100.0},
          {"stage_time_2", std::nullopt},
          {"predicted_stage_time_2", 150.0}}},
        {run.setup.values, 8, {{"stage_time_3", 330.0}, {"predicted_stage_time_3", 300.0}}}};
    const Options options;
    auto input = run.input(options, figure("stage-times"), 40);
    input.kept = kept;
    const auto points = marks<Points>(figure("stage-times").draw(input).panels.at(0)).at(0);
    QCOMPARE(points.x, (std::vector<double>{100, 300}));
    QCOMPARE(points.y, (std::vector<double>{110, 330}));
    QVERIFY((points.items[1] == Item{"mode", 3}));
    QVERIFY(points.names[0].find("seed 7") != std::string::npos);
}

void TestLinearCnnFigureValues::conflict_shows_the_recorded_shares()
{
    const auto run = small_run("texture-versus-shape");
    const auto drawing = draw(run, "conflict");
    const auto bars = marks<Bars>(drawing.panels.at(0));
    QCOMPARE(bars.size(), std::size_t{2});
    const auto last = run.series[run.recording->index("conflict_shape")].size() - 1;
    for (std::size_t net = 0; net < 2; ++net) {
        const std::string suffix = net == 0 ? "" : "_fully_connected";
        QCOMPARE(bars[net].heights[0], values(run, "conflict_shape" + suffix, last)[0]);
        QCOMPARE(bars[net].heights[1], values(run, "conflict_texture" + suffix, last)[0]);
    }
    std::size_t images = 0;
    for (const Panel& panel : drawing.panels)
        images += marks<HeatMap>(panel).size();
    QCOMPARE(images, std::size_t{4});
}

void TestLinearCnnFigureValues::a_trained_cue_is_answered_by_its_class()
{
    // Trained: disc with stripes is class 0, cross without is class 1. Stripes on a cross mislead
    // the CNN, which follows the texture.
    const auto run =
        small_run("texture-versus-shape",
                  {{"steps", whole(600)}, {"sample_every", whole(20)}, {"samples", whole(200)}});
    const auto answers = [&](double texture) {
        return draw(run, "conflict", {{"texture", texture}}).note;
    };
    QCOMPARE(answers(1),
             std::string("CNN: disc → class 0, cross → class 0; "
                         "fully connected: disc → class 0, cross → class 1"));
    QVERIFY(answers(0).starts_with("CNN: disc → class 1, cross → class 1; "));
    QVERIFY(answers(0).ends_with("cross → class 1"));
}

void TestLinearCnnFigureValues::sweep_shows_median_and_extremes_over_seeds()
{
    const auto run = small_run("default");
    const auto kept = [&](double scale, std::vector<double> dominances, double companion) {
        KeptRun result{experiment().schema.with(run.setup.values, "init_scale", scale), 1, {}};
        for (std::size_t i = 0; i < dominances.size(); ++i)
            result.summary.emplace_back("dominance_" + std::to_string(i + 1), dominances[i]);
        result.summary.emplace_back("dominance_fully_connected_1", companion);
        return result;
    };
    // Medians over modes: 0.8, 0.5, 0.9 at the first scale, 0.2 at the second.
    const std::vector<KeptRun> sweep{kept(1e-3, {0.9, 0.8, 0.1}, 0.4), kept(1e-3, {0.4, 0.6}, 0.5),
                                     kept(1e-3, {0.9}, 0.6), kept(0.1, {0.2}, 0.3)};
    const Options options;
    auto input = run.input(options, figure("bias-sweep"), 40);
    QVERIFY(figure("bias-sweep").draw(input).panels.empty());
    input.sweep = sweep;
    input.sweep_key = "init_scale";
    const auto panel = figure("bias-sweep").draw(input).panels.at(0);
    QVERIFY(panel.x.scale == Scale::logarithmic);
    const auto bands = marks<Band>(panel);
    const auto lines = marks<Curve>(panel);
    QCOMPARE(lines.size(), std::size_t{2});
    QCOMPARE(lines[1].label, std::string("CNN"));
    QCOMPARE(lines[1].x, (std::vector<double>{1e-3, 0.1}));
    QCOMPARE(lines[1].y, (std::vector<double>{0.8, 0.2}));
    QCOMPARE(bands[1].low, (std::vector<double>{0.5, 0.2}));
    QCOMPARE(bands[1].high, (std::vector<double>{0.9, 0.2}));
    QCOMPARE(lines[0].y, (std::vector<double>{0.5, 0.3}));
}

QTEST_APPLESS_MAIN(TestLinearCnnFigureValues)
#include "test_linear_cnn_figure_values.moc"
