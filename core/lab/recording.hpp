// What a run has shown so far: bounded in memory, shared between threads without copying samples.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon {

enum class Role { measured, theory }; // theory: under /theory in the file, dashed in figures

struct Channel {
    std::string name{}; // lower_snake_case, the HDF5 group
    std::string label{};
    std::string unit = "1";
    std::vector<std::string>
        dims{}; // axes of one sample: {} scalar, {"neuron"}, {"row", "column"}; at most 3
    std::vector<std::size_t> shape{}; // their extents
    std::int64_t every =
        1; // sampled at the steps it divides; 0: once, at step 0 (grids, coordinates)
    Role role = Role::measured;
    /// What its steps count: "step", "neurons kept", "sweep index". If not steps, all its samples
    /// are kept, whatever `every` and the last step are; they are taken at the start or by analyses.
    std::string index = "step";
};

/// Whether its samples were taken over the steps of the run.
bool is_over_steps(const Channel&);

/// Doubles in one sample: the product of the shape.
std::size_t width(const Channel&);

/// One channel's storage: allocated once, filled front to back, never moved.
struct Block {
    Block(std::size_t capacity, std::size_t width);
    const std::size_t capacity, width; // samples; doubles per sample
    const std::unique_ptr<std::int64_t[]> steps;
    const std::unique_ptr<double[]> values; // row-major, capacity × width
};

/// A channel as it was at one instant. Keeps the block alive and sees its first `size` samples,
/// which nobody writes any more. Cheap to copy. Steps never fall; where a step stands twice (a live
/// change while paused), the later sample is the one that counts.
class Series {
public:
    Series() = default; // an empty channel
    Series(std::shared_ptr<const Block> block, std::size_t size)
        : block_(std::move(block))
        , size_(size)
    {
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::size_t width() const { return block_ ? block_->width : 0; }
    std::span<const std::int64_t> steps() const;
    std::span<const double> values() const;                  // size × width
    std::span<const double> sample(std::size_t index) const; // width
    /// The last sample whose step is not after `step`; 0 if all are after it. Not for empty series.
    std::size_t at_or_before(std::int64_t step) const;
    /// Two series with the same identity share storage: the longer one continues the shorter one.
    const void* identity() const { return block_.get(); }

private:
    std::shared_ptr<const Block> block_;
    std::size_t size_ = 0;
};

/// One thread writes, any thread reads.
class Recording {
public:
    /// A full channel drops every second sample and doubles its spacing. That depends on steps,
    /// never on time: equal runs give equal recordings. A channel holds
    /// clamp(bytes_per_channel / (8 width + 8), 64, 65536) samples, or all if it is not over steps.
    explicit Recording(std::vector<Channel>, std::size_t bytes_per_channel = 32u << 20);
    ~Recording();

    const std::vector<Channel>& channels() const { return channels_; }
    /// Throws Error if there is no such channel.
    std::size_t index(std::string_view name) const;

    // The run's thread only.

    /// Whether a sample at this step would be kept: ask before computing what is costly.
    bool wants(std::size_t channel, std::int64_t step) const;
    /// Dropped if not due or earlier than the last sample. A step that is there already is
    /// superseded, unless nothing differs: readers take the later sample, thinning counts it once.
    void append(std::size_t channel, std::int64_t step, std::span<const double> sample);
    void append(std::size_t channel, std::int64_t step, double sample)
    {
        append(channel, step, {&sample, 1});
    }
    /// The step of the newest sample, published or not; -1 if there is none.
    std::int64_t last_step(std::size_t channel) const;
    /// The run ends at this step: theory that ran ahead of it is cut back, and from now on every
    /// sample is kept, so that the last step is always recorded.
    void finish(std::int64_t last_step);
    /// Shows all that was appended, in all channels at once.
    void publish();
    /// Between `mark` and `retake` one step was observed; it is about to be observed again, after a
    /// live change. `retake` forgets the theory that was appended since, because theory may run
    /// ahead of the step; a measured sample is superseded by the next one anyway.
    void mark();
    void retake();

    // Any thread. Locked only while pointers and counts are copied.
    std::vector<Series> snapshot() const;
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

private:
    class Track; // the writer's block, count and spacing; the shown block and count
    std::vector<Channel> channels_;
    std::vector<Track> tracks_;
    bool changed_ = false;     // since the last publish
    mutable std::mutex mutex_; // guards what is shown, nothing else
    std::atomic<std::uint64_t> version_ = 0;
};

} // namespace etalon
