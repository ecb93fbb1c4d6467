// Who leads the hand-made race: forecast, colours, theory, leaders and the matrix of cosines.
#include "core/experiments/race/race_figure_leaders.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/hand_made_race.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// The bundle of all neurons' curves.
Traces bundle(const Drawing& drawing)
{
    return marks_of<Traces>(drawing.panels.at(0)).at(0);
}

const std::set<std::int64_t> named{8, 5, 10, 2}; // best of each group in turn, then the next best

} // namespace

class TestRaceFigureLeaders : public QObject {
    Q_OBJECT

private slots:
    void forecast_takes_the_best_of_each_large_group_in_turn();
    void forecast_follows_the_scores_of_the_shown_step();
    void neurons_are_grey_until_they_form_groups();
    void colours_follow_the_final_share();
    void other_colours_follow_what_they_name();
    void prospect_grows_by_law_five();
    void theory_is_drawn_for_the_named_winners();
    void leaders_are_ranked_with_their_overtakings();
    void sorted_matrix_shows_blocks();
    void bars_beside_the_matrix_have_the_groups_shares();
    void four_moments_are_start_quarter_half_and_end();
};

void TestRaceFigureLeaders::forecast_takes_the_best_of_each_large_group_in_turn()
{
    HandMadeRace race;
    const auto panel = race.draw("race").panels.at(0);
    QCOMPARE(neurons_of(panel, "forecast"), named);
    QCOMPARE(neurons_of(race.draw("winners").panels.at(0), "forecast winners"), named);

    // A floor above the share of the neuron alone, 0.9/8.85: it is passed over.
    HandMadeRace strict(HandMadeRace::steps, {{"capacity_floor", 0.2}});
    QCOMPARE(neurons_of(strict.draw("race").panels.at(0), "forecast"),
             (std::set<std::int64_t>{8, 5, 2, 7}));
}

void TestRaceFigureLeaders::forecast_follows_the_scores_of_the_shown_step()
{
    // At step 0 scores have the reverse order: the smallest of each group would be named.
    HandMadeRace race;
    const std::set<std::int64_t> reversed{4, 3, 10, 0};
    QCOMPARE(neurons_of(race.draw("race", {}, 0).panels.at(0), "forecast"), reversed);
    QCOMPARE(neurons_of(race.draw("race", {}, 30).panels.at(0), "forecast"), named);
}

void TestRaceFigureLeaders::neurons_are_grey_until_they_form_groups()
{
    HandMadeRace early(90), later(100);
    const auto before = bundle(early.draw("race")), after = bundle(later.draw("race"));
    QCOMPARE(before.traces.size(), HandMadeRace::width);
    for (const Trace& trace : before.traces)
        QCOMPARE(trace.ink.hue, Hue::neutral);
    for (const Trace& trace : after.traces)
        QCOMPARE(trace.ink.hue, trace.entry < 10 ? Hue::sequence : Hue::neutral);
}

void TestRaceFigureLeaders::colours_follow_the_final_share()
{
    HandMadeRace race;
    const auto curves = bundle(race.draw("race"));
    QCOMPARE(curves.traces.size(), HandMadeRace::width);
    QCOMPARE(curves.traces.front().entry, std::size_t{11}); // grey ones lie below
    for (const Trace& trace : curves.traces) {
        QCOMPARE(trace.item, (Item{"neuron", static_cast<std::int64_t>(trace.entry)}));
        const int group = HandMadeRace::group(trace.entry); // 5.25, 2.7 and 0.9 of all
        QCOMPARE(trace.ink.hue, group < 0 ? Hue::neutral : Hue::sequence);
        if (group >= 0)
            QCOMPARE(trace.ink.index, group);
    }
}

void TestRaceFigureLeaders::other_colours_follow_what_they_name()
{
    HandMadeRace race;
    const auto inks = [&](const char* by, std::int64_t step) {
        std::vector<Ink> result(HandMadeRace::width);
        const auto curves = bundle(race.draw("race", {{"colour", std::string(by)}}, step));
        for (const Trace& trace : curves.traces)
            result[trace.entry] = trace.ink;
        return result;
    };
    const auto signs = inks("sign of c", 200);
    QVERIFY(signs[0].index != signs[1].index && signs[0].index == signs[10].index);
    const auto norms = inks("final norm", 0); // at any step
    QVERIFY(norms[8].index > norms[0].index && norms[0].index > norms[3].index);
    const auto aligned = inks("alignment", 0);
    QVERIFY(aligned[0].index > aligned[1].index && aligned[1].hue == Hue::sequential);
}

void TestRaceFigureLeaders::prospect_grows_by_law_five()
{
    HandMadeRace race(50);
    const auto curves = marks_of<Curve>(race.draw("race").panels.at(0));
    QCOMPARE(curves.size(), std::size_t{4});
    for (const Curve& curve : curves) {
        QCOMPARE(curve.line, Line::dotted);
        QCOMPARE(curve.x.front(), 50.0);
        const auto neuron = static_cast<std::size_t>(curve.item.index);
        QVERIFY(close(curve.y.front(), 0.5 * HandMadeRace::norm(50, neuron)));
        // S (1 + eta s)^(2 t) with eta s = 0.02
        const double growth = std::log(curve.y.back() / curve.y.front());
        QVERIFY(close(growth, 2 * std::log(1.02) * (curve.x.back() - curve.x.front()), 1e-9));
        QVERIFY(curve.y.back() <= 1 + 1e-9);
    }
    const Options off{{"theory", std::string("off")}};
    QVERIFY(marks_of<Curve>(race.draw("race", off).panels.at(0)).empty());
}

