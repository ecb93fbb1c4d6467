// A figure as a value: what is drawn, in the experiment's words, with no word on how. An experiment
// turns recorded channels into panels of marks; one painter draws them on screen and paper, one
// writer turns them into CSV.
#pragma once

#include "core/lab/mark.hpp"
#include "core/lab/parameter.hpp"
#include "core/lab/recording.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

struct Tensor;

/// How what is said is meant.
enum class Level { plain, good, caution, bad };

// ---- Options -----------------------------------------------------------------------------------

/// A switch or slider of one figure: "Scale: linear | log", "Kernel: sum | 1 | 2".
struct Option {
    std::string key{}, label{};
    std::vector<std::string> choices{}; // the first is the default; empty: a number
    double minimum = 0, maximum = 1, fallback = 0, step = 0; // numbers; step 0: continuous
    std::string unit{};                                      // of a number: "nm"; empty: none
    bool shared = false;   // one value for all figures of the window that have this key
    bool hidden = false;   // has no button: set by a handle or a brush
    bool is_text = false;  // a text that a brush writes; empty at first
    bool in_sight = false; // a number: its slider stands below the figure all the time
    bool operator==(const Option&) const = default;
};

using Options = std::map<std::string, Value>; // text for choices, double for numbers

// ---- Handles -----------------------------------------------------------------------------------

/// What a handle does along one axis: it sets a parameter or an option, or stays where it is.
struct Dragged {
    std::string key{};    // of the numeric parameter that it sets, or
    std::string option{}; // of the figure's numeric option; both empty: it does not move this way
    double low = -std::numeric_limits<double>::infinity(); // where it may stand, in axis units
    double high = +std::numeric_limits<double>::infinity();
    std::function<double(double at)> value{}; // what it sets with the handle there; none: `at`

    bool moves() const { return !key.empty() || !option.empty(); }
};

/// What brings a handle to a place: being dragged there, also a click anywhere in its panel, or the
/// mere pointer, until a click holds it fast.
enum class Grip { dragged, clicked, hovered };

/// A grip on a drawn thing: dragged, it sets parameters. Live ones follow at once, the others when
/// it is let go, with a restart. Options of the figure follow at once. Only on screen: paper and
/// tables know nothing of it.
struct Handle {
    double x = 0, y = 0; // where it stands, in axis units
    Dragged across{}, up{};
    Ink ink{Hue::accent};
    std::string label{};       // what is dragged: "second frequency of mode 1"
    Grip grip = Grip::dragged; // one handle of a panel at most is clicked or hovered

    /// The same handle at the allowed place nearest to this one.
    Handle at(double x, double y) const;
    /// The parameters with the handle where it is: three digits, within their ranges.
    Overrides values(const Schema&) const;
    /// The options with the handle where it is, within their ranges and on their steps.
    std::map<std::string, double> options(std::span<const Option>) const;
    bool sets_options() const { return !across.option.empty() || !up.option.empty(); }
};

/// Makes a panel something to paint on: strokes of the pointer change a text option.
struct Brush {
    std::string option{}; // of the figure; a text that only the experiment reads
    std::string label{};  // what is painted: "the input image"
    /// The text after a stroke from (x0, y0) to (x1, y1), in axis units; both equal: a dab.
    std::function<std::string(const std::string& text, double x0, double y0, double x1, double y1)>
        stroke{};
};

// ---- Panels ------------------------------------------------------------------------------------

struct Tick {
    double at = 0;
    std::string label{};
};

struct Axis {
    std::string label{};
    std::string unit = "1";
    Scale scale = Scale::linear;
    std::optional<double> low{}, high{}; // fixed ends; else from the marks, growing in 1-2-5 steps
    std::vector<double> include{};       // automatic range: contains these
    std::vector<Tick> ticks{};           // else chosen by the painter
    bool is_step = false; // this axis is the run's step: the shared time cursor stands on it
    bool hidden = false;  // no line, ticks or labels (images)
    std::string brief{};  // instead of label and unit where there is little room
};

/// One coordinate system with its marks, in a cell of the figure's grid.
struct Panel {
    std::string title{}; // empty for the only panel of a figure
    Ink title_ink{Hue::neutral};
    Item item{};
    Axis x{}, y{};
    std::vector<Mark> marks{};
    bool square_cells = false; // equal units on both axes (images)
    int row = 0, column = 0, row_span = 1, column_span = 1;
    std::vector<Handle> handles{};
    std::string brief{}; // instead of the title where it does not fit; left out if too long as well
    std::optional<Axis> right{}; // a second vertical axis, for the marks that choose it
    std::optional<Axis> top{};   // names x in another unit; its ticks stand at values of x
    std::optional<Brush> brush{};
};

