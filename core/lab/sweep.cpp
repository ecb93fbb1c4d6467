#include "core/lab/sweep.hpp"

#include "core/lab/train.hpp"

#include <algorithm>
#include <exception>

namespace etalon {

Sweep::Sweep(const Experiment& experiment, const Setup& base, std::string key,
             std::vector<Value> values, int seeds, int threads)
    : key_(std::move(key))
    , make_(experiment.make)
{
    std::vector<Problem> problems;
    if (seeds < 1)
        problems.push_back(
            {"", "A sweep needs at least 1 seed (" + std::to_string(seeds) + " given)."});
    for (const auto& value : values) {
        if (auto problem = experiment.schema.check(key_, value)) {
            problems.push_back(std::move(*problem));
            continue;
        }
        const auto plan = experiment.schema.with(base.values, key_, value);
        if (experiment.check)
            for (auto& problem : experiment.check(plan, base.data.has_value()))
                problems.push_back({key_, key_ + "=" + to_text(value) + ": " + problem.message});
        for (int i = 0; i < seeds; ++i)
            plans_.push_back({plan, base.seed + static_cast<std::uint64_t>(i), base.data});
    }
    throw_if_any(problems);

    const auto count = std::min(plans_.size(), static_cast<std::size_t>(std::max(threads, 1)));
    working_ = static_cast<int>(count);
    for (std::size_t i = 0; i < count; ++i)
        threads_.emplace_back([this](std::stop_token token) { work(std::move(token)); });
}

Sweep::~Sweep()
{
    cancel();
}

void Sweep::cancel()
{
    cancelled_.store(true, std::memory_order_relaxed);
}

bool Sweep::ended() const
{
    return working_.load(std::memory_order_acquire) == 0;
}

std::vector<KeptRun> Sweep::results() const
{
    const std::lock_guard lock(mutex_);
    std::vector<KeptRun> runs;
    runs.reserve(results_.size());
    for (const auto& [index, run] : results_)
        runs.push_back(run);
    return runs;
}

std::string Sweep::message() const
{
    const std::lock_guard lock(mutex_);
    return message_;
}

void Sweep::work(std::stop_token token)
{
    const auto goes_on = [&] {
        return !cancelled_.load(std::memory_order_relaxed) && !token.stop_requested();
    };
    const TrainingHooks hooks{.before_step = [&](std::int64_t) { return goes_on(); },
                              .proceed = [&](double, const std::string&) { return goes_on(); }};
    while (goes_on()) {
        const auto index = next_.fetch_add(1, std::memory_order_relaxed);
        if (index >= plans_.size())
            break;
        const auto& plan = plans_[index];
        try {
            const auto simulation = make_(plan);
            Recording recording(simulation->channels());
            Outcome outcome;
            train(*simulation, recording, 0, simulation->planned_steps(planned_steps(plan.values)),
                  hooks, outcome);
            if (outcome.state == RunState::stopped)
                break;
            if (outcome.state == RunState::failed)
                throw Error(outcome.message);
            auto summary = simulation->summary(recording);
            const std::lock_guard lock(mutex_);
            const auto place =
                std::upper_bound(results_.begin(), results_.end(), index,
                                 [](std::size_t a, const auto& b) { return a < b.first; });
            results_.insert(place, {index, KeptRun{plan.values, plan.seed, std::move(summary)}});
        } catch (const std::exception& error) {
            const std::lock_guard lock(mutex_);
            message_ += (message_.empty() ? "" : "\n") + key_ + "=" + to_text(plan.values[key_])
                + ", seed " + std::to_string(plan.seed) + ": " + error.what();
        }
        done_.fetch_add(1, std::memory_order_release);
    }
    working_.fetch_sub(1, std::memory_order_release);
}

} // namespace etalon
