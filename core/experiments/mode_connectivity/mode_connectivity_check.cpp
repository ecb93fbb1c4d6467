// Mistakes that only several parameters together make.
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"

namespace etalon {
namespace {

constexpr double most_order_entries = 1 << 27; // of all three orders: a gigabyte

std::string text(std::int64_t value)
{
    return std::to_string(value);
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

    /// A spacing that somebody chose lies within the run. The defaults' own (50, 10 and 100) may exceed
    /// it, so that a run is cut short by `steps` alone; then the first and the last step are measured.
    void spacings()
    {
        const ModeConnectivitySettings usual;
        const bool is_usual =
            s_.sample_every == usual.sample_every || s_.sample_every == sample_every_of_toy_ridge;
        if (s_.sample_every > s_.steps && !is_usual)
            add("sample_every", beyond_the_run("sample_every", s_.sample_every));
        if (s_.checkpoint_every > s_.steps && s_.checkpoint_every != usual.checkpoint_every)
            add("checkpoint_every", beyond_the_run("checkpoint_every", s_.checkpoint_every));
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
    std::string beyond_the_run(const std::string& key, std::int64_t spacing) const
    {
        return key + "=" + text(spacing) + " is out of range (1 to steps=" + text(s_.steps) + ").";
    }

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
    checks.spacings();
    checks.toy();
    return checks.problems();
}

} // namespace etalon
