// What both branches see: examples, first weights and the order of the mini-batches.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/experiments/mode_connectivity/mode_network.hpp"

#include <filesystem>
#include <optional>

namespace etalon {

/// Streams of the generator. An epoch of an order has a stream of its own: order + 16 (epoch + 1).
enum ModeStream : std::uint64_t {
    mode_stream_data = 1,
    mode_stream_initial_a = 2,
    mode_stream_initial_b = 3,
    mode_stream_trunk = 4,
    mode_stream_a = 5,
    mode_stream_b = 6,
    mode_stream_split = 7,
};

/// Rows of `batch` example numbers, one an update.
struct ModeOrder {
    std::int64_t batch = 0;
    std::vector<std::int64_t> examples{};

    std::int64_t steps() const { return std::ssize(examples) / batch; }
    std::span<const std::int64_t> at(std::int64_t step) const
    {
        return std::span(examples).subspan(static_cast<std::size_t>(step * batch),
                                           static_cast<std::size_t>(batch));
    }
};

struct ModeExamples {
    ModeSamples train{}, test{};
    std::int64_t classes = 0;
};

/// All that a pair of trainings starts from.
struct ModeData {
    ModeExamples examples{};
    ModeOrder order_trunk{}, order_a{}, order_b{};
    /// Of a run that was branched off: spawning steps of the runs before it, the first run's first.
    std::vector<std::int64_t> ancestors{};
};

/// Specification, section 3. UsageError on bad files.
ModeExamples make_mode_examples(const ModeConnectivitySettings&, std::uint64_t seed,
                                const std::optional<std::filesystem::path>&);

/// Epochs are fresh permutations, cut into whole batches; the rest is dropped.
ModeOrder make_mode_order(std::int64_t examples, std::int64_t batch, std::int64_t steps,
                          std::uint64_t seed, ModeStream);

/// The examples and the orders of trunk (k), A and B (T - k updates each).
ModeData make_mode_data(const ModeConnectivitySettings&, std::uint64_t seed,
                        const std::optional<std::filesystem::path>&);

ModeShape mode_shape(const ModeConnectivitySettings&, const ModeExamples&);

/// W_l ~ init_scale √(g_l/n_{l-1}) Normal(0, 1), g_l = 2 below ReLU, else 1; b_l = 0.
ModeVector draw_mode_weights(const ModeShape&, double init_scale, std::uint64_t seed, ModeStream);

// Parts of make_mode_examples.
ModeExamples draw_mode_digits(const ModeConnectivitySettings&, std::uint64_t seed);
ModeExamples read_mode_images(const ModeConnectivitySettings&, const std::filesystem::path& folder);
ModeExamples read_mode_table(const ModeConnectivitySettings&, std::uint64_t seed,
                             const std::filesystem::path& file);

} // namespace etalon
