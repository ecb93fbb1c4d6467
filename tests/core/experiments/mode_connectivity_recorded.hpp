// A run of an independent implementation of mode connectivity, as figures see it.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"
#include "core/lab/session.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>
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

class GoldenModes {
public:
    explicit GoldenModes(const std::string& folder)
        : directory_(std::filesystem::path(ETALON_GOLDEN_DIR) / ("mode-connectivity-" + folder))
        , file_(directory_ / "recording.h5")
        , parameters(mode_connectivity_schema().schema().resolve(
              {load_parameters(directory_ / "run.json").parameters}))
        , settings(mode_connectivity_schema().settings(parameters))
    {
        data = tensors("/data", "");
        final_weights = tensors("/state/final", "");
        if (file_.has_group("/state/origin"))
            for (Tensor& tensor : tensors("/state/origin", "origin/"))
                final_weights.push_back(std::move(tensor));
        const Json json = read_json(directory_ / "run.json");
        for (const auto& [key, value] : JsonReader(json, "run.json").at("summary").members())
            if (!value.json().get_if<bool>())
                summary.emplace_back(key, value.real());
        record();
    }

    /// As it stands at this step (−1: the end); before the end nothing of the final state is known.
    /// Sees this object and the options, which must outlive it.
    FigureInput input(const Options& options = {}, std::int64_t step = -1, bool has_ended = true)
    {
        return {.parameters = parameters,
                .steps = settings.steps,
                .step = step < 0 ? settings.steps : step,
                .ended = has_ended,
                .channels = recording_->channels(),
                .series = series_,
                .data = data,
                .final_weights =
                    has_ended ? std::span<const Tensor>(final_weights) : std::span<const Tensor>(),
                .weights = final_weights,
                .weights_step = settings.steps,
                .study = study,
                .summary = has_ended ? summary : nothing_,
                .kept = kept,
                .sweep = sweep,
                .sweep_key = sweep_key,
                .options = options,
                .declared = declared};
    }

    static Figure figure(const std::string& id)
    {
        for (const Figure& each : mode_connectivity_figures())
            if (each.id == id)
                return each;
        throw std::runtime_error("There is no figure " + id);
    }

    /// With the figure's study made whole.
    Drawing draw(const std::string& id, const Options& options = {}, std::int64_t step = -1)
    {
        const Figure shown = figure(id);
        declared = options_of(shown, parameters);
        study.clear();
        if (shown.study.subject && !shown.study.subject(input(options, step)).empty())
            shown.study.make(input(options, step), [&](std::vector<Tensor> found, double) {
                study = std::move(found);
                return true;
            });
        return shown.draw(input(options, step));
    }

    std::span<const double> newest(const std::string& channel) const
    {
        const Series& series = series_.at(recording_->index(channel));
        return series.sample(series.size() - 1);
    }
    std::span<const double> at(const std::string& channel, std::int64_t step) const
    {
        const Series& series = series_.at(recording_->index(channel));
        return series.sample(series.at_or_before(step));
    }
    const Series& series(const std::string& channel) const
    {
        return series_.at(recording_->index(channel));
    }
    double scalar(const std::string& name) const
    {
        for (const auto& [key, value] : summary)
            if (key == name)
                return value.value();
        throw std::runtime_error("no scalar " + name);
    }

private:
    std::filesystem::path directory_;
    H5Reader file_;

public:
    Values parameters;
    ModeConnectivitySettings settings;
    std::vector<Tensor> data{}, final_weights{}, study{};
    Summary summary{};
    std::vector<KeptRun> kept{}, sweep{};
    std::string sweep_key{};
    std::vector<Option> declared{};

private:
    std::unique_ptr<Recording> recording_{};
    std::vector<Series> series_{};
    Summary nothing_{};

    std::vector<Tensor> tensors(const std::string& group, const std::string& prefix)
    {
        std::vector<Tensor> found;
        for (const std::string& name : file_.children(group)) {
            const std::string path = group + "/" + name;
            found.push_back({prefix + name, file_.extent(path).shape, file_.read(path)});
        }
        return found;
    }

    void record()
    {
        std::vector<Channel> channels;
        const auto names = file_.children("/channels");
        for (const std::string& name : names) {
            auto shape = file_.extent("/channels/" + name + "/values").shape;
            shape.erase(shape.begin());
            channels.push_back({.name = name, .shape = shape});
        }
        recording_ = std::make_unique<Recording>(channels);
        recording_->finish(settings.steps);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::string path = "/channels/" + names[i];
            const auto steps = std::get<std::vector<std::int64_t>>(file_.read(path + "/steps"));
            const auto values = std::get<std::vector<double>>(file_.read(path + "/values"));
            const std::size_t size = values.size() / steps.size();
            for (std::size_t row = 0; row < steps.size(); ++row)
                recording_->append(i, steps[row], std::span(values).subspan(row * size, size));
        }
        recording_->publish();
        series_ = recording_->snapshot();
    }
};

} // namespace etalon::test
