// Mistakes that only several parameters together make.
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "core/experiments/linear_scope/scope.hpp"

#include <algorithm>

namespace etalon {
namespace {

constexpr std::int64_t most_numbers = std::int64_t{1} << 27;     // of all images, or of the order
constexpr std::int64_t most_state_bytes = std::int64_t{1} << 32; // of all checkpoints

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

class Checks {
public:
    explicit Checks(const LinearScopeSettings& settings)
        : s_(settings)
    {
    }

    void counts(bool has_data)
    {
        if (s_.batch_size > s_.train_count)
            add("batch_size",
                "batch_size=" + text(s_.batch_size)
                    + " is out of range (1 to train_count=" + text(s_.train_count) + ").");
        if (s_.scope_images > s_.test_count)
            add("scope_images",
                "scope_images=" + text(s_.scope_images)
                    + " is out of range (1 to test_count=" + text(s_.test_count) + ").");
        if (s_.steps > most_numbers / s_.batch_size)
            add("steps",
                "steps=" + text(s_.steps) + " with batches of " + text(s_.batch_size)
                    + " is out of range (steps·batch_size at most " + text(most_numbers)
                    + "): lower steps or batch_size.");
        const std::int64_t pixels = s_.image_size * s_.image_size;
        const std::int64_t numbers = pixels
            * (s_.task == "classify"      ? 1
                   : s_.task == "upscale" ? 5
                                          : 2);
        if (!has_data && s_.train_count + s_.test_count > most_numbers / numbers)
            add("train_count",
                "train_count=" + text(s_.train_count) + ", test_count=" + text(s_.test_count)
                    + ": images of this size and their targets would take more than 1 GB (at most "
                    + text(most_numbers / numbers)
                    + " images): lower train_count, test_count or image_size.");
    }

    void image_size()
    {
        if (s_.image_size % 4 != 0)
            add("image_size",
                "image_size=" + text(s_.image_size) + " is no multiple of 4: choose "
                    + text(s_.image_size / 4 * 4) + " or " + text((s_.image_size / 4 + 1) * 4)
                    + ".");
        else
            checkpoints();
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    void add(std::string key, std::string message)
    {
        problems_.push_back({std::move(key), std::move(message)});
    }

    void checkpoints()
    {
        const auto n = static_cast<std::size_t>(s_.image_size);
        std::int64_t bytes = 0; // of one state
        for (const ScopeLayer& layer : make_scope_network(s_, {1, n, n}, 4).layers) {
            const std::size_t weights = layer.weight.size() + layer.bias.size();
            bytes += std::int64_t{3 * 8} * static_cast<std::int64_t>(weights); // with two moments
            if (layer.has_gates() || layer.type == ScopeLayerType::max)
                bytes += 8 * s_.scope_images * static_cast<std::int64_t>(layer.out.size());
        }
        const std::int64_t stored = s_.steps / s_.checkpoint_every + 2;
        const std::int64_t most = most_state_bytes / std::max<std::int64_t>(bytes, 1);
        if (stored > most)
            add("checkpoint_every",
                "checkpoint_every=" + text(s_.checkpoint_every) + " would store " + text(stored)
                    + " states of " + text(bytes) + " bytes (4 GB in all at most): "
                    + "raise it to " + text(s_.steps / (most - 2) + 1) + ".");
    }

    const LinearScopeSettings& s_;
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> check_linear_scope(const Values& values, bool has_data)
{
    const auto settings = linear_scope_schema().settings(values);
    Checks checks(settings);
    checks.counts(has_data);
    checks.image_size();
    return checks.problems();
}

} // namespace etalon
