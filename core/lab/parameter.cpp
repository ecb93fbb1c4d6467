#include "core/lab/parameter.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <numeric>
#include <system_error>

namespace etalon {

namespace {

template <class Number>
std::string shortest(Number number)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return {text, end};
}

std::string shortest(double number)
{
    char text[32];
    // `general` writes 0.0001 and 1e-06, where the plain form would write 1e-04.
    const auto end =
        std::to_chars(text, text + sizeof text, number, std::chars_format::general).ptr;
    return {text, end};
}

/// The whole text as a number; nothing if it is none or too large.
template <class Number>
std::optional<Number> read(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string result;
    for (const auto& text : texts)
        result += (result.empty() ? "" : ", ") + text;
    return result;
}

/// "0.0001 to 10", "at least 1"; empty if every number is allowed.
std::string range(const Parameter& parameter)
{
    const bool has_minimum = std::isfinite(parameter.minimum);
    const bool has_maximum = std::isfinite(parameter.maximum);
    if (has_minimum && has_maximum)
        return shortest(parameter.minimum) + " to " + shortest(parameter.maximum);
    if (has_minimum)
        return "at least " + shortest(parameter.minimum);
    return has_maximum ? "at most " + shortest(parameter.maximum) : "";
}

std::string special(const Parameter& parameter)
{
    return parameter.special
        ? "or " + shortest(parameter.special->value) + " = " + parameter.special->label
        : "";
}

/// " (1e-06 to 1, or 0 = automatic)"; empty if every number is allowed.
std::string allowed(const Parameter& parameter)
{
    std::vector<std::string> parts;
    for (const auto& part : {range(parameter), special(parameter)})
        if (!part.empty())
            parts.push_back(part);
    return parts.empty() ? "" : " (" + joined(parts) + ")";
}

std::optional<std::string> range_mistake(const Parameter& parameter, double number,
                                         const std::string& given)
{
    if (parameter.special && number == parameter.special->value)
        return std::nullopt;
    if (!(number >= parameter.minimum && number <= parameter.maximum))
        return given + " is out of range" + allowed(parameter) + ".";
    if (parameter.odd && std::fmod(number, 2) == 0) {
        const auto limits = range(parameter);
        const auto other = special(parameter);
        return given + " must be odd" + (limits.empty() ? "" : " (" + limits + ")")
            + (other.empty() ? "" : ", " + other) + ".";
    }
    return std::nullopt;
}

/// What is wrong with a value that has the parameter's type already.
std::optional<std::string> mistake(const Parameter& parameter, const Value& value)
{
    const auto text = to_text(value);
    const auto given = parameter.key + "=" + text;
    if (!parameter.choices.empty()) {
        const auto& choices = parameter.choices;
        if (std::find(choices.begin(), choices.end(), text) != choices.end())
            return std::nullopt;
        const auto meant = nearest(text, choices);
        return given + " must be one of " + joined(choices)
            + (meant.empty() ? "." : "; did you mean \"" + meant + "\"?");
    }
    if (const auto* number = std::get_if<double>(&value)) {
        if (!std::isfinite(*number))
            return given + " is not a finite number" + allowed(parameter) + ".";
        return range_mistake(parameter, *number, given);
    }
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return range_mistake(parameter, static_cast<double>(*number), given);
    return std::nullopt;
}

std::string wrong_type(const Parameter& parameter, std::string_view text)
{
    const auto given = parameter.key + "=" + std::string(text);
    if (!parameter.choices.empty())
        return given + " must be one of " + joined(parameter.choices) + ".";
    if (std::holds_alternative<bool>(parameter.fallback))
        return given + " must be true or false.";
    if (std::holds_alternative<std::int64_t>(parameter.fallback))
        return given + " is not a whole number" + allowed(parameter) + ".";
    if (std::holds_alternative<double>(parameter.fallback))
        return given + " is not a number" + allowed(parameter) + "."
            + (text.find(',') == text.npos ? "" : " The decimal sign is a point.");
    return given + " must be a text.";
}

/// A text with a number for its default: a number or a name ("1.45", "tio2").
bool is_number_or_name(const Parameter& parameter)
{
    const auto* text = std::get_if<std::string>(&parameter.fallback);
    return text && parameter.choices.empty() && read<double>(*text).has_value();
}

/// The value in the parameter's own type; nothing if it cannot be that.
std::optional<Value> as_own_type(const Parameter& parameter, const Value& value)
{
    if (value.index() == parameter.fallback.index())
        return value;
    const auto* whole = std::get_if<std::int64_t>(&value);
    if ((whole || std::holds_alternative<double>(value)) && is_number_or_name(parameter))
        return to_text(value);
    if (whole && std::holds_alternative<double>(parameter.fallback))
        return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value);
    // Beyond 2^53 a real number no longer says which whole number is meant.
    if (real && std::holds_alternative<std::int64_t>(parameter.fallback)
        && std::trunc(*real) == *real && std::abs(*real) <= 0x1p53)
        return static_cast<std::int64_t>(*real);
    return std::nullopt;
}

