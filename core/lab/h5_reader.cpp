// Groups and arrays of a file that nobody vouches for.
#include "core/lab/error.hpp"
#include "core/lab/h5_handles.hpp"

#include <algorithm>
#include <array>

namespace etalon {

using namespace h5;

namespace {

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

} // namespace etalon
