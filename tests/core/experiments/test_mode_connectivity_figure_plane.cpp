// The numbers of the landscape figures, against what was recorded and plain re-computation.
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"
#include "tests/core/experiments/mode_connectivity_by_hand.hpp"
#include "tests/core/experiments/mode_connectivity_small_run.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace etalon;
using namespace etalon::mode_connectivity_drawings;
using namespace etalon::test;

class TestModeConnectivityFigurePlane : public QObject {
    Q_OBJECT

private slots:
    void refinement_keeps_the_recorded_values_and_straight_slopes();
    void a_surface_is_linear_between_its_points();
    void ways_lead_from_the_start_to_the_ends();
    void cuts_are_parallel_to_the_line_from_a_to_b();
    void a_live_plane_has_the_losses_of_its_networks();
    void the_ways_so_far_are_drawn_while_it_trains();
    void a_rewound_moment_has_the_plane_that_was_live_then_data();
    void a_rewound_moment_has_the_plane_that_was_live_then();
    void the_chosen_place_is_evaluated_as_its_network();
};

void TestModeConnectivityFigurePlane::refinement_keeps_the_recorded_values_and_straight_slopes()
{
    GoldenModes run("shared");
    const auto x = run.newest("plane_x"), y = run.newest("plane_y"),
               loss = run.newest("plane_train_loss");
    const Landscape coarse{{x.begin(), x.end()}, {y.begin(), y.end()}, {loss.begin(), loss.end()}};
    const Landscape fine = coarse.refined(3);
    for (std::size_t row = 0; row < y.size(); ++row)
        for (std::size_t column = 0; column < x.size(); ++column)
            QVERIFY(near(fine.loss[3 * row * fine.x.size() + 3 * column],
                         loss[row * x.size() + column], 1e-12 * loss[row * x.size() + column]));
    // The logarithm of exp(2x − y) is a plane, which cubics reproduce everywhere.
    Landscape plane{{0, 1, 2, 3}, {-1, 0, 1}, {}};
    for (const double up : plane.y)
        for (const double across : plane.x)
            plane.loss.push_back(std::exp(2 * across - up));
    const Landscape dense = plane.refined(5);
    for (std::size_t row = 0; row < dense.y.size(); ++row)
        for (std::size_t column = 0; column < dense.x.size(); ++column)
            QVERIFY(near(std::log(dense.loss[row * dense.x.size() + column]),
                         2 * dense.x[column] - dense.y[row], 1e-12));
}

void TestModeConnectivityFigurePlane::a_surface_is_linear_between_its_points()
{
    const Landscape surface{{0, 2}, {0, 1}, {1, 3, 5, 11}}; // 1 + x + 4y + 2xy
    QVERIFY(near(surface.at(1, 0.5), 5, 1e-14));
    QVERIFY(near(surface.at(2, 0.25), 5, 1e-14));
    QVERIFY(std::isnan(surface.at(2.1, 0)) && std::isnan(surface.at(1, -0.1)));
}

void TestModeConnectivityFigurePlane::ways_lead_from_the_start_to_the_ends()
{
    GoldenModes run("shared"); // k = 40
    const auto panel = run.draw("plane").panels.at(0);
    const auto ends = run.newest("trajectory");
    int found = 0;
    for (const Segments& way : marks_of<Segments>(panel)) {
        if (way.label == "A" || way.label == "B") {
            const std::size_t at = way.label == "A" ? 0 : 3;
            QVERIFY(near(way.x1.back(), ends[at], 1e-12)
                    && near(way.y1.back(), ends[at + 1], 1e-12));
            QVERIFY(near(way.x0.front(), 0, 1e-9) && near(way.y0.front(), 0, 1e-9)); // the origin
            ++found;
        }
        if (way.label == "trunk") {
            const auto start = run.at("trajectory", 0);
            QCOMPARE(way.x0.front(), start[0]);
            QVERIFY(near(way.x1.back(), 0, 1e-9));
            ++found;
        }
    }
    QCOMPARE(found, 3);
    // Points off the plane are paler: the start of the trunk against the branching point.
    for (const Segments& way : marks_of<Segments>(panel))
        if (way.label == "A")
            QVERIFY(way.inks.back().opacity > 0.99);
}

