#include "core/lab/h5_file.hpp"

#include "core/lab/error.hpp"
#include "core/lab/rehearsal.hpp"

#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <mutex>
#include <numeric>

namespace etalon {

namespace {

static_assert(sizeof(hid_t) == sizeof(std::int64_t));

/// Held by every call into HDF5; what fails inside is told by exceptions, not printed.
class Lock {
public:
    Lock() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

private:
    static std::mutex& mutex()
    {
        static std::mutex instance;
        return instance;
    }
    std::lock_guard<std::mutex> lock_{mutex()};
};

/// Any other identifier: closed at the end of the scope, inside a Lock.
class Id {
public:
    using Close = herr_t (*)(hid_t);
    Id(hid_t id, Close close)
        : id_(id)
        , close_(close)
    {
    }
    Id(const Id&) = delete;
    Id& operator=(const Id&) = delete;
    ~Id()
    {
        if (id_ >= 0)
            close_(id_);
    }
    operator hid_t() const { return id_; }
    bool failed() const { return id_ < 0; }

private:
    hid_t id_;
    Close close_;
};

/// HDF5's own account of the last failure, from where it happened.
std::string cause()
{
    std::string text;
    H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        [](unsigned depth, const H5E_error2_t* error, void* result) -> herr_t {
            if (depth == 0 && error->desc)
                *static_cast<std::string*>(result) = error->desc;
            return 0;
        },
        &text);
    return text.empty() ? text : " (" + text + ")";
}

hid_t create_in_memory(const std::string& name)
{
    const Lock lock;
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fapl_core(access, 1u << 20, false);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    // HDF5 looks on disk before it makes a file, even in memory, and tells open files apart by
    // name: nothing can stand below /dev/null, and the number is used once.
    static std::uint64_t count = 0; // guarded by the lock
    const auto path = "/dev/null/" + std::to_string(++count);
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    if (file < 0)
        throw Error(name + " cannot be prepared" + cause() + ".");
    return file;
}

hid_t open_to_read(const std::string& name)
{
    const Lock lock;
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access, false, true); // not every file system has locks
#endif
    const hid_t file = H5Fopen(name.c_str(), H5F_ACC_RDONLY, access);
    if (file < 0)
        throw UsageError(name + " is no readable HDF5 file" + cause() + ".");
    return file;
}

/// Text of any length.
hid_t text_type(H5T_cset_t encoding)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, encoding);
    return type;
}

std::uintmax_t size_of(const std::filesystem::path& path)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error)
        throw UsageError(path.string() + " cannot be read: " + error.message() + ".");
    return size;
}

std::string written(const std::vector<hsize_t>& shape)
{
    std::string text;
    for (const auto extent : shape)
        text += (text.empty() ? "" : " × ") + std::to_string(extent);
    return text;
}

} // namespace

H5Handle::~H5Handle()
{
    if (id_ >= 0) {
        const Lock lock;
        H5Fclose(id_);
    }
}

int h5_fork()
{
    const Lock lock; // held by this thread in both processes, and given back in both
    return ::fork();
}

