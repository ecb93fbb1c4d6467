#include "core/experiments/mode_connectivity/mode_ways.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr double most_work = 6e6;      // multiply-adds: about two milliseconds
constexpr double work_of_station = 12; // per number of a network

} // namespace

ModeStation mode_station(const ModePlane& plane, const ModeVector& a, const ModeVector& b)
{
    const auto p = mode_project(plane, a), q = mode_project(plane, b);
    return {p.x, p.y, p.distance, q.x, q.y, q.distance};
}

Tensor mode_ways(const ModeShape& shape, const ModePast& past, const ModePair& pair,
                 const ModeVector& origin)
{
    const ModeVector &a = pair.a().theta, &b = pair.b().theta;
    const ModePlane plane = mode_plane(shape, origin, a, b);
    const double each = work_of_station * static_cast<double>(shape.length());
    const auto most = static_cast<std::size_t>(std::max(4.0, most_work / each));
    const std::size_t stride = past.snapshots().size() / most + 1;
    std::vector<double> rows;
    const auto append = [&](std::int64_t step, const ModeStation& station) {
        rows.push_back(static_cast<double>(step));
        rows.insert(rows.end(), station.begin(), station.end());
    };
    std::size_t place = 0;
    for (const auto& [step, snapshot] : past.snapshots())
        if (step < pair.step() && place++ % stride == 0)
            append(step, mode_station(plane, snapshot.a, snapshot.b));
    append(pair.step(), mode_station(plane, a, b));
    return {mode_ways_name, {rows.size() / 7, 7}, std::move(rows)};
}

} // namespace etalon
