// One parameter over several values and seeds, on threads of their own: summaries only.
#pragma once

#include "core/lab/experiment.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace etalon {

/// Runs every (value, seed) pair; results stand in grid order (value outer, seed inner) whatever
/// finished first. The destructor cancels and joins.
class Sweep {
public:
    /// Seeds are base.seed, base.seed + 1, …  UsageError if a value does not fit the experiment.
    Sweep(const Experiment&, const Setup& base, std::string key, std::vector<Value> values,
          int seeds, int threads = 2);
    ~Sweep();

    void cancel();
    const std::string& key() const { return key_; }
    std::size_t total() const { return plans_.size(); }

    // Any thread.
    std::size_t done() const { return done_.load(std::memory_order_acquire); }
    bool ended() const;
    std::vector<KeptRun> results() const; // those that are done, in grid order
    std::string message() const;          // what went wrong, empty: nothing

private:
    std::string key_;
    std::unique_ptr<Simulation> (*make_)(const Setup&);
    std::vector<Setup> plans_;
    std::atomic<std::size_t> next_ = 0, done_ = 0;
    std::atomic<bool> cancelled_ = false;
    std::atomic<int> working_ = 0;
    mutable std::mutex mutex_; // guards results_ and message_
    std::vector<std::pair<std::size_t, KeptRun>> results_;
    std::string message_;
    std::vector<std::jthread> threads_; // last member: started when all else exists, joined first

    void work(std::stop_token);
};

} // namespace etalon
