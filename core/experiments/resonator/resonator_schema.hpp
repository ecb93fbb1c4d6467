// Parts of the schema; only resonator_schema*.cpp use them.
#pragma once

#include "core/experiments/resonator/resonator.hpp"

namespace etalon {

void add_target_parameters(SchemaOf<ResonatorSettings>&);
void add_method_parameters(SchemaOf<ResonatorSettings>&);

} // namespace etalon