void TestRaceFigureLeaders::theory_is_drawn_for_the_named_winners()
{
    HandMadeRace race;
    race.add("score_race", 10, HandMadeRace::width,
             [](std::int64_t step, std::size_t a) { return HandMadeRace::norm(step, a); });
    const auto dashed = [&](const char* choice) {
        std::set<std::int64_t> neurons;
        const Options options{{"theory", std::string(choice)}};
        for (const Traces& traces : marks_of<Traces>(race.draw("race", options).panels.at(0)))
            for (const Trace& trace : traces.traces)
                if (traces.line == Line::dashed)
                    neurons.insert(trace.item.index);
        return neurons;
    };
    QCOMPARE(dashed("winners"), named);
    QCOMPARE(dashed("all").size(), HandMadeRace::width);
    QVERIFY(dashed("off").empty());
}

void TestRaceFigureLeaders::leaders_are_ranked_with_their_overtakings()
{
    QCOMPARE(places_won(5, 2), std::string(" ▲3"));
    QCOMPARE(places_won(1, 2), std::string(" ▼1"));
    QVERIFY(places_won(4, 4).empty());

    // At step 40 the order is compared with that of step 20, its reverse: of the eleven alive, the
    // first was the last.
    HandMadeRace early(40), race;
    const auto texts = [](const Panel& panel) {
        std::vector<std::string> result;
        for (const Label& label : marks_of<Label>(panel))
            result.insert(result.begin(), label.text);
        return result;
    };
    const auto before = texts(early.draw("race").panels.at(1));
    QCOMPARE(before.size(), std::size_t{10});
    QCOMPARE(before[0], std::string("8 ▲10"));
    QCOMPARE(before[5], std::string("7")); // sixth of eleven both times
    QCOMPARE(before[9], std::string("9 ▼8"));
    const std::vector<std::string> last{"8", "2", "5", "6", "10", "7", "0", "1", "4", "9"};
    QCOMPARE(texts(race.draw("race").panels.at(1)), last); // nobody overtook after the quarter

    for (const Curve& curve : marks_of<Curve>(race.draw("race").panels.at(1)))
        if (curve.item.index == 8) {
            QCOMPARE(curve.y.front(), -11.0);
            QCOMPARE(curve.y.back(), -1.0);
        }
    const Options hidden{{"leaders", std::string("hide")}};
    QCOMPARE(race.draw("race", hidden).panels.size(), std::size_t{1});
}

void TestRaceFigureLeaders::sorted_matrix_shows_blocks()
{
    HandMadeRace race;
    const auto map = marks_of<HeatMap>(race.draw("cosines").panels.at(0)).at(0);
    QCOMPARE(map.rows, HandMadeRace::width);
    const std::vector<std::int64_t> order{8, 2, 6, 0, 4, 5, 7, 1, 9, 3, 10, 11};
    for (std::size_t row = 0; row < map.rows; ++row) {
        const auto a = static_cast<std::size_t>(order[map.rows - 1 - row]); // row 0 is below
        QCOMPARE(map.row_items[row].index, static_cast<std::int64_t>(a));
        for (std::size_t column = 0; column < map.columns; ++column)
            QCOMPARE(map.values[row * map.columns + column],
                     HandMadeRace::cosine(200, a, static_cast<std::size_t>(order[column])));
    }
    // Before there are groups, "current groups" sort by norm alone: at step 50, the final order.
    const Options current{{"sort", std::string("current groups")}};
    const auto early = marks_of<HeatMap>(race.draw("cosines", current, 50).panels.at(0)).at(0);
    QCOMPARE(early.row_items.back().index, std::int64_t{8});
    QCOMPARE(early.row_items[early.rows - 3].index, std::int64_t{5});
}

void TestRaceFigureLeaders::bars_beside_the_matrix_have_the_groups_shares()
{
    HandMadeRace race;
    const auto bars = marks_of<Bars>(race.draw("cosines").panels.at(0));
    QCOMPARE(bars.size(), std::size_t{8}); // two groups, one alone, one dead; on two edges
    QVERIFY(says(bars[0].label, "group 1: 59") && says(bars[0].label, "5 neurons"));
    QCOMPARE(bars[0].width, 5.0);
    QCOMPARE(bars[0].x[0], 2.5);
    QVERIFY(says(bars[2].label, "group 2: 31"));
    QVERIFY(says(bars[4].label, "group 3: 10") && says(bars[4].label, "1 neuron"));
    QCOMPARE(bars[6].label, std::string("no group"));
}

void TestRaceFigureLeaders::four_moments_are_start_quarter_half_and_end()
{
    HandMadeRace race, early(100);
    const Options four{{"show", std::string("four moments")}};
    std::vector<std::string> titles;
    for (const Panel& panel : race.draw("cosines", four).panels)
        titles.push_back(panel.title);
    const std::vector<std::string> snapshots{"step 0", "step 0", "step 50", "step 200"};
    QCOMPARE(titles, snapshots); // the last snapshots not after 0, 30, 60 and 200
    QVERIFY(says(early.draw("cosines", four).note, "once the loss has dropped"));
}

QTEST_APPLESS_MAIN(TestRaceFigureLeaders)
#include "test_race_figure_leaders.moc"
