// The average kernel: columns of F around their own pixels, summed over the image.
#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr std::size_t batch = 128;          // probes at once
constexpr std::size_t border = 4;           // of upscaling, where zero padding is felt
constexpr std::size_t smallest_inside = 12; // smaller images have no inside

std::size_t ratio(const ScopeShape& in, const ScopeShape& out)
{
    return in.height > 0 ? out.height / in.height : 0;
}

/// The input pixels whose columns are averaged, scattered so that the first ones already stand for
/// the whole image.
std::vector<std::size_t> averaged_pixels(const ScopeShape& in, const ScopeShape& out)
{
    const bool inside = ratio(in, out) > 1 && std::min(in.height, in.width) >= smallest_inside;
    const std::size_t margin = inside ? border : 0;
    std::vector<std::size_t> pixels;
    for (std::size_t row = margin; row + margin < in.height; ++row)
        for (std::size_t column = margin; column + margin < in.width; ++column)
            pixels.push_back(row * in.width + column);
    std::size_t stride = pixels.size() * 5 / 8 + 1; // about the golden section
    while (std::gcd(stride, pixels.size()) != 1)
        ++stride;
    std::vector<std::size_t> scattered(pixels.size());
    for (std::size_t i = 0; i < pixels.size(); ++i)
        scattered[i] = pixels[i * stride % pixels.size()];
    return scattered;
}

/// Sums columns around their own pixels.
class KernelMean {
public:
    KernelMean(const ScopeShape& in, const ScopeShape& out)
        : in_(in)
        , out_(out)
        , window_(kernel_window(in, out))
        , sum_(window_.side() * window_.side())
        , count_(sum_.size())
    {
    }

    /// `image` is the output of a grey impulse at the pixel.
    void add(std::size_t pixel, std::span<const double> image)
    {
        const auto scale = static_cast<std::int64_t>(ratio(in_, out_));
        const auto row = scale * static_cast<std::int64_t>(pixel / in_.width),
                   column = scale * static_cast<std::int64_t>(pixel % in_.width);
        const auto height = static_cast<std::int64_t>(out_.height),
                   width = static_cast<std::int64_t>(out_.width);
        std::size_t entry = 0;
        for (std::int64_t r = row + window_.low; r <= row + window_.high; ++r)
            for (std::int64_t c = column + window_.low; c <= column + window_.high; ++c, ++entry)
                if (r >= 0 && c >= 0 && r < height && c < width) {
                    sum_[entry] += image[static_cast<std::size_t>(r * width + c)];
                    ++count_[entry];
                }
    }

    std::vector<double> mean() const
    {
        auto mean = sum_;
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] = count_[i] > 0 ? mean[i] / static_cast<double>(count_[i]) : 0;
        return mean;
    }

private:
    ScopeShape in_, out_;
    KernelWindow window_;
    std::vector<double> sum_;
    std::vector<std::size_t> count_;
};

} // namespace

KernelWindow kernel_window(const ScopeShape& in, const ScopeShape& out)
{
    return ratio(in, out) > 1 ? KernelWindow{-7, 8} : KernelWindow{-7, 7};
}

bool has_kernels(const ScopeShape& in, const ScopeShape& out)
{
    const std::size_t scale = ratio(in, out);
    return in.height * in.width > 1 && scale >= 1 && out.height == scale * in.height
        && out.width == scale * in.width;
}

std::vector<double> average_kernel(const FrozenScope& frozen, const KernelProgress& progress)
{
    const ScopeShape in = frozen.network().input, out = frozen.network().output();
    const auto pixels = averaged_pixels(in, out);
    KernelMean mean(in, out);
    for (std::size_t start = 0; start < pixels.size(); start += batch) {
        const std::size_t count = std::min(batch, pixels.size() - start);
        ScopeMatrix probes = ScopeMatrix::Zero(static_cast<Eigen::Index>(count),
                                               static_cast<Eigen::Index>(in.size()));
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t channel = 0; channel < in.channels; ++channel)
                probes(static_cast<Eigen::Index>(i),
                       static_cast<Eigen::Index>(channel * in.height * in.width
                                                 + pixels[start + i])) = 1;
        const ScopeMatrix columns = frozen.forward(probes);
        for (std::size_t i = 0; i < count; ++i) {
            const double* first = columns.data() + i * out.size();
            mean.add(pixels[start + i], grey({first, out.size()}, out));
        }
        const double share =
            static_cast<double>(start + count) / static_cast<double>(pixels.size());
        if (progress && !progress(mean.mean(), share))
            break;
    }
    return mean.mean();
}

std::vector<double> average_bicubic_kernel(const ScopeShape& in, const ScopeShape& out)
{
    const ScopeShape small{1, in.height, in.width};
    KernelMean mean(in, out);
    for (const std::size_t pixel : averaged_pixels(in, out)) {
        std::vector<double> impulse(small.size());
        impulse[pixel] = 1;
        mean.add(pixel, bicubic_upscale(impulse, small));
    }
    return mean.mean();
}

} // namespace etalon
