#include "core/experiments/mode_connectivity/mode_simulation.hpp"

#include "core/experiments/mode_connectivity/mode_retrace.hpp"
#include "core/experiments/mode_connectivity/mode_summary.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/experiments/mode_connectivity/mode_ways.hpp"

#include <algorithm>

namespace etalon {

using Eigen::Index;

namespace {

constexpr double most_at_once =
    4e9; // multiply-adds: up to a second, for stopped and saved runs too

std::span<const double> entries(const ModeVector& values)
{
    return {values.data(), static_cast<std::size_t>(values.size())};
}

ModeChange first_change(const ModeConnectivitySettings& settings)
{
    return {0, settings.learning_rate, settings.momentum, settings.weight_decay};
}

} // namespace

std::unique_ptr<Simulation> make_mode_pair(const ModeConnectivitySettings& settings, ModeData data,
                                           ModeStarts starts)
{
    return std::make_unique<ModeSimulation>(settings, std::move(data), std::move(starts));
}

ModeSimulation::ModeSimulation(const ModeConnectivitySettings& settings, ModeData data,
                               ModeStarts starts)
    : settings_(settings)
    , data_(std::move(data))
    , tensors_(std::make_shared<const std::vector<Tensor>>(mode_data_tensors(data_)))
    , shape_(mode_shape(settings_, data_.examples))
    , channels_(settings_)
    , pair_(settings_, shape_, data_, starts.a, starts.b)
    , past_(settings_, shape_, data_, starts.a, starts.b, mode_sample_spacing(settings_))
    , changes_{first_change(settings_)}
{
}

// ---- What is seen

void ModeSimulation::observe(Recording& recording, std::int64_t step) const
{
    if (step == 0 && recording.wants(channels_.alpha, 0))
        recording.append(channels_.alpha, 0, entries(mode_axis(0, 1, settings_.alpha_points)));
    if (!recording.wants(channels_.losses, step))
        return;
    append_sample(recording, step);
    // A step off the plane's spacing is wanted only once the recording is finished.
    const bool is_end = step > 0 && recording.wants(channels_.plane_x, step);
    if (is_end && cost_of_plane() <= most_at_once)
        append_plane(recording, step, {});
}

void ModeSimulation::append_sample(Recording& recording, std::int64_t step) const
{
    const bool has_trunk = settings_.is_shared() && has_parted();
    const ModeMeasurement now =
        mode_measure(settings_, shape_, data_.examples, pair_.a().theta, pair_.b().theta,
                     has_trunk ? &past_.origin(changes_) : nullptr);
    const auto& curves = now.raw.curves;
    const auto append = [&](std::size_t channel, std::span<const double> sample) {
        recording.append(channel, step, sample);
    };
    append(channels_.losses,
           std::array{curves[0].front(), curves[0].back(), curves[2].front(), curves[2].back()});
    append(channels_.errors,
           std::array{curves[1].front(), curves[1].back(), curves[3].front(), curves[3].back()});
    append(channels_.path_train_loss, curves[0]);
    append(channels_.path_train_error, curves[1]);
    append(channels_.path_test_loss, curves[2]);
    append(channels_.path_test_error, curves[3]);
    append(channels_.barrier, now.raw.barriers);
    append(channels_.distance, {&now.raw.distance, 1});
    append(channels_.path_derivatives, now.path_derivatives);
    append(channels_.midpoint_rise, now.midpoint_rise);
    append(channels_.layer_barrier, now.layers.measured);
    append(channels_.layer_barrier_taylor, now.layers.predicted);
    append(channels_.hermite_path, now.hermite);
    if (channels_.has_aligned)
        append_aligned(recording, step, now);
}

void ModeSimulation::append_aligned(Recording& recording, std::int64_t step,
                                    const ModeMeasurement& now) const
{
    recording.append(channels_.aligned_path_train_loss, step, now.aligned.curves[0]);
    recording.append(channels_.aligned_path_test_error, step, now.aligned.curves[3]);
    recording.append(channels_.aligned_barrier, step, now.aligned.barriers);
    recording.append(channels_.aligned_distance, step, now.aligned.distance);
    for (std::size_t l = 0; l < now.permutations.size(); ++l) {
        const std::vector<double> order(now.permutations[l].begin(), now.permutations[l].end());
        recording.append(channels_.permutations[l], step, order);
    }
}

double ModeSimulation::cost_of_plane() const
{
    const auto points = static_cast<double>(settings_.plane_points * settings_.plane_points);
    return static_cast<double>(shape_.parameters())
        * (points * static_cast<double>(settings_.train_count)
           + 6 * static_cast<double>(settings_.batch_size) * static_cast<double>(pair_.step()));
}

/// The plane of these weights, and where in it every sampled step was. False if told to give up.
bool ModeSimulation::append_plane(Recording& recording, std::int64_t step,
                                  const Share& proceed) const
{
    const ModeVector &a = pair_.a().theta, &b = pair_.b().theta;
    const ModePlane plane = mode_plane(shape_, has_parted() ? past_.origin(changes_) : a, a, b);
    const auto [left, right, bottom, top] = mode_rectangle(plane, a, b, settings_.plane_margin);
    const ModeVector x = mode_axis(left, right, settings_.plane_points),
                     y = mode_axis(bottom, top, settings_.plane_points);
    ModeMatrix losses(y.size(), x.size());
    double share = 0;
    const ModeProceed go_on = [&] { return !proceed || proceed(share); };
    for (Index row = 0; row < y.size(); ++row) {
        share = static_cast<double>(row) / static_cast<double>(y.size());
        const ModeMatrix line =
            mode_plane_losses(shape_, plane, x, y.segment(row, 1), data_.examples.train, go_on);
        if (line.size() == 0)
            return false;
        losses.row(row) = line;
    }

    std::vector<std::pair<std::int64_t, ModeStation>> rows;
    const auto see = [&](std::int64_t at, const ModeVector& of_a, const ModeVector& of_b) {
        rows.emplace_back(at, mode_station(plane, of_a, of_b));
    };
    if (!past_.visit(step, changes_, go_on, see))
        return false;
    see(step, a, b);
    for (const auto& [at, row] : rows)
        recording.append(channels_.trajectory, at, row);
    recording.append(channels_.plane_x, step, entries(x));
    recording.append(channels_.plane_y, step, entries(y));
    recording.append(channels_.plane_train_loss, step,
                     {losses.data(), static_cast<std::size_t>(losses.size())});
    recorded_at_ = step;
    return true;
}

bool ModeSimulation::analyse(Recording& recording, const Proceed& proceed)
{
    if (cost_of_plane() <= most_at_once)
        return true; // it was seen with the last step
    return append_plane(recording, pair_.step(),
                        [&](double share) { return proceed(share, "the plane of both branches"); });
}

// ---- Training

Progress ModeSimulation::advance()
{
    past_.keep(pair_);
    if (!pair_.advance(mode_change_at(changes_, pair_.step()))) {
        has_diverged_ = true;
        return Progress::diverged;
    }
    if (pair_.step() == settings_.spawn_step)
        past_.keep(pair_);
    return Progress::running;
}

void ModeSimulation::change(std::string_view key, const Value& value)
{
    ModeChange now = changes_.back();
    now.from = pair_.step();
    double ModeChange::*field = key == "learning_rate" ? &ModeChange::learning_rate
        : key == "momentum"                            ? &ModeChange::momentum
        : key == "weight_decay"                        ? &ModeChange::weight_decay
                                                       : nullptr;
    if (!field)
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate, momentum "
                           "and weight_decay can.");
    const auto* whole = std::get_if<std::int64_t>(&value);
    now.*field = whole ? static_cast<double>(*whole) : std::get<double>(value);
    if (now.*field == changes_.back().*field)
        return;
    if (changes_.back().from == now.from)
        changes_.back() = now;
    else
        changes_.push_back(now);
}

