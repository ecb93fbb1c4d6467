// The surrogate: layers, features, derivatives, Adam, the order of batches.
#include "core/experiments/resonator/surrogate_training.hpp"
#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "tests/core/experiments/plain_resonator.hpp"

#include <QtTest>

#include <bit>
#include <numbers>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Sizes that fill no vector, tile or batch evenly.
SurrogateShape odd_shape(Activation activation)
{
    return {.design = 3,
            .bands = 2,
            .hidden_layers = 3,
            .hidden_width = 13,
            .wavelengths = 37,
            .activation = activation};
}

ResonatorMatrix random_matrix(std::size_t rows, std::size_t columns, std::uint64_t stream)
{
    ResonatorMatrix result(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
    Random random(3, stream);
    for (Eigen::Index i = 0; i < result.size(); ++i)
        result.data()[i] = 2 * random.uniform() - 1;
    return result;
}

/// Drawn weights and, unlike the first ones, biases.
SurrogateWeights some_weights(const SurrogateShape& shape)
{
    SurrogateWeights weights = draw_surrogate(shape, 5);
    for (std::size_t l = 0; l < weights.biases.size(); ++l)
        weights.biases[l] =
            0.3 * random_matrix(static_cast<std::size_t>(weights.biases[l].size()), 1, 40 + l);
    return weights;
}

double act(Activation activation, double z)
{
    switch (activation) {
    case Activation::swish:
        return z / (1 + std::exp(-z));
    case Activation::relu:
        return std::max(z, 0.0);
    case Activation::tanh:
        break;
    }
    return std::tanh(z);
}

/// h_{l+1} = act(W h + b), one number after the other.
std::vector<double> plain_forward(const SurrogateWeights& weights, Activation activation,
                                  std::vector<double> h)
{
    for (std::size_t l = 0; l < weights.weights.size(); ++l) {
        std::vector<double> next;
        for (Eigen::Index i = 0; i < weights.weights[l].rows(); ++i) {
            double z = weights.biases[l][i];
            for (Eigen::Index j = 0; j < weights.weights[l].cols(); ++j)
                z += weights.weights[l](i, j) * h[static_cast<std::size_t>(j)];
            next.push_back(l + 1 < weights.weights.size() ? act(activation, z) : z);
        }
        h = std::move(next);
    }
    return h;
}

std::vector<double> plain_features(const SurrogateShape& shape, std::span<const double> x)
{
    std::vector<double> features(x.begin(), x.end());
    for (const bool cosine : {false, true})
        for (const double xi : x)
            for (std::size_t b = 1; b <= shape.bands; ++b) {
                const double phase = std::numbers::pi * static_cast<double>(b) * xi;
                features.push_back(cosine ? std::cos(phase) : std::sin(phase));
            }
    return features;
}

void add_activations()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("swish") << static_cast<int>(Activation::swish);
    QTest::newRow("relu") << static_cast<int>(Activation::relu);
    QTest::newRow("tanh") << static_cast<int>(Activation::tanh);
}

struct SmallTraining {
    SmallTraining()
    {
        settings.batch_size = 7;
        settings.steps = 30;
        settings.wavelengths = 37;
    }

    SurrogateTraining make() const
    {
        return SurrogateTraining(shape, draw_surrogate(shape, 5), designs, spectra, settings, 11);
    }
    SurrogateTraining advanced(std::int64_t steps) const
    {
        SurrogateTraining training = make();
        for (std::int64_t i = 0; i < steps; ++i)
            training.advance(surrogate_rate(settings, i));
        return training;
    }

    SurrogateShape shape = odd_shape(Activation::swish);
    ResonatorSettings settings{};
    ResonatorMatrix designs = random_matrix(24, 3, 1), spectra = random_matrix(24, 37, 2);
};

bool same(const SurrogateWeights& a, const SurrogateWeights& b)
{
    return a.weights == b.weights && a.biases == b.biases;
}

} // namespace

class TestResonatorSurrogate : public QObject {
    Q_OBJECT

private slots:
    void exponential_is_right_to_two_units_in_the_last_place();
    void products_agree_with_plain_loops_data();
    void products_agree_with_plain_loops();
    void spectra_agree_with_plain_loops_data() { add_activations(); }
    void spectra_agree_with_plain_loops();
    void rows_do_not_depend_on_each_other();
    void design_gradient_agrees_with_differences_data() { add_activations(); }
    void design_gradient_agrees_with_differences();
    void weight_gradient_agrees_with_differences_data() { add_activations(); }
    void weight_gradient_agrees_with_differences();
    void adam_follows_its_formula();
    void first_weights_fill_their_interval();
    void rate_goes_down_a_cosine();
    void an_epoch_visits_designs_once();
    void a_restored_training_goes_on_with_the_same_bits();
    void a_diverged_step_changes_nothing();
    void wrong_shapes_are_refused();
};

