#include "core/experiments/race/race_sweep.hpp"

#include "core/experiments/race/race_compression.hpp"

#include <cmath>
#include <numeric>
#include <set>

namespace etalon {
namespace {

double scale_of(const RaceSweepPoint& point) // log10(1/w0)
{
    return -std::log10(point.value);
}

/// The mean of (log10(1/w0), t_drop) over the points that dropped.
struct Mean {
    double scale = 0, drop = 0;
    int points = 0;
};

Mean mean_of_dropped(std::span<const RaceSweepPoint> points)
{
    Mean mean;
    for (const RaceSweepPoint& point : points) {
        if (point.drop_step < 0)
            continue;
        mean.scale += scale_of(point);
        mean.drop += static_cast<double>(point.drop_step);
        ++mean.points;
    }
    if (mean.points > 0) {
        mean.scale /= mean.points;
        mean.drop /= mean.points;
    }
    return mean;
}

bool is_the_main_run(const RaceFinish& finish, double value)
{
    const RaceSettings& settings = finish.settings;
    if (settings.sweep == "width")
        return value == static_cast<double>(settings.hidden_width);
    if (settings.sweep == "init_scale")
        return value == settings.init_scale;
    const RacePlan plan = race_plan(finish);
    return plan.rates.empty()
        ? value == plan.learning_rate
        : plan.rates.size() == 1 && plan.rates[0].from == 0 && value == plan.rates[0].learning_rate;
}

} // namespace

RaceNetwork race_sweep_start(const RaceSettings& settings, const RaceNetwork& initial, double value)
{
    if (settings.sweep == "width") {
        const auto width = static_cast<Eigen::Index>(std::llround(value));
        return {initial.input_weights.topRows(width), initial.output_weights.head(width)};
    }
    if (settings.sweep == "init_scale") {
        const double factor = value / settings.init_scale;
        return {initial.input_weights * factor, initial.output_weights * factor};
    }
    return initial;
}

std::optional<RaceSweepPoint> race_sweep_point(const RaceFinish& finish, double value,
                                               const std::function<bool(double)>& goes_on)
{
    const RaceSettings& settings = finish.settings;
    std::optional<RaceOutcome> outcome;
    if (is_the_main_run(finish, value))
        outcome = {.last_step = finish.last_step,
                   .drop_step = finish.moments.drop,
                   .final_loss = finish.final_loss,
                   .network = finish.final};
    else {
        RacePlan plan = race_plan(finish);
        if (settings.sweep == "learning_rate") {
            plan.learning_rate = value;
            plan.rates = {};
        }
        outcome = retrain_race(race_problem(finish),
                               race_sweep_start(settings, finish.initial, value), plan, goes_on);
    }
    if (!outcome)
        return std::nullopt;
    const RaceGroups groups = race_groups(outcome->network, settings.group_cosine);
    const RaceScore test = race_score_of(outcome->network, finish.test, race_problem(finish).loss);
    return RaceSweepPoint{.value = value,
                          .drop_step = outcome->drop_step,
                          .group_count = static_cast<double>(groups.count()),
                          .capacity =
                              static_cast<double>(groups.effective(settings.capacity_floor)),
                          .final_loss = outcome->final_loss,
                          .test_accuracy = test.accuracy};
}

std::optional<double> race_measured_slope(std::span<const RaceSweepPoint> points)
{
    const Mean mean = mean_of_dropped(points);
    std::set<double> scales; // equal ones make no line, whatever rounding says
    double xx = 0, xy = 0;
    for (const RaceSweepPoint& point : points) {
        if (point.drop_step < 0)
            continue;
        const double x = scale_of(point) - mean.scale;
        xx += x * x;
        xy += x * (static_cast<double>(point.drop_step) - mean.drop);
        scales.insert(scale_of(point));
    }
    return scales.size() >= 2 ? std::optional(xy / xx) : std::nullopt;
}

std::vector<double> race_drop_line(std::span<const RaceSweepPoint> points, double slope)
{
    const Mean mean = mean_of_dropped(points);
    std::vector<double> line;
    if (mean.points > 0)
        for (const RaceSweepPoint& point : points)
            line.push_back(mean.drop + slope * (scale_of(point) - mean.scale));
    return line;
}

void add_race_sweep(RaceAnalysis& analysis, const RaceFinish& finish,
                    std::span<const RaceSweepPoint> points)
{
    if (points.empty())
        return;
    std::vector<std::int64_t> index(points.size());
    std::iota(index.begin(), index.end(), std::int64_t{0});
    const auto add = [&](const std::string& channel, auto&& of_point) {
        std::vector<double> values;
        for (const RaceSweepPoint& point : points)
            values.push_back(static_cast<double>(of_point(point)));
        analysis.series.push_back({channel, index, std::move(values)});
    };
    add("sweep_value", [](const RaceSweepPoint& point) { return point.value; });
    add("sweep_drop_step", [](const RaceSweepPoint& point) { return point.drop_step; });
    add("sweep_group_count", [](const RaceSweepPoint& point) { return point.group_count; });
    add("sweep_capacity", [](const RaceSweepPoint& point) { return point.capacity; });
    add("sweep_final_loss", [](const RaceSweepPoint& point) { return point.final_loss; });
    add("sweep_test_accuracy", [](const RaceSweepPoint& point) { return point.test_accuracy; });
    if (finish.settings.sweep != "init_scale")
        return;
    if (finish.has_predicted_slope)
        if (auto line = race_drop_line(points, finish.predicted_slope); !line.empty())
            analysis.series.push_back({"drop_line", index, std::move(line)});
    if (const auto slope = race_measured_slope(points))
        analysis.scalars["drop_slope_measured"] = *slope;
}

} // namespace etalon
