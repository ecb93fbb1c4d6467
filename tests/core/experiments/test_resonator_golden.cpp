// Training and inverse design against recordings of an independent implementation.
#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/path_error.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"
#include "core/experiments/resonator/surrogate_training.hpp"
#include "tests/core/experiments/plain_resonator.hpp"
#include "tests/core/experiments/resonator_golden.hpp"

#include <QDir>
#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double replay_bound = 1e-8;  // of training, relative (section 11)
constexpr double method_bound = 1e-4;  // of design_best, relative
constexpr double method_floor = 1e-9;  // below it objectives are equal
constexpr double target_share = 0.95;  // of the targets that must agree
constexpr double closed_bound = 1e-10; // of what is evaluated at given designs

const ResonatorGolden& golden_of(const QString& folder)
{
    static std::map<QString, std::unique_ptr<ResonatorGolden>> runs;
    auto& run = runs[folder];
    if (!run)
        run = std::make_unique<ResonatorGolden>(std::filesystem::path(ETALON_GOLDEN_DIR)
                                                / folder.toStdString());
    return *run;
}

void add_recordings()
{
    QTest::addColumn<QString>("folder");
    for (const QString& folder : QDir(ETALON_GOLDEN_DIR).entryList({"resonator-*"}, QDir::Dirs))
        QTest::newRow(qPrintable(folder)) << folder;
}

/// Largest difference over the largest magnitude.
double relative_difference(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double difference = 0, largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = std::max(difference, std::abs(a[i] - b[i]));
        largest = std::max(largest, std::abs(b[i]));
    }
    return largest > 0 ? difference / largest : difference;
}

std::span<const double> all_of(const ResonatorMatrix& matrix)
{
    return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

template <class A, class B>
void check(const A& ours, const B& golden, double bound, const std::string& what)
{
    const double difference = relative_difference(ours, golden);
    QVERIFY2(difference <= bound,
             qPrintable(QString("%1 differs by %2, allowed %3")
                            .arg(QString::fromStdString(what))
                            .arg(difference)
                            .arg(bound)));
}

std::string underscored(std::string method)
{
    std::replace(method.begin(), method.end(), '-', '_');
    return method;
}

/// Whether a column of `best` follows the recording, row by row.
bool column_agrees(const ResonatorMatrix& ours, const ResonatorMatrix& golden, Eigen::Index column)
{
    for (Eigen::Index row = 0; row < golden.rows(); ++row) {
        const double a = ours(row, column), b = golden(row, column);
        if (!(std::abs(a - b) <= std::max(method_bound * std::abs(b), method_floor)))
            return false;
    }
    return true;
}

} // namespace

class TestResonatorGolden : public QObject {
    Q_OBJECT

private slots:
    void recordings_are_there();
    void first_weights_follow_from_the_seed_data() { add_recordings(); }
    void first_weights_follow_from_the_seed();
    void training_replays_data() { add_recordings(); }
    void training_replays();
    void landscapes_replay_data() { add_recordings(); }
    void landscapes_replay();
    void methods_replay_data() { add_recordings(); }
    void methods_replay();
};

void TestResonatorGolden::recordings_are_there()
{
    QCOMPARE(QDir(ETALON_GOLDEN_DIR).entryList({"resonator-*"}, QDir::Dirs).size(), 5);
}

void TestResonatorGolden::first_weights_follow_from_the_seed()
{
    QFETCH(QString, folder);
    const ResonatorGolden& golden = golden_of(folder);
    const auto model = make_resonator_model(golden.settings(), {});
    const auto ours =
        draw_surrogate(surrogate_shape(golden.settings(), model->design().size()), golden.seed());
    const auto theirs = golden.weights("/state/initial");
    for (std::size_t l = 0; l < theirs.weights.size(); ++l)
        check(all_of(ours.weights[l]), all_of(theirs.weights[l]), 1e-12,
              "weight_" + std::to_string(l));

    const ResonatorMatrix order = golden.matrix("/data/order");
    for (Eigen::Index epoch = 0; epoch < order.rows(); ++epoch) {
        const auto expected =
            epoch_order(golden.seed(), epoch, static_cast<std::size_t>(order.cols()));
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(static_cast<double>(expected[i]), order(epoch, static_cast<Eigen::Index>(i)));
    }
}

