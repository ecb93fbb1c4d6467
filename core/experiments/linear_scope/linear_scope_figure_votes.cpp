// How the score of each class comes about: a vote from every pixel, and the bias.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr double faint = 0.02; // votes below this share of the largest let the input be seen
constexpr Ink for_ink{Hue::sequence, 1}, against_ink{Hue::sequence, 0}, bias_ink{Hue::data},
    score_ink{Hue::theory};

/// Votes of the pixels and the bias for one class; their sum is its score.
struct Ballot {
    std::size_t entry = 0;
    std::vector<double> votes{}; // rows × columns
    double bias = 0;

    double sum_for() const { return sum(+1); }
    double sum_against() const { return sum(-1); }
    double score() const { return sum_for() + sum_against() + bias; }

private:
    double sum(double sign) const
    {
        double total = 0;
        for (const double vote : votes)
            total += sign * vote > 0 ? vote : 0;
        return total;
    }
};

/// Absolute, or relative to the mean over all classes, which no softmax can see.
std::vector<Ballot> ballots(const Look& look, const std::vector<std::size_t>& classes,
                            bool relative)
{
    const FrozenScope& frozen = look.frozen;
    ScopeMatrix rows = frozen.rows(classes);
    double mean_bias = 0;
    if (relative) {
        const double share = 1 / static_cast<double>(frozen.outputs());
        const auto mean_row =
            frozen.transposed(std::vector<double>(frozen.outputs(), share));
        rows.rowwise() -= Eigen::Map<const Eigen::RowVectorXd>(
            mean_row.data(), static_cast<Eigen::Index>(mean_row.size()));
        for (const double bias : frozen.bias())
            mean_bias += share * bias;
    }
    const ScopeMatrix all = votes(rows, look.shown);
    std::vector<Ballot> result;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const double* first = all.data() + i * frozen.inputs();
        result.push_back({classes[i], channel_sum({first, frozen.inputs()}, look.in()),
                          frozen.bias()[classes[i]] - mean_bias});
    }
    return result;
}

/// The votes over the faint input.
Panel vote_panel(const FigureInput& input, const Look& look, const Ballot& ballot,
                 ColourScale scale, bool wins, bool has_bar)
{
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    HeatMap below = image_map(picture, in.height, in.width, sequential_scale({picture}));
    below.reversed = true;
    below.opacity = 0.22;
    auto clear = ballot.votes;
    for (double& vote : clear)
        if (std::abs(vote) < faint * scale.high)
            vote = std::numeric_limits<double>::quiet_NaN();
    HeatMap map =
        image_map(clear, in.height, in.width, scale, has_bar ? "vote of a pixel" : "");
    map.label = "vote";
    Panel panel = image_panel(class_name(input, ballot.entry) + " "
                                  + with_decimals(ballot.score(), 2),
                              std::move(below));
    panel.brief = class_name(input, ballot.entry);
    panel.marks.emplace_back(std::move(map));
    if (wins) {
        panel.title_ink = {Hue::accent};
        panel.marks.emplace_back(
            image_frame(in.height, in.width, {Hue::accent}, "the winning class"));
    }
    return panel;
}

/// Votes for and against as bars up and down from 0, the bias on top of the side it is on.
Panel tally_panel(const FigureInput& input, const std::vector<std::size_t>& classes,
                  const std::vector<Ballot>& all, bool relative)
{
    Panel panel = class_panel("what the score adds up from", input, classes,
                              relative ? "Relative score" : "Score");
    Bars up{.width = 0.5, .ink = for_ink, .label = "votes for", .legend = "votes for"};
    Bars down{.width = 0.5, .ink = against_ink, .label = "votes against", .legend = "votes against"};
    Points scores{.shape = Shape::disc, .size = 6, .ink = score_ink, .label = "score",
                  .legend = "score"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto x = static_cast<double>(i);
        up.x.push_back(x);
        up.heights.push_back(all[i].sum_for());
        down.x.push_back(x);
        down.heights.push_back(all[i].sum_against());
        scores.x.push_back(x);
        scores.y.push_back(all[i].score());
    }
    panel.marks.emplace_back(std::move(up));
    panel.marks.emplace_back(std::move(down));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double base = all[i].bias >= 0 ? all[i].sum_for() : all[i].sum_against();
        panel.marks.emplace_back(Bars{.x = {static_cast<double>(i)},
                                      .heights = {base + all[i].bias},
                                      .width = 0.5,
                                      .base = base,
                                      .ink = bias_ink,
                                      .label = "bias",
                                      .legend = "bias"});
    }
    panel.marks.emplace_back(Rule{.direction = Direction::horizontal, .at = 0});
    panel.marks.emplace_back(std::move(scores));
    return panel;
}

} // namespace

std::vector<Option> scope_votes_options(const Values& values)
{
    auto options = look_options(values);
    options.push_back({.key = "votes", .label = "Votes", .choices = {"absolute", "relative"}});
    return options;
}

Drawing draw_scope_votes(const FigureInput& input)
{
    const auto seen = look(input);
    if (!seen)
        return {.empty = nothing_to_look_at()};
    if (!seen->is_vector())
        return {.empty = "Votes are counted where the output is scores of classes: choose the task "
                         "classify. For images, see rows."};
    const auto classes = shown_classes(*seen);
    const bool relative = chosen(input, "votes", "absolute") == "relative";
    const auto all = ballots(*seen, classes, relative);
    std::vector<std::vector<double>> maps;
    std::vector<double> scores;
    for (const Ballot& ballot : all) {
        maps.push_back(ballot.votes);
        scores.push_back(ballot.score());
    }
    const auto scale = diverging_scale(maps);
    const std::size_t map_rows = all.size() > 5 ? 2 : 1,
                      columns = (all.size() + map_rows - 1) / map_rows, wins = winner(scores);
    Drawing drawing{.note = weights_note(input)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_last = i % columns == columns - 1 || i + 1 == all.size();
        Panel panel = vote_panel(input, *seen, all[i], scale, i == wins, is_last);
        place(panel, i / columns, i % columns);
        drawing.panels.push_back(std::move(panel));
    }
    Panel tally = tally_panel(input, classes, all, relative);
    place(tally, map_rows, 0, 1, columns);
    drawing.panels.push_back(std::move(tally));
    drawing.row_stretch.assign(map_rows, 1);
    drawing.row_stretch.push_back(map_rows == 1 ? 0.9 : 1);
    if (classes.size() < seen->output.size())
        drawing.note += "The best " + std::to_string(classes.size()) + " of "
            + std::to_string(seen->output.size()) + " classes. ";
    if (seen->held)
        drawing.note += "Decisions of the unpainted image: these are the scores of F x + b.";
    return drawing;
}

} // namespace etalon
