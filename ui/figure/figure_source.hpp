// From a frame of a run to a drawing: the step that screen, paper and tables share.
#pragma once

#include "ui/figure/axis_range.hpp"
#include "ui/frame.hpp"

#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Ends of a panel's axes that the user zoomed to.
struct Zoom {
    std::optional<AxisRange> x{}, y{}, right{};
    bool operator==(const Zoom&) const = default;
};

/// What the user chose for one figure, and what its sweep has found so far.
struct FigureChoices {
    Options options{}; // missing keys mean the default
    std::vector<KeptRun> sweep{};
    std::string sweep_key{};
    std::optional<Scale> y_scale{}; // of all vertical axes, instead of the figure's own
    std::vector<Zoom> zooms{};      // one a panel, or fewer
    std::vector<Item> pinned{};     // emphasised for good
    SharedTensors study{};          // what the figure's study has found so far
    bool studies_here = true;       // without `study` it is made at once, whole
};

/// Every option: as chosen, else its default.
Options complete_options(const std::vector<Option>& declared, const Options& chosen);

/// What a figure is drawn from, with the values that the input only looks at.
class FigureSource {
public:
    /// `figure` and `frame` must outlive it; the frame has a recording.
    FigureSource(const Figure& figure, const Frame& frame, const FigureChoices& choices);
    FigureSource(const FigureSource&) = delete;
    FigureSource& operator=(const FigureSource&) = delete;

    const FigureInput& input() const { return input_; }
    /// What the figure's study depends on; empty: it has none now.
    std::string subject() const;
    /// Makes the study whole.
    void makeStudy();

private:
    const Figure& figure_;
    FigureChoices choices_;
    std::vector<Option> declared_;
    Options options_;
    std::vector<Tensor> study_;
    FigureInput input_;
};

/// Calls `figure.draw` on the frame. A figure without data says so in `Drawing::empty`.
Drawing draw_figure(const Figure&, const Frame&, const FigureChoices&);

} // namespace etalon
