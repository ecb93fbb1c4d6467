// What the curves of the race, its page and its words say about a hand-made race whose every
// number is known.
#include "core/experiments/race/race_figure_parts.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/hand_made_race.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<std::string> rules(const Panel& panel)
{
    std::vector<std::string> texts;
    for (const Rule& rule : marks_of<Rule>(panel))
        texts.push_back(rule.label + " " + std::to_string(std::lround(rule.at)));
    return texts;
}

const std::set<std::int64_t> named{8, 5, 10, 2}; // best of each group in turn, then the next best

} // namespace

class TestRaceFigures : public QObject {
    Q_OBJECT

private slots:
    void figures_stand_in_reading_order();
    void the_page_shows_four_moments_and_three_portraits();
    void stages_end_where_the_loss_crosses();
    void moments_are_ruled_only_once_the_loss_has_dropped();
    void gate_map_has_a_row_for_each_neuron_by_group();
    void growth_is_on_the_diagonal_to_rounding();
    void no_drop_is_said_and_what_to_do();
    void axis_of_the_race_holds_the_drop();
    void readings_name_groups_dead_neurons_and_the_forecast();
    void events_are_the_moments();
    void explanation_holds_the_present_numbers();
};

void TestRaceFigures::figures_stand_in_reading_order()
{
    std::vector<std::string> ids;
    for (const Figure& figure : race_figures()) {
        ids.push_back(figure.id);
        QVERIFY(figure.draw && !figure.title.empty() && !figure.caption.empty());
    }
    const std::vector<std::string> expected{"loss",       "race",   "portrait",    "cosines",
                                            "groups",     "gates",  "winners",     "shares",
                                            "compress",   "ticket", "plane",       "features",
                                            "paper-page", "growth", "sweep-width", "sweep-scale"};
    QCOMPARE(ids, expected);
}

void TestRaceFigures::the_page_shows_four_moments_and_three_portraits()
{
    HandMadeRace race;
    for (const char* count : {"group_count", "effective_capacity", "group_participation"})
        race.add(count, 10, 1,
                 [](std::int64_t step, std::size_t) { return step < 100 ? 12.0 : 3.0; });
    const auto panels = race.draw("paper-page").panels;
    QCOMPARE(panels.size(), std::size_t{9}); // loss, groups, 4 matrices, 3 portraits
    std::vector<std::string> moments;
    for (std::size_t i = 2; i < 6; ++i)
        moments.push_back(panels[i].title);
    const auto alone = race.draw("cosines", {{"show", std::string("four moments")}}).panels;
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(moments[i], alone.at(i).title);
    QCOMPARE(panels[6].title, std::string("step 0"));
    QVERIFY(panels[6].row == panels[8].row && panels[6].column < panels[8].column);
    HandMadeRace early(100);
    QVERIFY(!early.draw("paper-page").empty.empty());
}

void TestRaceFigures::stages_end_where_the_loss_crosses()
{
    HandMadeRace race;
    const auto spans = marks_of<Span>(race.draw("loss").panels.at(0));
    std::vector<std::string> texts;
    for (const Span& span : spans)
        texts.push_back(span.label + " " + rounded(span.from) + "-" + rounded(span.to));
    const std::vector<std::string> expected{"alignment 0-60", "race 60-81", "drop 81-161",
                                            "settle 161-200"};
    QCOMPARE(texts, expected);

    // At step 100 of a run that goes on nothing is known yet, at 150 the drop is under way.
    HandMadeRace early(100), later(150);
    QVERIFY(marks_of<Span>(early.draw("loss").panels.at(0)).empty());
    const auto under_way = marks_of<Span>(later.draw("loss").panels.at(0));
    QCOMPARE(under_way.size(), std::size_t{3});
    QCOMPARE(under_way.back().to, 150.0);
}

void TestRaceFigures::moments_are_ruled_only_once_the_loss_has_dropped()
{
    HandMadeRace race, early(120);
    const std::vector<std::string> all{"winners named 30", " 60", "loss drops 121"};
    QCOMPARE(rules(race.draw("loss").panels.at(0)), all);
    QVERIFY(rules(early.draw("loss").panels.at(0)).empty());
    QVERIFY(rules(early.draw("race").panels.at(0)).empty());

    // The summary knows the drop even where a long run thinned its loss.
    race.summary = {{"drop_step", 119.0}};
    QVERIFY(says(rules(race.draw("loss").panels.at(0)).back(), "119"));
}

void TestRaceFigures::gate_map_has_a_row_for_each_neuron_by_group()
{
    HandMadeRace race;
    race.add("gates_unlocked", 10, 1, [](std::int64_t, std::size_t) { return 0.3; });
    const auto panels = race.draw("gates", {{"span", std::string("whole run")}}).panels;
    QCOMPARE(panels.size(), std::size_t{2});
    const auto map = marks_of<HeatMap>(panels[1]).at(0);
    QCOMPARE(map.rows, HandMadeRace::width);
    QCOMPARE(map.columns, std::size_t{21});
    QCOMPARE(map.row_items.back().index, std::int64_t{8});
    QCOMPARE(map.row_items.front().index, std::int64_t{11});
    QCOMPARE(map.values.front(), 0.0);
    QCOMPARE(map.values.back(), 0.5);
    QCOMPARE(panels[1].y.ticks.size(), std::size_t{3}); // dead neurons are no group
}

