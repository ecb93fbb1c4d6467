#include "ui/figure/segment_raster.hpp"

#include "ui/figure/pixel_brush.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {

namespace {

// Pixels of an image, addressed along and across a line that is flat in these terms.
struct Canvas {
    std::uint32_t* bits;
    std::ptrdiff_t along, across; // to the next pixel
    int length, breadth;          // pixels there are
};

// From (x0, y0) to (x1, y1) with x0 < x1 and |y1 - y0| <= x1 - x0.
void draw_flat(const Canvas& canvas, double x0, double y0, double x1, double y1, double width,
               const PixelBrush& brush)
{
    const double slope = (y1 - y0) / (x1 - x0);
    const auto half = static_cast<float>(0.5 * width * std::sqrt(1 + slope * slope));
    const int first = std::max(0, static_cast<int>(std::floor(x0)));
    const int last = std::min(canvas.length - 1, static_cast<int>(std::ceil(x1)) - 1);
    for (int column = first; column <= last; ++column) {
        const double from = std::max(x0, static_cast<double>(column)),
                     to = std::min(x1, column + 1.0);
        const auto ends = static_cast<float>(to - from); // less than 1 at the ends of the line
        const auto middle = static_cast<float>(y0 + slope * (0.5 * (from + to) - x0));
        const int top = std::max(0, static_cast<int>(std::floor(middle - half)));
        const int bottom =
            std::min(canvas.breadth - 1, static_cast<int>(std::floor(middle + half)));
        if (top > bottom)
            continue;
        std::uint32_t* pixel = canvas.bits + column * canvas.along + top * canvas.across;
        for (int row = top; row <= bottom; ++row, pixel += canvas.across) {
            const auto edge = static_cast<float>(row);
            const float cover = std::min(middle + half, edge + 1) - std::max(middle - half, edge);
            if (cover > 0)
                brush.dab(*pixel, std::min(cover, 1.0f) * ends);
        }
    }
}

} // namespace

void draw_segment(QImage& image, const QLineF& line, double width, QRgb colour)
{
    const PixelBrush brush(colour);
    auto* bits = reinterpret_cast<std::uint32_t*>(image.bits());
    const auto stride = static_cast<std::ptrdiff_t>(image.bytesPerLine() / 4);
    double x0 = line.x1(), y0 = line.y1(), x1 = line.x2(), y1 = line.y2();
    Canvas canvas{bits, 1, stride, image.width(), image.height()};
    if (std::abs(y1 - y0) > std::abs(x1 - x0)) { // steep: rows for columns
        std::swap(x0, y0);
        std::swap(x1, y1);
        canvas = {bits, stride, 1, image.height(), image.width()};
    }
    if (x0 > x1) {
        std::swap(x0, x1);
        std::swap(y0, y1);
    }
    if (x1 > x0)
        draw_flat(canvas, x0, y0, x1, y1, width, brush);
}

void draw_triangle(QImage& image, QPointF a, QPointF b, QPointF c, QRgb colour)
{
    const double area = (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
    if (area == 0 || !std::isfinite(area))
        return;
    if (area < 0)
        std::swap(b, c);
    // Signed distances to the three edges, positive inside; they change by a constant a pixel.
    struct Edge {
        float start, across, down;
    };
    std::array<Edge, 3> edges{};
    const int left = std::max(0, static_cast<int>(std::floor(std::min({a.x(), b.x(), c.x()})))),
              top = std::max(0, static_cast<int>(std::floor(std::min({a.y(), b.y(), c.y()})))),
              right = std::min(image.width() - 1,
                               static_cast<int>(std::floor(std::max({a.x(), b.x(), c.x()})))),
              bottom = std::min(image.height() - 1,
                                static_cast<int>(std::floor(std::max({a.y(), b.y(), c.y()}))));
    const std::array<QPointF, 4> corners{a, b, c, a};
    for (std::size_t i = 0; i < 3; ++i) {
        const QLineF side(corners[i], corners[i + 1]);
        const double length = side.length(), across = -side.dy() / length,
                     down = side.dx() / length;
        edges[i] = {
            static_cast<float>(across * (left + 0.5 - side.x1()) + down * (top + 0.5 - side.y1())),
            static_cast<float>(across), static_cast<float>(down)};
    }
    const PixelBrush brush(colour);
    for (int y = top; y <= bottom; ++y) {
        auto* row = reinterpret_cast<std::uint32_t*>(image.scanLine(y));
        for (int x = left; x <= right; ++x) {
            float inside = 1;
            for (const Edge& edge : edges)
                inside = std::min(inside,
                                  0.5f + edge.start + static_cast<float>(x - left) * edge.across
                                      + static_cast<float>(y - top) * edge.down);
            if (inside > 0)
                brush.dab(row[x], inside);
        }
    }
}

} // namespace etalon
