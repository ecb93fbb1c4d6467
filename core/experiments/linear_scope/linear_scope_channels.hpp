// The channels of a run: which there are, their names, shapes, labels and places.
#pragma once

#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/scope_network.hpp"
#include "core/lab/recording.hpp"

#include <optional>
#include <vector>

namespace etalon {

class LinearScopeChannels {
public:
    LinearScopeChannels() = default;
    /// `trained`: made from the parameters, not imported; `images`: under the scope.
    LinearScopeChannels(const LinearScopeSettings&, const ScopeNetwork&, std::size_t images,
                        bool trained);

    const std::vector<Channel>& list() const { return list_; }

    std::size_t kept() const { return kept_; } // R, singular values of an image

    // Places in the list, and so in a recording.
    std::size_t batch_loss{};
    std::optional<std::size_t> loss{}, quality{}; // of trained networks
    std::size_t identity{}, adjoint{}, singular_values{}, bias_share{}, active{}, flips{};
    std::optional<std::size_t> effective_rank{}, bicubic_cosine{}; // where F is held in full
    std::size_t bias{}, output{}, left{}, right{};
    std::optional<std::size_t> matrix{}, votes{};
    std::optional<std::size_t> bicubic_quality{}, identity_floor{};

private:
    struct Axis {
        const char* name;
        std::size_t extent;
    };
    std::size_t add(const char* name, const char* label, const std::vector<Axis>&,
                    std::int64_t every, const char* unit = "1", Role = Role::measured);
    void add_training(const LinearScopeSettings&);
    void add_samples(const LinearScopeSettings&, const ScopeNetwork&, std::size_t images,
                     bool trained);
    void add_end(const LinearScopeSettings&, const ScopeNetwork&, std::size_t images, bool trained);

    std::vector<Channel> list_{};
    std::size_t kept_ = 0;
};

} // namespace etalon
