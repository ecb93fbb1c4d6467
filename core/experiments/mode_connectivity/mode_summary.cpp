#include "core/experiments/mode_connectivity/mode_summary.hpp"

#include <cmath>

namespace etalon {
namespace {

/// The newest sample of a channel; empty if there is none.
class LastRows {
public:
    explicit LastRows(const Recording& recording)
        : series_(recording.snapshot())
    {
    }

    double at(std::size_t channel, std::size_t entry) const
    {
        const Series& series = series_[channel];
        return series.sample(series.size() - 1)[entry];
    }

    bool empty(std::size_t channel) const { return series_[channel].empty(); }

private:
    std::vector<Series> series_;
};

/// -1, 0 or 1.
int sign(double value)
{
    return value > 0 ? 1 : value < 0 ? -1 : 0;
}

} // namespace

Summary mode_summary(const Recording& recording, const ModeChannels& channels)
{
    const LastRows last(recording);
    if (last.empty(channels.barrier))
        return {};
    Summary summary{{"barrier_train_loss", last.at(channels.barrier, 0)},
                    {"barrier_train_error", last.at(channels.barrier, 1)},
                    {"barrier_test_loss", last.at(channels.barrier, 2)},
                    {"barrier_test_error", last.at(channels.barrier, 3)},
                    {"distance", last.at(channels.distance, 0)},
                    {"train_loss_a", last.at(channels.losses, 0)},
                    {"train_loss_b", last.at(channels.losses, 1)},
                    {"test_error_a", last.at(channels.errors, 2)},
                    {"test_error_b", last.at(channels.errors, 3)},
                    {"midpoint_rise", last.at(channels.midpoint_rise, 0)},
                    {"midpoint_rise_taylor", last.at(channels.midpoint_rise, 1)},
                    {"midpoint_rise_quintic", last.at(channels.midpoint_rise, 2)}};
    if (channels.has_aligned) {
        summary.emplace_back("aligned_barrier_train_loss", last.at(channels.aligned_barrier, 0));
        summary.emplace_back("aligned_barrier_test_error", last.at(channels.aligned_barrier, 3));
        summary.emplace_back("aligned_distance", last.at(channels.aligned_distance, 0));
    }
    return summary;
}

Summary mode_toy_summary(const Recording& recording, const ModeToyChannels& channels)
{
    const LastRows last(recording);
    if (last.empty(channels.position))
        return {};
    const auto position = [&](std::size_t entry) { return last.at(channels.position, entry); };
    const bool same_side = sign(position(0) - position(1)) == sign(position(2) - position(3));
    return {{"barrier_train_loss", last.at(channels.barrier, 0)},
            {"same_side", same_side ? 1.0 : 0.0},
            {"distance", std::hypot(position(2) - position(0), position(3) - position(1))}};
}

std::string mode_divergence_message(std::int64_t step, double learning_rate)
{
    return "diverged at step " + std::to_string(step) + ": lower learning_rate (now "
        + to_text(Value(learning_rate)) + ")";
}

std::string mode_spacing_message(const ModeConnectivitySettings& settings)
{
    const std::int64_t spacing = mode_sample_spacing(settings);
    if (spacing == settings.sample_every)
        return {};
    return "Measured every " + std::to_string(spacing) + " steps instead of every "
        + std::to_string(settings.sample_every) + ": a run keeps at most "
        + std::to_string(mode_most_samples) + " samples.";
}

} // namespace etalon
