// Singular values and vectors of a frozen system: of F where it can be held, else by products alone.
#include "core/experiments/linear_scope/scope.hpp"

#include "core/lab/random.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include <cmath>

namespace etalon {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Index index(std::size_t value)
{
    return static_cast<Index>(value);
}

/// The first `count` triplets of left · diag(values) · right^T, with signs as agreed.
ScopeSingular kept(const MatrixXd& left, const VectorXd& values, const MatrixXd& right, Index count)
{
    ScopeSingular result;
    result.values.assign(values.data(), values.data() + count);
    result.left = left.leftCols(count).transpose();
    result.right = right.leftCols(count).transpose();
    for (Index r = 0; r < count; ++r) {
        Index largest = 0; // the first at a tie
        for (Index i = 1; i < result.right.cols(); ++i)
            if (std::abs(result.right(r, i)) > std::abs(result.right(r, largest)))
                largest = i;
        if (result.right(r, largest) < 0) {
            result.right.row(r) *= -1;
            result.left.row(r) *= -1;
        }
    }
    return result;
}

/// A smaller matrix with the same singular values: R of F = Q R where F (or its transpose) is tall.
MatrixXd triangle_of(const ScopeMatrix& matrix)
{
    MatrixXd tall = matrix.rows() < matrix.cols() ? MatrixXd(matrix.transpose()) : MatrixXd(matrix);
    const Index n = tall.cols();
    if (2 * tall.rows() < 3 * n)
        return tall;
    const Eigen::HouseholderQR<Eigen::Ref<MatrixXd>> qr(tall); // in place
    return tall.topRows(n).triangularView<Eigen::Upper>();
}

/// An orthonormal basis V of inputs that grows by F^T F times its last block, with F V and F^T F V:
/// block Golub-Kahan-Lanczos with full orthogonalisation, and Rayleigh-Ritz in the basis.
class KrylovBasis {
public:
    /// Begins with the rows of `guess` (count × N) as far as they go, else in random directions.
    explicit KrylovBasis(const FrozenScope& frozen, const ScopeMatrix& guess = {})
        : frozen_(frozen)
        , v_(index(frozen.inputs()), 0)
        , fv_(index(frozen.outputs()), 0)
        , ftfv_(index(frozen.inputs()), 0)
    {
        const Index known = guess.cols() == v_.rows() ? guess.rows() : 0;
        MatrixXd start = MatrixXd::Zero(v_.rows(), std::max(block, known)); // 0: replaced below
        if (known > 0)
            start.leftCols(known) = guess.transpose();
        append(start);
    }

    Index size() const { return v_.cols(); }
    bool is_complete() const { return size() == v_.rows(); }
    void grow() { append(ftfv_.rightCols(std::min(block, size()))); }

    /// Whether the first `count` triplets satisfy |F^T u - s v| <= 1e-6 s_1.
    bool has_converged(Index count) const
    {
        if (is_complete())
            return true;
        if (size() < count)
            return false;
        const Eigen::SelfAdjointEigenSolver<MatrixXd> ritz(fv_.transpose() * fv_);
        const VectorXd values = ritz.eigenvalues().cwiseMax(0).cwiseSqrt().reverse();
        for (Index r = 0; r < count; ++r) {
            const VectorXd w = ritz.eigenvectors().col(size() - 1 - r);
            if (values(r) <= 1e-9 * values(0))
                continue; // a left vector of no weight
            const VectorXd residual = ftfv_ * w / values(r) - values(r) * (v_ * w);
            if (residual.norm() > 1e-6 * values(0))
                return false;
        }
        return true;
    }

    ScopeSingular triplets(Index count) const
    {
        const Eigen::BDCSVD<MatrixXd> svd(fv_, Eigen::ComputeThinU | Eigen::ComputeThinV);
        return kept(svd.matrixU(), svd.singularValues(), v_ * svd.matrixV(), count);
    }

    static constexpr Index block = 16;

private:
    const FrozenScope& frozen_;
    MatrixXd v_, fv_, ftfv_;
    Random random_{1, 5}; // directions to begin with; the run's own streams stay untouched

