#include "core/experiments/linear_scope/linear_scope_simulation.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t scored_training_images = 256;

void round_to_single(ScopeNetwork& network)
{
    for (ScopeLayer& layer : network.layers)
        for (auto* values : {&layer.weight, &layer.bias})
            for (double& value : *values)
                value = static_cast<double>(static_cast<float>(value));
}

/// PSNR of U x as an estimate of the targets, in dB.
double quality_of_bicubic(const ScopeSamples& samples)
{
    double sum = 0;
    const std::size_t inputs = samples.input.size(), outputs = samples.output.size();
    for (std::size_t i = 0; i < samples.count(); ++i) {
        const auto estimate =
            bicubic_upscale({samples.inputs.data() + i * inputs, inputs}, samples.input);
        for (std::size_t k = 0; k < outputs; ++k) {
            const double error = estimate[k] - samples.targets[i * outputs + k];
            sum += error * error;
        }
    }
    return -10 * std::log10(sum / static_cast<double>(samples.targets.size()));
}

/// The task that has outputs of this kind, and as many images as there are: so that the figures offer
/// what fits the network.
Overrides read_off(const ScopeNetwork& network, std::size_t images)
{
    const ScopeShape in = network.input, out = network.output();
    const std::string task = out.height * out.width == 1 ? "classify"
        : out.height == 2 * in.height                    ? "upscale"
                                                         : "denoise";
    return {{"task", task}, {"scope_images", static_cast<std::int64_t>(images)}};
}

/// A file that is called a network but is none would only be complained of as a data set.
void check_name(const std::filesystem::path& path)
{
    const bool is_called_so = path.extension() == ".h5" || path.extension() == ".hdf5";
    if (is_called_so && std::filesystem::is_regular_file(path))
        throw UsageError(path.string()
                         + ": this is no HDF5 file; expected a network of the format "
                           "etalon-network, as resources/export_network.py writes it.");
}

std::vector<double> normal_numbers(std::size_t count, Random& random)
{
    std::vector<double> values(count);
    for (double& value : values)
        value = random.normal();
    return values;
}

} // namespace

std::unique_ptr<Simulation> make_linear_scope(const Setup& setup)
{
    const auto settings = linear_scope_schema().settings(setup.values);
    if (setup.data && is_network_file(*setup.data))
        return make_linear_scope(settings, read_network(*setup.data), setup.seed);
    if (setup.data)
        check_name(*setup.data);
    LinearScopeData data = make_linear_scope_data(settings, setup.seed, setup.data);
    ScopeNetwork initial = draw_linear_scope_network(settings, data, setup.seed);
    return make_linear_scope(settings, std::move(data), std::move(initial));
}

std::unique_ptr<Simulation> make_linear_scope(const LinearScopeSettings& settings,
                                              LinearScopeData data, ScopeNetwork initial)
{
    return std::make_unique<LinearScopeSimulation>(settings, std::move(data), std::move(initial),
                                                   nullptr);
}

std::unique_ptr<Simulation> make_linear_scope(const LinearScopeSettings& settings,
                                              ImportedNetwork imported, std::uint64_t probe_seed)
{
    LinearScopeData data;
    Random random = linear_scope_random(probe_seed, LinearScopeStream::probes);
    data.probe_input = normal_numbers(imported.network.inputs(), random);
    data.probe_output = normal_numbers(imported.network.outputs(), random);
    data.test = {.input = imported.network.input,
                 .output = imported.network.output(),
                 .inputs = imported.images.empty() ? data.probe_input : imported.images};
    ScopeNetwork network = imported.network;
    return std::make_unique<LinearScopeSimulation>(settings, std::move(data), std::move(network),
                                                   &imported);
}

LinearScopeSimulation::LinearScopeSimulation(const LinearScopeSettings& settings,
                                             LinearScopeData data, ScopeNetwork initial,
                                             const ImportedNetwork* imported)
    : settings_(settings)
    , data_(std::move(data))
    , images_(std::min(static_cast<std::size_t>(settings.scope_images), data_.test.count()))
    , network_(std::move(initial))
    , tensors_(scope_data_tensors(data_, imported))
    , channels_(settings_, network_, images_, imported == nullptr)
    , learning_rate_(settings.learning_rate)
{
    if (imported) {
        resolved_ = read_off(network_, images_);
        return;
    }
    const bool single = settings.precision == "float32";
    if (single)
        round_to_single(network_);
    training_ = train_scope(network_, data_.train, single);
    std::vector<std::vector<double>> gradients;
    batch_loss_ = training_->gradients(batch(0), gradients);
    if (settings.task == "upscale")
        bicubic_quality_ = quality_of_bicubic(data_.test);
}

