#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace etalon::mode_connectivity_drawings {
namespace {

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            result[order[i]] = 0.5 * static_cast<double>(first + end + 1);
        first = end;
    }
    return result;
}

} // namespace

Ink faded(Ink ink, double opacity)
{
    ink.opacity *= opacity;
    return ink;
}

ModeConnectivitySettings settings_of(const FigureInput& input)
{
    return mode_connectivity_schema().settings(input.parameters);
}

bool is_toy(const FigureInput& input)
{
    return settings_of(input).is_toy();
}

bool is_relu(const FigureInput& input)
{
    return settings_of(input).activation == "relu";
}

bool is_shared(const FigureInput& input)
{
    const auto settings = settings_of(input);
    return settings.is_toy() || settings.is_shared();
}

bool has_alignment(const FigureInput& input)
{
    const auto settings = settings_of(input);
    return !settings.is_toy() && settings.alignment != "none";
}

std::int64_t spawn_step(const FigureInput& input)
{
    return is_shared(input) ? settings_of(input).spawn_step : 0;
}

std::string needs_networks(const std::string& what)
{
    return what
        + " needs networks: the toy has two parameters and no layers. Choose another "
          "data set or preset.";
}

const Series* recorded(const FigureInput& input, std::string_view channel)
{
    const auto index = input.find(channel);
    return index && !input.series[*index].empty() ? &input.series[*index] : nullptr;
}

std::span<const double> newest_sample(const FigureInput& input, std::string_view channel)
{
    const Series* series = recorded(input, channel);
    return series ? series->sample(series->size() - 1) : std::span<const double>();
}

std::optional<double> at_step(const FigureInput& input, std::string_view channel, std::size_t entry)
{
    const auto sample = input.at_step(channel);
    if (entry >= sample.size() || !std::isfinite(sample[entry]))
        return {};
    return sample[entry];
}

std::optional<double> barrier_now(const FigureInput& input)
{
    return at_step(input, "barrier");
}

std::optional<double> aligned_barrier_now(const FigureInput& input)
{
    return at_step(input, "aligned_barrier");
}

std::optional<double> scalar(const Summary& summary, std::string_view name)
{
    for (const auto& [key, value] : summary)
        if (key == name && value && std::isfinite(*value))
            return value;
    return {};
}

std::vector<double> alphas(std::size_t size)
{
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = size > 1 ? static_cast<double>(i) / static_cast<double>(size - 1) : 0;
    return result;
}

Peak highest_over_chord(std::span<const double> path)
{
    assert(!path.empty());
    const auto places = alphas(path.size());
    Peak best{.chord = path.front(), .value = path.front()};
    for (std::size_t i = 0; i < path.size(); ++i) {
        const double chord = (1 - places[i]) * path.front() + places[i] * path.back();
        if (path[i] - chord > best.height())
            best = {i, places[i], chord, path[i]};
    }
    return best;
}

Option curves_option()
{
    return {.key = "curves",
            .label = "Curves",
            .choices = {"raw and aligned", "raw", "aligned"},
            .shared = true};
}

bool shows_raw(const FigureInput& input)
{
    return !has_alignment(input) || input.text("curves") != "aligned";
}

bool shows_aligned(const FigureInput& input)
{
    return has_alignment(input) && input.text("curves") != "raw";
}

Option axis_option(std::vector<std::string> choices)
{
    return {.key = "axis", .label = "Axis", .choices = std::move(choices)};
}

Scale chosen_scale(const FigureInput& input)
{
    return input.text("axis") == "log" ? Scale::logarithmic : Scale::linear;
}

double quantile(std::vector<double> values, double share)
{
    assert(!values.empty());
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y)
{
    if (x.size() != y.size() || x.size() < 3)
        return {};
    const auto a = ranks(x), b = ranks(y);
    const double mean = 0.5 * static_cast<double>(x.size() + 1);
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean) * (b[i] - mean);
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
    }
    if (!(aa > 0) || !(bb > 0))
        return {};
    return ab / std::sqrt(aa * bb);
}

} // namespace etalon::mode_connectivity_drawings
