// The part of RunModel that keeps runs for comparison and sets out from the middle of one.
#include "core/lab/branch.hpp"
#include "ui/run_model.hpp"
#include "ui/run_model_background.hpp"

#include <algorithm>

namespace etalon {

namespace {

constexpr std::size_t most_kept = 24;

bool equal_start(const Frame& a, const Frame& b)
{
    return a.seed == b.seed && a.parameters == b.parameters && a.changes == b.changes
        && a.newest == b.newest;
}

} // namespace

/// Adds the run as it stands now to the kept ones; an equal one is replaced.
void RunModel::keepShownRun()
{
    auto frame = std::make_shared<Frame>(*makeFrame(false));
    frame->kept.clear(); // what is kept keeps nothing itself
    frame->ghosts.clear();
    frame->step = frame->newest;
    followWeights(*frame);
    std::erase_if(kept_, [&](const KeptEntry& entry) { return equal_start(*entry.frame, *frame); });
    const auto name = tr("%1, seed %2").arg(QString::fromStdString(plan_.preset)).arg(frame->seed);
    kept_.push_back({frame, name.toStdString(), false, false});
    if (kept_.size() > most_kept)
        kept_.erase(kept_.begin());
    shown_run_is_kept_ = true;
    refresh(false); // figures that collect runs show this one
    Q_EMIT keptChanged();
}

void RunModel::setGhost(std::size_t index, bool ghost)
{
    if (index >= kept_.size() || kept_[index].ghost == ghost)
        return;
    kept_[index].ghost = ghost;
    kept_[index].chosen = ghost;
    refresh(isMoving());
    Q_EMIT keptChanged();
}

void RunModel::removeKept(std::size_t index)
{
    if (index >= kept_.size())
        return;
    kept_.erase(kept_.begin() + std::ptrdiff_t(index));
    refresh(isMoving());
    Q_EMIT keptChanged();
}

void RunModel::setKeepsGhost(bool keeps)
{
    keeps_ghost_ = keeps;
    if (!keeps)
        for (auto& entry : kept_)
            entry.ghost = entry.ghost && entry.chosen;
    refresh(isMoving());
    Q_EMIT keptChanged();
}

// ---- branching

bool RunModel::canBranch() const
{
    return frame_ && !making_ && frame_->newest > 0
        && (runner_ || (record_ && !record_->checkpoints.empty()));
}

void RunModel::branchHere()
{
    if (!canBranch())
        return;
    const auto step = std::min(frame_->step, frame_->steps - 1);
    const auto mine = ++generation_;
    pause();
    if (!shown_run_is_kept_)
        keepShownRun();
    making_ = true;
    Q_EMIT motionChanged();

    RunPlan plan = plan_;
    plan.changes = runner_ ? runner_->changes() : record_->changes;
    auto checkpoints = runner_ ? runner_->checkpoints() : record_->checkpoints;
    const auto recording = frame_->recording;
    struct Branched {
        std::shared_ptr<Runner> runner;
        RunPlan plan;
        std::int64_t step = 0; // where it parts from the shown run
    };
    inBackground(
        [plan, checkpoints = std::move(checkpoints), recording, step] {
            return attempt([&] {
                const Trunk trunk{*plan.experiment, plan.setup, plan.changes, checkpoints,
                                  *recording};
                Branched branched{nullptr, plan, step};
                if (plan.experiment->branch) {
                    auto made = branch_off(trunk, step);
                    branched.runner = std::move(made.runner);
                    branched.plan.setup = std::move(made.setup);
                    branched.step = made.step;
                } else {
                    branched.runner = branch(trunk, step);
                }
                std::erase_if(branched.plan.changes,
                              [&](const Change& change) { return change.step >= branched.step; });
                return std::make_shared<Branched>(std::move(branched));
            });
        },
        [this, mine](const Attempt<std::shared_ptr<Branched>>& made) {
            if (generation_ != mine)
                return;
            making_ = false;
            if (made.result) {
                adopt(made.result->runner, made.result->plan, Parent{{}, made.result->step},
                      After::pause);
            } else
                Q_EMIT failed(made.problem);
            Q_EMIT motionChanged();
        });
}

} // namespace etalon
