// The model of a run whose layers or materials came from files, rebuilt from what the run keeps in
// /data.
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

/// The materials of a mirror or slab that the run read from the user's tables, on the grid of the
/// settings; empty where there were none.
KnownMedia saved_media(const FigureInput&, const ResonatorSettings&);

/// Any index for whatever is not a number: enough to learn which parameters a structure has.
KnownMedia stand_in_media(const ResonatorSettings&);

} // namespace etalon
