// What came of the hand-made race: winners, shares, bets, pruning, tickets and sweeps.
#include "core/experiments/race/race_forecast.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/hand_made_race.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

class TestRaceFigureResults : public QObject {
    Q_OBJECT

private slots:
    void winners_are_in_order_within_groups();
    void forecast_is_right_from_the_step_on_that_order_is_final();
    void slider_moves_the_early_step();
    void bets_are_starred_and_ranked();
    void shares_lie_on_the_diagonal();
    void pruning_shows_quantiles_and_core();
    void tickets_drop_where_their_own_loss_halves();
    void sweeps_are_placed_by_their_values();
};

void TestRaceFigureResults::winners_are_in_order_within_groups()
{
    HandMadeRace race;
    const auto drawing = race.draw("winners");
    const auto points = marks_of<Points>(drawing.panels.at(0));
    std::size_t dots = 0;
    for (const Points& each : points) {
        if (each.label != "group 1" && each.label != "group 2" && each.label != "small groups")
            continue;
        if (each.label != "small groups")
            QVERIFY(says(each.legend, "1.00"));
        for (std::size_t i = 0; i < each.x.size(); ++i) {
            const auto a = static_cast<std::size_t>(each.items[i].index);
            QVERIFY(close(each.x[i], 0.5 * HandMadeRace::norm(30, a)));
            QVERIFY(close(each.y[i], HandMadeRace::final_norm[a]));
            ++dots;
        }
    }
    QCOMPARE(dots, std::size_t{11}); // a dead neuron has neither
    const Options aligned{{"x", std::string("alignment")}};
    const auto by_alignment = marks_of<Points>(race.draw("winners", aligned).panels.at(0));
    QVERIFY(says(by_alignment.at(0).legend, "ρ of ranks"));
    QVERIFY(says(by_alignment.at(1).legend, "0.00")); // all aligned alike: no order to compare
}

void TestRaceFigureResults::forecast_is_right_from_the_step_on_that_order_is_final()
{
    HandMadeRace race;
    const auto input = race.input({});
    const auto known = milestones(input);
    const auto groups = final_groups(input);
    QVERIFY(groups);
    const auto quality = forecast_quality(input, known, *groups);
    QVERIFY(quality);
    QCOMPARE(quality->right_from, std::int64_t{30}); // at 20 the order is the reverse
    QVERIFY(close(quality->at_quarter, 1));
    QVERIFY(says(race.draw("winners").note, "right from step 30 on"));

    const std::vector<double> early(HandMadeRace::final_norm.begin(),
                                    HandMadeRace::final_norm.end());
    std::vector<double> reversed(early.size());
    std::transform(early.begin(), early.end(), reversed.begin(), [](double a) { return -a; });
    QVERIFY(close(within_groups(*groups, early, HandMadeRace::final_norm).value(), 1));
    QVERIFY(close(within_groups(*groups, reversed, HandMadeRace::final_norm).value(), -1));
}

void TestRaceFigureResults::slider_moves_the_early_step()
{
    HandMadeRace race;
    const auto label = [&](double when) {
        return race.draw("winners", {{"when", when}}).panels.at(0).x.label;
    };
    QVERIFY(says(label(0.25), "step 30"));
    QVERIFY(says(label(0.5), "step 60"));
    QVERIFY(says(label(0), "step 0"));
    QVERIFY(says(label(1), "step 120"));
}

