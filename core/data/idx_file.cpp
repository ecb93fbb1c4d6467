#include "core/data/idx_file.hpp"

#include "core/data/byte_file.hpp"
#include "core/lab/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_extents = 8;

[[noreturn]] void refuse(std::string_view name, const std::string& what)
{
    throw UsageError(std::string(name) + ": " + what);
}

std::string hexadecimal(std::uint32_t number, int digits)
{
    char text[16];
    std::snprintf(text, sizeof text, "0x%0*X", digits, static_cast<unsigned>(number));
    return text;
}

std::uint32_t big_endian_32(std::span<const unsigned char> bytes, std::size_t offset)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | bytes[offset + i];
    return number;
}

std::uint64_t big_endian_64(std::span<const unsigned char> bytes, std::size_t offset)
{
    return std::uint64_t{big_endian_32(bytes, offset)} << 32 | big_endian_32(bytes, offset + 4);
}

std::size_t width_of(unsigned char type)
{
    switch (type) {
    case 0x08:
        return 1;
    case 0x0D:
        return 4;
    case 0x0E:
        return 8;
    default:
        return 0;
    }
}

struct Header {
    std::vector<std::size_t> shape{};
    std::size_t values = 0; // product of the shape
    std::size_t bytes = 0;  // length of the header itself
};

std::string text_of(const std::vector<std::size_t>& shape)
{
    std::string text;
    for (const std::size_t extent : shape)
        text.append(text.empty() ? "" : " x ").append(std::to_string(extent));
    return text;
}

// The extents, checked against the number of bytes that follow them. The magic number is known
// to be right.
Header read_extents(std::span<const unsigned char> bytes, std::size_t rank, std::size_t value_width,
                    std::string_view name)
{
    Header header{.values = 1, .bytes = 4 + 4 * rank};
    if (bytes.size() < header.bytes)
        refuse(name,
               "ends at byte " + std::to_string(bytes.size()) + " within the header; expected "
                   + std::to_string(header.bytes) + " header bytes.");
    for (std::size_t i = 0; i < rank; ++i)
        header.shape.push_back(big_endian_32(bytes, 4 + 4 * i));

    const std::size_t found = bytes.size() - header.bytes;
    for (std::size_t i = 0; i < rank; ++i) {
        const std::size_t extent = header.shape[i];
        if (extent == 0)
            refuse(name,
                   "extent " + std::to_string(i + 1) + " at byte " + std::to_string(4 + 4 * i)
                       + " is 0; expected 1 or more (" + text_of(header.shape) + ").");
        if (header.values > largest_idx_file / value_width / extent)
            refuse(name,
                   "the header (byte 4) declares " + text_of(header.shape)
                       + " values, more than the " + std::to_string(largest_idx_file)
                       + " bytes that are read; the file has " + std::to_string(found)
                       + " bytes of data.");
        header.values *= extent;
    }

    const std::size_t expected = header.values * value_width;
    if (found < expected)
        refuse(name,
               "is truncated: " + std::to_string(found) + " bytes of data after byte "
                   + std::to_string(header.bytes) + ", expected " + std::to_string(expected) + " ("
                   + text_of(header.shape) + ").");
    if (found > expected)
        refuse(name,
               std::to_string(found - expected) + " bytes too many from byte "
                   + std::to_string(header.bytes + expected) + ": found " + std::to_string(found)
                   + " bytes of data, expected " + std::to_string(expected) + " ("
                   + text_of(header.shape) + ").");
    return header;
}

void require_magic_number(std::span<const unsigned char> bytes, std::string_view name)
{
    if (bytes.size() < 4)
        refuse(name,
               "ends at byte " + std::to_string(bytes.size())
                   + " within the magic number; expected 4 bytes.");
}

// "x-images-idx3-ubyte" -> "x-labels-idx1-ubyte", also with a dot before idx; empty if there is
// nothing to replace.
std::string labels_name(std::string name)
{
    for (const char separator : {'-', '.'}) {
        const std::string images = std::string("images") + separator + "idx3";
        if (const auto place = name.rfind(images); place != std::string::npos)
            return name.replace(place, images.size(), std::string("labels") + separator + "idx1");
    }
    return {};
}

} // namespace

