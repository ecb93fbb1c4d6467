// Moments and stages of the race as rules and shades.
#pragma once

#include "core/experiments/race/race_figure_parts.hpp"

namespace etalon {

enum class Moments { drop, early_and_drop, all };

/// Vertical rules at t_q, t_h and t_drop, as far as they are known.
void add_moments(Panel&, const Milestones&, Moments);

/// Alignment, race, drop and settling, shaded and named.
void add_stages(Panel&, const Milestones&);

} // namespace etalon
