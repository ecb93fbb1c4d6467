// Lists of numbers as the user writes them: "0,1" and "1e-2, 1e-3".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// What stands between the commas, without blanks; an empty list is one empty field.
std::vector<std::string> race_fields(std::string_view list);

std::optional<double> race_number(std::string_view field);

/// The labels of a class list; UsageError names `key` if it is no list of different whole numbers.
std::vector<std::int64_t> race_labels(const std::string& key, std::string_view list);

} // namespace etalon
