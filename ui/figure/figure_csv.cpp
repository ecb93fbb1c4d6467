#include "ui/figure/figure_csv.hpp"

#include "ui/figure/axis_ticks.hpp"
#include "ui/figure/marks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace etalon {

namespace {

// The shortest text that reads back to the same number; the same in every language.
std::string number_text(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\n\r#") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char letter : text)
        result += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return result + "\"";
}

std::string line_name(Line line)
{
    return line == Line::solid ? "solid" : line == Line::dashed ? "dashed" : "dotted";
}

std::string axis_name(const Axis& axis, const std::string& fallback)
{
    const std::string name = titled(axis.label, axis.unit).toStdString();
    return name.empty() ? fallback : name;
}

// Shows each curve of a drawing, with its points, to a receiver.
template <class Begin, class Point, class Arrow, class Cell>
class Walk {
public:
    Walk(std::span<const Series> series, const Begin& begin, const Point& point, const Arrow& arrow,
         const Cell& cell)
        : series_(series)
        , begin_(begin)
        , point_(point)
        , arrow_(arrow)
        , cell_(cell)
    {
    }

    void panel(std::size_t index, const Panel& panel)
    {
        panel_ = index;
        for (const Mark& mark : panel.marks) {
            side_ = panel.right ? side_of(mark) : Side::left;
            std::visit(*this, mark);
        }
    }

    void operator()(const Traces& traces)
    {
        if (traces.channel >= series_.size())
            return;
        const Series& series = series_[traces.channel];
        const auto steps = series.steps();
        for (const Trace& trace : traces.traces) {
            if (trace.entry >= series.width())
                continue;
            const std::string fallback = traces.legend.empty()
                ? "entry " + std::to_string(trace.entry)
                : traces.legend + " " + std::to_string(trace.entry);
            start(line_name(traces.line), trace.label.empty() ? fallback : trace.label, trace.ink);
            for (std::size_t i = 0; i < series.size(); ++i)
                if (i + 1 == series.size()
                    || steps[i + 1] != steps[i]) // else superseded by the next sample
                    point_(static_cast<double>(steps[i]),
                           trace.factor * series.sample(i)[trace.entry]);
        }
    }

    void operator()(const Curve& curve)
    {
        start(line_name(curve.line), curve.label.empty() ? curve.legend : curve.label, curve.ink);
        for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
            point_(curve.x[i], curve.y[i]);
    }

    void operator()(const Band& band)
    {
        for (const auto* edge : {&band.low, &band.high}) {
            start(edge == &band.low ? "low" : "high", band.label, band.ink);
            for (std::size_t i = 0; i < std::min(band.x.size(), edge->size()); ++i)
                point_(band.x[i], (*edge)[i]);
        }
    }

    void operator()(const Bars& bars)
    {
        start({.mark = bars.fill == Fill::filled ? "bars" : "outlined",
               .series = bars.label.empty() ? bars.legend : bars.label,
               .ink = bars.ink,
               .width = bars.width});
        for (std::size_t i = 0; i < std::min(bars.x.size(), bars.heights.size()); ++i)
            point_(bars.x[i], bars.heights[i]);
    }

    void operator()(const Points& points)
    {
        start("points", points.label.empty() ? points.legend : points.label, points.ink);
        for (std::size_t i = 0; i < std::min(points.x.size(), points.y.size()); ++i)
            point_(points.x[i], points.y[i]);
    }

    void operator()(const Segments& segments)
    {
        start("segments", segments.label.empty() ? segments.legend : segments.label, segments.ink);
        for (std::size_t i = 0; i < std::min({segments.x0.size(), segments.y0.size(),
                                              segments.x1.size(), segments.y1.size()});
             ++i) {
            point_(segments.x0[i], segments.y0[i]);
            point_(segments.x1[i], segments.y1[i]);
            point_(std::nan(""), std::nan("")); // lines through the rows stop here
        }
    }

    void operator()(const Arrows& arrows)
    {
        start({.mark = "arrows",
               .series = arrows.label.empty() ? arrows.legend : arrows.label,
               .ink = arrows.ink,
               .sized = !arrows.lengths.empty()});
        for (std::size_t i = 0;
             i < std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
             ++i)
            arrow_(arrows.x[i], arrows.y[i], arrows.dx[i], arrows.dy[i],
                   i < arrows.lengths.size() ? std::optional(arrows.lengths[i]) : std::nullopt);
    }

    void operator()(const HeatMap& map)
    {
        start({.mark = "cell",
               .series = map.label,
               .rows = map.rows,
               .columns = map.columns,
               .colours = map.colours,
               .reversed = map.reversed,
               .limits = colour_range(map)});
        for (std::size_t row = 0; row < map.rows; ++row)
            for (std::size_t column = 0; column < map.columns; ++column) {
                const std::size_t index = row * map.columns + column;
                if (index < map.values.size())
                    cell_(map.left
                              + (map.right - map.left) * (static_cast<double>(column) + 0.5)
                                  / static_cast<double>(map.columns),
                          map.bottom
                              + (map.top - map.bottom) * (static_cast<double>(row) + 0.5)
                                  / static_cast<double>(map.rows),
                          row, column, map.values[index]);
            }
    }

    void operator()(const Rule& rule)
    {
        start(rule.direction == Direction::vertical ? "vertical" : "horizontal", rule.label,
              rule.ink);
        point_(rule.direction == Direction::vertical ? rule.at : std::nan(""),
               rule.direction == Direction::vertical ? std::nan("") : rule.at);
    }