struct Drawing {
    std::vector<Panel> panels{};
    std::vector<double> row_stretch{}, column_stretch{}; // relative sizes; empty: equal
    std::string note{}; // a warning or reading below the caption: "modes share frequencies"
    Level note_level = Level::plain;
    std::string empty{}; // instead of panels: what will appear here, and when
};

// ---- What a figure is drawn from ---------------------------------------------------------------

using Summary = std::vector<std::pair<std::string, std::optional<double>>>; // null: not reached

/// A finished run of this window that is kept for comparison, or one run of a sweep.
struct KeptRun {
    Values parameters;
    std::uint64_t seed = 1;
    Summary summary{};
};

/// "exact_lm": 0.12.
using NamedSeconds = std::vector<std::pair<std::string, double>>;

struct FigureInput {
    const Values& parameters;
    std::uint64_t seed = 1;
    std::int64_t steps = 0; // planned
    std::int64_t step = 0;  // shown: the newest, or where the timeline stands
    bool ended = false;
    std::span<const Channel> channels{};
    std::span<const Series> series{}; // parallel to channels, all of one instant
    std::span<const Tensor> data{};   // what /data holds
    std::span<const Tensor>
        final_weights{};               // as /state/final holds them; empty until the run ended
    std::span<const Tensor> weights{}; // as at `weights_step`, the newest there are up to `step`;
                                       // only if the experiment asks for them
    std::int64_t weights_step = -1;
    std::span<const Tensor> study{}; // what the figure's study has found so far
    const Summary& summary;          // empty until the run has ended
    NamedSeconds timing{};           // of the analyses, once the run has ended
    std::span<const std::pair<std::int64_t, std::string>> changes{}; // (step, key) of live changes
    std::span<const KeptRun> kept{};  // finished runs of this window, oldest first
    std::span<const KeptRun> sweep{}; // of this figure's sweep, in order of its grid
    std::string sweep_key{};
    const Options& options;
    std::span<const Option>
        declared{};                 // of this figure: where an option not chosen has its default
    std::span<const Item> pinned{}; // what the user holds on to, in the order of the clicks

    /// Index of a channel, or nothing: channels depend on the parameters.
    std::optional<std::size_t> find(std::string_view channel) const;
    /// The channel's sample at the shown step (the last one not after it); empty if there is none
    /// or if it is not over steps.
    std::span<const double> at_step(std::string_view channel) const;
    /// A data tensor's real values, or empty.
    std::span<const double> tensor(std::string_view name) const;
    std::span<const std::int64_t> integers(std::string_view name) const;
    /// The study's result of this name; null if it has not come yet.
    const Tensor* studied(std::string_view name) const;
    const Tensor* weight(std::string_view name) const;
    /// The chosen option as text / number; the declared default if none was chosen.
    std::string text(const std::string& option) const;
    double number(const std::string& option) const;
};

/// What a sweep under a figure varies: one of these parameters at a time, over seeds.
struct SweepAxis {
    std::string key{};
    std::vector<Value> values{};
};

/// Shows what a study has found so far and how far it is (0 to 1); false: nobody waits any more.
using ShowStudy = std::function<bool(std::vector<Tensor> found, double share)>;

/// What a figure needs and what takes longer than a frame, made on a thread of its own from a copy of
/// the input: coarse first, so that there soon is something to see. On paper it is made whole.
struct Study {
    /// Names what the result depends on: another name, another study. Cheap; empty: nothing to make.
    /// Figures with the same `make` and the same name share one.
    std::string (*subject)(const FigureInput&) = nullptr;
    /// Calls `show` at least once, with all tensors that `draw` needs, and ends when it says false.
    void (*make)(const FigureInput&, const ShowStudy& show) = nullptr;
};

struct Figure {
    std::string id{}, title{}, caption{};
    Drawing (*draw)(const FigureInput&) = nullptr;
    std::vector<Option> options{};
    /// Instead of `options` where they depend on the parameters.
    std::vector<Option> (*options_for)(const Values&) = nullptr;
    Study study{};
    bool live = true;                // redrawn as the run goes on
    std::vector<SweepAxis> sweeps{}; // non-empty: the figure offers to run one of these
    int sweep_seeds = 3;
};

/// The options of the figure with these parameters.
std::vector<Option> options_of(const Figure&, const Values&);

// ---- Readings, events, explanation -------------------------------------------------------------

/// A short text for the status line; with a key it also stands as a lamp beside that parameter.
struct Reading {
    std::string text{};
    Level level = Level::plain;
    std::string key{};
};

/// A moment worth a tick on the timeline: "mode 1 learned".
struct Event {
    double step = 0;
    std::string label{};
    Ink ink{};
    Item item{};
};

/// A paragraph of the explanation beside the figures; the formula has the current numbers in it.
struct Paragraph {
    std::string heading{}, text{}, formula{};
};

} // namespace etalon
