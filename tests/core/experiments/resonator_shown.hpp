// Figures of the resonator drawn from recordings of an independent implementation, with their
// studies made.
#pragma once

#include "core/experiments/registry.hpp"
#include "core/experiments/resonator/resonator.hpp"
#include "core/lab/session.hpp"

#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
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

/// The first mark of a kind with this label or legend; throws if there is none.
template <class T>
T mark_called(const Panel& panel, const std::string& name)
{
    for (const T& mark : marks_of<T>(panel))
        if (mark.label == name)
            return mark;
    throw Error("There is no mark \"" + name + "\".");
}

inline const RunRecord& golden_resonator(const std::string& name)
{
    static std::map<std::string, RunRecord> runs;
    const auto known = runs.find(name);
    if (known != runs.end())
        return known->second;
    const auto folder = std::filesystem::path(ETALON_GOLDEN_DIR) / ("resonator-" + name);
    // Some were written with fewer validation designs than the schema allows; nothing here counts
    // them.
    static const QTemporaryDir copies;
    const auto copy = std::filesystem::path(copies.path().toStdString()) / name;
    std::filesystem::create_directory(copy);
    std::filesystem::copy_file(folder / "recording.h5", copy / "recording.h5");
    std::ifstream from(folder / "run.json");
    std::string text{std::istreambuf_iterator<char>(from), {}};
    if (const auto at = text.find("\"validation_size\": 32"); at != std::string::npos)
        text.replace(at, 21, "\"validation_size\": 64");
    std::ofstream(copy / "run.json") << text;
    return runs.emplace(name, load(copy, experiments())).first->second;
}

/// A run as figures see it; `overrides` replace parameters, as if it had been another run.
class ShownResonator {
public:
    explicit ShownResonator(const std::string& name, const Overrides& overrides = {},
                            bool has_ended = true)
        : run(golden_resonator(name))
        , parameters(run.setup.values)
        , series(run.recording->snapshot())
        , ended(has_ended)
    {
        for (const auto& [key, value] : overrides)
            parameters = resonator_schema().schema().with(parameters, key, value);
        if (!ended) // what analyses append is not there yet
            for (std::size_t i = 0; i < series.size(); ++i)
                if (run.recording->channels()[i].name.starts_with("design_")
                    || run.recording->channels()[i].name.starts_with("landscape_"))
                    series[i] = Series();
    }

    const RunRecord& run;
    Values parameters;
    std::vector<Series> series;
    bool ended;
    Summary no_summary{};
    NamedSeconds timing{};

    static Figure figure(const std::string& id)
    {
        for (const Figure& candidate : resonator_figures())
            if (candidate.id == id)
                return candidate;
        throw Error("There is no figure " + id + ".");
    }

    FigureInput input(const Options& options, const std::vector<Option>& declared) const
    {
        return {.parameters = parameters,
                .seed = run.setup.seed,
                .steps = planned_steps(parameters),
                .step = run.step,
                .ended = ended,
                .channels = run.recording->channels(),
                .series = series,
                .data = *run.data,
                .final_weights =
                    ended ? std::span<const Tensor>(run.final) : std::span<const Tensor>(),
                .weights = run.final,
                .weights_step = run.step,
                .summary = ended ? run.summary : no_summary,
                .timing = timing,
                .options = options,
                .declared = declared};
    }

    /// Everything the study shows, the newest last.
    std::vector<std::vector<Tensor>> study(const std::string& id, const Options& options = {}) const
    {
        const Figure shown = figure(id);
        const auto declared = options_of(shown, parameters);
        const auto asked = input(options, declared);
        std::vector<std::vector<Tensor>> found;
        if (shown.study.make && !shown.study.subject(asked).empty())
            shown.study.make(asked, [&](std::vector<Tensor> tensors, double) {
                found.push_back(std::move(tensors));
                return true;
            });
        return found;
    }

    Drawing draw(const std::string& id, const Options& options = {}) const
    {
        const Figure shown = figure(id);
        const auto declared = options_of(shown, parameters);
        const auto found = study(id, options);
        auto asked = input(options, declared);
        if (!found.empty())
            asked.study = found.back();
        return shown.draw(asked);
    }
};

} // namespace etalon::test
