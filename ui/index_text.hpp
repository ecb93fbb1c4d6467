// Symbols as they are written in sources, set for a label.
#pragma once

#include <QString>

#include <string>

namespace etalon {

/// "λ_min" as rich text with its whole index below the line.
QString withIndices(const std::string& formula);

} // namespace etalon
