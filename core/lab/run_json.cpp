#include "core/lab/run_json.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace etalon {

namespace {

constexpr std::int64_t newest_schema = 1;

Json to_json(const Value& value)
{
    return std::visit([](const auto& plain) { return Json(plain); }, value);
}

Value to_value(const JsonReader& reader)
{
    const Json& json = reader.json();
    if (const auto* value = json.get_if<bool>())
        return *value;
    if (const auto* value = json.get_if<std::int64_t>())
        return *value;
    if (const auto* value = json.get_if<double>())
        return *value;
    if (const auto* value = json.get_if<std::string>())
        return *value;
    reader.fail("a number, a text, true or false");
}

// ---- Writing -----------------------------------------------------------------------------------

Json parameters_json(const Values& values)
{
    Json::Object object;
    for (const auto& [key, value] : values.listed())
        object.emplace_back(key, to_json(value));
    return object;
}

Json changes_json(const std::vector<Change>& changes)
{
    Json::List list;
    for (const Change& change : changes)
        list.push_back(Json::Object{
            {"step", change.step}, {"key", change.key}, {"value", to_json(change.value)}});
    return list;
}

Json data_json(const RunRecord& record)
{
    if (!record.setup.data)
        return {};
    return Json::Object{{"path", record.setup.data->string()}, {"sha256", record.data_sha256}};
}

Json summary_json(const Summary& summary)
{
    Json::Object object;
    for (const auto& [name, value] : summary)
        object.emplace_back(name, value ? Json(*value) : Json());
    return object;
}

Json timing_json(const RunRecord& record)
{
    const auto first = record.parent ? record.parent->step : 0;
    const auto seconds = record.timing.seconds;
    Json::Object timing{{"seconds", seconds},
                        {"steps_per_second",
                         seconds > 0 ? static_cast<double>(record.step - first) / seconds : 0.0},
                        {"sampling_seconds", record.timing.sampling_seconds}};
    for (const auto& [name, part] : record.timing.named)
        timing.emplace_back("seconds_" + name, part);
    return timing;
}

// ---- Reading -----------------------------------------------------------------------------------

void check_origin(const JsonReader& document)
{
    const auto schema = document.at("schema");
    if (schema.integer() < 1 || schema.integer() > newest_schema)
        schema.fail(std::to_string(newest_schema) + ", all that Etalon " + version()
                    + " reads (a later version may have written it)");
    if (document.at("application").text() != "etalon")
        document.at("application").fail("\"etalon\"");
}

double duration(const std::optional<JsonReader>& timing, const std::string& key)
{
    const auto seconds = timing ? timing->find(key) : std::nullopt;
    if (seconds && !(seconds->real() >= 0))
        seconds->fail("a number, 0 or more");
    return seconds ? seconds->real() : 0;
}

NamedSeconds named_durations(const std::optional<JsonReader>& timing)
{
    constexpr std::string_view prefix = "seconds_";
    NamedSeconds named;
    if (timing)
        for (const auto& [key, value] : timing->members())
            if (key.starts_with(prefix))
                named.emplace_back(key.substr(prefix.size()), duration(timing, key));
    return named;
}

template <class Work>
auto in_place(const JsonReader& reader, const Work& work)
{
    try {
        return work();
    } catch (const UsageError& error) {
        throw UsageError(reader.place() + ": " + error.what());
    }
}

std::int64_t not_negative(const JsonReader& reader)
{
    if (reader.integer() < 0)
        reader.fail("a whole number, 0 or more");
    return reader.integer();
}

std::vector<Change> read_changes(const JsonReader& document, const Experiment& experiment,
                                 const Values& values)
{
    std::vector<Change> changes;
    const auto list = document.find("changes");
    if (!list)
        return changes;
    for (const JsonReader& item : list->items()) {
        const auto step = not_negative(item.at("step"));
        if (!changes.empty() && step < changes.back().step)
            item.at("step").fail("the steps to rise (the one before is "
                                 + std::to_string(changes.back().step) + ")");
        const auto& key = item.at("key").text();
        in_place(item, [&] {
            if (experiment.schema.at(key).effect != Effect::live)
                throw UsageError(key + " cannot change during a run.");
            changes.push_back(
                {step, key, experiment.schema.with(values, key, to_value(item.at("value")))[key]});
        });
    }
    return changes;
}

std::optional<double> read_scalar(const JsonReader& reader)
{
    if (reader.json().is_null())
        return {};
    if (const auto* yes = reader.json().get_if<bool>()) // others may write them so
        return *yes ? 1 : 0;
    if (const auto* text = reader.json().get_if<std::string>()) {
        if (*text == "nan")
            return std::numeric_limits<double>::quiet_NaN();
        if (*text == "inf" || *text == "-inf")
            return (*text == "inf" ? 1 : -1) * std::numeric_limits<double>::infinity();
    }
    return reader.real();
}

Summary read_summary(const JsonReader& document)
{
    Summary summary;
    if (const auto object = document.find("summary"))
        for (const auto& [name, value] : object->members())
            summary.emplace_back(name, read_scalar(value));
    return summary;
}

RunState read_status(const JsonReader& reader)
{
    for (const auto state :
         {RunState::finished, RunState::stopped, RunState::diverged, RunState::failed})
        if (reader.text() == to_text(state))
            return state;
    reader.fail("finished, stopped, diverged or failed");
}

void read_data(const JsonReader& document, RunRecord& record)
{
    const auto data = document.find("data");
    if (const auto path = data ? data->find("path") : std::nullopt)
        record.setup.data = path->text();
    if (const auto digest = data ? data->find("sha256") : std::nullopt)
        record.data_sha256 = digest->text();
}

std::string text_or_empty(const JsonReader& document, const std::string& key)
{
    const auto found = document.find(key);
    return found ? found->text() : "";
}

} // namespace

