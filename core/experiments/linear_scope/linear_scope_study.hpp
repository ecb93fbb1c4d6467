// What takes longer than a frame, made in the background from the decisions under the scope: the
// average kernel, and the singular value decomposition.
#pragma once

#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/scope.hpp"
#include "core/lab/experiment.hpp"
#include "core/lab/figure.hpp"

#include <functional>
#include <string>
#include <vector>

namespace etalon {

/// A figure of the network under the scope.
using LookDrawing = Drawing (*)(const FigureInput&, const linear_scope_figures_detail::Look*);

/// What a study of such a figure depends on: all its options, of networks too large for a frame;
/// others need none.
std::string scope_look_subject(const FigureInput&);
/// All that the figure asks of a large network while it is drawn: tensors `note_…`.
std::vector<Tensor> scope_look_notes(const FigureInput&, LookDrawing);

template <LookDrawing draw>
Study scope_look_study()
{
    return {scope_look_subject, [](const FigureInput& input, const ShowStudy& show) {
                show(scope_look_notes(input, draw), 1);
            }};
}

/// Tensors `average_kernel` (D × D) and, at upscale, `average_bicubic`: of average_kernel below. For
/// the figure of kernels also its notes of a large network.
Study scope_kernel_study();

/// Tensors `singular_values` (all, or as many as there are vectors), `left` (R × M), `right` (R × N)
/// and `effective_rank` (1; 0: not known).
Study scope_vector_study();

/// Displacements d of an average kernel, alike for rows and columns.
struct KernelWindow {
    std::int64_t low = -7, high = 7;
    std::size_t side() const { return static_cast<std::size_t>(high - low + 1); }
};
/// −7 … 7, for outputs twice as large −7 … 8.
KernelWindow kernel_window(const ScopeShape& in, const ScopeShape& out);

/// Whether outputs are images as large as the inputs or a whole number of times larger.
bool has_kernels(const ScopeShape& in, const ScopeShape& out);

/// mean over p of F[s p + d, p], s the ratio of output and input size, over input pixels p and
/// displacements for which s p + d lies in the output (rows d_y, columns d_x from low to high).
/// Where outputs are larger, only over p at least 4 pixels from the border (all if n < 12).
/// Colour channels: grey in, mean out. `progress` sees the mean so far; false: give up.
using KernelProgress = std::function<bool(const std::vector<double>& mean, double share)>;
std::vector<double> average_kernel(const FrozenScope&, const KernelProgress& = {});
/// The same of bicubic interpolation.
std::vector<double> average_bicubic_kernel(const ScopeShape& in, const ScopeShape& out);

} // namespace etalon
