#include "core/lab/error.hpp"
#include "core/lab/h5_handles.hpp"

#include <functional>
#include <numeric>

namespace etalon {

using namespace h5;

namespace {

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

} // namespace etalon
