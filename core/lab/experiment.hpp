// The central concepts: an experiment is plain data with one factory; a simulation is one run of it.
#pragma once

#include "core/lab/error.hpp"
#include "core/lab/figure.hpp"
#include "core/lab/parameter.hpp"
#include "core/lab/recording.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace etalon {

/// A named array, row-major; labels and orders are integers.
struct Tensor {
    std::string name{};
    std::vector<std::size_t> shape{};
    std::variant<std::vector<double>, std::vector<std::int64_t>> values{};
    bool operator==(const Tensor&) const = default;
};

enum class Progress { running, converged, diverged };

/// Immutable once made, so that threads may share it.
using SharedTensors = std::shared_ptr<const std::vector<Tensor>>;

/// Told how far an analysis is (0 to 1) and what it does now ("pruning curves"); false: give up.
using Proceed = std::function<bool(double share, const std::string& doing)>;

/// One run of one experiment. Knows no thread, clock, file or screen.
class Simulation {
public:
    virtual ~Simulation() = default;

    virtual std::vector<Channel> channels() const = 0; // fixed once constructed

    /// Appends what can be seen after `step` updates; theory too, as soon as it is known.
    virtual void observe(Recording&, std::int64_t step) const = 0;

    /// Exactly one training step. On `diverged` the state is the last finite one.
    virtual Progress advance() = 0;

    /// Live parameters only, between steps.
    virtual void change(std::string_view key, const Value&) = 0;

    /// The weights as /state/initial and /state/final hold them. A tensor named "group/name" is a state
    /// of its own that came about on the way: files hold it in /state/group.
    virtual std::vector<Tensor> weights() const = 0;

    /// All that continuing needs (weights, moments, positions): a checkpoint.
    virtual std::vector<Tensor> state() const = 0;

    /// Then the same bits as never having stopped. `step` updates had been made; live changes
    /// before it are given again through `change`. Throws Error if a tensor is missing or misshapen.
    virtual void restore(std::int64_t step, std::span<const Tensor>) = 0;

    /// Trained and evaluated on; what /data holds.
    virtual SharedTensors data() const = 0;

    /// What can only be said once the last step is made (pruning curves, control runs, sweeps),
    /// appended to the recording after `finish`. All of it or, when told to give up, nothing; then
    /// false. Not called on stopped or diverged runs.
    virtual bool analyse(Recording&, const Proceed&) { return true; }

    /// Scalars of run.json, from the recording and the final state.
    virtual Summary summary(const Recording&) const = 0;

    /// Parameters whose given value stood for "automatic": what was used instead.
    virtual Overrides resolved() const { return {}; }

    /// Warnings from the start, or why the run diverged; one sentence each, empty: nothing to say.
    virtual std::string message() const { return {}; }

    /// Steps to make when `asked` were planned: fewer where there is nothing to train.
    virtual std::int64_t planned_steps(std::int64_t asked) const { return asked; }

    /// Seconds that parts of the analyses took; run.json lists them under `timing`.
    virtual NamedSeconds timing() const { return {}; }

    /// 0: the runner spaces checkpoints itself (at most 64).
    virtual std::int64_t checkpoint_every() const { return 0; }

    /// Whether the state before this step's update is kept even off that spacing: a step from which
    /// one will want to set out again.
    virtual bool keeps_checkpoint(std::int64_t) const { return false; }
};

struct Preset {
    std::string name{}, doc{};
    Overrides overrides{};
    double seconds_on_screen = 12;      // natural length of a whole run when played
    std::vector<std::string> opening{}; // ids shown first with it; empty: the experiment's
};

struct Setup { // all that a run depends on, besides the version
    Values values;
    std::uint64_t seed = 1;
    std::optional<std::filesystem::path> data{};
};

/// A run of its own that begins with a state which another run passed.
struct Offshoot {
    Setup setup;                              // as it is saved and shown
    std::unique_ptr<Simulation> simulation{}; // restored to the step where they part
};

/// Plain data and one factory: nothing to derive from. Every experiment has an integer parameter
/// `steps` and a channel named by `headline`.
struct Experiment {
    std::string id{}, title{}, abstract{}, reference{};
    Schema schema{};
    std::vector<Preset> presets{}; // the first is the default
    std::vector<Figure> figures{}; // in reading order
    std::vector<std::string>
        opening{}; // ids shown first: large, below it, tall beside; then the rest
    std::string headline =
        "loss";                 // channel whose first entry the timeline and the status line show
    bool shows_weights = false; // its figures look at the weights while it trains

    /// Throws UsageError on bad data or values that contradict each other.
    std::unique_ptr<Simulation> (*make)(const Setup&) = nullptr;

    // Each of these may be null.
    /// "Branch here": another run from the parent's checkpoint at `step`. Null: a branch goes on as
    /// the parent would have.
    Offshoot (*branch)(const Setup& parent, std::int64_t step,
                       std::span<const Tensor> checkpoint) = nullptr;
    /// Mistakes between parameters (ranges that name another key); the data are not looked at.
    std::vector<Problem> (*check)(const Values&, bool has_data) = nullptr;
    std::vector<Reading> (*readings)(const FigureInput&) = nullptr;
    std::vector<Event> (*events)(const FigureInput&) = nullptr;
    std::vector<Paragraph> (*explain)(const FigureInput&) = nullptr;
};

/// UsageError names the nearest id.
const Experiment& find(std::span<const Experiment>, std::string_view id);
const Preset& find_preset(const Experiment&, std::string_view name);

/// `schema.resolve` and then `check`: all mistakes in one UsageError, a line each.
Values resolve(const Experiment&, const std::vector<Overrides>& layers, bool has_data = false);

/// The parameter `steps`.
std::int64_t planned_steps(const Values&);

} // namespace etalon
