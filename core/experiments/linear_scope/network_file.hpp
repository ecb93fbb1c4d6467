// The user's own network in HDF5, the format `etalon-network` (section 9).
#pragma once

#include "core/experiments/linear_scope/scope_network.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

struct ImportedNetwork {
    ScopeNetwork network{};
    std::vector<std::string> class_names{};  // may be empty
    std::vector<double> mean{}, deviation{}; // of each input channel; empty: 0 and 1
    std::vector<double> images{}; // count × N, as the network sees them: (x - mean) / std
    std::size_t image_count() const { return images.size() / network.inputs(); }
};

/// Whether a file begins like HDF5.
bool is_network_file(const std::filesystem::path&);

/// UsageError names file, layer, what was found and what was expected.
ImportedNetwork read_network(const std::filesystem::path&);

} // namespace etalon
