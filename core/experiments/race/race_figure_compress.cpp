// What can be spared after training: pruning, merging, and both.
#include "core/experiments/race/race_figure_parts.hpp"
#include "core/experiments/race/race_figures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t most_places = 300; // neurons kept, on a logarithmic axis

/// Numbers of neurons kept whose curves are drawn: all, or evenly spaced on a logarithmic axis.
std::vector<std::int64_t> places(std::int64_t neurons)
{
    std::vector<std::int64_t> kept;
    if (neurons <= static_cast<std::int64_t>(most_places)) {
        kept.resize(static_cast<std::size_t>(std::max<std::int64_t>(neurons, 0)));
        std::iota(kept.begin(), kept.end(), std::int64_t{1});
        return kept;
    }
    const double steps = static_cast<double>(most_places - 1);
    for (std::size_t i = 0; i < most_places; ++i) {
        const auto next =
            std::llround(std::pow(static_cast<double>(neurons), static_cast<double>(i) / steps));
        if (kept.empty() || next > kept.back())
            kept.push_back(next);
    }
    return kept;
}

/// Linear between the two nearest of a sorted list.
double quantile(const std::vector<double>& sorted, double share)
{
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void add_random(Panel& panel, const Series& random, const std::vector<std::int64_t>& kept)
{
    const Ink ink{Hue::neutral};
    Band band{.ink = {Hue::neutral, 0, 0.18}, .label = "random order, 10–90 % of draws"};
    Curve mean{.ink = ink,
               .weight = Weight::normal,
               .label = "random order, mean",
               .legend = "random order: mean, 10–90 %"};
    for (const std::int64_t count : kept) {
        const auto sample = random.sample(random.at_or_before(count));
        std::vector<double> draws(sample.begin(), sample.end());
        std::sort(draws.begin(), draws.end());
        const auto x = static_cast<double>(count);
        band.x.push_back(x);
        band.low.push_back(quantile(draws, 0.1));
        band.high.push_back(quantile(draws, 0.9));
        mean.x.push_back(x);
        mean.y.push_back(std::accumulate(draws.begin(), draws.end(), 0.0)
                         / static_cast<double>(draws.size()));
    }
    panel.marks.emplace_back(std::move(band));
    panel.marks.emplace_back(std::move(mean));
}

void add_merged(Panel& panel, const FigureInput& input, const std::string& suffix)
{
    const Series *cosine = recorded(input, "merge_cosine"), *kept = recorded(input, "merge_kept"),
                 *value = recorded(input, "merge_" + suffix);
    if (!cosine || !kept || !value)
        return;
    Points merged{.size = 9,
                  .ink = {Hue::sequence, 1},
                  .label = "merged groups",
                  .legend = "groups merged, by threshold"};
    const std::size_t count = std::min({cosine->size(), kept->size(), value->size()});
    for (std::size_t i = 0; i < count; ++i) {
        if (!(kept->values()[i] > 0))
            continue;
        merged.x.push_back(kept->values()[i]);
        merged.y.push_back(value->values()[i]);
        merged.names.push_back("merged where the cosine is above "
                               + rounded(cosine->values()[i], 4));
    }
    if (!merged.x.empty())
        panel.marks.emplace_back(std::move(merged));
}

/// Merged, then pruned to the groups that carry the task.
void add_core(Panel& panel, const FigureInput& input, double full)
{
    const auto size = scalar(input, "merged_core_size"),
               change = scalar(input, "merged_core_loss_change");
    if (!size || !change || !(*size > 0))
        return;
    const double loss = full * (1 + *change);
    panel.marks.emplace_back(Points{.x = {*size},
                                    .y = {loss},
                                    .shape = Shape::star,
                                    .size = 17,
                                    .ink = {Hue::sequence, 4},
                                    .label = "core",
                                    .names = {"merged and pruned: " + rounded(*size) + " neurons"},
                                    .legend = "merged, then pruned"});
    panel.marks.emplace_back(Label{.text = rounded(*size) + " neurons",
                                   .x = *size,
                                   .y = loss,
                                   .anchor = Anchor::right,
                                   .above = true,
                                   .ink = {Hue::sequence, 4},
                                   .bold = true});
}

std::string prunable_note(const FigureInput& input)
{
    const auto relative = scalar(input, "prunable_relative"),
               absolute = scalar(input, "prunable_absolute"),
               accuracy = scalar(input, "prunable_accuracy");
    if (!relative || !absolute || !accuracy)
        return {};
    return "Of the neurons, " + percent(*relative) + " can go at 1 % more loss, "
        + percent(*absolute) + " at 0.01 more, " + percent(*accuracy)
        + " at 1 % less training accuracy.";
}

} // namespace

Drawing draw_race_compress(const FigureInput& input)
{
    const std::string measure = input.text("measure");
    const bool is_loss = measure == "loss";
    const std::string suffix = measure == "test accuracy" ? "test_accuracy" : measure;
    const Series* by_norm = recorded(input, "prune_norm_" + suffix);
    if (!by_norm || by_norm->steps().back() < 1)
        return {.empty = no_analysis_text(input, "Pruning and merging appear")};
    const auto neurons = by_norm->steps().back();
    const auto kept = places(neurons);
    Panel panel{.x = {.label = "Neurons kept",
                      .scale = Scale::logarithmic,
                      .low = 0.9,
                      .high = 1.1 * static_cast<double>(std::max<std::int64_t>(neurons, 2))},
                .y = {.label = is_loss            ? "Loss"
                          : measure == "accuracy" ? "Training accuracy"
                                                  : "Test accuracy"}};
    if (!is_loss)
        panel.y.include = {0.5, 1};
    else if (input.text("axis") == "log")
        panel.y.scale = Scale::logarithmic;
    else
        panel.y.include = {0};

    const double full = by_norm->sample(by_norm->size() - 1)[0];
    if (panel.y.scale == Scale::logarithmic && full > 0)
        panel.y.include = {0.5 * full};
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal,
                                  .at = full,
                                  .ink = {Hue::neutral, 0, 0.6},
                                  .line = Line::dotted,
                                  .label = "all neurons"});
    if (const Series* random = recorded(input, "prune_random_" + suffix))
        add_random(panel, *random, kept);
    Curve smallest{.ink = {Hue::sequence, 0},
                   .weight = Weight::bold,
                   .label = "smallest norm first",
                   .legend = "smallest norm first"};
    for (const std::int64_t count : kept) {
        smallest.x.push_back(static_cast<double>(count));
        smallest.y.push_back(by_norm->sample(by_norm->at_or_before(count))[0]);
    }
    panel.marks.emplace_back(std::move(smallest));
    add_merged(panel, input, suffix);
    if (is_loss)
        add_core(panel, input, full);
    return {.panels = {std::move(panel)}, .note = prunable_note(input)};
}

} // namespace etalon