namespace {

[[noreturn]] void fail_to_write(const std::string& name, const std::string& path)
{
    throw Error(name + ": " + path + " cannot be written" + cause() + ".");
}

/// Groups on the way are made; names are UTF-8.
hid_t link_properties()
{
    const hid_t properties = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(properties, 1);
    H5Pset_char_encoding(properties, H5T_CSET_UTF8);
    return properties;
}

void write_array(const std::string& name, hid_t file, const std::string& path,
                 const std::vector<std::size_t>& shape, hid_t file_type, hid_t memory_type,
                 const void* values, std::size_t count)
{
    const auto size =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
    if (size != count)
        throw Error(name + ": " + path + " holds " + std::to_string(count) + " numbers, expected "
                    + std::to_string(size) + " of its shape.");
    const Lock lock;
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    const Id space(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
                   H5Sclose);
    const Id link(link_properties(), H5Pclose);
    const Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_obj_track_times(properties, false); // equal runs give equal bytes
    const Id array(H5Dcreate2(file, path.c_str(), file_type, space, link, properties, H5P_DEFAULT),
                   H5Dclose);
    if (array.failed()
        || (count > 0 && H5Dwrite(array, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0))
        fail_to_write(name, path);
}

void write_attribute(const std::string& name, hid_t file, const std::string& path,
                     const std::string& key, hid_t file_type, hid_t memory_type, const void* value)
{
    const Id space(H5Screate(H5S_SCALAR), H5Sclose);
    const Id attribute(H5Acreate_by_name(file, path.c_str(), key.c_str(), file_type, space,
                                         H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       H5Aclose);
    if (attribute.failed() || H5Awrite(attribute, memory_type, value) < 0)
        fail_to_write(name, path + ", attribute " + key);
}

} // namespace

H5Writer::H5Writer(std::string name)
    : name_(std::move(name))
    , file_(create_in_memory(name_))
{
}

void H5Writer::group(const std::string& path)
{
    const Lock lock;
    const Id link(link_properties(), H5Pclose);
    const Id group(H5Gcreate2(file_.id(), path.c_str(), link, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    if (group.failed())
        fail_to_write(name_, path);
}

void H5Writer::write(const std::string& path, const std::vector<std::size_t>& shape,
                     std::span<const double> values)
{
    write_array(name_, file_.id(), path, shape, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data(),
                values.size());
}

void H5Writer::write(const std::string& path, const std::vector<std::size_t>& shape,
                     std::span<const std::int64_t> values)
{
    write_array(name_, file_.id(), path, shape, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data(),
                values.size());
}

void H5Writer::attribute(const std::string& path, const std::string& key, const std::string& text)
{
    const Lock lock;
    const Id type(text_type(H5T_CSET_UTF8), H5Tclose); // what h5py reads as str
    const char* const characters = text.c_str();
    write_attribute(name_, file_.id(), path, key, type, type, &characters);
}

void H5Writer::attribute(const std::string& path, const std::string& key, std::int64_t number)
{
    const Lock lock;
    write_attribute(name_, file_.id(), path, key, H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

std::span<const char> H5Writer::bytes()
{
    const Lock lock;
    const bool flushed = H5Fflush(file_.id(), H5F_SCOPE_LOCAL) >= 0;
    const ssize_t size = flushed ? H5Fget_file_image(file_.id(), nullptr, 0) : -1;
    void* start = nullptr; // a file in memory tells where it is
    if (size < 0 || H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, &start) < 0)
        fail_to_write(name_, "/");
    return {*static_cast<const char* const*>(start), static_cast<std::size_t>(size)};
}

std::vector<char> H5Writer::image()
{
    const auto all = bytes();
    return {all.begin(), all.end()};
}

namespace {

/// Whether every part of the path is an object of this file: links to elsewhere are not followed.
bool reaches(hid_t file, const std::string& path)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const auto part = path.substr(0, end);
        H5L_info_t info;
        if (H5Lexists(file, part.c_str(), H5P_DEFAULT) <= 0
            || H5Lget_info(file, part.c_str(), &info, H5P_DEFAULT) < 0
            || info.type != H5L_TYPE_HARD)
            return false;
        if (end == std::string::npos)
            return true;
    }
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t* info, void* names) noexcept
{
    if (info->type == H5L_TYPE_HARD)
        static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

/// Bytes that the stored values may unfold to: deflate reaches 1032 : 1, nothing else of ours packs.
std::uintmax_t most_bytes(hid_t array, hid_t properties)
{
    const std::uintmax_t stored = H5Dget_storage_size(array);
    return H5Pget_layout(properties) == H5D_CHUNKED && H5Pget_nfilters(properties) > 0
        ? stored * 1032
        : stored;
}

bool is_number(hid_t type)
{
    const auto kind = H5Tget_class(type);
    const auto bytes = H5Tget_size(type);
    return (kind == H5T_FLOAT && bytes <= 8)
        || (kind == H5T_INTEGER && (bytes < 8 || (bytes == 8 && H5Tget_sign(type) == H5T_SGN_2)));
}

} // namespace

H5Reader::H5Reader(const std::filesystem::path& path)
    : name_(path.string())
    , file_size_(size_of(path))
    , file_(open_to_read(name_))
{
}

void H5Reader::fail(const std::string& path, const std::string& problem) const
{
    throw UsageError(name_ + ": " + path + " " + problem + ".");
}

bool H5Reader::has_group(const std::string& path) const
{
    const Lock lock;
    if (path != "/" && !reaches(file_.id(), path))
        return false;
    const Id object(H5Oopen(file_.id(), path.c_str(), H5P_DEFAULT), H5Oclose);
    return !object.failed() && H5Iget_type(object) == H5I_GROUP;
}

std::vector<std::string> H5Reader::children(const std::string& group) const
{
    if (!has_group(group))
        throw UsageError(name_ + " has no group " + group + ".");
    const Lock lock;
    std::vector<std::string> names;
    const Id object(H5Gopen2(file_.id(), group.c_str(), H5P_DEFAULT), H5Gclose);
    if (object.failed()
        || H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names) < 0)
        fail(group, "cannot be listed" + cause());
    return names;
}

H5Reader::Extent H5Reader::extent(const std::string& path) const
{
    const Lock lock;
    if (!reaches(file_.id(), path))
        throw UsageError(name_ + " has no array " + path + ".");
    const Id array(H5Dopen2(file_.id(), path.c_str(), H5P_DEFAULT), H5Dclose);
    if (array.failed())
        fail(path, "is no array that can be read" + cause());
    const Id type(H5Dget_type(array), H5Tclose);
    if (type.failed() || !is_number(type))
        fail(path, "holds something else than numbers, expected float64 or int64");
    const Id space(H5Dget_space(array), H5Sclose);
    std::array<hsize_t, H5S_MAX_RANK> extents{};
    const int rank =
        space.failed() ? -1 : H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    if (rank < 0 || H5Sget_simple_extent_type(space) == H5S_NULL)
        fail(path, "has no extent" + cause());

    const Id properties(H5Dget_create_plist(array), H5Pclose);
    if (properties.failed() || H5Pget_external_count(properties) != 0
        || H5Pget_layout(properties) == H5D_VIRTUAL)
        fail(path, "keeps its numbers in another file");
    const std::vector<hsize_t> shape(extents.begin(), extents.begin() + rank);
    const auto stored = most_bytes(array, properties);
    if (H5Dget_storage_size(array) > file_size_)
        fail(path, "claims more bytes than the " + std::to_string(file_size_) + " of the file");
    const std::uintmax_t most = stored / H5Tget_size(type); // numbers
    std::uintmax_t size = std::find(shape.begin(), shape.end(), 0u) == shape.end() ? 1 : 0;
    for (const auto extent : shape) {
        if (size > 0 && extent > most / size)
            fail(path,
                 "is " + written(shape) + ", but the file holds at most " + std::to_string(most)
                     + " numbers of it");
        size *= extent;
    }
    return {H5Tget_class(type) == H5T_FLOAT,
            {shape.begin(), shape.end()},
            static_cast<std::size_t>(size)};
}

H5Values H5Reader::read(const std::string& path) const
{
    const auto found = extent(path);
    const Lock lock;
    const Id array(H5Dopen2(file_.id(), path.c_str(), H5P_DEFAULT), H5Dclose);
    const auto fill = [&](auto values, hid_t type) -> H5Values {
        values.resize(found.size);
        if (found.size > 0
            && H5Dread(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
            fail(path, "cannot be read" + cause());
        return values;
    };
    if (found.real)
        return fill(std::vector<double>(), H5T_NATIVE_DOUBLE);
    return fill(std::vector<std::int64_t>(), H5T_NATIVE_INT64);
}

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