    /// To the first columns of V.
    void orthogonalise(VectorXd& direction, Index columns) const
    {
        const auto basis = v_.leftCols(columns);
        for (int pass = 0; pass < 2; ++pass)
            direction -= basis * (basis.transpose() * direction);
    }

    void append(const MatrixXd& directions)
    {
        const Index before = size(),
                    count = std::min(std::max(block, directions.cols()), v_.rows() - before);
        v_.conservativeResize(Eigen::NoChange, before + count);
        for (Index i = 0; i < count; ++i) {
            VectorXd direction = i < directions.cols() ? VectorXd(directions.col(i))
                                                       : VectorXd(VectorXd::Zero(v_.rows()));
            const double least = 1e-10 * direction.norm();
            orthogonalise(direction, before + i);
            // Nothing new (or no number at all): a random direction instead.
            while (!(direction.norm() > (std::isfinite(least) ? least : 0))) {
                for (double& value : direction)
                    value = random_.normal();
                orthogonalise(direction, before + i);
            }
            v_.col(before + i) = direction.normalized();
        }
        const ScopeMatrix images = frozen_.forward(ScopeMatrix(v_.rightCols(count).transpose()));
        const ScopeMatrix back = frozen_.transposed(images);
        fv_.conservativeResize(Eigen::NoChange, size());
        ftfv_.conservativeResize(Eigen::NoChange, size());
        fv_.rightCols(count) = images.transpose();
        ftfv_.rightCols(count) = back.transpose();
    }
};

} // namespace

double effective_rank(std::span<const double> singular_values)
{
    double sum = 0, squares = 0;
    for (const double s : singular_values) {
        sum += s;
        squares += s * s;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

std::vector<double> all_singular_values(const ScopeMatrix& matrix)
{
    const Eigen::BDCSVD<MatrixXd> svd(triangle_of(matrix));
    const VectorXd& values = svd.singularValues();
    return {values.begin(), values.end()};
}

ScopeSingular singular_vectors(const ScopeMatrix& matrix, std::size_t count)
{
    const Eigen::BDCSVD<MatrixXd> svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const VectorXd& values = svd.singularValues();
    ScopeSingular result =
        kept(svd.matrixU(), values, svd.matrixV(), std::min(index(count), values.size()));
    result.effective_rank =
        effective_rank({values.data(), static_cast<std::size_t>(values.size())});
    return result;
}

ScopeSingular singular_vectors(const FrozenScope& frozen, std::size_t count)
{
    return frozen.has_matrix() ? singular_vectors(frozen.matrix(), count)
                               : singular_vectors(frozen, SingularSearch{.count = count});
}

ScopeSingular singular_vectors(const FrozenScope& frozen, const SingularSearch& search)
{
    constexpr Index quick = 64; // a dense decomposition of this size takes no longer than products
    const Index all = index(std::min(frozen.inputs(), frozen.outputs())),
                wanted = std::min(index(search.count), all),
                few = std::min(index(search.few), wanted);
    const bool is_dense = frozen.has_matrix();
    if (is_dense && all <= quick)
        return singular_vectors(frozen.matrix(), search.count);
    KrylovBasis basis(frozen, search.guess);
    Index show = search.guess.size() > 0 ? few : few + KrylovBasis::block;
    Index check = 2 * wanted; // each look costs as much as several steps
    for (; !basis.is_complete(); basis.grow()) {
        if (few > 0 && basis.size() >= show) {
            if (!search.progress(basis.triplets(few)))
                return {};
            show = 2 * basis.size();
        }
        if (is_dense && basis.size() >= few + 3 * KrylovBasis::block)
            break;
        if (!is_dense && basis.size() >= check) {
            if (basis.has_converged(wanted))
                break;
            check = basis.size() + std::max<Index>(32, basis.size() / 4);
        }
    }
    return is_dense ? singular_vectors(frozen.matrix(), search.count) : basis.triplets(wanted);
}

} // namespace etalon