IdxArray parse_idx(std::span<const unsigned char> bytes, std::string_view name)
{
    require_magic_number(bytes, name);
    const std::uint32_t magic = big_endian_32(bytes, 0);
    const unsigned char type = bytes[2];
    const std::size_t rank = bytes[3];
    if (magic >> 16 != 0)
        refuse(name,
               "magic number " + hexadecimal(magic, 8)
                   + " at byte 0; an IDX file begins with two zero bytes.");
    const std::size_t value_width = width_of(type);
    if (value_width == 0)
        refuse(name,
               "value type " + hexadecimal(type, 2)
                   + " at byte 2; expected 0x08 (bytes), 0x0D (float) or 0x0E (double).");
    if (rank < 1 || rank > most_extents)
        refuse(name,
               std::to_string(rank) + " extents at byte 3; expected 1 to "
                   + std::to_string(most_extents) + ".");

    const Header header = read_extents(bytes, rank, value_width, name);
    IdxArray array{
        .shape = header.shape, .values = std::vector<double>(header.values), .type = type};
    for (std::size_t i = 0; i < header.values; ++i) {
        const std::size_t offset = header.bytes + i * value_width;
        double value = 0;
        if (type == 0x08)
            value = bytes[offset];
        else if (type == 0x0D)
            value = std::bit_cast<float>(big_endian_32(bytes, offset));
        else
            value = std::bit_cast<double>(big_endian_64(bytes, offset));
        if (!std::isfinite(value))
            refuse(name,
                   "value " + std::to_string(i + 1) + " at byte " + std::to_string(offset)
                       + " is not finite.");
        array.values[i] = value;
    }
    return array;
}

IdxArray read_idx(const fs::path& path)
{
    return parse_idx(read_bytes(path, largest_idx_file), path.string());
}

IdxBytes parse_idx_bytes(std::vector<unsigned char> bytes, std::size_t rank, std::string_view name)
{
    require_magic_number(bytes, name);
    const std::uint32_t magic = big_endian_32(bytes, 0);
    const auto expected = static_cast<std::uint32_t>(0x0800 | rank);
    if (magic != expected) {
        std::string hint;
        if (magic == 0x0801)
            hint = " This is a file of labels.";
        else if (magic == 0x0803)
            hint = " This is a file of images.";
        refuse(name,
               "magic number " + hexadecimal(magic, 8) + " at byte 0; expected "
                   + hexadecimal(expected, 8) + "." + hint);
    }
    const Header header = read_extents(bytes, rank, 1, name);
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header.bytes));
    return {.shape = header.shape, .values = std::move(bytes)};
}

IdxBytes read_idx_bytes(const fs::path& path, std::size_t rank)
{
    return parse_idx_bytes(read_bytes(path, largest_idx_file), rank, path.string());
}

fs::path labels_beside(const fs::path& images)
{
    const std::string name = labels_name(images.filename().string());
    if (name.empty())
        refuse(images.string(),
               "the name has no \"images-idx3\", so its labels file cannot be found; "
               "name the two …images-idx3… and …labels-idx1….");

    std::string other = name;
    if (other.ends_with(".gz"))
        other.resize(other.size() - 3);
    else
        other += ".gz";
    std::error_code failed;
    for (const std::string& candidate : {name, other})
        if (const fs::path path = images.parent_path() / candidate; fs::exists(path, failed))
            return path;
    refuse(images.string(),
           "its labels file is missing; looked for " + name + " and " + other + " beside it.");
}

fs::path idx_images_in(const fs::path& folder, std::string_view prefix)
{
    std::vector<fs::path> candidates;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(prefix) && !labels_name(name).empty())
            candidates.push_back(entry->path());
    }
    if (failed)
        refuse(folder.string(), "the folder cannot be read (" + failed.message() + ").");
    const auto first = std::min_element(candidates.begin(), candidates.end());
    return first == candidates.end() ? fs::path{} : *first;
}

} // namespace etalon
