// One run as the laboratory sees it: channels, data, checkpoints, live changes, endings.
#include "core/lab/random.hpp"
#include "tests/core/experiments/resonator_small_run.hpp"

#include <QtTest>

#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

const std::vector<std::string> all_methods{
    "surrogate_centre",      "surrogate_multistart", "surrogate_fourier", "exact_centre",
    "exact_multistart",      "exact_fourier",        "exact_lm",          "grid",
    "differential_evolution"};

using Extents = std::vector<std::size_t>;

/// Bit for bit; not-a-number equals itself.
bool same(const std::vector<double>& a, const std::vector<double>& b)
{
    return a.size() == b.size()
        && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

std::string first_difference(const ResonatorRun& a, const ResonatorRun& b)
{
    for (const Channel& channel : a.recording->channels())
        if (!same(a.values(channel.name), b.values(channel.name))
            || a.steps(channel.name) != b.steps(channel.name))
            return channel.name;
    return a.simulation->weights() == b.simulation->weights() ? "" : "weights";
}

} // namespace

class TestResonatorSimulation : public QObject {
    Q_OBJECT

private slots:
    void training_channels_are_sampled_as_asked();
    void methods_leave_their_channels();
    void battery_and_theory_stand_at_step_zero();
    void the_last_step_shows_four_validation_spectra();
    void data_are_as_the_seed_draws_them();
    void the_loss_is_that_of_the_batch_in_order();
    void equal_seeds_give_equal_bits_and_others_differ();
    void a_restored_checkpoint_goes_on_with_the_same_bits();
    void a_checkpoint_that_lacks_a_tensor_is_refused();
    void an_analysed_run_can_set_out_again();
    void checkpoints_of_a_default_run_take_little_room();
    void without_steps_there_is_no_surrogate_method();
    void a_stopped_run_keeps_its_training();
    void cancelled_searches_leave_nothing();
    void rates_change_live_and_nothing_else_does();
    void a_diverging_run_ends_with_its_last_finite_state();
    void a_wish_that_nothing_fulfils_is_said();
    void summary_and_timing_name_every_method();
};

void TestResonatorSimulation::training_channels_are_sampled_as_asked()
{
    ResonatorSettings settings = small_resonator();
    settings.steps = 25;
    const ResonatorRun run = std::move(ResonatorRun(settings).train());
    QVERIFY(run.outcome.state == RunState::finished);
    for (const char* channel : {"loss", "validation_loss", "validation_mae", "rate", "path_error"})
        QCOMPARE(run.steps(channel), (std::vector<std::int64_t>{0, 10, 20, 25}));
    QCOMPARE(run.declared("path_error").shape, Extents{16});
    QCOMPARE(ResonatorRun(ResonatorSettings{.train_size = 128}).declared("path_error").shape,
             Extents{32});
    const auto rate = run.values("rate");
    for (std::size_t i = 0; i < rate.size(); ++i) {
        const double phase = std::numbers::pi * static_cast<double>(run.steps("rate")[i]) / 25;
        QVERIFY(std::abs(rate[i] - 5e-3 * (0.02 + 0.98 * (1 + std::cos(phase)) / 2)) < 1e-16);
    }
}

void TestResonatorSimulation::methods_leave_their_channels()
{
    const ResonatorRun run = std::move(ResonatorRun(small_resonator()).train());
    const std::map<std::string, std::size_t> rows{
        {"exact_lm", 6}, {"grid", 1}, {"differential_evolution", 5}}; // 21 x 21 points, 200/40
    for (const std::string& method : all_methods) {
        const std::size_t expected = rows.contains(method) ? rows.at(method) : 9;
        std::vector<std::int64_t> counted(expected);
        std::iota(counted.begin(), counted.end(), 0);
        QCOMPARE(run.steps("design_best_" + method), counted);
        QCOMPARE(run.steps("design_evaluations_" + method), counted);
        QCOMPARE(run.steps("design_found_" + method), std::vector<std::int64_t>{counted.back()});
        QCOMPARE(run.declared("design_best_" + method).shape, Extents{2});
        QCOMPARE(run.declared("design_found_" + method).shape, (Extents{2, 2}));
        const bool descends = expected == 9;
        QCOMPARE(run.has("design_path_" + method), descends);
        if (descends) {
            QCOMPARE(run.declared("design_path_" + method).shape,
                     (Extents{method.ends_with("multistart") ? 3u : 1u, 2}));
            QCOMPARE(run.steps("design_path_" + method), counted);
        }
        const auto evaluations = run.values("design_evaluations_" + method);
        QVERIFY(std::is_sorted(evaluations.begin(), evaluations.end()));
    }
    QCOMPARE(run.values("design_evaluations_grid").back(), 441.0);
    QCOMPARE(run.values("design_evaluations_exact_lm").back(), 30.0 + 2 * 3 * 6);
    for (const char* map : {"landscape_signal", "landscape_fourier"}) {
        QCOMPARE(run.steps(map), std::vector<std::int64_t>{30});
        QCOMPARE(run.declared(map).shape, (Extents{101, 101}));
    }
}

