// The fast networks against plain loops and finite differences.
#include "core/experiments/linear_cnn/fully_connected_net.hpp"
#include "core/experiments/linear_cnn/linear_cnn_model.hpp"
#include "core/experiments/linear_cnn/moments.hpp"
#include "tests/core/experiments/plain_linear_cnn.hpp"

#include <QtTest>

#include <limits>
#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

/// A small problem and both ways to train on it.
struct Case {
    Case(const LinearCnnShape& s, bool with_relu, std::size_t sample_count, bool single = false)
        : shape(s)
        , relu(with_relu)
        , samples(sample_count)
        , inputs(random_numbers(samples * s.values(), 1, 1))
        , targets(random_numbers(samples * s.classes, 1, 2))
        , basis(s.height, s.width)
        , weights(random_weights(s))
        , batch(relu ? std::min<std::size_t>(5, samples) : samples)
    {
        Random random(5, 3);
        for (std::size_t i = 0; i < 200 * batch; ++i)
            order.push_back(static_cast<std::int64_t>(random.below(samples)));
        const LinearCnnProblem problem{.shape = shape,
                                       .inputs = input_rows(),
                                       .targets = target_rows(),
                                       .batch_order = &order,
                                       .batch = batch,
                                       .single_precision = single};
        training =
            relu ? train_relu(problem, basis, weights) : train_linear(problem, basis, weights);
    }

    ConstRows input_rows() const
    {
        return {inputs.data(), static_cast<Eigen::Index>(samples),
                static_cast<Eigen::Index>(shape.values())};
    }
    ConstRows target_rows() const
    {
        return {targets.data(), static_cast<Eigen::Index>(samples),
                static_cast<Eigen::Index>(shape.classes)};
    }

    std::vector<std::int64_t> batch_of(std::size_t step) const
    {
        if (relu)
            return {order.begin() + static_cast<std::ptrdiff_t>(step * batch),
                    order.begin() + static_cast<std::ptrdiff_t>((step + 1) * batch)};
        std::vector<std::int64_t> all(samples);
        std::iota(all.begin(), all.end(), 0);
        return all;
    }

    LinearCnnShape shape;
    bool relu;
    std::size_t samples;
    Numbers inputs, targets;
    RealFourierBasis basis;
    LinearCnnWeights weights;
    std::vector<std::int64_t> order;
    std::size_t batch;
    std::unique_ptr<LinearCnnTraining> training;
};

double largest(const Numbers& numbers)
{
    double result = 0;
    for (const double number : numbers)
        result = std::max(result, std::abs(number));
    return result;
}

double difference(const Numbers& a, const Numbers& b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double result = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        result = std::max(result, std::abs(a[i] - b[i]));
    return result;
}

/// Largest difference of any tensor over its largest magnitude.
double difference(const LinearCnnWeights& a, const LinearCnnWeights& b)
{
    double result = difference(a.readout, b.readout) / largest(b.readout);
    for (std::size_t l = 0; l < b.kernels.size(); ++l)
        result = std::max(result, difference(a.kernels[l], b.kernels[l]) / largest(b.kernels[l]));
    if (!b.fully_connected_1.empty()) {
        result = std::max(result,
                          difference(a.fully_connected_1, b.fully_connected_1)
                              / largest(b.fully_connected_1));
        result = std::max(result,
                          difference(a.fully_connected_2, b.fully_connected_2)
                              / largest(b.fully_connected_2));
    }
    return result;
}

void descend(Numbers& weights, const Numbers& slope, double rate)
{
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] -= rate * slope[i];
}

/// `steps` steps of plain loops.
LinearCnnWeights trained_plainly(const Case& c, std::size_t steps, double rate,
                                 double companion_rate)
{
    const PlainNet net{c.shape, c.relu};
    const PlainCompanion companion{c.shape};
    LinearCnnWeights weights = c.weights;
    for (std::size_t step = 0; step < steps; ++step) {
        const LinearCnnWeights slope = net.gradient(weights, c.inputs, c.targets, c.batch_of(step));
        for (std::size_t l = 0; l < weights.kernels.size(); ++l)
            descend(weights.kernels[l], slope.kernels[l], rate);
        descend(weights.readout, slope.readout, rate);
        if (c.shape.hidden > 0)
            companion.descend(weights, c.inputs, c.targets, companion_rate);
    }
    return weights;
}