std::int64_t LinearScopeSimulation::planned_steps(std::int64_t asked) const
{
    return is_trained() ? asked : 0;
}

std::span<const std::int64_t> LinearScopeSimulation::batch(std::int64_t step) const
{
    return std::span(data_.order)
        .subspan(static_cast<std::size_t>(step) * data_.batch_size, data_.batch_size);
}

/// With the present weights.
const ScopeNetwork& LinearScopeSimulation::network() const
{
    if (is_network_stale_) {
        const auto tensors = training_->tensors();
        const auto places = scope_tensor_places(network_);
        for (std::size_t i = 0; i < places.size(); ++i) {
            ScopeLayer& layer = network_.layers[places[i].layer];
            (places[i].is_bias ? layer.bias : layer.weight) = tensors[i].value;
        }
        is_network_stale_ = false;
    }
    return network_;
}

const LinearScopeSample& LinearScopeSimulation::sample() const
{
    if (!sample_)
        sample_.emplace(network(), data_, images_);
    return *sample_;
}

/// Of the first training images and of all test images.
const std::array<ScopeScore, 2>& LinearScopeSimulation::scores() const
{
    if (!scores_) {
        const ScopeNetwork& now = network();
        auto train = std::async(std::launch::async, [&] {
            return score_network(now, data_.train,
                                 std::min(scored_training_images, data_.train.count()));
        });
        const ScopeScore test = score_network(now, data_.test, data_.test.count());
        scores_ = {train.get(), test};
    }
    return *scores_;
}

void LinearScopeSimulation::forget_sample()
{
    is_network_stale_ = is_trained();
    sample_.reset();
    scores_.reset();
}

// ---- What is seen

void LinearScopeSimulation::observe(Recording& recording, std::int64_t step) const
{
    if (is_trained())
        recording.append(channels_.batch_loss, step, batch_loss_);
    // Before the end the step after this one would never be wanted.
    const bool is_end = is_trained() ? recording.wants(channels_.output, step + 1) : step == 0;
    append_theory(recording, step, is_end);
    if (recording.wants(channels_.identity, step))
        append_sample(recording, step, is_end);
    if (is_end)
        append_end(recording, step);
}

void LinearScopeSimulation::append_sample(Recording& recording, std::int64_t step,
                                          bool is_end) const
{
    if (is_trained()) {
        const auto& [train, test] = scores();
        recording.append(*channels_.loss, step, std::array{train.loss, test.loss});
        recording.append(*channels_.quality, step, std::array{train.quality, test.quality});
    }
    std::vector<double> identity, adjoint, shares, active, values, ranks, cosines;
    for (const LinearScopeImage& image : sample().images()) {
        identity.push_back(image.identity);
        adjoint.push_back(image.adjoint);
        shares.push_back(image.bias_share);
        const auto layers = image.frozen.active();
        active.insert(active.end(), layers.begin(), layers.end());
    }
    for (const LinearScopeSystem& system : sample().systems(channels_.kept(), is_end)) {
        values.insert(values.end(), system.singular.values.begin(), system.singular.values.end());
        ranks.push_back(system.singular.effective_rank);
        cosines.push_back(system.bicubic_cosine);
    }
    recording.append(channels_.identity, step, identity);
    recording.append(channels_.adjoint, step, adjoint);
    recording.append(channels_.singular_values, step, values);
    if (channels_.effective_rank)
        recording.append(*channels_.effective_rank, step, ranks);
    recording.append(channels_.bias_share, step, shares);
    recording.append(channels_.active, step, active);
    recording.append(channels_.flips, step, sample().flips(decisions_));
    if (channels_.bicubic_cosine)
        recording.append(*channels_.bicubic_cosine, step, cosines);
}

void LinearScopeSimulation::append_end(Recording& recording, std::int64_t step) const
{
    const auto& systems = sample().systems(channels_.kept(), true);
    std::vector<double> matrix, bias, output, left, right, all_votes;
    const auto append = [](std::vector<double>& to, const auto& values) {
        to.insert(to.end(), values.data(), values.data() + values.size());
    };
    for (std::size_t i = 0; i < images_; ++i) {
        const FrozenScope& frozen = sample().images()[i].frozen;
        append(bias, frozen.bias());
        append(output, frozen.output());
        append(left, systems[i].singular.left);
        append(right, systems[i].singular.right);
        if (channels_.matrix)
            append(matrix, systems[i].matrix);
        if (channels_.votes) {
            std::vector<std::size_t> rows(frozen.outputs());
            std::iota(rows.begin(), rows.end(), std::size_t{0});
            append(all_votes, votes(frozen.rows(rows), frozen.input()));
        }
    }
    if (channels_.matrix)
        recording.append(*channels_.matrix, step, matrix);
    recording.append(channels_.bias, step, bias);
    recording.append(channels_.output, step, output);
    recording.append(channels_.left, step, left);
    recording.append(channels_.right, step, right);
    if (channels_.votes)
        recording.append(*channels_.votes, step, all_votes);
}

