#include "core/experiments/race/race_tasks.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace etalon {
namespace {

constexpr std::chrono::milliseconds report_every{20};

class Crew {
public:
    Crew(const std::vector<RaceTask>& tasks, int threads)
        : tasks_(tasks)
        , shares_(tasks.size())
    {
        const auto count = std::min(tasks.size(), static_cast<std::size_t>(threads));
        working_ = count;
        for (std::size_t i = 0; i < count; ++i)
            threads_.emplace_back([this] { work(); });
    }

    ~Crew() { stop_.request_stop(); } // then the threads are joined

    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    bool wait(const Proceed& proceed)
    {
        for (bool ended = false; !ended;) {
            if (!proceed(share(), doing()))
                return false;
            std::unique_lock lock(mutex_);
            ended = wake_.wait_for(lock, report_every, [&] { return working_ == 0; });
        }
        if (!failure_.empty()) // nobody writes it any more
            throw Error(failure_);
        return proceed(share(), doing());
    }

private:
    const std::vector<RaceTask>& tasks_;
    std::vector<std::atomic<double>> shares_; // of each task; only its thread writes
    std::atomic<std::size_t> next_ = 0;
    std::stop_source stop_;
    std::mutex mutex_; // guards working_ and failure_
    std::condition_variable wake_;
    std::size_t working_ = 0;
    std::string failure_;
    std::vector<std::jthread> threads_; // last member: started when all else exists, joined first

    void work()
    {
        std::string failure;
        try {
            while (!stop_.stop_requested()) {
                const std::size_t index = next_.fetch_add(1, std::memory_order_relaxed);
                if (index >= tasks_.size())
                    break;
                RaceTicker ticker(shares_[index], stop_.get_token());
                tasks_[index].run(ticker);
                if (!stop_.stop_requested())
                    shares_[index].store(1, std::memory_order_relaxed);
            }
        } catch (const std::exception& error) {
            failure = error.what();
            stop_.request_stop();
        }
        const std::lock_guard lock(mutex_);
        if (failure_.empty())
            failure_ = failure;
        --working_;
        wake_.notify_one();
    }

    double share() const
    {
        double done = 0, total = 0;
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            done += tasks_[i].weight * shares_[i].load(std::memory_order_relaxed);
            total += tasks_[i].weight;
        }
        return done / total;
    }

    /// What the first task that is not done does.
    const std::string& doing() const
    {
        std::size_t i = 0;
        while (i + 1 < tasks_.size() && shares_[i].load(std::memory_order_relaxed) >= 1)
            ++i;
        return tasks_[i].doing;
    }
};

} // namespace

bool run_race_tasks(const std::vector<RaceTask>& tasks, const Proceed& proceed, int threads)
{
    if (tasks.empty())
        return true;
    if (threads == 0)
        threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 8u));
    return Crew(tasks, threads).wait(proceed);
}

} // namespace etalon
