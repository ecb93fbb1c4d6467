// When a figure that shows one frame has to be drawn anew from another.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/figure/figure_source.hpp"
#include "ui/frame.hpp"

#include <chrono>

namespace etalon {

/// While a run moves, figures that are not live but have a study follow it at this pace.
inline constexpr std::chrono::milliseconds study_pace{500};

/// Whether the figure, which has shown `then` for so long, is to show `now` instead.
bool is_worth_showing(const Figure& figure, const Frame& now, const Frame& then,
                      std::chrono::milliseconds shown_for);

/// Whether a figure that is not live would ask its study for nothing new in a run that moves on: then
/// what it shows may stay.
bool asks_the_same(const Figure& figure, const Frame& now, const Frame& then,
                   const FigureChoices& choices);

} // namespace etalon
