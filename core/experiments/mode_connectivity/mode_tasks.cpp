#include "core/experiments/mode_connectivity/mode_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace etalon {
namespace {

constexpr double worth_a_thread = 4e6; // multiply-adds: several times what starting one costs

/// Of a helping thread: what is drawn meanwhile comes first.
void be_modest()
{
#ifdef __linux__
    constexpr int niceness = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
#endif
}

struct Shared {
    std::size_t pieces = 0;
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> given_up = false;
    std::mutex mutex{}; // guards failure
    std::exception_ptr failure{};
};

void work_through(Shared& shared, const std::function<ModeWork()>& make_work,
                  const ModeProceed& proceed)
{
    try {
        const ModeWork work = make_work();
        for (;;) {
            if (shared.given_up)
                return;
            if (proceed && !proceed()) {
                shared.given_up = true;
                return;
            }
            const std::size_t piece = shared.next.fetch_add(1);
            if (piece >= shared.pieces)
                return;
            work(piece);
        }
    } catch (...) {
        shared.given_up = true;
        const std::lock_guard lock(shared.mutex);
        shared.failure = std::current_exception();
    }
}

} // namespace

bool mode_share_out(std::size_t pieces, double cost, const std::function<ModeWork()>& make_work,
                    const ModeProceed& proceed)
{
    const auto machine = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
    const auto worthwhile = static_cast<std::size_t>(std::clamp(cost / worth_a_thread, 1.0, 256.0));
    const std::size_t threads = std::min({machine, worthwhile, std::max<std::size_t>(pieces, 1)});
    Shared shared;
    shared.pieces = pieces;
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back([&] {
                be_modest();
                work_through(shared, make_work, {});
            });
        work_through(shared, make_work, proceed);
    }
    if (shared.failure)
        std::rethrow_exception(shared.failure);
    return !shared.given_up;
}

} // namespace etalon