void TestResonatorGolden::training_replays()
{
    QFETCH(QString, folder);
    const ResonatorGolden& golden = golden_of(folder);
    const ResonatorSettings& settings = golden.settings();
    const auto model = make_resonator_model(settings, {});
    const SurrogateShape shape = surrogate_shape(settings, model->design().size());
    const ResonatorMatrix designs = golden.matrix("/data/train_x");
    SurrogateTraining training(shape, golden.weights("/state/initial"), designs,
                               spectra_by(*model, designs), settings, golden.seed());
    const ResonatorMatrix validation_x = golden.matrix("/data/validation_x");
    const ResonatorMatrix validation_y = spectra_by(*model, validation_x);
    PathSpectrum path(model->wavelengths());

    std::vector<double> loss, rate, validation_loss, validation_mae, path_error;
    const auto sample = [&] {
        Surrogate surrogate(shape, training.weights());
        const ResonatorMatrix y = surrogate.spectra(validation_x);
        loss.push_back(training.batch_loss());
        rate.push_back(surrogate_rate(settings, training.step()));
        validation_loss.push_back((y - validation_y).array().square().mean());
        validation_mae.push_back(mean_absolute_error(y, validation_y));
        const auto errors = path.error(y, validation_y);
        path_error.insert(path_error.end(), errors.begin(), errors.end());
    };
    while (training.step() < settings.steps) {
        if (training.step() % settings.sample_every == 0)
            sample();
        QVERIFY(training.advance(surrogate_rate(settings, training.step())));
    }
    sample();

    check(loss, golden.channel("loss"), replay_bound, "loss");
    check(rate, golden.channel("rate"), replay_bound, "rate");
    check(validation_loss, golden.channel("validation_loss"), replay_bound, "validation_loss");
    check(validation_mae, golden.channel("validation_mae"), replay_bound, "validation_mae");
    check(path_error, golden.channel("path_error"), replay_bound, "path_error");
    const auto ours = training.weights(), theirs = golden.weights("/state/final");
    for (std::size_t l = 0; l < theirs.weights.size(); ++l) {
        check(all_of(ours.weights[l]), all_of(theirs.weights[l]), replay_bound,
              "final weight_" + std::to_string(l));
        check(std::span(ours.biases[l].data(), static_cast<std::size_t>(ours.biases[l].size())),
              std::span(theirs.biases[l].data(), static_cast<std::size_t>(theirs.biases[l].size())),
              replay_bound, "final bias_" + std::to_string(l));
    }
    Surrogate trained(shape, ours);
    check(all_of(trained.spectra(validation_x.topRows(4))), golden.channel("probe_spectra"),
          replay_bound, "probe_spectra");
}

void TestResonatorGolden::landscapes_replay()
{
    QFETCH(QString, folder);
    const ResonatorGolden& golden = golden_of(folder);
    const auto model = make_resonator_model(golden.settings(), {});
    const DesignTargets targets = golden.targets();
    const auto landscape =
        landscape_of({*model, golden.settings(), targets, golden.seed()}, 0, go_on);
    check(all_of(landscape->signal), golden.channel("landscape_signal"), closed_bound,
          "landscape_signal");
    check(all_of(landscape->fourier), golden.channel("landscape_fourier"), closed_bound,
          "landscape_fourier");
}

void TestResonatorGolden::methods_replay()
{
    QFETCH(QString, folder);
    const ResonatorGolden& golden = golden_of(folder);
    const auto model = make_resonator_model(golden.settings(), {});
    const DesignTargets targets = golden.targets();
    const DesignProblem problem{*model, golden.settings(), targets, golden.seed()};
    const Surrogate surrogate(surrogate_shape(golden.settings(), model->design().size()),
                              golden.weights("/state/final"));
    std::size_t replayed = 0;
    for (const std::string& method :
         design_methods(golden.settings(), model->design().size(), true)) {
        const std::string name = underscored(method);
        if (!golden.has_channel("design_best_" + name))
            continue; // optional methods
        ++replayed;
        const auto ours = run_design_method(method, problem, &surrogate, go_on);
        const ResonatorMatrix best = golden.matrix("/channels/design_best_" + name + "/values");
        QCOMPARE(ours->best.rows(), best.rows());
        Eigen::Index agreeing = 0;
        for (Eigen::Index q = 0; q < best.cols(); ++q)
            agreeing += column_agrees(ours->best, best, q);
        QVERIFY2(static_cast<double>(agreeing) >= target_share * static_cast<double>(best.cols()),
                 qPrintable(QString("%1: %2 of %3 targets agree")
                                .arg(name.c_str())
                                .arg(agreeing)
                                .arg(best.cols())));
        check(ours->evaluations, golden.channel("design_evaluations_" + name), 1e-14,
              "design_evaluations_" + name);
        check(all_of(ours->found), golden.channel("design_found_" + name), 1e-6,
              "design_found_" + name);
        if (golden.has_channel("design_path_" + name)) {
            ResonatorMatrix path(0, ours->found.cols());
            for (const ResonatorMatrix& rows : ours->path) {
                path.conservativeResize(path.rows() + rows.rows(), Eigen::NoChange);
                path.bottomRows(rows.rows()) = rows;
            }
            check(all_of(path), golden.channel("design_path_" + name), 1e-6, "design_path_" + name);
        } else {
            QVERIFY(ours->path.empty());
        }
        const MethodScore score = score_of(*ours, *model, targets, golden.settings().success_mae);
        const JsonReader summary = golden.run().at("summary");
        QCOMPARE(score.success, summary.at("success_" + name).real());
        QVERIFY(std::abs(score.median_mae - summary.at("median_mae_" + name).real()) < 1e-6);
        QCOMPARE(score.evaluations, summary.at("evaluations_" + name).real());
    }
    QCOMPARE(replayed, std::size_t(9));
}

QTEST_APPLESS_MAIN(TestResonatorGolden)
#include "test_resonator_golden.moc"
