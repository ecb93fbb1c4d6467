// What the files that call HDF5 share: its lock, its identifiers, and what it says of itself.
#pragma once

#include "core/lab/h5_file.hpp"

#include <hdf5.h>

#include <mutex>

namespace etalon::h5 {

static_assert(sizeof(hid_t) == sizeof(std::int64_t));

/// Held by every call into HDF5; what fails inside is told by exceptions, not printed.
class Lock {
public:
    Lock() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

private:
    static std::mutex& mutex();

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
std::string cause();

/// Text of any length; the caller closes it.
hid_t text_type(H5T_cset_t encoding);

/// Whether every part of the path is an object of this file: links to elsewhere are not followed.
bool reaches(hid_t file, const std::string& path);

/// Whether values of this type fit a float64 or an int64.
bool is_number(hid_t type);

} // namespace etalon::h5
