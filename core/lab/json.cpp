#include "core/lab/json.hpp"

#include "core/lab/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>

namespace etalon {

namespace {

constexpr std::size_t deepest = 64; // levels of nesting: more is no document of ours
constexpr std::uintmax_t largest = 64u << 20;

std::string at_line(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column = before.size() - (before.find_last_of('\n') + 1); // npos + 1 = 0
    return "line " + std::to_string(line) + ", column "
        + std::to_string(std::max<std::size_t>(column, 1));
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …" without its head.
std::string reason(const std::string& what)
{
    const auto head = what.find("parse error");
    const auto colon = head == std::string::npos ? head : what.find(": ", head);
    if (colon != std::string::npos)
        return what.substr(colon + 2);
    const auto bracket = what.find("] ");
    return bracket == std::string::npos ? what : what.substr(bracket + 2);
}

/// Builds a Json from the parser's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Json result{};
    std::size_t error_offset = 0;
    std::string error{};

    bool null() override { return add(Json()); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(std::int64_t{value}); }
    bool number_unsigned(number_unsigned_t value) override { return add(std::uint64_t{value}); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open({.is_object = true}); }
    bool start_array(std::size_t) override { return open({}); }

    bool key(string_t& name) override
    {
        if (!levels_.back().keys.insert(name).second)
            return refuse("the key \"" + name + "\" stands twice in one object");
        levels_.back().key = name;
        return true;
    }

    bool end_object() override
    {
        Json done(std::move(levels_.back().object));
        levels_.pop_back();
        return add(std::move(done));
    }

    bool end_array() override
    {
        Json done(std::move(levels_.back().list));
        levels_.pop_back();
        return add(std::move(done));
    }

    bool parse_error(std::size_t offset, const std::string&,
                     const nlohmann::detail::exception& exception) override
    {
        error_offset = offset;
        return refuse(reason(exception.what()));
    }

private:
    struct Level {
        bool is_object = false;
        Json::Object object{};
        Json::List list{};
        std::set<std::string> keys{};
        std::string key{};
    };
    std::vector<Level> levels_;

    bool add(Json value)
    {
        if (levels_.empty())
            result = std::move(value);
        else if (auto& level = levels_.back(); level.is_object)
            level.object.emplace_back(level.key, std::move(value));
        else
            level.list.push_back(std::move(value));
        return true;
    }

    bool open(Level level)
    {
        if (levels_.size() == deepest)
            return refuse("more than " + std::to_string(deepest) + " levels of nesting");
        levels_.push_back(std::move(level));
        return true;
    }

    bool refuse(std::string message)
    {
        error = std::move(message);
        return false;
    }
};

std::string non_finite(double value)
{
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

nlohmann::ordered_json convert(const Json& json)
{
    if (const auto* value = json.get_if<bool>())
        return *value;
    if (const auto* value = json.get_if<std::int64_t>())
        return *value;
    if (const auto* value = json.get_if<std::uint64_t>())
        return *value;
    if (const auto* value = json.get_if<double>())
        return std::isfinite(*value) ? nlohmann::ordered_json(*value)
                                     : nlohmann::ordered_json(non_finite(*value));
    if (const auto* value = json.get_if<std::string>())
        return *value;
    if (const auto* list = json.get_if<Json::List>()) {
        auto result = nlohmann::ordered_json::array();
        for (const Json& item : *list)
            result.push_back(convert(item));
        return result;
    }
    if (const auto* object = json.get_if<Json::Object>()) {
        auto result = nlohmann::ordered_json::object();
        for (const auto& [key, value] : *object)
            result[key] = convert(value);
        return result;
    }
    return nullptr;
}

// File names and messages may hold bytes that are no UTF-8: replaced, for JSON is always UTF-8.
std::string dump(const Json& json, int indent)
{
    return convert(json).dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

Json::Json(std::uint64_t value)
{
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        value_ = static_cast<std::int64_t>(value);
    else
        value_ = value;
}

std::string Json::describe() const
{
    if (is_null())
        return "null";
    if (const auto* value = get_if<std::string>())
        return "the text " + dump(value->size() <= 40 ? *value : value->substr(0, 40) + "…", -1);
    if (const auto* list = get_if<List>())
        return "a list of " + std::to_string(list->size());
    if (get_if<Object>())
        return "an object";
    return dump(*this, -1);
}

JsonReader JsonReader::child(const Json& json, std::string path) const
{
    JsonReader result(json, document_);
    result.path_ = std::move(path);
    return result;
}

std::string JsonReader::place() const
{
    return path_.empty() ? document_ : document_ + ": " + path_;
}

void JsonReader::fail(const std::string& expected) const
{
    throw UsageError(place() + " is " + json_->describe() + ", expected " + expected + ".");
}

bool JsonReader::boolean() const
{
    if (const auto* value = json_->get_if<bool>())
        return *value;
    fail("true or false");
}

std::int64_t JsonReader::integer() const
{
    if (const auto* value = json_->get_if<std::int64_t>())
        return *value;
    fail("a whole number");
}

std::uint64_t JsonReader::natural() const
{
    if (const auto* value = json_->get_if<std::int64_t>(); value && *value >= 0)
        return static_cast<std::uint64_t>(*value);
    if (const auto* value = json_->get_if<std::uint64_t>())
        return *value;
    fail("a whole number, 0 or more");
}

double JsonReader::real() const
{
    if (const auto* value = json_->get_if<double>())
        return *value;
    if (const auto* value = json_->get_if<std::int64_t>())
        return static_cast<double>(*value);
    if (const auto* value = json_->get_if<std::uint64_t>())
        return static_cast<double>(*value);
    fail("a number");
}

const std::string& JsonReader::text() const
{
    if (const auto* value = json_->get_if<std::string>())
        return *value;
    fail("a text");
}

std::vector<JsonReader> JsonReader::items() const
{
    const auto* list = json_->get_if<Json::List>();
    if (!list)
        fail("a list");
    std::vector<JsonReader> result;
    for (std::size_t i = 0; i < list->size(); ++i)
        result.push_back(child((*list)[i], path_ + "[" + std::to_string(i) + "]"));
    return result;
}

std::vector<std::pair<std::string, JsonReader>> JsonReader::members() const
{
    const auto* object = json_->get_if<Json::Object>();
    if (!object)
        fail("an object");
    std::vector<std::pair<std::string, JsonReader>> result;
    for (const auto& [key, value] : *object)
        result.emplace_back(key, child(value, path_.empty() ? key : path_ + "." + key));
    return result;
}

JsonReader JsonReader::at(const std::string& key) const
{
    const auto* object = json_->get_if<Json::Object>();
    if (!object)
        fail("an object");
    for (const auto& [name, value] : *object)
        if (name == key)
            return child(value, path_.empty() ? key : path_ + "." + key);
    throw UsageError(place() + " has no \"" + key + "\".");
}

std::optional<JsonReader> JsonReader::find(const std::string& key) const
{
    const auto* object = json_->get_if<Json::Object>();
    if (!object)
        fail("an object");
    const auto found = std::find_if(object->begin(), object->end(),
                                    [&](const auto& member) { return member.first == key; });
    if (found == object->end() || found->second.is_null())
        return {};
    return at(key);
}

Json parse_json(std::string_view text, const std::string& document)
{
    if (text.find_first_not_of(" \t\r\n") == text.npos)
        throw UsageError(document + " is empty, expected JSON.");
    Builder builder;
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
        throw UsageError(
            document + (builder.error_offset > 0 ? ", " + at_line(text, builder.error_offset) : "")
            + ": " + builder.error + ".");
    return std::move(builder.result);
}

Json read_json(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw UsageError(path.string() + " does not exist.");
    if (!std::filesystem::is_regular_file(path, error))
        throw UsageError(path.string() + " is no file, expected JSON.");
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        throw UsageError(path.string() + " cannot be read: " + error.message() + ".");
    if (size > largest)
        throw UsageError(path.string() + " has " + std::to_string(size)
                         + " bytes, expected JSON of at most " + std::to_string(largest) + ".");
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file || text.size() != size)
        throw UsageError(path.string() + " cannot be read.");
    return parse_json(text, path.string());
}

std::string json_text(const Json& json)
{
    return dump(json, 1) + "\n";
}

std::string json_line(const Json& json)
{
    return dump(json, -1);
}

} // namespace etalon
