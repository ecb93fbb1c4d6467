// What is read off a frozen system: votes, shares of the biases, the stencil.
#include "core/experiments/linear_scope/scope.hpp"

#include <cmath>

namespace etalon {

ScopeMatrix votes(const ScopeMatrix& rows, std::span<const double> x)
{
    const Eigen::Map<const Eigen::RowVectorXd> input(x.data(), std::ssize(x));
    return rows.array().rowwise() * input.array();
}

double bias_share(const FrozenScope& frozen)
{
    const std::vector<double> linear = frozen.forward(frozen.input());
    double biases = 0, rest = 0;
    for (std::size_t i = 0; i < linear.size(); ++i) {
        biases += std::abs(frozen.bias()[i]);
        rest += std::abs(linear[i]);
    }
    return biases > 0 ? biases / (biases + rest) : 0;
}

std::vector<double> bias_shares(const FrozenScope& frozen)
{
    return bias_shares(frozen.forward(frozen.input()), frozen.bias());
}

std::vector<double> bias_shares(std::span<const double> linear, std::span<const double> bias)
{
    std::vector<double> shares;
    for (std::size_t i = 0; i < linear.size(); ++i) {
        const double b = std::abs(bias[i]);
        shares.push_back(b > 0 ? b / (b + std::abs(linear[i])) : 0);
    }
    return shares;
}

ScopeMatrix stencil(const ScopeMatrix& matrix, std::size_t height, std::size_t width)
{
    constexpr std::int64_t reach = stencil_reach;
    const auto rows = static_cast<std::int64_t>(height), columns = static_cast<std::int64_t>(width);
    ScopeMatrix k = ScopeMatrix::Zero(2 * reach + 1, 2 * reach + 1);
    for (std::int64_t dy = -reach; dy <= reach; ++dy)
        for (std::int64_t dx = -reach; dx <= reach; ++dx) {
            double sum = 0;
            std::int64_t count = 0;
            for (std::int64_t i = std::max<std::int64_t>(dy, 0); i < std::min(rows, rows + dy); ++i)
                for (std::int64_t j = std::max<std::int64_t>(dx, 0);
                     j < std::min(columns, columns + dx); ++j, ++count)
                    sum += matrix(i * columns + j, (i - dy) * columns + j - dx);
            if (count > 0)
                k(dy + reach, dx + reach) = sum / static_cast<double>(count);
        }
    return k;
}

} // namespace etalon
