#include "core/experiments/mode_connectivity/mode_pair.hpp"

#include "core/experiments/mode_connectivity/mode_channels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr double most_snapshot_bytes = 256e6; // of all together; beyond, the past is trained again

} // namespace

const ModeChange& mode_change_at(std::span<const ModeChange> changes, std::int64_t step)
{
    const ModeChange* found = &changes.front();
    for (const ModeChange& change : changes)
        if (change.from <= step)
            found = &change;
    return *found;
}

double mode_schedule(const std::string& schedule, std::int64_t step, std::int64_t steps)
{
    return schedule == "cosine"
        ? (1 + std::cos(std::numbers::pi * static_cast<double>(step) / static_cast<double>(steps)))
            / 2
        : 1;
}

// ---- The pair

ModePair::ModePair(const ModeConnectivitySettings& settings, const ModeShape& shape,
                   const ModeData& data, const ModeVector& start_a, const ModeVector& start_b)
    : settings_(settings)
    , data_(&data)
    , a_(shape, data.examples.train, {start_a, ModeVector::Zero(shape.length())})
    , b_(shape, data.examples.train, {start_b, ModeVector::Zero(shape.length())})
    , has_branched_(!settings.is_shared())
{
}

bool ModePair::advance(const ModeChange& change)
{
    const std::int64_t branch = settings_.spawn_step;
    const ModeRates rates{.learning_rate = change.learning_rate
                              * mode_schedule(settings_.schedule, step_, settings_.steps),
                          .momentum = change.momentum,
                          .weight_decay = change.weight_decay};
    if (step_ < branch) {
        if (!a_.prepare(data_->order_trunk.at(step_), rates))
            return false;
        a_.commit();
        ++step_;
        return true;
    }
    if (!has_branched_) {
        b_.set(a_.state());
        has_branched_ = true;
    }
    if (!a_.prepare(data_->order_a.at(step_ - branch), rates)
        || !b_.prepare(data_->order_b.at(step_ - branch), rates))
        return false;
    a_.commit();
    b_.commit();
    ++step_;
    return true;
}

void ModePair::restore(std::int64_t step, const ModeState& a, const ModeState& b)
{
    step_ = step;
    has_branched_ = !settings_.is_shared() || step > settings_.spawn_step;
    a_.set(a);
    b_.set(b);
}

// ---- Its past

ModePast::ModePast(const ModeConnectivitySettings& settings, const ModeShape& shape,
                   const ModeData& data, const ModeVector& start_a, const ModeVector& start_b,
                   std::int64_t every)
    : settings_(settings)
    , shape_(shape)
    , data_(&data)
    , start_a_(start_a)
    , start_b_(start_b)
    , every_(every)
{
    forget();
}

void ModePast::forget()
{
    snapshots_.clear();
    trunk_.reset();
    origin_.resize(0);
    if (!settings_.is_shared())
        origin_ = (start_a_ + start_b_) / 2;
    else if (settings_.spawn_step == 0)
        origin_ = start_a_;
}

bool ModePast::keeps_all() const
{
    const double samples = static_cast<double>(settings_.steps / every_ + 1);
    return samples * 16 * static_cast<double>(shape_.length()) <= most_snapshot_bytes;
}

void ModePast::keep(const ModePair& pair)
{
    if (pair.step() == settings_.spawn_step && origin_.size() == 0)
        origin_ = pair.a().theta;
    if (pair.step() % every_ == 0 && keeps_all())
        snapshots_.insert_or_assign(pair.step(), ModeSnapshot{pair.a().theta, pair.b().theta});
}

const ModeVector& ModePast::origin(std::span<const ModeChange> changes)
{
    if (origin_.size() == 0) {
        ModePair pair(settings_, shape_, *data_, start_a_, start_b_);
        while (pair.step() < settings_.spawn_step) {
            keep(pair);
            if (!pair.advance(mode_change_at(changes, pair.step())))
                throw Error("The trunk cannot be trained again up to its end.");
        }
        origin_ = pair.a().theta;
        trunk_ = pair.a();
    }
    return origin_;
}

/// The step from which on all samples before `end` are kept.
std::int64_t ModePast::known_from(std::int64_t end) const
{
    std::int64_t known = (end + every_ - 1) / every_ * every_;
    while (known > 0 && snapshots_.contains(known - every_))
        known -= every_;
    return known;
}

void ModePast::complete(std::int64_t end, std::span<const ModeChange> changes)
{
    if (keeps_all() && known_from(end) > 0)
        visit(end, changes, {}, [](std::int64_t, const ModeVector&, const ModeVector&) {});
}

bool ModePast::visit(
    std::int64_t end, std::span<const ModeChange> changes, const ModeProceed& proceed,
    const std::function<void(std::int64_t, const ModeVector&, const ModeVector&)>& see)
{
    const std::int64_t known = known_from(end);
    ModePair pair(settings_, shape_, *data_, start_a_, start_b_);
    if (trunk_ && keeps_all() && known > settings_.spawn_step) { // it need not be trained once more
        for (const auto& [step, snapshot] : snapshots_)
            if (step < settings_.spawn_step)
                see(step, snapshot.a, snapshot.b);
        pair.restore(settings_.spawn_step, *trunk_, *trunk_);
    }
    while (pair.step() < std::min(known, end)) {
        if (proceed && !proceed())
            return false;
        keep(pair);
        if (pair.step() % every_ == 0)
            see(pair.step(), pair.a().theta, pair.b().theta);
        if (!pair.advance(mode_change_at(changes, pair.step())))
            throw Error("The run cannot be trained again up to its end.");
    }
    for (auto at = snapshots_.lower_bound(known); at != snapshots_.end() && at->first < end; ++at)
        see(at->first, at->second.a, at->second.b);
    return true;
}

} // namespace etalon
