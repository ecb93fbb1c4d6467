// recording.h5: the arrays of a saved run.
#pragma once

#include "core/lab/h5_file.hpp"
#include "core/lab/session.hpp"

#include <cstdint>
#include <filesystem>

namespace etalon {

/// Fills an empty file. Of a step that stands twice the later sample is written; channels without
/// samples are left out. Equal runs give equal bytes.
void write_recording(const RunRecord&, H5Writer&);

enum class Trust { none, digest }; // whether a digest says that the file is as it was written

/// Fills recording, initial, final, data and checkpoints. The step must be set; if it is not known,
/// `headline` names the channel whose last step stands for it.
void read_recording(const std::filesystem::path& file, Trust, RunRecord&,
                    const std::string& headline);

} // namespace etalon
