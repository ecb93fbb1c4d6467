// The model of a run whose layers came from a file, rebuilt from what the run keeps in /data.
#pragma once

#include "core/experiments/resonator/resonator_model.hpp"
#include "core/lab/experiment.hpp"
#include "core/lab/figure.hpp"

#include <memory>

namespace etalon {

/// From `layer_index` (J+2 × M × 2: re, im) and `layer_thickness` (J, nm) of /data, on the grid of
/// the settings (indices are interpolated where it is another one); null where they are missing.
std::shared_ptr<const ResonatorModel> listed_resonator_model(const FigureInput&,
                                                             const ResonatorSettings&);

} // namespace etalon
