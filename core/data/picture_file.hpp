// Pictures as cameras and scanners store them: PNG, JPEG and PGM, eight bits a colour.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace etalon {

/// No picture file may be larger, and no picture may have more pixels.
inline constexpr std::size_t largest_picture_file = std::size_t{256} << 20; // bytes
inline constexpr std::size_t most_picture_pixels = std::size_t{1} << 26;

/// A picture, one byte a colour; grey ones have one colour, others red, green and blue.
struct Picture8 {
    std::size_t height = 0, width = 0, colours = 1;
    std::vector<unsigned char> bytes{}; // (row, column, colour)

    /// 0 … 1, from red, green and blue with weights 0.299, 0.587, 0.114.
    double luma(std::size_t row, std::size_t column) const;
};

/// Recognised by content. UsageError names the file, what is there and what was expected.
Picture8 read_picture(const std::filesystem::path&);
Picture8 parse_picture(std::span<const unsigned char> bytes, std::string_view name);

/// Pictures of a folder (.png, .jpg, .jpeg, .pgm in any case) in order of name, or the one file.
/// UsageError if there are none.
std::vector<std::filesystem::path> pictures_in(const std::filesystem::path&);

} // namespace etalon
