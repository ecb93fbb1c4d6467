// The texts of experiments, as they are shown.
#pragma once

#include <QString>

#include <string>

namespace etalon {

/// A text that core declares (a label, caption, message, page of a lesson), in the language of the
/// interface: translators know it in the context "core". What no catalogue has stays as it is.
QString translated(const std::string& text);

/// A text of read-outs and summaries ("step", "no value"); translators know it in the context
/// "etalon::Figure".
QString figure_words(const char* text);

} // namespace etalon
