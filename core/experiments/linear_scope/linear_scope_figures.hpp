// One function for each figure of linear-scope; linear_scope_figures.cpp names and describes them.
#pragma once

#include "core/lab/figure.hpp"

#include <vector>

namespace etalon {

Drawing draw_scope_scope(const FigureInput&);
Drawing draw_scope_rows(const FigureInput&);
Drawing draw_scope_votes(const FigureInput&);
Drawing draw_scope_bias_share(const FigureInput&);
Drawing draw_scope_spectrum(const FigureInput&);
Drawing draw_scope_singular_vectors(const FigureInput&);
Drawing draw_scope_kernels(const FigureInput&);
Drawing draw_scope_stencil(const FigureInput&);
Drawing draw_scope_decisions(const FigureInput&);
Drawing draw_scope_learning(const FigureInput&);
Drawing draw_scope_checks(const FigureInput&);

// Switches that belong to one figure stand beside what reads them.
std::vector<Option> scope_scope_options(const Values&);
std::vector<Option> scope_rows_options(const Values&);
std::vector<Option> scope_votes_options(const Values&);
std::vector<Option> scope_look_options(const Values&); // the image alone
std::vector<Option> scope_vectors_options(const Values&);
std::vector<Option> scope_kernels_options(const Values&);
std::vector<Option> scope_decisions_options(const Values&);

} // namespace etalon
