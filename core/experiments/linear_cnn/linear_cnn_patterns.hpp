// Generators of labelled images: every class has a pattern, every sample adds noise.
#pragma once

#include "core/data/patterns.hpp"
#include "core/experiments/linear_cnn/linear_cnn.hpp"

#include <vector>

namespace etalon {

class LinearCnnPatterns {
public:
    /// Draws what the patterns of all classes need.
    LinearCnnPatterns(const LinearCnnSettings&, Random&);

    Grid grid() const { return grid_; }

    /// The pattern of a sample of this class; draws its shift, if it has one.
    Picture pattern(std::size_t label, Random&) const;

    /// texture_shape: the shape of one class, moved, with stripes of this amplitude.
    Picture mixed_cues(std::size_t shape_label, double texture_amplitude, Shift) const;
    Shift draw_shift(Random&) const;

    void add_noise(Picture&, Random&) const;

private:
    Picture draw_mixture(const std::vector<Frequency>&, double amplitude, Random&) const;
    void draw_cosines(Random&);
    void draw_hierarchy(Random&);
    Picture shape(std::size_t label, Random&) const;

    const LinearCnnSettings& settings_;
    Grid grid_;
    std::vector<Picture> classes_; // cosines and hierarchy
};

} // namespace etalon
