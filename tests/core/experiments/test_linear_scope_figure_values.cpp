// That the figures of linear-scope draw the numbers that they say they draw: rows, columns, votes and
// decisions against the network itself, pixel by pixel.
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/scope_drawings.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

class TestLinearScopeFigureValues : public QObject {
    Q_OBJECT

private slots:
    void a_column_is_how_the_network_answers_a_small_change_of_the_pixel();
    void a_row_is_how_the_output_depends_on_each_pixel();
    void votes_and_bias_add_up_to_the_scores();
    void relative_votes_leave_out_what_all_classes_share();
    void votes_for_an_output_pixel_add_up_to_its_value();
    void the_winner_has_the_frame();
    void held_decisions_replay_the_matrix_of_the_unpainted_image();
    void the_bias_share_of_each_output_is_its_own();
    void arrows_point_at_the_largest_pixel();
};

void TestLinearScopeFigureValues::a_column_is_how_the_network_answers_a_small_change_of_the_pixel()
{
    // Within one linear piece the answer is exact; 1e-7 is too small to flip a decision here.
    constexpr double change = 1e-7;
    for (const char* name : {"upscale", "denoise", "shift", "fill"}) {
        HandMadeScope run(task(name));
        const auto drawing = run.draw("scope", {{"pixel_x", 5.0}, {"pixel_y", 2.0}});
        const auto& map = last_map(titled(drawing, "column (2, 5)"));
        const auto network = run.with_weights();
        auto x = run.image(0);
        const auto before = run_network(network, x);
        x[2 * 8 + 5] += change;
        const auto after = run_network(network, x);
        const std::size_t side = network.output().width;
        double largest = 0;
        for (std::size_t row = 0; row < side; ++row)
            for (std::size_t column = 0; column < side; ++column) {
                const std::size_t i = row * side + column;
                largest = std::max(largest, std::abs(pixel(map, row, column)));
                QVERIFY2(near(pixel(map, row, column), (after[i] - before[i]) / change, 1e-6),
                         name);
            }
        QVERIFY(largest > 0.01);
    }
}

void TestLinearScopeFigureValues::a_row_is_how_the_output_depends_on_each_pixel()
{
    constexpr double change = 1e-7;
    HandMadeScope run(task("upscale"));
    const auto drawing = run.draw("rows", {{"output_x", 9.0}, {"output_y", 4.0}});
    const auto& map = last_map(titled(drawing, "(4, 9)"));
    const auto network = run.with_weights();
    const auto x = run.image(0);
    const double before = run_network(network, x)[4 * 16 + 9];
    for (std::size_t j = 0; j < 64; ++j) {
        auto moved = x;
        moved[j] += change;
        const double slope = (run_network(network, moved)[4 * 16 + 9] - before) / change;
        QVERIFY(near(pixel(map, j / 8, j % 8), slope, 1e-6));
    }
}

void TestLinearScopeFigureValues::votes_and_bias_add_up_to_the_scores()
{
    HandMadeScope run;
    const auto scores = run_network(run.with_weights(), run.image(1));
    const auto drawing = run.draw("votes", {{"image", 2.0}});
    QCOMPARE(drawing.panels.size(), std::size_t{5});
    const Panel& tally = drawing.panels.back();
    const auto bars = marks_of<Bars>(tally);
    const auto points = marks_of<Points>(tally).at(0);
    const auto bias = run.frozen(1).bias();
    for (std::size_t c = 0; c < 4; ++c) {
        double up = 0, down = 0;
        for (const double vote : last_map(drawing.panels[c]).values)
            if (std::isfinite(vote)) // faint ones are left out of the picture, not of the bars
                (vote > 0 ? up : down) += vote;
        const double sum = bars[0].heights[c] + bars[1].heights[c];
        QVERIFY(near(sum + bias[c], scores[c], 1e-12));
        QVERIFY(near(points.y[c], scores[c], 1e-12));
        const double limit = last_map(drawing.panels[c]).limits->second;
        QVERIFY(near(up, bars[0].heights[c], 64 * 0.02 * limit));
        QVERIFY(near(down, bars[1].heights[c], 64 * 0.02 * limit));
        // The bias goes on from the bar of its own side.
        const Bars& on_top = bars[2 + c];
        QVERIFY(near(on_top.heights[0] - on_top.base, bias[c], 1e-12));
        QCOMPARE(on_top.base, bias[c] >= 0 ? bars[0].heights[c] : bars[1].heights[c]);
    }
}

void TestLinearScopeFigureValues::relative_votes_leave_out_what_all_classes_share()
{
    HandMadeScope run;
    const auto scores = run_network(run.with_weights(), run.image(0));
    const double mean = (scores[0] + scores[1] + scores[2] + scores[3]) / 4;
    const auto drawing = run.draw("votes", {{"votes", std::string("relative")}});
    const auto points = marks_of<Points>(drawing.panels.back()).at(0);
    for (std::size_t c = 0; c < 4; ++c)
        QVERIFY(near(points.y[c], scores[c] - mean, 1e-12));
}

