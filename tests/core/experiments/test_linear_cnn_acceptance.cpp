// What the experiment must show, on runs of full size: the rows A1 to A19 of its specification.
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QtTest>

#include <functional>
#include <numeric>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr std::uint64_t seeds[] = {101, 102, 103, 104, 105, 106};

/// Runs of full size are made once and looked at by several tests.
const LinearCnnRun& run_of(const std::string& preset, std::uint64_t seed)
{
    static std::map<std::pair<std::string, std::uint64_t>, std::unique_ptr<LinearCnnRun>> runs;
    auto& run = runs[{preset, seed}];
    if (!run)
        run = std::make_unique<LinearCnnRun>(preset, seed);
    return *run;
}

double mean(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> of_modes(const LinearCnnRun& run, const std::string& name)
{
    std::vector<double> values;
    for (std::size_t a = 1; a <= run.modes(); ++a)
        values.push_back(run.scalar(name + "_" + std::to_string(a)).value());
    return values;
}

/// Largest |measured - theory| of any mode over its final strength.
double largest_deviation(const LinearCnnRun& run, const std::string& theory)
{
    const auto measured = run.series("mode_strengths").values(),
               predicted = run.series(theory).values();
    double result = 0;
    for (std::size_t i = 0; i < measured.size(); ++i)
        result = std::max(result,
                          std::abs(measured[i] - predicted[i])
                              / run.last("mode_strengths", i % run.modes()));
    return result;
}

/// Stage times of a theory's curves, at half of the measured final strengths.
std::vector<double> stage_times(const LinearCnnRun& run, const std::string& theory)
{
    std::vector<double> times;
    const Series& series = run.series(theory);
    for (std::size_t a = 0; a < run.modes(); ++a) {
        const double level = run.last("mode_strengths", a) / 2;
        std::size_t i = 0;
        while (series.sample(i)[a] < level)
            ++i;
        const double before = series.sample(i - 1)[a], after = series.sample(i)[a];
        const auto from = static_cast<double>(series.steps()[i - 1]);
        const auto to = static_cast<double>(series.steps()[i]);
        times.push_back(from + (to - from) * (level - before) / (after - before));
    }
    return times;
}

} // namespace

class TestLinearCnnAcceptance : public QObject {
    Q_OBJECT

private slots:
    void a1_each_mode_keeps_its_dominant_frequency()
    {
        for (const auto seed : seeds) {
            const auto dominance = of_modes(run_of("default", seed), "dominance");
            QVERIFY2(mean(dominance) >= 0.98, std::to_string(seed).c_str());
            QVERIFY2(*std::min_element(dominance.begin(), dominance.end()) >= 0.85,
                     std::to_string(seed).c_str());
        }
    }

    void a2_the_companion_keeps_all_frequencies()
    {
        for (const auto seed : seeds) {
            const LinearCnnRun& run = run_of("default", seed);
            const auto shares = of_modes(run, "data_share"),
                       kept = of_modes(run, "dominance_fully_connected");
            for (std::size_t a = 0; a < shares.size(); ++a)
                QVERIFY(std::abs(kept[a] - shares[a]) <= 0.005);
        }
    }

    void a3_the_reduced_map_predicts_the_curves()
    {
        for (const auto seed : seeds)
            QVERIFY(largest_deviation(run_of("default", seed), "mode_strengths_reduced") <= 0.01);
    }

    void a4_a5_stage_times_are_predicted()
    {
        for (const auto seed : seeds) {
            const LinearCnnRun& run = run_of("default", seed);
            const auto measured = of_modes(run, "stage_time");
            const auto reduced = of_modes(run, "predicted_stage_time");
            const auto closed = stage_times(run, "mode_strengths_sigmoid");
            for (std::size_t a = 0; a < measured.size(); ++a) {
                QVERIFY(std::abs(reduced[a] / measured[a] - 1) <= 0.005);
                QVERIFY(std::abs(closed[a] / measured[a] - 1) <= 0.02);
            }
        }
    }

    void a6_stages_come_in_the_order_of_the_modes()
    {
        for (const auto seed : seeds) {
            const auto times = of_modes(run_of("default", seed), "stage_time");
            QVERIFY(std::is_sorted(times.begin(), times.end()));
        }
    }

    void a7_a8_modes_are_learned_to_their_end()
    {
        for (const auto seed : seeds) {
            const LinearCnnRun& run = run_of("default", seed);
            const auto& s = run.data("mode_singular_values");
            const auto& d = run.data("mode_powers");
            for (std::size_t a = 0; a < run.modes(); ++a)
                QVERIFY(std::abs(run.last("mode_strengths", a) * d[a] / s[a] - 1) <= 0.02);
            QCOMPARE(run.last("accuracy"), 1.0);
        }
    }

    void a9_a10_a11_cnn_answers_by_texture_and_companion_by_shape()
    {
        for (const auto seed : seeds) {
            const LinearCnnRun& run = run_of("texture-versus-shape", seed);
            QVERIFY(run.last("conflict_texture") >= 0.95);
            QVERIFY(run.last("conflict_shape_fully_connected") >= 0.95);
            QVERIFY(run.last("test_accuracy") >= 0.98);
            QVERIFY(run.last("test_accuracy_fully_connected") >= 0.98);
        }
    }

