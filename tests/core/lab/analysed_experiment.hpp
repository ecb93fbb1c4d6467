// The small experiment with analyses after its last step: a pruning curve, over neurons and not over
// steps, and a control run over all steps.
#pragma once

#include "tests/core/lab/small_experiment.hpp"

#include <atomic>
#include <functional>
#include <thread>

namespace etalon::test {

/// What a test arranges for the analyses, and learns from them.
struct Arrangement {
    std::atomic<int> begun = 0;
    std::atomic<bool> waits = false; // the analyses wait half way until this is false
    bool fails = false;
    std::function<void()> half_way{}; // called once, between two questions whether they go on
};

class AnalysedSimulation : public SmallSimulation {
public:
    static constexpr std::int64_t neurons = 300; // more than steps, and than a first block holds

    AnalysedSimulation(const Setup& setup, Arrangement& arrangement)
        : SmallSimulation(setup)
        , steps_(planned_steps(setup.values))
        , arrangement_(arrangement)
    {
    }

    std::vector<Channel> channels() const override
    {
        auto all = SmallSimulation::channels();
        all.push_back({.name = "pruning", .dims = {"kind"}, .shape = {2}, .index = "neurons kept"});
        all.push_back({.name = "control"});
        all.push_back({.name = "pruning_theory", .role = Role::theory, .index = "neurons kept"});
        return all;
    }

    bool analyse(Recording& recording, const Proceed& proceed) override
    {
        ++arrangement_.begun;
        const double x = std::get<std::vector<double>>(weights()[0].values)[0];
        if (!proceed(0.5, "pruning curves"))
            return false;
        if (arrangement_.half_way) {
            arrangement_.half_way();
            if (!proceed(0.75, "control run"))
                return false;
        }
        while (arrangement_.waits) {
            if (!proceed(0.5, "pruning curves"))
                return false;
            std::this_thread::yield();
        }
        if (arrangement_.fails)
            throw Error("No neuron is left.");
        for (std::int64_t kept = 0; kept <= neurons; ++kept) {
            const double sample[] = {x * static_cast<double>(kept), -x};
            recording.append(recording.index("pruning"), kept, sample);
            recording.append(recording.index("pruning_theory"), kept, x);
        }
        for (std::int64_t step = 0; step <= steps_; ++step)
            recording.append(recording.index("control"), step, -static_cast<double>(step));
        return true;
    }

private:
    std::int64_t steps_;
    Arrangement& arrangement_;
};

} // namespace etalon::test
