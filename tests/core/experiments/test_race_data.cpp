// Generated data, first weights, random orders.
#include "core/experiments/race/race_data.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace etalon;

namespace {

RaceSettings small()
{
    RaceSettings settings;
    settings.sample_count = 400;
    settings.test_count = 40;
    settings.hidden_width = 11;
    settings.ticket_size = 4;
    return settings;
}

RaceSettings images()
{
    RaceSettings settings = small();
    settings.dataset = "image_like";
    settings.image_side = 5;
    settings.image_channels = 2;
    settings.prototypes_per_class = 2;
    return settings;
}

} // namespace

class TestRaceData : public QObject {
    Q_OBJECT

private slots:
    void samples_lie_around_four_poles_in_turn()
    {
        RaceSettings settings = small();
        settings.pole_distance_1 = 2;
        settings.pole_distance_2 = 3;
        settings.noise_std = 0;
        const RaceData data = make_race_data(settings, 1, {});
        QCOMPARE(data.train.inputs.rows(), Eigen::Index{400});
        QCOMPARE(data.train.inputs.cols(), Eigen::Index{20});
        const std::vector<std::pair<double, double>> poles{{2, 0}, {-2, 0}, {0, 3}, {0, -3}};
        for (Eigen::Index i = 0; i < 400; ++i) {
            const auto [x, y] = poles[static_cast<std::size_t>(i % 4)];
            QCOMPARE(data.train.inputs(i, 0), x);
            QCOMPARE(data.train.inputs(i, 1), y);
            QVERIFY(data.train.inputs.row(i).tail(18).isZero(0));
            QCOMPARE(data.train.labels(i), i % 4 < 2 ? 1.0 : -1.0);
        }
    }

    void noise_is_drawn_sample_by_sample_from_stream_1_and_2()
    {
        RaceSettings settings = small();
        settings.input_dim = 3;
        const RaceData data = make_race_data(settings, 7, {});
        for (const auto& [samples, stream] :
             {std::pair(&data.train, std::uint64_t{1}), std::pair(&data.test, std::uint64_t{2})}) {
            Random random(7, stream);
            for (Eigen::Index i = 0; i < 4; ++i)
                for (Eigen::Index j = 0; j < 3; ++j) {
                    double expected = 0.5 * random.normal();
                    if (j == i / 2)
                        expected += i % 2 == 0 ? 1.5 : -1.5;
                    QVERIFY(std::abs(samples->inputs(i, j) - expected) < 1e-15);
                }
        }
    }

    void more_training_data_shift_nothing_else()
    {
        RaceSettings settings = small();
        const RaceData few = make_race_data(settings, 3, {});
        settings.sample_count = 500;
        const RaceData many = make_race_data(settings, 3, {});
        QVERIFY(many.train.inputs.topRows(400) == few.train.inputs);
        QVERIFY(many.test.inputs == few.test.inputs);
        QVERIFY(many.random_orders == few.random_orders);
        QVERIFY(draw_race_network(settings, 20, 3).input_weights
                != draw_race_network(settings, 20, 4).input_weights);
    }

    void images_have_no_mean_and_unit_power()
    {
        const RaceSettings settings = images();
        const RaceFields fields(settings);
        Random random(2, 1);
        double power = 0;
        const int draws = 4000;
        for (int draw = 0; draw < draws; ++draw) {
            const Eigen::RowVectorXd image = fields.draw(random);
            QCOMPARE(image.size(), Eigen::Index{50});
            for (Eigen::Index channel = 0; channel < 2; ++channel) // no constant part: q_00 = 0
                QVERIFY(std::abs(image.segment(25 * channel, 25).sum()) < 1e-12);
            power += image.squaredNorm() / draws;
        }
        QVERIFY2(std::abs(power - 1) < 0.06, qPrintable(QString::number(power))); // 5 deviations
    }

    /// From the definition, with sums over all frequencies.
    void an_image_is_a_sum_of_cosines()
    {
        const RaceSettings settings = images();
        Random random(9, 1), again(9, 1);
        const Eigen::RowVectorXd image = RaceFields(settings).draw(random);
        const int h = 5;
        const auto basis = [&](int u, int j) {
            return u == 0 ? 1 / std::sqrt(5.0)
                          : std::sqrt(0.4) * std::cos(M_PI * (j + 0.5) * u / 5);
        };
        double total = 0;
        for (int u = 0; u < h; ++u)
            for (int v = 0; v < h; ++v)
                total += u + v == 0 ? 0 : 1.0 / ((1 + u * u + v * v) * (1 + u * u + v * v));
        for (int channel = 0; channel < 2; ++channel) {
            std::vector<double> expected(25, 0.0);
            for (int u = 0; u < h; ++u)
                for (int v = 0; v < h; ++v) {
                    const double g = again.normal();
                    const double q = u + v == 0 ? 0 : 1.0 / (1 + u * u + v * v) / std::sqrt(total);
                    for (int y = 0; y < h; ++y)
                        for (int x = 0; x < h; ++x)
                            expected[static_cast<std::size_t>(y * h + x)] +=
                                q * g * basis(u, y) * basis(v, x) / std::sqrt(2.0);
                }
            for (int i = 0; i < 25; ++i)
                QVERIFY(std::abs(image(25 * channel + i) - expected[static_cast<std::size_t>(i)])
                        < 1e-13);
        }
    }

