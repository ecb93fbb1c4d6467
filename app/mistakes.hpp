// Collects what is wrong with an input, so that all of it is reported at once.
#pragma once

#include "core/lab/error.hpp"

#include <string>
#include <utility>

namespace etalon {

class Mistakes {
public:
    void add(const std::string& message)
    {
        if (!text_.empty())
            text_ += '\n';
        text_ += message;
    }

    /// Calls it; a UsageError is kept for later.
    template <class Action>
    void attempt(Action&& action)
    {
        try {
            std::forward<Action>(action)();
        } catch (const UsageError& error) {
            add(error.what());
        }
    }

    void throw_if_any() const
    {
        if (!text_.empty())
            throw UsageError(text_);
    }

private:
    std::string text_;
};

} // namespace etalon