void add_shapes()
{
    QTest::addColumn<int>("layers");
    QTest::addColumn<int>("kernel_size");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("relu");
    for (const int channels : {1, 3})
        for (const int kernel_size : {0, 3})
            for (const int layers : {0, 1, 2, 3}) // 0: relu
                for (const auto& [height, width] : {std::pair(1, 8), {3, 5}})
                    QTest::addRow("%d layers, size %d, %d channels, %dx%d", layers, kernel_size,
                                  channels, height, width)
                        << std::max(layers, 1) << kernel_size << channels << height << width
                        << (layers == 0);
    QTest::addRow("four self-conjugate bins") << 1 << 0 << 1 << 4 << 6 << false;
    QTest::addRow("25 taps through transforms") << 1 << 5 << 1 << 6 << 8 << false;
    QTest::addRow("25 taps in two layers") << 2 << 5 << 3 << 6 << 7 << false;
    QTest::addRow("a kernel of odd size that covers the image") << 1 << 9 << 1 << 4 << 8 << false;
}

LinearCnnShape fetched_shape(std::size_t hidden)
{
    QFETCH(int, layers);
    QFETCH(int, kernel_size);
    QFETCH(int, channels);
    QFETCH(int, height);
    QFETCH(int, width);
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    return {.channels = size(channels),
            .height = size(height),
            .width = size(width),
            .classes = 3,
            .kernels = 2,
            .layers = size(layers),
            .kernel_size = size(kernel_size),
            .hidden = hidden};
}

bool fetched_relu()
{
    QFETCH(bool, relu);
    return relu;
}

constexpr LinearCnnShape plane{.channels = 3, .height = 4, .width = 6, .classes = 3, .kernels = 2};

} // namespace

class TestLinearCnnModel : public QObject {
    Q_OBJECT

private slots:
    void gradient_matches_central_differences_data() { add_shapes(); }
    void gradient_matches_central_differences()
    {
        Case c(fetched_shape(0), fetched_relu(), 6);
        const PlainNet net{c.shape, c.relu};
        const auto batch = c.batch_of(0);
        QVERIFY(c.training->step(1, 1)); // a step of length 1 shows the gradient
        const LinearCnnWeights after = c.training->weights();

        const double h = 1e-5; // error ~ h² E''' + eps E/h: 1e-10 here
        const auto check = [&](Numbers& values, const Numbers& moved) {
            Numbers slopes(values.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double value = values[i];
                values[i] = value + h;
                const double above = net.loss(c.weights, c.inputs, c.targets, batch);
                values[i] = value - h;
                const double below = net.loss(c.weights, c.inputs, c.targets, batch);
                values[i] = value;
                slopes[i] = (above - below) / (2 * h);
            }
            for (std::size_t i = 0; i < values.size(); ++i)
                QVERIFY(std::abs(values[i] - moved[i] - slopes[i]) < 1e-6 * largest(slopes));
        };
        for (std::size_t l = 0; l < c.weights.kernels.size(); ++l)
            check(c.weights.kernels[l], after.kernels[l]);
        check(c.weights.readout, after.readout);
    }

    void fast_training_equals_plain_loops_data() { add_shapes(); }
    void fast_training_equals_plain_loops()
    {
        // 24 samples go through Sxx, 2 through X.
        for (const std::size_t samples : {std::size_t{24}, std::size_t{2}}) {
            Case c(fetched_shape(5), fetched_relu(), samples);
            const std::size_t steps = 8;
            for (std::size_t step = 0; step < steps; ++step)
                QVERIFY(c.training->step(0.02, 0.03));
            const auto plain = trained_plainly(c, steps, 0.02, 0.03);
            QVERIFY(difference(plain, c.weights) > 0.01); // something was learned
            const double off = difference(c.training->weights(), plain);
            QVERIFY2(off < 1e-10, qPrintable(QString::number(off)));
        }
    }

    void single_precision_follows_plain_loops()
    {
        for (const bool relu : {false, true})
            for (const std::size_t samples : {std::size_t{40}, std::size_t{2}}) {
                LinearCnnShape shape = plane;
                shape.hidden = 4;
                Case c(shape, relu, samples, true);
                for (int step = 0; step < 20; ++step)
                    QVERIFY(c.training->step(0.02, 0.03));
                const double off =
                    difference(c.training->weights(), trained_plainly(c, 20, 0.02, 0.03));
                QVERIFY2(off < 1e-5 && off > 1e-10, qPrintable(QString::number(off)));
            }
    }

