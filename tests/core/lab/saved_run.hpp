// A small experiment and runs of it, for the tests of saving and loading.
#pragma once

#include "core/lab/session.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

namespace etalon::test {

struct FakeSettings {
    std::int64_t steps = 40;
    double rate = 0.1;
    bool centred = false;
    std::string kind = "linear";
};

inline const std::vector<Experiment>& experiments()
{
    static const auto all = [] {
        const auto schema =
            SchemaOf<FakeSettings>()
                .add(&FakeSettings::steps, {.key = "steps", .minimum = 1, .maximum = 1e6})
                .add(&FakeSettings::rate,
                     {.key = "rate", .minimum = 0, .maximum = 10, .effect = Effect::live})
                .add(&FakeSettings::centred, {.key = "centred"})
                .add(&FakeSettings::kind, {.key = "kind", .choices = {"linear", "relu"}})
                .schema();
        return std::vector{Experiment{.id = "fake-race", .schema = schema}};
    }();
    return all;
}

inline std::shared_ptr<const Recording> recording(double scale, std::int64_t last_step)
{
    const auto result = std::make_shared<Recording>(
        std::vector<Channel>{
            {.name = "loss", .label = "Loss", .unit = "nats"},
            {.name = "grid",
             .label = "Wavelength",
             .unit = "nm",
             .dims = {"point"},
             .shape = {3},
             .every = 0},
            {.name = "unused", .label = "Never sampled", .dims = {"row"}, .shape = {4}},
            {.name = "map",
             .label = "Map |V|",
             .unit = "η",
             .dims = {"row", "column"},
             .shape = {2, 3},
             .every = 5},
            {.name = "loss_theory", .label = "Loss, predicted", .role = Role::theory},
        },
        4096);
    for (std::int64_t step = 0; step <= last_step; ++step) {
        const auto t = static_cast<double>(step);
        if (step == last_step)
            result->finish(step);
        result->append(0, step, scale * std::exp(-0.1 * t) + 1e-17 * t);
        if (step == 0)
            result->append(1, 0, std::vector<double>{400, 500.5, 600});
        result->append(3, step, std::vector<double>{t, -0.0, 1 / 3.0, 5e-324, std::nan(""), -t});
        if (step == 7
            || step == last_step) { // as after a live change while paused: this one counts
            result->publish();
            result->append(0, step, -scale);
        }
        if (step <= last_step / 2)
            result->append(4, step, scale / (1 + t));
        result->publish();
    }
    return result;
}

/// A run with all that can be saved; `scale` tells runs apart.
inline RunRecord run(double scale = 1)
{
    RunRecord record;
    record.experiment = "fake-race";
    record.preset = "default";
    record.setup.values = experiments()[0].schema.resolve(
        {{{"rate", 0.1 * scale}, {"centred", true}, {"kind", std::string("relu")}}});
    record.setup.seed = std::numeric_limits<std::uint64_t>::max() - 1;
    record.setup.data = "/data/digits η.idx";
    record.data_sha256 = sha256_of("digits");
    record.changes = {{3, "rate", 0.25}, {7, "rate", 1 / 3.0}};
    record.state = RunState::stopped;
    record.message = "Stopped \"by hand\".\nSecond line.";
    record.step = 38;
    record.recording = recording(scale, 38);
    record.initial = {{"readout", {2, 2}, std::vector<double>{scale, 2, 3, 4}},
                      {"bias", {2}, std::vector<double>{0.1, -0.0}}};
    record.final = {{"readout", {2, 2}, std::vector<double>{5, 6, 7, scale}},
                    {"bias", {2}, std::vector<double>{0.3, 1e-300}}};
    record.data = std::make_shared<const std::vector<Tensor>>(std::vector<Tensor>{
        {"labels", {3}, std::vector<std::int64_t>{0, 1, std::numeric_limits<std::int64_t>::max()}},
        {"inputs", {3, 1}, std::vector<double>{0.1, 0.2, 0.3}},
        {"order", {0, 16}, std::vector<std::int64_t>{}}});
    record.checkpoints = {
        {5, {{"w", {1}, std::vector<double>{scale}}, {"count", {}, std::vector<std::int64_t>{5}}}},
        {10,
         {{"w", {1}, std::vector<double>{1 / scale}},
          {"count", {}, std::vector<std::int64_t>{10}}}}};
    record.summary = {{"final_loss", 0.1}, {"stage_time_1", std::nullopt}, {"accuracy", 1.0}};
    record.timing = {0.1 + 0.2, 0.025};
    record.version = "0.9.0";
    record.build = "GNU 12.2.0, -O3";
    record.parent = Parent{"/runs/first", 5};
    return record;
}

inline std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void put(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

/// The text with every `from`, of which there must be one or more, replaced.
inline std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    auto at = text.find(from);
    if (at == std::string::npos)
        throw Error("nothing to replace: " + from);
    for (; at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// What `load` says of a directory; empty if it loads.
inline std::string complaint(const std::filesystem::path& directory)
{
    try {
        load(directory, experiments());
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

} // namespace etalon::test
