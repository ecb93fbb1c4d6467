// A whole file in memory, unpacked if it is gzip, and never more of it than was declared.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace etalon {

/// The bytes of a regular file; what begins with 1f 8b is unpacked. UsageError names the file: not
/// there, a folder, not readable, damaged gzip, or more than `maximum` bytes (unpacked).
std::vector<unsigned char> read_bytes(const std::filesystem::path&, std::size_t maximum);

} // namespace etalon
