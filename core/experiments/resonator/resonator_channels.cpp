#include "core/experiments/resonator/resonator_channels.hpp"

#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/resonator_battery.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr std::size_t most_bins = 32;
constexpr std::int64_t only_at_the_end = std::int64_t{1} << 40; // beyond all steps
const std::string last_step = "last step";                      // what a landscape's one "step" is

std::size_t size(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

/// What the rows of a method's channels count.
std::string row_of_method(const std::string& method)
{
    if (method == "grid")
        return "grid block";
    if (method == "differential-evolution" || method == "crs" || method == "direct")
        return "generation";
    return "iteration";
}

} // namespace

std::string underscored(std::string method)
{
    std::replace(method.begin(), method.end(), '-', '_');
    return method;
}

ResonatorChannels::ResonatorChannels(const ResonatorSettings& settings, std::size_t design,
                                     const std::vector<std::string>& names)
{
    add_training(settings);
    add_battery(size(settings.wavelengths));
    for (const std::string& method : names)
        add_method(settings, design, method);
    has_landscapes = design > 1;
    if (has_landscapes)
        add_landscapes();
}

std::size_t ResonatorChannels::add(Channel channel)
{
    list_.push_back(std::move(channel));
    return list_.size() - 1;
}

void ResonatorChannels::add_training(const ResonatorSettings& settings)
{
    const std::size_t wavelengths = size(settings.wavelengths);
    const auto scalar = [&](const char* name, const char* label) {
        return add({.name = name, .label = label, .every = settings.sample_every});
    };
    loss = scalar("loss", "Loss of the mini-batch");
    validation_loss = scalar("validation_loss", "Validation loss");
    validation_mae = scalar("validation_mae", "Validation mean absolute error");
    rate = scalar("rate", "Learning rate");
    path_error = add({.name = "path_error",
                      .label = "Error over signal power by optical path",
                      .dims = {"bin"},
                      .shape = {std::min(most_bins, wavelengths / 2)},
                      .every = settings.sample_every});
    probe_spectra = add({.name = "probe_spectra",
                         .label = "Surrogate's spectra of four validation designs",
                         .dims = {"design", "wavelength"},
                         .shape = {4, wavelengths},
                         .every = only_at_the_end});
}

void ResonatorChannels::add_battery(std::size_t wavelengths)
{
    const auto spectra = [&](const char* name, const char* label) {
        return add({.name = name,
                    .label = label,
                    .dims = {"stack", "wavelength"},
                    .shape = {battery_stack_count, wavelengths},
                    .every = 0});
    };
    const auto slopes = [&](const char* name, const char* label, const char* unit) {
        return add({.name = name,
                    .label = label,
                    .unit = unit,
                    .dims = {"stack", "layer", "wavelength"},
                    .shape = {battery_stack_count, battery_layers, wavelengths},
                    .every = 0});
    };
    battery_reflection = spectra("battery_reflection", "Reflection of the battery");
    battery_transmission = spectra("battery_transmission", "Transmission of the battery");
    battery_absorption = spectra("battery_absorption", "Absorption of the battery");
    battery_reflection_thickness = slopes("battery_dR_dd", "∂R/∂d of the battery", "1/nm");
    battery_reflection_index = slopes("battery_dR_dn", "∂R/∂n of the battery", "1");
    battery_transmission_thickness = slopes("battery_dT_dd", "∂T/∂d of the battery", "1/nm");
    battery_transmission_index = slopes("battery_dT_dn", "∂T/∂n of the battery", "1");
    quarter_wave_reflectance = add({.name = "quarter_wave_reflectance",
                                    .label = "Reflection of quarter-wave mirrors, closed form",
                                    .dims = {"mirror"},
                                    .shape = {4},
                                    .every = 0,
                                    .role = Role::theory});
}

void ResonatorChannels::add_method(const ResonatorSettings& settings, std::size_t design,
                                   const std::string& method)
{
    const std::string name = underscored(method), index = row_of_method(method);
    const std::size_t targets = size(settings.targets);
    MethodChannels channels{.method = method};
    channels.best = add({.name = "design_best_" + name,
                         .label = "Best objective, " + method,
                         .dims = {"target"},
                         .shape = {targets},
                         .index = index});
    channels.evaluations = add({.name = "design_evaluations_" + name,
                                .label = "Spectra per target, " + method,
                                .unit = "spectra",
                                .index = index});
    channels.found = add({.name = "design_found_" + name,
                          .label = "Design found, " + method,
                          .dims = {"target", "parameter"},
                          .shape = {targets, design},
                          .index = index});
    channels.has_path = method != "exact-lm" && index == "iteration";
    if (channels.has_path)
        channels.path =
            add({.name = "design_path_" + name,
                 .label = "Path of the first target's starts, " + method,
                 .dims = {"start", "parameter"},
                 .shape = {method.ends_with("multistart") ? size(settings.starts) : 1, design},
                 .index = index});
    methods.push_back(std::move(channels));
}

void ResonatorChannels::add_landscapes()
{
    const auto map = [&](const char* name, const char* label) {
        return add({.name = name,
                    .label = label,
                    .dims = {"first parameter", "second parameter"},
                    .shape = {landscape_side, landscape_side},
                    .index = last_step});
    };
    landscape_signal = map("landscape_signal", "Mean squared error over designs");
    landscape_fourier = map("landscape_fourier", "Fourier objective over designs");
}

} // namespace etalon
