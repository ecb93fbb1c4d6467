#include "core/data/csv_file.hpp"

#include "core/data/byte_file.hpp"
#include "core/lab/error.hpp"

#include <charconv>
#include <cmath>
#include <optional>

namespace etalon {
namespace {

// One field: its text without surrounding blanks and quotes.
struct Field {
    std::string text{};
    bool quotes_are_closed = true;
};

constexpr std::string_view blanks = " \t\r";

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == text.npos
        ? std::string{}
        : std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

char separator_of(std::string_view line)
{
    for (const char separator : {'\t', ';'})
        if (line.find(separator) != line.npos)
            return separator;
    return ',';
}

std::vector<Field> split(std::string_view line, char separator)
{
    std::vector<Field> fields;
    std::string text;
    bool quoted = false;
    for (std::size_t i = 0; i <= line.size(); ++i) {
        if (i == line.size() || (line[i] == separator && !quoted)) {
            fields.push_back({.text = trimmed(text), .quotes_are_closed = !quoted});
            text.clear();
        } else if (line[i] != '"') {
            text += line[i];
        } else if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
            text += line[i++]; // a doubled quote within quotes is one quote
        } else {
            quoted = !quoted;
        }
    }
    return fields;
}

enum class Reading { number, not_finite, out_of_range, text };

Reading read_number(std::string_view text, double& value)
{
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range)
        return Reading::out_of_range;
    if (problem != std::errc{} || end != text.data() + text.size())
        return Reading::text;
    return std::isfinite(value) ? Reading::number : Reading::not_finite;
}

bool is_header(const std::vector<Field>& fields)
{
    double value = 0;
    for (const Field& field : fields)
        if (!field.text.empty() && read_number(field.text, value) == Reading::text)
            return true;
    return false;
}

std::string_view complaint(Reading reading)
{
    switch (reading) {
    case Reading::not_finite:
        return " is not a finite number";
    case Reading::out_of_range:
        return " is beyond the range of double precision";
    default:
        return " is no number (the decimal sign is a point)";
    }
}

// In quotes, and not the whole of what may be a very long field.
std::string shortened(const std::string& text)
{
    constexpr std::size_t most_shown = 40;
    std::string result(1, '"');
    result.append(text, 0, most_shown).append(text.size() > most_shown ? "…\"" : "\"");
    return result;
}

class Reader {
public:
    explicit Reader(std::string_view name)
        : name_(name)
    {
    }

    void read(std::string_view line)
    {
        ++line_;
        if (trimmed(line).empty())
            return;
        const bool first = !separator_;
        if (first)
            separator_ = separator_of(line);
        const auto fields = split(line, *separator_);
        if (!fields.back().quotes_are_closed)
            refuse(fields.size(), "the quotes are not closed");
        if (first) {
            table_.columns = fields.size();
            if (is_header(fields)) {
                for (const Field& field : fields)
                    table_.names.push_back(field.text);
                return;
            }
        }
        append(fields);
    }

    CsvTable table()
    {
        if (table_.rows == 0)
            throw UsageError(name_ + ": no row of numbers in " + std::to_string(line_)
                             + " lines; expected one or more.");
        return std::move(table_);
    }

private:
    void append(const std::vector<Field>& fields)
    {
        if (fields.size() != table_.columns)
            refuse(std::min(fields.size(), table_.columns)
                       + (fields.size() > table_.columns ? 1 : 0),
                   std::to_string(fields.size()) + " fields, expected "
                       + std::to_string(table_.columns) + " as in the first line");
        for (std::size_t i = 0; i < fields.size(); ++i) {
            double value = 0;
            const std::string& text = fields[i].text;
            const Reading reading = read_number(text, value);
            if (text.empty())
                refuse(i + 1, "the field is empty; expected a number");
            if (reading != Reading::number)
                refuse(i + 1, shortened(text).append(complaint(reading)));
            table_.values.push_back(value);
        }
        ++table_.rows;
    }

    [[noreturn]] void refuse(std::size_t column, const std::string& what) const
    {
        throw UsageError(name_ + ": line " + std::to_string(line_) + ", column "
                         + std::to_string(column) + ": " + what + ".");
    }

    std::string name_;
    std::size_t line_ = 0;
    std::optional<char> separator_{};
    CsvTable table_{};
};

} // namespace

CsvTable parse_csv(std::string_view text, std::string_view name)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    Reader reader(name);
    while (!text.empty()) {
        const auto end = text.find('\n');
        reader.read(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return reader.table();
}

CsvTable read_csv(const std::filesystem::path& path)
{
    const auto bytes = read_bytes(path, largest_csv_file);
    return parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
}

} // namespace etalon
