// Runs of mode connectivity that take a moment.
#pragma once

#include "tests/core/experiments/recorded_run.hpp"

namespace etalon::test {

inline Value whole(std::int64_t value)
{
    return value;
}

inline Overrides small(Overrides others = {})
{
    others.insert({{"train_count", whole(64)},
                   {"test_count", whole(32)},
                   {"width", whole(8)},
                   {"steps", whole(60)},
                   {"sample_every", whole(20)},
                   {"checkpoint_every", whole(25)},
                   {"plane_points", whole(5)},
                   {"alpha_points", whole(5)}});
    return others;
}

inline const Experiment& modes()
{
    return find(experiments(), "mode-connectivity");
}

inline RecordedRun run_of(Overrides others = {}, std::uint64_t seed = 1,
                          const std::vector<Change>& changes = {})
{
    return recorded_run(modes(), {small(std::move(others))}, seed, changes);
}

inline std::span<const double> sample_at(const RecordedRun& run, const char* channel,
                                         std::int64_t step)
{
    const Series& series = run.series[run.recording->index(channel)];
    return series.sample(series.at_or_before(step));
}

inline std::vector<std::int64_t> steps_of(const RecordedRun& run, const char* channel)
{
    const auto steps = run.series[run.recording->index(channel)].steps();
    return {steps.begin(), steps.end()};
}

} // namespace etalon::test
