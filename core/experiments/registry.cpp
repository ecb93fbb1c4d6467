#include "core/experiments/registry.hpp"

#include "core/experiments/linear_cnn/linear_cnn.hpp"
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/experiments/race/race.hpp"
#include "core/experiments/resonator/resonator.hpp"

#include <array>

namespace etalon {

std::span<const Experiment> experiments()
{
    static const std::array all{linear_cnn(), race(), resonator(), linear_scope(),
                                mode_connectivity()};
    return all;
}

} // namespace etalon
