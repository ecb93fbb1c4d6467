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
    struct Settled {
        Index column;
        double distance;
    };

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

    /// Dijkstra over columns. Every pass runs through all of them in their order, so that it is
    /// vectorised: a column whose distance is final has reach -∞, hence no way leads to it any more.
    void augment(Index free_row)
    {
        reach_ = potential_;
        distance_.setConstant(infinite);
        settled_.clear();
        Index row = free_row, column = nobody;
        double nearest = 0, offset = 0;
        for (;;) {
            relax(row, offset, nearest);
            nearest = distance_.minCoeff();
            column = nearest_column(nearest);
            if (row_of(column) == nobody)
                break;
            settled_.push_back({column, nearest});
            reach_(column) = -infinite;
            distance_(column) = infinite;
            row = row_of(column);
            offset = cost_(row, column) - potential_(column) - nearest;
        }
        for (const Settled& settled : settled_)
            potential_(settled.column) += settled.distance - nearest;
        exchange(free_row, column);
    }

    /// Ways through `row` to all columns that are not settled. Rounding may make a way shorter than the
    /// nearest; it counts as equal.
    void relax(Index row, double offset, double nearest)
    {
        const double* cost = cost_.row(row).data();
        const double* reach = reach_.data();
        double* distance = distance_.data();
        Index* from = from_.data();
        for (Index j = 0; j < size_; ++j) {
            const double reduced = cost[j] - reach[j] - offset;
            const double way = reduced < nearest ? nearest : reduced;
            const bool is_shorter = way < distance[j];
            distance[j] = is_shorter ? way : distance[j];
            from[j] = is_shorter ? row : from[j];
        }
    }

    /// A column at this distance, a free one if there is one: there the search ends.
    Index nearest_column(double nearest)
    {
        Index found = nobody;
        for (Index j = 0; j < size_; ++j) {
            if (distance_(j) > nearest)
                continue;
            if (row_of(j) == nobody)
                return j;
            if (found == nobody)
                found = j;
        }
        return found;
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
    Eigen::RowVectorXd potential_{}, reach_{}, distance_;
    std::vector<Index> from_;
    std::vector<Settled> settled_{};
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
    std::vector<Index> identity(static_cast<std::size_t>(similarity.rows()));
    std::iota(identity.begin(), identity.end(), Index{0});
    if (!similarity.allFinite())
        return identity;
    const ModeMatrix cost = -similarity;
    auto best = Solver(cost).solve();
    const double highest = mode_assignment_sum(similarity, best),
                 unmoved = mode_assignment_sum(similarity, identity);
    return unmoved >= highest - 1e-12 * std::max(1.0, std::abs(highest)) ? identity : best;
}

} // namespace etalon
