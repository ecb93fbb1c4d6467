// CIFAR-10 in its binary form: records of a label and three 32 × 32 planes.
#pragma once

#include "core/data/image_set.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace etalon {

inline constexpr std::size_t cifar_side = 32;
inline constexpr std::size_t cifar_record = 1 + 3 * cifar_side * cifar_side; // 3073 bytes
inline constexpr std::size_t largest_cifar_set = std::size_t{512} << 20;     // bytes of all files

/// The records of several files, one after another. UsageError names the file, the place, what is
/// there and what was expected.
ImageBytes read_cifar10(const std::vector<std::filesystem::path>& files);

/// One file's records from memory, appended to `images`; `name` stands for the file in messages.
void append_cifar10(ImageBytes& images, std::span<const unsigned char> bytes,
                    std::string_view name);

/// `data_batch_*.bin` of a folder, sorted by name; may be empty.
std::vector<std::filesystem::path> cifar10_batches_in(const std::filesystem::path& folder);

} // namespace etalon
