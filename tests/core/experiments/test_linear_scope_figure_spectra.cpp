// That spectra, singular vectors and curves are those of the network and of the recording, and what the
// studies behind them depend on.
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/scope_drawings.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

class TestLinearScopeFigureSpectra : public QObject {
    Q_OBJECT

private slots:
    void the_bicubic_spectrum_is_that_of_the_whole_matrix();
    void singular_vectors_are_turned_into_each_other();
    void curves_take_their_entries_from_the_recording();
    void a_residual_of_exactly_zero_is_seen();
    void a_study_belongs_to_the_weights_the_image_and_the_paint();
};

void TestLinearScopeFigureSpectra::the_bicubic_spectrum_is_that_of_the_whole_matrix()
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

void TestLinearScopeFigureSpectra::singular_vectors_are_turned_into_each_other()
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

void TestLinearScopeFigureSpectra::curves_take_their_entries_from_the_recording()
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

void TestLinearScopeFigureSpectra::a_residual_of_exactly_zero_is_seen()
{
    HandMadeScope run;
    run.recorded["scope_identity"] = [](std::int64_t step, std::size_t image) {
        return step == 0 || image == 1 ? 0 : 1e-16; // samples at 0, 10, .. 40 of two images
    };
    const Panel panel = run.draw("checks", {}, 20).panels.at(0);
    std::size_t zeros = 0, others = 0;
    for (const Points& points : marks_of<Points>(panel))
        for (const double y : points.y) {
            QVERIFY(y > *panel.y.low && y < 1e-12);
            (points.shape == Shape::triangle_down ? zeros : others) += 1;
            QVERIFY(points.shape == Shape::triangle_down || y == 1e-16);
        }
    QCOMPARE(zeros, std::size_t{4}); // up to the shown step
    QCOMPARE(others, std::size_t{2});
}

void TestLinearScopeFigureSpectra::a_study_belongs_to_the_weights_the_image_and_the_paint()
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

QTEST_APPLESS_MAIN(TestLinearScopeFigureSpectra)
#include "test_linear_scope_figure_spectra.moc"
