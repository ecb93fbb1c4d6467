// How RunModel has slow work done elsewhere; private to it.
#pragma once

#include "ui/run_model.hpp"

#include <new>

namespace etalon {

/// What a background job brings back: a result or a reason why there is none.
template <class Result>
struct Attempt {
    Result result{};
    QString problem{};
};

template <class Make>
auto attempt(Make make) -> Attempt<decltype(make())>
{
    try {
        return {make(), {}};
    } catch (const std::bad_alloc&) {
        return {{}, RunModel::tr("There is not enough memory for this; choose smaller sizes.")};
    } catch (const std::exception& error) {
        return {{}, QString::fromUtf8(error.what())};
    }
}

template <class Work, class Done>
void RunModel::inBackground(Work work, Done done, BackgroundQueue::Kind kind)
{
    background_.add(
        [this, work = std::move(work), done = std::move(done)] {
            auto result = work();
            QMetaObject::invokeMethod(
                this, [result = std::move(result), done] { done(result); }, Qt::QueuedConnection);
        },
        kind);
}

} // namespace etalon
