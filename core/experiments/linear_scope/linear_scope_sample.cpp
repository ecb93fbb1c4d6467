#include "core/experiments/linear_scope/linear_scope_sample.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <numeric>
#include <thread>

namespace etalon {
namespace {

/// make(0), make(1), … on a few threads: images have nothing to do with each other, so the results
/// are the same on any number of them.
template <class Result, class Make>
std::vector<Result> of_all_images(std::size_t images, Make&& make)
{
    std::vector<Result> results(images);
    const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1,
                                                        std::min<std::size_t>(8, images));
    const auto work = [&](std::size_t first) {
        for (std::size_t i = first; i < images; i += threads)
            results[i] = make(i);
    };
    std::vector<std::future<void>> others;
    for (std::size_t t = 1; t < threads; ++t)
        others.push_back(std::async(std::launch::async, work, t));
    work(0);
    for (auto& other : others)
        other.get();
    return results;
}

double dot(std::span<const double> a, std::span<const double> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double norm(std::span<const double> a)
{
    return std::sqrt(dot(a, a));
}

double ratio(double numerator, double denominator)
{
    return denominator == 0 ? 0 : numerator / denominator;
}

double adjoint_residual(const FrozenScope& frozen, const LinearScopeData& data)
{
    const auto &v = data.probe_input, &w = data.probe_output;
    const std::vector<double> fv = frozen.forward(v), ftw = frozen.transposed(w);
    return ratio(std::abs(dot(fv, w) - dot(v, ftw)), norm(fv) * norm(w));
}

LinearScopeImage look_at(const ScopeNetwork& network, std::span<const double> x,
                         const LinearScopeData& data)
{
    LinearScopeImage image{.frozen = freeze(network, x)};
    const auto &y = image.frozen.output(), &b = image.frozen.bias();
    const std::vector<double> fx = image.frozen.forward(x);
    double difference = 0, largest = 0, biases = 0, rest = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double residual = std::abs(y[i] - fx[i] - b[i]);
        difference = residual <= difference ? difference : residual; // keeps what is no number
        largest = std::max(largest, std::abs(y[i]));
        biases += std::abs(b[i]);
        rest += std::abs(fx[i]);
    }
    image.identity = ratio(difference, largest);
    image.adjoint = adjoint_residual(image.frozen, data);
    image.bias_share = ratio(biases, biases + rest);
    for (const ScopeDecisions& layer : image.frozen.decisions())
        image.decisions.insert(image.decisions.end(), layer.index.begin(), layer.index.end());
    return image;
}

/// Of a matrix that is no matrix of numbers.
ScopeSingular no_numbers(std::size_t kept, Eigen::Index rows, Eigen::Index columns)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto count = static_cast<Eigen::Index>(kept);
    return {.values = std::vector<double>(kept, nan),
            .left = ScopeMatrix::Constant(count, rows, nan),
            .right = ScopeMatrix::Constant(count, columns, nan),
            .effective_rank = nan};
}

LinearScopeSystem system_of(const FrozenScope& frozen, std::size_t kept, bool with_vectors)
{
    LinearScopeSystem result;
    if (!frozen.has_matrix()) {
        result.singular = singular_vectors(frozen, kept);
        return result;
    }
    result.matrix = frozen.matrix();
    if (!result.matrix.allFinite()) {
        result.singular = no_numbers(kept, result.matrix.rows(), result.matrix.cols());
        return result;
    }
    if (with_vectors)
        result.singular = singular_vectors(result.matrix, kept);
    else {
        result.singular.values = all_singular_values(result.matrix);
        result.singular.effective_rank = effective_rank(result.singular.values);
        result.singular.values.resize(kept);
    }
    const ScopeNetwork& network = frozen.network();
    if (network.output().height == 2 * network.input.height)
        result.bicubic_cosine = bicubic_cosine(result.matrix, network.input);
    return result;
}

} // namespace

LinearScopeSample::LinearScopeSample(const ScopeNetwork& network, const LinearScopeData& data,
                                     std::size_t images)
{
    const std::size_t width = network.inputs();
    images_ = of_all_images<LinearScopeImage>(images, [&](std::size_t i) {
        return look_at(network, {data.test.inputs.data() + i * width, width}, data);
    });
}

std::array<double, 2> LinearScopeSample::worst() const
{
    std::array<double, 2> result{};
    for (const LinearScopeImage& image : images_) {
        result[0] = std::max(result[0], image.identity);
        result[1] = std::max(result[1], image.adjoint);
    }
    return result;
}

std::vector<double>
LinearScopeSample::flips(std::span<const std::vector<std::uint8_t>> before) const
{
    std::vector<double> result;
    for (std::size_t i = 0; i < images_.size(); ++i) {
        const auto& now = images_[i].decisions;
        double changed = 0;
        if (i < before.size() && before[i].size() == now.size())
            for (std::size_t k = 0; k < now.size(); ++k)
                changed += now[k] != before[i][k] ? 1 : 0;
        result.push_back(ratio(changed, static_cast<double>(now.size())));
    }
    return result;
}

std::vector<std::vector<std::uint8_t>> LinearScopeSample::decisions() const
{
    std::vector<std::vector<std::uint8_t>> result;
    for (const LinearScopeImage& image : images_)
        result.push_back(image.decisions);
    return result;
}

bool LinearScopeSample::is_dead() const
{
    return std::ranges::all_of(images_, [](const LinearScopeImage& image) {
        return std::ranges::all_of(image.frozen.output(), [](double y) { return y == 0; });
    });
}

const std::vector<LinearScopeSystem>& LinearScopeSample::systems(std::size_t kept,
                                                                 bool with_vectors) const
{
    if (systems_.empty() || (with_vectors && !have_vectors_)) {
        systems_ = of_all_images<LinearScopeSystem>(images_.size(), [&](std::size_t image) {
            return system_of(images_[image].frozen, kept, with_vectors);
        });
        have_vectors_ = with_vectors;
    }
    return systems_;
}

ScopeStencilPeak stencil_peak(std::span<const LinearScopeSystem> systems, const ScopeShape& image)
{
    constexpr auto side = static_cast<Eigen::Index>(2 * stencil_reach + 1);
    ScopeMatrix mean = ScopeMatrix::Zero(side, side);
    for (const LinearScopeSystem& system : systems)
        mean +=
            stencil(system.matrix, image.height, image.width) / static_cast<double>(systems.size());
    ScopeStencilPeak peak{-stencil_reach, -stencil_reach, mean(0, 0)};
    for (Eigen::Index i = 0; i < side; ++i)
        for (Eigen::Index j = 0; j < side; ++j)
            if (std::abs(mean(i, j)) > std::abs(peak.value))
                peak = {j - stencil_reach, i - stencil_reach, mean(i, j)};
    return peak;
}

} // namespace etalon
