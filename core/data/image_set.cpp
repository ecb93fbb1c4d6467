#include "core/data/image_set.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <span>

namespace etalon {
namespace {

constexpr std::size_t fewest_classes = 2, most_classes = 16;
constexpr std::size_t most_pixels = 4096;                 // of one image, after `downsample`
constexpr std::size_t most_values = std::size_t{1} << 25; // of all training images
constexpr std::size_t images_at_once = 256;

std::string list_of(std::span<const std::int64_t> labels)
{
    constexpr std::size_t most_shown = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(labels.size(), most_shown); ++i)
        text.append(i == 0 ? "" : ",").append(std::to_string(labels[i]));
    return labels.size() > most_shown ? text + ",…" : text;
}

std::vector<std::int64_t> labels_in(const ImageBytes& images)
{
    std::array<bool, 256> there{}; // both formats keep a label in one byte
    for (const std::int64_t label : images.labels)
        there[static_cast<std::size_t>(label)] = true;
    std::vector<std::int64_t> labels;
    for (std::size_t label = 0; label < there.size(); ++label)
        if (there[label])
            labels.push_back(static_cast<std::int64_t>(label));
    return labels;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::int64_t> parse_classes(std::string_view list)
{
    const std::string found = "data_classes=" + std::string(list) + ": ";
    std::vector<std::int64_t> classes;
    for (std::string_view rest = list;;) {
        const auto comma = rest.find(',');
        const std::string_view field = trimmed(rest.substr(0, comma));
        std::int64_t label = -1;
        const auto [end, problem] =
            std::from_chars(field.data(), field.data() + field.size(), label);
        if (problem != std::errc{} || end != field.data() + field.size() || label < 0
            || label > 255)
            throw UsageError(
                found + "entry " + std::to_string(classes.size() + 1) + " is \""
                + std::string(field)
                + "\"; expected labels from 0 to 255 with commas between, for example 3,5.");
        if (std::find(classes.begin(), classes.end(), label) != classes.end())
            throw UsageError(found + "label " + std::to_string(label) + " is named twice.");
        classes.push_back(label);
        if (comma == rest.npos)
            return classes;
        rest.remove_prefix(comma + 1);
    }
}

ImageBytes part_of(const ImageBytes& images, std::size_t first, std::size_t count)
{
    const std::size_t values = images.channels * images.height * images.width;
    const auto pixel = images.pixels.begin() + static_cast<std::ptrdiff_t>(first * values);
    const auto label = images.labels.begin() + static_cast<std::ptrdiff_t>(first);
    return {.count = count,
            .channels = images.channels,
            .height = images.height,
            .width = images.width,
            .pixels = {pixel, pixel + static_cast<std::ptrdiff_t>(count * values)},
            .labels = {label, label + static_cast<std::ptrdiff_t>(count)},
            .name = images.name};
}

// Rows of blocks: images of height 1 are one-dimensional and shrink along their width alone.
std::size_t block_height(std::size_t height, std::size_t factor)
{
    return height == 1 ? 1 : factor;
}

void check_block(std::size_t height, std::size_t width, std::size_t factor)
{
    if (factor != 1 && factor != 2 && factor != 4)
        throw UsageError("downsample=" + std::to_string(factor) + " is not one of 1, 2 and 4.");
    if (height % block_height(height, factor) != 0 || width % factor != 0)
        throw UsageError("downsample=" + std::to_string(factor) + " does not divide images of "
                         + std::to_string(height) + "x" + std::to_string(width)
                         + " pixels; choose a smaller one.");
}

void check_sizes(const ImageBytes& images, const ImageChoice& choice, std::size_t classes)
{
    check_block(images.height, images.width, choice.downsample);
    if (choice.samples < classes)
        throw UsageError("samples=" + std::to_string(choice.samples)
                         + " gives no image to each of the " + std::to_string(classes)
                         + " classes; take at least as many as classes.");
    const std::size_t height = images.height / block_height(images.height, choice.downsample),
                      width = images.width / choice.downsample;
    if (height > most_pixels / width)
        throw UsageError(images.name + ": images of " + std::to_string(height) + "x"
                         + std::to_string(width)
                         + " pixels after downsample=" + std::to_string(choice.downsample)
                         + "; expected at most " + std::to_string(most_pixels) + " pixels.");
    const std::size_t values = (choice.colour ? images.channels : 1) * height * width;
    if (const std::size_t used = std::min(choice.samples, images.count);
        used > most_values / values)
        throw UsageError(images.name + ": " + std::to_string(used) + " samples of "
                         + std::to_string(values)
                         + " values exceed 2^25 values in all; lower samples or raise downsample.");
}

} // namespace

std::vector<std::int64_t> choose_classes(const ImageBytes& train, std::string_view data_classes)
{
    const auto there = labels_in(train);
    const bool all = trimmed(data_classes).empty();
    const auto classes = all ? there : parse_classes(data_classes);
    for (const std::int64_t label : classes)
        if (!std::binary_search(there.begin(), there.end(), label))
            throw UsageError("data_classes=" + std::string(data_classes)
                             + ": no training image has label " + std::to_string(label) + " in "
                             + train.name + "; found " + list_of(there) + ".");
    if (classes.size() < fewest_classes || classes.size() > most_classes) {
        const std::string found = all ? train.name + ": " + std::to_string(classes.size())
                + " different labels (" + list_of(classes) + ")"
                                      : "data_classes=" + std::string(data_classes) + ": "
                + std::to_string(classes.size()) + " classes";
        throw UsageError(found
                         + "; expected 2 to 16: choose them with data_classes, for example 3,5.");
    }
    return classes;
}

ImageBytes select_classes(const ImageBytes& images, const std::vector<std::int64_t>& classes,
                          std::size_t samples)
{
    assert(!classes.empty());
    const std::size_t most = samples / classes.size();
    const std::size_t values = images.channels * images.height * images.width;
    std::vector<std::size_t> taken(classes.size());
    ImageBytes result{.channels = images.channels,
                      .height = images.height,
                      .width = images.width,
                      .name = images.name};
    for (std::size_t i = 0; i < images.count; ++i) {
        const auto place = std::find(classes.begin(), classes.end(), images.labels[i]);
        if (place == classes.end())
            continue;
        const auto label = static_cast<std::size_t>(place - classes.begin());
        if (taken[label] == most)
            continue;
        ++taken[label];
        ++result.count;
        result.labels.push_back(static_cast<std::int64_t>(label));
        const auto pixel = images.pixels.begin() + static_cast<std::ptrdiff_t>(i * values);
        result.pixels.insert(result.pixels.end(), pixel,
                             pixel + static_cast<std::ptrdiff_t>(values));
    }
    return result;
}

ImageSet to_numbers(const ImageBytes& images)
{
    ImageSet set{.count = images.count,
                 .channels = images.channels,
                 .height = images.height,
                 .width = images.width,
                 .pixels = std::vector<double>(images.pixels.size()),
                 .labels = images.labels};
    std::transform(images.pixels.begin(), images.pixels.end(), set.pixels.begin(),
                   [](unsigned char pixel) { return pixel / 255.0; });
    return set;
}

ImageSet average_channels(const ImageSet& images)
{
    const std::size_t n = images.height * images.width;
    ImageSet result{.count = images.count,
                    .channels = 1,
                    .height = images.height,
                    .width = images.width,
                    .pixels = std::vector<double>(images.count * n),
                    .labels = images.labels};
    for (std::size_t i = 0; i < images.count; ++i)
        for (std::size_t p = 0; p < n; ++p) {
            double sum = 0;
            for (std::size_t channel = 0; channel < images.channels; ++channel)
                sum += images.pixels[(i * images.channels + channel) * n + p];
            result.pixels[i * n + p] = sum / static_cast<double>(images.channels);
        }
    return result;
}

ImageSet block_mean(const ImageSet& images, std::size_t factor)
{
    check_block(images.height, images.width, factor);
    const std::size_t rows = block_height(images.height, factor);
    ImageSet result{.count = images.count,
                    .channels = images.channels,
                    .height = images.height / rows,
                    .width = images.width / factor,
                    .labels = images.labels};
    result.pixels.reserve(images.pixels.size() / (rows * factor));
    const auto area = static_cast<double>(rows * factor);
    for (std::size_t plane = 0; plane < images.count * images.channels; ++plane)
        for (std::size_t y = 0; y < result.height; ++y)
            for (std::size_t x = 0; x < result.width; ++x) {
                double sum = 0;
                for (std::size_t dy = 0; dy < rows; ++dy)
                    for (std::size_t dx = 0; dx < factor; ++dx)
                        sum += images.pixels[(plane * images.height + y * rows + dy) * images.width
                                             + x * factor + dx];
                result.pixels.push_back(sum / area);
            }
    return result;
}

ImageSet prepare(const ImageBytes& images, const std::vector<std::int64_t>& classes,
                 std::size_t samples, bool colour, std::size_t downsample)
{
    const ImageBytes chosen = select_classes(images, classes, samples);
    ImageSet result;
    for (std::size_t first = 0; first < std::max<std::size_t>(chosen.count, 1);
         first += images_at_once) {
        ImageSet piece =
            to_numbers(part_of(chosen, first, std::min(images_at_once, chosen.count - first)));
        piece = block_mean(colour ? piece : average_channels(piece), downsample);
        if (first == 0)
            result = {.channels = piece.channels, .height = piece.height, .width = piece.width};
        result.pixels.insert(result.pixels.end(), piece.pixels.begin(), piece.pixels.end());
    }
    result.count = chosen.count;
    result.labels = chosen.labels;
    return result;
}

ChosenImages read_images(const std::filesystem::path& path, ImageFiles kind,
                         const ImageChoice& choice)
{
    const LoadedImages loaded = load_images(path, kind);
    ChosenImages chosen{.classes = choose_classes(loaded.train, choice.data_classes)};
    check_sizes(loaded.train, choice, chosen.classes.size());
    chosen.train =
        prepare(loaded.train, chosen.classes, choice.samples, choice.colour, choice.downsample);
    chosen.test =
        prepare(loaded.test, chosen.classes, choice.test_samples, choice.colour, choice.downsample);
    return chosen;
}

} // namespace etalon
