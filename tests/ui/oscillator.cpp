#include "oscillator.hpp"

#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

namespace etalon {

namespace {

struct Settings {
    double damping = 0.05;
    double start = 1;
    std::int64_t steps = 200;
    std::int64_t order = 0;
    std::string method = "exact";
    std::int64_t substeps = 4;
    bool kicked = false;
    std::string note = "";
};

const SchemaOf<Settings>& schema()
{
    static const auto result = [] {
        SchemaOf<Settings> s;
        s.add(&Settings::damping,
              {.key = "damping",
               .label = "Damping",
               .symbol = "γ",
               .unit = "1/s",
               .doc = "Loss of speed.",
               .group = "Motion",
               .minimum = 1e-4,
               .maximum = 10,
               .scale = Scale::logarithmic,
               .effect = Effect::live});
        s.add(&Settings::start,
              {.key = "start",
               .label = "Start",
               .symbol = "x",
               .unit = "m",
               .doc = "Where it is let go.",
               .group = "Motion",
               .minimum = -2,
               .maximum = 2});
        s.add(&Settings::steps,
              {.key = "steps",
               .label = "Steps",
               .symbol = "T",
               .unit = "1",
               .doc = "Length of the run.",
               .group = "Motion",
               .minimum = 1,
               .maximum = 1e6,
               .scale = Scale::logarithmic});
        s.add(&Settings::order,
              {.key = "order",
               .label = "Order",
               .unit = "1",
               .doc = "Of the force.",
               .group = "Motion",
               .minimum = 3,
               .maximum = 31,
               .special = Special{0, "linear"},
               .odd = true});
        s.add(&Settings::method,
              {.key = "method",
               .label = "Method",
               .unit = "1",
               .doc = "How it is computed.",
               .group = "Computation",
               .choices = {"exact", "euler"}});
        s.add(&Settings::substeps,
              {.key = "substeps",
               .label = "Substeps",
               .unit = "1",
               .doc = "Per step.",
               .group = "Computation",
               .minimum = 1,
               .maximum = 100,
               .applies_when = {{"method", {"euler"}}}});
        s.add(&Settings::kicked,
              {.key = "kicked",
               .label = "Kicked",
               .unit = "1",
               .doc = "A random first speed.",
               .group = "Computation"});
        s.add(&Settings::note,
              {.key = "note",
               .label = "Note",
               .unit = "1",
               .doc = "Any text.",
               .group = "Computation"});
        return s;
    }();
    return result;
}

class Oscillator final : public Simulation {
public:
    explicit Oscillator(const Setup& setup)
        : settings_(schema().settings(setup.values))
        , data_(std::make_shared<const std::vector<Tensor>>())
    {
        if (settings_.note == "fails")
            throw UsageError("note=fails is not a note; write anything else.");
        x_ = settings_.start + 1e-3 * Random(setup.seed, 1).normal();
        v_ = settings_.kicked ? Random(setup.seed, 2).normal() : 0;
    }

    std::vector<Channel> channels() const override
    {
        return {{.name = "loss", .label = "Energy"},
                {.name = "position", .label = "Position", .unit = "m"},
                {.name = "speed", .label = "Speed", .unit = "m/s"}};
    }

    void observe(Recording& recording, std::int64_t step) const override
    {
        recording.append(0, step, 0.5 * (x_ * x_ + v_ * v_));
        recording.append(1, step, x_);
        recording.append(2, step, v_);
    }

    Progress advance() override
    {
        const double dt = 0.1;
        v_ += dt * (-x_ - 2 * settings_.damping * v_);
        x_ += dt * v_;
        return std::isfinite(x_) ? Progress::running : Progress::diverged;
    }

    void change(std::string_view key, const Value& value) override
    {
        if (key == "damping")
            settings_.damping = std::get<double>(value);
    }

    std::vector<Tensor> weights() const override { return {{"position", {1}, std::vector{x_}}}; }
    std::vector<Tensor> state() const override { return {{"motion", {2}, std::vector{x_, v_}}}; }

