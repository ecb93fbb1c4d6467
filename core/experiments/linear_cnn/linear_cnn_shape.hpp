// Sizes and weights of the networks, as files hold them.
#pragma once

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace etalon {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const RowMatrix>;

struct LinearCnnShape {
    std::size_t channels = 1, height = 1, width = 1; // I, H, W of an input
    std::size_t classes = 2;                         // C
    std::size_t kernels = 1;                         // K
    std::size_t layers = 1;                          // L_c
    std::size_t kernel_size = 0;                     // 0: full
    std::size_t hidden = 0;                          // h of the companion; 0: there is none

    std::size_t pixels() const { return height * width; }      // n
    std::size_t values() const { return channels * pixels(); } // D
    bool full_kernels() const { return kernel_size == 0; }
    std::size_t kernel_height() const
    {
        return full_kernels() ? height : std::min(kernel_size, height);
    }
    std::size_t kernel_width() const
    {
        return full_kernels() ? width : std::min(kernel_size, width);
    }
    std::size_t taps() const { return kernel_height() * kernel_width(); }
    /// Channels that a layer (from 0) reads.
    std::size_t fan_in(std::size_t layer) const { return layer == 0 ? channels : kernels; }

    /// The pixel that is a tap's displacement: the tap's own index in a full kernel, else taken from
    /// the kernel's centre.
    std::size_t displacement(std::size_t tap) const
    {
        if (full_kernels())
            return tap;
        const std::size_t row = tap / kernel_width(), column = tap % kernel_width();
        const std::size_t down = (row + height - (kernel_height() - 1) / 2) % height;
        const std::size_t right = (column + width - (kernel_width() - 1) / 2) % width;
        return down * width + right;
    }

    /// `count` kernels of taps as full images.
    std::vector<double> embedded(const std::vector<double>& kernels_of_taps,
                                 std::size_t count) const
    {
        std::vector<double> images(count * pixels(), 0);
        for (std::size_t k = 0; k < count; ++k)
            for (std::size_t tap = 0; tap < taps(); ++tap)
                images[k * pixels() + displacement(tap)] = kernels_of_taps[k * taps() + tap];
        return images;
    }
};

struct LinearCnnWeights {
    std::vector<std::vector<double>> kernels{}; // of each layer: K × fan-in × kh × kw
    std::vector<double> readout{};              // C × K × H × W
    std::vector<double> fully_connected_1{};    // h × D; empty without a companion
    std::vector<double> fully_connected_2{};    // C × h
};

} // namespace etalon
