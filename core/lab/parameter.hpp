// A parameter is described once; the command line, the form, the help, the checks and the saved
// run are read off that description.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace etalon {

using Value = std::variant<bool, std::int64_t, double, std::string>;

enum class Scale { linear, logarithmic };
enum class Effect { restart, live }; // when a changed value acts

/// A value outside the range that means something of its own: 0 = "automatic".
struct Special {
    double value = 0;
    std::string label{};
};

/// A parameter is used only where another one has one of these values (as text).
struct Condition {
    std::string key{};
    std::vector<std::string> values{};
};

struct Parameter {
    std::string key{};    // lower_snake_case, equal to the settings field it sets
    std::string label{};  // "Learning rate"
    std::string symbol{}; // "η"; empty if the field has none
    std::string unit{};   // "nm"; "1" if dimensionless, never empty
    std::string doc{};    // one sentence: tool tip, help, manual
    std::string group{};  // heading of the form: "Network"
    double minimum = -std::numeric_limits<double>::infinity(); // inclusive
    double maximum = +std::numeric_limits<double>::infinity(); // inclusive
    std::optional<Special> special{};                          // allowed besides the range
    bool odd = false;                                          // whole numbers: odd ones only
    Scale scale = Scale::linear;
    Effect effect = Effect::restart;
    std::vector<std::string> choices{};    // non-empty: one of these (texts or whole numbers)
    std::vector<Condition> applies_when{}; // all must hold; else the key is ignored by the run
    bool listed_where_it_applies = false;  // a saved run names it only where it applies
    Value fallback{};                      // the default and the type; set by SchemaOf, not by hand
};

using Overrides = std::map<std::string, Value>;

/// One mistake in an input and the parameter it belongs to (empty: to several or none).
struct Problem {
    std::string key{};
    std::string message{};
};

/// `Unknown preset "slwo" of race; did you mean "slow"?` or the whole list; `of` may be empty.
std::string unknown(std::string_view what, std::string_view name, std::string_view of,
                    const std::vector<std::string>& known);

/// All mistakes in one UsageError, a line each (equal ones once); nothing if there are none.
void throw_if_any(const std::vector<Problem>&);

/// "0.15", "true", "balanced": shortest text that `Schema::parse` reads back to the same value.
std::string to_text(const Value&);

/// The candidate with the least edit distance, or empty if none is near (at most a third differs).
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// A complete, checked assignment. Only Schema makes one: whoever holds it may rely on every key
/// being present, typed and in range.
class Values {
public:
    const Value& operator[](const std::string& key) const { return values_.at(key); }
    const Overrides& all() const { return values_; }
    /// What a saved run names.
    Overrides listed() const;
    /// Whether this text may be a number or a name: its default is a number ("1.45").
    bool may_be_number(const std::string& key) const;
    bool operator==(const Values&) const = default;

private:
    friend class Schema;
    Overrides values_;
    std::vector<std::string> unlisted_, numbers_or_names_;
};

class Schema {
public:
    void add(Parameter);

    const std::vector<Parameter>& parameters() const { return parameters_; }

    /// Throws UsageError that names the nearest key.
    const Parameter& at(std::string_view key) const;

    /// Reads and checks one value; UsageError says key, value and allowed range.
    Value parse(std::string_view key, std::string_view text) const;

    /// Type and range of one value; the problem, or nothing. Whole numbers pass for real ones.
    std::optional<Problem> check(std::string_view key, const Value&) const;

    /// Defaults overlaid by each layer in turn (preset, file, command line); all mistakes of all
    /// layers in one UsageError, a line each.
    Values resolve(const std::vector<Overrides>& layers = {}) const;

    /// One value replaced: for live changes and the form.
    Values with(const Values&, const std::string& key, const Value&) const;

    /// Whether the run reads this key at all, given the other values (`applies_when`).
    bool applies(const Parameter&, const Values&) const;

private:
    void mark_unlisted(Values&) const;

    std::vector<Parameter> parameters_;
};

/// A schema whose entries are tied to the fields of a plain struct. The struct's initialisers are
/// the defaults; training reads fields, not strings.
template <class Settings>
class SchemaOf {
public:
    template <class T>
    SchemaOf& add(T Settings::*field, Parameter parameter)
    {
        parameter.fallback = Settings{}.*field;
        schema_.add(std::move(parameter));
        fields_.push_back(field);
        return *this;
    }

    const Schema& schema() const { return schema_; }

    void assign(Settings& settings, std::size_t index,
                const Value& value) const // also for live changes
    {
        std::visit([&]<class T>(T Settings::*field) { settings.*field = std::get<T>(value); },
                   fields_[index]);
    }

    Settings settings(const Values& values) const
    {
        Settings result;
        for (std::size_t i = 0; i < fields_.size(); ++i)
            assign(result, i, values[schema_.parameters()[i].key]);
        return result;
    }

private:
    Schema schema_;
    std::vector<std::variant<bool Settings::*, std::int64_t Settings::*, double Settings::*,
                             std::string Settings::*>>
        fields_; // parallel to schema_.parameters()
};

} // namespace etalon
