// The network, its gradient, its jets and its landscape against plain loops and differences.
#include "core/experiments/mode_connectivity/mode_gradient.hpp"
#include "core/experiments/mode_connectivity/mode_jets.hpp"
#include "core/experiments/mode_connectivity/mode_training.hpp"
#include "tests/core/experiments/plain_mode_network.hpp"

#include <QtTest>

#include <algorithm>
#include <numeric>

using namespace etalon;
using namespace etalon::test;
using Eigen::Index;

namespace {

struct Case {
    ModeShape shape;
    ModeVector a, b;
    ModeSamples samples;
};

void add_cases()
{
    QTest::addColumn<bool>("relu");
    QTest::addColumn<int>("hidden_layers");
    QTest::addColumn<int>("count");
    QTest::newRow("tanh, one hidden layer, less than a panel") << false << 1 << 5;
    QTest::newRow("tanh, two hidden layers") << false << 2 << 37;
    QTest::newRow("tanh, four hidden layers, several blocks") << false << 4 << 300;
    QTest::newRow("relu, two hidden layers") << true << 2 << 37;
    QTest::newRow("relu, three hidden layers, a whole panel") << true << 3 << 16;
}

Case fetched()
{
    QFETCH(bool, relu);
    QFETCH(int, hidden_layers);
    QFETCH(int, count);
    std::vector<Index> sizes{3};
    for (int l = 0; l < hidden_layers; ++l)
        sizes.push_back(9 - l);
    sizes.push_back(5);
    const ModeShape shape(sizes, relu ? ModeActivation::relu : ModeActivation::tanh);
    return {shape, random_theta(shape, 0.6, Random(1, 1)), random_theta(shape, 0.6, Random(1, 2)),
            random_samples(count, 3, 5, Random(1, 3))};
}

/// Largest relative to the larger of both and 1.
bool near(double value, double expected, double tolerance)
{
    return std::abs(value - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

std::vector<std::int64_t> all_of(const ModeSamples& samples)
{
    std::vector<std::int64_t> all(static_cast<std::size_t>(samples.count()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
}

} // namespace

class TestModeConnectivityNetwork : public QObject {
    Q_OBJECT

private slots:
    void losses_and_scores_are_those_of_plain_loops_data() { add_cases(); }
    void losses_and_scores_are_those_of_plain_loops()
    {
        const Case c = fetched();
        const ModeScore ours = mode_score(c.shape, c.a, c.samples),
                        plain = plain_score(c.shape, c.a, c.samples);
        QVERIFY(near(ours.loss, plain.loss, 1e-14));
        QCOMPARE(ours.error, plain.error);
        const ModeMatrix scores = mode_outputs(c.shape, c.a, c.samples.inputs());
        for (Index i = 0; i < c.samples.count(); ++i) {
            const auto expected = plain_scores(c.shape, c.a, c.samples.inputs(), i);
            for (Index k = 0; k < scores.cols(); ++k)
                QVERIFY(near(scores(i, k), expected[static_cast<std::size_t>(k)], 1e-13));
        }
    }

    void the_first_of_equal_scores_wins()
    {
        const ModeShape shape({2, 3, 3}, ModeActivation::tanh);
        const ModeVector theta = ModeVector::Zero(shape.length());
        const ModeSamples samples(ModeMatrix::Ones(3, 2), {0, 1, 2});
        QCOMPARE(mode_score(shape, theta, samples).error, 2.0 / 3);
        QVERIFY(near(mode_score(shape, theta, samples).loss, std::log(3.0), 1e-15));
    }

    void enormous_scores_do_not_overflow()
    {
        const ModeShape shape({1, 1, 2}, ModeActivation::relu);
        ModeVector theta = ModeVector::Zero(shape.length());
        mode_weight(shape, theta, 1).setConstant(1e3);
        mode_weight(shape, theta, 2) << 1e3, -1e3;
        const ModeSamples samples(ModeMatrix::Ones(1, 1), {1});
        QVERIFY(near(mode_score(shape, theta, samples).loss, 2e6, 1e-15));
    }

    void gradients_are_differences_of_the_loss_data() { add_cases(); }
    void gradients_are_differences_of_the_loss()
    {
        const Case c = fetched();
        ModeVector gradient = ModeVector::Constant(c.shape.length(), 7);
        const auto batch = all_of(c.samples);
        QVERIFY(ModeGradient(c.shape).compute(c.a, c.samples, batch, gradient));
        constexpr double h = 1e-6;
        for (Index l = 1; l <= c.shape.layers(); ++l)
            for (Index i = 0; i < c.shape.size(l); ++i)
                for (Index j = 0; j <= c.shape.size(l - 1); ++j) {
                    const Index at = c.shape.offset(l) + i * c.shape.stride(l) + j;
                    ModeVector up = c.a, down = c.a;
                    up(at) += h;
                    down(at) -= h;
                    const double slope = (plain_score(c.shape, up, c.samples).loss
                                          - plain_score(c.shape, down, c.samples).loss)
                        / (2 * h);
                    QVERIFY(near(gradient(at), slope, 2e-8));
                }
    }

    void the_padding_of_a_gradient_is_zero()
    {
        const ModeShape shape({3, 5, 2}, ModeActivation::tanh);
        const ModeSamples samples = random_samples(20, 3, 2, Random(2, 1));
        ModeVector gradient = ModeVector::Constant(shape.length(), 7);
        const std::vector<std::int64_t> batch{3, 1, 19, 7, 7};
        ModeGradient(shape).compute(random_theta(shape, 1, Random(2, 2)), samples, batch, gradient);
        for (Index l = 1; l <= shape.layers(); ++l)
            for (Index i = 0; i < shape.size(l); ++i)
                for (Index j = shape.size(l - 1) + 1; j < shape.stride(l); ++j)
                    QCOMPARE(gradient(shape.offset(l) + i * shape.stride(l) + j), 0.0);
    }

    void an_update_is_heavy_ball_with_decay_of_weights_alone()
    {
        const ModeShape shape({3, 4, 2}, ModeActivation::tanh);
        const ModeSamples samples = random_samples(9, 3, 2, Random(3, 1));
        const ModeState start{random_theta(shape, 1, Random(3, 2)),
                              random_theta(shape, 0.1, Random(3, 3))};
        const std::vector<std::int64_t> batch{0, 4, 8};
        ModeVector gradient = ModeVector::Zero(shape.length());
        ModeGradient(shape).compute(start.theta, samples, batch, gradient);
        for (Index l = 1; l <= 2; ++l)
            mode_weight(shape, gradient, l) += 0.01 * mode_weight(shape, start.theta, l);
        ModeTraining training(shape, samples, start);
        QVERIFY(training.prepare(batch, {0.2, 0.7, 0.01}));
        QVERIFY(training.state().theta == start.theta); // nothing moves before it is taken
        training.commit();
        const ModeVector velocity = 0.7 * start.velocity + gradient;
        QVERIFY((training.state().velocity - velocity).norm() <= 1e-14);
        QVERIFY((training.state().theta - (start.theta - 0.2 * velocity)).norm() <= 1e-14);
    }

    void a_step_beyond_the_limit_or_without_a_finite_loss_is_refused()
    {
        const ModeShape shape({1, 2, 2}, ModeActivation::relu);
        const ModeSamples samples(ModeMatrix::Ones(2, 1), {0, 1});
        ModeState far{ModeVector::Constant(shape.length(), 0.5), ModeVector::Zero(shape.length())};
        mode_weight(shape, far.velocity, 1)(0, 0) = -3e8;
        const std::vector<std::int64_t> batch{0, 1};
        QVERIFY(!ModeTraining(shape, samples, far).prepare(batch, {1, 1, 0}));
        QVERIFY(ModeTraining(shape, samples, far).prepare(batch, {0.1, 1, 0}));
        ModeState broken = far;
        mode_weight(shape, broken.theta, 2)(0, 0) = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(!ModeTraining(shape, samples, broken).prepare(batch, {0, 0, 0}));
    }

    void jets_are_differences_along_the_direction_data() { add_cases(); }
    void jets_are_differences_along_the_direction()
    {
        const Case c = fetched();
        const ModeVector direction = c.b - c.a;
        const ModeJet jet = mode_jet(c.shape, c.a, direction, c.samples);
        const auto loss = [&](double t) {
            return plain_score(c.shape, c.a + t * direction, c.samples).loss;
        };
        QVERIFY(near(jet.loss, loss(0), 1e-14));
        QVERIFY(near(jet.slope, (loss(1e-6) - loss(-1e-6)) / 2e-6, 1e-8));
        const double h = 1e-4;
        const double bend = (loss(h) - 2 * loss(0) + loss(-h)) / (h * h);
        if (c.shape.activation() == ModeActivation::tanh) // kinks may lie within h
            QVERIFY(near(jet.curvature, bend, 1e-5));
    }

    void relu_jets_leave_out_kinks_but_hold_between_them()
    {
        const ModeShape shape({2, 4, 3}, ModeActivation::relu);
        const ModeVector theta = random_theta(shape, 1, Random(5, 1)),
                         direction = random_theta(shape, 1, Random(5, 2));
        const ModeSamples samples = random_samples(3, 2, 3, Random(5, 3));
        const auto loss = [&](double t) {
            return plain_score(shape, theta + t * direction, samples).loss;
        };
        const double h = 1e-4;
        QVERIFY(near(mode_jet(shape, theta, direction, samples).curvature,
                     (loss(h) - 2 * loss(0) + loss(-h)) / (h * h), 1e-5));
    }

    void jets_of_a_layer_and_harm_are_those_of_blended_networks_data() { add_cases(); }
    void jets_of_a_layer_and_harm_are_those_of_blended_networks()
    {
        const Case c = fetched();
        const ModeEnd end = mode_end(c.shape, c.a, c.b, c.samples);
        const ModeJet whole = mode_jet(c.shape, c.a, c.b - c.a, c.samples);
        QVERIFY(near(end.jet.slope, whole.slope, 1e-12));
        QVERIFY(near(end.jet.curvature, whole.curvature, 1e-12));
        for (Index l = 1; l <= c.shape.layers(); ++l) {
            ModeVector alone = ModeVector::Zero(c.shape.length());
            const Index offset = c.shape.offset(l), size = c.shape.offset(l + 1) - offset;
            alone.segment(offset, size) = (c.b - c.a).segment(offset, size);
            const ModeJet jet = mode_jet(c.shape, c.a, alone, c.samples);
            const auto index = static_cast<std::size_t>(l - 1);
            QVERIFY(near(end.predicted_harm[index],
                         std::max(0.0, jet.slope / 2 + jet.curvature / 8), 1e-12));
            double harm = 0;
            for (const double a : {0.1, 0.2, 0.3, 0.4, 0.5})
                harm = std::max(harm,
                                plain_score(c.shape, c.a + a * alone, c.samples).loss
                                    - plain_score(c.shape, c.a, c.samples).loss);
            QVERIFY(near(end.harm[index], harm, 1e-13));
        }
    }

    void the_hermite_curve_keeps_both_ends_and_gives_the_quintic_rise()
    {
        const ModeJet a{0.3, -1.1, 2.5}, b{0.7, 0.4, -3};
        const auto curve = [&](double t) { return mode_hermite(a, b, t); };
        constexpr double h = 1e-4;
        QVERIFY(near(curve(0), a.loss, 1e-15) && near(curve(1), b.loss, 1e-15));
        QVERIFY(near((curve(h) - curve(-h)) / (2 * h), a.slope, 1e-6));
        QVERIFY(near((curve(1 + h) - curve(1 - h)) / (2 * h), b.slope, 1e-6));
        QVERIFY(near((curve(h) - 2 * curve(0) + curve(-h)) / (h * h), a.curvature, 1e-5));
        QVERIFY(near((curve(1 + h) - 2 * curve(1) + curve(1 - h)) / (h * h), b.curvature, 1e-5));
        QVERIFY(near(curve(0.5) - (a.loss + b.loss) / 2, mode_quintic_rise(a, b), 1e-14));
    }

    void paths_and_planes_are_losses_of_blends_data() { add_cases(); }
    void paths_and_planes_are_losses_of_blends()
    {
        const Case c = fetched();
        const auto path = mode_path(c.shape, c.a, c.b, 7, c.samples);
        for (std::size_t i = 0; i < 7; ++i) {
            const double alpha = static_cast<double>(i) / 6;
            const ModeScore plain =
                plain_score(c.shape, (1 - alpha) * c.a + alpha * c.b, c.samples);
            QVERIFY(near(path[i].loss, plain.loss, 1e-13));
            QCOMPARE(path[i].error, plain.error);
        }
        const ModeVector origin = random_theta(c.shape, 0.5, Random(8, 8));
        const ModePlane plane = mode_plane(c.shape, origin, c.a, c.b);
        const ModeVector x = mode_axis(-1, 2, 4), y = mode_axis(0, 1, 3);
        const ModeMatrix losses = mode_plane_losses(c.shape, plane, x, y, c.samples);
        for (Index row = 0; row < 3; ++row)
            for (Index column = 0; column < 4; ++column)
                QVERIFY(near(losses(row, column),
                             plain_score(c.shape, origin + x(column) * plane.e1 + y(row) * plane.e2,
                                         c.samples)
                                 .loss,
                             1e-13));
    }

    void a_landscape_can_be_given_up()
    {
        const ModeShape shape({2, 4, 2}, ModeActivation::tanh);
        const ModeVector a = random_theta(shape, 1, Random(4, 1)),
                         b = random_theta(shape, 1, Random(4, 2));
        const ModeSamples samples = random_samples(600, 2, 2, Random(4, 3));
        int asked = 0;
        QVERIFY(mode_path(shape, a, b, 25, samples, [&] { return ++asked < 2; }).empty());
        QCOMPARE(asked, 2);
        QCOMPARE(mode_path(shape, a, b, 25, samples, [] { return true; }).size(), std::size_t{25});
    }

    void the_plane_holds_its_three_points_and_measures_distances()
    {
        const ModeShape shape({3, 4, 2}, ModeActivation::tanh);
        const ModeVector o = random_theta(shape, 1, Random(6, 1)),
                         a = random_theta(shape, 1, Random(6, 2)),
                         b = random_theta(shape, 1, Random(6, 3)),
                         other = random_theta(shape, 1, Random(6, 4));
        const ModePlane plane = mode_plane(shape, o, a, b);
        QVERIFY(near(plane.e1.norm(), 1, 1e-14) && near(plane.e2.norm(), 1, 1e-14));
        QVERIFY(std::abs(plane.e1.dot(plane.e2)) <= 1e-14);
        QVERIFY(near(mode_project(plane, a).x, (a - o).norm(), 1e-14));
        QVERIFY(std::abs(mode_project(plane, a).y) <= 1e-13);
        QVERIFY(mode_project(plane, b).y > 0 && mode_project(plane, b).distance <= 1e-13);
        const auto p = mode_project(plane, other);
        QVERIFY(near(p.x * p.x + p.y * p.y + p.distance * p.distance, (other - o).squaredNorm(),
                     1e-13));
    }

    void planes_without_a_direction_are_completed_without_nan()
    {
        const ModeShape shape({3, 4, 2}, ModeActivation::tanh);
        const ModeVector o = random_theta(shape, 1, Random(7, 1)),
                         a = random_theta(shape, 1, Random(7, 2));
        const ModeVector through_a = o + 1.5 * (a - o);
        for (const auto& [to_a, to_b] : std::vector<std::pair<ModeVector, ModeVector>>{
                 {o, o}, {a, a}, {o, a}, {a, through_a}}) {
            const ModePlane plane = mode_plane(shape, o, to_a, to_b);
            QVERIFY(plane.e1.allFinite() && plane.e2.allFinite());
            QVERIFY(near(plane.e1.norm(), 1, 1e-13) && near(plane.e2.norm(), 1, 1e-13));
            QVERIFY(std::abs(plane.e1.dot(plane.e2)) <= 1e-13);
            QVERIFY(mode_project(plane, to_b).distance <= 1e-12);
        }
        QVERIFY(std::abs(mode_project(mode_plane(shape, o, a, a), a).y) <= 1e-13);
    }

    void the_rectangle_is_widened_by_the_full_share_on_each_side()
    {
        const ModeShape shape({3, 4, 2}, ModeActivation::tanh);
        const ModeVector o = random_theta(shape, 1, Random(9, 1)),
                         a = random_theta(shape, 1, Random(9, 2)),
                         b = random_theta(shape, 1, Random(9, 3));
        const ModePlane plane = mode_plane(shape, o, a, b);
        const auto tight = mode_rectangle(plane, a, b, 0), wide = mode_rectangle(plane, a, b, 0.25);
        QVERIFY(near(wide.right - wide.left, 1.5 * (tight.right - tight.left), 1e-13));
        QVERIFY(near(wide.bottom, tight.bottom - 0.25 * (tight.top - tight.bottom), 1e-13));
        QVERIFY(near(tight.right, std::max((a - o).norm(), mode_project(plane, b).x), 1e-13));
    }

    void a_barrier_is_the_highest_point_above_the_chord()
    {
        QCOMPARE(mode_barrier(std::array{1.0, 4.0, 3.0}), 2.0);
        QCOMPARE(mode_barrier(std::array{1.0, 0.5, 3.0, 2.0, 0.0}), 2.5);
        QCOMPARE(mode_barrier(std::array{1.0, 0.0, 1.0}), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityNetwork)
#include "test_mode_connectivity_network.moc"
