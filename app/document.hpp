// Headings, paragraphs and tables, written as plain text for a terminal or as Markdown.
#pragma once

#include <string>
#include <vector>

namespace etalon {

struct Table {
    std::vector<std::string> head{};
    std::vector<std::vector<std::string>> rows{}; // each as long as the head
};

struct Section {
    int level = 1; // of the heading, 1 = title
    std::string heading{};
    std::string text{};
    Table table{};
};

using Document = std::vector<Section>;

/// Columns are aligned; the last one is wrapped at `width` characters.
std::string to_plain_text(const Document&, std::size_t width = 100);
std::string to_markdown(const Document&);

} // namespace etalon
