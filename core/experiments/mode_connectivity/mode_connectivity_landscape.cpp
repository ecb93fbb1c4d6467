#include "core/experiments/mode_connectivity/mode_connectivity_landscape.hpp"

#include "core/lab/contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr double least_loss = 1e-12; // stands for 0 where logarithms are taken

/// Catmull and Rom's cubic through p1 (t = 0) and p2 (t = 1).
double cubic(const std::array<double, 4>& p, double t)
{
    return p[1]
        + 0.5 * t
        * (p[2] - p[0]
           + t * (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3] + t * (3 * (p[1] - p[2]) + p[3] - p[0])));
}

/// Values between those of a row, `times` as many steps; beyond the ends the row goes on straight.
std::vector<double> refined_row(const std::vector<double>& row, std::size_t times)
{
    const auto value = [&](std::ptrdiff_t i) {
        const auto last = std::ssize(row) - 1;
        if (i < 0)
            return 2 * row.front() - row[1];
        if (i > last)
            return 2 * row.back() - row[row.size() - 2];
        return row[static_cast<std::size_t>(i)];
    };
    std::vector<double> result;
    result.reserve((row.size() - 1) * times + 1);
    for (std::ptrdiff_t i = 0; i + 1 < std::ssize(row); ++i)
        for (std::size_t part = 0; part < times; ++part)
            result.push_back(cubic({value(i - 1), value(i), value(i + 1), value(i + 2)},
                                   static_cast<double>(part) / static_cast<double>(times)));
    result.push_back(row.back());
    return result;
}

/// The cell that holds `value` and the share of the way through it; nothing outside the axis.
std::pair<std::size_t, double> cell_of(const std::vector<double>& axis, double value)
{
    const double step = (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
    const double place =
        std::clamp((value - axis.front()) / step, 0.0, static_cast<double>(axis.size() - 1));
    const auto cell = std::min(static_cast<std::size_t>(place), axis.size() - 2);
    return {cell, place - static_cast<double>(cell)};
}

bool holds(const std::vector<double>& axis, double value)
{
    const double room = 1e-9 * (axis.back() - axis.front());
    return value >= axis.front() - room && value <= axis.back() + room;
}

std::vector<double> refined_axis(const std::vector<double>& axis, std::size_t times)
{
    const std::size_t size = (axis.size() - 1) * times + 1;
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = axis.front()
            + (axis.back() - axis.front()) * static_cast<double>(i) / static_cast<double>(size - 1);
    return result;
}

} // namespace

double Landscape::at(double place_x, double place_y) const
{
    if (!holds(x, place_x) || !holds(y, place_y))
        return std::numeric_limits<double>::quiet_NaN();
    const auto [column, across] = cell_of(x, place_x);
    const auto [row, up] = cell_of(y, place_y);
    const double* lower = loss.data() + row * x.size() + column;
    const double* upper = lower + x.size();
    return (1 - up) * ((1 - across) * lower[0] + across * lower[1])
        + up * ((1 - across) * upper[0] + across * upper[1]);
}

Landscape Landscape::refined(std::size_t times) const
{
    Landscape fine{.x = refined_axis(x, times), .y = refined_axis(y, times)};
    std::vector<std::vector<double>> rows; // fine along x, ln loss
    for (std::size_t row = 0; row < y.size(); ++row) {
        std::vector<double> values(x.size());
        for (std::size_t column = 0; column < x.size(); ++column)
            values[column] = std::log(std::max(loss[row * x.size() + column], least_loss));
        rows.push_back(refined_row(values, times));
    }
    fine.loss.resize(fine.x.size() * fine.y.size());
    for (std::size_t column = 0; column < fine.x.size(); ++column) {
        std::vector<double> values(y.size());
        for (std::size_t row = 0; row < y.size(); ++row)
            values[row] = rows[row][column];
        const auto column_values = refined_row(values, times);
        for (std::size_t row = 0; row < fine.y.size(); ++row)
            fine.loss[row * fine.x.size() + column] = std::exp(column_values[row]);
    }
    return fine;
}

std::pair<double, double> colour_limits(const Landscape& landscape, double top)
{
    double least = top;
    for (const double value : landscape.loss)
        if (std::isfinite(value))
            least = std::min(least, value);
    const double low = std::max(least, 1e-3 * top);
    return {low, std::max(top, 1.05 * low)};
}

HeatMap loss_map(const Landscape& landscape, std::pair<double, double> limits)
{
    const auto half_step = [](const std::vector<double>& axis) {
        return 0.5 * (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
    };
    const double across = half_step(landscape.x), up = half_step(landscape.y);
    HeatMap map{.rows = landscape.y.size(),
                .columns = landscape.x.size(),
                .left = landscape.x.front() - across,
                .right = landscape.x.back() + across,
                .bottom = landscape.y.front() - up,
                .top = landscape.y.back() + up,
                .limits = {{std::log10(limits.first), std::log10(limits.second)}},
                .label = "log₁₀ training loss (nats)",
                .smooth = true,
                .opacity = 0.6};
    for (const double value : landscape.loss)
        map.values.push_back(std::isfinite(value) ? std::log10(std::max(value, least_loss))
                                                  : std::numeric_limits<double>::quiet_NaN());
    return map;
}

Segments loss_contours(const HeatMap& map, std::pair<double, double> limits, int levels)
{
    Segments all{.ink = {Hue::theory, 0, 0.28}, .weight = Weight::hairline, .label = "equal loss"};
    const double low = std::log10(limits.first), high = std::log10(limits.second);
    for (int level = 1; level <= levels; ++level) {
        const auto line = contour_line(map, low + (high - low) * level / (levels + 1));
        all.x0.insert(all.x0.end(), line.x0.begin(), line.x0.end());
        all.y0.insert(all.y0.end(), line.y0.begin(), line.y0.end());
        all.x1.insert(all.x1.end(), line.x1.begin(), line.x1.end());
        all.y1.insert(all.y1.end(), line.y1.begin(), line.y1.end());
    }
    return all;
}

void add_way(Panel& panel, const Way& way)
{
    Segments line{.ink = way.ink,
                  .weight = Weight::bold,
                  .label = way.name,
                  .legend = way.in_legend ? way.name : ""};
    for (std::size_t i = 0; i + 1 < way.x.size(); ++i) {
        line.x0.push_back(way.x[i]);
        line.y0.push_back(way.y[i]);
        line.x1.push_back(way.x[i + 1]);
        line.y1.push_back(way.y[i + 1]);
        Ink ink = way.ink;
        ink.opacity = std::clamp(way.strength[i + 1], 0.05, 1.0);
        line.inks.push_back(ink);
    }
    if (!line.x0.empty())
        panel.marks.emplace_back(std::move(line));
}

void add_place(Panel& panel, double x, double y, Ink ink, const std::string& name, Anchor anchor,
               double lift)
{
    const auto disc = [&](double size, Ink colour) {
        panel.marks.emplace_back(Points{
            .x = {x}, .y = {y}, .size = size, .ink = colour, .label = name, .names = {name}});
    };
    disc(13, {Hue::theory});
    disc(9.5, ink);
    panel.marks.emplace_back(Label{
        .text = name, .x = x, .y = y + lift, .anchor = anchor, .ink = {Hue::theory}, .bold = true});
}

} // namespace etalon::mode_connectivity_drawings
