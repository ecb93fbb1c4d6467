// Writing a figure to a file: the painter of the screen at an exact size in millimetres, or its
// numbers as a table and a script that draws them again.
#pragma once

#include "ui/figure/figure_source.hpp"
#include "ui/figure/palette.hpp"
#include "ui/figure/provenance.hpp"
#include "ui/figure/style.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// `script` (matplotlib) and `pgfplots` read the table that must stand beside them.
enum class FigureFormat { pdf, svg, png, csv, script, pgfplots };

/// "pdf"; UsageError names the known formats.
FigureFormat find_format(std::string_view name);
std::string to_text(FigureFormat);
/// ".pdf"; the script ends in ".py", pgfplots in ".tex".
std::string file_ending(FigureFormat);

struct ExportSettings {
    FigureStyle style = find_style("column");
    double width_mm = 0, height_mm = 0; // 0: the style's
    double dpi = 300;                   // of PNG
    Theme theme = Theme::print;
    bool caption = false; // title and caption are the paper's business unless asked for
    bool footer = false;  // a line with the provenance
};

/// Writes `figure` as it stands in `frame`. The file appears whole or not at all; Error names path
/// and reason. Needs a QApplication (any platform) for pdf, svg and png.
void write_figure(const Figure&, const Frame&, const FigureChoices&, const Provenance&,
                  const ExportSettings&, FigureFormat, const std::filesystem::path&);

/// DIR/<figure id>.<ending> for each format; scripts bring their table. Returns what was written.
std::vector<std::filesystem::path> write_figure_files(const Figure&, const Frame&,
                                                      const FigureChoices&, const Provenance&,
                                                      const ExportSettings&,
                                                      const std::vector<FigureFormat>&,
                                                      const std::filesystem::path& directory);

/// The same SVG as text: for the clipboard.
std::string figure_svg(const Figure&, const Frame&, const FigureChoices&, const Provenance&,
                       const ExportSettings&);

} // namespace etalon
