#include "core/lab/digest.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

namespace etalon {

namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u,
    0xab1c5ed5u, 0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu,
    0x9bdc06a7u, 0xc19bf174u, 0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu,
    0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau, 0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u,
    0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u, 0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu,
    0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u, 0xa2bfe8a1u, 0xa81a664bu,
    0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u, 0x19a4c116u,
    0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u,
    0xc67178f2u};

void add_file(Sha256& digest, const std::filesystem::path& path)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::vector<char> buffer(1u << 16);
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        digest.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
    }
    if (!file.eof())
        throw Error(path.string() + " cannot be read: " + std::strerror(errno) + ".");
}

std::vector<std::filesystem::path> visible_files(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        std::error_code unreadable;
        if (entry->is_regular_file(unreadable)
            && !entry->path().filename().string().starts_with('.'))
            files.push_back(entry->path());
    }
    if (error)
        throw Error(folder.string() + " cannot be read: " + error.message() + ".");
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

void Sha256::compress(const unsigned char* block)
{
    std::array<std::uint32_t, 64> w; // the message schedule
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = std::uint32_t{block[4 * i]} << 24 | std::uint32_t{block[4 * i + 1]} << 16
            | std::uint32_t{block[4 * i + 2]} << 8 | std::uint32_t{block[4 * i + 3]};
    for (std::size_t i = 16; i < 64; ++i) {
        const auto s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
        const auto s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
        const auto s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const auto t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[i] + w[i];
        const auto s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const auto t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i)
        state_[i] += mixed[i];
}

void Sha256::add(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        const auto filled = static_cast<std::size_t>(length_ % pending_.size());
        const auto count = std::min(pending_.size() - filled, bytes.size());
        std::memcpy(pending_.data() + filled, bytes.data(), count);
        if (filled + count == pending_.size())
            compress(pending_.data());
        length_ += count;
        bytes = bytes.subspan(count);
    }
}

std::string Sha256::finish()
{
    // One bit 1, zeros up to 56 modulo 64 bytes, the length in bits as 64-bit big endian.
    const std::uint64_t bits = length_ * 8;
    std::vector<char> padding(1 + (119 - length_ % 64) % 64, '\0');
    padding[0] = static_cast<char>(0x80);
    for (int shift = 56; shift >= 0; shift -= 8)
        padding.push_back(static_cast<char>(bits >> shift & 0xff));
    add(padding);

    std::string text;
    for (const std::uint32_t word : state_)
        for (int shift = 28; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[word >> shift & 0xf];
    return text;
}

std::string sha256_of(std::string_view bytes)
{
    Sha256 digest;
    digest.add(bytes);
    return digest.finish();
}

std::string sha256(const std::filesystem::path& path)
{
    Sha256 digest;
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        for (const auto& file : visible_files(path))
            add_file(digest, file);
    else
        add_file(digest, path);
    return digest.finish();
}

} // namespace etalon
