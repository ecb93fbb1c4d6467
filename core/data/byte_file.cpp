#include "core/data/byte_file.hpp"

#include "core/lab/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = std::size_t{1} << 20; // bytes unpacked at a time
constexpr unsigned char gzip_mark[] = {0x1f, 0x8b};

[[noreturn]] void refuse_size(const std::string& name, const std::string& found,
                              std::size_t maximum)
{
    throw UsageError(name + ": " + found + "; at most " + std::to_string(maximum)
                     + " bytes are read.");
}

std::vector<unsigned char> plain_bytes(const fs::path& path, std::size_t maximum)
{
    const std::string name = path.string();
    std::error_code failed;
    const auto status = fs::status(path, failed);
    if (!fs::exists(status))
        throw UsageError(name + ": there is no such file"
                         + (failed ? " (" + failed.message() + ")." : "."));
    if (!fs::is_regular_file(status))
        throw UsageError(name + ": is "
                         + (fs::is_directory(status) ? "a folder" : "a device or pipe")
                         + "; expected a file.");

    const std::uintmax_t size = fs::file_size(path, failed);
    if (failed)
        throw UsageError(name + ": cannot be read (" + failed.message() + ").");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw UsageError(name + ": cannot be opened; are you allowed to read it?");
    const bool packed = file.get() == gzip_mark[0] && file.get() == gzip_mark[1];
    // What cannot be compressed grows a little when packed.
    const std::size_t allowance = packed ? maximum / 1024 + 1024 : 0;
    if (size > maximum && size - maximum > allowance)
        refuse_size(name, "has " + std::to_string(size) + " bytes", maximum);

    std::vector<unsigned char> bytes(static_cast<std::size_t>(size));
    file.clear(); // a file of one byte ended while its mark was read
    file.seekg(0);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(file.gcount()) != bytes.size())
        throw UsageError(name + ": reading stopped at byte " + std::to_string(file.gcount())
                         + " of " + std::to_string(bytes.size()) + ".");
    return bytes;
}

// zlib's stream, closed on every way out.
class Inflater {
public:
    Inflater()
    {
        constexpr int gzip_only = 16 + MAX_WBITS;
        if (inflateInit2(&stream, gzip_only) != Z_OK)
            throw Error("zlib could not be started.");
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream); }

    z_stream stream{};
};

std::vector<unsigned char> unpacked(const std::vector<unsigned char>& packed, std::size_t maximum,
                                    const std::string& name)
{
    std::vector<unsigned char> bytes;
    std::size_t consumed = 0, produced = 0;
    Inflater inflater;
    z_stream& stream = inflater.stream;
    for (;;) {
        if (produced > maximum)
            refuse_size(name, "unpacks to more than is allowed", maximum);
        // Room for one byte above the maximum shows that there is more without unpacking it.
        bytes.resize(produced + std::min(piece, maximum - produced + 1));
        stream.next_in = const_cast<Bytef*>(packed.data() + consumed);
        stream.avail_in = static_cast<uInt>(std::min(packed.size() - consumed, piece));
        stream.next_out = bytes.data() + produced;
        stream.avail_out = static_cast<uInt>(bytes.size() - produced);
        const int status = inflate(&stream, Z_NO_FLUSH);
        consumed = static_cast<std::size_t>(stream.next_in - packed.data());
        produced = static_cast<std::size_t>(stream.next_out - bytes.data());

        if (status == Z_STREAM_END) {
            if (consumed == packed.size())
                break;
            inflateReset(&stream); // gzip files may be joined, one after another
        } else if (status == Z_BUF_ERROR && consumed == packed.size()) {
            throw UsageError(name + ": the gzip data end too early (after "
                             + std::to_string(packed.size()) + " packed bytes, "
                             + std::to_string(produced) + " unpacked).");
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            throw UsageError(name + ": damaged gzip data at packed byte " + std::to_string(consumed)
                             + (stream.msg ? std::string(" (") + stream.msg + ")." : "."));
        }
    }
    if (produced > maximum)
        refuse_size(name, "unpacks to more than is allowed", maximum);
    bytes.resize(produced);
    return bytes;
}

} // namespace

std::vector<unsigned char> read_bytes(const fs::path& path, std::size_t maximum)
{
    auto bytes = plain_bytes(path, maximum);
    const bool is_gzip = bytes.size() >= 2 && bytes[0] == gzip_mark[0] && bytes[1] == gzip_mark[1];
    return is_gzip ? unpacked(bytes, maximum, path.string()) : bytes;
}

} // namespace etalon
