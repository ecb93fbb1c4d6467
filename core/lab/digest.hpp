// SHA-256 (FIPS 180-4): tells whether a file is the one it was.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace etalon {

/// The digest of bytes that arrive in pieces.
class Sha256 {
public:
    void add(std::span<const char> bytes);
    /// Lower-case hexadecimal, 64 characters; nothing may be added afterwards.
    std::string finish();

private:
    using Block = std::array<unsigned char, 64>;

    std::array<std::uint32_t, 8> state_{0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                                        0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
    Block pending_{};
    std::uint64_t length_ = 0; // bytes so far

    void compress(const unsigned char* block);
};

/// Of bytes in memory.
std::string sha256_of(std::string_view bytes);

/// Of a file, or of a folder's files one after another in order of name (hidden ones and folders
/// inside are left out), as `cat FOLDER/* | sha256sum` prints it. Error if something cannot be read.
std::string sha256(const std::filesystem::path&);

} // namespace etalon
