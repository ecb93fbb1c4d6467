// What the merged neurons look for: their weights as images, above what the data were made from.
#include "core/experiments/race/race_figure_parts.hpp"
#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_plane.hpp"

#include "core/experiments/race/race_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t most_features = 6;

struct ImageShape {
    std::size_t side = 0, channels = 1;
};

/// Square images of one or three channels, by the number of inputs where the data do not say.
std::optional<ImageShape> image_shape(const RaceSettings& settings, std::size_t inputs)
{
    if (settings.dataset == "four_poles")
        return {};
    const auto side_of = [](std::size_t pixels) -> std::size_t {
        const auto side = static_cast<std::size_t>(std::lround(std::sqrt(pixels)));
        return side >= 4 && side * side == pixels ? side : 0;
    };
    if (settings.dataset == "image_like")
        return ImageShape{static_cast<std::size_t>(settings.image_side),
                          static_cast<std::size_t>(settings.image_channels)};
    if (const std::size_t side = side_of(inputs))
        return ImageShape{side, 1};
    if (const std::size_t side = inputs % 3 == 0 ? side_of(inputs / 3) : 0)
        return ImageShape{side, 3};
    return {};
}

/// The image, averaged over its channels, with its first row on top.
Panel picture(const Eigen::Ref<const Eigen::RowVectorXd>& values, ImageShape shape,
              std::string title, Ink ink)
{
    const std::size_t pixels = shape.side * shape.side;
    HeatMap map{.rows = shape.side,
                .columns = shape.side,
                .values = std::vector<double>(pixels),
                .right = static_cast<double>(shape.side),
                .top = static_cast<double>(shape.side),
                .colours = ColourMap::diverging,
                .label = title,
                .colour_bar = false};
    for (std::size_t channel = 0; channel < shape.channels; ++channel)
        for (std::size_t row = 0; row < shape.side; ++row)
            for (std::size_t column = 0; column < shape.side; ++column)
                map.values[(shape.side - 1 - row) * shape.side + column] +=
                    values(static_cast<Eigen::Index>(channel * pixels + row * shape.side + column))
                    / static_cast<double>(shape.channels);
    Panel panel{.title = std::move(title),
                .title_ink = ink,
                .x = {.hidden = true},
                .y = {.hidden = true},
                .marks = {std::move(map)},
                .square_cells = true};
    return panel;
}

/// What the data were made from, a row each: prototypes, or else the mean of each class.
struct Sources {
    RaceMatrix rows{};
    std::vector<std::string> names{};
};

Sources sources(const FigureInput& input, const RaceSamples& samples)
{
    Sources result;
    const Eigen::Index width = samples.inputs.cols();
    if (const auto prototypes = input.tensor("prototypes"); !prototypes.empty()) {
        const auto count = static_cast<Eigen::Index>(prototypes.size()) / width;
        result.rows = Eigen::Map<const RaceMatrix>(prototypes.data(), count, width);
        for (Eigen::Index i = 0; i < count; ++i) // even ones are of class +1
            result.names.push_back("prototype " + std::to_string(i / 2 + 1)
                                   + (i % 2 == 0 ? " of +1" : " of −1"));
        return result;
    }
    result.rows = RaceMatrix::Zero(2, width);
    for (Eigen::Index i = 0; i < samples.inputs.rows(); ++i)
        result.rows.row(samples.labels(i) > 0 ? 0 : 1) += samples.inputs.row(i);
    result.names = {"mean of +1", "mean of −1"};
    return result;
}

/// The row with the largest cosine to `weights`, and that cosine.
std::pair<Eigen::Index, double> nearest(const Eigen::Ref<const Eigen::RowVectorXd>& weights,
                                        const RaceMatrix& rows)
{
    std::pair<Eigen::Index, double> best{0, -2};
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        const double norms = rows.row(i).norm() * weights.norm();
        const double cosine = norms > 0 ? rows.row(i).dot(weights) / norms : 0;
        if (cosine > best.second)
            best = {i, cosine};
    }
    return best;
}

} // namespace

std::vector<Option> race_features_options()
{
    return {};
}

Drawing draw_race_features(const FigureInput& input)
{
    const RaceSamples samples = race_samples(input);
    const RaceSettings settings = race_settings_of(input);
    const auto shape = image_shape(settings, static_cast<std::size_t>(samples.inputs.cols()));
    if (!shape || samples.inputs.rows() == 0)
        return {.empty = "Images appear where the inputs are images: choose image_like, or a file "
                         "of square images."};
    const auto state = race_state(input);
    if (!state || state->network.input_weights.cols() != samples.inputs.cols())
        return {.empty = "Images of the merged neurons appear when the run has ended: weights this "
                         "large are not recorded on the way (record_weights=on: they are)."};

    const RaceGroups groups = race_groups(state->network, settings.group_cosine);
    const RaceNetwork merged = race_merge(state->network, groups);
    if (merged.width() == 0)
        return {.empty = "All neurons are 0: there is nothing to see."};
    std::vector<Eigen::Index> order(static_cast<std::size_t>(merged.width()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    const RaceVector size =
        merged.input_weights.rowwise().norm().cwiseProduct(merged.output_weights.cwiseAbs());
    std::stable_sort(order.begin(), order.end(),
                     [&](Eigen::Index a, Eigen::Index b) { return size(a) > size(b); });
    const double total = size.sum();
    const Sources known = sources(input, samples);

    Drawing drawing;
    const auto carrying = static_cast<std::size_t>(
        (size.array() >= settings.capacity_floor * total).count()); // none: the largest ones
    const std::size_t shown = std::min(carrying > 0 ? carrying : order.size(), most_features);
    for (std::size_t column = 0; column < shown; ++column) {
        const Eigen::Index a = order[column];
        const bool positive = merged.output_weights(a) >= 0;
        const Ink ink{Hue::sequence, positive ? 0 : 1};
        Panel weights = picture(merged.input_weights.row(a), *shape,
                                percent(size(a) / total) + " for " + (positive ? "+1" : "−1"), ink);
        const auto [row, cosine] = nearest(merged.input_weights.row(a), known.rows);
        Panel source =
            picture(known.rows.row(row), *shape, "cos " + rounded(cosine, 2), {Hue::neutral});
        std::get<HeatMap>(source.marks.front()).label = known.names[static_cast<std::size_t>(row)];
        place(weights, 0, column);
        place(source, 1, column);
        drawing.panels.push_back(std::move(weights));
        drawing.panels.push_back(std::move(source));
    }
    drawing.note = "Above: merged neurons with their share of all norms. Below: the nearest "
        + std::string(input.tensor("prototypes").empty() ? "class mean." : "prototype.");
    if (order.size() > shown)
        drawing.note += " " + std::to_string(shown) + " of " + std::to_string(order.size())
            + " groups are shown.";
    return drawing;
}

} // namespace etalon
