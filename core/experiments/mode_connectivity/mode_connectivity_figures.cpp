// The figures of mode connectivity: names, captions and options. What each draws is in
// mode_connectivity_figure_*.cpp.
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"

#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"

namespace etalon {
namespace {

using namespace mode_connectivity_drawings;

std::vector<Figure> landscape_figures()
{
    return {
        {.id = "path",
         .title = "The loss on the straight line from A to B",
         .caption = "Blend the weights of A and B and look at the loss: what rises above the "
                    "dotted chord is the barrier. Green: after renaming hidden neurons of B.",
         .draw = draw_path,
         .options = {curves_option()}},
        {.id = "path-error",
         .title = "The error on the same line",
         .caption = "The share of wrong answers between A and B, in per cent. Green: on the test "
                    "set, after renaming hidden neurons of B.",
         .draw = draw_path_error,
         .options = {curves_option()}},
        {.id = "barrier-over-training",
         .title = "When the barrier rises",
         .caption = "The barrier between A and B at every sampled step. Drag the dashed line: up "
                    "to step k both are one run, then only the order of the batches differs.",
         .draw = draw_barrier_over_training,
         .options = {axis_option({"linear", "log"}),
                     {.key = "measure",
                      .label = "Of",
                      .choices = {"training loss", "training error", "test loss", "test error"}},
                     curves_option()}},
        {.id = "plane",
         .title = "Down the mountainside, and a ridge between",
         .caption = "Training loss in the plane through the branching point, A and B; contours at "
                    "even ratios. The ways fade with their distance from this plane. Click "
                    "anywhere: the network that stands there is evaluated.",
         .draw = draw_plane,
         .options = plane_options(),
         .study = surface_study()},
        {.id = "plane-3d-profile",
         .title = "Walking down, a ridge grows in the middle",
         .caption = "Cuts through the plane, parallel to the line from A to B: from the branching "
                    "point down to that line. High up the slope is one valley; does a ridge part "
                    "it further down?",
         .draw = draw_plane_profile,
         .options = {axis_option({"log", "linear"})},
         .study = surface_study()},
    };
}

std::vector<Figure> predicting_figures()
{
    return {
        {.id = "layers",
         .title = "Which layer stands in the way",
         .caption = "Rise of the loss when one layer alone moves half-way to the other network's, "
                    "and what slope and curvature at the start of that way predict.",
         .draw = draw_layers},
        {.id = "predicted-vs-measured",
         .title = "Local curvature foretells the barrier",
         .caption = "Predicted and measured, one dot for each step and layer, kept run or run of "
                    "a sweep. On the diagonal the prediction is exact. All predictions are "
                    "derived for this laboratory.",
         .draw = draw_prediction,
         .options = prediction_options(),
         .sweeps = {mode_sweep("spawn_step"), mode_sweep("hidden_layers"), mode_sweep("width")}},
        {.id = "barrier-vs-spawn",
         .title = "From some step on the fate is sealed",
         .caption = "Final barrier against the length k of the shared trunk: dots are seeds, "
                    "lines medians, bands the middle half. It falls, though not strictly.",
         .draw = draw_barrier_sweep,
         .options = {axis_option({"log", "linear"}), curves_option()},
         .live = false,
         .sweeps = {mode_sweep("spawn_step")},
         .sweep_seeds = 5},
        {.id = "barrier-vs-width",
         .title = "Wider networks are joined more easily",
         .caption = "Final barrier against the size of the network: dots are seeds, lines "
                    "medians, bands the middle half. Compare raw and renamed.",
         .draw = draw_barrier_sweep,
         .options = {axis_option({"log", "linear"}), curves_option()},
         .live = false,
         .sweeps = {mode_sweep("width"), mode_sweep("hidden_layers")},
         .sweep_seeds = 5},
        {.id = "curvature-along-path",
         .title = "A barrier is negative curvature",
         .caption = "Exact curvature of the loss along the line from A to B. The red area, "
                    "weighted by the distance to the nearer end, is the rise at the middle: an "
                    "identity for tanh (derived for this laboratory). Kinks of rectifiers "
                    "have a share of their own.",
         .draw = draw_curvature,
         .study = curvature_study(),
         .live = false},
        {.id = "permutation",
         .title = "The same neurons under other names",
         .caption = "How alike each neuron of A is to each of B, before and after B's are put in "
                    "the best order. A bright diagonal: they were the same neurons, renamed.",
         .draw = draw_permutation,
         .options_for = permutation_options,
         .study = permutation_study(),
         .live = false},
        {.id = "toy",
         .title = "One mountainside, one ridge, two valleys",
         .caption = "Noise across the diagonal is forgotten on the mountainside and amplified on "
                    "the ridge. Right: the profile from A to B, measured and exact.",
         .draw = draw_toy},
    };
}

} // namespace

std::vector<Figure> mode_connectivity_figures()
{
    auto figures = landscape_figures();
    for (Figure& figure : predicting_figures())
        figures.push_back(std::move(figure));
    return figures;
}

} // namespace etalon