void TestResonatorSimulation::battery_and_theory_stand_at_step_zero()
{
    const ResonatorRun run = std::move(ResonatorRun(small_resonator()).train());
    for (const char* name : {"reflection", "transmission", "absorption"}) {
        const std::string channel = std::string("battery_") + name;
        QCOMPARE(run.steps(channel), std::vector<std::int64_t>{0});
        QCOMPARE(run.declared(channel).shape, (Extents{17, 32}));
    }
    for (const char* name : {"dR_dd", "dR_dn", "dT_dd", "dT_dn"}) {
        const std::string channel = std::string("battery_") + name;
        QCOMPARE(run.declared(channel).shape, (Extents{17, 33, 32}));
        const auto values = run.values(channel);
        QVERIFY(std::isfinite(values[31]) && std::isnan(values[32])); // one layer, then none
    }
    QVERIFY(run.declared("quarter_wave_reflectance").role == Role::theory);
    const auto mirrors = run.values("quarter_wave_reflectance");
    QCOMPARE(mirrors.size(), std::size_t{4});
    const double low = std::pow(1.45, 4), high = 1.52 * std::pow(2.3, 4);
    QVERIFY(std::abs(mirrors[0] - std::pow((low - high) / (low + high), 2)) < 1e-14);
}

void TestResonatorSimulation::the_last_step_shows_four_validation_spectra()
{
    const ResonatorRun run = std::move(ResonatorRun(small_resonator()).train());
    QCOMPARE(run.steps("probe_spectra"), std::vector<std::int64_t>{30});
    QCOMPARE(run.declared("probe_spectra").shape, (Extents{4, 32}));
    const auto x = matrix_from(*run.simulation->data(), "validation_x");
    Surrogate surrogate = surrogate_from(run.simulation->weights(), run.settings, 2);
    const ResonatorMatrix expected = surrogate.spectra(x.topRows(4));
    QVERIFY(
        same(run.values("probe_spectra"), {expected.data(), expected.data() + expected.size()}));
}

