// Whole runs of the presets with seeds of our own: what they must reach was measured with an
// independent implementation over many seeds (specification, section 11).
#include "core/experiments/resonator/resonator_simulation.hpp"
#include "core/lab/train.hpp"

#include <QtTest>

#include <map>

using namespace etalon;

namespace {

struct Bound {
    const char* scalar;
    double low, high;
};

std::map<std::string, double> scalars_of(const Overrides& overrides, std::uint64_t seed,
                                         bool searches = true)
{
    const Values values = resonator_schema().schema().resolve({overrides});
    const auto simulation = make_resonator({values, seed, {}});
    Recording recording(simulation->channels());
    Outcome outcome;
    train(*simulation, recording, 0, planned_steps(values),
          {.proceed = [&](double, const std::string&) { return searches; }}, outcome);
    std::map<std::string, double> scalars;
    for (const auto& [name, value] : simulation->summary(recording))
        scalars[name] = value.value();
    return scalars;
}

void verify(std::map<std::string, double>& scalars, const std::vector<Bound>& bounds)
{
    for (const Bound& bound : bounds) {
        const double value = scalars.at(bound.scalar);
        QVERIFY2(value >= bound.low && value <= bound.high,
                 qPrintable(QString("%1 is %2, accepted %3 to %4")
                                .arg(bound.scalar)
                                .arg(value)
                                .arg(bound.low)
                                .arg(bound.high)));
    }
}

} // namespace

class TestResonatorAcceptance : public QObject {
    Q_OBJECT

private slots:
    void the_default_run_ends_where_it_should_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {7, 11, 23})
            QTest::addRow("seed %d", seed) << seed;
    }

    void the_default_run_ends_where_it_should()
    {
        QFETCH(int, seed);
        auto scalars = scalars_of({}, static_cast<std::uint64_t>(seed));
        verify(scalars,
               {{"validation_mae", 0, 0.022},
                {"target_surrogate_mae", 0, 0.015},
                {"success_surrogate_centre", 0, 0.30},
                {"success_exact_centre", 0, 0.35},
                {"success_surrogate_fourier", 0.80, 1},
                {"success_exact_fourier", 0.80, 1},
                {"success_exact_lm", 0.97, 1},
                {"evaluations_surrogate_centre", 402, 402},
                {"evaluations_surrogate_multistart", 6448, 6448},
                {"evaluations_surrogate_fourier", 502, 602},
                {"evaluations_exact_multistart", 6432, 6432},
                {"evaluations_exact_fourier", 502, 602},
                {"evaluations_exact_lm", 356, 356},
                {"evaluations_grid", 40401, 40401},
                {"evaluations_differential_evolution", 4000, 4000}});
    }

    /// Three seeds of 32 targets each; nothing is trained, as the fit needs no surrogate.
    void noise_does_not_mislead_the_exact_fit()
    {
        double success = 0;
        for (const std::uint64_t seed : {7, 11, 23})
            success += scalars_of({{"steps", std::int64_t{0}},
                                   {"target_noise", 0.05},
                                   {"global_evaluations", std::int64_t{40}},
                                   {"grid_points", std::int64_t{2}}},
                                  seed)
                           .at("success_exact_lm")
                / 3;
        QVERIFY2(success >= 0.95, qPrintable(QString::number(success)));
    }

    void raw_inputs_teach_the_surrogate_little()
    {
        const auto raw = scalars_of({{"feature_bands", std::int64_t{0}}}, 7, false);
        const auto featured = scalars_of({}, 7, false);
        QVERIFY(raw.at("validation_mae") >= 4 * featured.at("validation_mae"));
    }
};

QTEST_APPLESS_MAIN(TestResonatorAcceptance)
#include "test_resonator_acceptance.moc"
