// JSON as plain values, and a reader that says where a document is wrong and what belongs there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace etalon {

/// A JSON value. Whole numbers and reals stay apart: 1 is whole, 1.0 is real.
class Json {
public:
    using List = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>; // in the order of the document

    Json() = default; // null
    Json(bool value)
        : value_(value)
    {
    }
    Json(std::int64_t value)
        : value_(value)
    {
    }
    Json(std::uint64_t value); // kept signed if it fits
    Json(double value)
        : value_(value)
    {
    }
    Json(std::string value)
        : value_(std::move(value))
    {
    }
    Json(const char* value)
        : value_(std::string(value))
    {
    }
    Json(List value)
        : value_(std::move(value))
    {
    }
    Json(Object value)
        : value_(std::move(value))
    {
    }

    template <class T>
    const T* get_if() const
    {
        return std::get_if<T>(&value_);
    }
    bool is_null() const { return value_.index() == 0; }

    /// "the text "abc"", "null", "a list": for messages.
    std::string describe() const;

    bool operator==(const Json&) const = default;

private:
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List,
                 Object>
        value_;
};

/// A value and its place ("run.json: timing.seconds"). The accessors throw UsageError with place,
/// what was found and what was expected. Sees the document, which must outlive it.
class JsonReader {
public:
    JsonReader(const Json& json, std::string document)
        : json_(&json)
        , document_(std::move(document))
    {
    }

    bool boolean() const;
    std::int64_t integer() const;
    std::uint64_t natural() const; // not negative
    double real() const;           // whole numbers pass
    const std::string& text() const;
    std::vector<JsonReader> items() const;
    std::vector<std::pair<std::string, JsonReader>> members() const;

    /// A member of an object; UsageError if it is missing.
    JsonReader at(const std::string& key) const;
    /// Nothing if it is missing or null.
    std::optional<JsonReader> find(const std::string& key) const;

    const Json& json() const { return *json_; }
    std::string place() const;
    /// Throws the UsageError: "run.json: seed is the text "a", expected a whole number."
    [[noreturn]] void fail(const std::string& expected) const;

private:
    const Json* json_;
    std::string document_;
    std::string path_{}; // "timing.seconds", "changes[2].step"; empty: the document itself

    JsonReader child(const Json&, std::string path) const;
};

/// UsageError with the document's name, line and column. A key that stands twice is a mistake.
Json parse_json(std::string_view text, const std::string& document);

/// UsageError if it cannot be read, is larger than 64 MB or is no JSON.
Json read_json(const std::filesystem::path&);

/// Indented by one space a level, with a last line break; reals read back to the same bits. A
/// non-finite real, which JSON lacks, becomes the text "nan", "inf" or "-inf".
std::string json_text(const Json&);

/// In one line, without spaces.
std::string json_line(const Json&);

} // namespace etalon
