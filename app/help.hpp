// What can be run, in words: `etalon list` and `etalon help EXPERIMENT`, read off the schema.
#pragma once

#include "app/document.hpp"
#include "core/lab/experiment.hpp"

#include <span>
#include <string>

namespace etalon {

/// A line an experiment and one a preset.
std::string list_text(std::span<const Experiment>);

/// [{"id":…,"title":…,"presets":[{"name":…,"doc":…}]}]
std::string list_json(std::span<const Experiment>);

/// Every preset, parameter, channel and figure. Channels are those of any preset.
Document describe(const Experiment&);

} // namespace etalon
