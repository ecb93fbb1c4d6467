// A frozen network is y = F x + b, whatever its layers are.
#include "tests/core/experiments/plain_scope.hpp"

#include <QtTest>

#include <map>
#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

using Type = ScopeLayerType;

ScopeNetwork connected(ScopeShape input, std::vector<ScopeLayer> layers,
                       ScopeSkip skip = ScopeSkip::none)
{
    ScopeNetwork network{.input = input, .layers = std::move(layers), .skip = skip};
    connect(network, "test");
    return network;
}

ScopeLayer scaling(Type type, std::size_t channels, Random& random)
{
    return {.type = type,
            .weight = random_numbers(channels, 1, random),
            .bias = random_numbers(channels, 1, random)};
}

/// Every layer type, odd and even kernels, strides, paddings, sums and skips.
std::map<std::string, ScopeNetwork> all_networks()
{
    Random r(7, 0);
    const ScopeShape image{1, 8, 8};
    std::map<std::string, ScopeNetwork> all;
    const auto conv = [&](std::size_t o, std::size_t c, std::size_t k, std::size_t s = 1,
                          std::size_t p = 99) {
        return conv_layer(o, c, k, s, p == 99 ? (k - 1) / 2 : p, true, r);
    };
    all["conv relu conv"] = connected(image, {conv(3, 1, 3), {.type = Type::relu}, conv(2, 3, 5)});
    all["identity skip"] =
        connected(image, {conv(5, 1, 3), {.type = Type::leaky_relu, .slope = 0.1}, conv(1, 5, 3)},
                  ScopeSkip::identity);
    all["bicubic skip"] = connected(
        image, {conv(3, 1, 3), {.type = Type::tanh}, conv(4, 3, 3), {.type = Type::shuffle}},
        ScopeSkip::bicubic);
    all["classifier"] = connected(image,
                                  {conv(3, 1, 3),
                                   {.type = Type::relu},
                                   {.type = Type::max, .kernel = 2},
                                   conv(4, 3, 3),
                                   {.type = Type::sigmoid},
                                   {.type = Type::avg, .kernel = 2},
                                   {.type = Type::flatten},
                                   dense_layer(5, 16, r)});
    all["gap"] = connected(
        image, {conv(6, 1, 7), {.type = Type::tanh}, {.type = Type::gap}, dense_layer(3, 6, r)});
    all["strides"] = connected({3, 9, 8},
                               {conv(4, 3, 4, 2, 1),
                                {.type = Type::relu},
                                conv(3, 4, 2, 2, 3),
                                scaling(Type::scale_shift, 3, r),
                                {.type = Type::sigmoid},
                                conv(2, 3, 3, 1, 4)});
    all["norms"] = connected({2, 8, 8},
                             {conv(4, 2, 3),
                              scaling(Type::instance_norm, 4, r),
                              {.type = Type::leaky_relu, .slope = 0.2},
                              {.type = Type::max, .kernel = 4},
                              conv(2, 4, 1)});
    all["sums"] = connected(image,
                            {conv(2, 1, 3),
                             {.type = Type::relu},
                             conv(2, 2, 3),
                             {.type = Type::add, .from = 1},
                             {.type = Type::relu},
                             conv(1, 2, 3),
                             {.type = Type::add, .from = -1},
                             conv(2, 1, 3),
                             {.type = Type::add, .from = 0},
                             {.type = Type::add, .from = 0}});
    return all;
}

const std::map<std::string, ScopeNetwork>& networks()
{
    static const auto all = all_networks();
    return all;
}

std::vector<std::size_t> counted(std::size_t count)
{
    std::vector<std::size_t> result(count);
    std::iota(result.begin(), result.end(), std::size_t{0});
    return result;
}

double dot(std::span<const double> a, std::span<const double> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

} // namespace

class TestLinearScopeInterpreter : public QObject {
    Q_OBJECT

