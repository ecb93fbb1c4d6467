// IDX, the format of MNIST: a magic number, big-endian extents, values.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// No IDX file may be larger, unpacked: ten times MNIST's.
inline constexpr std::size_t largest_idx_file = std::size_t{512} << 20;

struct IdxArray {
    std::vector<std::size_t> shape{};
    std::vector<double> values{}; // row-major
    unsigned char type = 0;       // as in the file: 0x08 bytes, 0x0D float, 0x0E double
};

/// Type 0x08 alone, one byte a value: large sets stay small.
struct IdxBytes {
    std::vector<std::size_t> shape{};
    std::vector<unsigned char> values{}; // row-major
};

/// Plain or gzip. UsageError names the file, the place, what is there and what was expected. All
/// sizes are compared with the bytes there before anything is allocated.
IdxArray read_idx(const std::filesystem::path&);

/// The same from memory; `name` stands for the file in messages.
IdxArray parse_idx(std::span<const unsigned char> bytes, std::string_view name);

/// A file of bytes with `rank` extents: 3 for images (magic 0x00000803), 1 for labels (0x00000801).
IdxBytes read_idx_bytes(const std::filesystem::path&, std::size_t rank);
IdxBytes parse_idx_bytes(std::vector<unsigned char> bytes, std::size_t rank, std::string_view name);

/// The labels beside an images file: `labels-idx1` for `images-idx3` in its name, with or without
/// `.gz`. UsageError if the name has no `images-idx3`, or if there is no such labels file.
std::filesystem::path labels_beside(const std::filesystem::path& images);

/// The images file of a folder whose name begins with `prefix` ("train-", "t10k-"); empty if there
/// is none. Of a plain and a packed one, the plain one.
std::filesystem::path idx_images_in(const std::filesystem::path& folder, std::string_view prefix);

} // namespace etalon
