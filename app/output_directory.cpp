#include "app/output_directory.hpp"

#include <system_error>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

// The directory and those above it that are not there yet, innermost first.
std::vector<fs::path> missing_directories(const fs::path& directory)
{
    std::vector<fs::path> missing;
    for (fs::path path = fs::absolute(directory).lexically_normal();
         !path.empty() && !fs::exists(path); path = path.parent_path())
        missing.push_back(path);
    return missing;
}

} // namespace

void OutputDirectory::save(const RunRecord& record) const
{
    const std::vector<fs::path> ours = missing_directories(directory_);
    try {
        etalon::save(record, directory_);
    } catch (...) {
        std::error_code not_empty; // then it stays
        for (const fs::path& path : ours)
            fs::remove(path, not_empty);
        throw;
    }
}

} // namespace etalon
