// Data and weights as the named tensors of a recording (section 7).
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"
#include "core/experiments/resonator/resonator_battery.hpp"
#include "core/lab/experiment.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// What a surrogate learns from and is judged by. Spectra of the training designs are with the
/// training.
struct SurrogateData {
    ResonatorMatrix train{};                            // n × d
    ResonatorMatrix validation{}, validation_spectra{}; // n × d, n × M
};

Tensor tensor_of(std::string name, const ResonatorMatrix&);

/// What /data holds; `keep_layers`: media from files are not known from the parameters.
SharedTensors resonator_data_tensors(const ResonatorSettings&, std::uint64_t seed,
                                     const ResonatorModel&, const SurrogateData&,
                                     const DesignTargets&, const ResonatorBattery&,
                                     bool keep_layers);

/// PREFIXweight_l and PREFIXbias_l.
void append_weight_tensors(std::vector<Tensor>&, const SurrogateWeights&,
                           const std::string& prefix = {});

/// The inverse. Throws Error if one is missing or misshapen.
SurrogateWeights weights_from(std::span<const Tensor>, const SurrogateShape&,
                              const std::string& prefix = {});

/// The surrogate of a run from its weights, as `Simulation::weights` or a file holds them.
Surrogate surrogate_from(std::span<const Tensor> weights, const ResonatorSettings&,
                         std::size_t design_parameters);

/// The rows of a real tensor of two axes; Error if there is none.
ResonatorMatrix matrix_from(std::span<const Tensor>, std::string_view name);

/// The targets of a run from its data.
DesignTargets targets_from(std::span<const Tensor> data, const ResonatorSettings&);

} // namespace etalon
