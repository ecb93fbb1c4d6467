// What a run trains and tests on, and the weights that it starts from.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn.hpp"
#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace etalon {

/// Streams of random numbers; epoch e of a relu run shuffles with `epochs` + e.
enum class LinearCnnStream : std::uint64_t {
    training_data = 1, // patterns, then training samples
    test_data = 2,     // test, then conflict samples
    network = 3,       // kernels_1 …, readout
    companion = 4,
    epochs = 5,
};

/// Number of texture amplitudes that mixed cues are shown with, 0 … twice the training amplitude.
inline constexpr std::size_t cue_amplitudes = 21;

/// As trained on: means removed, rounded to the precision of training. Images are I × H × W.
struct LinearCnnData {
    std::size_t channels = 1, height = 1, width = 1, classes = 2;
    std::vector<double> inputs{}, targets{}; // N × D, N × C
    std::vector<std::int64_t> labels{};
    std::vector<double> test_inputs{};
    std::vector<std::int64_t> test_labels{};
    std::vector<double> conflict_inputs{}; // texture_shape only
    std::vector<std::int64_t> conflict_shape_labels{}, conflict_texture_labels{};
    std::vector<std::int64_t> batch_order{}; // relu: T × batch, a row a step
    std::size_t batch = 0;
    std::vector<double>
        cue_inputs{}; // texture_shape: disc and cross with 21 textures each, no noise

    std::size_t pixels() const { return height * width; }
    std::size_t values() const { return channels * pixels(); }
};

/// Generated from the seed, or read from the user's files. UsageError on files that do not fit.
LinearCnnData make_linear_cnn_data(const LinearCnnSettings&, std::uint64_t seed,
                                   const std::optional<std::filesystem::path>&);

/// Fresh permutations of 0 … samples-1, one an epoch, cut into rows of `batch`; what is left of an
/// epoch is dropped. steps × batch.
std::vector<std::int64_t> draw_batch_order(std::size_t samples, std::size_t batch,
                                           std::size_t steps, std::uint64_t seed);

/// Kernels, readout and, if `shape.hidden` is positive, the companion.
LinearCnnWeights draw_linear_cnn_weights(const LinearCnnShape& shape, double init_scale,
                                         std::uint64_t seed);

/// The data set that a user's file or folder holds: "cifar10" or "idx".
std::string kind_of_files(const std::filesystem::path&);

/// Rounds to the nearest float.
void round_to_single(std::vector<double>&);

} // namespace etalon
