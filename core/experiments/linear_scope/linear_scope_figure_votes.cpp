// How the score of each class (of an image: the value of a pixel) comes about: a vote from every
// input pixel, and the bias.
#include "core/experiments/linear_scope/linear_scope_figure_classes.hpp"
#include "core/experiments/linear_scope/linear_scope_figure_panels.hpp"
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_look.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace etalon {

using namespace linear_scope_figures_detail;

namespace {

constexpr double faint = 0.02; // votes below this share of the largest let the input be seen
constexpr Ink for_ink{Hue::sequence, 1}, against_ink{Hue::sequence, 0}, bias_ink{Hue::data},
    score_ink{Hue::theory};

/// An output that is voted for: a class, or one pixel of an image.
struct Candidate {
    std::size_t entry = 0;
    std::string name{};
    std::optional<Pixel> place{}; // in the output
};

/// All classes (the best of many), or the pointed output pixel and three others.
std::vector<Candidate> candidates(const FigureInput& input, const Look& look)
{
    std::vector<Candidate> all;
    if (look.is_vector()) {
        for (const std::size_t entry : shown_classes(look))
            all.push_back({entry, class_name(input, entry)});
        return all;
    }
    const ScopeShape out = look.out();
    for (const Pixel& at :
         {pointed(input, look).out, Pixel{out.height / 2, out.width / 2},
          Pixel{out.height / 2, out.width / 4}, Pixel{out.height / 4, out.width / 2}})
        all.push_back({at.row * out.width + at.column, pixel_name(at.row, at.column), at});
    return all;
}

/// Votes of the pixels and the bias for one candidate; their sum is its score.
struct Ballot {
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
std::vector<Ballot> ballots(const Look& look, const std::vector<Candidate>& all, bool relative)
{
    std::vector<std::size_t> entries;
    entries.reserve(all.size());
    for (const Candidate& one : all)
        entries.push_back(one.entry);
    ScopeMatrix rows = look.rows(entries);
    const auto bias = look.bias();
    const std::size_t inputs = look.in().size();
    double mean_bias = 0;
    if (relative) {
        const auto mean_row = look.mean_row();
        rows.rowwise() -= Eigen::Map<const Eigen::RowVectorXd>(
            mean_row.data(), static_cast<Eigen::Index>(mean_row.size()));
        mean_bias =
            std::accumulate(bias.begin(), bias.end(), 0.0) / static_cast<double>(bias.size());
    }
    const ScopeMatrix cast = votes(rows, look.shown);
    std::vector<Ballot> result;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double* first = cast.data() + i * inputs;
        result.push_back({channel_sum({first, inputs}, look.in()), bias[entries[i]] - mean_bias});
    }
    return result;
}

/// The votes over the faint input.
Panel vote_panel(const Look& look, const Candidate& candidate, const Ballot& ballot,
                 ColourScale scale, bool has_bar)
{
    const ScopeShape in = look.in();
    const auto picture = grey(look.shown, in);
    HeatMap below = image_map(picture, in.height, in.width, sequential_scale({picture}));
    below.reversed = true;
    below.opacity = 0.16;
    auto clear = ballot.votes;
    for (double& vote : clear)
        if (std::abs(vote) < faint * scale.high)
            vote = std::numeric_limits<double>::quiet_NaN();
    HeatMap map = image_map(clear, in.height, in.width, scale, has_bar ? "vote" : "");
    Panel panel = image_panel(candidate.name + " " + signed_text(with_decimals(ballot.score(), 2)),
                              std::move(below));
    panel.brief = candidate.name;
    panel.marks.emplace_back(std::move(map));
    if (candidate.place)
        panel.marks.emplace_back(pixel_frame(candidate.place->row * in.height / look.out().height,
                                             candidate.place->column * in.width / look.out().width,
                                             in.height, 1, pointed_ink, "its own pixel"));
    return panel;
}

void frame_winner(Panel& panel, const ScopeShape& in)
{
    panel.title_ink = {Hue::accent};
    panel.marks.emplace_back(
        image_frame(in.height, in.width, {Hue::accent}, Weight::bold, "the winning class"));
}

/// Votes for and against as bars up and down from 0, the bias on top of the side it is on.
Panel tally_panel(const Look& look, const std::vector<Candidate>& names,
                  const std::vector<Ballot>& all, bool relative)
{
    const std::string label = look.is_vector() ? "Score" : "Pixel value";
    Panel panel = empty_panel({.label = look.is_vector() ? "Class" : "Output pixel",
                               .low = -0.6,
                               .high = static_cast<double>(all.size()) - 0.4},
                              {.label = relative ? "Relative score" : label, .include = {0}},
                              "what they add up to");
    for (std::size_t i = 0; i < names.size(); ++i)
        panel.x.ticks.push_back({static_cast<double>(i), names[i].name});
    Bars up{.width = 0.5, .ink = for_ink, .label = "votes for", .legend = "votes for"};
    Bars down{
        .width = 0.5, .ink = against_ink, .label = "votes against", .legend = "votes against"};
    Points scores{
        .shape = Shape::disc, .size = 6, .ink = score_ink, .label = "score", .legend = "score"};
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
    auto options = pointing_options(values);
    if (linear_scope_schema().settings(values).task == "classify")
        options.push_back({.key = "votes", .label = "Votes", .choices = {"absolute", "relative"}});
    return options;
}

Drawing draw_scope_votes(const FigureInput& input, const Look* seen)
{
    if (!seen)
        return {.empty = nothing_to_look_at(input)};
    const bool relative = seen->is_vector() && chosen(input, "votes", "absolute") == "relative";
    const auto names = candidates(input, *seen);
    const auto all = ballots(*seen, names, relative);
    std::vector<std::vector<double>> maps;
    std::vector<double> scores;
    for (const Ballot& ballot : all) {
        maps.push_back(ballot.votes);
        scores.push_back(ballot.score());
    }
    const auto scale = diverging_scale(maps);
    const std::size_t lines = all.size() > 2 ? 2 : 1, columns = (all.size() + lines - 1) / lines;
    Drawing drawing{.note = weights_note(input)};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_last = i % columns == columns - 1 || i + 1 == all.size();
        Panel panel = vote_panel(*seen, names[i], all[i], scale, is_last);
        place(panel, i / columns, i % columns);
        drawing.panels.push_back(std::move(panel));
    }
    if (seen->is_vector())
        frame_winner(drawing.panels[winner(scores)], seen->in());
    Panel tally = tally_panel(*seen, names, all, relative);
    place(tally, lines, 0, 1, columns);
    drawing.panels.push_back(std::move(tally));
    if (seen->is_vector() && names.size() < seen->output.size())
        drawing.note += "The best " + std::to_string(names.size()) + " of "
            + std::to_string(seen->output.size()) + " classes. ";
    if (seen->held)
        drawing.note += "Decisions of the unpainted image are held: this is F x + b.";
    return drawing;
}

} // namespace etalon