    void many_classes_and_kernels_equal_plain_loops()
    {
        // More rows than one pass of the product takes, and incomplete tiles.
        Case c({.channels = 1, .height = 1, .width = 8, .classes = 11, .kernels = 5, .hidden = 13},
               false, 30);
        for (int step = 0; step < 20; ++step)
            QVERIFY(c.training->step(0.02, 0.03));
        QVERIFY(difference(c.training->weights(), trained_plainly(c, 20, 0.02, 0.03)) < 1e-10);
    }

    void large_relu_batches_are_cut_into_chunks_without_effect()
    {
        Case c({.channels = 2, .height = 16, .width = 16, .classes = 2, .kernels = 2}, true, 600);
        const PlainNet net{c.shape, true};
        std::vector<std::int64_t> all(600);
        std::iota(all.begin(), all.end(), 0);
        const LinearCnnProblem problem{.shape = c.shape,
                                       .inputs = c.input_rows(),
                                       .targets = c.target_rows(),
                                       .batch_order = &all,
                                       .batch = all.size()};
        const auto training = train_relu(problem, c.basis, c.weights);
        const double before = net.loss(c.weights, c.inputs, c.targets, {0, 1, 598, 599});
        QVERIFY(training->step(1e-3, 0));
        // The mean slope is the mean of the halves' slopes.
        const std::vector<std::int64_t> first(all.begin(), all.begin() + 300);
        const std::vector<std::int64_t> second(all.begin() + 300, all.end());
        const auto halves = [&](const std::vector<std::int64_t>& half) {
            const LinearCnnProblem part{.shape = c.shape,
                                        .inputs = c.input_rows(),
                                        .targets = c.target_rows(),
                                        .batch_order = &half,
                                        .batch = half.size()};
            const auto trained = train_relu(part, c.basis, c.weights);
            trained->step(1e-3, 0);
            return trained->weights();
        };
        const auto a = halves(first), b = halves(second), whole = training->weights();
        for (std::size_t i = 0; i < whole.readout.size(); ++i)
            QVERIFY(std::abs(whole.readout[i] - (a.readout[i] + b.readout[i]) / 2) < 1e-14);
        const double after = net.loss(whole, c.inputs, c.targets, {0, 1, 598, 599});
        QVERIFY(after != before);
    }

    void moment_loss_is_sample_loss()
    {
        for (const std::size_t samples : {std::size_t{50}, std::size_t{7}}) {
            const Case c(plane, false, samples);
            const SpectralPlanes<double> planes(c.basis);
            Moments<double> moments(c.basis, planes, c.input_rows(), c.target_rows(), 3, 1);
            const RowMatrix map = c.training->look().map;
            const auto b =
                planes.scattered(map.data(), 3 * 3, SpectralPlanes<double>::Unit::coordinates);
            AlignedArray<double> gradient(b.size());
            moments.gradient(b.data(), 1, gradient.data());
            const double expected =
                PlainNet{c.shape}.loss(c.weights, c.inputs, c.targets, c.batch_of(0));
            QVERIFY(std::abs(moments.loss(b.data(), gradient.data()) - expected)
                    < 1e-12 * expected);
        }
    }

    void outputs_and_maps_are_those_of_plain_loops()
    {
        for (const bool relu : {false, true}) {
            LinearCnnShape shape = plane;
            shape.hidden = 4;
            Case c(shape, relu, 20);
            const RowMatrix outputs = c.training->outputs(c.input_rows());
            const RowMatrix companion_map =
                in_pixels(c.basis, c.training->look().map_fully_connected);
            for (std::size_t i = 0; i < c.samples; ++i) {
                const double* x = c.inputs.data() + i * shape.values();
                const Numbers expected = PlainNet{shape, relu}.outputs(c.weights, x);
                const Numbers companion = PlainCompanion{shape}.outputs(c.weights, x);
                for (std::size_t k = 0; k < shape.classes; ++k) {
                    const auto row = static_cast<Eigen::Index>(i),
                               column = static_cast<Eigen::Index>(k);
                    QVERIFY(std::abs(outputs(row, column) - expected[k]) < 1e-12);
                    QVERIFY(std::abs(companion_map.row(column).dot(c.input_rows().row(row))
                                     - companion[k])
                            < 1e-12);
                }
            }
        }
    }

