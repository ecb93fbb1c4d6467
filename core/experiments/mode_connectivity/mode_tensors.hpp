// Networks and examples as the tensors of a recording, and back.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/experiments/mode_connectivity/mode_data.hpp"

#include <string_view>

namespace etalon {

/// Throws Error if it is missing.
const Tensor& mode_tensor(std::span<const Tensor>, std::string_view name);
bool has_mode_tensor(std::span<const Tensor>, std::string_view name);
/// Throws Error if they are whole numbers.
const std::vector<double>& mode_reals(const Tensor&);

/// Sizes from `<branch>_weight_1` …; an Error if there are none or they do not fit together.
/// `branch`: "a" or "b".
ModeShape mode_shape_from(std::span<const Tensor>, const ModeConnectivitySettings&,
                          std::string_view branch = "a");

/// θ from `<branch>_weight_l`, `<branch>_bias_l`; `branch` may be "a", "b", "origin/a",
/// "velocity_a". An Error if one is missing or misshapen.
ModeVector mode_weights_from(const ModeShape&, std::span<const Tensor>, std::string_view branch);
bool has_mode_weights(std::span<const Tensor>, std::string_view branch);

/// The tensors of θ, `<branch>_weight_1`, `<branch>_bias_1`, …
void append_mode_weights(std::vector<Tensor>&, const ModeShape&, const ModeVector& theta,
                         const std::string& branch);

/// In the checkpoints of runs that were branched off: ModeData::ancestors. Nothing if there are none.
inline constexpr const char* mode_ancestors_name = "ancestors";
void append_mode_ancestors(std::vector<Tensor>&, std::span<const std::int64_t>);

/// From `<part>_inputs`, `<part>_labels`; `part`: "train" or "test".
ModeSamples mode_samples_from(std::span<const Tensor> data, const std::string& part);

/// /data of a run: examples and orders; and back.
std::vector<Tensor> mode_data_tensors(const ModeData&);
ModeData mode_data_from(std::span<const Tensor>, std::int64_t classes);

} // namespace etalon
