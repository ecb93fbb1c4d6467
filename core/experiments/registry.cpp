#include "core/experiments/registry.hpp"

#include "core/experiments/linear_cnn/linear_cnn.hpp"
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/race/race.hpp"

#include <array>

namespace etalon {

std::span<const Experiment> experiments()
{
    static const std::array all{linear_cnn(), race(), linear_scope()};
    return all;
}

} // namespace etalon
