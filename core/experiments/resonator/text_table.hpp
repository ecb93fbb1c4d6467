// Tables whose fields may be words or empty, as the resonator's input files have them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct TextRow {
    std::size_t line = 0;              // in the file, from 1
    std::vector<std::string> fields{}; // without surrounding blanks and quotes
    bool after_gap = false;            // a blank line stands before it
};

/// Rows of a file, plain or gzip. The separator is the first row's: tab, else semicolon, else comma.
/// Blank lines and lines that begin with # are no rows. UsageError names the file.
std::vector<TextRow> read_text_table(const std::filesystem::path&);

/// A finite number that takes up the whole field.
std::optional<double> number_of(std::string_view field);

/// Lower case, A to Z only.
std::string lower_case(std::string_view);

/// Throws UsageError "file: line 3: what".
[[noreturn]] void refuse_row(const std::filesystem::path&, const TextRow&, const std::string& what);

} // namespace etalon
