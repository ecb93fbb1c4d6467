// That kernels and stencils are the means of the columns that they are said to be, against the matrix
// and closed forms.
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/scope_drawings.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

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

class TestLinearScopeFigureKernels : public QObject {
    Q_OBJECT

private slots:
    void the_stencil_of_a_displacement_is_one_peak();
    void the_average_kernel_is_the_stencil_of_the_matrix();
    void the_average_kernel_of_an_upscaler_is_the_mean_of_its_columns();
    void the_average_bicubic_kernel_is_keys_at_quarters();
    void kernels_stand_on_the_least_the_largest_and_the_median_gradient();
    void the_profile_is_a_line_through_the_kernel();
};

void TestLinearScopeFigureKernels::the_stencil_of_a_displacement_is_one_peak()
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

void TestLinearScopeFigureKernels::the_average_kernel_is_the_stencil_of_the_matrix()
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

void TestLinearScopeFigureKernels::the_average_kernel_of_an_upscaler_is_the_mean_of_its_columns()
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

void TestLinearScopeFigureKernels::the_average_bicubic_kernel_is_keys_at_quarters()
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

void TestLinearScopeFigureKernels::kernels_stand_on_the_least_the_largest_and_the_median_gradient()
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

void TestLinearScopeFigureKernels::the_profile_is_a_line_through_the_kernel()
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

QTEST_APPLESS_MAIN(TestLinearScopeFigureKernels)
#include "test_linear_scope_figure_kernels.moc"