void TestRaceFigureResults::bets_are_starred_and_ranked()
{
    HandMadeRace race; // 8 comes first, 6 fourth, 3 eleventh
    race.pinned = {{"neuron", 8}, {"neuron", 3}, {"neuron", 6},
                   {"group", 1},  {"neuron", 8}, {"neuron", 99}};
    const auto drawing = race.draw("winners");
    QCOMPARE(neurons_of(drawing.panels.at(0), "bets"), (std::set<std::int64_t>{3, 6, 8}));
    QVERIFY(says(drawing.note, "Bets: 2 of 3 in the top 4"));
    QCOMPARE(neurons_of(race.draw("race").panels.at(0), "bet"), (std::set<std::int64_t>{3, 6, 8}));
    bool ranked = false;
    for (const Label& label : marks_of<Label>(drawing.panels.at(0)))
        ranked = ranked || says(label.text, "3: place 11");
    QVERIFY(ranked);
    const auto readings = race_readings(race.input({}));
    QVERIFY(std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
        return reading.text == "bets: 2 of 3 in the top 4";
    }));
}

void TestRaceFigureResults::shares_lie_on_the_diagonal()
{
    HandMadeRace race;
    const auto drawing = race.draw("shares");
    double dots = 0;
    for (const Points& points : marks_of<Points>(drawing.panels.at(0))) {
        double sum = 0;
        for (std::size_t i = 0; i < points.x.size(); ++i, ++dots) {
            QVERIFY(close(points.x[i], points.y[i]));
            sum += points.y[i];
        }
        QVERIFY(close(sum, 1)); // of its group
    }
    QCOMPARE(dots, 10.0); // the one alone has no share to speak of
    // At step 0 shares are far from it: the largest is the smallest.
    const auto start = race.draw("shares", {{"when", 0.0}});
    for (const Points& points : marks_of<Points>(start.panels.at(0)))
        for (std::size_t i = 0; i < points.x.size(); ++i)
            if (points.items[i].index == 8)
                QVERIFY(points.x[i] < 0.1 && points.y[i] > 0.35);
}

void TestRaceFigureResults::pruning_shows_quantiles_and_core()
{
    HandMadeRace race;
    QVERIFY(says(race.draw("compress").empty, "went to its end"));
    HandMadeRace running(100), without(HandMadeRace::steps, {{"analyse", false}});
    QVERIFY(says(running.draw("compress").empty, "when the run has ended"));
    QVERIFY(says(without.draw("compress").empty, "set analyse on"));

    std::vector<std::vector<double>> norm, random;
    for (int kept = 0; kept <= 12; ++kept) {
        norm.push_back({1.0 / (1 + kept)});
        std::vector<double> draws; // 0.5, 0.6, … 1.5 in some order
        for (int draw = 0; draw < 11; ++draw)
            draws.push_back(0.5 + 0.1 * (7 * draw % 11));
        random.push_back(draws);
    }
    race.add_indexed("prune_norm_loss", norm);
    race.add_indexed("prune_random_loss", random);
    race.add_indexed("merge_cosine", {{0.999}, {0.9}});
    race.add_indexed("merge_kept", {{6}, {3}});
    race.add_indexed("merge_loss", {{0.1}, {0.2}});
    race.add_indexed("prune_norm_accuracy", norm);
    race.summary = {{"merged_core_size", 4.0}, {"merged_core_loss_change", 0.5}};
    const auto panel = race.draw("compress").panels.at(0);
    const auto band = marks_of<Band>(panel).at(0);
    QCOMPARE(band.x.size(), std::size_t{12}); // none kept cannot stand on a logarithmic axis
    QVERIFY(close(band.low[3], 0.6) && close(band.high[3], 1.4));
    const auto curves = marks_of<Curve>(panel);
    QVERIFY(close(curves.at(0).y[3], 1.0)); // the mean of the draws
    QVERIFY(close(curves.at(1).y[3], 0.2)); // 4 kept by norm
    const auto points = marks_of<Points>(panel);
    QCOMPARE(points.at(0).x, (std::vector<double>{6, 3}));
    QCOMPARE(points.at(1).shape, Shape::star);
    QCOMPARE(points.at(1).x.at(0), 4.0);
    QVERIFY(close(points.at(1).y.at(0), 1.5 / 13));
    const Options accuracy{{"measure", std::string("accuracy")}};
    for (const Points& each : marks_of<Points>(race.draw("compress", accuracy).panels.at(0)))
        QVERIFY(each.shape != Shape::star);
}

