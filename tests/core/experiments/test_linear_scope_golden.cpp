// Recordings of an independent implementation, replayed from checkpoint to checkpoint.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/runner.hpp"
#include "core/lab/session.hpp"

#include <QDir>
#include <QtTest>

#include <cmath>
#include <map>

using namespace etalon;

namespace {

struct Golden {
    explicit Golden(const std::string& folder)
        : run(load(std::filesystem::path(ETALON_GOLDEN_DIR) / folder, experiments()))
        , settings(linear_scope_schema().settings(run.setup.values))
        , data(linear_scope_data_from(*run.data, settings))
        , network(make_scope_network(settings, data.train.input, data.classes))
    {
    }

    ScopeNetwork at(std::span<const Tensor> tensors) const
    {
        ScopeNetwork result = network;
        set_weights(result, tensors);
        return result;
    }

    RunRecord run;
    LinearScopeSettings settings;
    LinearScopeData data;
    ScopeNetwork network;
};

const Golden& golden_of(const QString& folder)
{
    static std::map<QString, std::unique_ptr<Golden>> all;
    auto& golden = all[folder];
    if (!golden)
        golden = std::make_unique<Golden>(folder.toStdString());
    return *golden;
}

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"linear-scope-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

double difference(std::span<const double> a, std::span<const double> b)
{
    double result = 0, largest = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        result = std::max(result, std::abs(a[i] - b[i]));
        largest = std::max(largest, std::abs(b[i]));
    }
    return largest > 0 ? result / largest : result;
}

QString differs(const std::string& name, double value)
{
    return QString::fromStdString(name) + QString(" differs by %1").arg(value);
}

std::vector<ScopeMoments> moments_of(const Golden& golden, std::span<const Tensor> tensors)
{
    std::vector<ScopeMoments> result;
    for (const auto& place : scope_tensor_places(golden.network))
        result.push_back({scope_values(tensors, place.name, place.shape),
                          scope_values(tensors, "first_" + place.name, place.shape),
                          scope_values(tensors, "second_" + place.name, place.shape)});
    return result;
}

/// The checkpoint as the program itself would have written it.
std::vector<Tensor> whole_state(const Golden& golden, std::size_t checkpoint)
{
    auto tensors = golden.run.checkpoints[checkpoint].tensors;
    const auto images = static_cast<std::size_t>(golden.settings.scope_images);
    std::vector<std::int64_t> decisions;
    std::size_t count = 0;
    if (checkpoint > 0) {
        const LinearScopeSample before(golden.at(golden.run.checkpoints[checkpoint - 1].tensors),
                                       golden.data, images);
        for (const auto& image : before.decisions())
            decisions.insert(decisions.end(), image.begin(), image.end());
        count = decisions.size() / images;
    }
    tensors.push_back({"decisions", {images, count}, std::move(decisions)});
    tensors.push_back({"batch_loss", {1}, std::vector<double>{0}});
    tensors.push_back({"worst", {2}, std::vector<double>{0, 0}});
    return tensors;
}

/// Bounds of the specification, section 13.
double bound_of(const std::string& channel)
{
    if (channel == "scope_active" || channel == "scope_flips")
        return 2e-3;
    if (channel == "scope_matrix" || channel == "scope_bias" || channel == "scope_output")
        return 1e-8;
    return 1e-6;
}

} // namespace

