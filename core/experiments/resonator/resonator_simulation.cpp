#include "core/experiments/resonator/resonator_simulation.hpp"

#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/resonator_targets.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace etalon {
namespace {

constexpr std::uint64_t training_stream = 1, validation_stream = 2;
constexpr std::size_t probes = 4;
constexpr std::int64_t checkpoint_bytes = std::int64_t{8} << 20; // of all checkpoints together
constexpr std::int64_t fewest_checkpoints = 6;                   // however large they are
constexpr std::int64_t first_checkpoint = 64;                    // of those that stand closer

std::string short_text(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return text;
}

std::span<const double> entries(const ResonatorMatrix& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

SurrogateData make_samples(const ResonatorModel& model, const ResonatorSettings& settings,
                           std::uint64_t seed)
{
    SurrogateData data;
    data.train = draw_designs(model, settings, seed, training_stream,
                              static_cast<std::size_t>(settings.train_size), settings.sampling);
    data.validation =
        draw_designs(model, settings, seed, validation_stream,
                     static_cast<std::size_t>(settings.validation_size), settings.sampling);
    data.validation_spectra = spectra_of(model, data.validation);
    return data;
}

} // namespace

std::unique_ptr<Simulation> make_resonator(const Setup& setup)
{
    const auto settings = resonator_schema().settings(setup.values);
    return std::make_unique<ResonatorSimulation>(
        settings, setup.seed, pose_resonator_problem(settings, setup.seed, setup.data));
}

ResonatorSimulation::ResonatorSimulation(const ResonatorSettings& settings, std::uint64_t seed,
                                         ResonatorProblem problem)
    : settings_(settings)
    , seed_(seed)
    , planned_steps_(settings.steps)
    , problem_(std::move(problem))
    , samples_(make_samples(*problem_.model, settings, seed))
    , validation_features_(design_features(
          surrogate_shape(settings, problem_.model->design().size()), samples_.validation))
    , tensors_(resonator_data_tensors(settings, seed, *problem_.model, samples_, problem_.targets,
                                      run_battery(problem_.model->wavelengths()),
                                      problem_.data.has_value()))
    , channels_(settings, problem_.model->design().size(),
                design_methods(settings, problem_.model->design().size(), settings.steps > 0))
    , training_(surrogate_shape(settings, problem_.model->design().size()),
                draw_surrogate(surrogate_shape(settings, problem_.model->design().size()), seed),
                samples_.train, training_spectra(), settings, seed)
    , path_spectrum_(problem_.model->wavelengths())
{
}

SpectraOfRows ResonatorSimulation::training_spectra() const
{
    return [this](std::size_t first, std::size_t count) {
        return spectra_of(*problem_.model,
                          samples_.train.middleRows(static_cast<Eigen::Index>(first),
                                                    static_cast<Eigen::Index>(count)));
    };
}

void ResonatorSimulation::need_samples() const
{
    if (!training_.has_samples()) // dropped by analyses
        training_.take_samples(samples_.train, training_spectra());
}

// ---- What is seen

void ResonatorSimulation::observe(Recording& recording, std::int64_t step) const
{
    if (recording.wants(channels_.battery_reflection, step))
        observe_battery(recording);
    if (recording.wants(channels_.loss, step))
        observe_surrogate(recording, step);
}

void ResonatorSimulation::observe_surrogate(Recording& recording, std::int64_t step) const
{
    Surrogate surrogate(training_.shape(), training_.weights());
    const ResonatorMatrix predicted = surrogate.spectra_from_features(validation_features_);
    const ResonatorMatrix& exact = samples_.validation_spectra;
    need_samples();
    recording.append(channels_.loss, step, training_.batch_loss());
    recording.append(channels_.validation_loss, step,
                     (predicted - exact).squaredNorm() / static_cast<double>(exact.size()));
    recording.append(channels_.validation_mae, step, mean_absolute_error(predicted, exact));
    recording.append(channels_.rate, step, surrogate_rate(settings_, step));
    recording.append(channels_.path_error, step, path_spectrum_.error(predicted, exact));
    // Wanted at the end, and at step 0, which is the end only where nothing is trained.
    if (recording.wants(channels_.probe_spectra, step) && (step > 0 || planned_steps_ == 0))
        recording.append(channels_.probe_spectra, step,
                         entries(predicted).first(probes * problem_.model->wavelengths().size()));
}

void ResonatorSimulation::observe_battery(Recording& recording) const
{
    // Computed anew rather than kept: megabytes that are wanted once.
    const ResonatorBattery battery = run_battery(problem_.model->wavelengths());
    const auto append = [&](std::size_t channel, const std::vector<double>& sample) {
        recording.append(channel, 0, sample);
    };
    append(channels_.battery_reflection, battery.reflection);
    append(channels_.battery_transmission, battery.transmission);
    append(channels_.battery_absorption, battery.absorption);
    append(channels_.battery_reflection_thickness, battery.reflection_thickness);
    append(channels_.battery_reflection_index, battery.reflection_index);
    append(channels_.battery_transmission_thickness, battery.transmission_thickness);
    append(channels_.battery_transmission_index, battery.transmission_index);
    append(channels_.quarter_wave_reflectance, battery_quarter_wave_reflectances());
}

// ---- Training

Progress ResonatorSimulation::advance()
{
    need_samples();
    if (training_.advance(surrogate_rate(settings_, training_.step())))
        return Progress::running;
    diverged_loss_ = training_.rejected_loss();
    return Progress::diverged;
}

void ResonatorSimulation::change(std::string_view key, const Value& value)
{
    const auto* whole = std::get_if<std::int64_t>(&value);
    const auto real = [&] { return whole ? static_cast<double>(*whole) : std::get<double>(value); };
    if (key == "learning_rate")
        settings_.learning_rate = real();
    else if (key == "final_rate")
        settings_.final_rate = real();
    else
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate and "
                           "final_rate can.");
}

