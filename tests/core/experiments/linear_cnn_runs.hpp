// Runs of the linear CNN experiment and looks at what they recorded.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"
#include "core/lab/runner.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace etalon::test {

inline Value whole(std::int64_t value)
{
    return value;
}

/// The settings of a preset with a few changes.
inline LinearCnnSettings settings_of(const std::string& preset, const Overrides& changes = {})
{
    const Experiment experiment = linear_cnn();
    return linear_cnn_schema().settings(
        resolve(experiment, {find_preset(experiment, preset).overrides, changes}));
}

/// A whole run of a preset and its last samples.
class LinearCnnRun {
public:
    explicit LinearCnnRun(const std::string& preset, std::uint64_t seed,
                          const Overrides& changes = {})
        : experiment_(linear_cnn())
        , values_(resolve(experiment_, {find_preset(experiment_, preset).overrides, changes}))
        , simulation_(experiment_.make({.values = values_, .seed = seed}))
        , recording_(std::make_unique<Recording>(simulation_->channels()))
    {
        outcome_ = train(*simulation_, *recording_, 0, planned_steps(values_),
                         [](std::int64_t) { return true; });
        series_ = recording_->snapshot();
        for (const auto& [name, value] : simulation_->summary(*recording_))
            summary_[name] = value;
    }

    const Outcome& outcome() const { return outcome_; }
    Simulation& simulation() const { return *simulation_; }
    const Recording& recording() const { return *recording_; }

    const Series& series(const std::string& channel) const
    {
        return series_[recording_->index(channel)];
    }
    double last(const std::string& channel, std::size_t entry = 0) const
    {
        const Series& samples = series(channel);
        return samples.sample(samples.size() - 1)[entry];
    }
    std::vector<double> last_sample(const std::string& channel) const
    {
        const auto sample = series(channel).sample(series(channel).size() - 1);
        return {sample.begin(), sample.end()};
    }
    std::optional<double> scalar(const std::string& name) const { return summary_.at(name); }
    std::size_t modes() const { return static_cast<std::size_t>(*scalar("modes")); }
    const std::vector<double>& data(const std::string& name) const
    {
        for (const Tensor& tensor : *simulation_->data())
            if (tensor.name == name)
                return std::get<std::vector<double>>(tensor.values);
        throw Error("no tensor " + name);
    }

private:
    Experiment experiment_;
    Values values_;
    std::unique_ptr<Simulation> simulation_;
    std::unique_ptr<Recording> recording_;
    Outcome outcome_;
    std::vector<Series> series_;
    std::map<std::string, std::optional<double>> summary_;
};

inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace etalon::test
