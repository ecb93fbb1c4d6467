// That the figures of linear-scope draw the numbers that they say they draw: against the network
// itself, pixel by pixel, and against closed forms.
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/hand_made_scope.hpp"

#include <QtTest>

#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

Overrides task(const std::string& name)
{
    return {{"task", name}};
}

const Panel& titled(const Drawing& drawing, const std::string& title)
{
    for (const Panel& panel : drawing.panels)
        if (panel.title.find(title) != std::string::npos)
            return panel;
    throw std::runtime_error("no panel " + title);
}

const HeatMap& last_map(const Panel& panel)
{
    const HeatMap* found = nullptr;
    for (const Mark& mark : panel.marks)
        if (const auto* map = std::get_if<HeatMap>(&mark))
            found = map;
    if (!found)
        throw std::runtime_error("no image in " + panel.title);
    return *found;
}

/// Row 0 on top, as tensors hold it.
double pixel(const HeatMap& map, std::size_t row, std::size_t column)
{
    return map.values[(map.rows - 1 - row) * map.columns + column];
}

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

/// Three 3 × 3 convolutions that copy the image and move it by `dx` to the right in all, for images
/// and channels that are positive: F is that displacement itself.
void make_displacement(HandMadeScope& run, std::int64_t dx)
{
    for (Tensor& tensor : run.weights)
        std::ranges::fill(std::get<std::vector<double>>(tensor.values), 0.0);
    std::int64_t left = dx;
    for (const char* name : {"weight_1", "weight_2", "weight_3"}) {
        const std::int64_t here = std::clamp<std::int64_t>(left, -1, 1);
        left -= here;
        // y[i, j] = x[i, j - here]: the tap at column 1 - here of the middle row, channel 0 to 0.
        run.values(name)[static_cast<std::size_t>(3 + 1 - here)] = 1;
    }
}

} // namespace

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
    void the_stencil_of_a_displacement_is_one_peak();
    void the_average_kernel_is_the_stencil_of_the_matrix();
    void the_average_kernel_of_an_upscaler_is_the_mean_of_its_columns();
    void the_average_bicubic_kernel_is_keys_at_quarters();
    void kernels_stand_on_the_least_the_largest_and_the_median_gradient();
    void the_profile_is_a_line_through_the_kernel();
    void the_bicubic_spectrum_is_that_of_the_whole_matrix();
    void singular_vectors_are_turned_into_each_other();
    void the_bias_share_of_each_output_is_its_own();
    void arrows_point_at_the_largest_pixel();
    void curves_take_their_entries_from_the_recording();
    void a_study_belongs_to_the_weights_the_image_and_the_paint();
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

void TestLinearScopeFigureValues::the_stencil_of_a_displacement_is_one_peak()
{
    for (const std::int64_t dx : {3, -2, 0}) {
        HandMadeScope run({{"task", std::string("shift")}, {"residual", false}});
        make_displacement(run, dx);
        const auto drawing = run.draw("stencil");
        const auto& map = last_map(drawing.panels[0]);
        for (std::size_t row = 0; row < 15; ++row)
            for (std::size_t column = 0; column < 15; ++column) {
                const bool is_peak = row == 7 && static_cast<std::int64_t>(column) == 7 + dx;
                QCOMPARE(pixel(map, row, column), is_peak ? 1.0 : 0.0);
            }
        QCOMPARE(map.rings.size(), std::size_t{1});
        QVERIFY(map.rings[0] == (std::pair{std::size_t{7}, static_cast<std::size_t>(7 + dx)}));
        titled(drawing,
               dx < 0 ? "peak 1 at −2 right, 0 down"
                      : "peak 1 at " + std::to_string(dx) + " right, 0 down");
        const auto cut = marks_of<Bars>(drawing.panels[1]).at(0);
        for (std::size_t i = 0; i < 15; ++i)
            QCOMPARE(cut.heights[i], cut.x[i] == static_cast<double>(dx) ? 1.0 : 0.0);
    }
}

void TestLinearScopeFigureValues::the_average_kernel_is_the_stencil_of_the_matrix()
{
    for (const char* name : {"denoise", "fill"}) {
        HandMadeScope run(task(name));
        const auto frozen = run.frozen(0);
        const auto mean = average_kernel(frozen);
        const ScopeMatrix expected = stencil(frozen.matrix(), 8, 8);
        for (std::size_t i = 0; i < mean.size(); ++i)
            QVERIFY(near(mean[i], expected.data()[i], 1e-13));
    }
}