void TestResonatorSurrogate::exponential_is_right_to_two_units_in_the_last_place()
{
    std::vector<double> x{0, -0.0, 1e-300, 708, -708, 1e5, -1e5};
    for (int i = -70000; i < 70000; ++i)
        x.push_back(0.01 * i + 1e-5 * i * i / 70000);
    std::vector<double> ours(x.size());
    exponentials(x.data(), ours.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = std::exp(std::clamp(x[i], -708.0, 708.0));
        const auto units =
            std::abs(std::bit_cast<std::int64_t>(ours[i]) - std::bit_cast<std::int64_t>(expected));
        QVERIFY2(units <= 2, qPrintable(QString::number(x[i])));
    }
    double nan = std::nan("");
    exponentials(&nan, &nan, 1);
    QVERIFY(std::isnan(nan));
}

void TestResonatorSurrogate::products_agree_with_plain_loops_data()
{
    QTest::addColumn<std::size_t>("rows");
    QTest::addColumn<std::size_t>("columns");
    QTest::addColumn<std::size_t>("depth");
    QTest::newRow("one entry of depth") << std::size_t(1) << std::size_t(8) << std::size_t(1);
    QTest::newRow("odd rows") << std::size_t(13) << std::size_t(40) << std::size_t(17);
    QTest::newRow("deeper than the cache") << std::size_t(9) << std::size_t(56) << std::size_t(301);
    QTest::newRow("no depth") << std::size_t(3) << std::size_t(16) << std::size_t(0);
}

void TestResonatorSurrogate::products_agree_with_plain_loops()
{
    QFETCH(std::size_t, rows);
    QFETCH(std::size_t, columns);
    QFETCH(std::size_t, depth);
    const ResonatorMatrix a = random_matrix(rows, depth, 1), b = random_matrix(depth, columns, 2);
    const ResonatorMatrix start = random_matrix(1, columns, 3);
    const ResonatorMatrix a_transposed = a.transpose();
    for (const bool transposed : {false, true}) {
        ResonatorMatrix out = random_matrix(rows, columns, 4);
        multiply({.a = transposed ? a_transposed.data() : a.data(),
                  .a_row = transposed ? 1 : depth,
                  .a_column = transposed ? rows : 1,
                  .b = b.data(),
                  .b_row = columns,
                  .out = out.data(),
                  .out_row = columns,
                  .rows = rows,
                  .columns = columns,
                  .depth = depth,
                  .start = start.data()});
        for (Eigen::Index i = 0; i < out.rows(); ++i)
            for (Eigen::Index j = 0; j < out.cols(); ++j) {
                double sum = start(0, j);
                for (Eigen::Index k = 0; k < a.cols(); ++k)
                    sum += a(i, k) * b(k, j);
                QVERIFY(std::abs(out(i, j) - sum) < 1e-13);
            }
    }
}

void TestResonatorSurrogate::spectra_agree_with_plain_loops()
{
    QFETCH(int, kind);
    const SurrogateShape shape = odd_shape(static_cast<Activation>(kind));
    const SurrogateWeights weights = some_weights(shape);
    const ResonatorMatrix designs = random_matrix(141, 3, 9); // more than one batch
    Surrogate surrogate(shape, weights);
    const ResonatorMatrix spectra = surrogate.spectra(designs);
    QVERIFY(surrogate.spectra_from_features(design_features(shape, designs)) == spectra);
    for (Eigen::Index row = 0; row < designs.rows(); ++row) {
        const auto features = plain_features(shape, {designs.row(row).data(), 3});
        const auto expected = plain_forward(weights, shape.activation, features);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(std::abs(spectra(row, static_cast<Eigen::Index>(i)) - expected[i]) < 1e-13);
    }
}

void TestResonatorSurrogate::rows_do_not_depend_on_each_other()
{
    const SurrogateShape shape = odd_shape(Activation::swish);
    Surrogate surrogate(shape, some_weights(shape));
    const ResonatorMatrix designs = random_matrix(50, 3, 9);
    const ResonatorMatrix together = surrogate.spectra(designs);
    for (Eigen::Index row = 0; row < designs.rows(); ++row) {
        const ResonatorMatrix alone = surrogate.spectra(designs.row(row));
        QVERIFY(alone.row(0) == together.row(row)); // to the last bit
    }
}

