// Where both branches have been, in the plane through origin, A and B of the moment.
#pragma once

#include "core/experiments/mode_connectivity/mode_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_pair.hpp"

#include <array>
#include <vector>

namespace etalon {

/// A row of `trajectory`: x, y and distance from the plane of A, then of B.
using ModeStation = std::array<double, 6>;
ModeStation mode_station(const ModePlane&, const ModeVector& a, const ModeVector& b);

/// The tensor that `Simulation::weights` tells the ways by while they are not recorded yet.
inline constexpr const char* mode_ways_name = "ways/stations";

/// Stations along the ways, in the order they are added: (n, 7), the step and a station.
class ModeWayRows {
public:
    void add(std::int64_t step, const ModeStation&);
    Tensor tensor() &&;

private:
    std::vector<double> rows_{};
};

/// The kept steps before the pair's and the pair itself, ascending.
/// Of many large networks only every so many, so that it costs a fraction of a training step's
/// frame.
Tensor mode_ways(const ModeShape&, const ModePast&, const ModePair&, const ModeVector& origin);

} // namespace etalon
