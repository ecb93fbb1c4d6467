// What the figures of mode connectivity show, and that every drawing can be painted.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/mode_connectivity_recorded.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::mode_connectivity_drawings;
using namespace etalon::test;

namespace {

const std::vector<std::string> recordings{"shared", "independent", "digits",         "deep-decay",
                                          "toy",    "toy-late",    "moons-unaligned"};

/// Every choice of every switch, one switch at a time.
std::vector<Options> all_options(const Figure& figure, const Values& values)
{
    std::vector<Options> all{{}};
    for (const Option& option : options_of(figure, values)) {
        for (const std::string& choice : option.choices)
            all.push_back({{option.key, Value(choice)}});
        if (option.choices.empty())
            for (const double number : {option.minimum, option.maximum})
                all.push_back({{option.key, Value(number)}});
    }
    return all;
}

Options clicked(double x, double y)
{
    return {{across_option, Value(x)}, {up_option, Value(y)}};
}

KeptRun run_of(const GoldenModes& base, const std::string& key, std::int64_t value,
               std::uint64_t seed, double barrier, double aligned)
{
    return {mode_connectivity_schema().schema().with(base.parameters, key, Value(value)),
            seed,
            {{"barrier_train_loss", barrier},
             {"aligned_barrier_train_loss", aligned},
             {"midpoint_rise", barrier},
             {"midpoint_rise_quintic", 0.5 * barrier},
             {"midpoint_rise_taylor", 2 * barrier}}};
}

bool has_legend(const Panel& panel, const std::string& part)
{
    for (const Curve& curve : marks_of<Curve>(panel))
        if (curve.legend.find(part) != std::string::npos)
            return true;
    return false;
}

bool same(const Ink& a, const Ink& b)
{
    return a.hue == b.hue && a.index == b.index;
}

} // namespace

class TestModeConnectivityFigures : public QObject {
    Q_OBJECT

private slots:
    void twelve_figures_stand_in_reading_order();
    void every_drawing_can_be_painted_data();
    void every_drawing_can_be_painted();
    void figures_of_a_run_that_has_not_begun_say_what_will_appear();
    void what_needs_networks_says_so_for_the_toy();
    void the_toy_preset_opens_with_the_toy();
    void what_is_derived_here_says_so();
    void one_switch_hides_raw_or_aligned_curves();
    void without_alignment_there_are_raw_curves_only();
    void the_spawning_step_is_dragged_where_there_is_a_trunk();
    void colours_mean_the_same_everywhere();
    void a_live_plane_comes_coarse_first_and_stops_when_told();
    void a_click_evaluates_the_network_there();
    void figures_of_one_plane_share_a_study();
    void sweeps_show_dots_medians_and_bands();
    void runs_of_a_sweep_are_collected_where_predictions_are();
    void the_note_counts_pairs_that_a_logarithm_cannot_show();
};

void TestModeConnectivityFigures::twelve_figures_stand_in_reading_order()
{
    std::vector<std::string> ids;
    for (const Figure& figure : mode_connectivity_figures())
        ids.push_back(figure.id);
    const std::vector<std::string> expected{"path",
                                            "path-error",
                                            "barrier-over-training",
                                            "plane",
                                            "plane-3d-profile",
                                            "layers",
                                            "predicted-vs-measured",
                                            "barrier-vs-spawn",
                                            "barrier-vs-width",
                                            "curvature-along-path",
                                            "permutation",
                                            "toy"};
    QCOMPARE(ids, expected);
}

void TestModeConnectivityFigures::every_drawing_can_be_painted_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < recordings.size(); ++i)
        QTest::newRow(recordings[i].c_str()) << static_cast<int>(i);
}

void TestModeConnectivityFigures::every_drawing_can_be_painted()
{
    QFETCH(int, index);
    GoldenModes run(recordings[static_cast<std::size_t>(index)]);
    run.sweep_key = "spawn_step";
    for (const std::int64_t k : {0, 50})
        for (const std::uint64_t seed : {1u, 2u, 3u})
            run.sweep.push_back(run_of(run, "spawn_step", k, seed,
                                       k == 0 ? 0.1 * static_cast<double>(seed) : 0, 0.05));
    run.kept = run.sweep;
    const std::int64_t half = run.settings.steps / 2;
    for (const Figure& figure : mode_connectivity_figures())
        for (const Options& options : all_options(figure, run.parameters))
            for (const std::int64_t step : {std::int64_t{0}, half, run.settings.steps}) {
                const Drawing drawing = run.draw(figure.id, options, step);
                const FigureInput input = run.input(options, step);
                DrawingCheck check(input, 0);
                check.check(drawing);
                QVERIFY2(check.mistakes.empty(),
                         check.mistakes.empty()
                             ? ""
                             : (figure.id + ": " + check.mistakes.front()).c_str());
            }
}

