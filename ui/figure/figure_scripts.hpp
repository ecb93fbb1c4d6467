// Short programs that draw a figure again from its table: for papers that set their own style.
#pragma once

#include "ui/figure/figure_csv.hpp"

#include <string>

namespace etalon {

/// Python with matplotlib 3.6 or newer; reads `csv_name` beside it.
std::string matplotlib_script(const Figure&, const Drawing&, std::span<const Series>,
                              const Provenance&, const std::string& csv_name, double width_mm,
                              double height_mm);

/// A pgfplots picture for lualatex; reads `csv_name` beside it.
std::string pgfplots_picture(const Figure&, const Drawing&, std::span<const Series>,
                             const Provenance&, const std::string& csv_name, double width_mm,
                             double height_mm);

} // namespace etalon
