// The numbers that the figures of mode connectivity show, against what was recorded and closed
// forms.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "tests/core/experiments/mode_connectivity_by_hand.hpp"

#include <QtTest>

#include <cmath>

using namespace etalon;
using namespace etalon::mode_connectivity_drawings;
using namespace etalon::test;

namespace {

std::string texts(const std::vector<Reading>& readings)
{
    std::string all;
    for (const Reading& reading : readings)
        all += reading.text + "; ";
    return all;
}

} // namespace

class TestModeConnectivityFigureValues : public QObject {
    Q_OBJECT

private slots:
    void the_bracket_is_as_high_as_the_barrier();
    void error_curves_are_in_per_cent();
    void the_peak_is_found_over_a_tilted_chord();
    void bars_are_the_recorded_layers();
    void rank_correlation_is_that_of_the_ranks();
    void quantiles_lie_between_ranks();
    void the_toy_has_its_exact_profile();
    void the_toys_runs_part_at_k();
    void readings_name_barriers_and_the_verdict();
    void events_are_the_branching_and_the_rise();
    void explanations_hold_the_present_numbers();
};

void TestModeConnectivityFigureValues::the_bracket_is_as_high_as_the_barrier()
{
    GoldenModes run("independent");
    const auto panel = run.draw("path").panels.at(0);
    const auto brackets = marks_of<Segments>(panel);
    QCOMPARE(brackets.size(), std::size_t{2});
    QVERIFY(
        near(brackets[0].y1.at(0) - brackets[0].y0.at(0), run.scalar("barrier_train_loss"), 1e-12));
    QVERIFY(near(brackets[1].y1.at(0) - brackets[1].y0.at(0),
                 run.scalar("aligned_barrier_train_loss"), 1e-12));
    const auto error = marks_of<Segments>(run.draw("path-error").panels.at(0));
    QVERIFY(near(error.at(0).y1.at(0) - error.at(0).y0.at(0),
                 100 * run.scalar("barrier_train_error"), 1e-10));
}

void TestModeConnectivityFigureValues::error_curves_are_in_per_cent()
{
    GoldenModes run("digits");
    const auto panel = run.draw("path-error", {}, 0).panels.at(0);
    for (const Curve& curve : marks_of<Curve>(panel))
        if (curve.label == "raw, training") {
            const auto recorded = run.at("path_train_error", 0);
            for (std::size_t i = 0; i < recorded.size(); ++i)
                QCOMPARE(curve.y.at(i), 100 * recorded[i]);
            QCOMPARE(curve.x.back(), 1.0);
            return;
        }
    QFAIL("the training error is drawn");
}

void TestModeConnectivityFigureValues::the_peak_is_found_over_a_tilted_chord()
{
    // The value is largest at the end, the height over the chord at ¼.
    const std::vector<double> path{4, 7.5, 7.5, 8.75, 10};
    const Peak peak = highest_over_chord(path);
    QCOMPARE(peak.index, std::size_t{1});
    QCOMPARE(peak.height(), 2.0);
    QCOMPARE(highest_over_chord(std::vector<double>{1, 0.5, 1}).height(), 0.0);
}

void TestModeConnectivityFigureValues::bars_are_the_recorded_layers()
{
    GoldenModes run("deep-decay");
    const auto bars = marks_of<Bars>(run.draw("layers").panels.at(0));
    const auto measured = run.newest("layer_barrier"),
               predicted = run.newest("layer_barrier_taylor");
    QCOMPARE(bars.size(), std::size_t{2});
    for (std::size_t i = 0; i < measured.size(); ++i) {
        QCOMPARE(bars[0].heights.at(i), measured[i]);
        QCOMPARE(bars[1].heights.at(i), predicted[i]);
        QVERIFY(bars[0].x.at(i) < bars[1].x.at(i));
    }
}

