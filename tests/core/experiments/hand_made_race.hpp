// A race that never was, with numbers chosen so that every statement about it can be read off:
// twelve neurons in two groups of five, one alone and one dead.
#pragma once

#include "core/experiments/race/race.hpp"
#include "core/lab/recording.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace etalon::test {

template <class T>
std::vector<T> marks_of(const Panel& panel)
{
    std::vector<T> found;
    for (const Mark& mark : panel.marks)
        if (const auto* held = std::get_if<T>(&mark))
            found.push_back(*held);
    return found;
}

inline bool close(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

inline bool says(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// Neurons that the marks of this label stand for.
inline std::set<std::int64_t> neurons_of(const Panel& panel, const std::string& label)
{
    std::set<std::int64_t> neurons;
    for (const Points& points : marks_of<Points>(panel))
        if (points.label == label)
            for (const Item& item : points.items)
                neurons.insert(item.index);
    return neurons;
}

/// Loss 0.7 to step 80, 0.6 to 120, 0.3 to 160, then 0.05. So with samples every 10 steps
/// t_drop = 121, t_q = 30, t_h = 60, t_D = 130; below 0.9 of the start at 81, below 0.1 at 161.
/// Until step 20 scores and norms have the reverse of their final order; from 30 on shares of both
/// are the final ones. Groups are there from step 100 on.
class HandMadeRace {
public:
    static constexpr std::size_t width = 12;
    static constexpr std::int64_t steps = 200;
    // Even neurons point one way (c > 0), odd ones another (c < 0); 10 is alone, 11 is dead.
    static constexpr std::array<double, width> final_norm{0.5, 0.4, 1.5, 0.1, 0.25, 1.2,
                                                          1.0, 0.8, 2.0, 0.2, 0.9,  0};

    /// As it is after `until` steps; the end has a summary.
    explicit HandMadeRace(std::int64_t until = steps, const Overrides& more = {})
        : parameters(race_schema().schema().resolve({small(), more}))
        , last(until)
        , ended(until == steps)
    {
        add("loss", 1, 1, [](std::int64_t step, std::size_t) { return loss(step); });
        per_neuron("neuron_norm", norm);
        per_neuron("score", [](std::int64_t step, std::size_t a) {
            return 0.5 * norm(std::min<std::int64_t>(step, 130), a);
        });
        per_neuron("output_weight", [](std::int64_t, std::size_t a) {
            return a == 11 ? 0.0 : a < 10 && a % 2 == 1 ? -1.0 : 1.0;
        });
        per_neuron("input_norm", [](std::int64_t, std::size_t) { return 1.0; });
        per_neuron("pull", [](std::int64_t, std::size_t a) { return a == 11 ? 0 : 0.2; });
        per_neuron("alignment", [](std::int64_t step, std::size_t a) {
            return a == 11 ? 0 : step == 0 && a % 2 == 1 ? -0.5 : 0.9;
        });
        per_neuron("gate_open_share",
                   [](std::int64_t, std::size_t a) { return a == 11 ? 0 : 0.5; });
        per_neuron("growth_measured", growth);
        per_neuron("growth_exact", growth);
        per_neuron("growth_flow",
                   [](std::int64_t step, std::size_t a) { return growth(step, a) * 1.01; });
        add("cosines", 50, width * width, [](std::int64_t step, std::size_t entry) {
            return cosine(step, entry / width, entry % width);
        });
    }

    static double loss(std::int64_t step)
    {
        return step <= 80 ? 0.7 : step <= 120 ? 0.6 : step <= 160 ? 0.3 : 0.05;
    }

    static double norm(std::int64_t step, std::size_t neuron)
    {
        const double final = final_norm[neuron];
        if (step < 30 && final > 0)
            return 1e-6 / final;
        return final * std::pow(10, -6 + 6 * std::min(1.0, static_cast<double>(step) / 130));
    }

    static double growth(std::int64_t, std::size_t neuron)
    {
        return neuron == 11 ? 0 : 0.01 * static_cast<double>(neuron + 1);
    }

    static int group(std::size_t neuron)
    {
        return neuron == 11 ? -1 : neuron == 10 ? 2 : static_cast<int>(neuron % 2);
    }

    static double cosine(std::int64_t step, std::size_t a, std::size_t b)
    {
        if (a == 11 || b == 11)
            return 0;
        if (a == b)
            return 1;
        return step < 100 || group(a) == 2 || group(b) == 2 ? 0.1 : group(a) == group(b) ? 1 : -0.3;
    }

    /// A channel of `size` values a sample, at the steps that `every` divides.
    template <class Function>
    void add(const std::string& name, std::int64_t every, std::size_t size, Function&& value)
    {
        channels_.push_back(
            {.name = name,
             .shape = size == 1 ? std::vector<std::size_t>{} : std::vector<std::size_t>{size},
             .every = every});
        std::vector<Sample> samples;
        for (std::int64_t step = 0; step <= last; step += every) {
            samples.push_back({step, std::vector<double>(size)});
            for (std::size_t entry = 0; entry < size; ++entry)
                samples.back().values[entry] = value(step, entry);
        }
        samples_.push_back(std::move(samples));
    }

    /// A channel over an index of its own: neurons kept, runs of a sweep.
    void add_indexed(const std::string& name, const std::vector<std::vector<double>>& values)
    {
        channels_.push_back({.name = name,
                             .shape = values[0].size() == 1
                                 ? std::vector<std::size_t>{}
                                 : std::vector<std::size_t>{values[0].size()},
                             .index = "index"});
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < values.size(); ++i)
            samples.push_back({static_cast<std::int64_t>(i), values[i]});
        samples_.push_back(std::move(samples));
    }

    Drawing draw(const std::string& id, const Options& options = {}, std::int64_t step = -1)
    {
        for (const Figure& figure : race_figures())
            if (figure.id == id) {
                auto shown = input(options, step);
                shown.declared = figure.options;
                return figure.draw(shown);
            }
        throw std::runtime_error("There is no figure " + id);
    }

    FigureInput input(const Options& options, std::int64_t step = -1)
    {
        recording_ = std::make_unique<Recording>(channels_);
        recording_->finish(1'000'000); // every sample is kept
        for (std::size_t channel = 0; channel < samples_.size(); ++channel)
            for (const Sample& sample : samples_[channel])
                recording_->append(channel, sample.step, sample.values);
        recording_->publish();
        series_ = recording_->snapshot();
        return {.parameters = parameters,
                .steps = steps,
                .step = step < 0 ? last : step,
                .ended = ended,
                .channels = recording_->channels(),
                .series = series_,
                .summary = summary,
                .options = options,
                .pinned = pinned};
    }

    static Overrides small()
    {
        return {{"hidden_width", std::int64_t{width}}, {"steps", steps},
                {"record_every", std::int64_t{10}},    {"snapshot_every", std::int64_t{50}},
                {"ticket_size", std::int64_t{4}},      {"learning_rate", 0.1}};
    }

    Values parameters;
    std::int64_t last;
    bool ended;
    Summary summary{};
    std::vector<Item> pinned{};

private:
    struct Sample {
        std::int64_t step;
        std::vector<double> values;
    };
    std::vector<Channel> channels_{};
    std::vector<std::vector<Sample>> samples_{};
    std::unique_ptr<Recording> recording_{};
    std::vector<Series> series_{};

    template <class Function>
    void per_neuron(const std::string& name, Function&& value)
    {
        add(name, 10, width, value);
    }
};

} // namespace etalon::test
