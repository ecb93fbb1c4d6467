// Status line and timeline of linear-cnn.
#include "core/experiments/linear_cnn/linear_cnn_figure_panels.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figure_parts.hpp"
#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"

namespace etalon {

using namespace linear_cnn_figures_detail;

std::vector<Reading> linear_cnn_readings(const FigureInput& input)
{
    std::vector<Reading> readings;
    if (const auto drive = top_drive(input)) {
        // Near a fitted mode the error contracts by 1 - 2 eta·drive a step at most: stable below 1,
        // with more layers sooner.
        const auto table = mode_table(input);
        const double stable = table ? stable_drive(input, *table) : 1;
        const double product = learning_rate(input) * *drive;
        const Level level = product < 0.2 * stable ? Level::good
            : product < 0.8 * stable               ? Level::caution
                                                   : Level::bad;
        readings.push_back(
            {"η·drive " + rounded(product, 2) + " (stable below " + rounded(stable, 2) + ")", level,
             "learning_rate"});
    }
    std::string accuracies;
    const auto add = [&](const std::string& channel, const std::string& before) {
        const auto sample = input.at_step(channel);
        if (!sample.empty())
            accuracies += (accuracies.empty() ? "" : ", ") + before + " " + percent(sample[0]);
    };
    add("accuracy", "accuracy");
    add("test_accuracy", "test");
    add("accuracy_fully_connected", "fully connected");
    if (!accuracies.empty())
        readings.push_back({accuracies});
    return readings;
}

std::vector<Event> linear_cnn_events(const FigureInput& input)
{
    std::vector<Event> events;
    const auto table = mode_table(input);
    if (!table)
        return events;
    const auto times = stage_times(input, *table);
    for (std::size_t mode = 0; mode < table->size(); ++mode)
        if (const auto step = times.measured[mode])
            events.push_back({*step, mode_name(mode), mode_ink(mode), mode_item(mode)});
    return events;
}

} // namespace etalon
