#include "core/lab/experiment.hpp"

#include <algorithm>

namespace etalon {

namespace {

/// The element whose name is asked for; UsageError names the nearest one.
template <class Range, class Name>
const auto& named(const Range& range, Name name, std::string_view asked, std::string_view what,
                  std::string_view of)
{
    std::vector<std::string> names;
    for (const auto& element : range) {
        if (name(element) == asked)
            return element;
        names.push_back(name(element));
    }
    throw UsageError(unknown(what, asked, of, names));
}

} // namespace

const Experiment& find(std::span<const Experiment> experiments, std::string_view id)
{
    const auto name = [](const Experiment& experiment) { return experiment.id; };
    return named(experiments, name, id, "experiment", "");
}

const Preset& find_preset(const Experiment& experiment, std::string_view name)
{
    return named(
        experiment.presets, [](const Preset& preset) { return preset.name; }, name, "preset",
        experiment.id);
}

Values resolve(const Experiment& experiment, const std::vector<Overrides>& layers, bool has_data)
{
    std::vector<Problem> problems;
    Overrides sound;
    for (const auto& layer : layers) {
        for (const auto& [key, value] : layer) {
            if (auto problem = experiment.schema.check(key, value))
                problems.push_back(std::move(*problem));
            else
                sound[key] = value;
        }
    }
    const auto values = experiment.schema.resolve({sound});
    if (experiment.check) {
        // What follows only from a default standing in for a mistaken value is not reported.
        const auto of_mistaken_key = [mistaken = problems](const Problem& problem) {
            return std::any_of(mistaken.begin(), mistaken.end(), [&](const Problem& mistake) {
                return problem.key == mistake.key
                    || problem.message.find(mistake.key) != std::string::npos;
            });
        };
        for (auto& problem : experiment.check(values, has_data))
            if (!of_mistaken_key(problem))
                problems.push_back(std::move(problem));
    }
    throw_if_any(problems);
    return values;
}

std::int64_t planned_steps(const Values& values)
{
    return std::get<std::int64_t>(values["steps"]);
}

} // namespace etalon
