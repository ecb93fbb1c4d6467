#include "core/experiments/resonator/text_table.hpp"

#include "core/data/byte_file.hpp"
#include "core/data/csv_file.hpp"
#include "core/lab/error.hpp"

#include <charconv>
#include <cmath>

namespace etalon {
namespace {

std::string trimmed(std::string_view text)
{
    constexpr std::string_view unwanted = " \t\r\"";
    const auto first = text.find_first_not_of(unwanted);
    return first == text.npos
        ? std::string{}
        : std::string(text.substr(first, text.find_last_not_of(unwanted) - first + 1));
}

char separator_of(std::string_view line)
{
    for (const char separator : {'\t', ';'})
        if (line.find(separator) != line.npos)
            return separator;
    return ',';
}

} // namespace

std::vector<TextRow> read_text_table(const std::filesystem::path& path)
{
    const auto bytes = read_bytes(path, largest_csv_file);
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());

    std::vector<TextRow> rows;
    std::size_t number = 0;
    bool gap = false;
    char separator = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        ++number;
        const std::string content = trimmed(line);
        if (content.empty() || content.starts_with('#')) {
            gap = gap || content.empty();
            continue;
        }
        if (separator == 0)
            separator = separator_of(line);
        TextRow row{.line = number, .after_gap = gap};
        gap = false;
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t to = std::min(line.find(separator, from), line.size());
            row.fields.push_back(trimmed(line.substr(from, to - from)));
            from = to + 1;
        }
        rows.push_back(std::move(row));
    }
    if (rows.empty())
        throw UsageError(path.string() + ": the file is empty.");
    return rows;
}

std::optional<double> number_of(std::string_view field)
{
    if (field.starts_with('+') && !field.starts_with("+-"))
        field.remove_prefix(1);
    double value = 0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (problem != std::errc{} || end != field.data() + field.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::string lower_case(std::string_view text)
{
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}

void refuse_row(const std::filesystem::path& path, const TextRow& row, const std::string& what)
{
    throw UsageError(path.string() + ": line " + std::to_string(row.line) + ": " + what + ".");
}

} // namespace etalon