void TestResonatorSimulation::data_are_as_the_seed_draws_them()
{
    ResonatorSettings settings = small_resonator();
    settings.target_noise = 0.1;
    const ResonatorRun run(settings, 5);
    const auto x = matrix_from(*run.simulation->data(), "train_x");
    QCOMPARE(x.rows(), 96);
    Random random(5, 1);
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
        const double u0 = random.uniform(), u1 = random.uniform(), u2 = random.uniform();
        double finesse = 24 * u0, delta0 = 500 + 43500 * u1;
        if (row % 2 == 0) { // a slab: angle, index, thickness
            const double angle = (-70 + 140 * u0) * std::numbers::pi / 180;
            const double n = 1.05 + 2.45 * u1, c = std::cos(angle);
            const double kappa = std::sqrt(n * n - std::sin(angle) * std::sin(angle));
            finesse = std::pow(kappa / c - c / kappa, 2) / 4;
            delta0 = 4 * std::numbers::pi * kappa * (100 + 900 * u2);
        }
        QVERIFY(std::abs(x(row, 0) - (finesse / 12 - 1)) < 1e-12);
        QVERIFY(std::abs(x(row, 1) - (2 * (delta0 - 500) / 43500 - 1)) < 1e-12);
    }
    const auto noisy = matrix_from(*run.simulation->data(), "target_spectra");
    const auto clean = matrix_from(*run.simulation->data(), "target_clean");
    Random noise(5, 5);
    for (Eigen::Index q = 0; q < 2; ++q)
        for (Eigen::Index i = 0; i < 32; ++i) {
            const double radius = std::sqrt(-2 * std::log(1 - noise.uniform()));
            const double added = 0.1 * radius * std::cos(2 * std::numbers::pi * noise.uniform());
            QVERIFY(std::abs(noisy(q, i) - clean(q, i) - added) < 1e-12);
        }
    QCOMPARE(run.data("target_x").shape, (Extents{2, 2}));
    QCOMPARE(run.data("wavelength").shape, Extents{32});
    QCOMPARE(run.data("battery_index").shape, (Extents{17, 35, 2}));
    const Tensor& order = run.data("order"); // 31 batches, four an epoch
    QCOMPARE(order.shape, (Extents{8, 96}));
    const auto third = Random(5, 1002).permutation(96);
    for (std::size_t i = 0; i < 96; ++i)
        QCOMPARE(std::get<std::vector<std::int64_t>>(order.values)[2 * 96 + i],
                 static_cast<std::int64_t>(third[i]));
}

void TestResonatorSimulation::the_loss_is_that_of_the_batch_in_order()
{
    const ResonatorRun run = std::move(ResonatorRun(small_resonator()).train());
    const auto& data = *run.simulation->data();
    const auto x = matrix_from(data, "train_x");
    const auto& order = std::get<std::vector<std::int64_t>>(run.data("order").values);
    Surrogate surrogate = surrogate_from(run.simulation->weights(), run.settings, 2);
    const ResonatorMatrix predicted = surrogate.spectra(x);
    const auto wavelengths = std::get<std::vector<double>>(run.data("wavelength").values);
    double sum = 0; // after 30 updates: the third batch of the eighth epoch
    for (std::size_t i = 0; i < 20; ++i) {
        const auto row = order[7 * 96 + 2 * 20 + i];
        const double finesse = 12 * (x(row, 0) + 1), delta0 = 500 + 21750 * (x(row, 1) + 1);
        for (std::size_t m = 0; m < 32; ++m) {
            const double sine = std::sin(delta0 / (2 * wavelengths[m]));
            const double exact = 1 / (1 + finesse * sine * sine);
            sum += std::pow(predicted(row, static_cast<Eigen::Index>(m)) - exact, 2);
        }
    }
    QVERIFY(std::abs(run.values("loss").back() - sum / (20 * 32)) < 1e-13);
}

void TestResonatorSimulation::equal_seeds_give_equal_bits_and_others_differ()
{
    for (const char* structure : {"airy", "bragg"}) {
        ResonatorSettings settings = small_resonator();
        settings.structure = structure;
        settings.grid_points = 3;
        const ResonatorRun first = std::move(ResonatorRun(settings, 3).train());
        const ResonatorRun second = std::move(ResonatorRun(settings, 3).train());
        QCOMPARE(first_difference(first, second), std::string());
        const auto &data = *first.simulation->data(), &again = *second.simulation->data();
        for (std::size_t i = 0; i < data.size(); ++i) // but for the padding of the battery
            QVERIFY(data[i].name.starts_with("battery_") || data[i] == again[i]);
        QCOMPARE(data.size(), again.size());
        const ResonatorRun other = std::move(ResonatorRun(settings, 4).train());
        QVERIFY(!same(first.values("loss"), other.values("loss")));
        QVERIFY(!same(first.values("design_best_exact_lm"), other.values("design_best_exact_lm")));
    }
}

