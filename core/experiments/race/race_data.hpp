// What a run trains and tests on, and what it draws: first weights, random orders, random tickets.
#pragma once

#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_network.hpp"
#include "core/lab/random.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Streams of random numbers.
enum class RaceStream : std::uint64_t {
    training_data = 1, // prototypes, then training samples
    test_data = 2,
    weights = 3,
    orders = 4, // random removal orders, then random tickets
};

Random race_random(std::uint64_t seed, RaceStream);

/// As trained on: after preprocessing, rounded to the precision of training.
struct RaceData {
    RaceSamples train{}, test{};
    RaceMatrix prototypes{};                   // 2P × n; image_like only
    std::vector<std::int64_t> random_orders{}; // prune_random_draws × m
    std::vector<std::int64_t> ticket_random{}; // ticket_random_draws × ticket_size
    std::string warning{};                     // empty: nothing to say
    Eigen::Index inputs() const { return train.inputs.cols(); }
};

/// Generated from the seed, or read from the user's file. UsageError on a file that does not fit.
RaceData make_race_data(const RaceSettings&, std::uint64_t seed,
                        const std::optional<std::filesystem::path>&);

/// The weights at step 0 for inputs of this dimension.
RaceNetwork draw_race_network(const RaceSettings&, Eigen::Index inputs, std::uint64_t seed);

/// Rounds to the nearest float.
void round_to_single(RaceMatrix&);

// ---- Parts of make_race_data

/// Samples around four poles on the first two axes, classes as in XOR.
RaceSamples draw_four_poles(const RaceSettings&, std::int64_t count, Random&);

/// Random images with a natural spectrum, all channels of one a row; mean squared length 1.
class RaceFields {
public:
    explicit RaceFields(const RaceSettings&);
    Eigen::Index inputs() const { return channels_ * side_ * side_; }
    Eigen::RowVectorXd draw(Random&) const;

private:
    Eigen::Index side_, channels_;
    Eigen::MatrixXd transform_;  // DCT-II, orthonormal, a row a frequency
    Eigen::MatrixXd amplitudes_; // q
};

/// 2P images of length `prototype_norm`, of class +1 and −1 in turn.
RaceMatrix draw_race_prototypes(const RaceSettings&, const RaceFields&, Random&);

/// Sample i is prototype i mod 2P and an image of noise.
RaceSamples draw_race_images(const RaceSettings&, const RaceFields&, const RaceMatrix& prototypes,
                             std::int64_t count, Random&);

} // namespace etalon
