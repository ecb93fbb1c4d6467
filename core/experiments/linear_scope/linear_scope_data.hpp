// What a run trains, tests and probes with: drawn from the seed, or from the user's files.
#pragma once

#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/scope_training.hpp"
#include "core/lab/random.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Streams of random numbers.
enum class LinearScopeStream : std::uint64_t {
    training_data = 1,
    test_data = 2,
    weights = 3,
    probes = 4,
    epochs = 1000, // epoch e is stream 1000 + e
};

Random linear_scope_random(std::uint64_t seed, LinearScopeStream, std::uint64_t offset = 0);

struct LinearScopeData {
    ScopeSamples train{}, test{};
    std::size_t classes = 0; // of classify
    std::size_t batch_size = 1;
    std::vector<std::int64_t> order{}; // steps × batch_size
    std::vector<double> probe_input{}, probe_output{};
};

/// Generated from the seed, or read from the user's files. UsageError on files that do not fit, and
/// where there are fewer images than the parameters ask for.
LinearScopeData make_linear_scope_data(const LinearScopeSettings&, std::uint64_t seed,
                                       const std::optional<std::filesystem::path>&);

/// The network at step 0.
ScopeNetwork draw_linear_scope_network(const LinearScopeSettings&, const LinearScopeData&,
                                       std::uint64_t seed);

// ---- Parts of make_linear_scope_data

/// One image, n × n, and its class.
struct ScopePicture {
    std::vector<double> pixels{};
    std::int64_t label = 0;
};

/// A shape without noise: disc, square, triangle or cross.
ScopePicture draw_shape(std::size_t n, Random&);
/// A texture of side 2n.
std::vector<double> draw_texture(std::size_t n, Random&);
/// Keeps the set pixels (> 1/2) that have an unset one above, below, left or right.
std::vector<double> outline_of(const std::vector<double>& image, std::size_t n);
/// Moved to the right; zeros enter.
std::vector<double> moved_right(const std::vector<double>& image, std::size_t n,
                                std::size_t pixels);
/// Means of 2 × 2 pixels of an image of side 2n.
std::vector<double> halved(const std::vector<double>& image, std::size_t n);

/// Adds one sample of a task with pictures for targets, from what it is made of: a picture of side n
/// (upscale: 2n). Draws the noise.
void append_sample(ScopeSamples&, const LinearScopeSettings&, std::size_t n,
                   const std::vector<double>& clean, Random&);

/// Labelled images of IDX or CIFAR-10 files.
LinearScopeData read_labelled_images(const LinearScopeSettings&, std::uint64_t seed,
                                     const std::filesystem::path&);
/// Random crops of the pictures of a folder.
LinearScopeData crop_pictures(const LinearScopeSettings&, std::uint64_t seed,
                              const std::filesystem::path&);

} // namespace etalon
