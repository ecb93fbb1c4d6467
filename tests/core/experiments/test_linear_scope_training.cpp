// Gradients, Adam and scores against finite differences and plain loops.
#include "core/experiments/linear_scope/linear_scope_data.hpp"
#include "tests/core/experiments/plain_scope.hpp"

#include <QtTest>

#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

LinearScopeSettings small(const std::string& task, const std::string& activation)
{
    LinearScopeSettings settings;
    settings.task = task;
    settings.image_size = 8;
    settings.channels = 3;
    settings.activation = activation;
    settings.train_count = 21;
    settings.test_count = 16;
    settings.batch_size = 11; // no whole number of registers
    settings.steps = 5;
    return settings;
}

struct Problem3 {
    LinearScopeData data;
    ScopeNetwork network{};
};

Problem3 problem(const LinearScopeSettings& settings)
{
    Problem3 result{.data = make_linear_scope_data(settings, 3, {})};
    result.network = draw_linear_scope_network(settings, result.data, 3);
    Random random(9, 9); // biases are 0 at first: not a place that shows mistakes
    for (ScopeLayer& layer : result.network.layers)
        for (double& b : layer.bias)
            b = 0.1 * random.normal();
    return result;
}

/// The loss of some samples, straight from the definition.
double plain_loss(const ScopeNetwork& network, const ScopeSamples& samples,
                  std::span<const std::int64_t> batch)
{
    double loss = 0;
    const std::size_t n = network.inputs(), m = network.outputs();
    for (const std::int64_t at : batch) {
        const auto s = static_cast<std::size_t>(at);
        const auto first = samples.inputs.begin() + static_cast<std::ptrdiff_t>(s * n);
        const auto y = plain_network(network, {first, first + static_cast<std::ptrdiff_t>(n)});
        if (samples.has_labels()) {
            double sum = 0;
            for (const double score : y)
                sum += std::exp(score);
            loss += std::log(sum) - y[static_cast<std::size_t>(samples.labels[s])];
            continue;
        }
        for (std::size_t i = 0; i < m; ++i)
            loss += std::pow(y[i] - samples.targets[s * m + i], 2) / static_cast<double>(m);
    }
    return loss / static_cast<double>(batch.size());
}

/// The tensors of a network in the order of training.
std::vector<std::vector<double>*> tensors_of(ScopeNetwork& network)
{
    std::vector<std::vector<double>*> result;
    for (ScopeLayer& layer : network.layers)
        if (layer.has_weights()) {
            result.push_back(&layer.weight);
            if (!layer.bias.empty())
                result.push_back(&layer.bias);
        }
    return result;
}

} // namespace