void TestRaceFigureResults::tickets_drop_where_their_own_loss_halves()
{
    HandMadeRace race;
    QVERIFY(says(race.draw("ticket").empty, "went to its end"));
    const auto halves_after = [](std::int64_t drop) {
        return [drop](std::int64_t step, std::size_t) { return step < drop ? 0.8 : 0.3; };
    };
    race.add("ticket_winners_loss", 10, 1, halves_after(130));
    race.add("ticket_losers_loss", 10, 1, halves_after(170));
    race.add("ticket_random_loss", 10, 2, [](std::int64_t step, std::size_t draw) {
        return draw == 0 && step >= 150 ? 0.3 : 0.8; // the second never drops
    });
    race.summary = {{"drop_step", 121.0}, {"ticket_drop_step", 127.0}};
    const auto panel = race.draw("ticket").panels.at(0);
    std::vector<double> drops;
    for (const Points& points : marks_of<Points>(panel))
        drops.insert(drops.end(), points.x.begin(), points.x.end());
    QCOMPARE(drops, (std::vector<double>{150, 170, 121, 127})); // the summary's where it has one
}

void TestRaceFigureResults::sweeps_are_placed_by_their_values()
{
    HandMadeRace none;
    QVERIFY(says(none.draw("sweep-width").empty, "width-sweep"));
    QVERIFY(says(none.draw("sweep-scale").empty, "scale-sweep"));

    HandMadeRace scale(
        HandMadeRace::steps,
        {{"sweep", std::string("init_scale")}, {"sweep_values", std::string("1e-2,1e-3,1e-4")}});
    scale.add_indexed("sweep_value", {{1e-2}, {1e-3}, {1e-4}});
    scale.add_indexed("sweep_drop_step", {{200}, {300}, {-1}});
    scale.add_indexed("drop_line", {{210}, {290}});
    scale.summary = {{"drop_slope_measured", 100.0}, {"drop_slope_predicted", 80.0}};
    const auto drawing = scale.draw("sweep-scale");
    const auto points = marks_of<Points>(drawing.panels.at(0));
    QCOMPARE(points.at(0).x.size(), std::size_t{2});
    QVERIFY(close(points.at(0).x[0], 2) && close(points.at(0).x[1], 3));
    QCOMPARE(points.at(0).y, (std::vector<double>{200, 300}));
    QCOMPARE(points.at(1).shape, Shape::cross); // 1e-4 never dropped
    QVERIFY(close(points.at(1).x[0], 4));
    const auto line = marks_of<Curve>(drawing.panels.at(0)).at(0);
    QCOMPARE(line.line, Line::dashed);
    QCOMPARE(line.y, (std::vector<double>{210, 290}));
    QVERIFY(says(drawing.note, "measured 100, predicted 80"));

    HandMadeRace width(HandMadeRace::steps,
                       {{"sweep", std::string("width")}, {"sweep_values", std::string("6,3")}});
    QVERIFY(says(width.draw("sweep-width").empty, "went to its end"));
    width.add_indexed("sweep_value", {{6}, {3}});
    width.add_indexed("sweep_capacity", {{4}, {2}});
    width.add_indexed("sweep_group_count", {{5}, {3}});
    width.add_indexed("sweep_test_accuracy", {{0.9}, {0.8}});
    const auto panel = width.draw("sweep-width").panels.at(0);
    for (const Curve& curve : marks_of<Curve>(panel)) {
        QCOMPARE(curve.x, (std::vector<double>{3, 6})); // in rising order
        if (curve.label == "effective capacity")
            QCOMPARE(curve.y, (std::vector<double>{2, 4}));
        QCOMPARE(curve.side, says(curve.label, "accuracy") ? Side::right : Side::left);
    }
}

QTEST_APPLESS_MAIN(TestRaceFigureResults)
#include "test_race_figure_results.moc"
