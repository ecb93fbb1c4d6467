#include "core/experiments/mode_connectivity/mode_jets.hpp"

#include "core/experiments/mode_connectivity/mode_forward.hpp"
#include "core/experiments/mode_connectivity/mode_tasks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace etalon {

using Eigen::Index;

namespace {

constexpr Index block_panels = 8;                                      // of one piece
constexpr std::array<double, 5> layer_blends{0.1, 0.2, 0.3, 0.4, 0.5}; // and 0

struct JetSums {
    double loss = 0, slope = 0, curvature = 0;
    void add(const JetSums& other)
    {
        loss += other.loss;
        slope += other.slope;
        curvature += other.curvature;
    }
    ModeJet mean(Index count) const
    {
        const auto n = static_cast<double>(count);
        return {loss / n, slope / n, curvature / n};
    }
};

/// Carries (h', h''/2) through the layers, beside the activations h of a pass that was made.
class JetPass {
public:
    explicit JetPass(const ModeShape& shape)
        : shape_(shape)
    {
        for (Index l = 1; l <= shape.layers(); ++l)
            for (auto* panels : {&first_, &second_})
                panels->push_back(ModeVector::Zero(shape.size(l) * mode_panel));
    }

    /// Along the layers from … to of `direction` alone; `base` holds the activations of `theta`, and
    /// `input` the panel of inputs. Sums over the examples of panel p.
    JetSums run(const ModeVector& theta, const ModeVector& direction, Index from, Index to,
                const ModeForward& base, const ModeSamples& samples, Index p)
    {
        for (Index l = from; l <= shape_.layers(); ++l) {
            const double* below = l == 1 ? samples.panel(p) : base.layer(l - 1);
            multiply(theta, direction, l, l > from, l <= to, below);
            if (l < shape_.layers())
                differentiate(l, base.layer(l));
        }
        return sums_of_scores(base.layer(shape_.layers()), samples, p);
    }

private:
    double* first(Index l) { return first_[static_cast<std::size_t>(l - 1)].data(); }
    double* second(Index l) { return second_[static_cast<std::size_t>(l - 1)].data(); }

    /// z' = W h' + U h + c and z''/2 = W h''/2 + U h'.
    void multiply(const ModeVector& theta, const ModeVector& direction, Index l, bool moves_below,
                  bool moves_here, const double* below)
    {
        const Index stride = shape_.stride(l), rows = shape_.size(l), inner = shape_.size(l - 1);
        const double* weights = theta.data() + shape_.offset(l);
        const double* changes = direction.data() + shape_.offset(l);
        if (moves_here)
            mode_multiply(changes, stride, rows, inner + 1, below, first(l));
        if (!moves_below) {
            std::fill_n(second(l), rows * mode_panel, 0.0);
            return;
        }
        mode_multiply(weights, stride, rows, inner, first(l - 1), first(l),
                      moves_here ? ModeStart::add : ModeStart::zero);
        mode_multiply(weights, stride, rows, inner, second(l - 1), second(l));
        if (moves_here)
            mode_multiply(changes, stride, rows, inner, first(l - 1), second(l), ModeStart::add);
    }

    /// h' = φ'(z) z' and h''/2 = φ'(z) z''/2 + φ''(z) z'^2/2.
    void differentiate(Index l, const double* activations)
    {
        const bool is_relu = shape_.activation() == ModeActivation::relu;
        double *z1 = first(l), *z2 = second(l);
        const Index size = shape_.size(l) * mode_panel;
        for (Index i = 0; i < size; ++i) {
            const double h = activations[i];
            const double slope = is_relu ? (h > 0 ? 1.0 : 0.0) : 1 - h * h;
            const double half_bend = is_relu ? 0.0 : -h * slope; // φ''/2 = -t φ'
            z2[i] = slope * z2[i] + half_bend * z1[i] * z1[i];
            z1[i] = slope * z1[i];
        }
    }

    /// ℓ' = <q, z'> - z'_y and ℓ'' = <q, z'^2> - <q, z'>^2 + <q, z''> - z''_y of each example.
    JetSums sums_of_scores(const double* scores, const ModeSamples& samples, Index p)
    {
        const Index classes = shape_.classes(), begin = p * mode_panel;
        const double *z1 = first(shape_.layers()), *z2 = second(shape_.layers());
        alignas(64) double totals[mode_panel];
        alignas(64) double largest[mode_panel];
        exponentials_ = Eigen::Map<const ModeVector>(scores, classes * mode_panel);
        mode_exponentials(exponentials_.data(), classes, totals, largest);
        JetSums sums;
        for (Index i = 0; i < std::min(mode_panel, samples.count() - begin); ++i) {
            const Index label = samples.labels()[static_cast<std::size_t>(begin + i)];
            double mean = 0, square = 0, bend = 0;
            for (Index k = 0; k < classes; ++k) {
                const Index at = k * mode_panel + i;
                const double share = exponentials_(at) / totals[i];
                mean += share * z1[at];
                square += share * z1[at] * z1[at];
                bend += share * z2[at];
            }
            const Index own = label * mode_panel + i;
            sums.loss += std::log(totals[i]) + largest[i] - scores[own];
            sums.slope += mean - z1[own];
            sums.curvature += square - mean * mean + 2 * (bend - z2[own]);
        }
        return sums;
    }