    void relu_map_is_the_mean_jacobian()
    {
        Case c(plane, true, 12);
        const RowMatrix map = in_pixels(c.basis, c.training->look().map);
        const PlainNet net{c.shape, true};
        const double h = 1e-6; // piecewise linear: exact up to rounding, eps/h
        for (std::size_t d = 0; d < c.shape.values(); ++d) {
            Numbers mean(c.shape.classes, 0);
            for (std::size_t s = 0; s < c.samples; ++s) {
                Numbers x(c.inputs.begin() + static_cast<std::ptrdiff_t>(s * c.shape.values()),
                          c.inputs.begin()
                              + static_cast<std::ptrdiff_t>((s + 1) * c.shape.values()));
                x[d] += h;
                const Numbers above = net.outputs(c.weights, x.data());
                x[d] -= 2 * h;
                const Numbers below = net.outputs(c.weights, x.data());
                for (std::size_t k = 0; k < mean.size(); ++k)
                    mean[k] += (above[k] - below[k]) / (2 * h) / static_cast<double>(c.samples);
            }
            for (std::size_t k = 0; k < mean.size(); ++k)
                QVERIFY(std::abs(map(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(d))
                                 - mean[k])
                        < 1e-7);
        }
    }

    void linear_map_applied_to_inputs_gives_the_outputs()
    {
        LinearCnnShape shape = plane;
        shape.layers = 3;
        Case c(shape, false, 8);
        const RowMatrix outputs =
            c.input_rows() * in_pixels(c.basis, c.training->look().map).transpose();
        for (std::size_t i = 0; i < c.samples; ++i) {
            const Numbers expected =
                PlainNet{shape}.outputs(c.weights, c.inputs.data() + i * shape.values());
            for (std::size_t k = 0; k < shape.classes; ++k)
                QVERIFY(std::abs(outputs(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k))
                                 - expected[k])
                        < 1e-12);
        }
    }

    void a_step_to_infinity_is_not_taken_data()
    {
        QTest::addColumn<bool>("relu");
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("companion_rate");
        for (const bool relu : {false, true}) {
            QTest::addRow("network, relu %d", relu) << relu << 1e300 << 1e-3;
            QTest::addRow("companion, relu %d", relu) << relu << 1e-3 << 1e300;
        }
    }
    void a_step_to_infinity_is_not_taken()
    {
        QFETCH(bool, relu);
        QFETCH(double, rate);
        QFETCH(double, companion_rate);
        LinearCnnShape shape = plane;
        shape.hidden = 4;
        Case c(shape, relu, 20);
        auto before = c.training->exact();
        bool finite = true;
        for (int step = 0; step < 10 && finite; ++step) {
            before = c.training->exact();
            finite = c.training->step(rate, companion_rate);
        }
        QVERIFY(!finite);
        QVERIFY(c.training->exact() == before);
        for (const double weight : c.training->weights().readout)
            QVERIFY(std::isfinite(weight));
    }

    void restored_state_continues_with_the_same_bits()
    {
        for (const bool relu : {false, true})
            for (const std::size_t kernel_size : {std::size_t{0}, std::size_t{3}}) {
                LinearCnnShape shape = plane;
                shape.hidden = 4;
                shape.layers = relu ? 1 : 2;
                shape.kernel_size = kernel_size;
                Case c(shape, relu, 20), other(shape, relu, 20);
                for (int step = 0; step < 7; ++step)
                    c.training->step(0.02, 0.03);
                other.training->restore(7, c.training->exact());
                for (int step = 0; step < 7; ++step) {
                    c.training->step(0.02, 0.03);
                    other.training->step(0.02, 0.03);
                }
                QVERIFY(c.training->exact() == other.training->exact());
            }
    }

    void weights_before_training_are_those_given()
    {
        for (const bool relu : {false, true}) {
            LinearCnnShape shape = plane;
            shape.hidden = 4;
            const Case c(shape, relu, 20);
            QVERIFY(difference(c.training->weights(), c.weights) < 1e-14);
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnModel)
#include "test_linear_cnn_model.moc"