void TestModeConnectivityFigurePlane::cuts_are_parallel_to_the_line_from_a_to_b()
{
    GoldenModes run("independent");
    const auto curves = marks_of<Curve>(run.draw("plane-3d-profile").panels.at(0));
    QCOMPARE(curves.size(), std::size_t{5});
    const auto x = run.newest("plane_x"), y = run.newest("plane_y"),
               loss = run.newest("plane_train_loss"), ends = run.newest("trajectory");
    // Between the four neighbours, by hand.
    const auto plain_at = [&](double at_x, double at_y) {
        std::size_t column = 0, row = 0;
        while (column + 2 < x.size() && x[column + 1] <= at_x)
            ++column;
        while (row + 2 < y.size() && y[row + 1] <= at_y)
            ++row;
        const double u = (at_x - x[column]) / (x[column + 1] - x[column]),
                     v = (at_y - y[row]) / (y[row + 1] - y[row]);
        const auto value = [&](std::size_t r, std::size_t c) { return loss[r * x.size() + c]; };
        return (1 - u) * (1 - v) * value(row, column) + u * (1 - v) * value(row, column + 1)
            + (1 - u) * v * value(row + 1, column) + u * v * value(row + 1, column + 1);
    };
    for (std::size_t cut = 0; cut < 5; ++cut)
        for (std::size_t i = 0; i < curves[cut].x.size(); i += 7) {
            // At the end of the way the cut goes through A at 0 and B at 1.
            const double back = 0.5 * (0.25 * static_cast<double>(cut) - 1),
                         place = curves[cut].x[i];
            const double at_x = ends[0] + place * (ends[3] - ends[0]) + back * (ends[0] + ends[3]),
                         at_y = ends[1] + place * (ends[4] - ends[1]) + back * (ends[1] + ends[4]);
            if (std::isfinite(curves[cut].y[i]))
                QVERIFY(near(curves[cut].y[i], plain_at(at_x, at_y), 1e-9));
            else
                QVERIFY(at_x < x.front() || at_x > x.back() || at_y < y.front() || at_y > y.back());
        }
}

void TestModeConnectivityFigurePlane::a_live_plane_has_the_losses_of_its_networks()
{
    GoldenModes run("shared");
    const Figure plane = GoldenModes::figure("plane");
    const Options none;
    auto live = run.input(none, -1, false);
    live.channels = live.channels.first(0);
    live.series = live.series.first(0);
    std::vector<Tensor> found;
    plane.study.make(live, [&](std::vector<Tensor> tensors, double) {
        found = std::move(tensors);
        return true;
    });
    run.study = found;
    const auto x = reals(studied(run, "x")), y = reals(studied(run, "y")),
               loss = reals(studied(run, "loss"));
    const auto recorded = run.newest("plane_train_loss");
    QCOMPARE(loss.size(), recorded.size());
    for (std::size_t i = 0; i < loss.size(); ++i)
        QVERIFY(near(loss[i], recorded[i], 1e-6 * std::abs(recorded[i])));
    QVERIFY(near(x.front(), run.newest("plane_x").front(), 1e-9));
    QVERIFY(near(y.back(), run.newest("plane_y").back(), 1e-9));
}

void TestModeConnectivityFigurePlane::the_ways_so_far_are_drawn_while_it_trains()
{
    const Values values = resolve(modes(), {small({{"spawn_step", whole(20)}})});
    const auto simulation = modes().make({values, 1, {}});
    Recording recording(simulation->channels());
    std::map<std::int64_t, std::vector<Tensor>> seen; // weights at the samples
    for (std::int64_t step = 0; step < 50; ++step) {
        simulation->observe(recording, step);
        if (step % 20 == 0)
            seen[step] = simulation->weights();
        QCOMPARE(simulation->advance(), Progress::running);
    }
    recording.publish();
    const std::vector<Tensor> now = simulation->weights();
    const auto series = recording.snapshot();
    const Options none;
    const Summary nothing;
    const Figure plane = GoldenModes::figure("plane");
    const auto options = options_of(plane, values);
    std::vector<Tensor> found;
    FigureInput input{.parameters = values,
                      .steps = 60,
                      .step = 50,
                      .channels = recording.channels(),
                      .series = series,
                      .data = *simulation->data(),
                      .weights = now,
                      .weights_step = 50,
                      .summary = nothing,
                      .options = none,
                      .declared = options};
    plane.study.make(input, [&](std::vector<Tensor> tensors, double) {
        found = std::move(tensors);
        return true;
    });
    input.study = found;

    // Gram and Schmidt by hand, in the plane of step 50.
    const Weights origin = plain(seen.at(20), "a"), a = plain(now, "a"), b = plain(now, "b");
    const Weights to_a = sum(a, -1, origin), to_b = sum(b, -1, origin);
    const double length = std::sqrt(dot(to_a, to_a));
    const Weights rest = sum(to_b, -dot(to_b, to_a) / (length * length), to_a);
    const double across = std::sqrt(dot(rest, rest));
    const auto place = [&](const std::vector<Tensor>& weights, const char* branch) {
        const Weights way = sum(plain(weights, branch), -1, origin);
        return Place{dot(way, to_a) / length, dot(way, rest) / across};
    };
    int ways = 0;
    for (const Segments& way : marks_of<Segments>(plane.draw(input).panels.at(0))) {
        if (way.label == "trunk") {
            const Place start = place(seen.at(0), "a");
            QVERIFY(near(way.x0.at(0), start.x, 1e-9) && near(way.y0.at(0), start.y, 1e-9));
            QVERIFY(near(way.x1.back(), 0, 1e-9) && near(way.y1.back(), 0, 1e-9));
            ++ways;
        }
        for (const char* branch : {"a", "b"})
            if (way.label == (*branch == 'a' ? "A" : "B")) {
                QCOMPARE(way.x1.size(), std::size_t{2}); // 20, 40, 50
                const Place middle = place(seen.at(40), branch), end = place(now, branch);
                QVERIFY(near(way.x1[0], middle.x, 1e-9) && near(way.y1[0], middle.y, 1e-9));
                QVERIFY(near(way.x1[1], end.x, 1e-9) && near(way.y1[1], end.y, 1e-9));
                ++ways;
            }
    }
    QCOMPARE(ways, 3);
}