    const ModeShape& shape_;
    std::vector<ModeVector> first_, second_; // of layers 1 … L
    ModeVector exponentials_{};
};

Index blocks_of(const ModeSamples& samples)
{
    return (samples.panels() + block_panels - 1) / block_panels;
}

double cost_of(const ModeShape& shape, const ModeSamples& samples, double passes)
{
    return passes * static_cast<double>(samples.count()) * static_cast<double>(shape.parameters());
}

/// The jets of one block of examples at one point.
class JetWork {
public:
    explicit JetWork(const ModeShape& shape)
        : shape_(shape)
        , forward_(shape)
        , pass_(shape)
    {
    }

    JetSums run(const ModeVector& theta, const ModeVector& direction, const ModeSamples& samples,
                Index block)
    {
        JetSums sums;
        const Index first = block * block_panels;
        for (Index p = first; p < std::min(first + block_panels, samples.panels()); ++p) {
            forward_.run(theta, samples.panel(p), 1, shape_.layers());
            sums.add(pass_.run(theta, direction, 1, shape_.layers(), forward_, samples, p));
        }
        return sums;
    }

private:
    const ModeShape& shape_;
    ModeForward forward_;
    JetPass pass_;
};

ModeJet total(const std::vector<JetSums>& sums, Index first, Index blocks, Index count)
{
    JetSums all;
    for (Index block = 0; block < blocks; ++block)
        all.add(sums[static_cast<std::size_t>(first + block)]);
    return all.mean(count);
}

} // namespace

ModeJet mode_jet(const ModeShape& shape, const ModeVector& theta, const ModeVector& direction,
                 const ModeSamples& samples)
{
    const Index blocks = blocks_of(samples);
    std::vector<JetSums> sums(static_cast<std::size_t>(blocks));
    mode_share_out(sums.size(), cost_of(shape, samples, 5), [&]() -> ModeWork {
        const auto work = std::make_shared<JetWork>(shape);
        return [&, work](std::size_t block) {
            sums[block] = work->run(theta, direction, samples, static_cast<Index>(block));
        };
    });
    return total(sums, 0, blocks, samples.count());
}

std::vector<ModeJet> mode_path_jets(const ModeShape& shape, const ModeVector& a,
                                    const ModeVector& b, std::span<const double> alphas,
                                    const ModeSamples& samples, const ModeProceed& proceed)
{
    const ModeVector direction = b - a;
    const auto blocks = static_cast<std::size_t>(blocks_of(samples));
    std::vector<JetSums> sums(alphas.size() * blocks);
    const bool is_whole = mode_share_out(
        sums.size(), cost_of(shape, samples, 5 * static_cast<double>(alphas.size())),
        [&]() -> ModeWork {
            const auto work = std::make_shared<JetWork>(shape);
            return [&, work](std::size_t piece) {
                const double alpha = alphas[piece / blocks];
                const ModeVector theta = (1 - alpha) * a + alpha * b;
                sums[piece] =
                    work->run(theta, direction, samples, static_cast<Index>(piece % blocks));
            };
        },
        proceed);
    std::vector<ModeJet> jets;
    for (std::size_t i = 0; is_whole && i < alphas.size(); ++i)
        jets.push_back(total(sums, static_cast<Index>(i * blocks), static_cast<Index>(blocks),
                             samples.count()));
    return jets;
}

// ---- Predictions

double mode_taylor_rise(const ModeJet& a, const ModeJet& b)
{
    return (a.slope - b.slope) / 4 + (a.curvature + b.curvature) / 16;
}

double mode_quintic_rise(const ModeJet& a, const ModeJet& b)
{
    return 5 * (a.slope - b.slope) / 32 + (a.curvature + b.curvature) / 64;
}

double mode_parabola_rise(double curvature)
{
    return -curvature / 8;
}

