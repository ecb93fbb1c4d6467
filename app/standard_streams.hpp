// Standard streams and the limits of the system, made into errors instead of surprises.
#pragma once

namespace etalon {

/// A closed stream stays closed to writing (no file of ours takes its number), a closed pipe or a
/// full disk is an error of the write, not the end of the process.
void prepare_standard_streams();

} // namespace etalon