void TestModeConnectivityFigures::figures_of_a_run_that_has_not_begun_say_what_will_appear()
{
    const Values values = mode_connectivity_schema().schema().resolve();
    const Summary nothing;
    const Options none;
    for (const Figure& figure : mode_connectivity_figures()) {
        const auto options = options_of(figure, values);
        const auto drawing = figure.draw({.parameters = values,
                                          .steps = 2000,
                                          .summary = nothing,
                                          .options = none,
                                          .declared = options});
        QVERIFY2(drawing.panels.empty() && drawing.empty.size() > 20, figure.id.c_str());
    }
}

void TestModeConnectivityFigures::what_needs_networks_says_so_for_the_toy()
{
    GoldenModes toy("toy"), shared("shared");
    for (const char* id : {"path-error", "plane", "plane-3d-profile", "layers",
                           "predicted-vs-measured", "curvature-along-path", "permutation"})
        QVERIFY2(toy.draw(id).empty.find("toy") != std::string::npos, id);
    for (const char* id : {"path", "barrier-over-training", "toy"})
        QVERIFY2(!toy.draw(id).panels.empty(), id);
    QVERIFY(shared.draw("toy").empty.find("toy-ridge") != std::string::npos);
}

void TestModeConnectivityFigures::the_toy_preset_opens_with_the_toy()
{
    for (const Preset& preset : mode_connectivity_presets())
        if (preset.name == "toy-ridge") {
            QVERIFY(!preset.opening.empty());
            QCOMPARE(preset.opening.front(), std::string("toy"));
            for (const std::string& id : preset.opening)
                QCOMPARE(GoldenModes::figure(id).id, id);
            return;
        }
    QFAIL("there is a preset toy-ridge");
}

void TestModeConnectivityFigures::what_is_derived_here_says_so()
{
    GoldenModes run("shared"), toy("toy");
    const std::string said = "derived for this laboratory";
    for (const char* id : {"predicted-vs-measured", "curvature-along-path"})
        QVERIFY2(GoldenModes::figure(id).caption.find(said) != std::string::npos, id);
    bool layers = false;
    for (const Bars& bars : marks_of<Bars>(run.draw("layers").panels.at(0)))
        layers = layers || bars.legend.find(said) != std::string::npos;
    QVERIFY(layers);
    QVERIFY(has_legend(toy.draw("toy").panels.at(1), said));
}

void TestModeConnectivityFigures::one_switch_hides_raw_or_aligned_curves()
{
    GoldenModes run("independent");
    const auto drawn = [&](const std::string& choice) {
        const auto panel = run.draw("path", {{"curves", Value(choice)}}).panels.at(0);
        return std::pair{has_legend(panel, "raw"), has_legend(panel, "aligned")};
    };
    QVERIFY(drawn("raw and aligned") == std::pair(true, true));
    QVERIFY(drawn("raw") == std::pair(true, false));
    QVERIFY(drawn("aligned") == std::pair(false, true));
    for (const char* id : {"path", "path-error", "barrier-over-training", "barrier-vs-spawn"}) {
        const auto options = GoldenModes::figure(id).options;
        QVERIFY(std::any_of(options.begin(), options.end(), [](const Option& option) {
            return option.key == "curves" && option.shared;
        }));
    }
}

void TestModeConnectivityFigures::without_alignment_there_are_raw_curves_only()
{
    GoldenModes run("moons-unaligned");
    const auto panel = run.draw("path", {{"curves", Value(std::string("aligned"))}}).panels.at(0);
    QVERIFY(has_legend(panel, "raw"));
    QVERIFY(run.draw("permutation").empty.find("alignment") != std::string::npos);
}

