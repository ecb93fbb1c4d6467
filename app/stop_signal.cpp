#include "app/stop_signal.hpp"

#include <atomic>
#include <csignal>
#include <initializer_list>

namespace etalon {
namespace {

std::atomic<bool> requested = false; // the one thing that a signal handler can reach
static_assert(std::atomic<bool>::is_always_lock_free);

void request(int)
{
    requested.store(true, std::memory_order_relaxed);
}

} // namespace

void watch_for_stop()
{
    struct sigaction action = {};
    action.sa_handler = request;
    action.sa_flags = SA_RESTART; // files being written go on being written
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaction(signal, &action, nullptr);
}

bool stop_requested()
{
    return requested.load(std::memory_order_relaxed);
}

} // namespace etalon
