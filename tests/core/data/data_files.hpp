// Files as users have them, written here byte by byte, and what a reader says about bad ones.
#pragma once

#include "core/lab/error.hpp"

#include <QTemporaryDir>

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace etalon::test {

using Bytes = std::vector<unsigned char>;

/// A folder that is gone after the test.
class Folder {
public:
    std::filesystem::path path(const std::string& name = {}) const
    {
        const std::filesystem::path root = folder_.path().toStdString();
        return name.empty() ? root : root / name;
    }

    std::filesystem::path write(const std::string& name, const Bytes& bytes) const
    {
        std::ofstream(path(name), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return path(name);
    }

    std::filesystem::path write(const std::string& name, const std::string& text) const
    {
        return write(name, Bytes(text.begin(), text.end()));
    }

private:
    QTemporaryDir folder_;
};

inline Bytes gzip(const Bytes& bytes)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes packed(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 32);
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

inline void append_big_endian(Bytes& bytes, std::uint64_t number, int width)
{
    for (int i = width - 1; i >= 0; --i)
        bytes.push_back(static_cast<unsigned char>(number >> (8 * i)));
}

/// Magic number and extents of an IDX file.
inline Bytes idx_header(unsigned char type, const std::vector<std::uint32_t>& shape)
{
    Bytes bytes{0, 0, type, static_cast<unsigned char>(shape.size())};
    for (const std::uint32_t extent : shape)
        append_big_endian(bytes, extent, 4);
    return bytes;
}

inline Bytes joined(Bytes first, const Bytes& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// `count` images whose pixel p of image i is (7 i + p) mod 256.
inline Bytes idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width)
{
    Bytes bytes = idx_header(0x08, {count, height, width});
    for (std::uint32_t i = 0; i < count; ++i)
        for (std::uint32_t p = 0; p < height * width; ++p)
            bytes.push_back(static_cast<unsigned char>(7 * i + p));
    return bytes;
}

inline Bytes idx_labels(const Bytes& labels)
{
    return joined(idx_header(0x08, {static_cast<std::uint32_t>(labels.size())}), labels);
}

/// A CIFAR-10 record whose byte p after the label is (label + first + p) mod 256.
inline Bytes cifar_bytes(const Bytes& labels, unsigned first = 0)
{
    Bytes bytes;
    for (const unsigned char label : labels) {
        bytes.push_back(label);
        for (unsigned p = 0; p < 3072; ++p)
            bytes.push_back(static_cast<unsigned char>(label + first + p));
    }
    return bytes;
}

/// The message of the UsageError that `action` ends with; empty if it does not.
inline std::string usage_error(const std::function<void()>& action)
{
    try {
        action();
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

/// Whether all fragments are in a message of one line; if not, what is missing.
inline std::string missing(const std::string& message, const std::vector<std::string>& fragments)
{
    if (message.find('\n') != message.npos)
        return "one line expected: " + message;
    for (const std::string& fragment : fragments)
        if (message.find(fragment) == message.npos)
            return std::string("no \"").append(fragment).append("\" in: ").append(message);
    return {};
}

} // namespace etalon::test

/// Fails the test unless `expression` ends with a UsageError of one line holding all the fragments.
#define VERIFY_USAGE_ERROR(expression, ...)                                                        \
    do {                                                                                           \
        const std::string message_ = etalon::test::usage_error([&] { (void)(expression); });       \
        const std::string missing_ = etalon::test::missing(message_, {__VA_ARGS__});               \
        QVERIFY2(!message_.empty() && missing_.empty(), missing_.c_str());                         \
    } while (false)
