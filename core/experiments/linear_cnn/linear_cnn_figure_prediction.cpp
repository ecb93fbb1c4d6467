// Prediction against measurement: the growth of each frequency, and the stage time of each mode.
#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace etalon::linear_cnn_figures_detail {
namespace {

/// Power of one bin summed over kernels.
double summed(std::span<const double> kernels, std::size_t bins, std::size_t bin)
{
    double power = 0;
    for (std::size_t at = bin; at < kernels.size(); at += bins)
        power += kernels[at];
    return power;
}

/// The last sample of both series that has the same step, at or before the shown one.
std::optional<std::pair<std::size_t, std::size_t>>
common_sample(const Series& early, const Series& measured, std::int64_t step)
{
    if (early.empty() || measured.empty())
        return {};
    for (std::size_t i = early.at_or_before(step) + 1; i-- > 0;) {
        const std::size_t j = measured.at_or_before(early.steps()[i]);
        if (measured.steps()[j] == early.steps()[i])
            return std::pair{i, j};
    }
    return {};
}

/// Widens [low, high] to contain a finite value.
void include(double& low, double& high, double value)
{
    if (!std::isfinite(value))
        return;
    low = std::min(low, value);
    high = std::max(high, value);
}

constexpr double kept_opacity = 0.45;

struct StagePoints {
    Points points;
    double highest = 1;

    void add(std::size_t mode, double predicted, double measured, double opacity,
             const std::string& run)
    {
        points.x.push_back(predicted);
        points.y.push_back(measured);
        points.inks.push_back(mode_ink(mode, opacity));
        points.items.push_back(mode_item(mode));
        points.names.push_back(mode_name(mode) + run + ": predicted " + rounded(predicted, 4)
                               + ", measured " + rounded(measured, 4));
        highest = std::max({highest, predicted, measured});
    }
};

std::optional<double> scalar(const Summary& summary, const std::string& name)
{
    for (const auto& [key, value] : summary)
        if (key == name)
            return value;
    return {};
}

} // namespace

Drawing draw_drive_versus_growth(const FigureInput& input)
{
    const auto table = mode_table(input);
    const auto early = input.find("kernel_spectra_early");
    const auto kernels = input.find("kernel_spectra");
    if (!early)
        return {.empty = "Needs the linear network with one convolution and full-size kernels: "
                         "only there does the "
                         "drive alone predict the start."};
    if (!table || !kernels)
        return {.empty = "A point for each frequency appears with the first samples."};
    const Series &theory = input.series[*early], &measured = input.series[*kernels];
    const auto common = common_sample(theory, measured, input.step);
    if (!common)
        return {.empty = "A point for each frequency appears with the first samples."};
    const auto [i, j] = *common;
    if (theory.steps()[i] == theory.steps()[0]) {
        if (theory.size() > 1)
            return {.empty =
                        "A point for each frequency appears once the second sample is recorded."};
        return {.empty = "The early window holds step 0 only: the first mode is already learned by "
                         "the second sample. "
                         "Lower the initial scale or sample more often."};
    }

    const std::size_t bins = table->grid.bins();
    Points others{.size = 6,
                  .ink = {Hue::neutral, 0, 0.6},
                  .label = "frequencies",
                  .legend = "other frequencies"};
    Points dominant{.size = 9, .label = "dominant frequencies", .legend = "dominant frequencies"};
    std::vector<Mark> labels;
    double low = 0, high = 1;
    for (const std::size_t bin : table->grid.folded_bins()) {
        const auto growth = [&](const Series& series, std::size_t sample) {
            return std::log(summed(series.sample(sample), bins, bin)
                            / summed(series.sample(0), bins, bin));
        };
        const double x = growth(theory, i), y = growth(measured, j);
        if (!std::isfinite(x) || !std::isfinite(y))
            continue; // a frequency that the kernels do not hold at all has no ratio
        include(low, high, x);
        include(low, high, y);
        const auto mode = std::find(table->dominant_bins.begin(), table->dominant_bins.end(), bin);
        const bool is_dominant = mode != table->dominant_bins.end();
        Points& points = is_dominant ? dominant : others;
        points.x.push_back(x);
        points.y.push_back(y);
        points.items.push_back(frequency_item(bin));
        points.names.push_back(frequency_name(table->grid, bin));
        if (!is_dominant)
            continue;
        const auto number = static_cast<std::size_t>(mode - table->dominant_bins.begin());
        points.inks.push_back(mode_ink(number));
        labels.emplace_back(Label{.text = mode_name(number),
                                  .x = x,
                                  .y = y,
                                  .anchor = Anchor::right,
                                  .ink = mode_ink(number),
                                  .bold = true,
                                  .item = mode_item(number),
                                  .brief = mode_number(number)});
    }
    const std::string ratio = " growth ln P(" + std::to_string(measured.steps()[j]) + ")/P(0)";
    Panel panel{
        .x = {.label = "Predicted" + ratio, .include = {low, high}, .brief = "Predicted growth"},
        .y = {.label = "Measured" + ratio, .include = {low, high}, .brief = "Measured"}};
    panel.marks.emplace_back(diagonal(low, high));
    if (!others.x.empty())
        panel.marks.emplace_back(std::move(others));
    if (!dominant.x.empty())
        panel.marks.emplace_back(std::move(dominant));
    panel.marks.insert(panel.marks.end(), labels.begin(), labels.end());
    std::string note;
    if (const auto change = first_rate_change(input); change && *change < measured.steps()[j])
        note = "The learning rate changed at step " + std::to_string(*change)
            + ": the prediction is for the start's.";
    return {.panels = {std::move(panel)}, .note = std::move(note), .note_level = Level::caution};
}

