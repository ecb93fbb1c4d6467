#include "core/experiments/mode_connectivity/mode_assignment.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace etalon {
namespace {

using Eigen::Index;

constexpr Index nobody = -1;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Minimises Σ_i cost(i, column of i) after Jonker and Volgenant (1987): columns are given away
/// where their cheapest row is free, and each row left over takes the shortest path of exchanges to a
/// free column. Potentials v keep the reduced costs cost(i, j) - u(i) - v(j) from being negative;
/// u is implied by the row's own column.
class Solver {
public:
    explicit Solver(const ModeMatrix& cost)
        : cost_(cost)
        , size_(cost.rows())
        , column_of_(static_cast<std::size_t>(size_), nobody)
        , row_of_(static_cast<std::size_t>(size_), nobody)
        , distance_(size_)
        , from_(static_cast<std::size_t>(size_))
        , columns_(static_cast<std::size_t>(size_))
    {
    }

    std::vector<Index> solve()
    {
        give_columns_away();
        for (Index row = 0; row < size_; ++row)
            if (column(row) == nobody)
                augment(row);
        return column_of_;
    }

private:
    Index& column(Index row) { return column_of_[static_cast<std::size_t>(row)]; }
    Index& row_of(Index column) { return row_of_[static_cast<std::size_t>(column)]; }

    void give_columns_away()
    {
        potential_ = cost_.colwise().minCoeff();
        for (Index j = size_ - 1; j >= 0; --j) {
            Index row = 0;
            cost_.col(j).minCoeff(&row);
            if (column(row) == nobody) {
                column(row) = j;
                row_of(j) = row;
            }
        }
    }

    /// Dijkstra over columns: those before `done` have their final distance, those before `near` have
    /// the smallest distance of the rest.
    void augment(Index free_row)
    {
        std::iota(columns_.begin(), columns_.end(), Index{0});
        distance_ = cost_.row(free_row) - potential_;
        std::fill(from_.begin(), from_.end(), free_row);
        std::size_t done = 0, near = 0;
        double nearest = 0;
        Index end = nobody;
        while (end == nobody) {
            if (done == near) {
                nearest = gather_nearest(done, near);
                end = free_one(done, near);
                if (end != nobody)
                    break;
            }
            end = relax(columns_[done], nearest, near);
            ++done;
        }
        for (std::size_t k = 0; k < done; ++k) {
            const Index j = columns_[k];
            if (distance_(j) < nearest) // those that were left behind
                potential_(j) += distance_(j) - nearest;
        }
        exchange(free_row, end);
    }

    /// Moves the columns of smallest distance to places done … near-1.
    double gather_nearest(std::size_t done, std::size_t& near)
    {
        double nearest = infinite;
        near = done;
        for (std::size_t k = done; k < columns_.size(); ++k) {
            const double distance = distance_(columns_[k]);
            if (distance > nearest)
                continue;
            if (distance < nearest) {
                nearest = distance;
                near = done;
            }
            std::swap(columns_[k], columns_[near++]);
        }
        return nearest;
    }

    Index free_one(std::size_t from, std::size_t to)
    {
        for (std::size_t k = from; k < to; ++k)
            if (row_of(columns_[k]) == nobody)
                return columns_[k];
        return nobody;
    }

    /// Ways to all other columns through the row of `through`; a free column at the same distance.
    Index relax(Index through, double nearest, std::size_t& near)
    {
        const Index row = row_of(through);
        const double offset = cost_(row, through) - potential_(through) - nearest;
        for (std::size_t k = near; k < columns_.size(); ++k) {
            const Index j = columns_[k];
            const double distance = cost_(row, j) - potential_(j) - offset;
            if (distance >= distance_(j))
                continue;
            // Rounding may make a way shorter than the nearest; it counts as equal.
            distance_(j) = std::max(distance, nearest);
            from_[static_cast<std::size_t>(j)] = row;
            if (distance_(j) > nearest)
                continue;
            if (row_of(j) == nobody)
                return j;
            std::swap(columns_[k], columns_[near++]);
        }
        return nobody;
    }

    /// Each row on the way hands its column on.
    void exchange(Index free_row, Index end)
    {
        for (Index j = end;;) {
            const Index row = from_[static_cast<std::size_t>(j)];
            row_of(j) = row;
            std::swap(j, column(row));
            if (row == free_row)
                return;
        }
    }

    const ModeMatrix& cost_;
    Index size_;
    std::vector<Index> column_of_, row_of_;
    Eigen::RowVectorXd potential_{}, distance_;
    std::vector<Index> from_, columns_;
};

} // namespace

double mode_assignment_sum(const ModeMatrix& similarity, std::span<const Index> columns)
{
    double sum = 0;
    for (std::size_t row = 0; row < columns.size(); ++row)
        sum += similarity(static_cast<Index>(row), columns[row]);
    return sum;
}

std::vector<Index> mode_best_assignment(const ModeMatrix& similarity)
{
    assert(similarity.rows() == similarity.cols());
    const ModeMatrix cost = -similarity;
    auto best = Solver(cost).solve();
    std::vector<Index> identity(best.size());
    std::iota(identity.begin(), identity.end(), Index{0});
    const double highest = mode_assignment_sum(similarity, best),
                 unmoved = mode_assignment_sum(similarity, identity);
    return unmoved >= highest - 1e-12 * std::max(1.0, std::abs(highest)) ? identity : best;
}

} // namespace etalon
