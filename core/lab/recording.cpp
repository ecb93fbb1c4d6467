#include "core/lab/recording.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <iterator>
#include <numeric>
#include <optional>

namespace etalon {

std::size_t width(const Channel& channel)
{
    return std::accumulate(channel.shape.begin(), channel.shape.end(), std::size_t{1},
                           std::multiplies<>());
}

bool is_over_steps(const Channel& channel)
{
    return channel.index == "step";
}

Block::Block(std::size_t capacity_, std::size_t width_)
    : capacity(capacity_)
    , width(width_)
    , steps(std::make_unique_for_overwrite<std::int64_t[]>(capacity_))
    , values(std::make_unique_for_overwrite<double[]>(capacity_ * width_))
{
}

// ---- Series

std::span<const std::int64_t> Series::steps() const
{
    return block_ ? std::span<const std::int64_t>(block_->steps.get(), size_)
                  : std::span<const std::int64_t>();
}

std::span<const double> Series::values() const
{
    return block_ ? std::span<const double>(block_->values.get(), size_ * block_->width)
                  : std::span<const double>();
}

std::span<const double> Series::sample(std::size_t index) const
{
    assert(index < size_);
    return {block_->values.get() + index * block_->width, block_->width};
}

std::size_t Series::at_or_before(std::int64_t step) const
{
    assert(!empty());
    const auto all = steps();
    const auto after = std::upper_bound(all.begin(), all.end(), step);
    return after == all.begin() ? 0
                                : static_cast<std::size_t>(std::distance(all.begin(), after)) - 1;
}

// ---- Track: the storage of one channel, as the run's thread sees it

class Recording::Track {
public:
    Track(const Channel& channel, std::size_t bytes)
        : every_(is_over_steps(channel) ? channel.every : 1)
        , is_theory_(channel.role == Role::theory)
        , is_over_steps_(is_over_steps(channel))
        , capacity_(capacity(channel, bytes))
        , writing_{std::make_shared<Block>(slots(), etalon::width(channel)), 0, 0, channel.every, 0}
    {
    }

    std::int64_t last_step() const
    {
        return writing_.size == 0 ? -1 : writing_.block->steps[writing_.size - 1];
    }

    bool wants(std::int64_t step) const
    {
        if (every_ == 0)
            return step == 0;
        const auto last = last_step();
        if (step < last || (last_allowed_ && is_cut() && step > *last_allowed_))
            return false;
        if (step == last || keeps_all())
            return true;
        return step % (is_full() ? writing_.next_spacing : writing_.spacing) == 0;
    }

    /// Whether anything changed.
    bool append(std::int64_t step, std::span<const double> sample)
    {
        assert(sample.size() == writing_.block->width);
        if (!wants(step))
            return false;
        const bool supersedes = step == last_step();
        if (supersedes) {
            const auto newest = writing_.size - 1;
            if (sample.empty()
                || std::memcmp(value(newest), sample.data(), sample.size_bytes()) == 0)
                return false;
            if (!is_in_use(newest))
                writing_.size = newest; // its slot is used again
        } else if (is_full() && !keeps_all()) {
            writing_.spacing = writing_.next_spacing;
            move_to_fresh_block(slots(),
                                [&](std::int64_t kept) { return kept % writing_.spacing == 0; });
        }
        if (writing_.size == writing_.block->capacity)
            move_to_fresh_block(std::max(slots(), 2 * writing_.size),
                                [](std::int64_t) { return true; });
        writing_.distinct += supersedes ? 0 : 1;
        writing_.block->steps[writing_.size] = step;
        std::copy(sample.begin(), sample.end(), value(writing_.size));
        ++writing_.size;
        if (is_full() && every_ > 0 && !keeps_all())
            writing_.next_spacing = spacing_that_makes_room();
        return true;
    }

    /// Whether anything changed.
    bool finish(std::int64_t last_step_of_run)
    {
        last_allowed_ = last_step_of_run;
        if (!is_cut() || last_step() <= last_step_of_run)
            return false;
        move_to_fresh_block(writing_.block->capacity,
                            [&](std::int64_t step) { return step <= last_step_of_run; });
        return true;
    }

    void mark()
    {
        if (is_theory_)
            marked_ = writing_;
    }

    /// Whether anything changed.
    bool retake()
    {
        if (!is_theory_ || !marked_
            || (marked_->block == writing_.block && marked_->size == writing_.size))
            return false;
        writing_ = *marked_;
        move_to_fresh_block(writing_.block->capacity, [](std::int64_t) { return true; });
        marked_ = writing_;
        return true;
    }

    // Under the recording's mutex.

    void show(std::vector<std::shared_ptr<const Block>>& retired)
    {
        if (shown_block_ != writing_.block) {
            retired.push_back(std::move(shown_block_));
            shown_block_ = writing_.block;
        }
        shown_size_ = writing_.size;
    }

