// What a panel can hold, as values: curves, bars, points, heat maps, rules, labels. Colours are roles
// that a palette resolves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// ---- Colour and line, as roles that a palette resolves -----------------------------------------

enum class Hue {
    sequence,   // series `index` of the colour-blind-safe sequence, first = darkest
    neutral,    // text grey
    data,       // pale grey fill: the data behind the model
    theory,     // black on light, white on dark
    accent,     // the interface's accent
    warning,    // something to beware of
    sequential, // by value: `index` per cent along the sequential colour map
};

struct Ink {
    Hue hue = Hue::sequence;
    int index = 0;
    double opacity = 1;
};

enum class Line { solid, dashed, dotted };
enum class Weight { hairline, thin, normal, bold };

/// One thing that can be pointed at in several figures: mode 2, frequency 26, neuron 5.
struct Item {
    std::string kind{}; // "mode"; empty: nothing
    std::int64_t index = -1;
    bool operator==(const Item&) const = default;
};

// ---- Marks -------------------------------------------------------------------------------------

/// The vertical axis that a mark is measured on: the panel's own, or `Panel::right`.
enum class Side { left, right };

/// One entry of a channel's samples, over the steps at which they were taken.
struct Trace {
    std::size_t entry = 0; // index into a sample
    double factor = 1;     // drawn: factor × value
    Ink ink{};
    std::string label{}; // "mode 1": read-out, CSV column, screen reader; drawn only by Label marks
    Item item{};
};

/// Many entries of one recorded channel over steps, drawn straight from the recording. Measured
/// channels are strong up to the shown step and pale after it; theory is drawn whole.
struct Traces {
    std::size_t channel = 0; // index into FigureInput::series
    std::vector<Trace> traces{};
    Line line = Line::solid;
    Weight weight = Weight::normal;
    bool whole = false; // never pale after the shown step
    std::string
        legend{}; // "CNN": names this family of curves in the legend line; empty: not listed
    Side side = Side::left;
};

/// Explicit points joined by a line; a non-finite y leaves a gap.
struct Curve {
    std::vector<double> x{}, y{};
    Ink ink{};
    Line line = Line::solid;
    Weight weight = Weight::normal;
    std::string label{};
    Item item{};
    std::string legend{};
    Side side = Side::left;
};

/// The area between two curves over the same x.
struct Band {
    std::vector<double> x{}, low{}, high{};
    Ink ink{};
    std::string label{};
    Side side = Side::left;
};

enum class Fill { filled, outlined };

/// Bars from 0 (or from `base`) at x, `width` wide in units of x.
struct Bars {
    std::vector<double> x{}, heights{};
    double width = 0.8;
    double base = 0;
    Fill fill = Fill::filled;
    Ink ink{};
    std::vector<Ink> inks{}; // one a bar, or empty: `ink` for all
    std::string label{};
    std::vector<Item> items{}; // one a bar, or empty
    std::string legend{};
    Side side = Side::left;
};

enum class Shape { disc, ring, cross, star, triangle_down, triangle_left };

struct Points {
    std::vector<double> x{}, y{};
    Shape shape = Shape::disc;
    double size = 7; // in points (1/72 inch) across
    Ink ink{};
    std::vector<Ink> inks{}; // one a point, or empty
    std::string label{};
    std::vector<Item> items{};        // one a point, or empty
    std::vector<std::string> names{}; // read-out, one a point, or empty
    std::string legend{};
    Side side = Side::left;
};

/// Many straight lines, drawn in one go: trails, rays, ticks, contours. Translucent by their ink's
/// opacity, so that what lies below is seen.
struct Segments {
    std::vector<double> x0{}, y0{}, x1{}, y1{};
    bool endless = false; // each goes on both ways as far as the panel reaches
    Ink ink{};
    std::vector<Ink> inks{}; // one a segment, or empty
    Line line = Line::solid;
    Weight weight = Weight::thin;
    std::string label{};
    std::vector<Item> items{};        // one a segment, or empty: they are not pointed at
    std::vector<std::string> names{}; // read-out, one a segment, or empty
    std::string legend{};
};

/// Many arrows, drawn in one go, each from (x, y) to (x + dx, y + dy).
struct Arrows {
    std::vector<double> x{}, y{}, dx{}, dy{};
    std::vector<double> lengths{}; // in points (1/72 inch), then (dx, dy) only gives the direction
    double head = 6;               // of the largest heads, in points along the arrow
    Ink ink{};
    std::vector<Ink> inks{}; // one an arrow, or empty
    Weight weight = Weight::thin;
    std::string label{};
    std::vector<Item> items{};           // one an arrow, or empty
    std::vector<std::string> names{};    // read-out, one an arrow, or empty
    std::vector<std::string> readings{}; // what it says beside the name, else where it points to
    std::string legend{};
};

enum class ColourMap { sequential, diverging };

/// Values on a regular grid, row 0 at y = bottom. Non-finite values are transparent.
struct HeatMap {
    std::size_t rows = 0, columns = 0;
    std::vector<double> values{};                    // row-major
    double left = 0, right = 1, bottom = 0, top = 1; // edges of the outer cells, in axis units
    ColourMap colours = ColourMap::sequential;
    bool reversed = false; // the colour of the highest value is that of the lowest, and so on
    std::optional<std::pair<double, double>>
        limits{};        // else from the finite values; diverging: symmetric about 0
    std::string label{}; // of the colour bar, with unit: "log₁₀ power"
    bool colour_bar = true;
    bool smooth = false; // values of a function, not of cells: colours run into each other
    double opacity = 1;  // of the colours, also in the bar
    std::vector<Item> row_items{};                            // one a row, or empty
    std::vector<std::pair<std::size_t, std::size_t>> rings{}; // (row, column) of cells to ring
};

enum class Direction { vertical, horizontal };

/// A line across the panel at a value of x (vertical) or y (horizontal).
struct Rule {
    Direction direction = Direction::vertical;
    double at = 0;
    Ink ink{Hue::neutral};
    Line line = Line::solid;
    std::string label{};
    Item item{};
    std::string brief{};    // instead of the label where labels crowd: "1" of "mode 1"
    Side side = Side::left; // of horizontal rules
};

/// A span of x, shaded and named.
struct Span {
    double from = 0, to = 0;
    Ink ink{Hue::data};
    std::string label{};
};

enum class Anchor { left, centre, right };

/// A short text at a place in the panel; texts that would collide are moved apart by the painter.
struct Label {
    std::string text{};
    double x = 0, y = 0;            // in axis units
    Anchor anchor = Anchor::centre; // which side of the text lies at x
    bool above = true;              // the text stands above y, else on it
    Ink ink{Hue::neutral};
    bool bold = false;
    Item item{};
    std::string brief{}; // instead of the text where texts crowd
    Side side = Side::left;
};

using Mark =
    std::variant<Traces, Curve, Band, Bars, Points, Segments, Arrows, HeatMap, Rule, Span, Label>;

/// The axis a mark is measured on; marks that cannot choose stand on the left one.
Side side_of(const Mark&);

} // namespace etalon
