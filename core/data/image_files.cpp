// Which of the user's files hold the training images and which the test images.
#include "core/data/image_set.hpp"

#include "core/data/cifar_file.hpp"
#include "core/data/idx_file.hpp"
#include "core/lab/error.hpp"

#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;

std::string size_text(const ImageBytes& images)
{
    return std::to_string(images.height) + "x" + std::to_string(images.width);
}

ImageBytes idx_pair(const fs::path& images_file)
{
    const fs::path labels_file = labels_beside(images_file);
    IdxBytes images = read_idx_bytes(images_file, 3);
    const IdxBytes labels = read_idx_bytes(labels_file, 1);
    if (labels.shape[0] != images.shape[0])
        throw UsageError(labels_file.string() + ": " + std::to_string(labels.shape[0])
                         + " labels (byte 4) for " + std::to_string(images.shape[0]) + " images in "
                         + images_file.filename().string()
                         + "; expected as many (the files belong to different sets).");
    return {.count = images.shape[0],
            .channels = 1,
            .height = images.shape[1],
            .width = images.shape[2],
            .pixels = std::move(images.values),
            .labels = {labels.values.begin(), labels.values.end()},
            .name = images_file.string()};
}

// Cuts the last fifth off.
ImageBytes split_off_test_part(ImageBytes& train)
{
    const std::size_t tested = train.count / 5, kept = train.count - tested;
    const auto values =
        static_cast<std::ptrdiff_t>(kept * train.channels * train.height * train.width);
    ImageBytes test{
        .count = tested,
        .channels = train.channels,
        .height = train.height,
        .width = train.width,
        .pixels = {train.pixels.begin() + values, train.pixels.end()},
        .labels = {train.labels.begin() + static_cast<std::ptrdiff_t>(kept), train.labels.end()},
        .name = train.name};
    train.count = kept;
    train.pixels.resize(static_cast<std::size_t>(values));
    train.labels.resize(kept);
    return test;
}

LoadedImages load_idx(const fs::path& path, bool is_folder)
{
    LoadedImages loaded;
    if (!is_folder) {
        loaded.train = idx_pair(path);
        return loaded;
    }
    const fs::path train = idx_images_in(path, "train-"), test = idx_images_in(path, "t10k-");
    if (train.empty())
        throw UsageError(path.string()
                         + ": no training images in this folder; looked for train-…images-idx3… "
                           "(plain or .gz).");
    loaded.train = idx_pair(train);
    if (!test.empty()) {
        loaded.test = idx_pair(test);
        if (size_text(loaded.test) != size_text(loaded.train))
            throw UsageError(test.string() + ": images of " + size_text(loaded.test)
                             + " pixels (byte 8), expected " + size_text(loaded.train) + " as in "
                             + train.filename().string() + ".");
    }
    return loaded;
}

LoadedImages load_cifar10(const fs::path& path, bool is_folder)
{
    LoadedImages loaded;
    if (!is_folder) {
        loaded.train = read_cifar10({path});
        return loaded;
    }
    const auto batches = cifar10_batches_in(path);
    if (batches.empty())
        throw UsageError(path.string()
                         + ": no training images in this folder; looked for data_batch_*.bin.");
    loaded.train = read_cifar10(batches);
    std::error_code failed;
    if (const fs::path test = path / "test_batch.bin"; fs::exists(test, failed))
        loaded.test = read_cifar10({test});
    return loaded;
}

} // namespace

LoadedImages load_images(const fs::path& path, ImageFiles kind)
{
    std::error_code failed;
    const bool is_folder = fs::is_directory(path, failed);
    if (!is_folder && !fs::exists(path, failed))
        throw UsageError(path.string() + ": there is no such file or folder.");

    LoadedImages loaded =
        kind == ImageFiles::idx ? load_idx(path, is_folder) : load_cifar10(path, is_folder);
    if (loaded.test.count == 0)
        loaded.test = split_off_test_part(loaded.train);
    return loaded;
}

} // namespace etalon
