#include "core/data/cifar_file.hpp"

#include "core/data/byte_file.hpp"
#include "core/lab/error.hpp"

#include <algorithm>
#include <string>

namespace etalon {

namespace fs = std::filesystem;

void append_cifar10(ImageBytes& images, std::span<const unsigned char> bytes, std::string_view name)
{
    const std::size_t records = bytes.size() / cifar_record, rest = bytes.size() % cifar_record;
    if (bytes.empty())
        throw UsageError(std::string(name) + ": is empty; expected records of "
                         + std::to_string(cifar_record) + " bytes.");
    if (rest != 0)
        throw UsageError(std::string(name) + ": is truncated: record " + std::to_string(records + 1)
                         + " at byte " + std::to_string(records * cifar_record) + " has "
                         + std::to_string(rest) + " bytes, expected " + std::to_string(cifar_record)
                         + " (CIFAR-10, binary version).");
    for (std::size_t i = 0; i < records; ++i)
        if (const unsigned char label = bytes[i * cifar_record]; label > 9)
            throw UsageError(std::string(name) + ": label " + std::to_string(label) + " of record "
                             + std::to_string(i + 1) + " at byte "
                             + std::to_string(i * cifar_record)
                             + "; expected 0 to 9 (CIFAR-10, binary version).");

    images.channels = 3;
    images.height = images.width = cifar_side;
    images.pixels.reserve(images.pixels.size() + records * (cifar_record - 1));
    for (std::size_t i = 0; i < records; ++i) {
        const auto record = bytes.subspan(i * cifar_record, cifar_record);
        images.labels.push_back(record[0]);
        images.pixels.insert(images.pixels.end(), record.begin() + 1, record.end());
    }
    images.count += records;
}

ImageBytes read_cifar10(const std::vector<fs::path>& files)
{
    ImageBytes images;
    if (!files.empty())
        images.name = files.front().string();
    for (const fs::path& file : files) // the bound is on all of them together
        append_cifar10(
            images,
            read_bytes(file, largest_cifar_set - images.pixels.size() - images.labels.size()),
            file.string());
    return images;
}

std::vector<fs::path> cifar10_batches_in(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with("data_batch_") && name.ends_with(".bin"))
            files.push_back(entry->path());
    }
    if (failed)
        throw UsageError(folder.string() + ": the folder cannot be read (" + failed.message()
                         + ").");
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace etalon