/// Constants: at the first step and the last one, which is moved if the run ends early.
void LinearScopeSimulation::append_theory(Recording& recording, std::int64_t step,
                                          bool is_end) const
{
    const auto draw = [&](const std::optional<std::size_t>& channel, double value) {
        if (!channel)
            return;
        if (step == 0)
            recording.append(*channel, 0, value);
        if (step == 0 && !is_end)
            recording.append(*channel, settings_.steps, value);
        if (is_end && recording.last_step(*channel) < step)
            recording.append(*channel, step, value);
    };
    draw(channels_.bicubic_quality, bicubic_quality_);
    draw(channels_.identity_floor, 1e-12);
}

// ---- Training

Progress LinearScopeSimulation::advance()
{
    if (step_ % settings_.sample_every == 0) { // also where the recording was not asked for it
        const auto now = sample().worst();
        for (std::size_t i = 0; i < now.size(); ++i)
            worst_[i] = std::max(worst_[i], now[i]);
        decisions_ = sample().decisions();
    }
    const double loss = training_->step(batch(step_), learning_rate_, step_ + 1);
    if (!std::isfinite(loss)) {
        has_diverged_ = true;
        return Progress::diverged;
    }
    batch_loss_ = loss;
    ++step_;
    forget_sample();
    return Progress::running;
}

void LinearScopeSimulation::change(std::string_view key, const Value& value)
{
    if (key != "learning_rate")
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate can.");
    const auto* whole = std::get_if<std::int64_t>(&value);
    learning_rate_ = whole ? static_cast<double>(*whole) : std::get<double>(value);
}

// ---- State

std::vector<Tensor> LinearScopeSimulation::state() const
{
    std::vector<Tensor> tensors = weights();
    if (!is_trained())
        return tensors;
    const auto places = scope_tensor_places(network_);
    const auto moments = training_->tensors();
    for (std::size_t i = 0; i < places.size(); ++i)
        tensors.push_back({"first_" + places[i].name, places[i].shape, moments[i].first});
    for (std::size_t i = 0; i < places.size(); ++i)
        tensors.push_back({"second_" + places[i].name, places[i].shape, moments[i].second});
    std::vector<std::int64_t> decisions;
    for (const auto& image : decisions_)
        decisions.insert(decisions.end(), image.begin(), image.end());
    const std::size_t count = decisions_.empty() ? 0 : decisions_.front().size();
    tensors.push_back({"decisions", {images_, count}, std::move(decisions)});
    tensors.push_back({"batch_loss", {1}, std::vector<double>{batch_loss_}});
    tensors.push_back({"worst", {2}, std::vector<double>{worst_[0], worst_[1]}});
    return tensors;
}

void LinearScopeSimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    const auto places = scope_tensor_places(network_);
    if (!is_trained()) {
        set_weights(network_, tensors);
        return forget_sample();
    }
    std::vector<ScopeMoments> moments;
    moments.reserve(places.size());
    for (const ScopeTensorPlace& place : places)
        moments.push_back({scope_values(tensors, place.name, place.shape),
                           scope_values(tensors, "first_" + place.name, place.shape),
                           scope_values(tensors, "second_" + place.name, place.shape)});
    const Tensor* stored = find_scope_tensor(tensors, "decisions");
    const auto* values = stored ? std::get_if<std::vector<std::int64_t>>(&stored->values) : nullptr;
    if (!values || stored->shape.size() != 2 || stored->shape[0] != images_
        || values->size() != images_ * stored->shape[1])
        throw Error("The checkpoint's tensor \"decisions\" is missing or does not have the shape "
                    "that this run needs.");
    const double loss = scope_values(tensors, "batch_loss", {1})[0];
    const auto& worst = scope_values(tensors, "worst", {2});

    training_->set(moments);
    decisions_.clear();
    const std::size_t count = stored->shape[1];
    if (step > 0)
        for (std::size_t i = 0; i < images_; ++i) {
            const auto first = values->begin() + static_cast<std::ptrdiff_t>(i * count);
            decisions_.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
        }
    batch_loss_ = loss;
    worst_ = {worst[0], worst[1]};
    step_ = step;
    has_diverged_ = false;
    forget_sample();
}

} // namespace etalon
