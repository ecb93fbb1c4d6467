// What the acceptance tests share: whole runs of a preset, and the ranges that scalars of their
// summaries must lie in.
#pragma once

#include "core/lab/runner.hpp"

#include <QtTest>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace etalon::test {

inline constexpr double any = 1e300;

struct Range {
    const char* scalar;
    double low, high;
};

using Scalars = std::map<std::string, double>;

struct WholeRun {
    std::vector<Channel> channels{};
    std::vector<Series> series{}; // parallel to channels
    Scalars scalars{};

    /// A channel's samples; fails the test's program if there is no such channel.
    const Series& of(const std::string& channel) const
    {
        for (std::size_t i = 0; i < channels.size(); ++i)
            if (channels[i].name == channel)
                return series[i];
        qFatal("no channel %s", channel.c_str());
    }
};

/// Trained to the end; `analyses`: as far as it has any, they are made, too.
inline WholeRun whole_run(const Experiment& experiment, const Overrides& overrides,
                          std::uint64_t seed, bool analyses = true)
{
    const Values values = resolve(experiment, {overrides});
    const auto simulation = experiment.make({values, seed, {}});
    Recording recording(simulation->channels());
    Outcome outcome;
    train(*simulation, recording, 0, planned_steps(values),
          {.proceed = [&](double, const std::string&) { return analyses; }}, outcome);
    WholeRun run{recording.channels(), recording.snapshot(), {}};
    for (const auto& [name, value] : simulation->summary(recording))
        run.scalars[name] = value.value();
    return run;
}

/// Columns of a test over presets and seeds; its rows are `add_runs`.
inline void add_run_columns()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<int>("seed");
    QTest::addColumn<std::vector<Range>>("ranges");
}

/// A row for each seed from 1 on.
inline void add_runs(const char* preset, int seeds, const std::vector<Range>& ranges)
{
    for (int seed = 1; seed <= seeds; ++seed)
        QTest::addRow("%s, seed %d", preset, seed) << QString(preset) << seed << ranges;
}

/// The first scalar that is not where it should be, as a text; empty if all are.
inline QString out_of_range(const Scalars& scalars, const std::vector<Range>& ranges)
{
    for (const Range& range : ranges) {
        const double value = scalars.at(range.scalar);
        if (!(value >= range.low && value <= range.high))
            return QString("%1 is %2, accepted %3 to %4")
                .arg(range.scalar)
                .arg(value)
                .arg(range.low)
                .arg(range.high);
    }
    return {};
}

} // namespace etalon::test

Q_DECLARE_METATYPE(std::vector<etalon::test::Range>)
