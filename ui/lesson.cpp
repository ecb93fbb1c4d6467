#include "ui/lesson.hpp"

#include "core/lab/json.hpp"
#include "ui/pace.hpp"

#include <algorithm>
#include <span>

namespace etalon {

namespace {

void checkKeys(const JsonReader& object, const std::vector<std::string>& known)
{
    for (const auto& [key, value] : object.members())
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            const auto close = nearest(key, known);
            throw UsageError(value.place() + " is not part of a lesson"
                             + (close.empty() ? "." : "; did you mean \"" + close + "\"?"));
        }
}

std::string textOf(const JsonReader& object, const std::string& key)
{
    const auto value = object.find(key);
    return value ? value->text() : std::string();
}

std::string figureOf(const JsonReader& value, const Experiment& experiment)
{
    const auto& id = value.text();
    std::vector<std::string> ids;
    for (const auto& figure : experiment.figures)
        ids.push_back(figure.id);
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
        value.fail("the id of a figure of " + experiment.id);
    return id;
}

/// Numbers, texts and yes or no, as the schema wants them.
Value valueOf(const JsonReader& value, const std::string& key, const Experiment& experiment)
{
    try {
        if (const auto* text = value.json().get_if<std::string>())
            return experiment.schema.parse(key, *text);
        if (const auto* yes = value.json().get_if<bool>())
            return experiment.schema.parse(key, *yes ? "true" : "false");
        if (const auto* whole = value.json().get_if<std::int64_t>())
            return experiment.schema.parse(key, std::to_string(*whole));
        return experiment.schema.parse(key, to_text(Value(value.real())));
    } catch (const UsageError& error) {
        throw UsageError(value.place() + ": " + error.what());
    }
}

LessonStep readStep(const JsonReader& object, const Experiment& experiment)
{
    checkKeys(object,
              {"title", "text", "preset", "seed", "set", "figures", "focus", "run_to", "speed",
               "wait", "question", "reveal"});
    LessonStep step;
    step.title = object.at("title").text();
    step.text = object.at("text").text();
    step.preset = textOf(object, "preset");
    step.question = textOf(object, "question");
    step.reveal = textOf(object, "reveal");
    if (!step.preset.empty())
        try {
            find_preset(experiment, step.preset);
        } catch (const UsageError& error) {
            throw UsageError(object.at("preset").place() + ": " + error.what());
        }
    if (const auto seed = object.find("seed"))
        step.seed = seed->natural();
    if (const auto set = object.find("set"))
        for (const auto& [key, value] : set->members())
            step.set[key] = valueOf(value, key, experiment);
    if (const auto figures = object.find("figures"))
        for (const auto& figure : figures->items())
            step.figures.push_back(figureOf(figure, experiment));
    if (const auto focus = object.find("focus"))
        step.focus = figureOf(*focus, experiment);
    if (const auto run_to = object.find("run_to")) {
        step.run_to = run_to->integer();
        if (*step.run_to < 0)
            run_to->fail("a step, 0 or more");
    }
    if (const auto speed = object.find("speed")) {
        step.speed = speed->real();
        if (!(*step.speed >= SpeedScale::factor(0)
              && *step.speed <= SpeedScale::factor(SpeedScale::last - 1)))
            speed->fail("a factor from 0.1 to 100");
    }
    if (const auto wait = object.find("wait"))
        step.wait = wait->boolean();

    std::vector<Overrides> layers;
    layers.push_back(
        find_preset(experiment, step.preset.empty() ? experiment.presets.front().name : step.preset)
            .overrides);
    layers.push_back(step.set);
    try {
        etalon::resolve(experiment, layers);
    } catch (const UsageError& error) {
        throw UsageError(object.place() + ": " + error.what());
    }
    return step;
}

} // namespace

Lesson parse_lesson(std::string_view text, const std::string& document,
                    std::span<const Experiment> experiments)
{
    const auto json = parse_json(text, document);
    const JsonReader object(json, document);
    checkKeys(object, {"experiment", "title", "steps"});
    Lesson lesson;
    lesson.experiment = object.at("experiment").text();
    lesson.title = object.at("title").text();
    const auto& experiment = find(experiments, lesson.experiment);
    for (const auto& step : object.at("steps").items())
        lesson.steps.push_back(readStep(step, experiment));
    if (lesson.steps.empty())
        object.at("steps").fail("at least one step");
    return lesson;
}

} // namespace etalon
