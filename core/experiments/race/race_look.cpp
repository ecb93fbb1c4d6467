#include "core/experiments/race/race_look.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace etalon {
namespace {

double share(Eigen::Index part, Eigen::Index whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

/// ŵ_l·ŵ_a for each leader l as it comes up; once there are many leaders, for all pairs at once.
class LeaderCosines {
public:
    explicit LeaderCosines(RaceTraining& training, Eigen::Index width)
        : training_(training)
        , most_(std::max<std::size_t>(32, static_cast<std::size_t>(width) / 16))
    {
    }

    double operator()(Eigen::Index leader, Eigen::Index neuron)
    {
        if (leader != latest_) {
            latest_ = leader;
            auto known = of_leader_.find(leader);
            if (known == of_leader_.end())
                known = of_leader_.emplace(leader, of_new_leader(leader)).first;
            row_ = &known->second;
        }
        return (*row_)(neuron);
    }

private:
    RaceVector of_new_leader(Eigen::Index leader)
    {
        if (of_leader_.size() < most_)
            return training_.direction_cosines(leader);
        if (all_.size() == 0)
            all_ = training_.cosines(); // the same for neurons with equal signs of c
        return all_.row(leader).transpose();
    }

    RaceTraining& training_;
    std::size_t most_;
    std::map<Eigen::Index, RaceVector> of_leader_{};
    RaceMatrix all_{};
    Eigen::Index latest_ = -1;
    const RaceVector* row_ = nullptr;
};

} // namespace

RaceLook look_at_race(RaceTraining& training, const RaceGates& initial_gates, double group_cosine)
{
    RaceLook look{.geometry = training.geometry()};
    const RaceVector& norms = look.geometry.neuron_norm;
    look.groups = race_groups(norms, look.geometry.output_weight, group_cosine,
                              LeaderCosines(training, norms.size()));
    const RaceGates& open = training.open_gates();
    const Eigen::Index pairs = open.size(), initially_open = initial_gates.count();
    look.gates_unlocked = share((open && !initial_gates).count(), pairs - initially_open);
    look.gates_locked = share((!open && initial_gates).count(), initially_open);
    look.open_share =
        open.cast<double>().colwise().sum().matrix().transpose() / static_cast<double>(open.rows());
    look.negative_alignment_share =
        share((look.geometry.alignment.array() < 0).count(), look.geometry.alignment.size());
    return look;
}

RaceGrowth race_growth(const RaceGeometry& geometry, double learning_rate)
{
    const Eigen::Index count = geometry.neuron_norm.size();
    RaceGrowth growth{RaceVector::Zero(count), RaceVector::Zero(count)};
    for (Eigen::Index a = 0; a < count; ++a) {
        if (!(geometry.neuron_norm(a) > 0))
            continue;
        const double k = std::abs(geometry.output_weight(a)) / geometry.input_norm(a);
        const double eta_s = learning_rate * geometry.pull_norm(a);
        const double q = eta_s * geometry.alignment(a);
        growth.exact(a) =
            std::log(std::abs(1 + q / k)) + 0.5 * std::log1p(2 * q * k + eta_s * k * (eta_s * k));
        growth.flow(a) = q * (k + 1 / k);
    }
    return growth;
}

RaceVector race_measured_growth(const RaceVector& before, const RaceVector& after)
{
    RaceVector growth = RaceVector::Zero(before.size());
    for (Eigen::Index a = 0; a < before.size(); ++a)
        if (before(a) > 0 && after(a) > 0)
            growth(a) = std::log(after(a)) - std::log(before(a));
    return growth;
}

} // namespace etalon