    static void add_networks()
    {
        QTest::addColumn<QString>("name");
        for (const auto& [name, network] : networks())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    static const ScopeNetwork& fetched()
    {
        QFETCH(QString, name);
        return networks().at(name.toStdString());
    }

private slots:
    void passes_agree_with_plain_loops_data() { add_networks(); }
    void passes_agree_with_plain_loops()
    {
        const ScopeNetwork& network = fetched();
        Random random(1, 1);
        const auto x = random_numbers(network.inputs(), 1, random);
        const auto y = plain_network(network, x);
        QCOMPARE(y.size(), network.outputs());
        QVERIFY(largest_difference(run_network(network, x), y) < 1e-12);
    }

    void output_is_linear_part_and_bias_data() { add_networks(); }
    void output_is_linear_part_and_bias()
    {
        const ScopeNetwork& network = fetched();
        Random random(2, 1);
        const auto x = random_numbers(network.inputs(), 1, random);
        const FrozenScope frozen = freeze(network, x);
        const auto y = plain_network(network, x);
        auto sum = frozen.forward(x);
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += frozen.bias()[i];
        QVERIFY(largest_difference(sum, y) < 1e-12);
        QVERIFY(largest_difference(frozen.output(), y) < 1e-12);
    }

    void rows_by_transpose_are_columns_by_impulse_data() { add_networks(); }
    void rows_by_transpose_are_columns_by_impulse()
    {
        const ScopeNetwork& network = fetched();
        Random random(3, 1);
        const FrozenScope frozen = freeze(network, random_numbers(network.inputs(), 1, random));
        const ScopeMatrix rows = frozen.rows(counted(frozen.outputs()));
        const ScopeMatrix columns = frozen.columns(counted(frozen.inputs()));
        QVERIFY((rows - columns.transpose()).cwiseAbs().maxCoeff() < 1e-12);
        QVERIFY((frozen.matrix() - rows).cwiseAbs().maxCoeff() < 1e-12);
        QVERIFY(rows.cwiseAbs().maxCoeff() > 1e-3);
        const auto probe = random_numbers(network.inputs(), 1, random);
        const Eigen::VectorXd image =
            rows * Eigen::Map<const Eigen::VectorXd>(probe.data(), std::ssize(probe));
        QVERIFY(largest_difference(frozen.forward(probe),
                                   {image.data(), static_cast<std::size_t>(image.size())})
                < 1e-11);
    }

    void the_transpose_is_the_adjoint_data() { add_networks(); }
    void the_transpose_is_the_adjoint()
    {
        const ScopeNetwork& network = fetched();
        Random random(4, 1);
        const FrozenScope frozen = freeze(network, random_numbers(network.inputs(), 1, random));
        const auto v = random_numbers(frozen.inputs(), 1, random);
        const auto w = random_numbers(frozen.outputs(), 1, random);
        const auto fv = frozen.forward(v);
        QVERIFY(std::abs(dot(fv, w) - dot(v, frozen.transposed(w)))
                < 1e-13 * std::sqrt(dot(fv, fv) * dot(w, w)) + 1e-13);
    }

    void decisions_made_on_the_way_are_those_that_were_stored_data() { add_networks(); }
    void decisions_made_on_the_way_are_those_that_were_stored()
    {
        const ScopeNetwork& network = fetched();
        Random random(5, 1);
        const auto x = random_numbers(network.inputs(), 1, random);
        const FrozenScope stored = freeze(network, x), anew = freeze(network, x, 0);
        const auto v = random_numbers(network.inputs(), 1, random);
        const auto g = random_numbers(network.outputs(), 1, random);
        QCOMPARE(anew.forward(v), stored.forward(v));
        QCOMPARE(anew.transposed(g), stored.transposed(g));
        QCOMPARE(anew.bias(), stored.bias());
        QCOMPARE(anew.active(), stored.active());
        QVERIFY(anew.decisions().empty());
    }

    void piecewise_linear_networks_have_the_matrix_for_derivative()
    {
        for (const char* name : {"conv relu conv", "identity skip", "sums"}) {
            const ScopeNetwork& network = networks().at(name);
            Random random(6, 1);
            const auto x = random_numbers(network.inputs(), 1, random);
            const auto v = random_numbers(network.inputs(), 1, random);
            constexpr double step = 1e-7;
            auto ahead = x, behind = x;
            for (std::size_t i = 0; i < x.size(); ++i) {
                ahead[i] += step * v[i];
                behind[i] -= step * v[i];
            }
            auto slope = plain_network(network, ahead);
            const auto back = plain_network(network, behind);
            for (std::size_t i = 0; i < slope.size(); ++i)
                slope[i] = (slope[i] - back[i]) / (2 * step);
            const auto fv = freeze(network, x).forward(v);
            QVERIFY2(largest_difference(slope, fv) < 1e-5, name);
        }
    }

    void saturating_units_are_secants_not_tangents()
    {
        const auto network = connected({1, 1, 1}, {{.type = Type::sigmoid}});
        const FrozenScope frozen = freeze(network, std::vector<double>{2.0});
        QVERIFY(std::abs(frozen.column(0)[0] - (1 / (1 + std::exp(-2.0)) - 0.5) / 2) < 1e-15);
        QCOMPARE(frozen.bias()[0], 0.5);
        QCOMPARE(freeze(network, std::vector<double>{0.0}).column(0)[0], 0.25);
        const auto tangent = connected({1, 1, 1}, {{.type = Type::tanh}});
        QCOMPARE(freeze(tangent, std::vector<double>{1e-9}).column(0)[0], 1.0);
    }

    void the_first_of_equal_maxima_wins()
    {
        const auto network = connected({1, 2, 2}, {{.type = Type::max, .kernel = 2}});
        const FrozenScope frozen = freeze(network, std::vector<double>{1, 3, 3, 3});
        QCOMPARE(frozen.row(0), (std::vector<double>{0, 1, 0, 0}));
        QCOMPARE(frozen.decisions().front().index, (std::vector<std::uint8_t>{1}));
    }

    void a_gate_opens_above_zero_only()
    {
        const auto network = connected({1, 1, 3}, {{.type = Type::leaky_relu, .slope = 0.5}});
        const FrozenScope frozen = freeze(network, std::vector<double>{-1, 0, 1});
        QCOMPARE(frozen.forward(std::vector<double>{1, 1, 1}), (std::vector<double>{0.5, 0.5, 1}));
        QVERIFY(std::abs(frozen.active()[0] - 1.0 / 3) < 1e-15);
    }

    void votes_and_bias_sum_to_the_scores()
    {
        const ScopeNetwork& network = networks().at("classifier");
        Random random(8, 1);
        const auto x = random_numbers(network.inputs(), 1, random);
        const FrozenScope frozen = freeze(network, x);
        const ScopeMatrix v = votes(frozen.matrix(), x);
        for (std::size_t c = 0; c < frozen.outputs(); ++c)
            QVERIFY(std::abs(v.row(static_cast<Eigen::Index>(c)).sum() + frozen.bias()[c]
                             - frozen.output()[c])
                    < 1e-12);
        double b = 0, all = 0;
        const auto fx = frozen.forward(x);
        for (std::size_t i = 0; i < fx.size(); ++i) {
            b += std::abs(frozen.bias()[i]);
            all += std::abs(frozen.bias()[i]) + std::abs(fx[i]);
            QVERIFY(std::abs(bias_shares(frozen)[i]
                             - std::abs(frozen.bias()[i])
                                 / (std::abs(frozen.bias()[i]) + std::abs(fx[i])))
                    < 1e-14);
        }
        QVERIFY(std::abs(bias_share(frozen) - b / all) < 1e-14);
    }

    void bicubic_kernels_are_those_of_keys()
    {
        const ScopeMatrix b = bicubic_matrix(8);
        for (Eigen::Index i = 0; i < 16; ++i)
            QVERIFY(std::abs(b.row(i).sum() - 1) < 1e-15); // a constant stays
        // Half-pixel centres: w(1/4) = 111/128, w(3/4) = 29/128, w(5/4) = -9/128, w(7/4) = -3/128.
        QCOMPARE(b(7, 3), 111.0 / 128);
        QCOMPARE(b(7, 4), 29.0 / 128);
        QCOMPARE(b(7, 2), -9.0 / 128);
        QCOMPARE(b(7, 5), -3.0 / 128);
        QCOMPARE(b(0, 0), 111.0 / 128 + 29.0 / 128 - 3.0 / 128); // the edge is replicated
        const ScopeMatrix u =
            ScopeMatrix::NullaryExpr(256, 64, [&](Eigen::Index i, Eigen::Index j) {
                return b(i / 16, j / 8) * b(i % 16, j % 8);
            });
        QVERIFY(std::abs(bicubic_cosine(u, {1, 8, 8}) - 1) < 1e-14);
        QVERIFY(std::abs(bicubic_cosine(-2 * u, {1, 8, 8}) + 1) < 1e-14);
    }

    void the_stencil_of_a_displacement_has_its_peak_there()
    {
        constexpr Eigen::Index n = 9;
        ScopeMatrix f = ScopeMatrix::Zero(n * n, n * n);
        for (Eigen::Index i = 2; i < n; ++i)
            for (Eigen::Index j = 0; j + 3 < n; ++j)
                f(i * n + j, (i - 2) * n + j + 3) = 1; // down by 2, left by 3
        const ScopeMatrix k = stencil(f, n, n);
        QVERIFY(std::abs(k(2 + 7, -3 + 7) - 1) < 1e-15);
        QVERIFY(std::abs(k.sum() - 1) < 1e-15);
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeInterpreter)
#include "test_linear_scope_interpreter.moc"
