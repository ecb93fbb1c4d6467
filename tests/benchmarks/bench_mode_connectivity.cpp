// Training, losses on the line and in the plane, and assignments, beside plain matrix programs.
#include "core/experiments/mode_connectivity/mode_assignment.hpp"
#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/experiments/mode_connectivity/mode_landscape.hpp"
#include "core/experiments/mode_connectivity/mode_pair.hpp"
#include "core/lab/random.hpp"
#include "core/lab/train.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>

using namespace etalon;
using Eigen::Index;

namespace {

using Clock = std::chrono::steady_clock;

ModeConnectivitySettings settings_of(const std::string& preset)
{
    const Experiment experiment = mode_connectivity();
    return mode_connectivity_schema().settings(
        resolve(experiment, {find_preset(experiment, preset).overrides}));
}

template <class Work>
double seconds_for(const Work& work)
{
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The network as a textbook has it, in matrices: what a plain program would do.
struct Textbook {
    std::vector<ModeMatrix> weights{}, weight_velocities{};
    std::vector<Eigen::RowVectorXd> biases{}, bias_velocities{};
    bool relu = false;

    Textbook(const ModeShape& shape, const ModeVector& theta)
        : relu(shape.activation() == ModeActivation::relu)
    {
        for (Index l = 1; l <= shape.layers(); ++l) {
            weights.push_back(mode_weight(shape, theta, l));
            biases.push_back(mode_bias(shape, theta, l).transpose());
            weight_velocities.push_back(ModeMatrix::Zero(shape.size(l), shape.size(l - 1)));
            bias_velocities.push_back(Eigen::RowVectorXd::Zero(shape.size(l)));
        }
    }

    std::vector<ModeMatrix> forward(const ModeMatrix& inputs) const
    {
        std::vector<ModeMatrix> values{inputs};
        for (std::size_t l = 0; l < weights.size(); ++l) {
            ModeMatrix z = (values.back() * weights[l].transpose()).rowwise() + biases[l];
            if (l + 1 < weights.size())
                z = relu ? ModeMatrix(z.cwiseMax(0)) : ModeMatrix(z.array().tanh());
            values.push_back(std::move(z));
        }
        return values;
    }

    static ModeMatrix softmax(const ModeMatrix& scores)
    {
        const ModeVector largest = scores.rowwise().maxCoeff();
        ModeMatrix shares = (scores.colwise() - largest).array().exp();
        const ModeVector sums = shares.rowwise().sum();
        shares.array().colwise() /= sums.array();
        return shares;
    }

    double loss(const ModeSamples& samples) const
    {
        const ModeMatrix shares = softmax(forward(samples.inputs()).back());
        double sum = 0;
        for (Index i = 0; i < samples.count(); ++i)
            sum -= std::log(shares(i, samples.labels()[static_cast<std::size_t>(i)]));
        return sum / static_cast<double>(samples.count());
    }

    void step(const ModeSamples& samples, std::span<const std::int64_t> batch, double rate)
    {
        ModeMatrix inputs(std::ssize(batch), samples.inputs().cols());
        for (std::size_t i = 0; i < batch.size(); ++i)
            inputs.row(static_cast<Index>(i)) = samples.inputs().row(batch[i]);
        const auto values = forward(inputs);
        ModeMatrix errors = softmax(values.back());
        for (std::size_t i = 0; i < batch.size(); ++i)
            errors(static_cast<Index>(i), samples.labels()[static_cast<std::size_t>(batch[i])]) -=
                1;
        errors /= static_cast<double>(batch.size());
        for (std::size_t l = weights.size(); l-- > 0;) {
            const ModeMatrix gradient = errors.transpose() * values[l];
            const Eigen::RowVectorXd bias_gradient = errors.colwise().sum();
            if (l > 0) {
                const ModeMatrix slopes = relu ? ModeMatrix((values[l].array() > 0).cast<double>())
                                               : ModeMatrix(1 - values[l].array().square());
                errors = (errors * weights[l]).cwiseProduct(slopes).eval();
            }
            weight_velocities[l] = 0.9 * weight_velocities[l] + gradient;
            bias_velocities[l] = 0.9 * bias_velocities[l] + bias_gradient;
            weights[l] -= rate * weight_velocities[l];
            biases[l] -= rate * bias_velocities[l];
        }
    }
};

/// Both branches, beside two textbook networks on the same batches.
void training(benchmark::State& state, const std::string& preset, std::int64_t steps)
{
    auto settings = settings_of(preset);
    settings.steps = steps;
    settings.schedule = "constant";
    const ModeData data = make_mode_data(settings, 1, {});
    const ModeShape shape = mode_shape(settings, data.examples);
    const ModeVector a = draw_mode_weights(shape, 1, 1, mode_stream_initial_a),
                     b = draw_mode_weights(shape, 1, 1, mode_stream_initial_b);
    settings.init_mode = "independent";
    double ours = 0, plain = 0, difference = 0;
    for (auto _ : state) {
        ModePair pair(settings, shape, data, a, b);
        Textbook book_a(shape, a), book_b(shape, b);
        const ModeChange rates{0, settings.learning_rate, 0.9, 0};
        ours += seconds_for([&] {
            for (std::int64_t s = 0; s < steps; ++s)
                pair.advance(rates);
        });
        plain += seconds_for([&] {
            for (std::int64_t s = 0; s < steps; ++s) {
                book_a.step(data.examples.train, data.order_a.at(s), settings.learning_rate);
                book_b.step(data.examples.train, data.order_b.at(s), settings.learning_rate);
            }
        });
        difference = std::abs(mode_score(shape, pair.a().theta, data.examples.train).loss
                              - book_a.loss(data.examples.train));
        if (!(difference < 1e-3))
            state.SkipWithError("the textbook disagrees");
    }
    const double updates = static_cast<double>(2 * state.iterations() * steps);
    state.counters["updates/s"] = updates / ours;
    state.counters["samples/s"] = updates * static_cast<double>(settings.batch_size) / ours;
    state.counters["plain_updates/s"] = updates / plain;
    state.counters["times_plain"] = plain / ours;
    state.counters["difference"] = difference;
}

/// Losses over all training examples at points of the line or the plane.
void evaluations(benchmark::State& state, const std::string& preset, bool in_plane, Index points)
{
    const auto settings = settings_of(preset);
    const ModeExamples examples = make_mode_examples(settings, 1, {});
    const ModeShape shape = mode_shape(settings, examples);
    const ModeVector a = draw_mode_weights(shape, 1, 1, mode_stream_initial_a),
                     b = draw_mode_weights(shape, 1, 1, mode_stream_initial_b),
                     origin = ModeVector::Zero(shape.length());
    const ModePlane plane = mode_plane(shape, origin, a, b);
    const ModeVector axis = mode_axis(-1, 1, points);
    double ours = 0, book = 0, difference = 0;
    for (auto _ : state) {
        double sum = 0, plain_sum = 0;
        ours += seconds_for([&] {
            if (in_plane)
                sum = mode_plane_losses(shape, plane, axis, axis, examples.train).sum();
            else
                for (const ModeScore& score : mode_path(shape, a, b, points, examples.train))
                    sum += score.loss;
        });
        book += seconds_for([&] {
            for (Index i = 0; i < (in_plane ? points * points : points); ++i) {
                const double alpha = static_cast<double>(i) / static_cast<double>(points - 1);
                const ModeVector theta = in_plane
                    ? ModeVector(plane.origin + axis(i % points) * plane.e1
                                 + axis(i / points) * plane.e2)
                    : ModeVector((1 - alpha) * a + alpha * b);
                plain_sum += Textbook(shape, theta).loss(examples.train);
            }
        });
        difference = std::abs(sum / plain_sum - 1);
        if (!(difference < 1e-12))
            state.SkipWithError("the textbook disagrees");
    }
    const auto count = static_cast<double>(state.iterations())
        * static_cast<double>(in_plane ? points * points : points);
    state.counters["losses/s"] = count / ours;
    state.counters["plain_losses/s"] = count / book;
    state.counters["times_plain"] = book / ours;
    state.counters["difference"] = difference;
}

void assignment(benchmark::State& state, bool is_worst_case)
{
    constexpr Index size = 1000;
    ModeMatrix similarity(size, size);
    Random random(1, 1);
    for (Index i = 0; i < size; ++i)
        for (Index j = 0; j < size; ++j)
            similarity(i, j) =
                is_worst_case ? -static_cast<double>((i + 1) * (j + 1)) : random.normal();
    for (auto _ : state)
        benchmark::DoNotOptimize(mode_best_assignment(similarity));
}

/// Data, training, all samples, the plane.
void whole_run(benchmark::State& state, const std::string& preset)
{
    const Experiment experiment = mode_connectivity();
    const Values values = resolve(experiment, {find_preset(experiment, preset).overrides});
    double sampling = 0, training_seconds = 0;
    for (auto _ : state) {
        const auto simulation = experiment.make({.values = values});
        Recording recording(simulation->channels());
        const auto outcome = train(*simulation, recording, 0, planned_steps(values),
                                   [](std::int64_t) { return true; });
        training_seconds += outcome.timing.seconds;
        sampling += outcome.timing.sampling_seconds;
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["training_s"] = training_seconds / runs;
    state.counters["sampling_s"] = sampling / runs;
}

} // namespace

int main(int count, char** arguments)
{
    const auto add = [](const std::string& name, auto function, auto... settings) {
        benchmark::RegisterBenchmark(name.c_str(), function, settings...)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    };
    add("training of spawn-at-init", training, std::string("spawn-at-init"), std::int64_t{500});
    add("training of deep", training, std::string("deep"), std::int64_t{300});
    add("training of digits", training, std::string("digits"), std::int64_t{500});
    add("training of wide-relu", training, std::string("wide-relu"), std::int64_t{200});
    for (const char* preset : {"spawn-at-init", "digits", "wide-relu"}) {
        add(std::string("line of ") + preset, evaluations, std::string(preset), false, Index{25});
        add(std::string("plane of ") + preset, evaluations, std::string(preset), true, Index{9});
    }
    add("assignment of 1000 neurons, normal", assignment, false);
    add("assignment of 1000 neurons, worst case", assignment, true);
    for (const char* preset : {"spawn-at-init", "digits", "wide-relu", "toy-ridge"})
        add(std::string("whole run of ") + preset, whole_run, std::string(preset));
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