    void restore(std::int64_t, std::span<const Tensor> tensors) override
    {
        const auto& values = std::get<std::vector<double>>(tensors.front().values);
        x_ = values.at(0);
        v_ = values.at(1);
    }

    SharedTensors data() const override { return data_; }

    bool analyse(Recording&, const Proceed& proceed) override
    {
        while (settings_.note == "analyses") {
            if (!proceed(0.437, "pruning curves"))
                return false;
            std::this_thread::yield();
        }
        return true;
    }

    Summary summary(const Recording&) const override { return {{"final_position", x_}}; }

private:
    Settings settings_;
    SharedTensors data_;
    double x_ = 0, v_ = 0;
};

Drawing drawTrace(const FigureInput& input, const char* channel, const char* label)
{
    Panel panel;
    panel.x = {.label = "Step", .is_step = true};
    panel.y = {.label = label};
    if (const auto index = input.find(channel))
        panel.marks.push_back(
            Traces{.channel = *index,
                   .traces = {{.label = label, .item = {"curve", std::int64_t(*index)}}}});
    return {.panels = {panel}};
}

} // namespace

const Experiment& oscillator()
{
    static const Experiment experiment{
        .id = "oscillator",
        .title = "Damped oscillator",
        .abstract = "A mass on a spring comes to rest. It is here for the tests of the window.",
        .reference = "Any first course in mechanics.",
        .schema = schema().schema(),
        .presets = {{.name = "default", .doc = "Comes to rest slowly.", .seconds_on_screen = 2},
                    {.name = "strong",
                     .doc = "Comes to rest fast.",
                     .overrides = {{"damping", 0.5}},
                     .seconds_on_screen = 2},
                    {.name = "long",
                     .doc = "Takes a while.",
                     .overrides = {{"steps", std::int64_t(1'000'000)}},
                     .seconds_on_screen = 1000}},
        .figures =
            {{.id = "position",
              .title = "It swings and comes to rest",
              .caption = "Position over steps.",
              .draw = [](const FigureInput& in) { return drawTrace(in, "position", "Position"); }},
             {.id = "energy",
              .title = "Energy only falls",
              .caption = "Energy over steps.",
              .draw = [](const FigureInput& in) { return drawTrace(in, "loss", "Energy"); }},
             {.id = "speed",
              .title = "Fast in the middle",
              .caption = "Speed over steps.",
              .draw = [](const FigureInput& in) { return drawTrace(in, "speed", "Speed"); }}},
        .make = [](const Setup& setup) -> std::unique_ptr<Simulation> {
            return std::make_unique<Oscillator>(setup);
        },
        .check = [](const Values& values, bool) -> std::vector<Problem> {
            const auto steps = std::get<std::int64_t>(values["steps"]);
            const auto substeps = std::get<std::int64_t>(values["substeps"]);
            if (std::get<std::string>(values["method"]) == "euler" && substeps > steps)
                return {{"substeps",
                         "substeps=" + std::to_string(substeps) + " is more than the steps."}};
            return {};
        },
        .readings = [](const FigureInput& input) -> std::vector<Reading> {
            const double damping = std::get<double>(input.parameters["damping"]);
            return {{"damping ratio " + to_text(Value(damping)),
                     damping < 1 ? Level::good : Level::bad, "damping"}};
        },
        .events = [](const FigureInput& input) -> std::vector<Event> {
            const auto index = input.find("position");
            const auto values = input.series[*index].values();
            for (std::size_t i = 1; i < values.size(); ++i)
                if (values[i] * values[i - 1] < 0)
                    return {{double(input.series[*index].steps()[i]),
                             "first crossing",
                             {},
                             {"crossing", 1}}};
            return {};
        },
        .explain = [](const FigureInput& input) -> std::vector<Paragraph> {
            return {{"The law", "A spring pulls back, friction slows down.",
                     "γ = " + to_text(input.parameters["damping"])}};
        }};
    return experiment;
}

} // namespace etalon
