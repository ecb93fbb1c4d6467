// Files that are on disk whole or not at all.
#pragma once

#include <filesystem>
#include <span>

namespace etalon {

/// Writes a file and waits until the disk has it. Error says why not; then no part of it stays.
void write_to_disk(const std::filesystem::path&, std::span<const char> bytes);

/// Replaces `to` at once: whoever looks sees the old or the new file. Error says why not.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Writes beside and renames. Error says why not; then the old file stays and nothing else.
void replace_file(const std::filesystem::path&, std::span<const char> bytes);

/// Waits until the disk has the names in a directory, as far as its file system can.
void sync_directory(const std::filesystem::path&);

} // namespace etalon