    void a12_a13_hierarchies_are_learned_from_coarse_to_fine()
    {
        for (const auto seed : seeds) {
            const LinearCnnRun& run = run_of("hierarchy", seed);
            const auto times = of_modes(run, "stage_time");
            QCOMPARE(times.size(), std::size_t{7});
            QVERIFY(times[0] < std::min(times[1], times[2]));
            QVERIFY(std::max(times[1], times[2])
                    < *std::min_element(times.begin() + 3, times.end()));
            QVERIFY(median(of_modes(run, "dominance")) >= 0.97);
            QVERIFY(std::abs(median(of_modes(run, "dominance_fully_connected")) - 0.67) <= 0.02);
        }
    }

    void a14_noise_erodes_the_dominance()
    {
        for (const auto seed : {seeds[0], seeds[1], seeds[2]}) {
            const LinearCnnRun& run = run_of("noise-erodes", seed);
            std::vector<double> peaks(run.modes(), 0), ends;
            const Series& dominance = run.series("dominance");
            for (std::size_t a = 0; a < run.modes(); ++a) {
                for (std::size_t i = 0; i < dominance.size(); ++i)
                    peaks[a] = std::max(peaks[a], dominance.sample(i)[a]);
                ends.push_back(run.last("dominance", a));
            }
            QVERIFY(mean(peaks) - mean(ends) >= 0.15);
        }
    }

    void a15_a16_relu_network_answers_by_texture()
    {
        for (const auto seed : {seeds[0], seeds[1], seeds[2]}) {
            const LinearCnnRun& run = run_of("texture-versus-shape-relu", seed);
            QVERIFY(run.last("test_accuracy") >= 0.95);
            QVERIFY(run.last("conflict_texture") >= 0.80);
        }
    }

    void a17_a18_shapes_use_fewer_frequencies_than_the_companion()
    {
        for (const auto seed : {seeds[0], seeds[1], seeds[2]}) {
            const LinearCnnRun& run = run_of("shapes", seed);
            const auto cnn = run.last_sample("participation");
            const auto companion = run.last_sample("participation_fully_connected");
            std::size_t fewer = 0;
            for (std::size_t a = 0; a < cnn.size(); ++a)
                fewer += cnn[a] < companion[a] ? 1 : 0;
            QVERIFY(fewer + 2 >= cnn.size());
            QVERIFY(mean(cnn) / mean(companion) <= 0.6);
        }
    }

    void a19_kernels_grow_as_the_linearised_start_says()
    {
        for (const char* preset : {"default", "shapes", "hierarchy"}) {
            std::vector<double> deviations;
            for (const auto seed : seeds) {
                const LinearCnnRun& run = run_of(preset, seed);
                const Series& theory = run.series("kernel_spectra_early");
                QVERIFY(theory.size() > 3);
                const std::size_t last = theory.size() - 1;
                const auto predicted = theory.sample(last);
                const auto measured = run.series("kernel_spectra").sample(last);
                QCOMPARE(theory.steps()[last], run.series("kernel_spectra").steps()[last]);
                double off = 0, sum = 0;
                for (std::size_t i = 0; i < predicted.size(); ++i) {
                    off += std::abs(predicted[i] - measured[i]);
                    sum += measured[i];
                }
                deviations.push_back(off / sum);
            }
            QVERIFY2(mean(deviations) <= 0.10, preset);
            // Modes of shapes share frequencies: there the reduced curve that ends the window may
            // lag far behind, and one run in seven leaves the linear regime within it.
            if (std::string(preset) != "shapes")
                QVERIFY2(*std::max_element(deviations.begin(), deviations.end()) <= 0.10, preset);
        }
    }

    void larger_initial_weights_weaken_the_bias()
    {
        double before = 1;
        for (const double scale : {1e-3, 1e-2, 0.1, 0.3, 1.0}) {
            std::vector<double> dominance;
            for (const auto seed : {seeds[0], seeds[1], seeds[2]})
                for (const double value : LinearCnnRun("default", seed, {{"init_scale", scale}})
                                              .last_sample("dominance"))
                    dominance.push_back(value);
            QVERIFY(median(dominance) < before);
            before = median(dominance);
        }
        QVERIFY(before < 0.1);
    }

    void small_kernels_and_depth_have_the_bias_that_was_measured()
    {
        std::vector<double> small, deep;
        for (const auto seed : {seeds[0], seeds[1], seeds[2]}) {
            for (const double value : of_modes(run_of("small-kernels", seed), "dominance"))
                small.push_back(value);
            for (const double value : of_modes(run_of("deep", seed), "dominance"))
                deep.push_back(value);
        }
        // Medians .81 and .97 over six and five other seeds.
        QVERIFY2(median(small) > 0.6 && median(small) < 0.95,
                 std::to_string(median(small)).c_str());
        QVERIFY2(median(deep) > 0.9, std::to_string(median(deep)).c_str());
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnAcceptance)
#include "test_linear_cnn_acceptance.moc"
