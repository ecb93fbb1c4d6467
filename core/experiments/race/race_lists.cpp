#include "core/experiments/race/race_lists.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <charconv>

namespace etalon {
namespace {

template <class Number>
std::optional<Number> read(std::string_view field)
{
    if (field.starts_with('+') && !field.starts_with("+-"))
        field.remove_prefix(1);
    Number value{};
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (problem != std::errc{} || end != field.data() + field.size())
        return std::nullopt;
    return value;
}

} // namespace

std::vector<std::string> race_fields(std::string_view list)
{
    constexpr std::string_view blanks = " \t";
    std::vector<std::string> fields;
    for (;;) {
        const auto comma = list.find(',');
        const auto field = list.substr(0, comma);
        const auto first = field.find_first_not_of(blanks);
        fields.emplace_back(first == field.npos
                                ? std::string_view{}
                                : field.substr(first, field.find_last_not_of(blanks) - first + 1));
        if (comma == list.npos)
            return fields;
        list.remove_prefix(comma + 1);
    }
}

std::optional<double> race_number(std::string_view field)
{
    return read<double>(field);
}

std::vector<std::int64_t> race_labels(const std::string& key, std::string_view list)
{
    std::vector<std::int64_t> labels;
    for (const std::string& field : race_fields(list)) {
        const auto label = read<std::int64_t>(field);
        const std::string given = key + "=" + std::string(list);
        if (!label)
            throw UsageError(given + ": \"" + field
                             + "\" is no label; expected whole numbers with commas between.");
        if (std::find(labels.begin(), labels.end(), *label) != labels.end())
            throw UsageError(given + ": label " + field + " stands twice.");
        labels.push_back(*label);
    }
    return labels;
}

} // namespace etalon
