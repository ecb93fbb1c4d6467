// The user's own images: labelled ones for classify, pictures to crop for the other tasks.
#include "core/data/cifar_file.hpp"
#include "core/data/image_set.hpp"
#include "core/data/picture_file.hpp"
#include "core/experiments/linear_scope/linear_scope_data.hpp"

#include <algorithm>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_side = 64;

std::size_t size(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

/// The side of the square that images are brought to.
std::size_t side_for(std::size_t height, std::size_t width)
{
    const std::size_t longest = std::max(height, width);
    return std::clamp<std::size_t>((longest + 3) / 4 * 4, 8, largest_side);
}

/// First row or column of an extent that is kept: the middle of what is too long.
std::size_t first_kept(std::size_t extent)
{
    return extent > largest_side ? (extent - largest_side) / 2 : 0;
}

ScopeSamples squared(const ImageSet& images, std::size_t classes,
                     const LinearScopeSettings& settings, Random random)
{
    const std::size_t n = side_for(images.height, images.width);
    const std::size_t top = first_kept(images.height), left = first_kept(images.width);
    ScopeSamples samples{
        .input = {images.channels, n, n}, .output = {classes, 1, 1}, .labels = images.labels};
    samples.inputs.reserve(images.count * samples.input.size());
    for (std::size_t plane = 0; plane < images.count * images.channels; ++plane)
        for (std::size_t i = top; i < top + n; ++i)
            for (std::size_t j = left; j < left + n; ++j) {
                const bool is_inside = i < images.height && j < images.width;
                const double pixel =
                    is_inside ? images.pixels[(plane * images.height + i) * images.width + j] : 0;
                samples.inputs.push_back(pixel + settings.noise * random.normal()
                                         + settings.input_offset);
            }
    return samples;
}

/// The labels of the training images, ascending: the classes.
std::vector<std::int64_t> classes_of(const ImageBytes& images)
{
    std::vector<std::int64_t> labels = images.labels;
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    if (labels.size() < 2)
        throw UsageError(images.name + ": "
                         + (labels.empty()
                                ? "no image has a label"
                                : "all images have the label " + std::to_string(labels.front()))
                         + ", expected at least 2 classes to tell apart.");
    return labels;
}

/// Each class gets as many images as every other.
void expect_one_of_each(const char* key, std::int64_t count, std::size_t classes)
{
    if (size(count) < classes)
        throw UsageError(std::string(key) + "=" + std::to_string(count)
                         + " gives no image to each of the " + std::to_string(classes)
                         + " classes of the data, expected at least " + std::to_string(classes)
                         + ".");
}

ImageFiles kind_of(const fs::path& path)
{
    std::error_code failed;
    const bool records = fs::is_directory(path, failed) ? !cifar10_batches_in(path).empty()
                                                        : path.extension() == ".bin";
    return records ? ImageFiles::cifar10 : ImageFiles::idx;
}

void append_crops(ScopeSamples& samples, const LinearScopeSettings& settings,
                  const std::vector<Picture8>& pictures, std::int64_t count, Random random)
{
    const std::size_t n = size(settings.image_size);
    const std::size_t side = settings.task == "upscale" ? 2 * n : n;
    for (std::int64_t s = 0; s < count; ++s) {
        const Picture8& picture = pictures[random.below(pictures.size())];
        const std::size_t top = random.below(picture.height - side + 1);
        const std::size_t left = random.below(picture.width - side + 1);
        std::vector<double> clean;
        clean.reserve(side * side);
        for (std::size_t i = top; i < top + side; ++i)
            for (std::size_t j = left; j < left + side; ++j)
                clean.push_back(picture.luma(i, j));
        append_sample(samples, settings, n, clean, random);
    }
}

} // namespace

LinearScopeData read_labelled_images(const LinearScopeSettings& settings, std::uint64_t seed,
                                     const fs::path& path)
{
    const LoadedImages loaded = load_images(path, kind_of(path));
    const auto classes = classes_of(loaded.train);
    expect_one_of_each("train_count", settings.train_count, classes.size());
    expect_one_of_each("test_count", settings.test_count, classes.size());
    LinearScopeData data;
    data.classes = classes.size();
    data.train =
        squared(prepare(loaded.train, classes, size(settings.train_count), true, 1), classes.size(),
                settings, linear_scope_random(seed, LinearScopeStream::training_data));
    data.test =
        squared(prepare(loaded.test, classes, size(settings.test_count), true, 1), classes.size(),
                settings, linear_scope_random(seed, LinearScopeStream::test_data));
    return data;
}

LinearScopeData crop_pictures(const LinearScopeSettings& settings, std::uint64_t seed,
                              const fs::path& path)
{
    const std::size_t n = size(settings.image_size);
    const std::size_t side = settings.task == "upscale" ? 2 * n : n;
    const auto files = pictures_in(path);
    std::vector<Picture8> train, test;
    // The last fifth of the files, in order of name, is only tested on.
    const std::size_t tested = files.size() < 2 ? 0 : std::max<std::size_t>(files.size() / 5, 1);
    for (std::size_t f = 0; f < files.size(); ++f) {
        Picture8 picture = read_picture(files[f]);
        if (std::min(picture.height, picture.width) < side)
            throw UsageError(files[f].string() + ": " + std::to_string(picture.width) + "x"
                             + std::to_string(picture.height) + " pixels, expected at least "
                             + std::to_string(side) + "x" + std::to_string(side)
                             + " for crops: lower image_size or leave the picture out.");
        (f + tested < files.size() ? train : test).push_back(std::move(picture));
    }
    LinearScopeData data;
    data.train = {.input = {1, n, n}, .output = {1, side, side}};
    data.test = data.train;
    append_crops(data.train, settings, train, settings.train_count,
                 linear_scope_random(seed, LinearScopeStream::training_data));
    append_crops(data.test, settings, test.empty() ? train : test, settings.test_count,
                 linear_scope_random(seed, LinearScopeStream::test_data));
    return data;
}

} // namespace etalon
