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

void ModeWayRows::add(std::int64_t step, const ModeStation& station)
{
    rows_.push_back(static_cast<double>(step));
    rows_.insert(rows_.end(), station.begin(), station.end());
}

Tensor ModeWayRows::tensor() &&
{
    constexpr std::size_t columns = 1 + std::tuple_size_v<ModeStation>;
    return {mode_ways_name, {rows_.size() / columns, columns}, std::move(rows_)};
}

Tensor mode_ways(const ModeShape& shape, const ModePast& past, const ModePair& pair,
                 const ModeVector& origin)
{
    const ModeVector &a = pair.a().theta, &b = pair.b().theta;
    const ModePlane plane = mode_plane(shape, origin, a, b);
    const double each = work_of_station * static_cast<double>(shape.length());
    const auto most = static_cast<std::size_t>(std::max(4.0, most_work / each));
    const std::size_t stride = past.snapshots().size() / most + 1;
    ModeWayRows rows;
    std::size_t place = 0;
    for (const auto& [step, snapshot] : past.snapshots())
        if (step < pair.step() && place++ % stride == 0)
            rows.add(step, mode_station(plane, snapshot.a, snapshot.b));
    rows.add(pair.step(), mode_station(plane, a, b));
    return std::move(rows).tensor();
}

} // namespace etalon
