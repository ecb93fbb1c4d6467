// Four pixels, one kernel, two classes: every number worked out by hand in the specification.
#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

using Numbers = std::vector<double>;

/// Equal to the digits that the specification prints.
bool close(std::span<const double> values, const Numbers& expected, double digits = 5e-11)
{
    if (values.size() != expected.size())
        return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (!(std::abs(values[i] - expected[i]) <= digits))
            return false;
    return true;
}

Numbers tensor(std::span<const Tensor> tensors, const char* name)
{
    return std::get<Numbers>(tensor_named(tensors, name).values);
}

} // namespace

class TestLinearCnnWorkedExample : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Simulation> simulation_;
    std::unique_ptr<Recording> recording_;

    std::span<const double> sample(const std::string& channel, std::size_t index)
    {
        series_ = recording_->snapshot()[recording_->index(channel)];
        return series_.sample(index);
    }
    Series series_;

private slots:
    void initTestCase()
    {
        LinearCnnSettings settings;
        settings.kernels = 1;
        settings.compare_fully_connected = false;
        settings.learning_rate = 0.1;
        settings.steps = 1;
        settings.sample_every = 1;
        LinearCnnData data;
        data.height = 1;
        data.width = 4;
        data.classes = 2;
        data.inputs = {1, 2, 0, -1, 0, 1, 1, 0};
        data.targets = {1, 0, 0, 1};
        data.labels = {0, 1};
        LinearCnnWeights weights;
        weights.kernels = {{0.1, 0.2, 0, -0.1}};
        weights.readout = {0.3, 0, 0.1, 0, 0, -0.2, 0, 0.1};
        simulation_ = make_linear_cnn(settings, data, weights);
        recording_ = std::make_unique<Recording>(simulation_->channels());
        train(*simulation_, *recording_, 0, 1, [](std::int64_t) { return true; });
    }

    void modes_before_the_step()
    {
        const auto data = simulation_->data();
        QVERIFY(close(tensor(*data, "mode_singular_values"), {1.3065629649, 0.5411961001}));
        QVERIFY(close(tensor(*data, "mode_dominant_shares"), {0.75, 0.75}));
        const auto bins =
            std::get<std::vector<std::int64_t>>(tensor_named(*data, "mode_dominant_bins").values);
        QVERIFY((bins == std::vector<std::int64_t>{0, 1, 0, 1}));
    }

    void effective_map_before_the_step()
    {
        // u_aᵀ B, turned back by the class vectors u_a.
        const auto rows = sample("maps", 0);
        const auto u = tensor(*simulation_->data(), "mode_class_vectors"); // C × M
        Numbers map(8, 0);
        for (std::size_t c = 0; c < 2; ++c)
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t p = 0; p < 4; ++p)
                    map[c * 4 + p] += u[c * 2 + a] * rows[a * 4 + p];
        QVERIFY(close(map, {0.03, -0.01, 0.01, 0.05, -0.05, -0.02, 0.04, 0.01}, 1e-15));
    }

    void channels_before_the_step()
    {
        QVERIFY(close(sample("loss", 0), {0.513}, 1e-15));
        QVERIFY(close(sample("mode_strengths", 0), {-0.0254746783, 0.0430237233}));
        QVERIFY(close(sample("dominance", 0), {0.6831371583, 0.8727909124}));
        // 1.763424482244 in exact arithmetic; the specification's last digit is rounded up.
        QVERIFY(close(sample("participation", 0), {1.763424482244, 1.2854360514}));
        QVERIFY(close(sample("kernel_spectra", 0), {0.01, 0.025, 0}, 1e-15));
    }

    void weights_and_loss_after_the_step()
    {
        const auto weights = simulation_->weights();
        QVERIFY(close(tensor(weights, "kernels_1"), {0.1033, 0.1987, 0.0121, -0.0833}, 1e-14));
        QVERIFY(close(tensor(weights, "readout"),
                      {0.2844, 0.0208, 0.1260, -0.0104, -0.0064, -0.1980, 0.0172, 0.1088}, 1e-14));
        QVERIFY(close(sample("loss", 1), {0.4910031183}));
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnWorkedExample)
#include "test_linear_cnn_worked_example.moc"
