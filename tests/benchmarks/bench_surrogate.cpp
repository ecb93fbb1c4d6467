// Training samples per second of the surrogate, against textbook code on Eigen, and the seconds that
// each method of inverse design takes in a default run.
#include "core/experiments/resonator/inverse_design.hpp"
#include "core/experiments/resonator/resonator_summary.hpp"
#include "core/experiments/resonator/surrogate_training.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <vector>

using namespace etalon;

namespace {

ResonatorSettings settings_of_size(std::int64_t width, std::int64_t layers)
{
    ResonatorSettings settings;
    settings.hidden_width = width;
    settings.hidden_layers = layers;
    return settings;
}

/// What both trainings start from.
struct Lesson {
    explicit Lesson(const ResonatorSettings& chosen)
        : settings(chosen)
        , model(make_resonator_model(settings, {}))
        , shape(surrogate_shape(settings, model->design().size()))
        , designs(draw_designs(*model, settings, 1, 1,
                               static_cast<std::size_t>(settings.train_size), settings.sampling))
        , spectra(spectra_of(*model, designs))
    {
    }

    ResonatorSettings settings;
    std::unique_ptr<ResonatorModel> model;
    SurrogateShape shape;
    ResonatorMatrix designs, spectra;
};

void count_samples(benchmark::State& state, const Lesson& lesson)
{
    state.counters["samples/s"] =
        benchmark::Counter(static_cast<double>(state.iterations() * lesson.settings.batch_size),
                           benchmark::Counter::kIsRate);
}

void training(benchmark::State& state, const ResonatorSettings& settings)
{
    const Lesson lesson(settings);
    SurrogateTraining training(lesson.shape, draw_surrogate(lesson.shape, 1), lesson.designs,
                               lesson.spectra, settings, 1);
    for (auto _ : state)
        if (!training.advance(surrogate_rate(settings, training.step())))
            state.SkipWithError("diverged");
    count_samples(state, lesson);
}

/// One expression of Eigen after the other, a matrix for every result, as one writes it down.
struct TextbookNet {
    explicit TextbookNet(const SurrogateWeights& start)
        : weights(start.weights)
    {
        for (std::size_t l = 0; l < weights.size(); ++l) {
            biases.emplace_back(start.biases[l].transpose());
            for (auto& moment : weight_moments)
                moment.push_back(ResonatorMatrix::Zero(weights[l].rows(), weights[l].cols()));
            for (auto& moment : bias_moments)
                moment.emplace_back(Eigen::RowVectorXd::Zero(biases[l].size()));
        }
    }

    void step(const ResonatorMatrix& x, const ResonatorMatrix& target, double rate, int t)
    {
        std::vector<ResonatorMatrix> h{x}, z;
        for (std::size_t l = 0; l < weights.size(); ++l) {
            z.push_back((h.back() * weights[l].transpose()).rowwise() + biases[l]);
            h.push_back(l + 1 < weights.size()
                            ? ResonatorMatrix(z.back().array() * sigmoid(z.back()).array())
                            : z.back());
        }
        ResonatorMatrix delta = 2 * (h.back() - target) / static_cast<double>(target.size());
        for (std::size_t l = weights.size(); l-- > 0;) {
            const ResonatorMatrix weight_slope = delta.transpose() * h[l];
            const Eigen::RowVectorXd bias_slope = delta.colwise().sum();
            if (l > 0) {
                const ResonatorMatrix s = sigmoid(z[l - 1]);
                delta = (delta * weights[l]).array()
                    * (s.array() * (1 + z[l - 1].array() * (1 - s.array())));
            }
            adam(weights[l], weight_slope, weight_moments[0][l], weight_moments[1][l], rate, t);
            adam(biases[l], bias_slope, bias_moments[0][l], bias_moments[1][l], rate, t);
        }
    }

private:
    static ResonatorMatrix sigmoid(const ResonatorMatrix& z)
    {
        return (1 / (1 + (-z.array()).exp())).matrix();
    }
    template <class Values>
    static void adam(Values& values, const Values& slope, Values& m, Values& v, double rate, int t)
    {
        m = 0.9 * m + 0.1 * slope;
        v = 0.999 * v + Values(0.001 * slope.array().square());
        const Values mean = m / (1 - std::pow(0.9, t + 1));
        const Values square = v / (1 - std::pow(0.999, t + 1));
        values.array() -= rate * mean.array() / (square.array().sqrt() + 1e-8);
    }

    std::vector<ResonatorMatrix> weights;
    std::vector<Eigen::RowVectorXd> biases;
    std::array<std::vector<ResonatorMatrix>, 2> weight_moments;
    std::array<std::vector<Eigen::RowVectorXd>, 2> bias_moments;
};

void textbook_training(benchmark::State& state, const ResonatorSettings& settings)
{
    const Lesson lesson(settings);
    const ResonatorMatrix features = design_features(lesson.shape, lesson.designs);
    TextbookNet net(draw_surrogate(lesson.shape, 1));
    const auto batch = static_cast<std::size_t>(settings.batch_size);
    std::vector<std::size_t> order;
    int t = 0;
    for (auto _ : state) {
        const std::size_t block = static_cast<std::size_t>(t) % (features.rows() / batch);
        if (block == 0)
            order = epoch_order(1, t, static_cast<std::size_t>(features.rows()));
        const auto rows = order.begin() + static_cast<std::ptrdiff_t>(block * batch);
        const std::vector<std::size_t> chosen(rows, rows + static_cast<std::ptrdiff_t>(batch));
        net.step(features(chosen, Eigen::all), lesson.spectra(chosen, Eigen::all),
                 surrogate_rate(settings, t), t);
        ++t;
    }
    count_samples(state, lesson);
}

/// The methods on 32 targets, with the network as far as `steps` updates bring it.
void method(benchmark::State& state, const std::string& name)
{
    const Lesson lesson({});
    SurrogateTraining training(lesson.shape, draw_surrogate(lesson.shape, 1), lesson.designs,
                               lesson.spectra, lesson.settings, 1);
    for (int i = 0; i < 300; ++i)
        training.advance(surrogate_rate(lesson.settings, i));
    const Surrogate surrogate(lesson.shape, training.weights());
    DesignTargets targets;
    targets.designs = draw_designs(*lesson.model, lesson.settings, 1, 3,
                                   static_cast<std::size_t>(lesson.settings.targets), "physical");
    targets.spectra = targets.clean = spectra_of(*lesson.model, targets.designs);
    const DesignProblem problem{*lesson.model, lesson.settings, targets, 1};
    for (auto _ : state)
        benchmark::DoNotOptimize(run_design_method(
            name, problem, &surrogate, [](double, const std::string&) { return true; }));
}

} // namespace

int main(int count, char** arguments)
{
    for (const auto& [name, settings] : {std::pair("default", ResonatorSettings()),
                                         std::pair("paper", settings_of_size(200, 6))}) {
        benchmark::RegisterBenchmark((std::string("training, ") + name).c_str(), training,
                                     settings);
        benchmark::RegisterBenchmark((std::string("textbook training, ") + name).c_str(),
                                     textbook_training, settings);
    }
    for (const std::string& name : design_methods({}, 2, true))
        benchmark::RegisterBenchmark(name.c_str(), method, name)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
