#include "core/experiments/linear_cnn/fully_connected_net.hpp"

#include <algorithm>

namespace etalon {

template <class Scalar>
FullyConnectedNet<Scalar>::FullyConnectedNet(const RealFourierBasis& basis,
                                             const SpectralPlanes<Scalar>& planes,
                                             const LinearCnnShape& shape,
                                             const LinearCnnWeights& weights)
    : planes_(planes)
    , channels_(shape.channels)
    , classes_(shape.classes)
    , hidden_(shape.hidden)
    , row_(shape.channels * planes.spectrum())
    , readout_(weights.fully_connected_2.size())
    , pull_(hidden_ * classes_)
    , zeros_(row_, Scalar(0))
{
    std::vector<double> coordinates(weights.fully_connected_1.size());
    basis.to_basis(weights.fully_connected_1.data(), hidden_ * channels_, coordinates.data());
    hidden_weights_ = planes.scattered(coordinates.data(), hidden_ * channels_,
                                       SpectralPlanes<Scalar>::Unit::coordinates);
    std::transform(weights.fully_connected_2.begin(), weights.fully_connected_2.end(),
                   readout_.begin(), [](double value) { return static_cast<Scalar>(value); });
    next_hidden_ = hidden_weights_;
    next_readout_ = readout_;
}

template <class Scalar>
void FullyConnectedNet<Scalar>::map_into(Scalar* map) const
{
    const EntryRange all{0, hidden_};
    multiply<Scalar>({.a = readout_.data(),
                      .a_stride = hidden_,
                      .entries = {&all, 1},
                      .b = hidden_weights_.data(),
                      .b_stride = row_,
                      .start = zeros_.data(),
                      .start_stride = 0,
                      .out = map,
                      .out_stride = row_},
                     classes_, row_);
}

template <class Scalar>
bool FullyConnectedNet<Scalar>::descend(const Scalar* gradient, Scalar learning_rate)
{
    descend_readout(gradient, learning_rate); // dE/dW2 = G W1ᵀ
    for (std::size_t j = 0; j < hidden_; ++j) // dE/dW1 = W2ᵀ G
        for (std::size_t c = 0; c < classes_; ++c)
            pull_[j * classes_ + c] = -learning_rate * readout_[c * hidden_ + j];
    const EntryRange all{0, classes_};
    multiply<Scalar>({.a = pull_.data(),
                      .a_stride = classes_,
                      .entries = {&all, 1},
                      .b = gradient,
                      .b_stride = row_,
                      .start = hidden_weights_.data(),
                      .start_stride = row_,
                      .out = next_hidden_.data(),
                      .out_stride = row_},
                     hidden_, row_);
    return all_finite(next_readout_) && all_finite(next_hidden_);
}

template <class Scalar>
void FullyConnectedNet<Scalar>::descend_readout(const Scalar* gradient, Scalar learning_rate)
{
    constexpr std::size_t tile = 4; // classes whose inner products share the hidden unit's loads
    for (std::size_t j = 0; j < hidden_; ++j) {
        const Scalar* unit = hidden_weights_.data() + j * row_;
        for (std::size_t first = 0; first < classes_; first += tile) {
            const std::size_t count = std::min(tile, classes_ - first);
            const Scalar* rows[tile]; // an incomplete tile repeats its last class
            for (std::size_t i = 0; i < tile; ++i)
                rows[i] = gradient + (first + std::min(i, count - 1)) * row_;
            Lanes<Scalar> sums[tile] = {};
            for (std::size_t place = 0; place < row_; place += lane_count<Scalar>) {
                Lanes<Scalar> w, g0, g1, g2, g3;
                load(w, unit + place);
                load(g0, rows[0] + place);
                load(g1, rows[1] + place);
                load(g2, rows[2] + place);
                load(g3, rows[3] + place);
                sums[0] += w * g0;
                sums[1] += w * g1;
                sums[2] += w * g2;
                sums[3] += w * g3;
            }
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t entry = (first + i) * hidden_ + j;
                next_readout_[entry] = readout_[entry] - learning_rate * sum_of<Scalar>(sums[i]);
            }
        }
    }
}

template <class Scalar>
void FullyConnectedNet<Scalar>::commit()
{
    std::swap(hidden_weights_, next_hidden_);
    std::swap(readout_, next_readout_);
}

template <class Scalar>
void FullyConnectedNet<Scalar>::weights_into(const RealFourierBasis& basis,
                                             LinearCnnWeights& weights) const
{
    weights.fully_connected_1 = planes_.gathered(hidden_weights_.data(), hidden_ * channels_,
                                                 SpectralPlanes<Scalar>::Unit::coordinates);
    basis.from_basis(weights.fully_connected_1.data(), hidden_ * channels_,
                     weights.fully_connected_1.data());
    weights.fully_connected_2.assign(readout_.begin(), readout_.end());
}

template <class Scalar>
std::vector<std::vector<double>> FullyConnectedNet<Scalar>::exact() const
{
    return {{hidden_weights_.begin(), hidden_weights_.end()}, {readout_.begin(), readout_.end()}};
}

template <class Scalar>
void FullyConnectedNet<Scalar>::restore(const std::vector<std::vector<double>>& exact)
{
    const auto convert = [](double value) { return static_cast<Scalar>(value); };
    std::transform(exact[0].begin(), exact[0].end(), hidden_weights_.begin(), convert);
    std::transform(exact[1].begin(), exact[1].end(), readout_.begin(), convert);
}

template class FullyConnectedNet<double>;
template class FullyConnectedNet<float>;

} // namespace etalon
