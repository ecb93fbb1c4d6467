// A recording of an independent implementation, as the pieces that the analyses start from.
#pragma once

#include "core/experiments/race/race_analysis.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"
#include "core/lab/session.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace etalon::test {

/// One recorded channel: a row of `values` a step.
struct GoldenChannel {
    std::vector<std::int64_t> steps{};
    std::vector<double> values{};

    std::span<const double> at(std::int64_t step) const
    {
        const auto place = std::ranges::find(steps, step);
        if (place == steps.end())
            throw std::runtime_error("no sample at step " + std::to_string(step));
        const std::size_t width = values.size() / steps.size();
        return std::span(values).subspan(static_cast<std::size_t>(place - steps.begin()) * width,
                                         width);
    }
};

class GoldenRace {
public:
    explicit GoldenRace(const std::string& folder)
        : directory_(std::filesystem::path(ETALON_GOLDEN_DIR) / folder)
        , file_(directory_ / "recording.h5")
        , json_(read_json(directory_ / "run.json"))
    {
        const auto& schema = race_schema();
        settings =
            schema.settings(schema.schema().resolve({load_parameters(directory_).parameters}));
        train = {matrix("/data/inputs"), labels("/data/labels")};
        test = {matrix("/data/test_inputs"), labels("/data/test_labels")};
        initial = network("/state/initial");
        final = network("/state/final");
        for (const char* group : {"/channels", "/theory"})
            if (file_.has_group(group))
                for (const std::string& name : file_.children(group)) {
                    const std::string path = std::string(group) + "/" + name;
                    channels[name] = {integers(path + "/steps"), reals(path + "/values")};
                }
        if (settings.prune_random_draws > 0)
            random_orders = integers("/data/random_orders");
        if (settings.ticket_random_draws > 0)
            ticket_random = integers("/data/ticket_random");
        for (const auto& [key, value] : JsonReader(json_, "run.json").at("summary").members())
            summary[key] = value.real();
        last_step = channels.at("loss").steps.back();
        moments = race_moments(static_cast<std::int64_t>(summary.at("drop_step")),
                               settings.record_every, last_step);
    }

    bool dropped() const { return moments.drop >= 0; }

    RaceVector vector_at(const std::string& channel, std::int64_t step) const
    {
        const auto values = channels.at(channel).at(step);
        return Eigen::Map<const RaceVector>(values.data(), std::ssize(values));
    }

    RaceGeometry geometry_at(std::int64_t step) const
    {
        return {.neuron_norm = vector_at("neuron_norm", step),
                .input_norm = vector_at("input_norm", step),
                .output_weight = vector_at("output_weight", step),
                .pull_norm = vector_at("pull", step),
                .alignment = vector_at("alignment", step),
                .score = vector_at("score", step)};
    }

    /// Sees this object, which must outlive it.
    RaceFinish finish() const
    {
        const auto slope = summary.find("drop_slope_predicted");
        return {.settings = settings,
                .train = train,
                .test = test,
                .initial = initial,
                .final = final,
                .last_step = last_step,
                .final_loss = channels.at("loss").values.back(),
                .moments = moments,
                .early_score =
                    dropped() ? channels.at("score").at(moments.early) : std::span<const double>(),
                .random_orders = random_orders,
                .ticket_random = ticket_random,
                .predicted_slope = slope != summary.end() ? slope->second : 0,
                .has_predicted_slope = slope != summary.end()};
    }

    RaceSettings settings;
    RaceSamples train, test;
    RaceNetwork initial, final;
    std::map<std::string, GoldenChannel> channels; // theory too
    std::vector<std::int64_t> random_orders, ticket_random;
    std::map<std::string, double> summary;
    std::int64_t last_step = 0;
    RaceMoments moments;

private:
    std::filesystem::path directory_;
    H5Reader file_;
    Json json_;

    std::vector<double> reals(const std::string& path) const
    {
        return std::get<std::vector<double>>(file_.read(path));
    }

    std::vector<std::int64_t> integers(const std::string& path) const
    {
        return std::get<std::vector<std::int64_t>>(file_.read(path));
    }

    RaceMatrix matrix(const std::string& path) const
    {
        const auto values = reals(path);
        const auto shape = file_.extent(path).shape;
        return Eigen::Map<const RaceMatrix>(values.data(), static_cast<Eigen::Index>(shape.at(0)),
                                            static_cast<Eigen::Index>(shape.at(1)));
    }

    RaceVector labels(const std::string& path) const
    {
        const auto values = integers(path);
        return Eigen::Map<const Eigen::Vector<std::int64_t, Eigen::Dynamic>>(values.data(),
                                                                             std::ssize(values))
            .cast<double>();
    }

    RaceNetwork network(const std::string& group) const
    {
        const auto values = reals(group + "/output_weights");
        return {matrix(group + "/input_weights"),
                Eigen::Map<const RaceVector>(values.data(), std::ssize(values))};
    }
};

} // namespace etalon::test