Json to_json(const RunRecord& record, const Fingerprint& recording)
{
    Json::List checkpoints;
    for (const Checkpoint& checkpoint : record.checkpoints)
        checkpoints.emplace_back(checkpoint.step);
    Json::Object document{
        {"schema", newest_schema},
        {"application", "etalon"},
        {"version", record.version.empty() ? version() : record.version},
        {"build", record.version.empty() ? build_description() : record.build},
        {"experiment", record.experiment},
        {"preset", record.preset},
        {"seed", record.setup.seed},
        {"steps", planned_steps(record.setup.values)},
        {"parameters", parameters_json(record.setup.values)},
        {"changes", changes_json(record.changes)},
        {"data", data_json(record)},
        {"status", to_text(has_ended(record.state) ? record.state : RunState::stopped)},
        {"message", record.message},
        {"summary", summary_json(record.summary)},
        {"timing", timing_json(record)},
        {"checkpoints", std::move(checkpoints)},
        {"step", record.step},
    };
    if (record.parent)
        document.emplace_back(
            "parent",
            Json::Object{{"directory", record.parent->directory}, {"step", record.parent->step}});
    document.emplace_back("recording",
                          Json::Object{{"bytes", recording.bytes}, {"sha256", recording.sha256}});
    return document;
}

RunDocument from_json(const JsonReader& document, std::span<const Experiment> experiments)
{
    auto saved = saved_parameters(document);
    RunDocument result;
    RunRecord& record = result.record;
    const auto& experiment =
        in_place(document, [&] { return std::cref(find(experiments, saved.experiment)); }).get();
    record.experiment = std::move(saved.experiment);
    record.preset = std::move(saved.preset);
    record.setup.seed = saved.seed;
    read_data(document, record);
    record.setup.values = in_place(document.at("parameters"), [&] {
        return resolve(experiment, {saved.parameters}, record.setup.data.has_value());
    });
    record.changes = read_changes(document, experiment, record.setup.values);
    record.state = read_status(document.at("status"));
    record.message = text_or_empty(document, "message");
    record.summary = read_summary(document);
    record.version = document.at("version").text();
    record.build = text_or_empty(document, "build");
    const auto timing = document.find("timing");
    record.timing = {duration(timing, "seconds"), duration(timing, "sampling_seconds"),
                     named_durations(timing)};

    const auto step = document.find("step");
    result.has_step = step.has_value();
    record.step = step ? not_negative(*step) : planned_steps(record.setup.values);
    if (const auto parent = document.find("parent"))
        record.parent =
            Parent{text_or_empty(*parent, "directory"), not_negative(parent->at("step"))};
    if (const auto checkpoints = document.find("checkpoints"))
        for (const JsonReader& item : checkpoints->items())
            result.checkpoints.push_back(not_negative(item));
    if (const auto recording = document.find("recording"))
        result.fingerprint =
            Fingerprint{recording->at("bytes").natural(), recording->at("sha256").text()};
    return result;
}

std::optional<Fingerprint> fingerprint(const JsonReader& document)
{
    try {
        if (const auto recording = document.find("recording"))
            return Fingerprint{recording->at("bytes").natural(), recording->at("sha256").text()};
    } catch (const UsageError&) {
        // no document of ours: nothing to keep
    }
    return {};
}

SavedParameters saved_parameters(const JsonReader& document)
{
    check_origin(document);
    SavedParameters saved;
    saved.experiment = document.at("experiment").text();
    saved.preset = document.at("preset").text();
    for (const auto& [key, value] : document.at("parameters").members())
        saved.parameters.emplace(key, to_value(value));
    saved.seed = document.at("seed").natural();
    return saved;
}

} // namespace etalon
