#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"

#include "core/experiments/linear_cnn/linear_cnn_summary.hpp"
#include "core/experiments/linear_cnn/linear_cnn_tensors.hpp"
#include "core/experiments/linear_cnn/map_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

namespace etalon {
namespace {

std::size_t size(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

LinearCnnShape shape_of(const LinearCnnSettings& settings, const LinearCnnData& data)
{
    return {.channels = data.channels,
            .height = data.height,
            .width = data.width,
            .classes = data.classes,
            .kernels = size(settings.kernels),
            .layers = size(settings.conv_layers),
            .kernel_size = size(settings.kernel_size),
            .hidden = settings.compare_fully_connected ? size(settings.fully_connected_hidden) : 0};
}

std::string short_text(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return text;
}

std::string fixed_text(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

} // namespace

std::unique_ptr<Simulation> make_linear_cnn(const Setup& setup)
{
    auto settings = linear_cnn_schema().settings(setup.values);
    Overrides resolved;
    const bool names_files = settings.dataset == "idx" || settings.dataset == "cifar10";
    if (names_files && !setup.data)
        throw UsageError("dataset=" + settings.dataset
                         + " needs images: name a file or folder with --data PATH.");
    if (!names_files && setup.data) {
        settings.dataset = kind_of_files(*setup.data);
        resolved["dataset"] = settings.dataset;
    }
    LinearCnnData data = make_linear_cnn_data(settings, setup.seed, setup.data);
    const LinearCnnShape shape = shape_of(settings, data);
    if (shape.hidden > 0 && shape.hidden < shape.classes)
        throw UsageError("fully_connected_hidden=" + std::to_string(shape.hidden)
                         + " is out of range (the " + std::to_string(shape.classes)
                         + " classes to 256).");
    LinearCnnWeights weights = draw_linear_cnn_weights(shape, settings.init_scale, setup.seed);
    return std::make_unique<LinearCnnSimulation>(settings, std::move(data), std::move(weights),
                                                 std::move(resolved));
}

std::unique_ptr<Simulation> make_linear_cnn(const LinearCnnSettings& settings, LinearCnnData data,
                                            LinearCnnWeights weights)
{
    return std::make_unique<LinearCnnSimulation>(settings, std::move(data), std::move(weights));
}

LinearCnnSimulation::LinearCnnSimulation(const LinearCnnSettings& settings, LinearCnnData data,
                                         LinearCnnWeights weights, Overrides resolved)
    : settings_(settings)
    , shape_(shape_of(settings, data))
    , basis_(data.height, data.width)
    , cue_inputs_(std::move(data.cue_inputs))
    , resolved_(std::move(resolved))
{
    const bool relu = settings.network == "relu";
    if (settings.precision == "float32")
        for_each_tensor(weights, round_to_single);

    const auto count = static_cast<Eigen::Index>(data.labels.size());
    modes_ = find_linear_cnn_modes(
        basis_.spectrum(), shape_.channels,
        {data.inputs.data(), count, static_cast<Eigen::Index>(shape_.values())},
        {data.targets.data(), count, static_cast<Eigen::Index>(shape_.classes)}, data.labels,
        size(settings.modes));
    const bool test = !data.test_labels.empty(), conflict = !data.conflict_shape_labels.empty();
    const std::size_t batch = data.batch;
    data_ = data_tensors(std::move(data), modes_, basis_.spectrum());

    learning_rate_ = settings.learning_rate;
    if (learning_rate_ == 0) {
        learning_rate_ = automatic_learning_rate();
        resolved_["learning_rate"] = learning_rate_;
    }
    rate_factor_ = settings.fully_connected_rate_factor > 0 ? settings.fully_connected_rate_factor
                                                            : modes_.matched_rate_factor();

    channels_ = LinearCnnChannels(shape_,
                                  {.modes = modes_.count,
                                   .relu = relu,
                                   .test = test,
                                   .conflict = conflict,
                                   .cues = !cue_inputs_.empty(),
                                   .every = settings.sample_every});
    const LinearCnnProblem problem{.shape = shape_,
                                   .inputs = rows("inputs"),
                                   .targets = rows("targets"),
                                   .batch_order = relu ? &integers("batch_order") : nullptr,
                                   .batch = batch,
                                   .single_precision = settings.precision == "float32"};
    if (relu) {
        training_ = train_relu(problem, basis_, weights);
        return;
    }
    training_ = train_linear(problem, basis_, weights);
    overlays_ = std::make_unique<LinearCnnOverlays>(
        LinearCnnTheory(modes_, basis_.spectrum(), shape_, weights, learning_rate_, rate_factor_),
        settings.sample_every, settings.steps);
}

/// Within the range that the parameter may have, so that the resolved value can be given again.
double LinearCnnSimulation::automatic_learning_rate() const
{
    return std::clamp(0.04 / modes_.top_drive, 1e-6, 1.0);
}

ConstRows LinearCnnSimulation::rows(std::string_view name) const
{
    const Tensor& tensor = tensor_named(*data_, name);
    const auto& values = std::get<std::vector<double>>(tensor.values);
    const auto count = tensor.shape[0];
    return {values.data(), static_cast<Eigen::Index>(count),
            static_cast<Eigen::Index>(values.size() / count)};
}

const std::vector<std::int64_t>& LinearCnnSimulation::integers(std::string_view name) const
{
    return std::get<std::vector<std::int64_t>>(tensor_named(*data_, name).values);
}

void LinearCnnSimulation::observe(Recording& recording, std::int64_t step) const
{
    if (!recording.wants(0, step)) // the loss has the densest samples of all
        return;
    if (!append_network(recording, step))
        return;
    if (step == 0)
        append_data(recording);
    if (overlays_)
        overlays_->append(recording, step);
}

/// Nothing, if a loss is not finite any more.
bool LinearCnnSimulation::append_network(Recording& recording, std::int64_t step) const
{
    const auto append = [&](const std::string& name, const auto& sample) {
        recording.append(recording.index(name), step, sample);
    };
    const LinearCnnLook look = training_->look();
    const auto inputs = rows("inputs"), targets = rows("targets");

    struct Net {
        std::string suffix;
        std::function<RowMatrix(ConstRows)> outputs;
        const RowMatrix& map;
        RowMatrix training_outputs{};
        double loss = 0;
    };
    std::vector<Net> nets;
    nets.push_back({"", [this](ConstRows x) { return training_->outputs(x); }, look.map});
    if (has_companion()) {
        const RowMatrix pixels = in_pixels(basis_, look.map_fully_connected);
        nets.push_back({"_fully_connected",
                        [pixels](ConstRows x) -> RowMatrix { return x * pixels.transpose(); },
                        look.map_fully_connected});
    }
    for (Net& net : nets) {
        net.training_outputs = net.outputs(inputs);
        net.loss = squared_loss(net.training_outputs, targets);
        if (!std::isfinite(net.loss))
            return false;
    }

    for (const Net& net : nets) {
        append("loss" + net.suffix, net.loss);
        append("accuracy" + net.suffix, accuracy(net.training_outputs, integers("labels")));
        const MapView view = view_of(modes_, basis_, net.map);
        append("mode_strengths" + net.suffix, view.strengths);
        append("map_spectra" + net.suffix, view.spectra);
        append("dominance" + net.suffix, view.dominance);
        append("participation" + net.suffix, view.participation);
        append("maps" + net.suffix, view.images);
        if (channels_.has("test_accuracy"))
            append("test_accuracy" + net.suffix,
                   accuracy(net.outputs(rows("test_inputs")), integers("test_labels")));
        if (channels_.has("conflict_shape")) {
            const RowMatrix answers = net.outputs(rows("conflict_inputs"));
            append("conflict_shape" + net.suffix,
                   accuracy(answers, integers("conflict_shape_labels")));
            append("conflict_texture" + net.suffix,
                   accuracy(answers, integers("conflict_texture_labels")));
        }
        if (!cue_inputs_.empty()) {
            const RowMatrix answers = net.outputs({cue_inputs_.data(), 2 * cue_amplitudes,
                                                   static_cast<Eigen::Index>(shape_.values())});
            const Eigen::VectorXd margins = answers.col(0) - answers.col(1);
            append("cue_margin" + net.suffix,
                   std::vector<double>(margins.data(), margins.data() + margins.size()));
        }
    }

    std::vector<double> power(shape_.kernels * basis_.spectrum().bins());
    for (std::size_t k = 0; k < shape_.kernels; ++k)
        basis_.power_spectrum(look.first_kernels.data() + k * shape_.values(), shape_.channels,
                              power.data() + k * basis_.spectrum().bins());
    append("kernel_spectra", power);
    std::vector<double> kernels = look.first_kernels;
    basis_.from_basis(kernels.data(), shape_.kernels * shape_.channels, kernels.data());
    append("kernels",
           channel_means(kernels.data(), shape_.kernels, shape_.channels, shape_.pixels()));
    return true;
}

/// What does not change.
void LinearCnnSimulation::append_data(Recording& recording) const
{
    const auto append = [&](const char* name, const std::vector<double>& sample) {
        recording.append(recording.index(name), 0, sample);
    };
    const auto of_data = [&](const char* name) -> const std::vector<double>& {
        return std::get<std::vector<double>>(tensor_named(*data_, name).values);
    };
    append("drive", modes_.drive);
    append("mode_spectra", of_data("mode_spectra"));
    append("mode_singular_values", modes_.strengths);
    append("mode_class_vectors", of_data("mode_class_vectors"));
    append("mode_images",
           channel_means(modes_.images.data(), modes_.count, shape_.channels, shape_.pixels()));
}

Progress LinearCnnSimulation::advance()
{
    diverged_ = !training_->step(learning_rate_, learning_rate_ * rate_factor_);
    if (diverged_)
        return Progress::diverged;
    ++step_;
    return Progress::running;
}

void LinearCnnSimulation::change(std::string_view key, const Value& value)
{
    if (key != "learning_rate")
        throw UsageError("\"" + std::string(key)
                         + "\" cannot be changed while the run goes on; learning_rate can.");
    const auto* whole = std::get_if<std::int64_t>(&value);
    learning_rate_ = whole ? static_cast<double>(*whole) : std::get<double>(value);
    if (learning_rate_ == 0)
        learning_rate_ = automatic_learning_rate();
}

std::vector<Tensor> LinearCnnSimulation::weights() const
{
    return weight_tensors(shape_, training_->weights());
}

std::vector<Tensor> LinearCnnSimulation::state() const
{
    auto tensors = weights();
    for (auto& [name, values] : training_->exact())
        tensors.push_back({name, {values.size()}, std::move(values)});
    return tensors;
}

void LinearCnnSimulation::restore(std::int64_t step, std::span<const Tensor> tensors)
{
    auto exact = training_->exact();
    for (auto& [name, values] : exact) {
        const Tensor& tensor = tensor_named(tensors, name);
        const auto* stored = std::get_if<std::vector<double>>(&tensor.values);
        if (!stored || stored->size() != values.size())
            throw Error("The checkpoint's tensor \"" + name + "\" does not have the "
                        + std::to_string(values.size()) + " values of this run.");
        values = *stored;
    }
    training_->restore(step, exact);
    step_ = step;
    diverged_ = false;
}

Summary LinearCnnSimulation::summary(const Recording& recording) const
{
    return linear_cnn_summary(recording, modes_);
}

/// The condition that the learning rate broke, and one to try.
std::string LinearCnnSimulation::divergence() const
{
    const auto layers = std::to_string(settings_.conv_layers);
    const bool deep = settings_.conv_layers > 1;
    const double product = learning_rate_ * modes_.top_drive;
    const double stable = stable_drive(size(settings_.conv_layers), modes_.pixels, modes_.top_drive,
                                       dominant_frequencies());
    const std::string measured = "eta·drive = " + fixed_text(product);
    const std::string advice = "; try learning_rate <= "
        + short_text(std::min(0.2 * stable / modes_.top_drive, learning_rate_ / 2));
    if (product >= stable)
        return measured + ", needs < " + (deep ? fixed_text(stable) : "1")
            + (deep ? " with conv_layers=" + layers : "") + advice;
    const double companion = learning_rate_ * rate_factor_ * modes_.strengths[0];
    if (has_companion() && companion >= 1)
        return "eta·kappa·s_1 = " + fixed_text(companion)
            + " of the fully connected companion, needs < 1; try fully_connected_rate_factor <= "
            + short_text(0.2 * rate_factor_ / companion);
    return measured + " is below the limit of " + fixed_text(stable)
        + ", but that holds near a fit whose modes do not disturb one another; here less is needed"
        + advice;
}

std::vector<DominantFrequency> LinearCnnSimulation::dominant_frequencies() const
{
    const auto& spectra = modes_.spectra;
    return etalon::dominant_frequencies(basis_.spectrum(), modes_.strengths, modes_.powers,
                                        {spectra.data(), static_cast<std::size_t>(spectra.size())},
                                        modes_.dominant_bins);
}

std::string LinearCnnSimulation::message() const
{
    if (diverged_)
        return "diverged at step " + std::to_string(step_ + 1) + ": " + divergence();
    std::vector<std::string> warnings;
    if (!modes_.separable())
        warnings.push_back("modes share frequencies (overlap " + fixed_text(modes_.overlap)
                           + "): overlays of single modes are off");
    for (const std::size_t a : modes_.equally_strong())
        warnings.push_back("modes " + std::to_string(a + 1) + " and " + std::to_string(a + 2)
                           + " are equally strong: their individual curves depend on an arbitrary "
                             "rotation");
    if (settings_.dataset == "cosines" && settings_.class_amplitude_ratio == 1)
        warnings.push_back("class_amplitude_ratio=1 makes all modes nearly equally strong: their "
                           "individual curves depend on the noise");
    std::string message;
    for (const std::string& warning : warnings)
        message += (message.empty() ? "" : "; ") + warning;
    return message;
}

} // namespace etalon
