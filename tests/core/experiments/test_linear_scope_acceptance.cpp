// Whole runs of the presets with data and weights of our own: the bounds of the specification,
// which an independent implementation measured over many seeds.
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "tests/core/experiments/acceptance.hpp"

#include <algorithm>

using namespace etalon;
using namespace etalon::test;

namespace {

/// With the gain over bicubic interpolation at the end, and the best of the last five samples.
Scalars scalars_of(const std::string& preset, std::uint64_t seed)
{
    const Experiment experiment = linear_scope();
    const WholeRun run = whole_run(experiment, find_preset(experiment, preset).overrides, seed);
    Scalars scalars = run.scalars;
    if (scalars.contains("bicubic_quality")) {
        const double bicubic = scalars.at("bicubic_quality");
        scalars["gain"] = scalars.at("test_quality") - bicubic;
        const Series& quality = run.of("quality");
        double best = -any;
        for (std::size_t i = quality.size() - 5; i < quality.size(); ++i)
            best = std::max(best, quality.sample(i)[1] - bicubic);
        scalars["best_gain"] = best;
    }
    return scalars;
}

} // namespace

class TestLinearScopeAcceptance : public QObject {
    Q_OBJECT

private slots:
    void presets_end_where_they_should_data()
    {
        add_run_columns();
        add_runs("classify-shapes", 3, {{"test_quality", 0.92, 1}, {"bias_share", 0.01, 1}});
        add_runs("classify-no-bias", 2, {{"test_quality", 0.88, 1}, {"bias_share", 0, 1e-12}});
        add_runs("classify-offset", 2, {{"test_quality", 0.92, 1}, {"bias_share", 0.02, 1}});
        add_runs("upscale-residual", 2, {{"gain", 0.4, any}, {"bicubic_cosine", 0.8, 0.998}});
        add_runs("upscale-plain", 2, {{"best_gain", 1e-9, any}, {"bicubic_cosine", 0.8, 0.998}});
        add_runs("denoise", 2,
                 {{"test_quality", 18.5, any}, {"stencil_peak_x", 0, 0}, {"stencil_peak_y", 0, 0}});
        add_runs("fill", 2, {{"test_quality", 21, any}});
        add_runs("shift", 2,
                 {{"test_quality", 27, any}, {"stencil_peak_x", 3, 3}, {"stencil_peak_y", 0, 0}});
    }
    void presets_end_where_they_should()
    {
        QFETCH(QString, preset);
        QFETCH(int, seed);
        QFETCH(std::vector<Range>, ranges);
        const auto scalars = scalars_of(preset.toStdString(), static_cast<std::uint64_t>(seed));
        QVERIFY(scalars.at("worst_identity") <= 1e-11);
        QVERIFY(scalars.at("worst_adjoint") <= 1e-11);
        const QString wrong = out_of_range(scalars, ranges);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeAcceptance)
#include "test_linear_scope_acceptance.moc"
