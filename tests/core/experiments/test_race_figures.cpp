// What the figures of the race say about a hand-made race whose every number is known.
#include "core/experiments/race/race_figure_leaders.hpp"
#include "core/experiments/race/race_forecast.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/hand_made_race.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

bool close(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

bool says(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// Neurons that the marks of this label stand for.
std::set<std::int64_t> neurons_of(const Panel& panel, const std::string& label)
{
    std::set<std::int64_t> neurons;
    for (const Points& points : marks_of<Points>(panel))
        if (points.label == label)
            for (const Item& item : points.items)
                neurons.insert(item.index);
    return neurons;
}

std::vector<std::string> rules(const Panel& panel)
{
    std::vector<std::string> texts;
    for (const Rule& rule : marks_of<Rule>(panel))
        texts.push_back(rule.label + " " + std::to_string(std::lround(rule.at)));
    return texts;
}

/// The bundle of all neurons' curves.
Traces bundle(const Drawing& drawing)
{
    return marks_of<Traces>(drawing.panels.at(0)).at(0);
}

const std::set<std::int64_t> named{8, 5, 10, 2}; // best of each group in turn, then the next best

} // namespace

class TestRaceFigures : public QObject {
    Q_OBJECT

private slots:
    void fifteen_figures_stand_in_reading_order();
    void stages_end_where_the_loss_crosses();
    void moments_are_ruled_only_once_the_loss_has_dropped();
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
    void winners_are_in_order_within_groups();
    void forecast_is_right_from_the_step_on_that_order_is_final();
    void slider_moves_the_early_step();
    void bets_are_starred_and_ranked();
    void shares_lie_on_the_diagonal();
    void gate_map_has_a_row_for_each_neuron_by_group();
    void growth_is_on_the_diagonal_to_rounding();
    void pruning_shows_quantiles_and_core();
    void tickets_drop_where_their_own_loss_halves();
    void sweeps_are_placed_by_their_values();
    void no_drop_is_said_and_what_to_do();
    void axis_of_the_race_holds_the_drop();
    void readings_name_groups_dead_neurons_and_the_forecast();
    void events_are_the_moments();
    void explanation_holds_the_present_numbers();
};

void TestRaceFigures::fifteen_figures_stand_in_reading_order()
{
    std::vector<std::string> ids;
    for (const Figure& figure : race_figures()) {
        ids.push_back(figure.id);
        QVERIFY(figure.draw && !figure.title.empty() && !figure.caption.empty());
    }
    const std::vector<std::string> expected{"loss",     "race",        "portrait",   "cosines",
                                            "groups",   "gates",       "winners",    "shares",
                                            "compress", "ticket",      "plane",      "features",
                                            "growth",   "sweep-width", "sweep-scale"};
    QCOMPARE(ids, expected);
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

void TestRaceFigures::forecast_takes_the_best_of_each_large_group_in_turn()
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

void TestRaceFigures::forecast_follows_the_scores_of_the_shown_step()
{
    // At step 0 scores have the reverse order: the smallest of each group would be named.
    HandMadeRace race;
    const std::set<std::int64_t> reversed{4, 3, 10, 0};
    QCOMPARE(neurons_of(race.draw("race", {}, 0).panels.at(0), "forecast"), reversed);
    QCOMPARE(neurons_of(race.draw("race", {}, 30).panels.at(0), "forecast"), named);
}

void TestRaceFigures::neurons_are_grey_until_they_form_groups()
{
    HandMadeRace early(90), later(100);
    const auto before = bundle(early.draw("race")), after = bundle(later.draw("race"));
    QCOMPARE(before.traces.size(), HandMadeRace::width);
    for (const Trace& trace : before.traces)
        QCOMPARE(trace.ink.hue, Hue::neutral);
    for (const Trace& trace : after.traces)
        QCOMPARE(trace.ink.hue, trace.entry < 10 ? Hue::sequence : Hue::neutral);
}

void TestRaceFigures::colours_follow_the_final_share()
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

void TestRaceFigures::other_colours_follow_what_they_name()
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

void TestRaceFigures::prospect_grows_by_law_five()
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

void TestRaceFigures::theory_is_drawn_for_the_named_winners()
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

void TestRaceFigures::leaders_are_ranked_with_their_overtakings()
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

void TestRaceFigures::sorted_matrix_shows_blocks()
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

void TestRaceFigures::bars_beside_the_matrix_have_the_groups_shares()
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

void TestRaceFigures::four_moments_are_start_quarter_half_and_end()
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

void TestRaceFigures::winners_are_in_order_within_groups()
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

void TestRaceFigures::forecast_is_right_from_the_step_on_that_order_is_final()
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

void TestRaceFigures::slider_moves_the_early_step()
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

void TestRaceFigures::bets_are_starred_and_ranked()
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

void TestRaceFigures::shares_lie_on_the_diagonal()
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

void TestRaceFigures::pruning_shows_quantiles_and_core()
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

void TestRaceFigures::tickets_drop_where_their_own_loss_halves()
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

void TestRaceFigures::sweeps_are_placed_by_their_values()
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
