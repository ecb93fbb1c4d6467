#include "ui/figure/span_raster.hpp"

#include "ui/figure/pixel_brush.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace etalon {

namespace {

constexpr int block_width = 16; // columns drawn together: one cache line of each image row

// Base-2 logarithm to about 1e-5, far below a hundredth of a pixel; NaN for what is not positive.
// x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh((m-1)/(m+1)).
float quick_log2(float x)
{
    const auto bits = std::bit_cast<std::int32_t>(x > 0 ? x : 1.0f);
    const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;
    const float m = std::bit_cast<float>(bits - exponent * (1 << 23));
    const float z = (m - 1) / (m + 1), z2 = z * z;
    const float log2m =
        2.885390082f * z * (1 + z2 * (0.333333333f + z2 * (0.2f + z2 * 0.142857143f)));
    return x > 0 ? static_cast<float>(exponent) + log2m : std::numeric_limits<float>::quiet_NaN();
}

struct Mapping { // from values to image rows
    bool logarithmic;
    double low, scale, height;

    Mapping(const AxisRange& y, int rows)
        : logarithmic(y.logarithmic)
        , low(y.low)
        , scale(rows / (y.logarithmic ? std::log2(y.high / y.low) : y.high - y.low))
        , height(rows)
    {
    }

    void operator()(std::span<const double> values, float* rows) const
    {
        // Places far outside are pulled in to where float still counts single pixels.
        const auto bounded = [](double row) {
            return static_cast<float>(row < -1e6 ? -1e6 : row > 1e6 ? 1e6 : row);
        };
        if (logarithmic) {
            const double unit = 1 / low;
            for (std::size_t j = 0; j < values.size(); ++j)
                rows[j] = static_cast<float>(height)
                    - static_cast<float>(scale) * quick_log2(static_cast<float>(values[j] * unit));
        } else {
            for (std::size_t j = 0; j < values.size(); ++j)
                rows[j] = bounded(height - scale * (values[j] - low));
        }
    }
};

// What one occupied column looks like, in rows; one number a trace.
struct ColumnRows {
    std::vector<float> first, last, top, bottom;

    explicit ColumnRows(std::size_t traces)
        : first(traces)
        , last(traces)
        , top(traces)
        , bottom(traces)
    {
    }

    void load(const ColumnTable& table, std::size_t position, const Mapping& map)
    {
        map(table.first(position), first.data());
        if (table.single(position)) {
            last = top = bottom = first;
            return;
        }
        map(table.last(position), last.data());
        map(table.greatest(position), top.data());
        map(table.least(position), bottom.data());
    }
};

void draw_span(std::uint32_t* column, int rows, float top, float bottom, const PixelBrush& brush)
{
    top = std::max(top, 0.0f);
    bottom = std::min(bottom, static_cast<float>(rows));
    if (!(bottom > top))
        return;
    const int begin = static_cast<int>(top), end = std::min(static_cast<int>(bottom), rows - 1);
    if (begin == end) {
        brush.dab(column[begin], bottom - top);
        return;
    }
    brush.dab(column[begin], static_cast<float>(begin + 1) - top);
    if (brush.alpha == 255)
        std::fill(column + begin + 1, column + end, brush.solid);
    else
        for (int row = begin + 1; row < end; ++row)
            brush.dab(column[row], 1);
    if (const float rest = bottom - static_cast<float>(end); rest > 0)
        brush.dab(column[end], rest);
}

// The part of a straight line within a pixel column; widened with the line's slope.
struct Reach {
    float top = std::numeric_limits<float>::infinity(),
          bottom = -std::numeric_limits<float>::infinity();

