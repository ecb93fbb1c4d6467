// The one place that knows HDF5: arrays and attributes by path, written in memory, read with care.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace etalon {

/// An open HDF5 file; closes it. HDF5 keeps state that threads share, so every call of this file
/// takes one mutex: saving and reading may go on at once, each object on its own thread.
class H5Handle {
public:
    explicit H5Handle(std::int64_t id)
        : id_(id)
    {
    }
    H5Handle(const H5Handle&) = delete;
    H5Handle& operator=(const H5Handle&) = delete;
    ~H5Handle();

    std::int64_t id() const { return id_; }

private:
    std::int64_t id_;
};

/// A fork at which no thread is inside HDF5, so that the child can go on using it. As fork(2).
int h5_fork();

using H5Values = std::variant<std::vector<double>, std::vector<std::int64_t>>;

/// Builds a file in memory, so that what goes wrong on disk is met by plain file calls. Equal
/// contents give equal bytes. Paths are absolute ("/channels/loss/values"); groups on the way are
/// made. Throws Error naming `name` and the object.
class H5Writer {
public:
    explicit H5Writer(std::string name);

    void group(const std::string& path);
    void write(const std::string& path, const std::vector<std::size_t>& shape,
               std::span<const double>);
    void write(const std::string& path, const std::vector<std::size_t>& shape,
               std::span<const std::int64_t>);
    void attribute(const std::string& path, const std::string& key, const std::string& text);
    void attribute(const std::string& path, const std::string& key, std::int64_t number);

    /// The bytes of the file so far, where HDF5 has them: until the next call.
    std::span<const char> bytes();
    /// A copy of them.
    std::vector<char> image();

private:
    std::string name_;
    H5Handle file_;
};

/// Reads a file that nobody vouches for: types, ranks and sizes are checked against the file's size
/// before anything is allocated. UsageError names file, object, what was found and expected.
class H5Reader {
public:
    explicit H5Reader(const std::filesystem::path&);

    const std::string& name() const { return name_; }

    /// Whether there is a group of this path.
    bool has_group(const std::string& path) const;
    /// Groups and arrays right below a group, in order of name. Links to elsewhere do not count.
    std::vector<std::string> children(const std::string& group) const;

    struct Extent {
        bool real = true; // float64; else int64 (narrower numbers are widened)
        std::vector<std::size_t> shape{};
        std::size_t size = 1; // numbers in all
    };
    /// UsageError unless it is an array of numbers that the file can hold.
    Extent extent(const std::string& path) const;
    H5Values read(const std::string& path) const;

    bool is_text(const std::string& path, const std::string& attribute) const;
    std::optional<std::string> text(const std::string& path, const std::string& attribute) const;
    std::optional<std::int64_t> integer(const std::string& path,
                                        const std::string& attribute) const;
    /// One number or a row of them. UsageError if the attribute is anything else.
    std::optional<std::vector<double>> numbers(const std::string& path,
                                               const std::string& attribute) const;

private:
    std::string name_;
    std::uintmax_t file_size_ = 0;
    H5Handle file_;

    using Texts = std::map<std::pair<std::string, std::string>, std::string>; // (path, key)
    mutable std::optional<Texts>
        texts_{}; // of variable length, read by a child when first asked for

    const Texts& variable_texts() const;
    [[noreturn]] void fail(const std::string& path, const std::string& problem) const;
};

} // namespace etalon
