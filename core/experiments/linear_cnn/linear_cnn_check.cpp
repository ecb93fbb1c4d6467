// Mistakes that only several parameters together make.
#include "core/experiments/linear_cnn/linear_cnn.hpp"

#include <algorithm>
#include <bit>

namespace etalon {
namespace {

constexpr std::int64_t most_pixels = 4096;
constexpr std::int64_t most_values = std::int64_t{1} << 25;
constexpr std::int64_t most_batch_entries = std::int64_t{1} << 27;

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

class Checks {
public:
    explicit Checks(const LinearCnnSettings& settings)
        : s_(settings)
    {
    }

    void image()
    {
        if (pixels() > most_pixels)
            add("image_width",
                "image_height=" + text(s_.image_height) + ", image_width=" + text(s_.image_width)
                    + ": " + text(pixels()) + " pixels are out of range (at most "
                    + text(most_pixels) + ").");
        else if (s_.samples * pixels() > most_values)
            add("samples",
                "samples=" + text(s_.samples) + " is out of range (at most "
                    + text(most_values / pixels()) + " images of " + size()
                    + " pixels): lower samples or the image size.");
    }

    void patterns()
    {
        if (s_.dataset == "cosines")
            frequencies("classes·frequencies_per_class", s_.classes);
        else if (s_.dataset == "hierarchy")
            hierarchy();
        else if (s_.dataset == "shapes")
            shapes();
        else if (s_.dataset == "texture_shape")
            texture_shape();
    }

    void network()
    {
        if (s_.network != "relu")
            return;
        if (s_.conv_layers > 1)
            add("conv_layers",
                "conv_layers=" + text(s_.conv_layers) + " is out of range with network=relu (1).");
        if (s_.batch_size > s_.samples)
            add("batch_size",
                "batch_size=" + text(s_.batch_size)
                    + " is out of range (0 to samples=" + text(s_.samples) + ").");
        const std::int64_t batch = s_.batch_size > 0 ? s_.batch_size : s_.samples;
        if (s_.steps > most_batch_entries / batch)
            add("steps",
                "steps=" + text(s_.steps) + " with network=relu and batches of " + text(batch)
                    + " is out of range (steps·batch at most " + text(most_batch_entries)
                    + "): lower steps or batch_size.");
    }

    void companion()
    {
        if (s_.compare_fully_connected && s_.fully_connected_hidden < s_.classes)
            add("fully_connected_hidden",
                "fully_connected_hidden=" + text(s_.fully_connected_hidden)
                    + " is out of range (classes=" + text(s_.classes) + " to 256).");
    }

    void needs_files()
    {
        add("dataset",
            "dataset=" + s_.dataset + " needs images: name a file or folder with --data PATH.");
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    std::int64_t pixels() const { return s_.image_height * s_.image_width; }
    std::string size() const { return text(s_.image_height) + "x" + text(s_.image_width); }
    void add(std::string key, std::string message)
    {
        problems_.push_back({std::move(key), std::move(message)});
    }

    /// `owners` patterns with frequencies_per_class frequencies each must all differ.
    void frequencies(const std::string& what, std::int64_t owners)
    {
        const std::int64_t self_conjugate =
            (s_.image_height % 2 == 0 ? 2 : 1) * (s_.image_width % 2 == 0 ? 2 : 1);
        const std::int64_t available = (pixels() - self_conjugate) / 2;
        const std::int64_t needed = owners * s_.frequencies_per_class;
        if (needed > available)
            add("frequencies_per_class",
                what + " = " + text(needed) + " exceeds the " + text(available)
                    + " frequencies of a " + size() + " image.");
    }

    void hierarchy()
    {
        if (!std::has_single_bit(static_cast<std::uint64_t>(s_.classes)))
            add("classes",
                "classes=" + text(s_.classes)
                    + " is out of range with dataset=hierarchy (a power of two: 2, 4, 8 or 16).");
        frequencies("(classes-1)·frequencies_per_class", s_.classes - 1);
    }

    bool large_enough()
    {
        if (std::min(s_.image_height, s_.image_width) >= 8)
            return true;
        add(s_.image_height < 8 ? "image_height" : "image_width",
            "image_height=" + text(s_.image_height) + ", image_width=" + text(s_.image_width)
                + " is out of range with dataset=" + s_.dataset
                + " (both at least 8: smaller shapes are too coarse).");
        return false;
    }

    void shapes()
    {
        if (s_.classes > 8)
            add("classes",
                "classes=" + text(s_.classes)
                    + " is out of range with dataset=shapes (2 to 8: there are eight patterns).");
        if (!large_enough())
            return;
        const std::int64_t highest = std::min(s_.image_height, s_.image_width) / 2 - 2;
        if (s_.grating_frequency > highest)
            add("grating_frequency",
                "grating_frequency=" + text(s_.grating_frequency) + " is out of range for a "
                    + size() + " image (2 to " + text(highest) + ").");
    }

    void texture_shape()
    {
        if (s_.classes != 2)
            add("classes",
                "classes=" + text(s_.classes) + " is out of range with dataset=texture_shape (2).");
        if (!large_enough())
            return;
        const std::int64_t highest = s_.image_width / 2 - 1;
        if (s_.texture_frequency > highest)
            add("texture_frequency",
                "texture_frequency=" + text(s_.texture_frequency) + " is out of range for a "
                    + size() + " image (1 to " + text(highest) + ").");
    }

    const LinearCnnSettings& s_;
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> check_linear_cnn(const Values& values, bool has_data)
{
    const auto settings = linear_cnn_schema().settings(values);
    const bool files = settings.dataset == "idx" || settings.dataset == "cifar10";
    Checks checks(settings);
    if (files && !has_data)
        checks.needs_files();
    if (!files && !has_data) {
        checks.image();
        checks.patterns();
        checks.companion();
    }
    checks.network();
    return checks.problems();
}

} // namespace etalon
