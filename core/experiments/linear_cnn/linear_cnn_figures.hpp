// What the linear-cnn experiment shows: its figures, status readings, timeline events and the
// explanation beside the figures. All are pure functions of what was recorded.
#pragma once

#include "core/lab/figure.hpp"

#include <vector>

namespace etalon {

/// The twelve figures, in reading order.
std::vector<Figure> linear_cnn_figures();

/// η·drive as a lamp beside the learning rate, and the accuracies.
std::vector<Reading> linear_cnn_readings(const FigureInput&);

/// One event for each mode that has been learned: the step at which it crossed half its strength.
std::vector<Event> linear_cnn_events(const FigureInput&);

/// What is trained, why one frequency wins and what the closed form says, with this run's numbers.
std::vector<Paragraph> linear_cnn_explain(const FigureInput&);

} // namespace etalon
