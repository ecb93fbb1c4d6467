// Whole runs of the presets with seeds of our own: what they must reach was measured with an
// independent implementation over many seeds (specification, section 11).
#include "core/experiments/resonator/resonator.hpp"
#include "tests/core/experiments/acceptance.hpp"

using namespace etalon;
using namespace etalon::test;

namespace {

Scalars scalars_of(const Overrides& overrides, std::uint64_t seed, bool searches = true)
{
    return whole_run(resonator(), overrides, seed, searches).scalars;
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
        const QString wrong = out_of_range(scalars_of({}, static_cast<std::uint64_t>(seed)),
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
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
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
