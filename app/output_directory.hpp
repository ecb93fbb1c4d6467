// The directory that a run is saved in: made by the first save, gone again if that fails.
#pragma once

#include "core/lab/session.hpp"

#include <filesystem>

namespace etalon {

class OutputDirectory {
public:
    explicit OutputDirectory(std::filesystem::path directory)
        : directory_(std::move(directory))
    {
    }

    /// Throws Error; directories that were made for a failed save and are empty are removed.
    void save(const RunRecord&) const;

    const std::filesystem::path& path() const { return directory_; }

private:
    std::filesystem::path directory_;
};

} // namespace etalon