double mode_hermite(const ModeJet& at_a, const ModeJet& at_b, double alpha)
{
    const double a = alpha, a2 = a * a, a3 = a2 * a, a4 = a3 * a, a5 = a4 * a;
    return at_a.loss * (1 - 10 * a3 + 15 * a4 - 6 * a5) + at_b.loss * (10 * a3 - 15 * a4 + 6 * a5)
        + at_a.slope * (a - 6 * a3 + 8 * a4 - 3 * a5) + at_b.slope * (-4 * a3 + 7 * a4 - 3 * a5)
        + at_a.curvature * (a2 - 3 * a3 + 3 * a4 - a5) / 2
        + at_b.curvature * (a3 - 2 * a4 + a5) / 2;
}

// ---- One end of the path

namespace {

struct EndSums {
    JetSums whole{};
    std::vector<JetSums> layers{};                                 // along each layer alone
    std::vector<std::array<double, layer_blends.size()>> losses{}; // of each layer's blends
};

class EndWork {
public:
    EndWork(const ModeShape& shape, const ModeVector& m, const ModeVector& direction,
            const ModeSamples& samples)
        : shape_(shape)
        , m_(m)
        , direction_(direction)
        , samples_(samples)
        , base_(shape)
        , branch_(shape)
        , pass_(shape)
        , blend_(ModeVector::Zero(shape.length()))
    {
    }

    void run(Index block, EndSums& sums)
    {
        const auto layers = static_cast<std::size_t>(shape_.layers());
        sums.layers.resize(layers);
        sums.losses.resize(layers);
        const Index first = block * block_panels;
        for (Index p = first; p < std::min(first + block_panels, samples_.panels()); ++p) {
            base_.run(m_, samples_.panel(p), 1, shape_.layers());
            sums.whole.add(pass_.run(m_, direction_, 1, shape_.layers(), base_, samples_, p));
            for (Index l = 1; l <= shape_.layers(); ++l)
                run_layer(l, p, sums);
        }
    }

private:
    void run_layer(Index l, Index p, EndSums& sums)
    {
        const auto index = static_cast<std::size_t>(l - 1);
        const double* below = l == 1 ? samples_.panel(p) : base_.layer(l - 1);
        sums.layers[index].add(pass_.run(m_, direction_, l, l, base_, samples_, p));
        const Index offset = shape_.offset(l), size = shape_.offset(l + 1) - offset;
        for (std::size_t i = 0; i < layer_blends.size(); ++i) {
            blend_.segment(offset, size) =
                m_.segment(offset, size) + layer_blends[i] * direction_.segment(offset, size);
            branch_.run(blend_, below, l, l);
            branch_.run(m_, branch_.layer(l), l + 1, shape_.layers());
            sums.losses[index][i] +=
                mode_panel_sums(shape_, branch_.layer(shape_.layers()), samples_, p).loss;
        }
    }

    const ModeShape& shape_;
    const ModeVector &m_, &direction_;
    const ModeSamples& samples_;
    ModeForward base_, branch_;
    JetPass pass_;
    ModeVector blend_;
};

} // namespace

ModeEnd mode_end(const ModeShape& shape, const ModeVector& m, const ModeVector& n,
                 const ModeSamples& samples)
{
    const ModeVector direction = n - m;
    std::vector<EndSums> sums(static_cast<std::size_t>(blocks_of(samples)));
    const double passes = 5 + 8 * static_cast<double>(shape.layers());
    mode_share_out(sums.size(), cost_of(shape, samples, passes), [&]() -> ModeWork {
        const auto work = std::make_shared<EndWork>(shape, m, direction, samples);
        return [&, work](std::size_t block) { work->run(static_cast<Index>(block), sums[block]); };
    });

    JetSums whole;
    for (const EndSums& block : sums)
        whole.add(block.whole);
    ModeEnd end{.jet = whole.mean(samples.count())};
    const auto count = static_cast<double>(samples.count());
    for (std::size_t l = 0; l < static_cast<std::size_t>(shape.layers()); ++l) {
        double harm = 0;
        for (std::size_t i = 0; i < layer_blends.size(); ++i) {
            double loss = 0;
            for (const EndSums& block : sums)
                loss += block.losses[l][i];
            harm = std::max(harm, loss / count - end.jet.loss);
        }
        JetSums along;
        for (const EndSums& block : sums)
            along.add(block.layers[l]);
        const ModeJet jet = along.mean(samples.count());
        end.harm.push_back(harm);
        end.predicted_harm.push_back(std::max(0.0, jet.slope / 2 + jet.curvature / 8));
    }
    return end;
}

ModeLayerBarriers mode_layer_barriers(const ModeEnd& a, const ModeEnd& b)
{
    ModeLayerBarriers barriers;
    for (std::size_t l = 0; l < a.harm.size(); ++l) {
        barriers.measured.push_back((a.harm[l] + b.harm[l]) / 2);
        barriers.predicted.push_back((a.predicted_harm[l] + b.predicted_harm[l]) / 2);
    }
    return barriers;
}

} // namespace etalon
