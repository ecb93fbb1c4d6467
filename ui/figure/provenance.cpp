#include "ui/figure/provenance.hpp"

#include "core/lab/json.hpp"
#include "core/lab/session.hpp"
#include "ui/frame.hpp"

namespace etalon {

namespace {

// As a shell reads it back: quoted unless it is plain.
std::string shell_word(const std::string& text)
{
    const bool plain = !text.empty()
        && text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%")
            == std::string::npos;
    if (plain)
        return text;
    std::string quoted = "'";
    for (const char letter : text)
        quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return quoted + "'";
}

} // namespace

std::string Provenance::line() const
{
    std::string text = "Etalon " + version + " · " + experiment;
    if (!preset.empty())
        text += " (" + preset + ")";
    text += " · figure " + figure + " · seed " + std::to_string(seed) + " · step "
        + std::to_string(step);
    for (const auto& [key, value] : changed)
        text += " · " + key + "=" + value;
    if (!data_sha256.empty())
        text += " · data " + data_sha256.substr(0, 12);
    return text;
}

std::string Provenance::command() const
{
    std::string text = "etalon run " + experiment;
    if (!preset.empty())
        text += " --preset " + shell_word(preset);
    text += " --seed " + std::to_string(seed);
    for (const auto& [key, value] : changed)
        text += " --set " + shell_word(key + "=" + value);
    return text;
}

std::string Provenance::json() const
{
    Json::Object parameters;
    for (const auto& [key, value] : changed)
        parameters.emplace_back(key, value);
    return json_line(Json::Object{{"application", "etalon"},
                                  {"version", version},
                                  {"build", build},
                                  {"experiment", experiment},
                                  {"preset", preset},
                                  {"figure", figure},
                                  {"changed", parameters},
                                  {"seed", seed},
                                  {"step", step},
                                  {"data_sha256", data_sha256},
                                  {"command", command()}});
}

Provenance provenance_of(const Frame& frame, const Figure& figure)
{
    Provenance provenance;
    provenance.version = version();
    provenance.build = build_description();
    provenance.figure = figure.id;
    provenance.seed = frame.seed;
    provenance.step = frame.step;
    if (frame.experiment) {
        provenance.experiment = frame.experiment->id;
        const Overrides& values = frame.parameters.all();
        for (const Parameter& parameter : frame.experiment->schema.parameters())
            if (const auto value = values.find(parameter.key);
                value != values.end() && value->second != parameter.fallback)
                provenance.changed.emplace_back(parameter.key, to_text(value->second));
    }
    return provenance;
}

} // namespace etalon