std::optional<Value> read_as_own_type(const Parameter& parameter, std::string_view text)
{
    if (std::holds_alternative<bool>(parameter.fallback)) {
        if (text == "true" || text == "false")
            return text == "true";
    } else if (std::holds_alternative<std::int64_t>(parameter.fallback)) {
        if (const auto number = read<std::int64_t>(text))
            return *number;
    } else if (std::holds_alternative<double>(parameter.fallback)) {
        if (const auto number = read<double>(text))
            return *number;
    } else {
        return std::string(text);
    }
    return std::nullopt;
}

std::vector<std::string> keys(const std::vector<Parameter>& parameters)
{
    std::vector<std::string> result;
    for (const auto& parameter : parameters)
        result.push_back(parameter.key);
    return result;
}

std::string unknown_key(std::string_view key, const std::vector<Parameter>& parameters)
{
    return unknown("parameter", key, "", keys(parameters));
}

const Parameter* find(const std::vector<Parameter>& parameters, std::string_view key)
{
    const auto found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const Parameter& parameter) { return parameter.key == key; });
    return found == parameters.end() ? nullptr : &*found;
}

} // namespace

std::string unknown(std::string_view what, std::string_view name, std::string_view of,
                    const std::vector<std::string>& known)
{
    std::string text("Unknown ");
    text.append(what).append(" \"").append(name).append("\"");
    if (!of.empty())
        text.append(" of ").append(of);
    const auto meant = nearest(name, known);
    if (meant.empty())
        return text.append("; there are ").append(joined(known)).append(".");
    return text.append("; did you mean \"").append(meant).append("\"?");
}

void throw_if_any(const std::vector<Problem>& problems)
{
    std::vector<std::string> lines;
    for (const auto& problem : problems)
        if (std::find(lines.begin(), lines.end(), problem.message) == lines.end())
            lines.push_back(problem.message);
    if (lines.empty())
        return;
    std::string text;
    for (const auto& line : lines)
        text += (text.empty() ? "" : "\n") + line;
    throw UsageError(text);
}

std::string to_text(const Value& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return shortest(*whole);
    if (const auto* real = std::get_if<double>(&value))
        return shortest(*real);
    return std::get<std::string>(value);
}

std::string nearest(std::string_view name, const std::vector<std::string>& candidates)
{
    std::string best;
    std::size_t least = std::string::npos;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(name, candidate);
        if (distance < least && 3 * distance <= std::max(name.size(), candidate.size())) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

void Schema::add(Parameter parameter)
{
    assert(find(parameters_, parameter.key) == nullptr);
    parameters_.push_back(std::move(parameter));
}

const Parameter& Schema::at(std::string_view key) const
{
    if (const auto* parameter = find(parameters_, key))
        return *parameter;
    throw UsageError(unknown_key(key, parameters_));
}

Value Schema::parse(std::string_view key, std::string_view text) const
{
    const auto& parameter = at(key);
    const auto value = read_as_own_type(parameter, text);
    if (!value)
        throw UsageError(wrong_type(parameter, text));
    if (const auto message = mistake(parameter, *value))
        throw UsageError(*message);
    return *value;
}

std::optional<Problem> Schema::check(std::string_view key, const Value& value) const
{
    const auto* parameter = find(parameters_, key);
    if (!parameter)
        return Problem{std::string(key), unknown_key(key, parameters_)};
    const auto own = as_own_type(*parameter, value);
    const auto message = own ? mistake(*parameter, *own) : wrong_type(*parameter, to_text(value));
    return message ? std::optional(Problem{parameter->key, *message}) : std::nullopt;
}

Values Schema::resolve(const std::vector<Overrides>& layers) const
{
    Values result;
    for (const auto& parameter : parameters_)
        result.values_[parameter.key] = parameter.fallback;
    std::vector<Problem> problems;
    for (const auto& layer : layers) {
        for (const auto& [key, value] : layer) {
            if (auto problem = check(key, value))
                problems.push_back(std::move(*problem));
            else
                result.values_[key] = *as_own_type(at(key), value);
        }
    }
    throw_if_any(problems);
    mark_unlisted(result);
    return result;
}

Values Schema::with(const Values& values, const std::string& key, const Value& value) const
{
    if (const auto problem = check(key, value))
        throw UsageError(problem->message);
    auto result = values;
    result.values_[key] = *as_own_type(at(key), value);
    mark_unlisted(result);
    return result;
}

void Schema::mark_unlisted(Values& values) const
{
    values.unlisted_.clear();
    values.numbers_or_names_.clear();
    for (const auto& parameter : parameters_) {
        if (is_number_or_name(parameter))
            values.numbers_or_names_.push_back(parameter.key);
        if (parameter.listed_where_it_applies && !applies(parameter, values))
            values.unlisted_.push_back(parameter.key);
    }
}

bool Values::may_be_number(const std::string& key) const
{
    return std::find(numbers_or_names_.begin(), numbers_or_names_.end(), key)
        != numbers_or_names_.end();
}

Overrides Values::listed() const
{
    auto result = values_;
    for (const auto& key : unlisted_)
        result.erase(key);
    return result;
}

bool Schema::applies(const Parameter& parameter, const Values& values) const
{
    return std::all_of(parameter.applies_when.begin(), parameter.applies_when.end(),
                       [&](const Condition& condition) {
                           const auto value = to_text(values[condition.key]);
                           return std::find(condition.values.begin(), condition.values.end(), value)
                               != condition.values.end();
                       });
}

} // namespace etalon
