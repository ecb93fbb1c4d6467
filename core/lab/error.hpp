// The two kinds of failure that reach a user: something went wrong, or the input was wrong.
#pragma once

#include <stdexcept>

namespace etalon {

/// Something the user or the system did made the work impossible; exit code 1.
struct Error : std::runtime_error {
    using runtime_error::runtime_error;
};

/// The user's input is wrong: what, where, and what to do; exit code 2.
struct UsageError : Error {
    using Error::Error;
};

} // namespace etalon