// ---- State

std::vector<Tensor> ModeSimulation::weights() const
{
    std::vector<Tensor> tensors;
    append_mode_weights(tensors, shape_, pair_.a().theta, "a");
    append_mode_weights(tensors, shape_, pair_.b().theta, "b");
    if (pair_.step() == 0 || !has_parted())
        return tensors;
    const ModeVector& origin = past_.origin(changes_);
    append_mode_weights(tensors, shape_, origin, "origin/a");
    if (recorded_at_ != pair_.step()) { // to be drawn while it trains
        past_.complete(pair_.step(), changes_);
        tensors.push_back(mode_ways(shape_, past_, pair_, origin));
    }
    return tensors;
}

std::vector<Tensor> ModeSimulation::state() const
{
    std::vector<Tensor> tensors;
    if (changes_.size() > 1 || !(changes_.front() == first_change(settings_))) {
        // else the parameters say it all
        std::vector<double> rows;
        for (const ModeChange& change : changes_)
            rows.insert(rows.end(),
                        {static_cast<double>(change.from), change.learning_rate, change.momentum,
                         change.weight_decay});
        tensors.push_back({"changes", {changes_.size(), 4}, std::move(rows)});
    }
    append_mode_weights(tensors, shape_, pair_.a().theta, "a");
    append_mode_weights(tensors, shape_, pair_.b().theta, "b");
    append_mode_weights(tensors, shape_, pair_.a().velocity, "velocity_a");
    append_mode_weights(tensors, shape_, pair_.b().velocity, "velocity_b");
    append_mode_ancestors(tensors, data_.ancestors);
    return tensors;
}

void ModeSimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    const auto state_of = [&](const char* theta, const char* velocity) {
        return ModeState{mode_weights_from(shape_, tensors, theta),
                         mode_weights_from(shape_, tensors, velocity)};
    };
    const ModeState a = state_of("a", "velocity_a"), b = state_of("b", "velocity_b");
    const ModeChange now = changes_.back(), first = changes_.front();
    std::vector<ModeChange> before = mode_changes_from(tensors, step);
    if (!has_mode_tensor(tensors, "changes")) {
        before = {now};
        before.front().from = 0;
    }
    changes_ = before.empty() ? std::vector{first} : std::move(before);
    pair_.restore(step, a, b);
    past_.forget();
    if (settings_.is_shared() && step == settings_.spawn_step)
        past_.set_origin(a.theta); // of a new pair, whatever its parent set out from
    recorded_at_ = -1;
    has_diverged_ = false;
}

// ---- Words and numbers

Summary ModeSimulation::summary(const Recording& recording) const
{
    return mode_summary(recording, channels_);
}

std::string ModeSimulation::message() const
{
    std::string text = mode_spacing_message(settings_);
    if (has_diverged_)
        text += (text.empty() ? "" : " ")
            + mode_divergence_message(pair_.step(),
                                      mode_change_at(changes_, pair_.step()).learning_rate);
    return text;
}

} // namespace etalon
