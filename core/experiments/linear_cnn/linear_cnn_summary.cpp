#include "core/experiments/linear_cnn/linear_cnn_summary.hpp"

#include <algorithm>

namespace etalon {
namespace {

/// The channels of a recording by their names.
class Channels {
public:
    explicit Channels(const Recording& recording)
        : channels_(recording.channels())
        , series_(recording.snapshot())
    {
    }

    /// Nothing if there is no such channel, or nothing in it.
    const Series* find(const std::string& name) const
    {
        for (std::size_t i = 0; i < channels_.size(); ++i)
            if (channels_[i].name == name && !series_[i].empty())
                return &series_[i];
        return nullptr;
    }

    std::optional<double> last(const std::string& name, std::size_t entry = 0) const
    {
        const Series* series = find(name);
        return series ? std::optional(series->sample(series->size() - 1)[entry]) : std::nullopt;
    }

private:
    const std::vector<Channel>& channels_;
    std::vector<Series> series_;
};

} // namespace

std::optional<double> first_crossing(const Series& series, std::size_t entry, double level)
{
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double value = series.sample(i)[entry];
        if (!(value >= level))
            continue;
        if (i == 0)
            return 0;
        const double before = series.sample(i - 1)[entry];
        const auto from = static_cast<double>(series.steps()[i - 1]);
        const auto to = static_cast<double>(series.steps()[i]);
        return from + (to - from) * (level - before) / (value - before);
    }
    return std::nullopt;
}

Summary linear_cnn_summary(const Recording& recording, const LinearCnnModes& modes)
{
    const Channels channels(recording);
    Summary summary;
    const auto add = [&](const std::string& name, const std::string& channel,
                         std::size_t entry = 0) {
        if (const auto value = channels.last(channel, entry))
            summary.emplace_back(name, value);
    };
    summary.emplace_back("mode_overlap", modes.overlap);
    add("final_loss", "loss");
    add("final_accuracy", "accuracy");
    add("final_test_accuracy", "test_accuracy");
    summary.emplace_back("modes", static_cast<double>(modes.count));

    const Series* measured = channels.find("mode_strengths");
    const Series* predicted = channels.find("mode_strengths_reduced");
    for (std::size_t a = 0; a < modes.count && measured; ++a) {
        const std::string number = std::to_string(a + 1);
        const double final_strength = *channels.last("mode_strengths", a);
        // A mode is learned when its curve, and predicted when the theory's, reaches half of what
        // the mode has in the end.
        const auto stage = [&](const Series& series) {
            return final_strength > 0 ? first_crossing(series, a, final_strength / 2)
                                      : std::nullopt;
        };
        summary.emplace_back("stage_time_" + number, stage(*measured));
        add("dominance_" + number, "dominance", a);
        summary.emplace_back("data_share_" + number, modes.dominant_shares[a]);
        if (predicted)
            summary.emplace_back("predicted_stage_time_" + number, stage(*predicted));
        add("dominance_fully_connected_" + number, "dominance_fully_connected", a);
    }
    for (const char* name : {"conflict_shape", "conflict_texture", "conflict_shape_fully_connected",
                             "conflict_texture_fully_connected"})
        add(name, name);
    return summary;
}

} // namespace etalon
