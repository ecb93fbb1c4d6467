// The channels of a run: which there are, their names, shapes, labels and places (section 6).
#pragma once

#include "core/experiments/resonator/resonator.hpp"
#include "core/lab/recording.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace etalon {

/// "exact-lm" → "exact_lm", as channels and scalars name it.
std::string underscored(std::string method);

/// What a method records; `path` only where the method is a descent with Adam.
struct MethodChannels {
    std::string method{}; // "exact-lm"
    std::size_t best{}, evaluations{}, found{}, path{};
    bool has_path = false;
};

class ResonatorChannels {
public:
    ResonatorChannels() = default;
    /// `design`: d; `methods`: those that run.
    ResonatorChannels(const ResonatorSettings&, std::size_t design,
                      const std::vector<std::string>& methods);

    const std::vector<Channel>& list() const { return list_; }

    // Places in the list, and so in a recording.
    std::size_t loss{}, validation_loss{}, validation_mae{}, rate{}, path_error{};
    std::size_t probe_spectra{};
    std::size_t battery_reflection{}, battery_transmission{}, battery_absorption{};
    std::size_t battery_reflection_thickness{}, battery_reflection_index{};
    std::size_t battery_transmission_thickness{}, battery_transmission_index{};
    std::size_t quarter_wave_reflectance{};
    std::vector<MethodChannels> methods{};
    std::size_t landscape_signal{}, landscape_fourier{}; // only if there are landscapes
    bool has_landscapes = false;                         // not for one design parameter

private:
    std::size_t add(Channel);
    void add_training(const ResonatorSettings&);
    void add_battery(std::size_t wavelengths);
    void add_method(const ResonatorSettings&, std::size_t design, const std::string& method);
    void add_landscapes();

    std::vector<Channel> list_{};
};

} // namespace etalon
