// Mistakes that only several parameters together make.
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr double most_order_entries = 1 << 27; // of all three orders: a gigabyte

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

/// Whether the default or a preset has this value.
bool is_declared(const std::string& key, const Value& value)
{
    const auto presets = mode_connectivity_presets();
    return mode_connectivity_schema().schema().at(key).fallback == value
        || std::any_of(presets.begin(), presets.end(), [&](const Preset& preset) {
               const auto found = preset.overrides.find(key);
               return found != preset.overrides.end() && found->second == value;
           });
}

class Checks {
public:
    explicit Checks(const ModeConnectivitySettings& settings)
        : s_(settings)
    {
    }

    void data(bool has_data)
    {
        const bool reads_files = s_.dataset == "idx" || s_.dataset == "csv";
        if (reads_files && !has_data)
            add("dataset",
                "dataset=" + s_.dataset + " needs the user's data: name "
                    + (s_.dataset == "idx" ? "the folder" : "the file") + " with --data PATH.");
        if (!reads_files && has_data)
            add("dataset",
                "dataset=" + s_.dataset
                    + " reads no file, but --data names one; set dataset=idx or dataset=csv.");
    }

    void branching()
    {
        if (s_.spawn_step > s_.steps)
            add("spawn_step",
                "spawn_step=" + text(s_.spawn_step)
                    + " is out of range (0 to steps=" + text(s_.steps) + ").");
        if (!s_.is_toy() && !s_.is_shared() && s_.spawn_step > 0)
            add("spawn_step",
                "spawn_step=" + text(s_.spawn_step)
                    + ", but init_mode=independent has no trunk; set spawn_step=0 or "
                      "init_mode=shared.");
    }

    void batches()
    {
        if (s_.is_toy())
            return;
        if (s_.batch_size > s_.train_count)
            add("batch_size",
                "batch_size=" + text(s_.batch_size)
                    + " is out of range (1 to train_count=" + text(s_.train_count) + ").");
        const double entries =
            static_cast<double>(2 * s_.steps) * static_cast<double>(s_.batch_size);
        if (entries > most_order_entries)
            add("steps",
                "steps=" + text(s_.steps) + " with batch_size=" + text(s_.batch_size)
                    + " makes an order of more than " + text(std::int64_t{1} << 26)
                    + " examples for each branch; lower one of them.");
    }

    /// A spacing that somebody chose lies within the run. Those of the defaults and presets may exceed
    /// it, so that a run is cut short by `steps` alone; then the first and the last step are measured.
    void spacing(const std::string& key, std::int64_t chosen)
    {
        if (chosen > s_.steps && !is_declared(key, chosen))
            add(key,
                key + "=" + text(chosen) + " is out of range (1 to steps=" + text(s_.steps) + ").");
    }

    void toy()
    {
        const double least = s_.toy_sum * s_.toy_sum / 2;
        if (s_.is_toy() && !(s_.toy_square > least))
            add("toy_square",
                "toy_square=" + to_text(Value(s_.toy_square))
                    + " is out of range (more than toy_sum²/2=" + to_text(Value(least))
                    + "): there would be no two minima.");
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    void add(std::string key, std::string message)
    {
        problems_.push_back({std::move(key), std::move(message)});
    }

    const ModeConnectivitySettings& s_;
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> check_mode_connectivity(const Values& values, bool has_data)
{
    const auto settings = mode_connectivity_schema().settings(values);
    Checks checks(settings);
    checks.data(has_data);
    checks.branching();
    checks.batches();
    checks.spacing("sample_every", settings.sample_every);
    checks.spacing("checkpoint_every", settings.checkpoint_every);
    checks.toy();
    return checks.problems();
}

} // namespace etalon