void TestModeConnectivityFigures::the_spawning_step_is_dragged_where_there_is_a_trunk()
{
    GoldenModes shared("shared"), independent("independent"), toy("toy-late");
    QVERIFY(independent.draw("barrier-over-training").panels.at(0).handles.empty());
    for (GoldenModes* run : {&shared, &toy}) {
        const auto handles = run->draw("barrier-over-training").panels.at(0).handles;
        QCOMPARE(handles.size(), std::size_t{1});
        QCOMPARE(handles[0].x, static_cast<double>(run->settings.spawn_step));
        const auto moved = handles[0].at(61.3, 0.4).values(mode_connectivity_schema().schema());
        QCOMPARE(to_text(moved.at("spawn_step")), std::string("61"));
        // Not beyond the run, and never upwards.
        const auto far = handles[0].at(1e9, 5);
        QCOMPARE(far.x, static_cast<double>(run->settings.steps));
        QCOMPARE(far.y, handles[0].y);
    }
}

void TestModeConnectivityFigures::colours_mean_the_same_everywhere()
{
    // Okabe and Ito in the palette's order: 0 blue, 1 vermilion, 2 green, 4 orange.
    QVERIFY(a_ink.index == 4 && b_ink.index == 0 && raw_ink.index == 1 && aligned_ink.index == 2);
    GoldenModes run("independent"), toy("toy");
    const auto way = [](const Panel& panel, const std::string& name) {
        for (const Segments& segments : marks_of<Segments>(panel))
            if (segments.label == name)
                return segments.ink;
        return Ink{Hue::data};
    };
    for (const Drawing& drawing : {run.draw("plane"), toy.draw("toy")}) {
        QVERIFY(same(way(drawing.panels.at(0), "A"), a_ink));
        QVERIFY(same(way(drawing.panels.at(0), "B"), b_ink));
    }
    const auto traces = marks_of<Traces>(run.draw("barrier-over-training").panels.at(0));
    QVERIFY(same(traces.at(0).traces.at(0).ink, raw_ink));
    QVERIFY(same(traces.at(1).traces.at(0).ink, aligned_ink));
}

void TestModeConnectivityFigures::a_live_plane_comes_coarse_first_and_stops_when_told()
{
    GoldenModes run("shared");
    run.parameters = mode_connectivity_schema().schema().with(run.parameters, "plane_points",
                                                              Value(std::int64_t{21}));
    const Figure plane = GoldenModes::figure("plane");
    run.declared = plane.options;
    // A recording without the plane, as it is while training goes on.
    const Options none;
    auto live = run.input(none, 100, false);
    std::vector<Channel> channels;
    std::vector<Series> series;
    for (std::size_t i = 0; i < live.channels.size(); ++i)
        if (live.channels[i].name.find("plane") == std::string::npos
            && live.channels[i].name != "trajectory") {
            channels.push_back(live.channels[i]);
            series.push_back(live.series[i]);
        }
    live.channels = channels;
    live.series = series;
    QVERIFY(!plane.study.subject(live).empty());

    std::vector<std::size_t> sizes;
    std::vector<Tensor> last;
    plane.study.make(live, [&](std::vector<Tensor> found, double) {
        for (const Tensor& tensor : found)
            if (tensor.name == "loss")
                sizes.push_back(std::get<std::vector<double>>(tensor.values).size());
        last = std::move(found);
        return true;
    });
    QCOMPARE(sizes.front(), std::size_t{81});
    QCOMPARE(sizes.back(), std::size_t{441});
    live.study = last;
    const auto drawing = plane.draw(live);
    QCOMPARE(drawing.panels.size(), std::size_t{1});
    QVERIFY(drawing.note.find("Live") != std::string::npos);

    int shown = 0;
    plane.study.make(live, [&](std::vector<Tensor>, double) { return ++shown < 1; });
    QCOMPARE(shown, 1);
}

void TestModeConnectivityFigures::a_click_evaluates_the_network_there()
{
    GoldenModes run("shared");
    const auto drawing = run.draw("plane", clicked(0.5, 0.25));
    QVERIFY(drawing.note.find("training loss") != std::string::npos);
    const Panel& panel = drawing.panels.at(0);
    QCOMPARE(panel.handles.size(), std::size_t{1});
    const Handle& handle = panel.handles[0];
    QVERIFY(handle.grip == Grip::clicked);
    const double x = *panel.x.low + 0.75 * (*panel.x.high - *panel.x.low);
    const auto chosen = handle.at(x, *panel.y.high).options(GoldenModes::figure("plane").options);
    QVERIFY(std::abs(chosen.at(across_option) - 0.75) < 1e-12);
    QVERIFY(std::abs(chosen.at(up_option) - 1) < 1e-12);
    QVERIFY(run.draw("plane").note.find("training loss") == std::string::npos);
}

