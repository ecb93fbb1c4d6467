// Independent pieces of work on a few threads: same results however many there are.
#pragma once

#include "core/lab/experiment.hpp"

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace etalon {

/// How far one task is; written by its thread, read by the one that waits.
class RaceTicker {
public:
    explicit RaceTicker(std::atomic<double>& share, std::stop_token token)
        : share_(share)
        , token_(std::move(token))
    {
    }

    /// `share` of this task is done (0 to 1, never falling); false: give up.
    bool operator()(double share) const
    {
        share_.store(share, std::memory_order_relaxed);
        return !token_.stop_requested();
    }

private:
    std::atomic<double>& share_;
    std::stop_token token_;
};

struct RaceTask {
    std::string doing{};                    // "pruning curves"
    double weight = 1;                      // of this task in the share of all, > 0
    std::function<void(RaceTicker&)> run{}; // writes to a place of its own
};

/// Runs all tasks, started in their order, on as many threads as asked for (0: as many as the
/// machine has, eight at most). `proceed` is called by the calling thread only, with shares that
/// never fall; false stops the workers where they next look, and is returned. A task that throws
/// stops all and becomes an Error of the calling thread.
bool run_race_tasks(const std::vector<RaceTask>&, const Proceed& proceed, int threads = 0);

} // namespace etalon