// ---- State

std::vector<Tensor> ResonatorSimulation::weights() const
{
    std::vector<Tensor> tensors;
    append_weight_tensors(tensors, training_.weights());
    return tensors;
}

std::vector<Tensor> ResonatorSimulation::state() const
{
    auto tensors = weights();
    append_weight_tensors(tensors, training_.first_moment(), "first_moment_");
    append_weight_tensors(tensors, training_.second_moment(), "second_moment_");
    return tensors;
}

void ResonatorSimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    const SurrogateShape& shape = training_.shape();
    training_.restore(step, weights_from(tensors, shape),
                      weights_from(tensors, shape, "first_moment_"),
                      weights_from(tensors, shape, "second_moment_"));
    diverged_loss_.reset();
}

std::int64_t ResonatorSimulation::checkpoint_every() const
{
    std::int64_t numbers = 0;
    const auto widths = training_.shape().widths();
    for (std::size_t l = 0; l + 1 < widths.size(); ++l)
        numbers += 3 * static_cast<std::int64_t>(widths[l + 1] * (widths[l] + 1));
    const std::int64_t allowed = std::max(checkpoint_bytes / (8 * numbers), fewest_checkpoints);
    if (allowed >= 64)
        return 0;
    std::int64_t spacing = 1;
    while (planned_steps_ / spacing >= allowed)
        spacing *= 2;
    return spacing;
}

/// The network learns most at first: where checkpoints are few, more stand before the first of them,
/// each half as far as the next.
bool ResonatorSimulation::keeps_checkpoint(std::int64_t step) const
{
    for (std::int64_t early = checkpoint_every() / 2; early >= first_checkpoint; early /= 2)
        if (step == early)
            return true;
    return false;
}

// ---- Designs

bool ResonatorSimulation::analyse(Recording& recording, const Proceed& proceed)
{
    const DesignProblem problem{*problem_.model, settings_, problem_.targets, seed_};
    const Surrogate surrogate(training_.shape(), training_.weights());
    training_.drop_samples();
    const double parts = static_cast<double>(channels_.methods.size()) + 1;
    std::vector<MethodResult> results;
    const auto part = [&](double share, const std::string& doing) {
        return proceed((static_cast<double>(results.size()) + share) / parts, doing);
    };
    for (const MethodChannels& channels : channels_.methods) {
        const auto in_method = [&](double share, const std::string&) {
            return part(share, channels.method);
        };
        auto result = run_design_method(channels.method, problem, &surrogate, in_method);
        if (!result)
            return false;
        results.push_back(std::move(*result));
    }
    std::optional<Landscape> landscape;
    if (channels_.has_landscapes) {
        landscape = landscape_of(problem, 0, part);
        if (!landscape)
            return false;
    }
    results_ = std::move(results);
    scores_.clear();
    for (const MethodResult& result : results_) {
        append(recording, result);
        scores_.push_back(
            score_of(result, *problem_.model, problem_.targets, settings_.success_mae));
    }
    if (landscape) {
        recording.append(channels_.landscape_signal, training_.step(), entries(landscape->signal));
        recording.append(channels_.landscape_fourier, training_.step(),
                         entries(landscape->fourier));
    }
    return true;
}

