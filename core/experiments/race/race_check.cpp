// Mistakes that only several parameters together make.
#include "core/experiments/race/race.hpp"

#include "core/experiments/race/race_lists.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

class Checks {
public:
    explicit Checks(const RaceSettings& settings)
        : s_(settings)
    {
    }

    void data(bool has_data)
    {
        if (s_.dataset != "file") {
            if (has_data)
                add("dataset",
                    "dataset=" + s_.dataset
                        + " reads no file, but --data names one; set dataset=file.");
            return;
        }
        if (!has_data)
            add("dataset", "dataset=file needs a file: name it with --data PATH.");
        if (s_.sample_count % 2 != 0)
            add("sample_count",
                "sample_count=" + text(s_.sample_count)
                    + " is odd, but half of the rows of a file are taken from each class.");
        classes();
    }

    void recording()
    {
        if (s_.snapshot_every % s_.record_every != 0)
            add("snapshot_every",
                "snapshot_every=" + text(s_.snapshot_every)
                    + " is no multiple of record_every=" + text(s_.record_every) + ".");
    }

    void tickets()
    {
        if (s_.ticket_size > s_.hidden_width)
            add("ticket_size",
                "ticket_size=" + text(s_.ticket_size)
                    + " is out of range (1 to hidden_width=" + text(s_.hidden_width) + ").");
    }

    void sweep()
    {
        if (s_.sweep == "none")
            return;
        try {
            for (const double value : race_sweep_values(s_))
                sweep_value(value);
        } catch (const UsageError& error) {
            add("sweep_values", error.what());
        }
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    void add(std::string key, std::string message)
    {
        problems_.push_back({std::move(key), std::move(message)});
    }

    void classes()
    {
        try {
            const auto positive = race_labels("positive_labels", s_.positive_labels);
            for (const auto label : race_labels("negative_labels", s_.negative_labels))
                if (std::find(positive.begin(), positive.end(), label) != positive.end())
                    add("negative_labels",
                        "Label " + text(label)
                            + " is in both positive_labels and negative_labels.");
        } catch (const UsageError& error) {
            add("", error.what());
        }
    }

    void sweep_value(double value)
    {
        const std::string given = "sweep_values: " + to_text(value);
        if (s_.sweep == "width") {
            if (value != std::floor(value))
                add("sweep_values", given + " is no whole number of neurons.");
            else if (!(value >= 1 && value <= static_cast<double>(s_.hidden_width)))
                add("sweep_values",
                    given + " is out of range for a width (1 to hidden_width="
                        + text(s_.hidden_width) + ").");
        } else if (race_schema().schema().check(s_.sweep, value)) {
            const Parameter& swept = race_schema().schema().at(s_.sweep);
            add("sweep_values",
                given + " is out of range for " + s_.sweep + " (" + to_text(swept.minimum) + " to "
                    + to_text(swept.maximum) + ").");
        }
    }

    const RaceSettings& s_;
    std::vector<Problem> problems_;
};

} // namespace

std::vector<double> race_sweep_values(const RaceSettings& settings)
{
    std::vector<double> values;
    for (const std::string& field : race_fields(settings.sweep_values)) {
        const auto value = race_number(field);
        if (!value || !std::isfinite(*value))
            throw UsageError(field.empty() ? "sweep_values is \"" + settings.sweep_values
                                     + "\", but sweep=" + settings.sweep
                                     + " needs numbers with commas between."
                                           : "sweep_values: \"" + field + "\" is not a number.");
        values.push_back(*value);
    }
    return values;
}

std::vector<Problem> check_race(const Values& values, bool has_data)
{
    const auto settings = race_schema().settings(values);
    Checks checks(settings);
    checks.data(has_data);
    checks.recording();
    checks.tickets();
    checks.sweep();
    return checks.problems();
}

} // namespace etalon
