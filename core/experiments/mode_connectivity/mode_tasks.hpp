// Independent pieces of a measurement, shared out to threads. Results go to the place of their piece,
// so that they do not depend on which thread made them.
#pragma once

#include "core/experiments/mode_connectivity/mode_network.hpp"

#include <cstddef>
#include <functional>

namespace etalon {

/// Does one piece. Made once in each thread, with the memory that it needs.
using ModeWork = std::function<void(std::size_t piece)>;

/// All pieces 0 … pieces-1, on as many threads as the machine has and the work is worth (`cost`:
/// multiply-adds of all pieces together). The calling thread works too, and asks `proceed` between
/// pieces; false when told to give up.
bool mode_share_out(std::size_t pieces, double cost, const std::function<ModeWork()>& make_work,
                    const ModeProceed& proceed = {});

} // namespace etalon
