// Two trainings that share a trunk: what is done at each step, and what is known of earlier ones.
#pragma once

#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/experiments/mode_connectivity/mode_training.hpp"

#include <functional>
#include <map>
#include <optional>

namespace etalon {

/// The live parameters, in force from a step on.
struct ModeChange {
    std::int64_t from = 0;
    double learning_rate = 0, momentum = 0, weight_decay = 0;
    bool operator==(const ModeChange&) const = default;
};

/// In force at a step; the first one begins at 0.
const ModeChange& mode_change_at(std::span<const ModeChange>, std::int64_t step);

/// η_s / η: 1, or (1 + cos(π s / T))/2.
double mode_schedule(const std::string& schedule, std::int64_t step, std::int64_t steps);

class ModePair {
public:
    /// The data must outlive it. Both starts are the same when shared.
    ModePair(const ModeConnectivitySettings&, const ModeShape&, const ModeData&,
             const ModeVector& start_a, const ModeVector& start_b);

    std::int64_t step() const { return step_; }
    const ModeState& a() const { return a_.state(); }
    /// The trunk until the branches part.
    const ModeState& b() const { return has_branched_ ? b_.state() : a_.state(); }

    /// One update of the trunk or of both branches; false and nothing done if one diverges.
    bool advance(const ModeChange&);
    void restore(std::int64_t step, const ModeState& a, const ModeState& b);

private:
    ModeConnectivitySettings settings_;
    const ModeData* data_;
    ModeTraining a_, b_;
    bool has_branched_ = false;
    std::int64_t step_ = 0;
};

/// Weights of both branches at one step.
struct ModeSnapshot {
    ModeVector a{}, b{};
};

/// What the measurements of later steps need of earlier ones: the trunk where the branches part, and
/// the weights at every sampled step. What was not kept is trained again, to the same bits.
class ModePast {
public:
    /// `every`: spacing of the samples. The data must outlive it.
    ModePast(const ModeConnectivitySettings&, const ModeShape&, const ModeData&,
             const ModeVector& start_a, const ModeVector& start_b, std::int64_t every);

    /// Before each update, and once for the last step.
    void keep(const ModePair&);
    /// Of steps that are not known to have been passed in this way any more.
    void forget();
    /// Of θ at the branching step, where it is known.
    void set_origin(const ModeVector& origin) { origin_ = origin; }
    /// Keeps the sampled steps before `end` that are missing, if it keeps any: after a restore.
    void complete(std::int64_t end, std::span<const ModeChange>);
    /// The sampled steps that were kept, ascending.
    const std::map<std::int64_t, ModeSnapshot>& snapshots() const { return snapshots_; }

    /// θ at the branching step; the mean of both starts when independent. For steps from there on.
    const ModeVector& origin(std::span<const ModeChange>);
    /// Calls `see` with the sampled steps before `end`, ascending. False if told to give up.
    bool visit(std::int64_t end, std::span<const ModeChange>, const ModeProceed& proceed,
               const std::function<void(std::int64_t, const ModeVector&, const ModeVector&)>& see);

private:
    bool keeps_all() const;
    std::int64_t known_from(std::int64_t end) const;

    ModeConnectivitySettings settings_;
    ModeShape shape_;
    const ModeData* data_;
    ModeVector start_a_, start_b_;
    std::int64_t every_;
    ModeVector origin_{};
    std::optional<ModeState> trunk_{}; // at its end, where it was trained again
    std::map<std::int64_t, ModeSnapshot> snapshots_{};
};

} // namespace etalon