    void line(float left, float from, float right, float to, float column, float half)
    {
        const float begin = std::max(left, column), end = std::min(right, column + 1);
        if (!(end > begin) || std::isnan(from) || std::isnan(to))
            return;
        const float slope = (to - from) / (right - left);
        const float a = from + slope * (begin - left), b = from + slope * (end - left);
        // The vertical chord of a slanted stroke, at least what joins it to the next column, and not
        // so much that peaks would overshoot.
        const float middle = (a + b) / 2, rise = std::abs(b - a) / 2;
        const float reach =
            std::min(std::max(half * std::sqrt(1 + slope * slope), rise), rise + 1.4f * half);
        top = std::min(top, middle - reach);
        bottom = std::max(bottom, middle + reach);
    }

    void values(float least_row, float greatest_row, float half)
    {
        if (least_row <= greatest_row) { // infinite where there are none
            top = std::min(top, least_row - half);
            bottom = std::max(bottom, greatest_row + half);
        }
    }
};

} // namespace

void draw_spans(QImage& image, const ColumnTable& table, const AxisRange& y, const SpanStyle& style,
                int from_column)
{
    const auto occupied = table.occupied();
    const int rows = image.height(), columns = std::min(image.width(), table.columns());
    if (occupied.empty() || rows < 1)
        return;
    const Mapping map(y, rows);
    const std::size_t n = table.traces();
    std::vector<PixelBrush> brushes;
    for (const QRgb colour : style.colours)
        brushes.emplace_back(colour);
    std::vector<std::uint32_t> block(static_cast<std::size_t>(rows) * block_width);
    auto* bits = reinterpret_cast<std::uint32_t*>(image.bits());
    const auto stride = static_cast<std::size_t>(image.bytesPerLine()) / 4;

    // Around the column being drawn: the occupied column before it, at it, and after it.
    ColumnRows before(n), here(n), after(n);
    std::size_t next = static_cast<std::size_t>(
        std::lower_bound(occupied.begin(), occupied.end(), from_column) - occupied.begin());
    const auto place = [&](std::size_t position) {
        return static_cast<float>(occupied[position]) + static_cast<float>(table.offset(position));
    };
    bool has_before = next > 0, has_after = next < occupied.size();
    float before_at = 0, after_at = 0;
    if (has_before) {
        before.load(table, next - 1, map);
        before_at = place(next - 1);
    }
    if (has_after) {
        after.load(table, next, map);
        after_at = place(next);
    }

    for (int start = from_column; start < columns; start += block_width) {
        const int width = std::min(block_width, columns - start);
        std::fill(block.begin(), block.end(), 0u);
        bool any = false;
        for (int c = start; c < start + width; ++c) {
            std::uint32_t* pixels =
                block.data() + static_cast<std::size_t>(c - start) * static_cast<std::size_t>(rows);
            const auto column = static_cast<float>(c);
            const bool at_samples = has_after && occupied[next] == c;
            float here_at = 0;
            if (at_samples) {
                std::swap(here, after);
                here_at = after_at;
                ++next;
                has_after = next < occupied.size();
                if (has_after) {
                    after.load(table, next, map);
                    after_at = place(next);
                }
            } else if (!has_before || !has_after) {
                continue;
            }
            any = true;
            for (std::size_t j = 0; j < n; ++j) {
                const float half = 0.5f * style.thickness[j];
                Reach reach;
                if (at_samples) {
                    reach.values(here.top[j], here.bottom[j], half);
                    if (has_before)
                        reach.line(before_at, before.last[j], here_at, here.first[j], column, half);
                    if (has_after)
                        reach.line(here_at, here.last[j], after_at, after.first[j], column, half);
                } else {
                    reach.line(before_at, before.last[j], after_at, after.first[j], column, half);
                }
                draw_span(pixels, rows, reach.top, reach.bottom, brushes[j]);
            }
            if (at_samples) {
                std::swap(before, here);
                before_at = here_at;
                has_before = true;
            }
        }
        if (!any)
            continue;
        for (int row = 0; row < rows; ++row)
            for (int c = 0; c < width; ++c)
                bits[static_cast<std::size_t>(row) * stride + static_cast<std::size_t>(start + c)] =
                    block[static_cast<std::size_t>(c) * static_cast<std::size_t>(rows)
                          + static_cast<std::size_t>(row)];
    }
}

} // namespace etalon