void TestResonatorSimulation::a_restored_checkpoint_goes_on_with_the_same_bits()
{
    const ResonatorRun whole = std::move(ResonatorRun(small_resonator()).train());
    std::vector<Tensor> middle;
    ResonatorRun interrupted(small_resonator());
    interrupted.train({.before_step = [&](std::int64_t step) {
        if (step == 13)
            middle = interrupted.simulation->state();
        return step < 13;
    }});
    QVERIFY(interrupted.outcome.state == RunState::stopped);
    ResonatorRun resumed(small_resonator());
    resumed.simulation->restore(13, middle);
    QVERIFY(resumed.simulation->state() == middle);
    resumed.train({}, 13);
    QVERIFY(resumed.simulation->state() == whole.simulation->state());
    for (const char* channel : {"design_best_surrogate_fourier", "design_found_exact_lm"})
        QVERIFY(same(resumed.values(channel), whole.values(channel)));
    QCOMPARE(resumed.values("validation_mae").back(), whole.values("validation_mae").back());
}

void TestResonatorSimulation::a_checkpoint_that_lacks_a_tensor_is_refused()
{
    const ResonatorRun run(small_resonator());
    auto state = run.simulation->state();
    QCOMPARE(state.size(), std::size_t{18}); // three layers: weights, biases, two moments of each
    state.back().shape[0] += 1;
    QVERIFY_EXCEPTION_THROWN(run.simulation->restore(0, state), Error);
    state.pop_back();
    QVERIFY_EXCEPTION_THROWN(run.simulation->restore(0, state), Error);
}

void TestResonatorSimulation::an_analysed_run_can_set_out_again()
{
    std::vector<Tensor> middle;
    ResonatorRun run(small_resonator());
    run.train({.before_step = [&](std::int64_t step) {
        if (step == 13)
            middle = run.simulation->state();
        return true;
    }});
    QVERIFY(run.outcome.state == RunState::finished); // its training samples are gone
    const auto end = run.simulation->state();
    run.simulation->restore(13, middle);
    for (std::int64_t step = 13; step < run.settings.steps; ++step)
        QVERIFY(run.simulation->advance() == Progress::running);
    QVERIFY(run.simulation->state() == end);
}

void TestResonatorSimulation::checkpoints_of_a_default_run_take_little_room()
{
    const ResonatorRun run{ResonatorSettings{}};
    const std::int64_t spacing = run.simulation->checkpoint_every();
    QVERIFY(spacing > 0);
    std::int64_t count = 0, at_first = 0;
    for (std::int64_t step = 0; step <= run.settings.steps; ++step)
        if (step % spacing == 0 || run.simulation->keeps_checkpoint(step)) {
            ++count;
            at_first += step < spacing ? 1 : 0;
        }
    QVERIFY(count >= 10 && at_first >= 4);
    std::size_t bytes = 0;
    for (const Tensor& tensor : run.simulation->state())
        bytes += 8 * std::get<std::vector<double>>(tensor.values).size();
    QVERIFY2(static_cast<std::size_t>(count) * bytes < 10'000'000,
             qPrintable(QString::number(static_cast<std::size_t>(count) * bytes)));
}

void TestResonatorSimulation::without_steps_there_is_no_surrogate_method()
{
    ResonatorSettings settings = small_resonator();
    settings.steps = 0;
    const ResonatorRun run = std::move(ResonatorRun(settings).train());
    QVERIFY(run.outcome.state == RunState::finished);
    QVERIFY(run.simulation->weights() == run.initial);
    for (const char* channel : {"loss", "validation_mae", "rate", "path_error", "probe_spectra"})
        QCOMPARE(run.steps(channel), std::vector<std::int64_t>{0});
    QCOMPARE(run.values("rate"), std::vector<double>{5e-3});
    QVERIFY(!run.has("design_best_surrogate_centre") && run.has("design_best_exact_centre"));
    const auto summary = run.summary();
    QVERIFY(summary.contains("validation_mae") && summary.contains("target_surrogate_mae"));
    QVERIFY(summary.contains("success_exact_lm") && !summary.contains("success_surrogate_fourier"));
    QCOMPARE(run.data("order").shape, (Extents{1, 96}));
}

void TestResonatorSimulation::a_stopped_run_keeps_its_training()
{
    ResonatorRun run(small_resonator());
    run.train({.before_step = [](std::int64_t step) { return step < 17; }});
    QVERIFY(run.outcome.state == RunState::stopped);
    QCOMPARE(run.steps("validation_loss"), (std::vector<std::int64_t>{0, 10, 17}));
    QCOMPARE(run.steps("probe_spectra"), std::vector<std::int64_t>{17});
    QVERIFY(run.series("design_best_exact_lm").empty());
    QVERIFY(run.summary().contains("validation_mae"));
    QVERIFY(!run.summary().contains("success_exact_lm"));
}

