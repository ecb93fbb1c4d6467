#include "core/lab/thin_for_display.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>

namespace etalon {

namespace {

class Columns {
public:
    explicit Columns(const DisplayColumns& columns)
        : columns_(columns)
        , left_(place(columns.left))
        , per_unit_(static_cast<double>(columns.count) / (place(columns.right) - left_))
    {
    }

    /// -1 left of the plot, `count` right of it.
    std::int64_t operator()(double x) const
    {
        if (!(x >= columns_.left))
            return -1;
        if (x >= columns_.right)
            return static_cast<std::int64_t>(columns_.count) - (x == columns_.right ? 1 : 0);
        return static_cast<std::int64_t>((place(x) - left_) * per_unit_);
    }

private:
    double place(double x) const { return columns_.scale == Scale::logarithmic ? std::log(x) : x; }

    DisplayColumns columns_;
    double left_, per_unit_;
};

/// Takes points one by one and keeps those of the current column that matter.
class Thinner {
public:
    explicit Thinner(const DisplayColumns& columns)
        : columns_(columns)
    {
    }

    void add(DisplayPoint point)
    {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
            break_line();
            return;
        }
        const Numbered numbered{point, next_++};
        const auto column = columns_(point.x);
        if (is_empty_ || column != column_) {
            end_column();
            column_ = column;
            is_empty_ = false;
            first_ = lowest_ = highest_ = last_ = numbered;
            return;
        }
        last_ = numbered;
        if (point.y < lowest_.point.y)
            lowest_ = numbered;
        if (point.y > highest_.point.y)
            highest_ = numbered;
    }

    std::vector<DisplayLine> lines()
    {
        break_line();
        return std::move(lines_);
    }

private:
    struct Numbered {
        DisplayPoint point{};
        std::size_t number = 0;
    };

    void end_column()
    {
        if (is_empty_)
            return;
        is_empty_ = true;
        std::array kept{first_, lowest_, highest_, last_};
        std::sort(kept.begin(), kept.end(),
                  [](const Numbered& a, const Numbered& b) { return a.number < b.number; });
        for (std::size_t i = 0; i < kept.size(); ++i)
            if (i == 0 || kept[i].number != kept[i - 1].number)
                line_.push_back(kept[i].point);
    }

    void break_line()
    {
        end_column();
        if (!line_.empty())
            lines_.push_back(std::exchange(line_, {}));
    }

    Columns columns_;
    std::int64_t column_ = 0;
    bool is_empty_ = true;
    Numbered first_{}, lowest_{}, highest_{}, last_{};
    std::size_t next_ = 0;
    DisplayLine line_{};
    std::vector<DisplayLine> lines_{};
};

} // namespace

std::vector<DisplayLine> thin_for_display(std::span<const double> x, std::span<const double> y,
                                          const DisplayColumns& columns)
{
    assert(x.size() == y.size());
    Thinner thinner(columns);
    for (std::size_t i = 0; i < x.size(); ++i)
        thinner.add({x[i], y[i]});
    return thinner.lines();
}

std::vector<DisplayLine> thin_for_display(const Series& series, std::size_t entry, double factor,
                                          const DisplayColumns& columns)
{
    Thinner thinner(columns);
    const auto steps = series.steps();
    const auto values = series.values();
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (i + 1 == steps.size() || steps[i] != steps[i + 1])
            thinner.add(
                {static_cast<double>(steps[i]), factor * values[i * series.width() + entry]});
    return thinner.lines();
}

} // namespace etalon
