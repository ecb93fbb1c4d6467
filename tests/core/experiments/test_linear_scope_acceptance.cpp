// Whole runs of the presets with data and weights of our own: the bounds of the specification,
// which an independent implementation measured over many seeds.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"
#include "core/lab/runner.hpp"

#include <QtTest>

#include <map>

using namespace etalon;

namespace {

struct Range {
    const char* scalar;
    double low, high;
};

constexpr double any = 1e300;

std::map<std::string, double> scalars_of(const std::string& preset, std::uint64_t seed)
{
    const Experiment experiment = linear_scope();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides});
    const auto simulation = experiment.make({values, seed, {}});
    Recording recording(simulation->channels());
    train(*simulation, recording, 0, planned_steps(values), [](std::int64_t) { return true; });
    std::map<std::string, double> scalars;
    for (const auto& [name, value] : simulation->summary(recording))
        scalars[name] = value.value();
    if (scalars.contains("bicubic_quality")) {
        scalars["gain"] = scalars["test_quality"] - scalars["bicubic_quality"];
        const Series quality = recording.snapshot()[recording.index("quality")];
        double best = -any;
        for (std::size_t i = quality.size() - 5; i < quality.size(); ++i)
            best = std::max(best, quality.sample(i)[1] - scalars["bicubic_quality"]);
        scalars["best_gain"] = best;
    }
    return scalars;
}

void add(const char* preset, int seeds, const std::vector<Range>& ranges)
{
    for (int seed = 1; seed <= seeds; ++seed)
        QTest::addRow("%s, seed %d", preset, seed) << QString(preset) << seed << ranges;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<Range>)

class TestLinearScopeAcceptance : public QObject {
    Q_OBJECT

private slots:
    void presets_end_where_they_should_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<int>("seed");
        QTest::addColumn<std::vector<Range>>("ranges");
        add("classify-shapes", 3, {{"test_quality", 0.92, 1}, {"bias_share", 0.01, 1}});
        add("classify-no-bias", 2, {{"test_quality", 0.88, 1}, {"bias_share", 0, 1e-12}});
        add("classify-offset", 2, {{"test_quality", 0.92, 1}, {"bias_share", 0.02, 1}});
        add("upscale-residual", 2, {{"gain", 0.4, any}, {"bicubic_cosine", 0.8, 0.998}});
        add("upscale-plain", 2, {{"best_gain", 1e-9, any}, {"bicubic_cosine", 0.8, 0.998}});
        add("denoise", 2,
            {{"test_quality", 18.5, any}, {"stencil_peak_x", 0, 0}, {"stencil_peak_y", 0, 0}});
        add("fill", 2, {{"test_quality", 21, any}});
        add("shift", 2,
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
        for (const Range& range : ranges) {
            const double value = scalars.at(range.scalar);
            QVERIFY2(value >= range.low && value <= range.high,
                     qPrintable(QString("%1 = %2").arg(range.scalar).arg(value)));
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeAcceptance)
#include "test_linear_scope_acceptance.moc"
