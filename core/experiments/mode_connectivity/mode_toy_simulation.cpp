#include "core/experiments/mode_connectivity/mode_toy_simulation.hpp"

#include "core/experiments/mode_connectivity/mode_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_summary.hpp"
#include "core/experiments/mode_connectivity/mode_tensors.hpp"
#include "core/lab/random.hpp"

#include <cmath>

namespace etalon {
namespace {

Tensor tensor_of(const char* name, const std::vector<ModeToy::Point>& points)
{
    std::vector<double> values;
    for (const auto& point : points)
        values.insert(values.end(), point.begin(), point.end());
    return {name, {points.size(), 2}, std::move(values)};
}

Tensor tensor_of(const char* name, const ModeToy::Point& point)
{
    return {name, {2}, std::vector<double>(point.begin(), point.end())};
}

ModeToy::Point point_from(std::span<const Tensor> tensors, const char* name)
{
    const auto& values = mode_reals(mode_tensor(tensors, name));
    if (values.size() != 2)
        throw Error("The stored tensor \"" + std::string(name) + "\" is no point of the toy.");
    return {values[0], values[1]};
}

} // namespace

ModeToy mode_toy(const ModeConnectivitySettings& settings)
{
    return {.sum = settings.toy_sum,
            .square = settings.toy_square,
            .stiffness = settings.toy_stiffness};
}

std::vector<ModeToy::Point> draw_mode_toy_noise(std::int64_t steps, std::uint64_t seed,
                                                ModeStream stream)
{
    Random random(seed, stream);
    std::vector<ModeToy::Point> noise(static_cast<std::size_t>(steps));
    for (auto& point : noise)
        for (double& value : point)
            value = random.normal();
    return noise;
}

ModeToyNoise draw_mode_toy_noise(const ModeConnectivitySettings& settings, std::uint64_t seed)
{
    const std::int64_t rest = settings.steps - settings.spawn_step;
    return {.trunk = draw_mode_toy_noise(settings.spawn_step, seed, mode_stream_trunk),
            .a = draw_mode_toy_noise(rest, seed, mode_stream_a),
            .b = draw_mode_toy_noise(rest, seed, mode_stream_b)};
}

std::unique_ptr<Simulation> make_mode_toy(const ModeConnectivitySettings& settings,
                                          ModeToyNoise noise)
{
    return std::make_unique<ModeToySimulation>(settings, std::move(noise));
}

ModeToySimulation::ModeToySimulation(const ModeConnectivitySettings& settings, ModeToyNoise noise)
    : settings_(settings)
    , toy_(mode_toy(settings))
    , noise_(std::move(noise))
    , tensors_(std::make_shared<const std::vector<Tensor>>(
          std::vector{tensor_of("noise_trunk", noise_.trunk), tensor_of("noise_a", noise_.a),
                      tensor_of("noise_b", noise_.b)}))
    , channels_(settings)
{
    a_.position = b_.position = {settings.toy_start, settings.toy_start};
}

void ModeToySimulation::observe(Recording& recording, std::int64_t step) const
{
    if (!recording.wants(channels_.position, step))
        return;
    const auto &a = a_.position, &b = b_.position;
    std::vector<double> path;
    for (std::int64_t i = 0; i < settings_.alpha_points; ++i) {
        const double alpha =
            static_cast<double>(i) / static_cast<double>(settings_.alpha_points - 1);
        path.push_back(
            toy_.loss({(1 - alpha) * a[0] + alpha * b[0], (1 - alpha) * a[1] + alpha * b[1]}));
    }
    recording.append(channels_.position, step, std::array{a[0], a[1], b[0], b[1]});
    recording.append(channels_.losses, step, std::array{toy_.loss(a), toy_.loss(b)});
    recording.append(channels_.path_train_loss, step, path);
    recording.append(channels_.barrier, step, mode_barrier(path));
    recording.append(channels_.ridge_curvature, step,
                     std::array{toy_.ridge_curvature(a), toy_.ridge_curvature(b)});
    recording.append(channels_.barrier_exact, step, toy_.barrier());
    recording.append(channels_.ridge_start, step, toy_.ridge_start());
}

/// w - η_s V' with V' = μV + gradient + noise ξ; nothing if that leads out of bounds.
std::optional<ModeToySimulation::Branch> ModeToySimulation::moved(const Branch& branch,
                                                                  const ModeToy::Point& noise) const
{
    const double rate =
        settings_.learning_rate * mode_schedule(settings_.schedule, step_, settings_.steps);
    const ModeToy::Point gradient = toy_.gradient(branch.position);
    Branch next = branch;
    bool is_fine = std::isfinite(toy_.loss(branch.position));
    for (std::size_t i = 0; i < 2; ++i) {
        next.velocity[i] =
            settings_.momentum * branch.velocity[i] + gradient[i] + settings_.toy_noise * noise[i];
        next.position[i] = branch.position[i] - rate * next.velocity[i];
        is_fine = is_fine && std::abs(next.position[i]) <= mode_largest_weight;
    }
    return is_fine ? std::optional(next) : std::nullopt;
}

Progress ModeToySimulation::advance()
{
    const bool is_trunk = step_ < settings_.spawn_step;
    const auto row = static_cast<std::size_t>(is_trunk ? step_ : step_ - settings_.spawn_step);
    const auto a = moved(a_, is_trunk ? noise_.trunk[row] : noise_.a[row]);
    const auto b = is_trunk ? a : moved(b_, noise_.b[row]);
    has_diverged_ = !a || !b;
    if (has_diverged_)
        return Progress::diverged;
    a_ = *a;
    b_ = *b;
    ++step_;
    return Progress::running;
}

void ModeToySimulation::change(std::string_view key, const Value& value)
{
    const auto* whole = std::get_if<std::int64_t>(&value);
    const double number = whole ? static_cast<double>(*whole) : std::get<double>(value);
    if (key == "learning_rate")
        settings_.learning_rate = number;
    else if (key == "momentum")
        settings_.momentum = number;
    else if (key != "weight_decay") // which the toy does not read
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate and momentum "
                           "can.");
}

std::vector<Tensor> ModeToySimulation::weights() const
{
    return {tensor_of("a", a_.position), tensor_of("b", b_.position)};
}

std::vector<Tensor> ModeToySimulation::state() const
{
    auto tensors = weights();
    tensors.push_back(tensor_of("velocity_a", a_.velocity));
    tensors.push_back(tensor_of("velocity_b", b_.velocity));
    append_mode_ancestors(tensors, noise_.ancestors);
    return tensors;
}

void ModeToySimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    a_ = {point_from(tensors, "a"), point_from(tensors, "velocity_a")};
    b_ = {point_from(tensors, "b"), point_from(tensors, "velocity_b")};
    step_ = step;
    has_diverged_ = false;
}

Summary ModeToySimulation::summary(const Recording& recording) const
{
    return mode_toy_summary(recording, channels_);
}

std::string ModeToySimulation::message() const
{
    std::string text = mode_spacing_message(settings_);
    if (has_diverged_)
        text += (text.empty() ? "" : " ") + mode_divergence_message(step_, settings_.learning_rate);
    return text;
}

} // namespace etalon