void TestLinearScopeFigureValues::the_average_kernel_of_an_upscaler_is_the_mean_of_its_columns()
{
    // n = 12: over the pixels 4 … 7 of both directions; n = 8: over all of them.
    for (const std::int64_t n : {std::int64_t{12}, std::int64_t{8}}) {
        HandMadeScope run({{"task", std::string("upscale")}, {"image_size", n}});
        const auto frozen = run.frozen(0);
        const ScopeMatrix matrix = frozen.matrix();
        const auto mean = average_kernel(frozen);
        QCOMPARE(mean.size(), std::size_t{16 * 16});
        const std::int64_t margin = n == 12 ? 4 : 0;
        for (std::int64_t dy = -7; dy <= 8; ++dy)
            for (std::int64_t dx = -7; dx <= 8; ++dx) {
                double sum = 0, count = 0;
                for (std::int64_t r = margin; r < n - margin; ++r)
                    for (std::int64_t c = margin; c < n - margin; ++c) {
                        const std::int64_t i = 2 * r + dy, j = 2 * c + dx;
                        if (i < 0 || j < 0 || i >= 2 * n || j >= 2 * n)
                            continue;
                        sum += matrix(i * 2 * n + j, r * n + c);
                        ++count;
                    }
                const auto at = static_cast<std::size_t>((dy + 7) * 16 + dx + 7);
                QVERIFY(near(mean[at], sum / count, 1e-13));
            }
    }
}

void TestLinearScopeFigureValues::the_average_bicubic_kernel_is_keys_at_quarters()
{
    // Output 2p + d lies |2d - 1|/4 input pixels from p: w(1/4), w(3/4), w(5/4), w(7/4) of
    // w(t) = 1.5 t³ - 2.5 t² + 1 up to 1, -0.5 t³ + 2.5 t² - 4 t + 2 up to 2.
    const auto mean = average_bicubic_kernel({1, 12, 12}, {1, 24, 24});
    const auto weight = [](std::int64_t d) {
        switch (std::abs(2 * d - 1)) {
        case 1:
            return 0.8671875;
        case 3:
            return 0.2265625;
        case 5:
            return -0.0703125;
        case 7:
            return -0.0234375;
        default:
            return 0.0;
        }
    };
    for (std::int64_t dy = -7; dy <= 8; ++dy)
        for (std::int64_t dx = -7; dx <= 8; ++dx)
            QVERIFY(near(mean[static_cast<std::size_t>((dy + 7) * 16 + dx + 7)],
                         weight(dy) * weight(dx), 1e-14));
}

void TestLinearScopeFigureValues::kernels_stand_on_the_least_the_largest_and_the_median_gradient()
{
    HandMadeScope run({{"task", std::string("upscale")}, {"image_size", std::int64_t{12}}});
    auto& images = run.values("test_inputs");
    // Waves of growing height to the right: energy grows with the column, and is alike in a column.
    for (std::size_t row = 0; row < 12; ++row)
        for (std::size_t column = 0; column < 12; ++column)
            images[row * 12 + column] =
                (column % 2 == 0 ? 1.0 : -1.0) * static_cast<double>(column * column);
    const auto drawing = run.draw("kernels");
    const auto points = marks_of<Points>(drawing.panels[0]).at(0);
    QCOMPARE(points.x[0], 2.5); // least: the first column with all of its 5 × 5 neighbours
    QCOMPARE(points.x[1], 8.5); // further right there is no neighbour on the right to differ from
    QVERIFY(points.x[2] > points.x[0] && points.x[2] < points.x[1]);
    // The user may move them.
    const auto moved = run.draw("kernels", {{"edge_x", 0.0}, {"edge_y", 11.0}});
    const auto places = marks_of<Points>(moved.panels[0]).at(0);
    QCOMPARE(places.x[1], 0.5);
    QCOMPARE(places.y[1], 0.5);
    QCOMPARE(places.x[0], points.x[0]);
    // Where the window leaves the image there is nothing, elsewhere the column.
    const auto& map = last_map(titled(moved, "edge"));
    const auto column = run.frozen(0).column(11 * 12);
    QVERIFY(std::isnan(pixel(map, 7, 6))); // left of the image
    QVERIFY(std::isnan(pixel(map, 9, 7))); // below it
    QCOMPARE(pixel(map, 7, 7), column[22 * 24]);
    QCOMPARE(pixel(map, 3, 12), column[18 * 24 + 5]);
}

void TestLinearScopeFigureValues::the_profile_is_a_line_through_the_kernel()
{
    HandMadeScope run({{"task", std::string("upscale")}, {"image_size", std::int64_t{12}}});
    for (const char* cut : {"across", "down"}) {
        const auto drawing = run.draw("kernels", {{"cut", std::string(cut)}});
        const auto curves = marks_of<Curve>(drawing.panels.back());
        QCOMPARE(curves.size(), std::size_t{5});
        const auto mean = average_kernel(run.frozen(0));
        for (std::size_t i = 0; i < 16; ++i) {
            QCOMPARE(curves[3].x[i], static_cast<double>(i) - 7);
            QCOMPARE(curves[3].y[i],
                     cut == std::string("across") ? mean[7 * 16 + i] : mean[i * 16 + 7]);
        }
        QVERIFY(curves[4].line == Line::dashed);
    }
}