void TestRaceFigures::growth_is_on_the_diagonal_to_rounding()
{
    HandMadeRace race;
    const auto panels = race.draw("growth", {}, 105).panels;
    QCOMPARE(panels.size(), std::size_t{2});
    QVERIFY(says(panels[0].title, "step 100"));
    const auto points = marks_of<Points>(panels[0]);
    const auto &flow = points.at(0), &exact = points.at(1);
    QCOMPARE(exact.x.size(), std::size_t{11}); // a dead neuron does not grow
    for (std::size_t i = 0; i < exact.x.size(); ++i) {
        QCOMPARE(exact.x[i], exact.y[i]);
        QVERIFY(close(flow.x[i], 1.01 * flow.y[i]));
    }
    const auto residuals = marks_of<Points>(panels[1]);
    for (std::size_t i = 0; i < exact.x.size(); ++i) {
        QVERIFY(close(residuals.at(0).y[i], 0.01 * exact.y[i]));
        QVERIFY(residuals.at(1).y[i] > 0 && residuals.at(1).y[i] < 1e-16); // seen on a log axis
    }
}

void TestRaceFigures::no_drop_is_said_and_what_to_do()
{
    const std::string advice = "run longer, raise learning_rate or init_scale";
    HandMadeRace running(100);
    HandMadeRace never(HandMadeRace::steps, {{"drop_fraction", 0.05}}); // the loss ends at 0.07
    for (HandMadeRace* race : {&running, &never})
        for (const char* id : {"winners", "shares", "ticket"}) {
            const auto empty = race->draw(id).empty;
            QVERIFY2(says(empty, "No drop yet") && says(empty, advice), id);
        }
    QVERIFY(says(never.draw("loss").note, advice));
    QVERIFY(running.draw("loss").note.empty());
    const auto readings = race_readings(never.input({}));
    QVERIFY(std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
        return says(reading.text, advice) && reading.level == Level::caution;
    }));
}

void TestRaceFigures::axis_of_the_race_holds_the_drop()
{
    // Mean pull 0.183, so from 1e-3 to 1 takes ln(1000)/ln(1.0183) = 380 steps: longer than the run.
    HandMadeRace early(50);
    const auto planned = early.input({});
    QCOMPARE(race_step_axis(planned, milestones(planned), 1.4).high.value(), 200.0);
    // From 0.1 it takes 127 steps, and 177 with room.
    const Overrides near{{"init_scale", 0.1}, {"steps", std::int64_t{2000}}};
    for (const std::int64_t until : {std::int64_t{50}, HandMadeRace::steps}) {
        HandMadeRace race(until, near);
        auto input = race.input({});
        input.steps = 2000;
        const double high = race_step_axis(input, milestones(input), 1.4).high.value();
        QCOMPARE(high, 200.0); // the same before and after the drop: the axis kept still
    }
}

void TestRaceFigures::readings_name_groups_dead_neurons_and_the_forecast()
{
    HandMadeRace race;
    race.add("group_count", 10, 1, [](std::int64_t, std::size_t) { return 3.0; });
    race.add("effective_capacity", 10, 1, [](std::int64_t, std::size_t) { return 2.0; });
    std::vector<std::string> texts;
    for (const Reading& reading : race_readings(race.input({}))) {
        texts.push_back(reading.text);
        if (reading.key == "learning_rate")
            QVERIFY(says(reading.text, "0.02") && reading.level == Level::good);
    }
    const auto has = [&](const std::string& text) {
        return std::find(texts.begin(), texts.end(), text) != texts.end();
    };
    QVERIFY(has("12 neurons in 3 groups, 2 effective"));
    QVERIFY(has("1 dead neuron"));
    QVERIFY(has("forecast right from step 30"));
}

void TestRaceFigures::events_are_the_moments()
{
    HandMadeRace race, early(100);
    std::vector<std::string> texts;
    for (const Event& event : race_events(race.input({})))
        texts.push_back(event.label + " " + rounded(event.step));
    const std::vector<std::string> expected{"winners named 30", "loss drops 121", "settled 161"};
    QCOMPARE(texts, expected);
    QVERIFY(race_events(early.input({})).empty());
}

void TestRaceFigures::explanation_holds_the_present_numbers()
{
    HandMadeRace race;
    race.summary = {{"drop_step", 121.0}, {"drop_slope_predicted", 116.3}};
    std::string all;
    for (const Paragraph& paragraph : race_explanation(race.input({}))) {
        QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty());
        all += paragraph.text + paragraph.formula + "\n";
    }
    QVERIFY(says(all, "m = 12"));
    QVERIFY(says(all, "neuron 8: η s = 0.02, cos δ = 0.9, k = 1, growth 0.09"));
    QVERIFY(says(all, "neurons 8, 5, 10, 2."));
    QVERIFY(says(all, "at step 121"));
    QVERIFY(says(all, "= 116.3"));
}

QTEST_APPLESS_MAIN(TestRaceFigures)
#include "test_race_figures.moc"