void TestModeConnectivityFigurePlane::a_rewound_moment_has_the_plane_that_was_live_then_data()
{
    QTest::addColumn<QString>("init_mode");
    QTest::addColumn<int>("spawn_step");
    QTest::newRow("a trunk of 10 steps") << "shared" << 10;
    QTest::newRow("a common start") << "shared" << 0;
    QTest::newRow("two starts") << "independent" << 0;
}

void TestModeConnectivityFigurePlane::a_rewound_moment_has_the_plane_that_was_live_then()
{
    QFETCH(QString, init_mode);
    QFETCH(int, spawn_step);
    const Values values = resolve(
        modes(),
        {small({{"init_mode", init_mode.toStdString()}, {"spawn_step", whole(spawn_step)}})});
    const auto simulation = modes().make({values, 1, {}});
    Recording recording(simulation->channels());
    std::vector<Tensor> checkpoint, then;
    for (std::int64_t step = 0; step <= 40; ++step) {
        simulation->observe(recording, step);
        if (step == 25)
            checkpoint = simulation->state();
        if (step == 40)
            then = simulation->weights();
        else
            QCOMPARE(simulation->advance(), Progress::running);
    }
    recording.publish();
    const auto series = recording.snapshot();
    const Options none;
    const Summary nothing;
    const Figure plane = GoldenModes::figure("plane");
    const auto options = options_of(plane, values);
    const auto studied_from = [&](std::span<const Tensor> weights, std::int64_t step) {
        const FigureInput input{.parameters = values,
                                .seed = 1,
                                .steps = 60,
                                .step = 40,
                                .channels = recording.channels(),
                                .series = series,
                                .data = *simulation->data(),
                                .weights = weights,
                                .weights_step = step,
                                .summary = nothing,
                                .options = none,
                                .declared = options};
        std::vector<Tensor> found;
        if (!plane.study.subject(input).empty())
            plane.study.make(input, [&](std::vector<Tensor> tensors, double) {
                found = std::move(tensors);
                return true;
            });
        return found;
    };
    const auto live = studied_from(then, 40), rewound = studied_from(checkpoint, 25);
    const auto find_in = [](const std::vector<Tensor>& tensors, const std::string& name) {
        const auto found = std::find_if(tensors.begin(), tensors.end(),
                                        [&](const Tensor& each) { return each.name == name; });
        return found == tensors.end() ? std::vector<double>() : reals(*found);
    };
    for (const char* name : {"x", "y", "loss", "ways/stations"}) {
        const auto expected = find_in(live, name), found = find_in(rewound, name);
        QVERIFY2(!expected.empty() && found.size() == expected.size(), name);
        for (std::size_t i = 0; i < found.size(); ++i)
            QVERIFY2(near(found[i], expected[i], 1e-12 * (1 + std::abs(expected[i]))), name);
    }
}

void TestModeConnectivityFigurePlane::the_chosen_place_is_evaluated_as_its_network()
{
    GoldenModes run("deep-decay");
    run.draw("plane", {{across_option, Value(0.7)}, {up_option, Value(0.4)}});
    const auto place = reals(studied(run, "place"));
    const auto x = run.newest("plane_x"), y = run.newest("plane_y");
    QVERIFY(near(place[0], x.front() + 0.7 * (x.back() - x.front()), 1e-9));
    QVERIFY(near(place[1], y.front() + 0.4 * (y.back() - y.front()), 1e-9));
    // Gram and Schmidt by hand.
    const Weights origin = plain(run, "origin/a"), a = plain(run, "a"), b = plain(run, "b");
    const Weights to_a = sum(a, -1, origin), to_b = sum(b, -1, origin);
    const double length = std::sqrt(dot(to_a, to_a));
    const Weights rest = sum(to_b, -dot(to_b, to_a) / (length * length), to_a);
    const double across = std::sqrt(dot(rest, rest));
    const Weights there = sum(sum(origin, place[0] / length, to_a), place[1] / across, rest);
    const auto train = plain_score(run, there, "train"), test = plain_score(run, there, "test");
    QVERIFY(near(place[2], train.first, 1e-9) && near(place[3], train.second, 1e-12));
    QVERIFY(near(place[4], test.first, 1e-9) && near(place[5], test.second, 1e-12));
}

QTEST_APPLESS_MAIN(TestModeConnectivityFigurePlane)
#include "test_mode_connectivity_figure_plane.moc"
