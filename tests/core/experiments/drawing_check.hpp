// Whether a drawing is one that a painter and a CSV writer can rely on.
#pragma once

#include "core/lab/figure.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace etalon::test {

/// Collects what is wrong with the drawings of one figure, in words.
class DrawingCheck {
public:
    DrawingCheck(const FigureInput& input, std::size_t modes, std::size_t bins, std::size_t kernels)
        : input_(input)
        , modes_(modes)
        , bins_(bins)
        , kernels_(kernels)
    {
    }

    /// Of an experiment whose items are neurons.
    DrawingCheck(const FigureInput& input, std::size_t neurons)
        : input_(input)
        , neurons_(neurons)
    {
    }

    /// The input is looked at later: it has to stay.
    template <typename... Counts>
    DrawingCheck(FigureInput&&, Counts...) = delete;

    std::vector<std::string> mistakes{};

    void check(const Drawing& drawing)
    {
        require(drawing.panels.empty() != drawing.empty.empty(), "either panels or a text");
        std::set<std::pair<int, int>> cells;
        int columns = 0, rows = 0;
        for (const Panel& panel : drawing.panels) {
            require(!panel.marks.empty(), "a panel has marks");
            require(panel.row_span >= 1 && panel.column_span >= 1, "spans are positive");
            for (int row = panel.row; row < panel.row + panel.row_span; ++row)
                for (int column = panel.column; column < panel.column + panel.column_span; ++column)
                    require(cells.insert({row, column}).second, "panels do not overlap");
            rows = std::max(rows, panel.row + panel.row_span);
            columns = std::max(columns, panel.column + panel.column_span);
            check_item(panel.item);
            check_ink(panel.title_ink);
            check_axis(panel.x);
            check_axis(panel.y);
            if (panel.right)
                check_axis(*panel.right);
            panel_ = &panel;
            for (const Mark& mark : panel.marks)
                std::visit([&](const auto& held) { check_mark(held); }, mark);
        }
        require(drawing.row_stretch.empty()
                    || drawing.row_stretch.size() == static_cast<std::size_t>(rows),
                "a stretch for each row");
        require(drawing.column_stretch.empty()
                    || drawing.column_stretch.size() == static_cast<std::size_t>(columns),
                "a stretch for each column");
        if (drawing.panels.size() > 1)
            for (const Panel& panel : drawing.panels)
                require(!panel.title.empty() || !panel.item.kind.empty(),
                        "one of several panels can be told apart");
    }

private:
    const FigureInput& input_;
    std::size_t modes_ = 0, bins_ = 0, kernels_ = 0, neurons_ = 0;
    const Panel* panel_ = nullptr;

    void require(bool holds, const std::string& what)
    {
        if (!holds)
            mistakes.push_back(what);
    }

    static bool finite(const std::vector<double>& values)
    {
        return std::all_of(values.begin(), values.end(),
                           [](double value) { return std::isfinite(value); });
    }

    /// Gaps are meant where they are not-a-number; infinities never are.
    static bool finite_or_gaps(const std::vector<double>& values)
    {
        return std::none_of(values.begin(), values.end(),
                            [](double value) { return std::isinf(value); });
    }

    void check_item(const Item& item)
    {
        const auto within = [&](std::int64_t low, std::size_t end) {
            require(item.index >= low && item.index < low + static_cast<std::int64_t>(end),
                    "items are in range: " + item.kind);
        };
        if (item.kind == "mode")
            within(1, modes_);
        else if (item.kind == "frequency")
            within(0, bins_);
        else if (item.kind == "kernel")
            within(1, kernels_);
        else if (item.kind == "neuron")
            within(0, neurons_);
        else
            require(item.kind.empty(), "kinds of items are known");
    }

    void check_items(const std::vector<Item>& items, std::size_t size)
    {
        require(items.empty() || items.size() == size, "one item each, or none");
        for (const Item& item : items)
            check_item(item);
    }

    void check_ink(const Ink& ink)
    {
        const int indices = ink.hue == Hue::sequential ? 101 : 16; // per cent of the map, or series
        require(ink.opacity > 0 && ink.opacity <= 1 && ink.index >= 0 && ink.index < indices,
                "inks are visible");
    }

    void check_inks(const std::vector<Ink>& inks, std::size_t size)
    {
        require(inks.empty() || inks.size() == size, "one ink each, or none");
        for (const Ink& ink : inks)
            check_ink(ink);
    }

    void check_axis(const Axis& axis)
    {
        require(!axis.low || !axis.high || *axis.low < *axis.high, "an axis rises");
        require(axis.scale == Scale::linear || !axis.low || *axis.low > 0,
                "a logarithmic axis is positive");
        require(!axis.unit.empty(), "an axis has a unit");
        for (const Tick& tick : axis.ticks)
            require(std::isfinite(tick.at) && !tick.label.empty(), "ticks have labels");
    }

