// The parameters of targets and of the methods of inverse design.
#include "core/experiments/resonator/resonator_schema.hpp"

namespace etalon {
namespace {

using Settings = ResonatorSettings;

const Condition shaped{"target", {"peak", "band-pass", "band-stop"}};
const Condition banded{"target", {"band-pass", "band-stop"}};

} // namespace

void add_target_parameters(SchemaOf<Settings>& schema)
{
    const std::string group = "Target";
    schema
        .add(&Settings::target,
             {.key = "target",
              .label = "Target",
              .unit = "1",
              .doc = "Spectra of hidden designs, a shape to wish for, or the user's file.",
              .group = group,
              .choices = {"spectra", "peak", "band-pass", "band-stop", "csv"}})
        .add(&Settings::targets,
             {.key = "targets",
              .label = "Targets",
              .symbol = "Q",
              .unit = "1",
              .doc = "Spectra that every method looks for; a shape or a file is repeated.",
              .group = group,
              .minimum = 1,
              .maximum = 4096,
              .scale = Scale::logarithmic})
        .add(&Settings::target_noise,
             {.key = "target_noise",
              .label = "Noise",
              .symbol = "σ",
              .unit = "1",
              .doc = "Standard deviation of the noise on every target sample.",
              .group = group,
              .minimum = 0,
              .maximum = 1})
        .add(&Settings::centre,
             {.key = "centre",
              .label = "Centre",
              .symbol = "λ_c",
              .unit = "nm",
              .doc = "Wavelength in the middle of the target's peak or band.",
              .group = group,
              .minimum = 100,
              .maximum = 20000,
              .applies_when = {shaped}})
        .add(&Settings::width,
             {.key = "width",
              .label = "Width",
              .symbol = "w",
              .unit = "nm",
              .doc = "Full width of the target's peak or band at half height.",
              .group = group,
              .minimum = 0.01,
              .maximum = 20000,
              .scale = Scale::logarithmic,
              .applies_when = {shaped}})
        .add(&Settings::floor,
             {.key = "floor",
              .label = "Floor",
              .unit = "1",
              .doc = "Value of the target far from its peak or band.",
              .group = group,
              .minimum = 0,
              .maximum = 1,
              .applies_when = {shaped}})
        .add(&Settings::edge,
             {.key = "edge",
              .label = "Edge",
              .unit = "nm",
              .doc = "How gently the band begins and ends.",
              .group = group,
              .minimum = 0.01,
              .maximum = 20000,
              .scale = Scale::logarithmic,
              .applies_when = {banded}})
        .add(&Settings::success_mae,
             {.key = "success_mae",
              .label = "Success below",
              .unit = "1",
              .doc = "Largest mean absolute error of a design that counts as found.",
              .group = group,
              .minimum = 1e-6,
              .maximum = 1,
              .scale = Scale::logarithmic});
}

void add_method_parameters(SchemaOf<Settings>& schema)
{
    const std::string group = "Methods";
    const auto whole = [&](std::int64_t Settings::*field, const char* key, const char* label,
                           const char* symbol, const char* doc, double low, double high) {
        schema.add(field,
                   {.key = key,
                    .label = label,
                    .symbol = symbol,
                    .unit = "1",
                    .doc = doc,
                    .group = group,
                    .minimum = low,
                    .maximum = high,
                    .scale = Scale::logarithmic});
    };
    whole(&Settings::starts, "starts", "Starts", "S", "Random starts of the multi-start methods.",
          1, 4096);
    whole(&Settings::design_iterations, "design_iterations", "Design iterations", "N",
          "Adam updates of a design.", 1, 1e5);
    schema.add(&Settings::design_rate,
               {.key = "design_rate",
                .label = "Design rate",
                .unit = "1",
                .doc = "Rate of Adam on the design; it falls to zero along a cosine.",
                .group = group,
                .minimum = 1e-6,
                .maximum = 1,
                .scale = Scale::logarithmic});
    schema.add(&Settings::fourier_weight,
               {.key = "fourier_weight",
                .label = "Fourier weight",
                .symbol = "w",
                .unit = "1",
                .doc = "Weight of the fringe spectrum in the objective of the scans.",
                .group = group,
                .minimum = 0,
                .maximum = 100});
    whole(&Settings::fourier_bins, "fourier_bins", "Fourier bins", "K",
          "Bins of the fringe spectrum that are compared, at most half the wavelengths.", 1, 2048);
    whole(&Settings::scan_points, "scan_points", "Scan points", "",
          "Equal points along one design number at which a scan looks.", 2, 1e5);
    whole(&Settings::reinit_every, "reinit_every", "Rescan every", "",
          "Iterations after which targets that are still far off are scanned again.", 1, 1e6);
    schema.add(&Settings::reinit_loss,
               {.key = "reinit_loss",
                .label = "Rescan above",
                .unit = "1",
                .doc = "Objective above which a target counts as far off.",
                .group = group,
                .minimum = 0,
                .maximum = 10});
    whole(&Settings::candidates, "candidates", "Candidates", "",
          "Starts of Levenberg-Marquardt, at most the pool.", 1, 1e5);
    whole(&Settings::pool, "pool", "Pool", "", "Designs that the candidates are chosen from.", 2,
          1e5);
    whole(&Settings::lm_iterations, "lm_iterations", "LM iterations", "",
          "Iterations of Levenberg-Marquardt from each candidate.", 1, 1e4);
    whole(&Settings::grid_points, "grid_points", "Grid points", "G",
          "Points per axis of the brute-force grid for three design numbers; 5G-4 for two, 11 "
          "for one and for four or more.",
          2, 2001);
    whole(&Settings::global_evaluations, "global_evaluations", "Global evaluations", "",
          "Spectra that a global search may compute for each target.", 20, 1e8);
}

} // namespace etalon