void TestResonatorSimulation::cancelled_searches_leave_nothing()
{
    ResonatorRun run(small_resonator());
    double last = 0;
    std::set<std::string> told;
    run.train({.proceed = [&](double share, const std::string& doing) {
        told.insert(doing);
        if (share < last || share > 1)
            told.insert("share fell");
        last = share;
        return doing != "exact-lm";
    }});
    QVERIFY(run.outcome.state == RunState::stopped);
    QVERIFY(told.contains("surrogate-fourier") && !told.contains("share fell"));
    for (const std::string& method : all_methods)
        QVERIFY(run.series("design_best_" + method).empty());
    QVERIFY(run.series("landscape_signal").empty() && run.simulation->timing().empty());
}

void TestResonatorSimulation::rates_change_live_and_nothing_else_does()
{
    ResonatorRun run(small_resonator());
    run.train({.before_step = [&](std::int64_t step) {
        if (step == 15) {
            run.simulation->change("learning_rate", 1e-4);
            run.simulation->change("final_rate", std::int64_t{1});
        }
        return true;
    }});
    const auto rate = run.values("rate");
    QVERIFY(rate[1] > 3e-3);
    QVERIFY(std::abs(rate[2] - 1e-4) < 1e-18 && std::abs(rate[3] - 1e-4) < 1e-18);
    QVERIFY_EXCEPTION_THROWN(run.simulation->change("steps", std::int64_t{9}), UsageError);
}

void TestResonatorSimulation::a_diverging_run_ends_with_its_last_finite_state()
{
    ResonatorSettings settings = small_resonator();
    settings.activation = "relu";
    settings.hidden_layers = 10;
    settings.hidden_width = 64;
    settings.learning_rate = 1;
    settings.sample_every = 1;
    ResonatorRun run(settings);
    run.train();
    QVERIFY(run.outcome.state == RunState::diverged);
    QVERIFY(run.outcome.step < 30);
    for (const Tensor& tensor : run.simulation->weights())
        for (const double value : std::get<std::vector<double>>(tensor.values))
            QVERIFY(std::isfinite(value));
    for (const double loss : run.values("loss"))
        QVERIFY(loss <= 1e6);
    QCOMPARE(run.steps("loss").back(), run.outcome.step);
    const QString message = run.outcome.message.c_str();
    QVERIFY2(message.contains("diverged at step " + QString::number(run.outcome.step + 1))
                 && message.contains("learning_rate <= 0.33"),
             qPrintable(message));
}

void TestResonatorSimulation::a_wish_that_nothing_fulfils_is_said()
{
    ResonatorSettings settings = small_resonator();
    settings.steps = 0;
    settings.target = "peak";
    settings.width = 1;
    const ResonatorRun run = std::move(ResonatorRun(settings).train());
    QVERIFY(run.outcome.state == RunState::finished);
    const QString message = run.outcome.message.c_str();
    QVERIFY2(message.contains("no design within success_mae=0.01")
                 && message.contains("best objective"),
             qPrintable(message));
    QVERIFY(!run.summary().contains("target_surrogate_mae"));
}

void TestResonatorSimulation::summary_and_timing_name_every_method()
{
    const ResonatorRun run = std::move(ResonatorRun(small_resonator()).train());
    const auto summary = run.summary();
    std::map<std::string, double> seconds;
    for (const auto& [name, value] : run.simulation->timing())
        seconds[name] = value;
    for (const std::string& method : all_methods) {
        QVERIFY2(summary.contains("success_" + method) && summary.contains("median_mae_" + method),
                 method.c_str());
        QCOMPARE(summary.at("evaluations_" + method),
                 run.values("design_evaluations_" + method).back());
        QVERIFY2(seconds.contains(method) && seconds[method] >= 0, method.c_str());
    }
    QCOMPARE(summary.at("validation_mae"), run.values("validation_mae").back());
}

QTEST_APPLESS_MAIN(TestResonatorSimulation)
#include "test_resonator_simulation.moc"
