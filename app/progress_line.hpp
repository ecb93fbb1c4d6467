// The line that tells how a run without a window goes.
#pragma once

#include "core/lab/recording.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace etalon {

class ProgressLine {
public:
    using Clock = std::chrono::steady_clock;

    /// On a terminal one line that is written over; elsewhere nothing, or with `verbose` a line
    /// every second. Goes to standard error.
    ProgressLine(bool verbose, std::int64_t steps, const Recording&, const std::string& headline);

    /// Cheap enough to be called before every step.
    void show(std::int64_t step, Clock::time_point now);

    /// After the last step: what is analysed, and the share of it that is done.
    void show_analysis(const std::string& doing, double share, Clock::time_point now);

    /// A warning, above the line; whatever the style.
    void warn(const std::string& text) const;

    /// The last word, in place of the status; on a terminal or with `verbose`.
    void close(const std::string& text);

private:
    enum class Style { silent, overwritten, lines };

    const Style style_;
    const std::int64_t steps_;
    const Recording& recording_;
    const std::string headline_;
    const std::size_t channel_;
    const Clock::duration interval_;
    const Clock::time_point start_ = Clock::now();
    Clock::time_point next_ = start_;
    bool analyses_ = false;

    bool is_due(Clock::time_point now);
    void write(const std::string& text) const;
    std::string text(std::int64_t step, Clock::time_point now) const;
};

/// 1234567 -> "1,234,567".
std::string grouped(std::int64_t);

/// 0.437 -> "43 %": 100 is all of it.
std::string percentage(double share);

/// Seconds as people say them: "3 s", "12 min", "1 h 05 min".
std::string spoken_duration(double seconds);

} // namespace etalon
