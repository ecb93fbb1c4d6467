// Attributes of a file that nobody vouches for: texts, whole numbers, rows of numbers.
#include "core/lab/h5_handles.hpp"
#include "core/lab/rehearsal.hpp"

#include <algorithm>
#include <array>

namespace etalon {

using namespace h5;

namespace {

bool has_attribute(hid_t file, const std::string& path, const std::string& key)
{
    return (path == "/" || reaches(file, path))
        && H5Aexists_by_name(file, path.c_str(), key.c_str(), H5P_DEFAULT) > 0;
}

/// An attribute with its type.
struct Attribute {
    Attribute(hid_t file, const std::string& path, const std::string& key)
        : id(H5Aopen_by_name(file, path.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose)
        , type(id.failed() ? -1 : H5Aget_type(id), H5Tclose)
    {
    }

    /// One element of this class.
    bool is(H5T_class_t expected) const
    {
        const Id space(type.failed() ? -1 : H5Aget_space(id), H5Sclose);
        return !space.failed() && H5Tget_class(type) == expected
            && H5Sget_simple_extent_npoints(space) == 1;
    }

    Id id, type;
};

} // namespace

bool H5Reader::is_text(const std::string& path, const std::string& key) const
{
    const Lock lock;
    return has_attribute(file_.id(), path, key) && Attribute(file_.id(), path, key).is(H5T_STRING);
}

namespace {

/// Nothing if HDF5 cannot read it; then `cause` says why.
std::optional<std::string> fixed_text(const Attribute& attribute, std::uintmax_t most)
{
    const auto size = H5Tget_size(attribute.type);
    std::string text(std::min<std::uintmax_t>(size, most), '\0');
    if (text.size() < size || H5Aread(attribute.id, attribute.type, text.data()) < 0)
        return {};
    return text.substr(0, text.find('\0'));
}

std::optional<std::string> variable_text(const Attribute& attribute)
{
    const Id memory(text_type(H5Tget_cset(attribute.type)), H5Tclose);
    char* characters = nullptr;
    if (H5Aread(attribute.id, memory, &characters) < 0)
        return {};
    const std::string text = characters ? characters : "";
    H5free_memory(characters);
    return text;
}

/// Texts of variable length, each as path, key and text with a 0 behind.
struct TextWalk {
    hid_t file;
    std::string path{}, found{};

    void add(const char* key)
    {
        const Attribute attribute(file, path, key);
        if (!attribute.is(H5T_STRING) || H5Tis_variable_str(attribute.type) <= 0)
            return;
        if (const auto text = variable_text(attribute))
            for (const std::string& part : {path, std::string(key), *text})
                found += part + '\0';
    }
};

herr_t add_text(hid_t, const char* key, const H5A_info_t*, void* walk) noexcept
{
    static_cast<TextWalk*>(walk)->add(key);
    return 0;
}

std::string all_variable_texts(hid_t file)
{
    TextWalk walk{file};
    H5Ovisit2(
        file, H5_INDEX_NAME, H5_ITER_NATIVE,
        [](hid_t root, const char* name, const auto*, void* data) -> herr_t {
            auto& here = *static_cast<TextWalk*>(data);
            here.path = std::string(name) == "." ? "/" : "/" + std::string(name);
            H5Aiterate_by_name(root, name, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add_text, data,
                               H5P_DEFAULT);
            return 0;
        },
        &walk, H5O_INFO_BASIC);
    return walk.found;
}

} // namespace

/// The length of such a text stands beside a reference to its characters, and HDF5 1.10 does not
/// compare it with theirs: it copies all of them into room for the length. Only the memory of a child
/// may suffer that, which reads all of them at once.
const H5Reader::Texts& H5Reader::variable_texts() const
{
    if (texts_)
        return *texts_;
    constexpr unsigned seconds = 10;
    const auto told = told_by_child(name_, seconds, [&] {
        const Lock lock;
        return all_variable_texts(file_.id());
    });
    texts_.emplace();
    std::array<std::string, 3> parts;
    std::size_t part = 0;
    for (std::size_t begin = 0, end = 0; (end = told.find('\0', begin)) != std::string::npos;
         begin = end + 1) {
        parts[part] = told.substr(begin, end - begin);
        part = (part + 1) % parts.size();
        if (part == 0)
            texts_->emplace(std::pair(parts[0], parts[1]), parts[2]);
    }
    return *texts_;
}

std::optional<std::string> H5Reader::text(const std::string& path, const std::string& key) const
{
    std::optional<std::string> text;
    bool is_variable = false;
    {
        const Lock lock;
        if (!has_attribute(file_.id(), path, key))
            return {};
        const Attribute attribute(file_.id(), path, key);
        if (!attribute.is(H5T_STRING))
            fail(path, "has an attribute " + key + " of another type, expected one text");
        is_variable = H5Tis_variable_str(attribute.type) > 0;
        if (!is_variable)
            text = fixed_text(attribute, file_size_);
    }
    if (is_variable) {
        const Texts& all = variable_texts();
        if (const auto found = all.find({path, key}); found != all.end())
            text = found->second;
    }
    if (!text || text->size() > file_size_)
        fail(path, "has an attribute " + key + " that cannot be read");
    return text;
}

std::optional<std::int64_t> H5Reader::integer(const std::string& path, const std::string& key) const
{
    const Lock lock;
    if (!has_attribute(file_.id(), path, key))
        return {};
    const Attribute attribute(file_.id(), path, key);
    std::int64_t number = 0;
    if (!attribute.is(H5T_INTEGER) || H5Aread(attribute.id, H5T_NATIVE_INT64, &number) < 0)
        fail(path, "has an attribute " + key + " of another type, expected one whole number");
    return number;
}

std::optional<std::vector<double>> H5Reader::numbers(const std::string& path,
                                                     const std::string& key) const
{
    const Lock lock;
    if (!has_attribute(file_.id(), path, key))
        return {};
    const Attribute attribute(file_.id(), path, key);
    const Id space(attribute.type.failed() ? -1 : H5Aget_space(attribute.id), H5Sclose);
    const hssize_t count = space.failed() ? -1 : H5Sget_simple_extent_npoints(space);
    const bool fits = count >= 0 && static_cast<std::uintmax_t>(count) <= file_size_;
    if (!fits || !is_number(attribute.type) || H5Sget_simple_extent_ndims(space) > 1)
        fail(path, "has an attribute " + key + " of another type, expected a row of numbers");
    std::vector<double> values(static_cast<std::size_t>(count));
    if (count > 0 && H5Aread(attribute.id, H5T_NATIVE_DOUBLE, values.data()) < 0)
        fail(path, "has an attribute " + key + " that cannot be read" + cause());
    return values;
}

} // namespace etalon
