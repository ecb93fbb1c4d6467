#include "core/experiments/linear_scope/linear_scope_study.hpp"

#include "core/experiments/linear_scope/linear_scope_look.hpp"
#include "core/lab/experiment.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr std::size_t batch = 128;          // probes at once
constexpr std::size_t most_vectors = 64;    // kept for the figures
constexpr std::size_t border = 4;           // of upscaling, where zero padding is felt
constexpr std::size_t smallest_inside = 12; // smaller images have no inside

/// Products of one pass that a frame has time for, five times over (50 ms on a slow machine).
constexpr double most_products = 2e7;

// ---- What a result depends on -------------------------------------------------------------------

/// FNV-1a over whole numbers of 64 bits.
void mix(std::uint64_t& digest, std::span<const double> values)
{
    for (const double value : values)
        digest = (digest ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3u;
}

/// The weights, the image and what is painted on it, whatever run they come from.
std::string subject(const FigureInput& input)
{
    const auto weights = input.weights.empty() ? input.final_weights : input.weights;
    if (weights.empty())
        return {};
    std::uint64_t digest = 0xcbf29ce484222325u;
    for (const Tensor& tensor : weights)
        if (const auto* values = std::get_if<std::vector<double>>(&tensor.values))
            mix(digest, *values);
    const std::size_t image = image_index(input);
    mix(digest, scope_input(input, image));
    return std::to_string(digest) + " " + std::to_string(image) + " "
        + settings_of(input).activation + " " + chosen(input, decisions_key, "follow") + " "
        + chosen(input, painted_key, "");
}

// ---- One look through a large network -----------------------------------------------------------

std::string probe_subject(const FigureInput& input)
{
    const auto network = scope_network(input);
    if (!network || !is_large(*network))
        return {};
    std::string name = subject(input);
    for (const char* key : {pixel_x_key, pixel_y_key, output_x_key, output_y_key})
        name += " " + std::to_string(static_cast<int>(chosen_number(input, key, -1)));
    return name;
}

void make_probes(const FigureInput& input, const ShowStudy& show)
{
    const auto seen = whole_look(input);
    if (!seen) {
        show({}, 1);
        return;
    }
    const Pointed at = pointed(input, *seen);
    const auto tensor = [](std::string name, std::vector<double> values) {
        const std::size_t size = values.size();
        return Tensor{std::move(name), {size}, std::move(values)};
    };
    const double flips = seen->painted > 0 ? seen->flips().value_or(-1) : -1;
    show({tensor("probe_output", seen->output), tensor("probe_replay", seen->replay()),
          tensor("probe_column", seen->column(at.in.row, at.in.column)),
          tensor("probe_row", seen->row(at.out.row, at.out.column)),
          tensor("probe_flips", {flips})},
         1);
}

// ---- Average kernels ----------------------------------------------------------------------------

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

Tensor square(std::string name, std::vector<double> values, std::size_t side)
{
    return {std::move(name), {side, side}, std::move(values)};
}

void make_kernels(const FigureInput& input, const ShowStudy& show)
{
    const auto seen = whole_look(input);
    if (!seen || !has_kernels(seen->in(), seen->out())) {
        show({}, 1);
        return;
    }
    const std::size_t side = kernel_window(seen->in(), seen->out()).side();
    std::vector<Tensor> fixed;
    if (ratio(seen->in(), seen->out()) == 2)
        fixed.push_back(
            square("average_bicubic", average_bicubic_kernel(seen->in(), seen->out()), side));
    average_kernel(seen->frozen, [&](const std::vector<double>& mean, double share) {
        auto found = fixed;
        found.push_back(square("average_kernel", mean, side));
        return show(std::move(found), share);
    });
}

// ---- Singular vectors ---------------------------------------------------------------------------

std::vector<double> first_rows(const ScopeMatrix& matrix, Eigen::Index count)
{
    return {matrix.data(), matrix.data() + count * matrix.cols()};
}

void make_vectors(const FigureInput& input, const ShowStudy& show)
{
    const auto seen = whole_look(input);
    if (!seen) {
        show({}, 1);
        return;
    }
    const FrozenScope& frozen = seen->frozen;
    const std::size_t all = std::min(frozen.inputs(), frozen.outputs());
    const auto found = frozen.has_matrix()
        ? singular_vectors(frozen.matrix(), all)
        : singular_vectors(frozen,
                           std::min<std::size_t>(
                               all, static_cast<std::size_t>(settings_of(input).singular_values)));
    const auto kept =
        std::min<Eigen::Index>(static_cast<Eigen::Index>(most_vectors), found.left.rows());
    const auto vectors = static_cast<std::size_t>(kept);
    show({{"singular_values", {found.values.size()}, found.values},
          {"left", {vectors, frozen.outputs()}, first_rows(found.left, kept)},
          {"right", {vectors, frozen.inputs()}, first_rows(found.right, kept)},
          {"effective_rank", {1}, std::vector<double>{found.effective_rank}}},
         1);
}

} // namespace

Study scope_kernel_study()
{
    return {subject, make_kernels};
}

Study scope_probe_study()
{
    return {probe_subject, make_probes};
}

Study scope_vector_study()
{
    return {subject, make_vectors};
}

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

namespace linear_scope_figures_detail {

bool is_large(const ScopeNetwork& network)
{
    double products = 0;
    for (const ScopeLayer& layer : network.layers)
        products += static_cast<double>(layer.weight.size())
            * (layer.type == ScopeLayerType::conv
                   ? static_cast<double>(layer.out.height * layer.out.width)
                   : 1);
    return products > most_products;
}

std::optional<Look> studied_look(const FigureInput& input)
{
    auto seen = look_at_shapes(input);
    const auto found = [&](const char* name, std::size_t size) {
        const Tensor* tensor = input.studied(name);
        const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
        return values && values->size() == size ? *values : std::vector<double>();
    };
    if (!seen)
        return {};
    seen->output = found("probe_output", seen->out().size());
    Probed probed{.column = found("probe_column", seen->out().size()),
                  .row = found("probe_row", seen->in().size()),
                  .replay = found("probe_replay", seen->out().size())};
    const auto flips = found("probe_flips", 1);
    if (seen->output.empty() || probed.column.empty() || probed.row.empty() || probed.replay.empty()
        || flips.empty())
        return {};
    if (flips[0] >= 0)
        probed.flips = flips[0];
    seen->probed = std::move(probed);
    return seen;
}

} // namespace linear_scope_figures_detail

} // namespace etalon
