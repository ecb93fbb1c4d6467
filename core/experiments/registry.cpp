#include "core/experiments/registry.hpp"

#include "core/experiments/linear_cnn/linear_cnn.hpp"

#include <array>

namespace etalon {

std::span<const Experiment> experiments()
{
    static const std::array all{linear_cnn()};
    return all;
}

} // namespace etalon
