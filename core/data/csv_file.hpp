// Tables of numbers as spreadsheets and scripts write them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

inline constexpr std::size_t largest_csv_file = std::size_t{64} << 20; // bytes

struct CsvTable {
    std::vector<std::string> names{}; // of the columns; empty if the file has no header
    std::size_t rows = 0, columns = 0;
    std::vector<double> values{}; // rows × columns, row-major
};

/// A rectangular table of finite numbers, plain or gzip. The separator is the first line's: tab,
/// else semicolon, else comma. A first line with a field that is no number is the header. Blank
/// lines are skipped; lines end in LF or CRLF; fields may stand in double quotes. UsageError names
/// file, line and column (both from 1).
CsvTable read_csv(const std::filesystem::path&);

/// The same from memory; `name` stands for the file in messages.
CsvTable parse_csv(std::string_view text, std::string_view name);

} // namespace etalon