Drawing draw_stage_times(const FigureInput& input)
{
    StagePoints kept, present;
    // In the legend without a hue: those are the modes'.
    kept.points = {.size = 7,
                   .ink = {Hue::neutral, 0, kept_opacity},
                   .label = "kept runs",
                   .legend = "kept runs"};
    present.points = {.size = 10, .ink = {Hue::neutral}, .label = "this run", .legend = "this run"};

    for (std::size_t run = 0; run < input.kept.size(); ++run) {
        const KeptRun& other = input.kept[run];
        const bool is_present = input.ended && run + 1 == input.kept.size()
            && other.seed == input.seed && other.parameters == input.parameters;
        for (std::size_t mode = 0; !is_present && mode < 16; ++mode) {
            const std::string number = std::to_string(mode + 1);
            const auto measured = scalar(other.summary, "stage_time_" + number);
            const auto predicted = scalar(other.summary, "predicted_stage_time_" + number);
            if (measured && predicted)
                kept.add(mode, *predicted, *measured, kept_opacity,
                         ", seed " + std::to_string(other.seed));
        }
    }
    std::string note;
    if (const auto table = mode_table(input)) {
        const auto times = stage_times(input, *table);
        for (std::size_t mode = 0; mode < table->size(); ++mode)
            if (times.measured[mode] && times.predicted[mode])
                present.add(mode, *times.predicted[mode], *times.measured[mode], 1, "");
        if (first_rate_change(input))
            note =
                "The learning rate changed during this run: its predictions are for the start's.";
        else if (!present.points.x.empty() && !table->separable())
            note = "Modes share frequencies: their predicted times do not hold.";
    }
    if (kept.points.x.empty() && present.points.x.empty())
        return {.empty = input.find("mode_strengths_reduced")
                    ? "A point appears each time a mode crosses half its strength; finished runs "
                      "stay, so "
                      "that seeds and settings collect here."
                    : "Stage times are predicted for the linear network with one convolution and "
                      "full-size "
                      "kernels; points of such runs collect here."};

    const double highest = std::max(kept.highest, present.highest);
    Panel panel{.x = {.label = "Predicted stage time", .unit = "steps", .include = {0, highest}},
                .y = {.label = "Measured stage time", .unit = "steps", .include = {0, highest}}};
    panel.marks.emplace_back(diagonal(0, highest));
    if (!kept.points.x.empty())
        panel.marks.emplace_back(std::move(kept.points));
    if (!present.points.x.empty()) {
        const Points points = present.points;
        panel.marks.emplace_back(points);
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const auto mode = static_cast<std::size_t>(points.items[i].index - 1);
            panel.marks.emplace_back(Label{.text = mode_name(mode),
                                           .x = points.x[i],
                                           .y = points.y[i],
                                           .anchor = Anchor::right,
                                           .ink = mode_ink(mode),
                                           .bold = true,
                                           .item = points.items[i],
                                           .brief = mode_number(mode)});
        }
    }
    return {.panels = {std::move(panel)}, .note = std::move(note), .note_level = Level::caution};
}

} // namespace etalon::linear_cnn_figures_detail
