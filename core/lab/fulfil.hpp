// Answers to those who asked a run for a capture of it.
#pragma once

#include "core/lab/capture.hpp"

#include <exception>
#include <future>
#include <vector>

namespace etalon {

/// Everybody who waits gets one, or what kept it from being made.
template <class Make>
void fulfil(std::vector<std::promise<Capture>> waiting, const Make& make)
{
    for (auto& promise : waiting) {
        try {
            promise.set_value(make());
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    }
}

} // namespace etalon