void TestResonatorSurrogate::design_gradient_agrees_with_differences()
{
    QFETCH(int, kind);
    const SurrogateShape shape = odd_shape(static_cast<Activation>(kind));
    Surrogate surrogate(shape, some_weights(shape));
    const ResonatorMatrix designs = random_matrix(5, 3, 9);
    const std::size_t stride = surrogate.net().output_stride();
    ResonatorMatrix delta = ResonatorMatrix::Zero(5, static_cast<Eigen::Index>(stride));
    delta.leftCols(37) = random_matrix(5, 37, 6);
    surrogate.forward(designs.data(), 5);
    ResonatorMatrix slope(5, 3);
    surrogate.design_gradient(delta.data(), 5, slope.data());

    const double step = 1e-6; // error ~ step² |f'''| + eps |f|/step: below 1e-7 here
    for (Eigen::Index row = 0; row < 5; ++row)
        for (Eigen::Index i = 0; i < 3; ++i) {
            double change = 0;
            for (const double sign : {1.0, -1.0}) {
                ResonatorMatrix moved = designs;
                moved(row, i) += sign * step;
                change += sign * surrogate.spectra(moved).row(row).dot(delta.row(row).head(37));
            }
            QVERIFY2(std::abs(change / (2 * step) - slope(row, i)) < 1e-7,
                     qPrintable(QString::number(change / (2 * step) - slope(row, i))));
        }
}

void TestResonatorSurrogate::weight_gradient_agrees_with_differences()
{
    QFETCH(int, kind);
    const SurrogateShape shape = odd_shape(static_cast<Activation>(kind));
    DenseNet net(shape.widths(), shape.activation);
    net.parameters() = net.pack(some_weights(shape));
    net.parameters_changed();
    const ResonatorMatrix designs = random_matrix(5, 3, 9);
    DenseArray inputs(5 * net.input_stride(), 0.0);
    write_features(shape, designs.data(), 5, inputs.data(), net.input_stride());
    ResonatorMatrix delta =
        ResonatorMatrix::Zero(5, static_cast<Eigen::Index>(net.output_stride()));
    delta.leftCols(37) = random_matrix(5, 37, 6);
    net.forward(inputs.data(), 5);
    DenseArray gradient;
    net.backward(inputs.data(), delta.data(), 5, gradient);

    const auto loss = [&] {
        net.parameters_changed();
        const double* y = net.forward(inputs.data(), 5);
        double sum = 0;
        for (Eigen::Index i = 0; i < delta.size(); ++i)
            sum += y[i] * delta.data()[i];
        return sum;
    };
    SurrogateWeights ones; // which parameters are there, and which are padding
    for (const auto& weight : net.unpack(net.parameters()).weights) {
        ones.weights.push_back(ResonatorMatrix::Ones(weight.rows(), weight.cols()));
        ones.biases.emplace_back(Eigen::VectorXd::Ones(weight.rows()));
    }
    const DenseArray there = net.pack(ones);
    const double step = 1e-6;
    for (std::size_t i = 0; i < gradient.size(); i += 3) {
        if (there[i] == 0) {
            QCOMPARE(gradient[i], 0.0);
            continue;
        }
        const double start = net.parameters()[i];
        double change = 0;
        for (const double sign : {1.0, -1.0}) {
            net.parameters()[i] = start + sign * step;
            change += sign * loss();
        }
        net.parameters()[i] = start;
        QVERIFY2(std::abs(change / (2 * step) - gradient[i]) < 1e-7,
                 qPrintable(QString::number(change / (2 * step) - gradient[i])));
    }
}

void TestResonatorSurrogate::adam_follows_its_formula()
{
    Adam adam(3, 0.9, 0.99, 1e-3);
    std::vector<double> theta{1, -2, 0.5};
    double m[3]{}, v[3]{}, expected[3]{1, -2, 0.5};
    for (int t = 0; t < 5; ++t) {
        const double rate = 0.1 / (t + 1);
        const double g[3]{0.5 * t - 1, 1e-4, -3.0};
        adam.step(theta, g, rate, t);
        for (int i = 0; i < 3; ++i) {
            m[i] = 0.9 * m[i] + (1 - 0.9) * g[i];
            v[i] = 0.99 * v[i] + (1 - 0.99) * g[i] * g[i];
            const double mean = m[i] / (1 - std::pow(0.9, t + 1));
            const double square = v[i] / (1 - std::pow(0.99, t + 1));
            expected[i] -= rate * mean / (std::sqrt(square) + 1e-3);
            QVERIFY(std::abs(theta[static_cast<std::size_t>(i)] - expected[i]) < 1e-14);
        }
    }
}