    void operator()(const Span& span)
    {
        start("span", span.label, span.ink);
        point_(span.from, std::nan(""));
        point_(span.to, std::nan(""));
    }

    void operator()(const Label&) {} // a text, no number

private:
    std::span<const Series> series_;
    const Begin& begin_;
    const Point& point_;
    const Arrow& arrow_;
    const Cell& cell_;
    Side side_ = Side::left;
    std::size_t panel_ = 0;
    int number_ = 0;

    void start(std::string mark, std::string series, const Ink& ink)
    {
        start({.mark = std::move(mark), .series = std::move(series), .ink = ink});
    }

    void start(CsvCurve curve)
    {
        curve.number = ++number_;
        curve.panel = panel_;
        curve.side = side_;
        if (curve.series.empty())
            curve.series = "series " + std::to_string(number_);
        begin_(std::move(curve));
    }
};

template <class Kind>
bool has_any(const Drawing& drawing)
{
    return std::any_of(drawing.panels.begin(), drawing.panels.end(), [](const Panel& panel) {
        return std::any_of(panel.marks.begin(), panel.marks.end(),
                           [](const Mark& mark) { return std::holds_alternative<Kind>(mark); });
    });
}

} // namespace

std::pair<std::string, std::string> csv_axis_names(const Drawing& drawing)
{
    std::pair<std::string, std::string> names{"x", "y"};
    if (drawing.panels.empty())
        return names;
    const std::string x = axis_name(drawing.panels.front().x, "x"),
                      y = axis_name(drawing.panels.front().y, "y");
    const auto all = [&](const auto& same) {
        return std::all_of(drawing.panels.begin(), drawing.panels.end(), same);
    };
    if (all([&](const Panel& panel) { return axis_name(panel.x, "x") == x; }))
        names.first = x;
    if (all([&](const Panel& panel) { return axis_name(panel.y, "y") == y; }))
        names.second = y;
    if (names.first == names.second)
        names = {names.first + " (x)", names.second + " (y)"};
    return names;
}

std::string csv_right_name(const Drawing& drawing)
{
    std::string name;
    for (const Panel& panel : drawing.panels)
        if (panel.right) {
            const std::string here = axis_name(*panel.right, "right y");
            name = name.empty() || name == here ? here : "right y";
        }
    const auto [x, y] = csv_axis_names(drawing);
    return !name.empty() && (name == x || name == y) ? name + " (right)" : name;
}

std::vector<CsvCurve> csv_curves(const Drawing& drawing, std::span<const Series> series)
{
    std::vector<CsvCurve> curves;
    const auto begin = [&](CsvCurve curve) { curves.push_back(std::move(curve)); };
    const auto point = [](double, double) {};
    const auto arrow = [](double, double, double, double, std::optional<double>) {};
    const auto cell = [](double, double, std::size_t, std::size_t, double) {};
    Walk walk(series, begin, point, arrow, cell);
    for (std::size_t i = 0; i < drawing.panels.size(); ++i)
        walk.panel(i, drawing.panels[i]);
    return curves;
}

std::string figure_csv(const Drawing& drawing, std::span<const Series> series,
                       const Provenance& provenance)
{
    const bool maps = has_any<HeatMap>(drawing), arrows = has_any<Arrows>(drawing);
    const std::string right_name = csv_right_name(drawing);
    const auto [x_name, y_name] = csv_axis_names(drawing);
    std::string text = "# " + provenance.line() + " · " + provenance.command() + "\n";
    std::replace(text.begin(), text.end() - 1, '\n', ' ');
    text += "panel,mark,curve,series," + quoted(x_name) + "," + quoted(y_name)
        + (right_name.empty() ? "" : "," + quoted(right_name)) + (arrows ? ",dx,dy,length_pt" : "")
        + (maps ? ",row,column,value\n" : "\n");

    std::string prefix;
    bool partial = false;
    Side side = Side::left;
    const auto named = [](double value) {
        return std::isnan(value) ? std::string() : number_text(value);
    };
    const auto begin = [&](const CsvCurve& curve) {
        prefix = std::to_string(curve.panel + 1) + "," + curve.mark + ","
            + std::to_string(curve.number) + "," + quoted(curve.series) + ",";
        // Rules and spans have one coordinate only; the other column stays empty.
        partial = curve.mark == "vertical" || curve.mark == "horizontal" || curve.mark == "span";
        side = curve.side;
    };
    const auto place = [&](double x, double y) { // in the column of the axis it is measured on
        const std::string height = partial ? named(y) : number_text(y);
        text += prefix + (partial ? named(x) : number_text(x)) + ",";
        if (right_name.empty())
            text += height;
        else
            text += side == Side::right ? "," + height : height + ",";
    };
    const auto point = [&](double x, double y) {
        place(x, y);
        text += std::string(arrows ? ",,," : "") + (maps ? ",,,\n" : "\n");
    };
    const auto arrow = [&](double x, double y, double dx, double dy, std::optional<double> length) {
        place(x, y);
        text += "," + number_text(dx) + "," + number_text(dy) + ","
            + (length ? number_text(*length) : std::string()) + (maps ? ",,,\n" : "\n");
    };
    const auto cell = [&](double x, double y, std::size_t row, std::size_t column, double value) {
        place(x, y);
        text += (arrows ? ",,,," : ",") + std::to_string(row) + "," + std::to_string(column) + ","
            + number_text(value) + "\n";
    };
    Walk walk(series, begin, point, arrow, cell);
    for (std::size_t i = 0; i < drawing.panels.size(); ++i)
        walk.panel(i, drawing.panels[i]);
    return text;
}

} // namespace etalon
