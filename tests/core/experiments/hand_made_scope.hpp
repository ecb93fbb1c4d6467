// A run of linear-scope that never was: chosen weights, images and recorded numbers, so that every
// statement about them can be worked out by hand.
#pragma once

#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/linear_scope_channels.hpp"
#include "core/experiments/linear_scope/scope.hpp"
#include "core/lab/random.hpp"
#include "core/lab/recording.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
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

/// Two images of 8 × 8 under the scope of a network with four channels and random weights. Channels
/// over steps hold 0.001 (step + 1) (entry + 1) unless `recorded` says something else.
class HandMadeScope {
public:
    static constexpr std::int64_t steps = 40;
    using Recorded = std::function<double(std::int64_t step, std::size_t entry)>;

    explicit HandMadeScope(const Overrides& more = {})
        : parameters(linear_scope_schema().schema().resolve({small(), more}))
        , settings(linear_scope_schema().settings(parameters))
    {
        const auto side = static_cast<std::size_t>(settings.image_size);
        network = make_scope_network(settings, {1, side, side}, 4);
        Random random(7, 1);
        std::int64_t layer = 0;
        for (const ScopeLayer& one : network.layers) {
            if (!one.has_weights())
                continue;
            ++layer;
            const bool is_dense = one.type == ScopeLayerType::dense;
            const std::size_t in = is_dense ? one.in.size() : one.in.channels,
                              out = one.out.channels, k = is_dense ? 1 : one.kernel;
            const double scale = 1 / std::sqrt(static_cast<double>(in * k * k));
            weights.push_back(filled("weight_" + std::to_string(layer),
                                     is_dense ? std::vector<std::size_t>{out, in}
                                              : std::vector<std::size_t>{out, in, k, k},
                                     [&] { return scale * random.normal(); }));
            if (settings.use_bias)
                weights.push_back(filled("bias_" + std::to_string(layer), {out},
                                         [&] { return 0.1 * random.normal(); }));
        }
        const std::size_t images = static_cast<std::size_t>(settings.test_count);
        data.push_back(
            filled("test_inputs", {images, 1, side, side}, [&] { return random.uniform(); }));
        data.push_back(filled("probe_input", {1, side, side}, [&] { return random.normal(); }));
        const ScopeShape out = network.output();
        data.push_back(filled("probe_output",
                              out.height * out.width == 1
                                  ? std::vector<std::size_t>{out.channels}
                                  : std::vector<std::size_t>{out.channels, out.height, out.width},
                              [&] { return random.normal(); }));
    }

    /// The values of a weight or data tensor, to be changed.
    std::vector<double>& values(const std::string& name)
    {
        for (auto* tensors : {&weights, &data})
            for (Tensor& tensor : *tensors)
                if (tensor.name == name)
                    return std::get<std::vector<double>>(tensor.values);
        throw std::runtime_error("There is no tensor " + name);
    }

    /// The image under the scope, from 0, and the network frozen at it.
    std::vector<double> image(std::size_t index)
    {
        const auto& all = values("test_inputs");
        const auto size = static_cast<std::ptrdiff_t>(network.inputs());
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(index) * size;
        return {first, first + size};
    }
    ScopeNetwork with_weights() const
    {
        ScopeNetwork whole = network;
        set_weights(whole, weights);
        return whole;
    }
    FrozenScope frozen(std::size_t index) { return freeze(with_weights(), image(index)); }

    static const Figure& figure(const std::string& id)
    {
        static const auto all = linear_scope_figures();
        for (const Figure& one : all)
            if (one.id == id)
                return one;
        throw std::runtime_error("There is no figure " + id);
    }

    /// With its study made whole, as on paper.
    Drawing draw(const std::string& id, const Options& options = {}, std::int64_t step = steps)
    {
        const Figure& one = figure(id);
        declared_ = options_of(one, parameters);
        auto shown = input(options, step);
        study_.clear();
        if (one.study.make && !one.study.subject(shown).empty())
            one.study.make(shown, [&](std::vector<Tensor> found, double) {
                study_ = std::move(found);
                return true;
            });
        shown.study = study_;
        return one.draw(shown);
    }

    FigureInput input(const Options& options, std::int64_t step = steps)
    {
        const std::size_t images = static_cast<std::size_t>(settings.scope_images);
        const LinearScopeChannels channels(settings, network, images, true);
        recording_ = std::make_unique<Recording>(channels.list());
        recording_->finish(1'000'000); // every sample is kept
        for (std::size_t channel = 0; channel < channels.list().size(); ++channel)
            fill(channel);
        recording_->publish();
        series_ = recording_->snapshot();
        return {.parameters = parameters,
                .steps = steps,
                .step = step,
                .ended = true,
                .channels = recording_->channels(),
                .series = series_,
                .data = data,
                .weights =
                    has_weights ? std::span<const Tensor>(weights) : std::span<const Tensor>(),
                .weights_step = has_weights ? steps : -1,
                .summary = summary,
                .options = options,
                .declared = declared_};
    }

    Values parameters;
    LinearScopeSettings settings;
    ScopeNetwork network{}; // without weights
    std::vector<Tensor> weights{}, data{};
    std::map<std::string, Recorded> recorded{};
    Summary summary{};
    bool has_weights = true, has_samples = true;

private:
    std::unique_ptr<Recording> recording_{};
    std::vector<Series> series_{};
    std::vector<Option> declared_{};
    std::vector<Tensor> study_{};

    static Overrides small()
    {
        return {{"image_size", std::int64_t{8}},
                {"channels", std::int64_t{4}},
                {"train_count", std::int64_t{16}},
                {"test_count", std::int64_t{16}},
                {"steps", steps},
                {"sample_every", std::int64_t{10}},
                {"checkpoint_every", std::int64_t{10}},
                {"scope_images", std::int64_t{2}},
                {"singular_values", std::int64_t{8}}};
    }

    template <class Draw>
    static Tensor filled(std::string name, std::vector<std::size_t> shape, Draw&& draw)
    {
        std::size_t size = 1;
        for (const std::size_t extent : shape)
            size *= extent;
        std::vector<double> values(size);
        for (double& value : values)
            value = draw();
        return {std::move(name), std::move(shape), std::move(values)};
    }

    void fill(std::size_t index)
    {
        const Channel& channel = recording_->channels()[index];
        const auto known = recorded.find(channel.name);
        if (!has_samples || (channel.role == Role::theory && known == recorded.end()))
            return;
        for (std::int64_t step = 0; step <= steps; step += 10) {
            std::vector<double> sample(width(channel));
            for (std::size_t entry = 0; entry < sample.size(); ++entry)
                sample[entry] = known != recorded.end()
                    ? known->second(step, entry)
                    : 0.001 * static_cast<double>(step + 1) * static_cast<double>(entry + 1);
            recording_->append(index, step, sample);
        }
    }
};

} // namespace etalon::test
