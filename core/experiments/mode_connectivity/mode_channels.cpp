#include "core/experiments/mode_connectivity/mode_channels.hpp"

namespace etalon {
namespace {

std::size_t extent(std::int64_t value)
{
    return static_cast<std::size_t>(value);
}

constexpr const char* nat = "nat";
constexpr const char* one = "1";

} // namespace

std::int64_t mode_sample_spacing(const ModeConnectivitySettings& settings)
{
    const auto samples = [&](std::int64_t spacing) {
        return settings.steps / spacing + 1 + (settings.steps % spacing != 0 ? 1 : 0);
    };
    std::int64_t spacing = settings.sample_every;
    while (samples(spacing) > mode_most_samples)
        spacing *= 2;
    return spacing;
}

ModeChannels::ModeChannels(const ModeConnectivitySettings& settings)
    : has_aligned(settings.alignment != "none")
    , every_(mode_sample_spacing(settings))
{
    add_measured(settings);
    if (has_aligned)
        add_aligned(settings);
    add_plane(settings);
}

std::size_t ModeChannels::add(Channel channel)
{
    list_.push_back(std::move(channel));
    return list_.size() - 1;
}

std::size_t ModeChannels::row(const char* name, const char* label, const char* unit,
                              const char* entry, std::size_t size)
{
    return add({.name = name,
                .label = label,
                .unit = unit,
                .dims = {entry},
                .shape = {size},
                .every = every_});
}

void ModeChannels::add_measured(const ModeConnectivitySettings& settings)
{
    const std::size_t points = extent(settings.alpha_points),
                      layers = extent(settings.hidden_layers + 1);
    losses = row("losses", "Loss of A and B, train and test", nat, "network", 4);
    errors = row("errors", "Error of A and B, train and test", one, "network", 4);
    path_train_loss = row("path_train_loss", "Train loss on the path", nat, "alpha", points);
    path_train_error = row("path_train_error", "Train error on the path", one, "alpha", points);
    path_test_loss = row("path_test_loss", "Test loss on the path", nat, "alpha", points);
    path_test_error = row("path_test_error", "Test error on the path", one, "alpha", points);
    barrier = row("barrier", "Barrier", one, "curve", 4);
    distance = add({.name = "distance", .label = "Distance of A and B", .every = every_});
    path_derivatives =
        row("path_derivatives", "Slopes and curvatures along the path", nat, "derivative", 5);
    midpoint_rise =
        row("midpoint_rise", "Rise at the midpoint, measured and predicted", nat, "estimate", 5);
    layer_barrier = row("layer_barrier", "Barrier of a layer", nat, "layer", layers);
    layer_barrier_taylor =
        row("layer_barrier_taylor", "Barrier of a layer, predicted", nat, "layer", layers);
}

void ModeChannels::add_aligned(const ModeConnectivitySettings& settings)
{
    const std::size_t points = extent(settings.alpha_points);
    aligned_path_train_loss =
        row("aligned_path_train_loss", "Train loss on the aligned path", nat, "alpha", points);
    aligned_path_test_error =
        row("aligned_path_test_error", "Test error on the aligned path", one, "alpha", points);
    aligned_barrier = row("aligned_barrier", "Barrier after alignment", one, "curve", 4);
    aligned_distance = add({.name = "aligned_distance",
                            .label = "Distance of A and B after alignment",
                            .every = every_});
    for (std::int64_t l = 1; l <= settings.hidden_layers; ++l) {
        const std::string number = std::to_string(l);
        permutations.push_back(add({.name = "permutation_" + number,
                                    .label = "Neuron of B in each place of layer " + number,
                                    .dims = {"neuron"},
                                    .shape = {extent(settings.width)},
                                    .every = every_}));
    }
}

void ModeChannels::add_plane(const ModeConnectivitySettings& settings)
{
    const std::size_t points = extent(settings.plane_points);
    trajectory = add({.name = "trajectory",
                      .label = "Coordinates in the plane and distance from it",
                      .dims = {"branch", "coordinate"},
                      .shape = {2, 3},
                      .every = every_});
    alpha = add({.name = "alpha",
                 .label = "Share of B on the path",
                 .dims = {"alpha"},
                 .shape = {extent(settings.alpha_points)},
                 .every = 0});
    const auto at_end = [&](const char* name, const char* label, const char* unit,
                            std::vector<std::string> dims, std::vector<std::size_t> shape) {
        return add({.name = name,
                    .label = label,
                    .unit = unit,
                    .dims = std::move(dims),
                    .shape = std::move(shape),
                    .every = settings.steps});
    };
    plane_x = at_end("plane_x", "Coordinate along e1", one, {"column"}, {points});
    plane_y = at_end("plane_y", "Coordinate along e2", one, {"row"}, {points});
    plane_train_loss = at_end("plane_train_loss", "Train loss in the plane", nat, {"row", "column"},
                              {points, points});
    hermite_path = add({.name = "hermite_path",
                        .label = "Train loss on the path, quintic from both ends",
                        .unit = nat,
                        .dims = {"alpha"},
                        .shape = {extent(settings.alpha_points)},
                        .every = every_,
                        .role = Role::theory});
}

ModeToyChannels::ModeToyChannels(const ModeConnectivitySettings& settings)
{
    const std::int64_t every = mode_sample_spacing(settings);
    const auto add = [&](const char* name, const char* label, const char* unit,
                         std::vector<std::string> dims, std::vector<std::size_t> shape,
                         Role role = Role::measured) {
        list_.push_back({.name = name,
                         .label = label,
                         .unit = unit,
                         .dims = std::move(dims),
                         .shape = std::move(shape),
                         .every = every,
                         .role = role});
        return list_.size() - 1;
    };
    position = add("position", "Position of A and B", one, {"branch", "coordinate"}, {2, 2});
    losses = add("losses", "Loss of A and B", nat, {"network"}, {2});
    path_train_loss =
        add("path_train_loss", "Loss on the path", nat, {"alpha"}, {extent(settings.alpha_points)});
    barrier = add("barrier", "Barrier", one, {}, {});
    ridge_curvature = add("ridge_curvature", "Curvature across the diagonal", nat, {"branch"}, {2});
    barrier_exact = add("barrier_exact", "Barrier between the minima", one, {}, {}, Role::theory);
    ridge_start = add("ridge_start", "Where the ridge begins", one, {}, {}, Role::theory);
}

} // namespace etalon