void TestResonatorSurrogate::first_weights_fill_their_interval()
{
    const SurrogateShape shape;
    const SurrogateWeights weights = draw_surrogate(shape, 1);
    QCOMPARE(weights.weights.size(), std::size_t(3));
    QCOMPARE(weights.weights[0].cols(), Eigen::Index(82));
    QCOMPARE(weights.weights[2].rows(), Eigen::Index(200));
    std::size_t numbers = 0;
    for (std::size_t l = 0; l < 3; ++l) {
        const auto& weight = weights.weights[l];
        const double bound = std::sqrt(6.0 / static_cast<double>(weight.rows() + weight.cols()));
        QVERIFY(weight.cwiseAbs().maxCoeff() <= bound);
        QVERIFY(weight.maxCoeff() > 0.99 * bound && weight.minCoeff() < -0.99 * bound);
        QCOMPARE(weights.biases[l].norm(), 0.0);
        numbers += static_cast<std::size_t>(weight.size() + weights.biases[l].size());
        // The definition itself: number i of stream 100 + l, row by row.
        Random random(1, 100 + l);
        random.seek(static_cast<std::uint64_t>(weight.cols()) + 2);
        QVERIFY(std::abs(weight(1, 2) - bound * (2 * random.uniform() - 1)) < 1e-15);
    }
    QCOMPARE(numbers, std::size_t(36680)); // section 13
}

void TestResonatorSurrogate::rate_goes_down_a_cosine()
{
    ResonatorSettings settings;
    QCOMPARE(surrogate_rate(settings, 0), 5e-3);
    QVERIFY(std::abs(surrogate_rate(settings, 3000) - 5e-3 * (0.02 + 0.98 / 2)) < 1e-16);
    QVERIFY(std::abs(surrogate_rate(settings, 6000) - 5e-3 * 0.02) < 1e-18);
    settings.steps = 0;
    QCOMPARE(surrogate_rate(settings, 0), 5e-3);
    settings.steps = 6000;
    settings.schedule = "constant";
    QCOMPARE(surrogate_rate(settings, 5000), 5e-3);
}

void TestResonatorSurrogate::an_epoch_visits_designs_once()
{
    const SmallTraining small; // 24 designs, batches of 7: three an epoch, three designs dropped
    for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
        const auto order = epoch_order(11, epoch, 24);
        QCOMPARE(std::set<std::size_t>(order.begin(), order.end()).size(), std::size_t(24));
        for (std::int64_t block = 0; block < 3; ++block) {
            SurrogateTraining training = small.advanced(3 * epoch + block);
            Surrogate surrogate(small.shape, training.weights());
            const ResonatorMatrix errors = surrogate.spectra(small.designs) - small.spectra;
            double sum = 0;
            for (std::size_t i = 0; i < 7; ++i)
                sum += errors
                           .row(static_cast<Eigen::Index>(
                               order[static_cast<std::size_t>(block) * 7 + i]))
                           .squaredNorm();
            QVERIFY(std::abs(training.batch_loss() - sum / (7 * 37)) < 1e-14);
        }
    }
}

void TestResonatorSurrogate::a_restored_training_goes_on_with_the_same_bits()
{
    const SmallTraining small;
    const SurrogateTraining half = small.advanced(8), whole = small.advanced(20);
    SurrogateTraining restored = small.make();
    restored.restore(8, half.weights(), half.first_moment(), half.second_moment());
    for (std::int64_t i = 8; i < 20; ++i)
        restored.advance(surrogate_rate(small.settings, i));
    QVERIFY(same(restored.weights(), whole.weights()));
    QVERIFY(same(restored.second_moment(), whole.second_moment()));
    QVERIFY(!same(half.weights(), whole.weights()));
}

void TestResonatorSurrogate::a_diverged_step_changes_nothing()
{
    SmallTraining small;
    small.spectra(0, 0) = 1e5; // a loss beyond a million in the batch that holds it
    SurrogateTraining training = small.make();
    std::int64_t steps = 0;
    while (steps < 4 && training.advance(1e-3))
        ++steps;
    QVERIFY(steps < 4); // three batches an epoch hold all but three designs
    QVERIFY(training.rejected_loss() > 1e6);
    QVERIFY(steps == 0 || training.batch_loss() < 1e6); // the batch before it is whole
    QCOMPARE(training.step(), steps);
    const SurrogateWeights before = training.weights();
    QVERIFY(!training.advance(1e-3));
    QVERIFY(same(training.weights(), before));
    small.spectra.setConstant(std::nan(""));
    SurrogateTraining broken = small.make();
    QVERIFY(!broken.advance(1e-3));
}

void TestResonatorSurrogate::wrong_shapes_are_refused()
{
    const SurrogateShape shape = odd_shape(Activation::swish);
    SurrogateWeights weights = draw_surrogate(shape, 1);
    weights.weights[1].conservativeResize(13, 12);
    QVERIFY_EXCEPTION_THROWN(Surrogate(shape, weights), Error);
    weights = draw_surrogate(shape, 1);
    weights.biases.pop_back();
    QVERIFY_EXCEPTION_THROWN(Surrogate(shape, weights), Error);
}

QTEST_APPLESS_MAIN(TestResonatorSurrogate)
#include "test_resonator_surrogate.moc"
