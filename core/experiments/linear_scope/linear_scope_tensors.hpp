// Data, weights and imported networks as the named tensors of a recording.
#pragma once

#include "core/experiments/linear_scope/linear_scope_data.hpp"
#include "core/experiments/linear_scope/network_file.hpp"

#include <span>
#include <string_view>

namespace etalon {

const Tensor* find_scope_tensor(std::span<const Tensor>, std::string_view name);

/// The real values of a tensor of this shape; Error if it is missing or has another shape.
const std::vector<double>& scope_values(std::span<const Tensor>, std::string_view name,
                                        const std::vector<std::size_t>& shape);

/// Name and shape of every weight, in the order in which they are stored, and where it is.
struct ScopeTensorPlace {
    std::string name{};
    std::vector<std::size_t> shape{};
    std::size_t layer = 0;
    bool is_bias = false;
};
std::vector<ScopeTensorPlace> scope_tensor_places(const ScopeNetwork&);

/// weight_i, bias_i, and of imported networks scale_i, shift_i.
std::vector<Tensor> scope_weight_tensors(const ScopeNetwork&);

/// What /data holds.
SharedTensors scope_data_tensors(const LinearScopeData&, const ImportedNetwork* imported);

/// The layers of an imported network without its weights; nothing if these data have none.
std::optional<ScopeNetwork> scope_layers_of(std::span<const Tensor> data);

// The inverses, for replays.
LinearScopeData linear_scope_data_from(std::span<const Tensor>, const LinearScopeSettings&);

} // namespace etalon
