// Data and weights as the named tensors of a recording.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_data.hpp"
#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/lab/experiment.hpp"

#include <span>
#include <string_view>

namespace etalon {

/// Error if there is no such tensor.
const Tensor& tensor_named(std::span<const Tensor>, std::string_view name);

/// What /data holds; the data's arrays are moved, not copied.
SharedTensors data_tensors(LinearCnnData&&, const LinearCnnModes&, const HalfSpectrum&);

/// kernels_1 …, readout, fully_connected_1 and _2.
std::vector<Tensor> weight_tensors(const LinearCnnShape&, LinearCnnWeights);

// The inverses, for replays.
LinearCnnData data_from_tensors(std::span<const Tensor>);
LinearCnnWeights weights_from_tensors(std::span<const Tensor>);

template <class Change>
void for_each_tensor(LinearCnnWeights& weights, Change&& change)
{
    for (auto& kernels : weights.kernels)
        change(kernels);
    change(weights.readout);
    change(weights.fully_connected_1);
    change(weights.fully_connected_2);
}

} // namespace etalon
