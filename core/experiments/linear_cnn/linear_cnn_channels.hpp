// The channels of a run: which there are, and their names, shapes and labels.
#pragma once

#include "core/experiments/linear_cnn/linear_cnn.hpp"
#include "core/experiments/linear_cnn/linear_cnn_shape.hpp"
#include "core/lab/recording.hpp"

#include <span>
#include <string_view>

namespace etalon {

/// What decides which channels a run has.
struct LinearCnnObservables {
    std::size_t modes = 1;
    bool relu = false;
    bool test = false;     // there are test samples
    bool conflict = false; // … and images with conflicting cues
    bool cues = false;     // … and mixed cues
    std::int64_t every = 1;
};

class LinearCnnChannels {
public:
    LinearCnnChannels() = default;
    LinearCnnChannels(const LinearCnnShape&, const LinearCnnObservables&);

    const std::vector<Channel>& list() const { return list_; }
    bool has(std::string_view name) const;

private:
    void add(Channel);
    void add_map(const std::string& suffix, const std::string& owner);
    void add_answers(const std::string& suffix, const std::string& owner);
    void add_theory();
    void add_modes();

    LinearCnnShape shape_;
    LinearCnnObservables observables_;
    std::vector<Channel> list_;
};

} // namespace etalon
