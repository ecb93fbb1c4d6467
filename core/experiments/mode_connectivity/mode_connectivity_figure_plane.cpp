// The landscape in the plane through the branching point, A and B: mountainside and ridge.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_figures.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"

#include <algorithm>
#include <cmath>

namespace etalon::mode_connectivity_drawings {
namespace {

constexpr std::size_t smooth_points = 97; // about as many a side as are drawn
constexpr int contour_levels = 14;
constexpr double pale = 0.3; // beyond the shown step

/// Losses above this have one colour: somewhat above where the runs begin and above the ridge.
double colour_top(const Surface& surface)
{
    const double start = surface.landscape.at(0, 0);
    double top =
        std::max(1.25 * (std::isfinite(start) ? start : 0), quantile(surface.landscape.loss, 0.5));
    for (const double share : alphas(33)) {
        const double loss = surface.landscape.at(surface.a.x + share * (surface.b.x - surface.a.x),
                                                 surface.a.y + share * (surface.b.y - surface.a.y));
        if (std::isfinite(loss))
            top = std::max(top, 1.15 * loss);
    }
    return top;
}

/// The height of one line of text or so, in units of y.
double lift_of(const Surface& surface)
{
    return 0.015 * (surface.landscape.y.back() - surface.landscape.y.front());
}

/// In words what the highest place of the line is: "ridge, +0.56 nats".
std::string ridge_name(double height)
{
    if (height < 0.001)
        return "no ridge";
    return (height > connected_below ? "ridge, +" : "low ridge, +") + rounded(height, 2) + " nats";
}

/// How visible a point off the plane is.
double strength(double distance, double farthest)
{
    return 1 - 0.6 * std::min(1.0, distance / farthest);
}

struct Ways {
    Way trunk{.ink = trunk_ink, .name = "trunk"};
    Way a{.ink = a_ink, .name = "A", .in_legend = false};
    Way b{.ink = b_ink, .name = "B", .in_legend = false};
};

Ways ways_of(const FigureInput& input, const std::vector<Station>& stations)
{
    double farthest = 1e-9;
    for (const Station& station : stations)
        farthest = std::max({farthest, station.distance_a, station.distance_b});
    Ways ways;
    const std::int64_t k = spawn_step(input);
    const auto add = [&](Way& way, std::int64_t step, Place place, double distance) {
        way.x.push_back(place.x);
        way.y.push_back(place.y);
        way.strength.push_back(strength(distance, farthest) * (step <= input.step ? 1 : pale));
    };
    for (std::size_t i = 0; i < stations.size(); ++i) {
        const auto& [step, a, b, distance_a, distance_b] = stations[i];
        const bool shared = is_shared(input) && step <= k;
        if (shared && k > 0)
            add(ways.trunk, step, a, distance_a);
        // The branches begin with the last sample in which they are one.
        const bool next_parts = i + 1 == stations.size() || stations[i + 1].step > k;
        if (!shared || next_parts) {
            add(ways.a, step, a, distance_a);
            add(ways.b, step, b, distance_b);
        }
    }
    return ways;
}

/// Where two initialisations begin.
void add_starts(Panel& panel, const Ways& ways)
{
    for (const Way* way : {&ways.a, &ways.b})
        if (!way->x.empty())
            panel.marks.emplace_back(Points{.x = {way->x.front()},
                                            .y = {way->y.front()},
                                            .shape = Shape::ring,
                                            .size = 8,
                                            .ink = way->ink,
                                            .label = "start of " + way->name});
}

/// Where the ways stand at the shown step, if that is not their end.
void add_runners(Panel& panel, const FigureInput& input, const std::vector<Station>& stations)
{
    const Station* now = nullptr;
    for (const Station& station : stations)
        if (station.step <= input.step)
            now = &station;
    if (!now || now == &stations.back())
        return;
    const auto add = [&](Place place, Ink ink, const char* name) {
        panel.marks.emplace_back(
            Points{.x = {place.x}, .y = {place.y}, .size = 8, .ink = ink, .label = name});
    };
    add(now->a, a_ink, "A now");
    add(now->b, b_ink, "B now");
}

/// The dashed line from A to B; where it is highest over its chord the ridge is named.
void add_line(Panel& panel, const FigureInput& input, const Surface& surface)
{
    panel.marks.emplace_back(Curve{.x = {surface.a.x, surface.b.x},
                                   .y = {surface.a.y, surface.b.y},
                                   .ink = {Hue::theory},
                                   .line = Line::dashed,
                                   .label = "straight line from A to B"});
    const auto path = surface.recorded ? newest_sample(input, "path_train_loss")
                                       : input.at_step("path_train_loss");
    if (path.empty())
        return;
    const Peak peak = highest_over_chord(path);
    const bool ridge = peak.height() > connected_below;
    const double share = ridge ? peak.alpha : 0.5;
    const double x = surface.a.x + share * (surface.b.x - surface.a.x),
                 y = surface.a.y + share * (surface.b.y - surface.a.y);
    if (ridge)
        panel.marks.emplace_back(Points{.x = {x},
                                        .y = {y},
                                        .shape = Shape::star,
                                        .size = 13,
                                        .ink = raw_ink,
                                        .label = "highest on the line"});
    const double aside = 0.025 * (surface.landscape.x.back() - surface.landscape.x.front());
    panel.marks.emplace_back(Label{.text = ridge_name(peak.height()),
                                   .x = x + aside,
                                   .y = y,
                                   .anchor = Anchor::left,
                                   .above = false,
                                   .ink = {Hue::theory},
                                   .bold = true,
                                   .brief = ridge              ? "ridge"
                                       : peak.height() < 0.001 ? "no ridge"
                                                               : "low ridge"});
}

void add_start(Panel& panel, const FigureInput& input, const Surface& surface)
{
    const Landscape& landscape = surface.landscape;
    const std::int64_t k = spawn_step(input);
    if (is_shared(input))
        add_place(panel, 0, 0, trunk_ink, k > 0 ? "A and B part" : "start", Anchor::centre,
                  lift_of(surface));
    // Halfway up from the ends to the origin, where both come down.
    const double x = 0.22 * (surface.a.x + surface.b.x), y = 0.22 * (surface.a.y + surface.b.y);
    const double below =
        landscape.at(0.5 * (surface.a.x + surface.b.x), 0.5 * (surface.a.y + surface.b.y));
    if (landscape.at(0, 0) > 1.2 * below)
        panel.marks.emplace_back(Label{
            .text = "mountainside", .x = x, .y = y, .ink = {Hue::theory, 0, 0.8}, .bold = false});
}

/// Where a click put the grip, if it did.
std::optional<Place> chosen_place(const FigureInput& input, const Landscape& shown)
{
    const auto shares = chosen_shares(input);
    if (!shares)
        return {};
    return Place{shown.x.front() + shares->x * (shown.x.back() - shown.x.front()),
                 shown.y.front() + shares->y * (shown.y.back() - shown.y.front())};
}

/// A click brings the grip here; then the network at this place is evaluated.
void add_probe(Panel& panel, const FigureInput& input, const Surface& surface)
{
    const Landscape& shown = surface.landscape;
    const double left = shown.x.front(), width = shown.x.back() - left, bottom = shown.y.front(),
                 height = shown.y.back() - bottom;
    const auto chosen = chosen_place(input, shown);
    const Place at = chosen.value_or(
        Place{0.36 * (surface.a.x + surface.b.x), 0.36 * (surface.a.y + surface.b.y)});
    panel.handles.push_back({.x = at.x,
                             .y = at.y,
                             .across = {.option = across_option,
                                        .low = left,
                                        .high = left + width,
                                        .value = [=](double x) { return (x - left) / width; }},
                             .up = {.option = up_option,
                                    .low = bottom,
                                    .high = bottom + height,
                                    .value = [=](double y) { return (y - bottom) / height; }},
                             .ink = {Hue::theory},
                             .label = "the network at this place: click anywhere",
                             .grip = Grip::clicked});
    if (!chosen)
        return;
    const auto scores = place_scores(input, at);
    panel.marks.emplace_back(Points{.x = {at.x},
                                    .y = {at.y},
                                    .shape = Shape::cross,
                                    .size = 9,
                                    .ink = {Hue::theory},
                                    .label = "chosen place"});
    panel.marks.emplace_back(Label{
        .text = scores
            ? "loss " + rounded(scores->train_loss) + ", error " + percent(scores->train_error)
            : "loss " + rounded(shown.at(at.x, at.y)),
        .x = at.x,
        .y = at.y,
        .anchor = at.x > left + 0.6 * width ? Anchor::right : Anchor::left,
        .ink = {Hue::theory},
        .bold = true});
}

std::string note_of(const FigureInput& input, const Surface& surface)
{
    std::string note;
    const auto chosen = chosen_place(input, surface.landscape);
    if (const auto scores = chosen ? place_scores(input, *chosen) : std::nullopt)
        note = "At the chosen place: training loss " + rounded(scores->train_loss) + ", error "
            + percent(scores->train_error) + "; test loss " + rounded(scores->test_loss)
            + ", error " + percent(scores->test_error) + ".";
    if (!surface.recorded)
        note += (note.empty() ? "" : " ") + moment_name(surface);
    return note;
}

std::string no_plane(const FigureInput& input)
{
    if (input.ended)
        return "This run has no plane: it ended before it was measured.";
    if (const auto k = spawn_step(input); is_shared(input) && k > 0 && input.step <= k)
        return "Until step " + std::to_string(k)
            + " A and B are one network: the plane appears once they have parted.";
    return "The plane through start, A and B appears once A and B have moved.";
}

} // namespace

std::vector<Option> plane_options()
{
    const auto share = [](const char* key, const char* label) {
        return Option{.key = key,
                      .label = label,
                      .minimum = -1,
                      .maximum = 1,
                      .fallback = -1,
                      .hidden = true};
    };
    return {share(across_option, "Place along the start to A"), share(up_option, "Place across")};
}

Drawing draw_plane(const FigureInput& input)
{
    if (is_toy(input))
        return {.empty = "The toy is a plane already: see its own figure."};
    const auto surface = surface_of(input);
    if (!surface)
        return {.empty = no_plane(input)};
    const std::size_t times =
        std::max<std::size_t>(1, smooth_points / std::max<std::size_t>(1, surface->points - 1));
    const Landscape fine = surface->landscape.refined(times);
    const auto limits = colour_limits(fine, colour_top(*surface));
    Panel panel{.x = {.label = is_shared(input) ? "From the branching point to A"
                                                : "From the mean of the starts to A",
                      .low = surface->landscape.x.front(),
                      .high = surface->landscape.x.back(),
                      .brief = "Towards A"},
                .y = {.label = "Across",
                      .low = surface->landscape.y.front(),
                      .high = surface->landscape.y.back()}};
    HeatMap map = loss_map(fine, limits);
    Segments lines = loss_contours(map, limits, contour_levels);
    panel.marks.emplace_back(std::move(map));
    panel.marks.emplace_back(std::move(lines));
    const Ways ways = ways_of(input, surface->ways);
    for (const Way* way : {&ways.trunk, &ways.a, &ways.b})
        add_way(panel, *way);
    if (!is_shared(input))
        add_starts(panel, ways);
    add_line(panel, input, *surface);
    add_start(panel, input, *surface);
    add_place(panel, surface->a.x, surface->a.y, a_ink, "A", Anchor::left, lift_of(*surface));
    add_place(panel, surface->b.x, surface->b.y, b_ink, "B", Anchor::left, lift_of(*surface));
    add_runners(panel, input, surface->ways);
    add_probe(panel, input, *surface);
    return {.panels = {std::move(panel)}, .note = note_of(input, *surface)};
}

} // namespace etalon::mode_connectivity_drawings
