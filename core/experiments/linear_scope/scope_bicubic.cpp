// Interpolation to twice the size after Keys (section 3), the yardstick of upscale.
#include "core/experiments/linear_scope/scope.hpp"

#include <cmath>

namespace etalon {
namespace {

double weight(double distance)
{
    const double x = std::abs(distance);
    if (x <= 1)
        return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

using Image = Eigen::Map<const ScopeMatrix>;

Image plane(std::span<const double> values, std::size_t index, std::size_t rows,
            std::size_t columns)
{
    return {values.data() + index * rows * columns, static_cast<Eigen::Index>(rows),
            static_cast<Eigen::Index>(columns)};
}

void append(std::vector<double>& values, const ScopeMatrix& image)
{
    values.insert(values.end(), image.data(), image.data() + image.size());
}

} // namespace

ScopeMatrix bicubic_matrix(std::size_t n)
{
    const auto size = static_cast<Eigen::Index>(n);
    ScopeMatrix b = ScopeMatrix::Zero(2 * size, size);
    for (Eigen::Index i = 0; i < 2 * size; ++i) {
        const double s = (static_cast<double>(i) + 0.5) / 2 - 0.5;
        const auto j = static_cast<Eigen::Index>(std::floor(s));
        for (Eigen::Index q = j - 1; q <= j + 2; ++q)
            b(i, std::clamp<Eigen::Index>(q, 0, size - 1)) += weight(s - static_cast<double>(q));
    }
    return b;
}

std::vector<double> bicubic_upscale(std::span<const double> x, ScopeShape small)
{
    const ScopeMatrix rows = bicubic_matrix(small.height), columns = bicubic_matrix(small.width);
    std::vector<double> result;
    for (std::size_t c = 0; c < small.channels; ++c)
        append(result, rows * plane(x, c, small.height, small.width) * columns.transpose());
    return result;
}

std::vector<double> bicubic_transposed(std::span<const double> g, ScopeShape small)
{
    const ScopeMatrix rows = bicubic_matrix(small.height), columns = bicubic_matrix(small.width);
    std::vector<double> result;
    for (std::size_t c = 0; c < small.channels; ++c)
        append(result, rows.transpose() * plane(g, c, 2 * small.height, 2 * small.width) * columns);
    return result;
}

double bicubic_cosine(const ScopeMatrix& matrix, ScopeShape small)
{
    const ScopeMatrix rows = bicubic_matrix(small.height), columns = bicubic_matrix(small.width);
    // U[(i, j), (a, b)] = B[i, a] B[j, b]
    const Eigen::Index m = rows.rows(), n = rows.cols(), w = columns.rows(), v = columns.cols();
    double product = 0;
    for (Eigen::Index i = 0; i < m; ++i)
        for (Eigen::Index j = 0; j < w; ++j)
            for (Eigen::Index a = 0; a < n; ++a)
                if (rows(i, a) != 0)
                    product +=
                        rows(i, a) * columns.row(j).dot(matrix.row(i * w + j).segment(a * v, v));
    const double norm = matrix.norm() * rows.norm() * columns.norm();
    return norm > 0 ? product / norm : 0;
}

} // namespace etalon
