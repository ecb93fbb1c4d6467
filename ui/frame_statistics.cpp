#include "ui/frame_statistics.hpp"

#include <algorithm>

namespace etalon {

namespace {

constexpr std::size_t kept = 1 << 16; // 18 minutes at 60 frames a second
constexpr int beat_milliseconds = 5;

} // namespace

FrameStatistics::FrameStatistics(QObject* parent)
    : QObject(parent)
{
    heartbeat_.setTimerType(Qt::PreciseTimer);
    heartbeat_.setInterval(beat_milliseconds);
    connect(&heartbeat_, &QTimer::timeout, this, [this] {
        const double gap = double(since_beat_.nsecsElapsed()) * 1e-6;
        longest_block_ = std::max(longest_block_, gap - beat_milliseconds);
        since_beat_.restart();
    });
}

void FrameStatistics::startHeartbeat()
{
    since_beat_.start();
    longest_block_ = 0;
    heartbeat_.start();
}

void FrameStatistics::frameShown()
{
    ++frames_;
    if (since_frame_.isValid()) {
        const auto interval = float(double(since_frame_.nsecsElapsed()) * 1e-6);
        if (intervals_.size() < kept)
            intervals_.push_back(interval);
        else
            intervals_[next_ % kept] = interval;
        ++next_;
    }
    since_frame_.start();
}

void FrameStatistics::motionStopped()
{
    since_frame_.invalidate();
}

double FrameStatistics::framesPerSecond() const
{
    double total = 0;
    std::size_t count = 0;
    for (std::size_t back = 1; back <= std::min(next_, intervals_.size()) && total < 1000; ++back) {
        total += double(intervals_[(next_ - back) % kept]);
        ++count;
    }
    return total > 0 ? 1000 * double(count) / total : 0;
}

double FrameStatistics::quantile(double share) const
{
    if (intervals_.empty())
        return 0;
    auto sorted = intervals_;
    const auto place = std::size_t(share * double(sorted.size() - 1) + 0.5);
    std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(place), sorted.end());
    return double(sorted[place]);
}

} // namespace etalon
