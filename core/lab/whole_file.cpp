#include "core/lab/whole_file.hpp"

#include "core/lab/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace etalon {

namespace {

/// 0, or the error number of what went wrong.
int write_all(int file, std::span<const char> bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return errno;
        if (count > 0)
            bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return ::fsync(file) == 0 ? 0 : errno;
}

std::string because(int error)
{
    return std::string(": ") + std::strerror(error) + ".";
}

} // namespace

void write_to_disk(const std::filesystem::path& path, std::span<const char> bytes)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        throw Error(path.string() + " cannot be created" + because(errno));
    int error = write_all(file, bytes);
    if (::close(file) != 0 && error == 0)
        error = errno; // some file systems tell of a full disk only now
    if (error != 0) {
        ::unlink(path.c_str());
        throw Error(path.string() + " cannot be written" + because(error));
    }
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (std::rename(from.c_str(), to.c_str()) != 0)
        throw Error(from.string() + " cannot be renamed to " + to.filename().string()
                    + because(errno));
}

void replace_file(const std::filesystem::path& path, std::span<const char> bytes)
{
    auto part = path;
    part += ".part";
    write_to_disk(part, bytes);
    try {
        rename_file(part, path);
    } catch (const Error&) {
        ::unlink(part.c_str());
        throw;
    }
}

void sync_directory(const std::filesystem::path& path)
{
    const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return;
    ::fsync(directory); // a file system that cannot has nothing more to offer
    ::close(directory);
}

} // namespace etalon
