#include "app/help.hpp"

#include "core/lab/json.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace etalon {
namespace {

std::string joined(const std::vector<std::string>& texts, const std::string& between)
{
    std::string result;
    for (const std::string& text : texts)
        result += (result.empty() ? "" : between) + text;
    return result;
}

std::string limit_text(const Parameter& parameter, double limit)
{
    if (std::isinf(limit))
        return limit < 0 ? "-∞" : "∞";
    if (std::holds_alternative<std::int64_t>(parameter.fallback))
        return to_text(static_cast<std::int64_t>(limit));
    return to_text(limit);
}

std::string range_text(const Parameter& parameter)
{
    if (!parameter.choices.empty())
        return joined(parameter.choices, " | ");
    if (std::holds_alternative<bool>(parameter.fallback))
        return "true | false";
    if (std::holds_alternative<std::string>(parameter.fallback))
        return "text";
    std::string range = limit_text(parameter, parameter.minimum) + " to "
        + limit_text(parameter, parameter.maximum);
    if (parameter.odd)
        range = "odd, " + range;
    if (parameter.special)
        range += ", or " + limit_text(parameter, parameter.special->value) + ": "
            + parameter.special->label;
    return range;
}

std::string meaning(const Parameter& parameter)
{
    std::string text = parameter.doc;
    std::vector<std::string> conditions;
    for (const Condition& condition : parameter.applies_when)
        conditions.push_back(condition.key + " = " + joined(condition.values, " or "));
    if (!conditions.empty())
        text += " Used with " + joined(conditions, ", ") + ".";
    return text;
}

std::string value_text(const Value& value)
{
    const std::string text = to_text(value);
    return text.empty() ? "\"\"" : text;
}

Section presets(const Experiment& experiment)
{
    Section section = {2, "Presets", "", {{"name", "shows"}, {}}};
    for (const Preset& preset : experiment.presets) {
        std::vector<std::string> overrides;
        for (const auto& [key, value] : preset.overrides)
            overrides.push_back(key + "=" + value_text(value));
        section.table.rows.push_back(
            {preset.name,
             preset.doc + (overrides.empty() ? "" : " (" + joined(overrides, ", ") + ")")});
    }
    return section;
}

void append_parameters(Document& document, const Experiment& experiment)
{
    document.push_back(
        {2,
         "Parameters",
         "Set with --set key=value; live ones also act during a run: --change STEP:key=value.",
         {}});
    std::vector<std::string> groups;
    for (const Parameter& parameter : experiment.schema.parameters())
        if (std::find(groups.begin(), groups.end(), parameter.group) == groups.end())
            groups.push_back(parameter.group);
    for (const std::string& group : groups) {
        Section section = {
            3, group, "", {{"key", "symbol", "unit", "default", "range", "live", "meaning"}, {}}};
        for (const Parameter& parameter : experiment.schema.parameters())
            if (parameter.group == group)
                section.table.rows.push_back({parameter.key, parameter.symbol, parameter.unit,
                                              value_text(parameter.fallback), range_text(parameter),
                                              parameter.effect == Effect::live ? "live" : "",
                                              meaning(parameter)});
        document.push_back(std::move(section));
    }
}

// A preset's shortest sound run: its channels do not depend on the length. Nothing for a preset that
// needs the user's file.
std::optional<Values> shortest_run(const Experiment& experiment, const Preset& preset)
{
    const Overrides shortest = {{"steps", std::int64_t(1)}};
    for (const auto& last : {shortest, Overrides{}}) {
        const Values values = experiment.schema.resolve({preset.overrides, last});
        if (!experiment.check || experiment.check(values, false).empty())
            return values;
    }
    return {};
}

// " (not deep)": which presets record a channel, told the shorter way; empty: all.
std::string where_text(const std::vector<std::string>& all, const std::vector<std::string>& presets)
{
    std::vector<std::string> others;
    for (const std::string& preset : all)
        if (std::find(presets.begin(), presets.end(), preset) == presets.end())
            others.push_back(preset);
    if (others.empty())
        return "";
    if (others.size() < presets.size())
        return " (not " + joined(others, ", ") + ")";
    return " (" + joined(presets, ", ") + ")";
}

Section channels(const Experiment& experiment)
{
    struct Found {
        Channel channel;
        std::vector<std::string> presets;
    };
    std::vector<Found> found;
    std::vector<std::string> runnable; // presets
    for (const Preset& preset : experiment.presets) {
        const auto values = shortest_run(experiment, preset);
        if (!values)
            continue;
        runnable.push_back(preset.name);
        for (const Channel& channel : experiment.make({*values})->channels()) {
            const auto known = std::find_if(found.begin(), found.end(), [&](const Found& other) {
                return other.channel.name == channel.name && other.channel.role == channel.role;
            });
            if (known == found.end())
                found.push_back({channel, {preset.name}});
            else
                known->presets.push_back(preset.name);
        }
    }

    Section section = {2,
                       "Channels",
                       "What a run records; theory is drawn dashed.",
                       {{"name", "axes", "unit", "kind", "meaning"}, {}}};
    for (const auto& [channel, names] : found) {
        std::vector<std::string> kind;
        if (channel.role == Role::theory)
            kind.push_back("theory");
        if (!is_over_steps(channel))
            kind.push_back("over " + channel.index);
        section.table.rows.push_back({channel.name, joined(channel.dims, " × "), channel.unit,
                                      joined(kind, ", "),
                                      channel.label + where_text(runnable, names)});
    }
    return section;
}

// With a full stop, unless it ends a sentence already.
std::string sentence(const std::string& text)
{
    return text.empty() || text.ends_with('.') || text.ends_with('?') ? text : text + ".";
}

Section figures(const Experiment& experiment)
{
    Section section = {2, "Figures", "", {{"id", "shows"}, {}}};
    for (const Figure& figure : experiment.figures)
        section.table.rows.push_back({figure.id, sentence(figure.title) + " " + figure.caption});
    return section;
}

} // namespace

std::string list_text(std::span<const Experiment> experiments)
{
    Document document;
    for (const Experiment& experiment : experiments) {
        Section section = {
            1, experiment.id + ": " + experiment.title, "", {{"preset", "shows"}, {}}};
        for (const Preset& preset : experiment.presets)
            section.table.rows.push_back({preset.name, preset.doc});
        document.push_back(std::move(section));
    }
    return to_plain_text(document);
}

std::string list_json(std::span<const Experiment> experiments)
{
    Json::List entries;
    for (const Experiment& experiment : experiments) {
        Json::List presets;
        for (const Preset& preset : experiment.presets)
            presets.push_back(Json::Object{{"name", preset.name}, {"doc", preset.doc}});
        entries.push_back(Json::Object{
            {"id", experiment.id}, {"title", experiment.title}, {"presets", std::move(presets)}});
    }
    return json_text(std::move(entries));
}

Document describe(const Experiment& experiment)
{
    Document document = {{1, experiment.id + ": " + experiment.title, experiment.abstract, {}},
                         {2, "Reference", experiment.reference, {}}};
    document.push_back(presets(experiment));
    append_parameters(document, experiment);
    document.push_back(channels(experiment));
    document.push_back(figures(experiment));
    return document;
}

} // namespace etalon