    void check_mark(const Traces& traces)
    {
        require(traces.channel < input_.series.size(), "traces name a channel");
        require(!traces.traces.empty(), "traces are not empty");
        for (const Trace& trace : traces.traces) {
            require(trace.entry < input_.series[traces.channel].width(), "traces name an entry");
            require(std::isfinite(trace.factor) && trace.factor != 0, "factors are finite");
            require(!trace.label.empty(), "traces have labels");
            check_ink(trace.ink);
            check_item(trace.item);
        }
    }

    void check_mark(const Curve& curve)
    {
        require(!curve.x.empty() && curve.x.size() == curve.y.size(), "curves have as many x as y");
        require(finite(curve.x) && finite_or_gaps(curve.y), "curves are finite");
        require(!curve.label.empty(), "curves have labels");
        check_ink(curve.ink);
        check_item(curve.item);
    }

    void check_mark(const Band& band)
    {
        require(!band.x.empty() && band.x.size() == band.low.size()
                    && band.x.size() == band.high.size(),
                "bands are whole");
        require(finite(band.x) && finite(band.low) && finite(band.high), "bands are finite");
        check_ink(band.ink);
    }

    void check_mark(const Bars& bars)
    {
        require(!bars.x.empty() && bars.x.size() == bars.heights.size(),
                "bars have as many x as heights");
        require(finite(bars.x) && finite_or_gaps(bars.heights) && bars.width > 0,
                "bars are finite");
        require(!bars.label.empty(), "bars have labels");
        check_inks(bars.inks, bars.x.size());
        check_items(bars.items, bars.x.size());
    }

    void check_mark(const Points& points)
    {
        require(!points.x.empty() && points.x.size() == points.y.size(),
                "points have as many x as y");
        require(finite(points.x) && finite(points.y) && points.size > 0, "points are finite");
        require(points.names.empty() || points.names.size() == points.x.size(),
                "one name each, or none");
        check_inks(points.inks, points.x.size());
        check_items(points.items, points.x.size());
    }

    void check_mark(const Segments& segments)
    {
        const std::size_t size = segments.x0.size();
        require(segments.y0.size() == size && segments.x1.size() == size
                    && segments.y1.size() == size,
                "segments have two ends");
        require(finite(segments.x0) && finite(segments.y0) && finite(segments.x1)
                    && finite(segments.y1),
                "segments are finite");
        check_inks(segments.inks, size);
        check_items(segments.items, size);
        require(segments.names.empty() || segments.names.size() == size, "one name each, or none");
    }

    void check_mark(const Arrows& arrows)
    {
        const std::size_t size = arrows.x.size();
        require(arrows.y.size() == size && arrows.dx.size() == size && arrows.dy.size() == size,
                "arrows have a start and a direction");
        require(finite(arrows.x) && finite(arrows.y) && finite(arrows.dx) && finite(arrows.dy),
                "arrows are finite");
        require(arrows.lengths.empty() || arrows.lengths.size() == size,
                "one length each, or none");
        check_inks(arrows.inks, size);
        check_items(arrows.items, size);
        require(arrows.names.empty() || arrows.names.size() == size, "one name each, or none");
    }

    void check_mark(const HeatMap& map)
    {
        require(map.rows > 0 && map.columns > 0 && map.values.size() == map.rows * map.columns,
                "a value for each cell");
        require(finite_or_gaps(map.values), "heat maps are finite");
        require(map.left < map.right && map.bottom < map.top, "heat maps have an extent");
        require(!map.limits || map.limits->first < map.limits->second, "limits rise");
        require(!map.colour_bar || !map.label.empty(), "a colour bar has a label");
        check_items(map.row_items, map.rows);
        for (const auto& [row, column] : map.rings) {
            require(row < map.rows && column < map.columns, "rings are in the map");
            require(std::isfinite(map.values[row * map.columns + column]),
                    "rings surround a value");
        }
    }

    void check_mark(const Rule& rule)
    {
        require(std::isfinite(rule.at), "rules have a place");
        check_ink(rule.ink);
        check_item(rule.item);
    }

    void check_mark(const Span& span)
    {
        require(span.from < span.to, "spans have an extent");
        check_ink(span.ink);
    }

    void check_mark(const Label& label)
    {
        require(!label.text.empty(), "labels say something");
        require(std::isfinite(label.x) && std::isfinite(label.y), "labels have a place");
        require(panel_->y.scale == Scale::linear || label.y > 0,
                "labels can be seen on a logarithmic axis");
        require(!panel_->x.low || (label.x >= *panel_->x.low && label.x <= *panel_->x.high),
                "labels stand on the panel");
        check_ink(label.ink);
        check_item(label.item);
    }
};

} // namespace etalon::test
