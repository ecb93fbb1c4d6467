// The figures of the resonator: names, captions and options. What each draws is in
// resonator_figure_*.cpp.
#include "core/experiments/resonator/resonator_figures.hpp"

#include "core/experiments/resonator/resonator.hpp"

namespace etalon {
namespace {

// Not live: figures of designs alone, which no step of the training changes.
std::vector<Figure> explorer_figures()
{
    return {
        {.id = "spectrum",
         .title = "Where the light goes",
         .caption = "Transmission, reflection and absorption add up to one. Drag a maximum "
                    "sideways, or move the sliders.",
         .draw = draw_resonator_spectrum,
         .options_for = resonator_spectrum_options},
        {.id = "map",
         .title = "Orders fan out",
         .caption = "Spectra of all designs along one parameter. One wavelength meets many orders: "
                    "many designs have a maximum there. Click to go to a design.",
         .draw = draw_resonator_map,
         .options_for = resonator_map_options,
         .study = {resonator_map_subject, make_resonator_map},
         .live = false},
        {.id = "path-spectrum",
         .title = "A fringe is a peak",
         .caption = "The spectrum's own spectrum over optical path: fringes of a resonator become "
                    "one line with its harmonics, wherever the maxima lie.",
         .draw = draw_resonator_path_spectrum,
         .options_for = resonator_path_options,
         .live = false},
    };
}

std::vector<Figure> surrogate_figures()
{
    return {
        {.id = "surrogate-loss",
         .title = "The network learns to imitate the optics",
         .caption = "Squared error on batches and on designs that it never sees; on the right, how "
                    "far a predicted value is off on average.",
         .draw = draw_resonator_loss},
        {.id = "surrogate-probes",
         .title = "What the network believes",
         .caption = "Four resonators that it was not trained on: exact spectra thin, the "
                    "network's in orange.",
         .draw = draw_resonator_probes},
        {.id = "frequency-bias",
         .title = "Slow fringes first, fast ones late or never",
         .caption =
             "Error over power for each fringe. On Fourier features the front climbs; on raw "
             "inputs it stays at the bottom.",
         .draw = draw_resonator_frequency_bias},
    };
}

std::vector<Figure> design_figures()
{
    return {
        {.id = "landscape",
         .title = "Every order is a false valley",
         .caption =
             "Bright is good. Descents run from \u25cb to \u00d7; the hidden design is \u2605. "
             "Click to start one of your own: it drops into the nearest valley.",
         .draw = draw_resonator_landscape,
         .options_for = resonator_landscape_options,
         .study = {resonator_landscape_subject, make_resonator_landscape},
         .live = false},
        {.id = "best-vs-evaluations",
         .title = "The best design against what it cost",
         .caption = "Median and quartiles over the targets. Methods that know the physics need "
                    "fewest spectra; a network pays once one exact spectrum is dear.",
         .draw = draw_resonator_evaluations,
         .options_for = resonator_evaluations_options,
         .live = false},
        {.id = "success",
         .title = "How often each method finds the design",
         .caption = "Share of targets whose exact spectrum is met within success_mae, with 95 % "
                    "intervals; right, the error of each target.",
         .draw = draw_resonator_success,
         .live = false},
        {.id = "design-result",
         .title = "A wish and its answer",
         .caption = "The wished spectrum thin, that of the design found in blue, and what the "
                    "network believes of it dashed. Draw a wish of your own.",
         .draw = draw_resonator_design_result,
         .options_for = resonator_result_options,
         .study = {resonator_drawn_subject, make_resonator_drawn}},
        {.id = "reliability",
         .title = "Trusted only where it was taught",
         .caption = "The network's error over the designs, and lines where training designs get "
                    "rare: beyond them its answers are extrapolated.",
         .draw = draw_resonator_reliability,
         .study = {resonator_reliability_subject, make_resonator_reliability}},
    };
}

} // namespace

std::vector<Figure> resonator_figures()
{
    auto figures = explorer_figures();
    for (auto* more : {&surrogate_figures, &design_figures})
        for (Figure& figure : more())
            figures.push_back(std::move(figure));
    return figures;
}

} // namespace etalon