class TestLinearScopeGolden : public QObject {
    Q_OBJECT

private slots:
    void there_are_recordings()
    {
        QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"linear-scope-*"}, QDir::Dirs).size(), 4);
    }

    void training_leads_from_checkpoint_to_checkpoint_data() { add_recordings(); }
    void training_leads_from_checkpoint_to_checkpoint()
    {
        QFETCH(QString, folder);
        const Golden& golden = golden_of(folder);
        const auto& checkpoints = golden.run.checkpoints;
        QVERIFY(checkpoints.size() >= 3);
        const auto training = train_scope(golden.network, golden.data.train, false);
        for (std::size_t i = 0; i + 1 < checkpoints.size(); ++i) {
            training->set(moments_of(golden, checkpoints[i].tensors));
            for (std::int64_t s = checkpoints[i].step; s < checkpoints[i + 1].step; ++s)
                training->step(std::span(golden.data.order)
                                   .subspan(static_cast<std::size_t>(s) * golden.data.batch_size,
                                            golden.data.batch_size),
                               golden.settings.learning_rate, s + 1);
            const auto ours = training->tensors();
            const auto theirs = moments_of(golden, checkpoints[i + 1].tensors);
            for (std::size_t k = 0; k < ours.size(); ++k)
                for (const double d : {difference(ours[k].value, theirs[k].value),
                                       difference(ours[k].first, theirs[k].first),
                                       difference(ours[k].second, theirs[k].second)})
                    QVERIFY2(d <= 1e-8, qPrintable(QString::number(d)));
        }
    }

    void channels_agree_at_every_checkpoint_data() { add_recordings(); }
    void channels_agree_at_every_checkpoint()
    {
        QFETCH(QString, folder);
        const Golden& golden = golden_of(folder);
        const auto simulation =
            make_linear_scope(golden.settings, golden.data, golden.at(golden.run.initial));
        const auto& channels = golden.run.recording->channels();
        const auto theirs = golden.run.recording->snapshot();
        std::size_t compared = 0;
        for (std::size_t c = 0; c < golden.run.checkpoints.size(); ++c) {
            const std::int64_t step = golden.run.checkpoints[c].step;
            simulation->restore(step, whole_state(golden, c));
            Recording recording(simulation->channels());
            if (step == golden.run.step)
                recording.finish(step);
            simulation->observe(recording, step);
            recording.publish();
            const auto ours = recording.snapshot();
            for (std::size_t i = 0; i < channels.size(); ++i) {
                const std::string& name = channels[i].name;
                if (name == "scope_identity" || name == "scope_adjoint" || name == "scope_left"
                    || name == "scope_right")
                    continue; // rounding noise, and vectors of nearly equal values
                const std::size_t own = recording.index(name);
                const auto place = std::ranges::find(theirs[i].steps(), step);
                QVERIFY2((place != theirs[i].steps().end()) == !ours[own].empty(), name.c_str());
                if (ours[own].empty())
                    continue;
                QVERIFY2(recording.channels()[own].shape == channels[i].shape, name.c_str());
                const auto index = static_cast<std::size_t>(place - theirs[i].steps().begin());
                const auto a = ours[own].sample(ours[own].at_or_before(step));
                const auto b = theirs[i].sample(index);
                const double d = difference(a, b);
                QVERIFY2(d <= bound_of(name), qPrintable(differs(name, d)));
                ++compared;
            }
        }
        QVERIFY(compared >= 7 * golden.run.checkpoints.size());
    }

    void singular_vectors_of_the_recording_satisfy_its_matrix_data() { add_recordings(); }
    void singular_vectors_of_the_recording_satisfy_its_matrix()
    {
        QFETCH(QString, folder);
        const Golden& golden = golden_of(folder);
        const FrozenScope frozen =
            freeze(golden.at(golden.run.final),
                   std::span(golden.data.test.inputs).first(golden.network.inputs()));
        const auto series = golden.run.recording->snapshot();
        const auto of = [&](const char* name) {
            const Series& s = series[golden.run.recording->index(name)];
            return s.sample(s.size() - 1);
        };
        const auto values = of("scope_singular_values"), left = of("scope_left"),
                   right = of("scope_right");
        const std::size_t m = frozen.outputs(), n = frozen.inputs();
        for (std::size_t r = 0; r < std::min<std::size_t>({16, m, n}); ++r) {
            const auto fv = frozen.forward(right.subspan(r * n, n));
            const auto ftu = frozen.transposed(left.subspan(r * m, m));
            for (std::size_t i = 0; i < m; ++i)
                QVERIFY(std::abs(fv[i] - values[r] * left[r * m + i]) <= 1e-7 * values[0]);
            for (std::size_t j = 0; j < n; ++j)
                QVERIFY(std::abs(ftu[j] - values[r] * right[r * n + j]) <= 1e-7 * values[0]);
        }
    }

    void summaries_agree_data() { add_recordings(); }
    void summaries_agree()
    {
        QFETCH(QString, folder);
        const Golden& golden = golden_of(folder);
        const auto simulation =
            make_linear_scope(golden.settings, golden.data, golden.at(golden.run.initial));
        const std::size_t last = golden.run.checkpoints.size() - 1;
        simulation->restore(golden.run.step, whole_state(golden, last));
        Recording recording(simulation->channels());
        std::map<std::string, double> ours;
        for (const auto& [name, value] : simulation->summary(recording))
            ours[name] = value.value();
        QCOMPARE(ours.size(), golden.run.summary.size());
        for (const auto& [name, value] : golden.run.summary) {
            if (name.starts_with("worst_")) {
                QVERIFY(ours.at(name) < 1e-11);
                continue;
            }
            const double d =
                std::abs(ours.at(name) - value.value()) / std::max(1e-3, std::abs(value.value()));
            QVERIFY2(d <= 1e-6, qPrintable(differs(name, d)));
        }
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeGolden)
#include "test_linear_scope_golden.moc"
