// Data and weights as the named tensors of a recording.
#pragma once

#include "core/experiments/race/race_data.hpp"
#include "core/lab/experiment.hpp"

#include <span>
#include <string_view>

namespace etalon {

/// Error if there is no such tensor.
const Tensor& race_tensor(std::span<const Tensor>, std::string_view name);

/// The real values of a tensor of this shape; Error if it is missing or has another shape.
const std::vector<double>& race_values(std::span<const Tensor>, std::string_view name,
                                       const std::vector<std::size_t>& shape);

Tensor race_tensor_of(std::string name, const RaceMatrix&);

/// What /data holds.
SharedTensors race_data_tensors(const RaceData&, const RaceSettings&);

/// input_weights and output_weights.
std::vector<Tensor> race_weight_tensors(const RaceNetwork&);

// The inverses, for replays.
RaceData race_data_from(std::span<const Tensor>);
RaceNetwork race_network_from(std::span<const Tensor>);

} // namespace etalon
