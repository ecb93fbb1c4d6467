// The channels of a run: which there are, their names, shapes, labels and places.
#pragma once

#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "core/lab/recording.hpp"

#include <vector>

namespace etalon {

/// Most samples of a run; more are thinned by doubling the spacing.
inline constexpr std::int64_t mode_most_samples = 400;

/// Steps between samples: the least sample_every · 2^j that gives no more than mode_most_samples.
std::int64_t mode_sample_spacing(const ModeConnectivitySettings&);

/// Of a pair of networks.
class ModeChannels {
public:
    explicit ModeChannels(const ModeConnectivitySettings&);

    const std::vector<Channel>& list() const { return list_; }

    // Places in the list, and so in a recording.
    std::size_t losses{}, errors{};
    std::size_t path_train_loss{}, path_train_error{}, path_test_loss{}, path_test_error{};
    std::size_t barrier{}, distance{}, path_derivatives{}, midpoint_rise{};
    std::size_t layer_barrier{}, layer_barrier_taylor{};
    bool has_aligned = false;
    std::size_t aligned_path_train_loss{}, aligned_path_test_error{}, aligned_barrier{},
        aligned_distance{};
    std::vector<std::size_t> permutations{}; // of the hidden layers
    std::size_t trajectory{}, alpha{}, plane_x{}, plane_y{}, plane_train_loss{};
    std::size_t hermite_path{};

private:
    std::size_t add(Channel);
    std::size_t row(const char* name, const char* label, const char* unit, const char* entry,
                    std::size_t size);
    void add_measured(const ModeConnectivitySettings&);
    void add_aligned(const ModeConnectivitySettings&);
    void add_plane(const ModeConnectivitySettings&);

    std::int64_t every_ = 1;
    std::vector<Channel> list_{};
};

/// Of the toy.
class ModeToyChannels {
public:
    explicit ModeToyChannels(const ModeConnectivitySettings&);

    const std::vector<Channel>& list() const { return list_; }

    std::size_t position{}, losses{}, path_train_loss{}, barrier{}, ridge_curvature{};
    std::size_t barrier_exact{}, ridge_start{};

private:
    std::vector<Channel> list_{};
};

} // namespace etalon