class TestLinearScopeTraining : public QObject {
    Q_OBJECT

private slots:
    void gradients_match_finite_differences_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("activation");
        QTest::addColumn<QString>("pooling");
        QTest::addColumn<QString>("head");
        QTest::addColumn<int>("kernel");
        const auto row = [](const char* task, const char* activation, const char* pooling,
                            const char* head, int kernel) {
            QTest::addRow("%s %s %s %s %d", task, activation, pooling, head, kernel)
                << task << activation << pooling << head << kernel;
        };
        row("classify", "relu", "max", "dense", 3);
        row("classify", "tanh", "avg", "gap", 5);
        row("classify", "leaky_relu", "max", "gap", 1);
        row("upscale", "leaky_relu", "max", "dense", 3);
        row("denoise", "sigmoid", "max", "dense", 7);
        row("fill", "tanh", "max", "dense", 5);
        row("shift", "relu", "max", "dense", 5);
    }
    void gradients_match_finite_differences()
    {
        QFETCH(QString, task);
        QFETCH(QString, activation);
        QFETCH(QString, pooling);
        QFETCH(QString, head);
        QFETCH(int, kernel);
        LinearScopeSettings settings = small(task.toStdString(), activation.toStdString());
        settings.pooling = pooling.toStdString();
        settings.head = head.toStdString();
        settings.kernel = kernel;
        Problem3 p = problem(settings);
        const auto batch = std::span(p.data.order).first(11);
        std::vector<std::vector<double>> gradients;
        const auto training = train_scope(p.network, p.data.train, false);
        const double loss = training->gradients(batch, gradients);
        QVERIFY(std::abs(loss - plain_loss(p.network, p.data.train, batch)) < 1e-13);

        const auto tensors = tensors_of(p.network);
        QCOMPARE(gradients.size(), tensors.size());
        Random random(1, 2);
        for (std::size_t k = 0; k < tensors.size(); ++k) {
            double largest = 0;
            for (const double g : gradients[k])
                largest = std::max(largest, std::abs(g));
            QVERIFY(largest > 0);
            for (int draw = 0; draw < 6; ++draw) {
                double& weight = (*tensors[k])[random.below(tensors[k]->size())];
                const auto at = static_cast<std::size_t>(&weight - tensors[k]->data());
                const double kept = weight;
                constexpr double step = 1e-6; // error about step² |f'''| + 1e-16 / step
                weight = kept + step;
                const double ahead = plain_loss(p.network, p.data.train, batch);
                weight = kept - step;
                const double behind = plain_loss(p.network, p.data.train, batch);
                weight = kept;
                QVERIFY2(std::abs((ahead - behind) / (2 * step) - gradients[k][at])
                             < 1e-6 * std::max(largest, 1e-2),
                         qPrintable(QString("tensor %1 entry %2").arg(k).arg(at)));
            }
        }
    }

    void steps_are_those_of_adam()
    {
        Problem3 p = problem(small("denoise", "relu"));
        const auto training = train_scope(p.network, p.data.train, false);
        auto expected = training->tensors();
        for (std::int64_t t = 1; t <= 4; ++t) {
            const auto batch =
                std::span(p.data.order).subspan(static_cast<std::size_t>(t - 1) * 11, 11);
            std::vector<std::vector<double>> gradients;
            const double before = training->gradients(batch, gradients);
            QCOMPARE(training->step(batch, 0.01, t), before);
            const auto ours = training->tensors();
            for (std::size_t k = 0; k < expected.size(); ++k)
                for (std::size_t i = 0; i < expected[k].value.size(); ++i) {
                    const double g = gradients[k][i];
                    double& m = expected[k].first[i];
                    double& v = expected[k].second[i];
                    m = 0.9 * m + 0.1 * g;
                    v = 0.999 * v + 0.001 * g * g;
                    const auto time = static_cast<double>(t);
                    expected[k].value[i] -= 0.01 * (m / (1 - std::pow(0.9, time)))
                        / (std::sqrt(v / (1 - std::pow(0.999, time))) + 1e-8);
                    QVERIFY(std::abs(ours[k].value[i] - expected[k].value[i]) < 1e-13);
                }
        }
    }

    void single_precision_follows_double_precision()
    {
        Problem3 p = problem(small("classify", "relu"));
        const auto batch = std::span(p.data.order).first(11);
        std::vector<std::vector<double>> wide, narrow;
        train_scope(p.network, p.data.train, false)->gradients(batch, wide);
        train_scope(p.network, p.data.train, true)->gradients(batch, narrow);
        double difference = 0;
        for (std::size_t k = 0; k < wide.size(); ++k)
            difference = std::max(difference, largest_difference(wide[k], narrow[k]));
        QVERIFY(difference < 1e-5 && difference > 0);
    }

    void scores_are_those_of_the_definition()
    {
        for (const char* task : {"classify", "upscale"}) {
            const Problem3 p = problem(small(task, "leaky_relu"));
            std::vector<std::int64_t> all(13);
            std::iota(all.begin(), all.end(), 0);
            const ScopeScore score = score_network(p.network, p.data.train, 13);
            const double loss = plain_loss(p.network, p.data.train, all);
            QVERIFY(std::abs(score.loss - loss) < 1e-13);
            if (std::string(task) == "upscale") {
                QVERIFY(std::abs(score.quality + 10 * std::log10(loss)) < 1e-11);
                continue;
            }
            double right = 0;
            for (std::size_t s = 0; s < 13; ++s) {
                const auto first =
                    p.data.train.inputs.begin() + static_cast<std::ptrdiff_t>(s * 64);
                const auto y = plain_network(p.network, {first, first + 64});
                const auto best = std::max_element(y.begin(), y.end()) - y.begin();
                right += best == p.data.train.labels[s] ? 1 : 0;
            }
            QVERIFY(std::abs(score.quality - right / 13) < 1e-15);
        }
    }

    void what_is_not_finite_is_not_learned_from()
    {
        Problem3 p = problem(small("denoise", "relu"));
        p.data.train.inputs[0] = std::numeric_limits<double>::quiet_NaN();
        const std::vector<std::int64_t> batch{0, 1};
        const auto training = train_scope(p.network, p.data.train, false);
        const auto before = training->tensors();
        QVERIFY(std::isnan(training->step(batch, 0.1, 1)));
        for (std::size_t k = 0; k < before.size(); ++k)
            QCOMPARE(training->tensors()[k].value, before[k].value);
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeTraining)
#include "test_linear_scope_training.moc"
