// Labelled images from the user's files: loaded as bytes, then chosen, shrunk and made numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

/// Labelled images as files hold them, a byte a pixel.
struct ImageBytes {
    std::size_t count = 0, channels = 0, height = 0, width = 0;
    std::vector<unsigned char> pixels{}; // count × channels × H × W
    std::vector<std::int64_t> labels{};  // count
    std::string name{};                  // the file or folder, for messages
};

/// Labelled images as numbers.
struct ImageSet {
    std::size_t count = 0, channels = 0, height = 0, width = 0;
    std::vector<double> pixels{};       // count × channels × H × W, 0 … 1
    std::vector<std::int64_t> labels{}; // count
};

enum class ImageFiles { idx, cifar10 };

/// What of the user's files is used; the fields are the parameters of these names.
struct ImageChoice {
    std::string data_classes{}; // "3,5": these labels become 0, 1; empty: all, ascending
    std::size_t samples = 400;
    std::size_t test_samples = 200;
    bool colour = false;
    std::size_t downsample = 1; // 1, 2 or 4
};

struct ChosenImages {
    ImageSet train{}, test{};            // test may be empty (count 0)
    std::vector<std::int64_t> classes{}; // original label of each class
};

/// All in one: `load_images`, `choose_classes`, then `prepare` for both parts. UsageError also for
/// images above 4096 pixels, samples × values above 2^25 and fewer samples than classes.
ChosenImages read_images(const std::filesystem::path&, ImageFiles, const ImageChoice&);

struct LoadedImages {
    ImageBytes train{}, test{}; // of one size; test may be empty (count 0)
};

/// A file, or a folder of files: IDX `train-*` and `t10k-*` with their labels, CIFAR-10
/// `data_batch_*.bin` and `test_batch.bin`. Without a test file the last fifth becomes the test
/// part. UsageError: one line with file, place, what is there and what was expected.
LoadedImages load_images(const std::filesystem::path&, ImageFiles);

/// The original labels kept, in order, from a comma list (empty: all there are, ascending).
/// UsageError: not a list of labels, named twice, not 2 to 16 of them, one without images.
std::vector<std::int64_t> choose_classes(const ImageBytes& train, std::string_view data_classes);

/// The first floor(samples / classes) images of each class (fewer if there are fewer), in file
/// order, relabelled by position in `classes`.
ImageBytes select_classes(const ImageBytes&, const std::vector<std::int64_t>& classes,
                          std::size_t samples);

/// Pixels / 255.
ImageSet to_numbers(const ImageBytes&);

/// One channel, the mean of all.
ImageSet average_channels(const ImageSet&);

/// Means of blocks of factor × factor pixels, factor 1, 2 or 4. UsageError if it does not divide
/// height and width (a height of 1 is left alone).
ImageSet block_mean(const ImageSet&, std::size_t factor);

/// `select_classes`, `to_numbers`, channels averaged unless `colour`, `block_mean`; a few images at
/// a time, so that only the result is held as numbers.
ImageSet prepare(const ImageBytes&, const std::vector<std::int64_t>& classes, std::size_t samples,
                 bool colour, std::size_t downsample);

} // namespace etalon