void TestModeConnectivityFigures::figures_of_one_plane_share_a_study()
{
    const Study a = GoldenModes::figure("plane").study,
                b = GoldenModes::figure("plane-3d-profile").study;
    QVERIFY(a.make == b.make && a.subject == b.subject);
}

void TestModeConnectivityFigures::sweeps_show_dots_medians_and_bands()
{
    GoldenModes run("shared");
    run.sweep_key = "spawn_step";
    for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u})
        run.sweep.push_back(
            run_of(run, "spawn_step", 0, seed, 0.1 * static_cast<double>(seed), 0.05));
    run.sweep.push_back(run_of(run, "spawn_step", 100, 1, 1e-16, 0));
    const auto panel = run.draw("barrier-vs-spawn").panels.at(0);
    const auto curves = marks_of<Curve>(panel);
    QCOMPARE(curves.size(), std::size_t{2});
    QCOMPARE(curves[0].x, (std::vector<double>{0, 3})); // 25 and 50 are still to come
    QCOMPARE(panel.x.ticks.size(), std::size_t{8});
    QVERIFY(*panel.x.low < 0 && *panel.x.high > 7);
    QCOMPARE(curves[0].y.at(0), 0.3);  // the median of 0.1 … 0.5
    QCOMPARE(curves[0].y.at(1), 1e-4); // what a logarithmic axis can show
    const auto bands = marks_of<Band>(panel);
    QVERIFY(std::abs(bands[0].low.at(0) - 0.2) < 1e-12
            && std::abs(bands[0].high.at(0) - 0.4) < 1e-12);
    std::size_t dots = 0, floor = 0;
    for (const Points& points : marks_of<Points>(panel)) {
        dots += points.shape == Shape::disc ? points.x.size() : 0;
        floor += points.shape == Shape::triangle_down ? points.x.size() : 0;
    }
    QCOMPARE(dots, std::size_t{10});
    QCOMPARE(floor, std::size_t{2});
    QCOMPARE(panel.x.ticks.at(3).label, std::string("100"));
    const auto linear =
        run.draw("barrier-vs-spawn", {{"axis", Value(std::string("linear"))}}).panels.at(0);
    QCOMPARE(marks_of<Curve>(linear)[0].y.at(1), 1e-16);
}

void TestModeConnectivityFigures::runs_of_a_sweep_are_collected_where_predictions_are()
{
    GoldenModes run("shared");
    const auto names = [](const Drawing& drawing) {
        std::string all;
        for (const Points& points : marks_of<Points>(drawing.panels.at(0)))
            all += points.legend + "; ";
        return all;
    };
    const std::string before = names(run.draw("predicted-vs-measured"));
    QVERIFY(before.starts_with("layer 1"));
    run.sweep_key = "width";
    for (const std::uint64_t seed : {1u, 2u, 3u})
        run.sweep.push_back(run_of(run, "width", 16, seed, 0.1 * static_cast<double>(seed), 0.05));
    const auto drawing = run.draw("predicted-vs-measured");
    QVERIFY(names(drawing).ends_with("runs of the sweep; "));
    const Points swept = marks_of<Points>(drawing.panels.at(0)).back();
    QCOMPARE(swept.y, (std::vector<double>{0.1, 0.2, 0.1 * 3}));
    QCOMPARE(swept.x, (std::vector<double>{0.05, 0.1, 0.5 * (0.1 * 3)}));
    QCOMPARE(swept.names.at(1), std::string("width 16, seed 2"));
    QCOMPARE(names(run.draw("predicted-vs-measured", {{"quantity", std::string("layers")}})),
             before);
}

void TestModeConnectivityFigures::the_note_counts_pairs_that_a_logarithm_cannot_show()
{
    GoldenModes run("independent");
    const auto &measured = run.series("layer_barrier"),
               &predicted = run.series("layer_barrier_taylor");
    std::size_t positive = 0, others = 0;
    for (std::size_t i = 0; i < measured.values().size(); ++i)
        (measured.values()[i] > 0 && predicted.values()[i] > 0 ? positive : others) += 1;
    const auto drawing = run.draw("predicted-vs-measured");
    std::size_t dots = 0;
    for (const Points& points : marks_of<Points>(drawing.panels.at(0)))
        dots += points.x.size();
    QCOMPARE(dots, positive);
    QCOMPARE(drawing.note.empty(), others == 0);
    if (others > 0)
        QVERIFY(drawing.note.starts_with(std::to_string(others) + " pair"));
}

QTEST_APPLESS_MAIN(TestModeConnectivityFigures)
#include "test_mode_connectivity_figures.moc"