void TestLinearScopeFigureValues::the_bicubic_spectrum_is_that_of_the_whole_matrix()
{
    HandMadeScope run(task("upscale"));
    const auto curves = marks_of<Curve>(run.draw("spectrum").panels[0]);
    const Curve& bicubic = curves.back();
    QVERIFY(bicubic.line == Line::dashed);
    // U = B ⊗ B from its own action on impulses.
    ScopeMatrix whole(256, 64);
    for (std::size_t j = 0; j < 64; ++j) {
        std::vector<double> impulse(64);
        impulse[j] = 1;
        const auto column = bicubic_upscale(impulse, {1, 8, 8});
        for (std::size_t i = 0; i < 256; ++i)
            whole(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = column[i];
    }
    const auto expected = all_singular_values(whole);
    for (std::size_t i = 0; i < bicubic.y.size(); ++i)
        QVERIFY(near(bicubic.y[i], expected[i], 1e-12));
    QCOMPARE(bicubic.y.size(), std::size_t{64});
    // The chosen image has all of its values, the other one those recorded.
    QCOMPARE(curves[0].x.size(), std::size_t{64});
    QCOMPARE(curves[1].x.size(), std::size_t{8});
    QCOMPARE(curves[1].y[0], 0.001 * 41 * 9);
}

void TestLinearScopeFigureValues::singular_vectors_are_turned_into_each_other()
{
    HandMadeScope run(task("denoise"));
    const auto drawing = run.draw("singular-vectors", {{"vector", 5.0}});
    QCOMPARE(drawing.panels.size(), std::size_t{18});
    const auto& in = last_map(drawing.panels[0]);
    const auto& out = last_map(drawing.panels[1]);
    std::vector<double> v(64);
    double squares = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        v[i] = pixel(in, i / 8, i % 8);
        squares += v[i] * v[i];
    }
    QVERIFY(near(squares, 1, 1e-12));
    const auto frozen = run.frozen(0);
    const auto answer = frozen.forward(v);
    const double sigma = all_singular_values(frozen.matrix())[4];
    for (std::size_t i = 0; i < 64; ++i)
        QVERIFY(near(answer[i], sigma * pixel(out, i / 8, i % 8), 1e-10));
    titled(drawing, "eigen-input 5");
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

void TestLinearScopeFigureValues::curves_take_their_entries_from_the_recording()
{
    HandMadeScope run(task("upscale"));
    run.recorded["bicubic_quality"] = [](std::int64_t, std::size_t) { return 24.5; };
    const auto learning = run.draw("learning");
    std::vector<std::string> names;
    const LinearScopeChannels channels(run.settings, run.network, 2, true);
    for (const Channel& channel : channels.list())
        names.push_back(channel.name);
    for (const auto& [panel, channel] : {std::pair{0u, "loss"}, std::pair{1u, "quality"}}) {
        const auto traces = marks_of<Traces>(learning.panels[panel]);
        QCOMPARE(traces.size(), std::size_t{2});
        for (std::size_t set = 0; set < 2; ++set) {
            QCOMPARE(names[traces[set].channel], std::string(channel));
            QCOMPARE(traces[set].traces[0].entry, set);
        }
    }
    const auto bicubic = marks_of<Curve>(learning.panels[1]).at(0);
    QVERIFY(bicubic.y == (std::vector<double>{24.5, 24.5}));
    QVERIFY(bicubic.line == Line::dashed);

    const auto checks = run.draw("checks");
    for (const auto& [panel, channel] :
         {std::pair{0u, "scope_identity"}, std::pair{1u, "scope_adjoint"}}) {
        QCOMPARE(names[marks_of<Traces>(checks.panels[panel]).at(1).channel], std::string(channel));
        QCOMPARE(marks_of<Rule>(checks.panels[panel]).at(0).at, 1e-12);
    }
    // Shares of open units: two layers, for the second image entries 2 and 3.
    const auto open = marks_of<Traces>(run.draw("decisions", {{"image", 2.0}}).panels[1]);
    QCOMPARE(open.size(), std::size_t{2});
    QCOMPARE(open[0].traces[0].entry, std::size_t{2});
    QCOMPARE(open[1].traces[0].entry, std::size_t{3});
}

void TestLinearScopeFigureValues::a_study_belongs_to_the_weights_the_image_and_the_paint()
{
    HandMadeScope run(task("denoise"));
    run.draw("stencil"); // declares its options
    const auto subject = scope_kernel_study().subject;
    const Options none, second{{"image", 2.0}}, painted{{"painted", std::string("0:1,1=1")}};
    const auto first = subject(run.input(none));
    QVERIFY(!first.empty());
    QCOMPARE(subject(run.input(none, 10)), first); // the same weights at another step
    QVERIFY(subject(run.input(second)) != first);
    QVERIFY(subject(run.input(painted)) != first);
    run.values("bias_3")[0] += 1e-9;
    QVERIFY(subject(run.input(none)) != first);
    run.has_weights = false;
    QVERIFY(subject(run.input(none)).empty());
}

QTEST_APPLESS_MAIN(TestLinearScopeFigureValues)
#include "test_linear_scope_figure_values.moc"