void TestLinearScopeFigureValues::votes_for_an_output_pixel_add_up_to_its_value()
{
    HandMadeScope run(task("upscale"));
    const auto y = run_network(run.with_weights(), run.image(0));
    const auto drawing = run.draw("votes", {{"output_x", 3.0}, {"output_y", 14.0}});
    titled(drawing, "(14, 3)"); // throws if there is none
    const auto points = marks_of<Points>(drawing.panels.back()).at(0);
    QVERIFY(near(points.y[0], y[14 * 16 + 3], 1e-12));
    QVERIFY(near(points.y[1], y[8 * 16 + 8], 1e-12));
}

void TestLinearScopeFigureValues::the_winner_has_the_frame()
{
    HandMadeScope run;
    const auto scores = run_network(run.with_weights(), run.image(0));
    const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
    for (const char* votes : {"absolute", "relative"}) {
        const auto drawing = run.draw("votes", {{"votes", std::string(votes)}});
        for (std::size_t c = 0; c < 4; ++c)
            QCOMPARE(marks_of<Curve>(drawing.panels[c]).size(), std::size_t{c == best});
    }
}

void TestLinearScopeFigureValues::held_decisions_replay_the_matrix_of_the_unpainted_image()
{
    HandMadeScope run(task("denoise"));
    const Options paint{{"painted", std::string("0:3,3=6 0:3,4=-5")},
                        {"decisions", std::string("locked")}};
    const auto drawing = run.draw("scope", paint);
    auto x = run.image(0);
    x[3 * 8 + 3] = 6;
    x[3 * 8 + 4] = -5;
    const auto frozen = run.frozen(0);
    const auto network = run_network(run.with_weights(), x), linear = frozen.forward(x);
    double apart = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        const double replay = linear[i] + frozen.bias()[i];
        apart = std::max(apart, std::abs(network[i] - replay));
        QVERIFY(near(pixel(last_map(titled(drawing, "network")), i / 8, i % 8), network[i], 1e-12)
                || titled(drawing, "network").title != "network");
        QVERIFY(
            near(pixel(last_map(titled(drawing, "decisions held")), i / 8, i % 8), replay, 1e-12));
        QVERIFY(near(pixel(last_map(titled(drawing, "network − replay")), i / 8, i % 8),
                     network[i] - replay, 1e-12));
    }
    QVERIFY(apart > 0.01); // such a stroke does flip something

    // A stroke too faint to flip anything: the two agree, though x has changed.
    const auto faint = run.draw(
        "scope",
        {{"painted", "0:3,3=" + QString::number(run.image(0)[27] + 1e-9, 'g', 17).toStdString()},
         {"decisions", std::string("locked")}});
    for (const double value : last_map(titled(faint, "network − replay")).values)
        QVERIFY(std::abs(value) < 1e-12);
}

void TestLinearScopeFigureValues::the_bias_share_of_each_output_is_its_own()
{
    HandMadeScope run(task("denoise"));
    const auto drawing = run.draw("bias-share");
    const auto frozen = run.frozen(0);
    const auto linear = frozen.forward(run.image(0));
    const auto& map = last_map(drawing.panels[1]);
    for (std::size_t i = 0; i < 64; ++i) {
        const double b = std::abs(frozen.bias()[i]);
        QVERIFY(near(pixel(map, i / 8, i % 8), b / (b + std::abs(linear[i])), 1e-12));
    }
    HandMadeScope plain({{"task", std::string("denoise")}, {"use_bias", false}});
    const auto without = plain.draw("bias-share");
    for (const double share : last_map(without.panels[1]).values)
        QCOMPARE(share, 0.0);
}

void TestLinearScopeFigureValues::arrows_point_at_the_largest_pixel()
{
    // A first layer that copies the image to its channel 2: winners are the image's own maxima.
    HandMadeScope run;
    std::ranges::fill(run.values("weight_1"), 0.0);
    std::ranges::fill(run.values("bias_1"), 0.0);
    run.values("weight_1")[1 * 9 + 4] = 1;
    const auto image = run.image(0);
    const auto drawing = run.draw("decisions", {{"channel", 2.0}});
    const auto arrows = marks_of<Arrows>(titled(drawing, "maxima of channel 2")).at(0);
    QCOMPARE(arrows.x.size(), std::size_t{16});
    for (std::size_t i = 0; i < 16; ++i) {
        const auto column = static_cast<std::size_t>(arrows.x[i] + arrows.dx[i]),
                   row = static_cast<std::size_t>(8 - (arrows.y[i] + arrows.dy[i]));
        for (const std::size_t r : {row / 2 * 2, row / 2 * 2 + 1})
            for (const std::size_t c : {column / 2 * 2, column / 2 * 2 + 1})
                QVERIFY(image[row * 8 + column] >= image[r * 8 + c]);
    }
    // A channel whose units are all closed has winners that say nothing.
    QVERIFY(marks_of<Arrows>(titled(run.draw("decisions"), "maxima of channel 1")).empty());
}

QTEST_APPLESS_MAIN(TestLinearScopeFigureValues)
#include "test_linear_scope_figure_values.moc"
