// One function for each figure of linear-scope; linear_scope_figures.cpp names and describes them.
#pragma once

#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/lab/figure.hpp"

#include <vector>

namespace etalon {

// Drawn from a look through the network; none: there is nothing to look at yet.
using ScopeLook = linear_scope_figures_detail::Look;
Drawing draw_scope_scope(const FigureInput&, const ScopeLook*);
Drawing draw_scope_rows(const FigureInput&, const ScopeLook*);
Drawing draw_scope_votes(const FigureInput&, const ScopeLook*);
Drawing draw_scope_bias_share(const FigureInput&, const ScopeLook*);
Drawing draw_scope_kernels(const FigureInput&, const ScopeLook*);
Drawing draw_scope_decisions(const FigureInput&, const ScopeLook*);

// Drawn from what was recorded and studied.
Drawing draw_scope_spectrum(const FigureInput&);
Drawing draw_scope_singular_vectors(const FigureInput&);
Drawing draw_scope_stencil(const FigureInput&);
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
