// What network files may say of a layer.
#pragma once

#include "core/experiments/linear_scope/scope_network.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace etalon {

/// Nothing if there is no such type.
std::optional<ScopeLayerType> layer_type(std::string_view name);
/// "conv, dense, …".
std::string layer_types();
/// Keys of a layer's entry in the list.
std::set<std::string> layer_keys(ScopeLayerType);

} // namespace etalon
