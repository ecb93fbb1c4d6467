// Work that would hold up the window, done one job after another on a thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace etalon {

/// Jobs run in the order they were given and must not throw. The destructor finishes the jobs
/// marked as `essential`, drops the others and joins.
class BackgroundQueue {
public:
    enum class Kind { droppable, essential };

    BackgroundQueue();
    ~BackgroundQueue();
    BackgroundQueue(const BackgroundQueue&) = delete;
    BackgroundQueue& operator=(const BackgroundQueue&) = delete;

    void add(std::function<void()> job, Kind kind = Kind::droppable);

private:
    struct Job {
        std::function<void()> work;
        Kind kind;
    };

    std::mutex mutex_; // guards jobs_
    std::condition_variable_any wake_;
    std::deque<Job> jobs_;
    std::jthread thread_; // last member: started when all else exists, joined first

    void work(const std::stop_token& stop);
};

} // namespace etalon
