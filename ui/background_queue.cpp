#include "ui/background_queue.hpp"

namespace etalon {

BackgroundQueue::BackgroundQueue()
    : thread_([this](const std::stop_token& stop) { work(stop); })
{
}

BackgroundQueue::~BackgroundQueue() = default; // the thread asks for the stop and joins

void BackgroundQueue::add(std::function<void()> job, Kind kind)
{
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({std::move(job), kind});
    }
    wake_.notify_one();
}

void BackgroundQueue::work(const std::stop_token& stop)
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, stop, [this] { return !jobs_.empty(); });
            if (jobs_.empty())
                return; // asked to stop, nothing left
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        if (!stop.stop_requested() || job.kind == Kind::essential)
            job.work();
    }
}

} // namespace etalon
