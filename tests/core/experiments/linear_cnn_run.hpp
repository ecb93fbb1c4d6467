// Small runs of linear-cnn and what is read from them.
#pragma once

#include "tests/core/experiments/recorded_run.hpp"

#include <string>
#include <vector>

namespace etalon::test {

inline const Experiment& experiment()
{
    return find(experiments(), "linear-cnn");
}

inline Value whole(std::int64_t value)
{
    return value;
}

inline Value text(const char* value)
{
    return std::string(value);
}

inline const Figure& figure(const std::string& id)
{
    for (const Figure& candidate : experiment().figures)
        if (candidate.id == id)
            return candidate;
    throw Error("There is no figure " + id);
}

inline RecordedRun small_run(const std::string& preset, Overrides more = {},
                             const std::vector<Change>& changes = {})
{
    const Overrides small{{"steps", whole(40)},
                          {"sample_every", whole(4)},
                          {"samples", whole(80)},
                          {"test_samples", whole(20)}};
    return recorded_run(experiment(), {find_preset(experiment(), preset).overrides, small, more}, 1,
                        changes);
}

inline Overrides small_images(Overrides more = {})
{
    more.insert({{"image_height", whole(8)}, {"image_width", whole(8)}});
    return more;
}

inline Drawing draw(const RecordedRun& run, const std::string& id, const Options& options = {},
                    std::int64_t step = -1)
{
    return figure(id).draw(run.input(options, figure(id), step < 0 ? run.steps() : step));
}

template <class T>
std::vector<T> marks(const Panel& panel)
{
    std::vector<T> found;
    for (const Mark& mark : panel.marks)
        if (const auto* held = std::get_if<T>(&mark))
            found.push_back(*held);
    return found;
}

inline std::span<const double> values(const RecordedRun& run, const std::string& channel,
                                      std::size_t sample)
{
    return run.series[run.recording->index(channel)].sample(sample);
}

inline double scalar(const RecordedRun& run, const std::string& name)
{
    for (const auto& [key, value] : run.summary)
        if (key == name)
            return value.value_or(-1);
    return -2;
}

inline std::span<const double> tensor(const RecordedRun& run, const std::string& name)
{
    for (const Tensor& candidate : *run.data)
        if (candidate.name == name)
            return std::get<std::vector<double>>(candidate.values);
    return {};
}

} // namespace etalon::test
