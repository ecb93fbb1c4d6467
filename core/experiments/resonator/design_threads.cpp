#include "core/experiments/resonator/design_threads.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace etalon {
namespace {

constexpr std::chrono::milliseconds between_questions{20};

struct Shared {
    std::atomic<std::size_t> next{0}, done{0};
    StopFlag stop{false};
    std::mutex mutex; // guards the rest
    std::condition_variable ended;
    std::size_t running = 0;
    std::exception_ptr failure;
};

void take_pieces(Shared& shared, std::size_t pieces, const std::function<PieceWork()>& make_work)
{
    try {
        const PieceWork work = make_work();
        for (;;) {
            const std::size_t piece = shared.next++;
            if (piece >= pieces || shared.stop)
                break;
            work(piece, shared.stop);
            ++shared.done;
        }
    } catch (...) {
        shared.stop = true;
        const std::lock_guard lock(shared.mutex);
        if (!shared.failure)
            shared.failure = std::current_exception();
    }
    const std::lock_guard lock(shared.mutex);
    --shared.running;
    shared.ended.notify_all();
}

} // namespace

bool share_out(std::size_t pieces, std::size_t threads, const std::function<PieceWork()>& make_work,
               const Proceed& proceed, const std::string& doing)
{
    if (!proceed(0, doing))
        return false;
    if (threads == 0)
        threads = std::max(1u, std::thread::hardware_concurrency());
    threads = std::min(threads, pieces);
    Shared shared;
    shared.running = threads;
    bool wanted = true;
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < threads; ++i)
            workers.emplace_back([&] { take_pieces(shared, pieces, make_work); });
        std::unique_lock lock(shared.mutex);
        while (
            !shared.ended.wait_for(lock, between_questions, [&] { return shared.running == 0; })) {
            lock.unlock();
            const double share = static_cast<double>(shared.done)
                / static_cast<double>(std::max<std::size_t>(pieces, 1));
            if (wanted && !proceed(share, doing)) {
                wanted = false;
                shared.stop = true;
            }
            lock.lock();
        }
    }
    if (shared.failure)
        std::rethrow_exception(shared.failure);
    return wanted;
}

} // namespace etalon
