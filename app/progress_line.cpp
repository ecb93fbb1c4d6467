#include "app/progress_line.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace etalon {
namespace {

using namespace std::chrono_literals;

std::string significant(double value, int digits)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}

std::size_t terminal_columns()
{
    winsize size = {};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// At most `count` characters of UTF-8 text.
std::string first_characters(const std::string& text, std::size_t count)
{
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U && seen++ == count)
            return text.substr(0, i);
    return text;
}

} // namespace

std::string grouped(std::int64_t value)
{
    std::string text = std::to_string(value);
    const std::size_t first_digit = value < 0 ? 1 : 0;
    for (std::size_t i = text.size(); i > first_digit + 3;)
        text.insert(i -= 3, 1, ',');
    return text;
}

std::string percentage(double share)
{
    return std::to_string(std::lround(std::floor(100 * std::clamp(share, 0.0, 1.0)))) + " %";
}

std::string spoken_duration(double seconds)
{
    if (seconds < 1)
        return "less than 1 s";
    if (seconds < 90)
        return std::to_string(std::lround(seconds)) + " s";
    const long minutes = std::lround(seconds / 60);
    if (minutes < 90)
        return std::to_string(minutes) + " min";
    const long rest = minutes % 60;
    return std::to_string(minutes / 60) + " h " + (rest < 10 ? "0" : "") + std::to_string(rest)
        + " min";
}

ProgressLine::ProgressLine(bool verbose, std::int64_t steps, const Recording& recording,
                           const std::string& headline)
    : style_(verbose                          ? Style::lines
                 : isatty(STDERR_FILENO) != 0 ? Style::overwritten
                                              : Style::silent)
    , steps_(steps)
    , recording_(recording)
    , headline_(headline)
    , channel_(recording.index(headline))
    , interval_(verbose ? Clock::duration(1s) : Clock::duration(100ms))
{
}

void ProgressLine::show(std::int64_t step, Clock::time_point now)
{
    if (is_due(now))
        write(text(step, now));
}

void ProgressLine::show_analysis(const std::string& doing, double share, Clock::time_point now)
{
    if (!std::exchange(analyses_, true))
        next_ = now; // the first word of it at once
    if (is_due(now))
        write((doing.empty() ? "analysing" : doing) + " · " + percentage(share));
}

void ProgressLine::warn(const std::string& text) const
{
    std::cerr << (style_ == Style::overwritten ? "\r\x1b[K" : "") << text << std::endl;
}

bool ProgressLine::is_due(Clock::time_point now)
{
    if (style_ == Style::silent || now < next_)
        return false;
    next_ = now + interval_;
    return true;
}

void ProgressLine::write(const std::string& text) const
{
    if (style_ == Style::lines)
        std::cerr << text << std::endl;
    else
        std::cerr << '\r' << first_characters(text, terminal_columns() - 1) << "\x1b[K"
                  << std::flush;
}

void ProgressLine::close(const std::string& text)
{
    if (style_ != Style::silent)
        std::cerr << (style_ == Style::overwritten ? "\r\x1b[K" : "") << text << std::endl;
}

std::string ProgressLine::text(std::int64_t step, Clock::time_point now) const
{
    std::string result = "step " + grouped(step) + " / " + grouped(steps_);
    if (const Series series = recording_.snapshot()[channel_]; !series.empty())
        result +=
            " · " + headline_ + " " + significant(series.sample(series.size() - 1).front(), 3);
    const double seconds = std::chrono::duration<double>(now - start_).count();
    if (step > 0 && seconds > 0) {
        const double rate = static_cast<double>(step) / seconds;
        result +=
            " · " + (rate < 10 ? significant(rate, 2) : grouped(std::llround(rate))) + " steps/s";
        result += " · " + spoken_duration(static_cast<double>(steps_ - step) / rate) + " left";
    }
    return result;
}

} // namespace etalon