    Series shown() const { return {shown_block_, shown_size_}; }

private:
    struct Writing { // a place in the storage from which writing can go on
        std::shared_ptr<Block> block;
        std::size_t size;     // slots used
        std::size_t distinct; // steps in them
        std::int64_t spacing;
        std::int64_t next_spacing; // once full
    };

    static std::size_t capacity(const Channel& channel, std::size_t bytes)
    {
        if (!is_over_steps(channel))
            return 64; // to begin with
        if (channel.every == 0)
            return 1;
        return std::clamp<std::size_t>(bytes / (8 * etalon::width(channel) + 8), 64, 65536);
    }

    bool keeps_all() const { return last_allowed_.has_value() || !is_over_steps_; }
    /// Whether it may run ahead and then ends with the run.
    bool is_cut() const { return is_theory_ && is_over_steps_; }

    // Beyond the capacity there is room for superseded samples that somebody may be looking at.
    std::size_t slots() const { return capacity_ + capacity_ / 8 + 16; }
    bool is_full() const { return writing_.distinct >= capacity_; }
    double* value(std::size_t slot) const
    {
        return writing_.block->values.get() + slot * writing_.block->width;
    }

    // Shown or marked. Only the writer changes what is shown: it may read this without the lock.
    bool is_in_use(std::size_t slot) const
    {
        return (shown_block_ == writing_.block && slot < shown_size_)
            || (marked_ && marked_->block == writing_.block && slot < marked_->size);
    }

    bool is_superseded(std::size_t slot) const
    {
        const auto& steps = writing_.block->steps;
        return slot + 1 < writing_.size && steps[slot] == steps[slot + 1];
    }

    /// The spacing at which at least one sample of the full channel would go.
    std::int64_t spacing_that_makes_room() const
    {
        const auto& steps = writing_.block->steps;
        for (std::int64_t spacing = 2 * writing_.spacing;; spacing *= 2) {
            std::size_t kept = 0;
            for (std::size_t slot = 0; slot < writing_.size; ++slot)
                kept += !is_superseded(slot) && steps[slot] % spacing == 0 ? 1 : 0;
            if (kept < capacity_)
                return spacing;
        }
    }

    template <class Keep>
    void move_to_fresh_block(std::size_t slot_count, Keep keep)
    {
        const auto block = std::make_shared<Block>(slot_count, writing_.block->width);
        std::size_t size = 0;
        for (std::size_t slot = 0; slot < writing_.size; ++slot) {
            const auto step = writing_.block->steps[slot];
            if (is_superseded(slot) || !keep(step))
                continue;
            block->steps[size] = step;
            std::copy_n(value(slot), block->width, block->values.get() + size * block->width);
            ++size;
        }
        writing_.block = block;
        writing_.size = writing_.distinct = size;
    }

    std::int64_t every_;
    bool is_theory_, is_over_steps_;
    std::size_t capacity_;
    Writing writing_;
    std::optional<Writing> marked_{};
    std::optional<std::int64_t> last_allowed_{}; // set by finish
    std::shared_ptr<const Block> shown_block_{};
    std::size_t shown_size_ = 0;
};

// ---- Recording

Recording::Recording(std::vector<Channel> channels, std::size_t bytes_per_channel)
    : channels_(std::move(channels))
{
    tracks_.reserve(channels_.size());
    for (const auto& channel : channels_)
        tracks_.emplace_back(channel, bytes_per_channel);
}

Recording::~Recording() = default;

std::size_t Recording::index(std::string_view name) const
{
    const auto found = std::find_if(channels_.begin(), channels_.end(),
                                    [&](const Channel& channel) { return channel.name == name; });
    if (found == channels_.end())
        throw Error("The recording has no channel \"" + std::string(name) + "\".");
    return static_cast<std::size_t>(std::distance(channels_.begin(), found));
}

bool Recording::wants(std::size_t channel, std::int64_t step) const
{
    return tracks_[channel].wants(step);
}

void Recording::append(std::size_t channel, std::int64_t step, std::span<const double> sample)
{
    if (tracks_[channel].append(step, sample))
        changed_ = true;
}

std::int64_t Recording::last_step(std::size_t channel) const
{
    return tracks_[channel].last_step();
}

void Recording::finish(std::int64_t last_step)
{
    for (auto& track : tracks_)
        changed_ = track.finish(last_step) || changed_;
}

void Recording::publish()
{
    if (!changed_)
        return;
    changed_ = false;
    std::vector<std::shared_ptr<const Block>> retired; // freed after the lock
    const std::lock_guard lock(mutex_);
    for (auto& track : tracks_)
        track.show(retired);
    version_.fetch_add(1, std::memory_order_release);
}

void Recording::mark()
{
    for (auto& track : tracks_)
        track.mark();
}

void Recording::retake()
{
    for (auto& track : tracks_)
        changed_ = track.retake() || changed_;
}

std::vector<Series> Recording::snapshot() const
{
    std::vector<Series> result;
    result.reserve(tracks_.size());
    const std::lock_guard lock(mutex_);
    for (const auto& track : tracks_)
        result.push_back(track.shown());
    return result;
}

} // namespace etalon