void ResonatorSimulation::append(Recording& recording, const MethodResult& result) const
{
    const auto channels =
        std::find_if(channels_.methods.begin(), channels_.methods.end(),
                     [&](const MethodChannels& other) { return other.method == result.method; });
    const auto targets = static_cast<std::size_t>(result.best.cols());
    const std::int64_t rows = result.best.rows();
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto place = static_cast<std::size_t>(row);
        recording.append(channels->best, row,
                         entries(result.best).subspan(place * targets, targets));
        recording.append(channels->evaluations, row, result.evaluations[place]);
    }
    recording.append(channels->found, rows - 1, entries(result.found));
    for (std::size_t row = 0; row < result.path.size(); ++row)
        recording.append(channels->path, static_cast<std::int64_t>(row), entries(result.path[row]));
}

Summary ResonatorSimulation::summary(const Recording& recording) const
{
    Summary summary;
    const auto series = recording.snapshot();
    if (const Series& mae = series[channels_.validation_mae]; !mae.empty())
        summary.emplace_back("validation_mae", mae.values().back());
    if (problem_.targets.designs_known) {
        Surrogate surrogate(training_.shape(), training_.weights());
        summary.emplace_back("target_surrogate_mae",
                             mean_absolute_error(surrogate.spectra(problem_.targets.designs),
                                                 problem_.targets.clean));
    }
    for (std::size_t i = 0; i < results_.size(); ++i) {
        const std::string name = underscored(results_[i].method);
        summary.emplace_back("success_" + name, scores_[i].success);
        summary.emplace_back("median_mae_" + name, scores_[i].median_mae);
        summary.emplace_back("evaluations_" + name, scores_[i].evaluations);
    }
    return summary;
}

NamedSeconds ResonatorSimulation::timing() const
{
    NamedSeconds seconds;
    for (const MethodResult& result : results_)
        seconds.emplace_back(underscored(result.method), result.seconds);
    return seconds;
}

// ---- What there is to say

std::string ResonatorSimulation::message() const
{
    std::vector<std::string> messages;
    if (diverged_loss_)
        messages.push_back("diverged at step " + std::to_string(training_.step() + 1) + ": loss "
                           + short_text(*diverged_loss_)
                           + "; try learning_rate <= " + short_text(settings_.learning_rate / 3));
    messages.insert(messages.end(), problem_.warnings.begin(), problem_.warnings.end());
    if (const std::string designs = design_message(); !designs.empty())
        messages.push_back(designs);
    std::string text;
    for (const std::string& message : messages) {
        if (text.ends_with('.'))
            text.pop_back();
        text += (text.empty() ? "" : "; ") + message;
    }
    return text;
}

/// Where no method found a design for any target: how near the exact methods came.
std::string ResonatorSimulation::design_message() const
{
    if (results_.empty()
        || std::any_of(scores_.begin(), scores_.end(),
                       [](const MethodScore& score) { return score.success > 0; }))
        return {};
    std::size_t closest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < results_.size(); ++i) {
        const double objective = results_[i].best.bottomRows(1).minCoeff();
        if (!results_[i].method.starts_with("surrogate") && objective < least) {
            least = objective;
            closest = i;
        }
    }
    return "no design within success_mae=" + to_text(settings_.success_mae) + ": best objective "
        + short_text(least) + ", by " + results_[closest].method
        + "; the closest spectrum of each target has a mean absolute error of "
        + short_text(scores_[closest].median_mae) + " (median)";
}

} // namespace etalon