    void images_lie_around_prototypes_in_turn()
    {
        RaceSettings settings = images();
        settings.image_noise = 0;
        const RaceData data = make_race_data(settings, 1, {});
        QCOMPARE(data.prototypes.rows(), Eigen::Index{4});
        for (Eigen::Index p = 0; p < 4; ++p)
            QVERIFY(std::abs(data.prototypes.row(p).norm() - 1.5) < 1e-14);
        for (const RaceSamples* samples : {&data.train, &data.test})
            for (Eigen::Index i = 0; i < samples->inputs.rows(); ++i) {
                QVERIFY(samples->inputs.row(i) == data.prototypes.row(i % 4));
                QCOMPARE(samples->labels(i), i % 2 == 0 ? 1.0 : -1.0);
            }
        settings.image_noise = 0.3;
        const RaceData noisy = make_race_data(settings, 1, {});
        QVERIFY(noisy.prototypes == data.prototypes);
        QVERIFY(noisy.train.inputs.row(0) != noisy.test.inputs.row(0));
    }

    void first_weights_have_the_scale_that_was_asked_for()
    {
        RaceSettings settings = small();
        settings.hidden_width = 2000;
        settings.init_scale = 0.01;
        const RaceNetwork network = draw_race_network(settings, 25, 1);
        const double row = network.input_weights.rowwise().squaredNorm().mean();
        QVERIFY(std::abs(row / 1e-4 - 1) < 0.05);
        QVERIFY(std::abs(network.output_weights.squaredNorm() / 2000 / 1e-4 - 1) < 0.15);

        settings.init_variant = "balanced";
        const RaceNetwork balanced = draw_race_network(settings, 25, 1);
        QVERIFY(balanced.input_weights == network.input_weights);
        for (Eigen::Index a = 0; a < 2000; ++a) {
            QCOMPARE(std::abs(balanced.output_weights(a)), balanced.input_weights.row(a).norm());
            QVERIFY(balanced.output_weights(a) * network.output_weights(a) > 0);
        }
    }

    void orders_are_argsorts_of_one_stream_after_another()
    {
        RaceSettings settings = small();
        settings.prune_random_draws = 3;
        settings.ticket_random_draws = 2;
        const RaceData data = make_race_data(settings, 5, {});
        QCOMPARE(data.random_orders.size(), std::size_t{33});
        QCOMPARE(data.ticket_random.size(), std::size_t{8});
        Random random(5, 4);
        for (std::size_t row = 0; row < 5; ++row) {
            std::vector<double> numbers(11);
            for (double& number : numbers)
                number = random.uniform();
            std::vector<std::int64_t> order(11);
            std::iota(order.begin(), order.end(), std::int64_t{0});
            std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
                return numbers[static_cast<std::size_t>(a)] < numbers[static_cast<std::size_t>(b)];
            });
            const bool is_order = row < 3;
            const auto* stored = is_order ? data.random_orders.data() + 11 * row
                                          : data.ticket_random.data() + 4 * (row - 3);
            QVERIFY(std::equal(stored, stored + (is_order ? 11 : 4), order.begin()));
        }
        // The first row is the generator's own permutation; the next is another one.
        const auto first = Random(5, 4).permutation(11);
        QVERIFY(std::equal(
            first.begin(), first.end(), data.random_orders.begin(),
            [](std::size_t a, std::int64_t b) { return static_cast<std::int64_t>(a) == b; }));
        QVERIFY(!std::equal(
            first.begin(), first.end(), data.random_orders.begin() + 11,
            [](std::size_t a, std::int64_t b) { return static_cast<std::int64_t>(a) == b; }));
    }

    void without_draws_there_are_no_orders()
    {
        RaceSettings settings = small();
        settings.prune_random_draws = 0;
        settings.ticket_random_draws = 0;
        const RaceData data = make_race_data(settings, 5, {});
        QVERIFY(data.random_orders.empty() && data.ticket_random.empty());
    }

    void single_precision_data_are_floats()
    {
        RaceSettings settings = small();
        settings.precision = "float32";
        const RaceData data = make_race_data(settings, 5, {});
        for (const double value : data.train.inputs.reshaped())
            QCOMPARE(value, static_cast<double>(static_cast<float>(value)));
    }
};

QTEST_APPLESS_MAIN(TestRaceData)
#include "test_race_data.moc"
