#include "app/run_request.hpp"

#include "app/mistakes.hpp"
#include "core/lab/session.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr auto any_seed = std::numeric_limits<std::uint64_t>::max();

struct Assignment {
    std::string key{}, value{};
};

std::optional<Assignment> split(const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return std::nullopt;
    return Assignment{text.substr(0, equals), text.substr(equals + 1)};
}

bool looks_like_a_path(const std::string& name)
{
    return name.find('/') != std::string::npos || name.ends_with(".json") || fs::exists(name);
}

const Preset* known_preset(const Experiment& experiment, const std::string& name)
{
    const auto found = std::find_if(experiment.presets.begin(), experiment.presets.end(),
                                    [&](const Preset& preset) { return preset.name == name; });
    return found == experiment.presets.end() ? nullptr : &*found;
}

// A saved run's values lie over its preset and below the command line's own.
void read_saved_run(const std::string& path, RunRequest& request)
{
    const SavedParameters saved = load_parameters(path);
    if (saved.experiment != request.experiment->id)
        throw UsageError("--preset " + path + " is a run of " + saved.experiment + ", not of "
                         + request.experiment->id + ".");
    if (known_preset(*request.experiment, saved.preset))
        request.preset = saved.preset;
    request.setup.seed = saved.seed;
    request.overrides = saved.parameters;
}

void read_preset(const std::string& name, RunRequest& request)
{
    if (!known_preset(*request.experiment, name) && looks_like_a_path(name))
        read_saved_run(name, request);
    else
        request.preset = find_preset(*request.experiment, name).name;
}

void read_setting(const std::string& text, const Schema& schema, Overrides& layer,
                  Mistakes& mistakes)
{
    const auto assignment = split(text);
    if (!assignment)
        mistakes.add("--set " + text + ": expected key=value.");
    else
        mistakes.attempt(
            [&] { layer[assignment->key] = schema.parse(assignment->key, assignment->value); });
}

std::optional<Change> read_change(const std::string& text, const Experiment& experiment,
                                  std::int64_t steps, Mistakes& mistakes)
{
    const auto colon = text.find(':');
    const auto assignment =
        colon == std::string::npos ? std::nullopt : split(text.substr(colon + 1));
    Change change;
    const auto parsed =
        std::from_chars(text.data(), text.data() + std::min(colon, text.size()), change.step);
    if (!assignment || parsed.ec != std::errc() || parsed.ptr != text.data() + colon) {
        mistakes.add("--change " + text + ": expected STEP:key=value.");
        return std::nullopt;
    }
    std::optional<Change> result;
    mistakes.attempt([&] {
        if (change.step < 0 || change.step >= steps)
            mistakes.add("--change " + text + ": step " + std::to_string(change.step)
                         + " is out of range (0 to " + std::to_string(steps - 1) + ").");
        change.key = assignment->key;
        change.value = experiment.schema.parse(change.key, assignment->value);
        if (experiment.schema.at(change.key).effect != Effect::live)
            throw UsageError("--change " + text + ": " + change.key
                             + " acts only at the start of a run; give it with --set.");
        result = change;
    });
    return result;
}

} // namespace

std::uint64_t read_number(std::string_view what, const std::string& text, std::uint64_t maximum,
                          Mistakes& mistakes)
{
    std::uint64_t number = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || number > maximum)
        mistakes.add(std::string(what) + " " + text + " is not a whole number from 0 to "
                     + std::to_string(maximum) + ".");
    return number;
}

double read_quantity(const std::string& what, const std::string& text, const Limits& limits,
                     Mistakes& mistakes)
{
    double value = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end
        || !(value >= limits.least && value <= limits.most))
        mistakes.add(what + " " + text + " is out of range (" + to_text(limits.least) + " to "
                     + to_text(limits.most) + " " + limits.unit + ").");
    return value;
}

RunRequest read_request(const RunArguments& arguments, std::span<const Experiment> experiments,
                        Mistakes& mistakes)
{
    RunRequest request;
    if (arguments.seed)
        request.setup.seed = read_number("--seed", *arguments.seed, any_seed, mistakes);
    if (arguments.experiment.empty()) {
        std::string ids;
        for (const Experiment& experiment : experiments)
            ids += (ids.empty() ? "" : ", ") + experiment.id;
        mistakes.add("Say which experiment: " + ids + ".");
    } else {
        mistakes.attempt([&] { request.experiment = &find(experiments, arguments.experiment); });
    }
    if (!request.experiment)
        return request;

    const Experiment& experiment = *request.experiment;
    const std::uint64_t typed_seed = request.setup.seed;
    request.preset = experiment.presets.front().name;
    if (arguments.preset)
        mistakes.attempt([&] { read_preset(*arguments.preset, request); });
    if (arguments.seed) // stronger than a saved run's
        request.setup.seed = typed_seed;

    for (const std::string& text : arguments.settings)
        read_setting(text, experiment.schema, request.overrides, mistakes);
    if (arguments.steps)
        read_setting("steps=" + *arguments.steps, experiment.schema, request.overrides, mistakes);
    if (arguments.data)
        request.setup.data = fs::absolute(*arguments.data).lexically_normal();

    std::int64_t steps = std::numeric_limits<std::int64_t>::max();
    mistakes.attempt([&] {
        request.setup.values = resolve(
            experiment, {find_preset(experiment, request.preset).overrides, request.overrides},
            arguments.data.has_value());
        steps = planned_steps(request.setup.values);
    });
    for (const std::string& text : arguments.changes)
        if (auto change = read_change(text, experiment, steps, mistakes))
            request.changes.push_back(std::move(*change));
    std::stable_sort(request.changes.begin(), request.changes.end(),
                     [](const Change& a, const Change& b) { return a.step < b.step; });
    return request;
}

} // namespace etalon
