#include "app/document.hpp"

#include <algorithm>
#include <sstream>

namespace etalon {
namespace {

constexpr std::size_t margin = 2, gap = 2; // of tables, in characters

// Characters of UTF-8 text: bytes that do not continue another.
std::size_t characters(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

std::string padded(const std::string& text, std::size_t width)
{
    const std::size_t length = characters(text);
    return length < width ? text + std::string(width - length, ' ') : text;
}

// Lines of at most `width` characters, broken between words; later ones indented.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent)
{
    std::istringstream words(text);
    std::string result, word;
    std::size_t column = 0;
    while (words >> word) {
        const std::size_t length = characters(word);
        if (column > 0 && column + 1 + length > width) {
            result += '\n' + std::string(indent, ' ');
            column = 0;
        } else if (column > 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += length;
    }
    return result;
}

// One line of a table but for its last cell.
std::string aligned(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths)
{
    std::string text(margin, ' ');
    for (std::size_t column = 0; column < widths.size(); ++column)
        if (widths[column] > 0)
            text += padded(cells[column], widths[column] + gap);
    return text;
}

std::string without_trailing_spaces(const std::string& text)
{
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string plain_table(const Table& table, std::size_t width)
{
    constexpr std::size_t narrowest = 40; // a last column with less room stands on lines of its own
    std::vector<std::vector<std::string>> lines = {table.head};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());

    std::vector<std::size_t> widths(table.head.size() - 1, 0);
    for (const auto& row : table.rows)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] = std::max(widths[column], characters(row[column]));
    for (std::size_t column = 0; column < widths.size(); ++column)
        if (widths[column] > 0) // columns without any entry are left out
            widths[column] = std::max(widths[column], characters(table.head[column]));
    std::size_t indent = margin;
    for (const std::size_t column : widths)
        indent += column + (column > 0 ? gap : 0);
    const bool stacked = indent + narrowest > width;
    if (stacked)
        indent = 3 * margin;

    std::string result;
    for (const auto& line : lines) {
        std::string text = aligned(line, widths);
        if (stacked)
            text = without_trailing_spaces(text) + '\n' + std::string(indent, ' ');
        text += wrapped(line.back(), width - indent, indent);
        result += without_trailing_spaces(text) + '\n';
    }
    return result;
}

std::string markdown_row(const std::vector<std::string>& cells)
{
    std::string result = "|";
    for (const std::string& cell : cells) {
        result += ' ';
        for (const char character : cell) {
            if (character == '|')
                result += '\\'; // else it would end the cell
            result += character;
        }
        result += " |";
    }
    return result + '\n';
}

} // namespace

std::string to_plain_text(const Document& document, std::size_t width)
{
    std::string result;
    for (const Section& section : document) {
        if (!result.empty())
            result += '\n';
        result += section.heading + '\n';
        if (!section.text.empty())
            result += wrapped(section.text, width, 0) + '\n';
        if (!section.table.rows.empty())
            result += plain_table(section.table, width);
    }
    return result;
}

std::string to_markdown(const Document& document)
{
    std::string result;
    for (const Section& section : document) {
        if (!result.empty())
            result += '\n';
        result += std::string(static_cast<std::size_t>(section.level), '#') + ' ' + section.heading
            + '\n';
        if (!section.text.empty())
            result += '\n' + section.text + '\n';
        if (!section.table.rows.empty()) {
            result += '\n' + markdown_row(section.table.head) + '|';
            for (std::size_t i = 0; i < section.table.head.size(); ++i)
                result += "---|";
            result += '\n';
            for (const auto& row : section.table.rows)
                result += markdown_row(row);
        }
    }
    return result;
}

} // namespace etalon
