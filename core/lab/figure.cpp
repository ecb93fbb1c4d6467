#include "core/lab/figure.hpp"

#include "core/lab/experiment.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace etalon {

namespace {

const Tensor* find_tensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

template <class Number>
std::span<const Number> tensor_values(std::span<const Tensor> tensors, std::string_view name)
{
    const Tensor* tensor = find_tensor(tensors, name);
    const auto* values = tensor ? std::get_if<std::vector<Number>>(&tensor->values) : nullptr;
    return values ? std::span<const Number>(*values) : std::span<const Number>();
}

const Option* find_option(std::span<const Option> declared, const std::string& key)
{
    const auto found = std::find_if(declared.begin(), declared.end(),
                                    [&](const Option& option) { return option.key == key; });
    return found == declared.end() ? nullptr : &*found;
}

/// What a hand can set: three digits.
double three_digits(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return std::strtod(text, nullptr);
}

/// The allowed value nearest to `wanted`.
Value fitted(const Parameter& parameter, double wanted)
{
    const auto within = [&](double value) {
        return std::clamp(value, parameter.minimum, parameter.maximum);
    };
    if (!std::holds_alternative<std::int64_t>(parameter.fallback))
        return within(three_digits(wanted));
    auto whole = static_cast<std::int64_t>(std::llround(within(wanted)));
    if (parameter.odd && whole % 2 == 0)
        whole += static_cast<double>(whole + 1) <= parameter.maximum ? 1 : -1;
    return whole;
}

} // namespace

Handle Handle::at(double new_x, double new_y) const
{
    Handle moved = *this;
    const auto place = [](const Dragged& along, double from, double to) {
        return along.moves() && std::isfinite(to) ? std::clamp(to, along.low, along.high) : from;
    };
    moved.x = place(across, x, new_x);
    moved.y = place(up, y, new_y);
    return moved;
}

Overrides Handle::values(const Schema& schema) const
{
    Overrides result;
    const auto set = [&](const Dragged& along, double at) {
        if (along.key.empty())
            return;
        const double wanted = along.value ? along.value(at) : at;
        if (std::isfinite(wanted))
            result[along.key] = fitted(schema.at(along.key), wanted);
    };
    set(across, x);
    set(up, y);
    return result;
}

std::map<std::string, double> Handle::options(std::span<const Option> declared) const
{
    std::map<std::string, double> result;
    const auto set = [&](const Dragged& along, double at) {
        const Option* option = find_option(declared, along.option);
        const double wanted = along.value ? along.value(at) : at;
        if (!option || !std::isfinite(wanted))
            return;
        const double steps = option->step > 0
            ? std::round((wanted - option->minimum) / option->step) * option->step
            : wanted - option->minimum;
        result[along.option] =
            std::clamp(option->minimum + steps, option->minimum, option->maximum);
    };
    set(across, x);
    set(up, y);
    return result;
}

std::vector<Option> options_of(const Figure& figure, const Values& parameters)
{
    return figure.options_for ? figure.options_for(parameters) : figure.options;
}

Side side_of(const Mark& mark)
{
    return std::visit(
        [](const auto& one) {
            if constexpr (requires { one.side; })
                return one.side;
            else
                return Side::left;
        },
        mark);
}

std::optional<std::size_t> FigureInput::find(std::string_view channel) const
{
    const auto found =
        std::find_if(channels.begin(), channels.end(),
                     [&](const Channel& candidate) { return candidate.name == channel; });
    if (found == channels.end())
        return std::nullopt;
    return static_cast<std::size_t>(std::distance(channels.begin(), found));
}

std::span<const double> FigureInput::at_step(std::string_view channel) const
{
    const auto index = find(channel);
    if (!index || !is_over_steps(channels[*index]) || series[*index].empty()
        || series[*index].steps().front() > step)
        return {};
    return series[*index].sample(series[*index].at_or_before(step));
}

std::span<const double> FigureInput::tensor(std::string_view name) const
{
    return tensor_values<double>(data, name);
}

std::span<const std::int64_t> FigureInput::integers(std::string_view name) const
{
    return tensor_values<std::int64_t>(data, name);
}

const Tensor* FigureInput::studied(std::string_view name) const
{
    return find_tensor(study, name);
}

const Tensor* FigureInput::weight(std::string_view name) const
{
    return find_tensor(weights, name);
}

std::string FigureInput::text(const std::string& option) const
{
    if (const auto chosen = options.find(option); chosen != options.end())
        return to_text(chosen->second);
    const auto* known = find_option(declared, option);
    assert(known && (known->is_text || !known->choices.empty()));
    return known && !known->choices.empty() ? known->choices.front() : std::string();
}

double FigureInput::number(const std::string& option) const
{
    if (const auto chosen = options.find(option); chosen != options.end()) {
        if (const auto* whole = std::get_if<std::int64_t>(&chosen->second))
            return static_cast<double>(*whole);
        return std::get<double>(chosen->second);
    }
    const auto* known = find_option(declared, option);
    assert(known && known->choices.empty());
    return known ? known->fallback : 0;
}

} // namespace etalon
