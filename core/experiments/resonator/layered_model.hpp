// Models that are stacks of layers: which layer takes its index or thickness from which design
// parameter.
#pragma once

#include "core/experiments/resonator/resonator_model.hpp"

namespace etalon {

/// A stack whose entries are, in part, design parameters.
struct StackLayout {
    LayerStack stack{}; // what no parameter sets
    LayerRows sets{};   // for each layer the parameter that is its thickness, or index; count: d
    std::vector<DesignParameter> design{};
    std::vector<std::size_t> scan_order{};
    Observable observable = Observable::transmission;
};

std::unique_ptr<ResonatorModel> make_layered_model(StackLayout, std::vector<double> wavelengths);

/// slab, bragg, cavity or stack (section 2.4). UsageError: materials, layer file.
StackLayout stack_layout(const ResonatorSettings&, const std::optional<std::filesystem::path>& data,
                         std::span<const double> wavelengths, const KnownMedia& known = {});

} // namespace etalon
