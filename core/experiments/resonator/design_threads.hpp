// Independent pieces of a search, shared out to threads.
#pragma once

#include "core/lab/experiment.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>

namespace etalon {

/// Set when the caller has given up: work may then end early, its results are not used.
using StopFlag = std::atomic<bool>;

/// Does one piece. Made once in each thread, with the buffers that it needs.
using PieceWork = std::function<void(std::size_t piece, const StopFlag&)>;

/// Runs pieces 0 … pieces-1 on `threads` threads (0: as many as the machine has) while the calling
/// thread asks `proceed`. False when told to give up. Which thread does a piece is left to chance, so
/// pieces must not depend on it. The first exception of a piece is thrown again here.
bool share_out(std::size_t pieces, std::size_t threads, const std::function<PieceWork()>& make_work,
               const Proceed& proceed, const std::string& doing);

} // namespace etalon
