#include "core/experiments/race/race_simulation.hpp"

#include "core/experiments/race/race_summary.hpp"
#include "core/experiments/race/race_tensors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace etalon {
namespace {

constexpr double largest_loss = 1e6;                              // in units of the first, or of 1
constexpr std::int64_t checkpoint_bytes = std::int64_t{64} << 20; // of all checkpoints together

RaceProblem problem_of(const RaceSettings& settings, const RaceSamples& samples)
{
    return {.samples = samples,
            .loss = settings.loss == "squared" ? RaceLoss::squared : RaceLoss::logistic,
            .frozen_gates = settings.gate_mode == "frozen",
            .single_precision = settings.precision == "float32"};
}

RaceNetwork in_precision(RaceNetwork network, const RaceSettings& settings)
{
    if (settings.precision == "float32") {
        round_to_single(network.input_weights);
        network.output_weights = network.output_weights.cast<float>().cast<double>().eval();
    }
    return network;
}

std::span<const double> entries(const RaceVector& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

std::span<const double> entries(const RaceMatrix& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

std::string short_text(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return text;
}

} // namespace

std::unique_ptr<Simulation> make_race(const Setup& setup)
{
    const auto settings = race_schema().settings(setup.values);
    RaceData data = make_race_data(settings, setup.seed, setup.data);
    constexpr std::int64_t most_weights = std::int64_t{1} << 28;
    if (settings.hidden_width > most_weights / data.inputs())
        throw UsageError("hidden_width=" + std::to_string(settings.hidden_width)
                         + " is out of range for inputs of " + std::to_string(data.inputs())
                         + " numbers (at most " + std::to_string(most_weights / data.inputs())
                         + ").");
    RaceNetwork initial = draw_race_network(settings, data.inputs(), setup.seed);
    return make_race(settings, std::move(data), std::move(initial));
}

std::unique_ptr<Simulation> make_race(const RaceSettings& settings, RaceData data,
                                      RaceNetwork initial)
{
    return std::make_unique<RaceSimulation>(settings, std::move(data), std::move(initial));
}

RaceSimulation::RaceSimulation(const RaceSettings& settings, RaceData data, RaceNetwork initial)
    : settings_(settings)
    , data_(std::move(data))
    , initial_(in_precision(std::move(initial), settings))
    , tensors_(race_data_tensors(data_, settings_))
    , channels_(settings_, static_cast<std::size_t>(data_.inputs()))
    , problem_(problem_of(settings_, data_.train))
    , training_(train_race(problem_, initial_, data_.test.inputs))
    , initial_gates_(training_->open_gates())
    , initial_loss_(training_->score().loss)
    , past_(settings_, channels_, problem_, initial_, initial_gates_)
    , learning_rate_(settings.learning_rate)
    , rates_{{0, learning_rate_}}
{
    const auto look = look_at_race(*training_, initial_gates_, settings_.group_cosine);
    start_ = {.geometry = look.geometry,
              .group_count = static_cast<double>(look.groups.count()),
              .negative_alignment_share = look.negative_alignment_share};
}

RaceMoments RaceSimulation::moments() const
{
    return race_moments(drop_step_, settings_.record_every, step_);
}

// ---- What is seen

void RaceSimulation::observe(Recording& recording, std::int64_t step) const
{
    recording.append(channels_.loss, step, training_->score().loss);
    if (growth_.step >= 0 && growth_.step == step - 1) {
        recording.append(channels_.growth_measured, growth_.step, entries(growth_.measured));
        recording.append(channels_.growth_exact, growth_.step, entries(growth_.theory.exact));
        recording.append(channels_.growth_flow, growth_.step, entries(growth_.theory.flow));
    }
    if (recording.wants(channels_.accuracy, step)) // it has the densest samples of all but the loss
        append_neurons(recording, step);
    append_snapshots(recording, step);
    append_score_race(recording, step);
}

void RaceSimulation::append_neurons(Recording& recording, std::int64_t step) const
{
    const auto append = [&](std::size_t channel, const auto& sample) {
        recording.append(channel, step, sample);
    };
    append(channels_.accuracy, training_->score().accuracy);
    const RaceScore test = race_score(training_->test_outputs(), data_.test.labels, problem_.loss);
    append(channels_.test_loss, test.loss);
    append(channels_.test_accuracy, test.accuracy);

    const RaceLook look = look_at_race(*training_, initial_gates_, settings_.group_cosine);
    append(channels_.neuron_norm, entries(look.geometry.neuron_norm));
    append(channels_.input_norm, entries(look.geometry.input_norm));
    append(channels_.output_weight, entries(look.geometry.output_weight));
    append(channels_.pull, entries(look.geometry.pull_norm));
    append(channels_.alignment, entries(look.geometry.alignment));
    append(channels_.score, entries(look.geometry.score));
    append(channels_.group_count, static_cast<double>(look.groups.count()));
    append(channels_.effective_capacity,
           static_cast<double>(look.groups.effective(settings_.capacity_floor)));
    append(channels_.group_participation, look.groups.participation());
    append(channels_.gate_open_share, entries(look.open_share));
    append(channels_.gates_unlocked, look.gates_unlocked);
    append(channels_.gates_locked, look.gates_locked);
    append(channels_.negative_alignment_share, look.negative_alignment_share);
}

void RaceSimulation::append_snapshots(Recording& recording, std::int64_t step) const
{
    if (recording.wants(channels_.cosines, step))
        recording.append(channels_.cosines, step, entries(training_->cosines()));
    if (channels_.has_weights && recording.wants(channels_.weights, step))
        recording.append(channels_.weights, step, entries(training_->network().input_weights));
}

/// S(t_q)·(1 + η s(t_q))^{2(t − t_q)}, once the drop is passed: at t_D, or where the run ends before.
void RaceSimulation::append_score_race(Recording& recording, std::int64_t step) const
{
    const auto channel = channels_.score_race;
    if (drop_step_ < 0 || recording.last_step(channel) >= 0)
        return;
    const RaceMoments now = race_moments(drop_step_, settings_.record_every, step);
    const bool is_end = !is_recorded(step) && recording.wants(channels_.accuracy, step);
    if (step < now.recorded_drop || !(is_recorded(step) || is_end))
        return;
    const RaceGeometry& early = past_.at(now.early, recording, rates_).geometry;
    const double rate = race_rate_at(rates_, now.early);
    for (std::int64_t t = now.early; t <= now.recorded_drop; ++t) {
        if (!is_recorded(t) && t != now.recorded_drop)
            continue;
        RaceVector sample = early.score;
        for (Eigen::Index a = 0; a < sample.size(); ++a)
            sample(a) *=
                std::pow(1 + rate * early.pull_norm(a), 2 * static_cast<double>(t - now.early));
        recording.append(channel, t, entries(sample));
    }
}

// ---- Training

Progress RaceSimulation::advance()
{
    RaceVector before;
    PendingGrowth growth;
    if (is_recorded(step_))
        begin_growth(growth, before);
    training_->step(learning_rate_);
    const double loss = training_->score().loss;
    if (!(loss <= largest_loss * std::max(1.0, initial_loss_)) || !training_->finite()) {
        training_->undo();
        diverged_loss_ = loss;
        return Progress::diverged;
    }
    if (growth.step >= 0) {
        growth.measured = race_measured_growth(before, training_->neuron_norms());
        growth_ = std::move(growth);
    }
    ++step_;
    if (drop_step_ < 0 && loss < settings_.drop_fraction * initial_loss_)
        drop_step_ = step_;
    return Progress::running;
}

void RaceSimulation::begin_growth(PendingGrowth& growth, RaceVector& before) const
{
    const RaceGeometry now = training_->geometry();
    before = now.neuron_norm;
    growth = {.step = step_, .theory = race_growth(now, learning_rate_)};
}

void RaceSimulation::change(std::string_view key, const Value& value)
{
    if (key != "learning_rate")
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate can.");
    const auto* whole = std::get_if<std::int64_t>(&value);
    learning_rate_ = whole ? static_cast<double>(*whole) : std::get<double>(value);
    if (rates_.back().from == step_)
        rates_.back().learning_rate = learning_rate_;
    else
        rates_.push_back({step_, learning_rate_});
}

// ---- State

std::vector<Tensor> RaceSimulation::weights() const
{
    return race_weight_tensors(training_->network());
}

std::vector<Tensor> RaceSimulation::state() const
{
    auto tensors = weights();
    const RaceMatrix coefficients = training_->coefficients();
    if (coefficients.size() > 0)
        tensors.push_back(race_tensor_of("coefficients", coefficients));
    std::vector<double> rates;
    for (const RaceRate& rate : rates_)
        rates.insert(rates.end(), {static_cast<double>(rate.from), rate.learning_rate});
    tensors.push_back({"learning_rates", {rates_.size(), 2}, std::move(rates)});
    tensors.push_back({"drop_step", {1}, std::vector<double>{static_cast<double>(drop_step_)}});
    return tensors;
}

void RaceSimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    const auto width = static_cast<std::size_t>(settings_.hidden_width);
    const auto inputs = static_cast<std::size_t>(data_.inputs());
    race_values(tensors, "input_weights", {width, inputs});
    race_values(tensors, "output_weights", {width});
    const auto columns = training_->coefficients().cols();
    RaceMatrix coefficients(settings_.hidden_width, columns);
    if (columns > 0) {
        const auto& values =
            race_values(tensors, "coefficients", {width, static_cast<std::size_t>(columns)});
        std::copy(values.begin(), values.end(), coefficients.data());
    }
    const auto changes = race_tensor(tensors, "learning_rates").shape.at(0);
    const auto& rates = race_values(tensors, "learning_rates", {changes, 2});
    const auto& drop = race_values(tensors, "drop_step", {1});

    training_->restore(race_network_from(tensors), coefficients);
    step_ = step;
    drop_step_ = static_cast<std::int64_t>(drop[0]);
    growth_ = {};
    diverged_loss_.reset();
    analysis_.reset();
    past_.forget();
    // A change at this very step is yet to come, if it comes at all.
    std::vector<RaceRate> before;
    for (std::size_t i = 0; i < changes; ++i)
        if (const auto from = static_cast<std::int64_t>(rates[2 * i]); from < step)
            before.push_back({from, rates[2 * i + 1]});
    if (before.empty())
        before.push_back({0, learning_rate_});
    rates_ = std::move(before);
    learning_rate_ = rates_.back().learning_rate;
}

/// Fewer than the runner would take where the weights are so many that they would fill the memory.
std::int64_t RaceSimulation::checkpoint_every() const
{
    const auto numbers =
        settings_.hidden_width * (data_.inputs() + 1) + training_->coefficients().size();
    const std::int64_t allowed = checkpoint_bytes / (8 * numbers);
    if (allowed >= 64)
        return 0;
    std::int64_t spacing = 1;
    while (settings_.steps / spacing >= std::max<std::int64_t>(allowed, 1))
        spacing *= 2;
    return spacing;
}

// ---- After the last step

bool RaceSimulation::analyse(Recording& recording, const Proceed& proceed)
{
    const RaceNetwork final = training_->network();
    const RaceMoments when = moments();
    RaceVector early_score;
    std::optional<double> slope;
    if (when.drop >= 0) {
        early_score = past_.at(when.early, recording, rates_).geometry.score;
        slope = race_predicted_slope(past_.at(when.half, recording, rates_).geometry,
                                     race_rate_at(rates_, when.half));
    }
    auto analysis = analyse_race({.settings = settings_,
                                  .train = data_.train,
                                  .test = data_.test,
                                  .initial = initial_,
                                  .final = final,
                                  .last_step = step_,
                                  .final_loss = training_->score().loss,
                                  .rates = rates_,
                                  .moments = when,
                                  .early_score = entries(early_score),
                                  .random_orders = data_.random_orders,
                                  .ticket_random = data_.ticket_random,
                                  .predicted_slope = slope.value_or(0),
                                  .has_predicted_slope = slope.has_value()},
                                 proceed);
    if (!analysis)
        return false;
    for (const RaceSeries& series : analysis->series) {
        const auto channel = recording.index(series.channel);
        const auto width = series.values.size() / std::max<std::size_t>(series.index.size(), 1);
        for (std::size_t i = 0; i < series.index.size(); ++i)
            recording.append(channel, series.index[i],
                             std::span(series.values).subspan(i * width, width));
    }
    analysis_ = std::move(analysis);
    return true;
}

Summary RaceSimulation::summary(const Recording& recording) const
{
    return race_summary({.settings = settings_,
                         .channels = channels_,
                         .recording = recording,
                         .training = *training_,
                         .test_labels = data_.test.labels,
                         .loss = problem_.loss,
                         .initial_gates = initial_gates_,
                         .start = start_,
                         .initial_loss = initial_loss_,
                         .moments = moments(),
                         .rates = rates_,
                         .analysis = analysis_ ? &*analysis_ : nullptr},
                        past_);
}

std::size_t RaceSimulation::dead_neurons() const
{
    const RaceGates& gates = problem_.frozen_gates ? initial_gates_ : training_->open_gates();
    return static_cast<std::size_t>((!gates.colwise().any()).count());
}

std::string RaceSimulation::message() const
{
    std::vector<std::string> messages;
    if (diverged_loss_) {
        const double pull = training_->geometry().pull_norm.maxCoeff();
        const double half = learning_rate_ / 2;
        messages.push_back(
            "diverged at step " + std::to_string(step_ + 1) + ": loss "
            + short_text(*diverged_loss_) + ", largest eta·s = " + short_text(learning_rate_ * pull)
            + "; try learning_rate <= " + short_text(pull > 0 ? std::min(half, 0.1 / pull) : half));
    }
    if (!data_.warning.empty())
        messages.push_back(data_.warning);
    if (const auto dead = dead_neurons(); dead > 0)
        messages.push_back(std::to_string(dead) + " of " + std::to_string(settings_.hidden_width)
                           + (dead == 1 ? " neurons is dead: all its gates are shut"
                                        : " neurons are dead: all their gates are shut"));
    std::string text;
    for (const std::string& message : messages)
        text += (text.empty() ? "" : "; ") + message;
    return text;
}

} // namespace etalon