void TestModeConnectivityFigureValues::rank_correlation_is_that_of_the_ranks()
{
    const std::vector<double> x{1, 2, 3, 4, 5}, rising{1, 10, 11, 500, 501}, falling{5, 4, 3, 2, 1};
    QVERIFY(near(*spearman(x, rising), 1, 1e-15));
    QVERIFY(near(*spearman(x, falling), -1, 1e-15));
    // 1 − 6 Σd²/(n(n²−1)) = 1 − 6·(1+1)/120 without ties.
    QVERIFY(near(*spearman(x, std::vector<double>{2, 1, 3, 4, 5}), 0.9, 1e-15));
    // Ties share the mean rank: ranks 1.5, 1.5, 3 against 1, 2, 3 give √3/2.
    QVERIFY(near(*spearman(std::vector<double>{0, 0, 1}, std::vector<double>{1, 2, 3}),
                 std::sqrt(3.0) / 2, 1e-15));
    QVERIFY(!spearman(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
    QVERIFY(!spearman(std::vector<double>{1, 2}, std::vector<double>{1, 2}));
}

void TestModeConnectivityFigureValues::quantiles_lie_between_ranks()
{
    QCOMPARE(quantile({3, 1, 2, 4}, 0.5), 2.5);
    QCOMPARE(quantile({3, 1, 2, 4}, 0), 1.0);
    QCOMPARE(quantile({3, 1, 2, 4}, 1), 4.0);
    QCOMPARE(quantile({7}, 0.25), 7.0);
}

void TestModeConnectivityFigureValues::the_toy_has_its_exact_profile()
{
    GoldenModes run("toy");
    const auto drawing = run.draw("toy");
    bool exact = false, measured = false;
    for (const Curve& curve : marks_of<Curve>(drawing.panels.at(1))) {
        if (curve.line == Line::dashed) { // D² = 2, κ = 0.1
            for (std::size_t i = 0; i < curve.x.size(); ++i)
                QVERIFY(near(curve.y[i], 0.2 * std::pow(curve.x[i] * curve.x[i] - 2, 2), 1e-12));
            exact = true;
        }
        if (curve.label == "measured") {
            const auto at = run.newest("position");
            QCOMPARE(curve.x.front(), 0.5 * (at[0] - at[1]));
            QVERIFY(near(curve.x.back(), 0.5 * (at[2] - at[3]), 1e-12));
            measured = true;
        }
    }
    QVERIFY(exact && measured);
    const auto bracket = marks_of<Segments>(drawing.panels.at(1)).at(0);
    QVERIFY(near(bracket.y1.at(0), 0.8, 1e-12)); // 2κD⁴
    for (const Points& points : marks_of<Points>(drawing.panels.at(0)))
        if (points.shape == Shape::ring)
            QVERIFY(near(points.x.at(0), std::sqrt(3.0), 1e-12));
        else if (points.shape == Shape::star) // minima: 1 ± √2
            QVERIFY(near(points.x.at(0), 1 + std::sqrt(2.0), 1e-12)
                    && near(points.y.at(0), 1 - std::sqrt(2.0), 1e-12));
    const auto map = marks_of<HeatMap>(drawing.panels.at(0)).at(0);
    const double a = map.left + (map.right - map.left) * 30.5 / static_cast<double>(map.columns),
                 b = map.bottom + (map.top - map.bottom) * 80.5 / static_cast<double>(map.rows);
    const double loss = 0.5 * std::pow(a + b - 2, 2) + 0.05 * std::pow(a * a + b * b - 6, 2);
    QVERIFY(near(map.values[80 * map.columns + 30], std::log10(loss), 1e-9));
}

void TestModeConnectivityFigureValues::the_toys_runs_part_at_k()
{
    GoldenModes run("toy-late");
    const std::int64_t k = run.settings.spawn_step;
    QVERIFY(k > 0);
    const auto before = run.draw("toy", {}, k / 2);
    for (const Segments& way : marks_of<Segments>(before.panels.at(0)))
        QVERIFY(way.label != "A" && way.label != "B");
    bool trunk = false;
    for (const Segments& way : marks_of<Segments>(run.draw("toy").panels.at(0)))
        trunk = trunk || way.label == "trunk";
    QVERIFY(trunk);
}

void TestModeConnectivityFigureValues::readings_name_barriers_and_the_verdict()
{
    GoldenModes shared("shared"), independent("independent"), toy("toy");
    const std::string sealed = texts(mode_connectivity_readings(shared.input()));
    QVERIFY2(sealed.find("barrier 0;") != std::string::npos, sealed.c_str());
    QVERIFY2(sealed.find("sealed at step 40") != std::string::npos, sealed.c_str());
    QVERIFY(texts(mode_connectivity_readings(shared.input({}, 20))).find("one run until step 40")
            != std::string::npos);
    const std::string tall = texts(mode_connectivity_readings(independent.input()));
    QVERIFY2(tall.find("barrier 0.84") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("renamed 0.26") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("quintic 0.72") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("not connected") != std::string::npos, tall.c_str());
    const std::string sides = texts(mode_connectivity_readings(toy.input()));
    QVERIFY2(sides.find("two sides") != std::string::npos, sides.c_str());
}

void TestModeConnectivityFigureValues::events_are_the_branching_and_the_rise()
{
    GoldenModes shared("shared"), independent("independent"), toy("toy");
    const auto named = [](const std::vector<Event>& events, const std::string& label) {
        for (const Event& event : events)
            if (event.label == label)
                return event.step;
        return -1.0;
    };
    const auto events = mode_connectivity_events(shared.input());
    QCOMPARE(named(events, "A and B part"), 40.0);
    const auto others = mode_connectivity_events(independent.input());
    QCOMPARE(named(others, "A and B part"), -1.0);
    double first = -1;
    const Series& barrier = independent.series("barrier");
    for (std::size_t i = barrier.size(); i-- > 0;)
        if (barrier.sample(i)[0] > 0.03)
            first = static_cast<double>(barrier.steps()[i]); // the earliest comes last
    QCOMPARE(named(others, "barrier rises"), first);
    // The toy's ridge: the first sample with c below √3, of branch A.
    double ridge = -1;
    const Series& position = toy.series("position");
    for (std::size_t i = 0; i < position.size(); ++i)
        if (0.5 * (position.sample(i)[0] + position.sample(i)[1]) < std::sqrt(3.0)) {
            ridge = static_cast<double>(position.steps()[i]);
            break;
        }
    QCOMPARE(named(mode_connectivity_events(toy.input()), "ridge begins"), ridge);
}

void TestModeConnectivityFigureValues::explanations_hold_the_present_numbers()
{
    GoldenModes run("independent"), toy("toy");
    std::string all;
    for (const Paragraph& paragraph : mode_connectivity_explanation(run.input()))
        all += paragraph.heading + " " + paragraph.text + " " + paragraph.formula + "\n";
    for (const char* part : {"0.84", "0.722", "−0.18", "derived for this laboratory", "kinks",
                             "not the paper's theorems", "14.2", "9.5"})
        QVERIFY2(all.find(part) != std::string::npos, part);
    std::string small;
    for (const Paragraph& paragraph : mode_connectivity_explanation(toy.input()))
        small += paragraph.text + " " + paragraph.formula + "\n";
    for (const char* part : {"1.732", "2κD⁴ = 0.8", "94"})
        QVERIFY2(small.find(part) != std::string::npos, part);
}

QTEST_APPLESS_MAIN(TestModeConnectivityFigureValues)
#include "test_mode_connectivity_figure_values.moc"
