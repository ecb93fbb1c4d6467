#include "core/lab/h5_handles.hpp"

#include <unistd.h>

namespace etalon {
namespace h5 {

std::mutex& Lock::mutex()
{
    static std::mutex instance;
    return instance;
}

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

hid_t text_type(H5T_cset_t encoding)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, encoding);
    return type;
}

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

bool is_number(hid_t type)
{
    const auto kind = H5Tget_class(type);
    const auto bytes = H5Tget_size(type);
    return (kind == H5T_FLOAT && bytes <= 8)
        || (kind == H5T_INTEGER && (bytes < 8 || (bytes == 8 && H5Tget_sign(type) == H5T_SGN_2)));
}

} // namespace h5

H5Handle::~H5Handle()
{
    if (id_ >= 0) {
        const h5::Lock lock;
        H5Fclose(id_);
    }
}

int h5_fork()
{
    const h5::Lock lock; // held by this thread in both processes, and given back in both
    return ::fork();
}

} // namespace etalon
