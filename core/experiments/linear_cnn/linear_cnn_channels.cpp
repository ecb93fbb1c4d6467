#include "core/experiments/linear_cnn/linear_cnn_channels.hpp"

#include <algorithm>

namespace etalon {
namespace {

const std::vector<std::string> spectrum_dims{"mode", "frequency_y", "frequency_x"};
const std::vector<std::string> image_dims{"mode", "y", "x"};

} // namespace

LinearCnnChannels::LinearCnnChannels(const LinearCnnShape& shape,
                                     const LinearCnnObservables& observables)
    : shape_(shape)
    , observables_(observables)
{
    const std::size_t columns = shape.width / 2 + 1;
    add({.name = "loss", .label = "Loss"});
    add_map("", "");
    add({.name = "kernel_spectra",
         .label = "Power of the kernels",
         .dims = {"kernel", "frequency_y", "frequency_x"},
         .shape = {shape.kernels, shape.height, columns}});
    add_answers("", "");
    add({.name = "kernels",
         .label = "Kernels of the first layer",
         .dims = {"kernel", "y", "x"},
         .shape = {shape.kernels, shape.height, shape.width}});
    if (shape.hidden > 0) {
        const std::string suffix = "_fully_connected", owner = ", fully connected";
        add({.name = "loss" + suffix, .label = "Loss" + owner});
        add_map(suffix, owner);
        add_answers(suffix, owner);
    }
    add_modes();
    if (!observables.relu)
        add_theory();
}

bool LinearCnnChannels::has(std::string_view name) const
{
    return std::any_of(list_.begin(), list_.end(),
                       [name](const Channel& channel) { return channel.name == name; });
}

void LinearCnnChannels::add(Channel channel)
{
    if (channel.every == 1) // all but what is recorded once
        channel.every = observables_.every;
    list_.push_back(std::move(channel));
}

void LinearCnnChannels::add_map(const std::string& suffix, const std::string& owner)
{
    const std::size_t modes = observables_.modes, columns = shape_.width / 2 + 1;
    add({.name = "mode_strengths" + suffix,
         .label = "Mode strength" + owner,
         .dims = {"mode"},
         .shape = {modes}});
    add({.name = "map_spectra" + suffix,
         .label = "Power of the effective map" + owner,
         .dims = spectrum_dims,
         .shape = {modes, shape_.height, columns}});
    add({.name = "dominance" + suffix,
         .label = "Share of the dominant frequency" + owner,
         .dims = {"mode"},
         .shape = {modes}});
    add({.name = "participation" + suffix,
         .label = "Effective number of frequencies" + owner,
         .dims = {"mode"},
         .shape = {modes}});
    add({.name = "maps" + suffix,
         .label = "Effective map" + owner,
         .dims = image_dims,
         .shape = {modes, shape_.height, shape_.width}});
}

void LinearCnnChannels::add_answers(const std::string& suffix, const std::string& owner)
{
    add({.name = "accuracy" + suffix, .label = "Training accuracy" + owner});
    if (observables_.test)
        add({.name = "test_accuracy" + suffix, .label = "Test accuracy" + owner});
    if (observables_.conflict) {
        add({.name = "conflict_shape" + suffix, .label = "Answers by shape" + owner});
        add({.name = "conflict_texture" + suffix, .label = "Answers by texture" + owner});
    }
    if (observables_.cues)
        add({.name = "cue_margin" + suffix,
             .label = "Answer to mixed cues, class 1 less class 2" + owner,
             .dims = {"shape", "texture_amplitude"},
             .shape = {2, 21}});
}

void LinearCnnChannels::add_modes()
{
    const std::size_t modes = observables_.modes, columns = shape_.width / 2 + 1;
    add({.name = "drive",
         .label = "Drive",
         .dims = {"frequency_y", "frequency_x"},
         .shape = {shape_.height, columns},
         .every = 0});
    add({.name = "mode_spectra",
         .label = "Power of the data's modes",
         .dims = spectrum_dims,
         .shape = {modes, shape_.height, columns},
         .every = 0});
    add({.name = "mode_singular_values",
         .label = "Singular values",
         .dims = {"mode"},
         .shape = {modes},
         .every = 0});
    add({.name = "mode_class_vectors",
         .label = "Class vectors",
         .dims = {"class", "mode"},
         .shape = {shape_.classes, modes},
         .every = 0});
    add({.name = "mode_images",
         .label = "Images of the data's modes",
         .dims = image_dims,
         .shape = {modes, shape_.height, shape_.width},
         .every = 0});
}

void LinearCnnChannels::add_theory()
{
    const auto theory = [this](std::string name, std::string label) {
        add({.name = std::move(name),
             .label = std::move(label),
             .dims = {"mode"},
             .shape = {observables_.modes},
             .role = Role::theory});
    };
    if (shape_.hidden > 0)
        theory("mode_strengths_fully_connected_sigmoid",
               "Mode strength, fully connected, closed form");
    if (shape_.layers > 1 || !shape_.full_kernels())
        return;
    theory("mode_strengths_reduced", "Mode strength, reduced map");
    theory("dominance_reduced", "Share of the dominant frequency, reduced map");
    theory("mode_strengths_sigmoid", "Mode strength, closed form");
    add({.name = "kernel_spectra_early",
         .label = "Power of the kernels, linearised start",
         .dims = {"kernel", "frequency_y", "frequency_x"},
         .shape = {shape_.kernels, shape_.height, shape_.width / 2 + 1},
         .role = Role::theory});
}

} // namespace etalon
