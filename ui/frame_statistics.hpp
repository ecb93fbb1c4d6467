// How smoothly the window moves: times between frames, and the longest silence of the event loop.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

namespace etalon {

/// A frame is a repaint with new data; its time is the interval since the frame before it, while
/// the run moves. A block is how much later than asked a heartbeat of 5 ms came.
class FrameStatistics : public QObject {
    Q_OBJECT

public:
    explicit FrameStatistics(QObject* parent = nullptr);

    void frameShown();
    void motionStopped(); // the next interval is not a frame's

    /// The heartbeat wakes the processor 200 times a second: only where a report is wanted.
    void startHeartbeat();

    double framesPerSecond() const; // over the last second or so
    std::int64_t frames() const { return frames_; }
    double medianMilliseconds() const { return quantile(0.5); }
    double percentile99Milliseconds() const { return quantile(0.99); }
    double longestBlockMilliseconds() const { return longest_block_; }

private:
    double quantile(double share) const;

    QElapsedTimer since_frame_, since_beat_;
    QTimer heartbeat_;
    std::vector<float> intervals_; // milliseconds; the newest `kept`
    std::size_t next_ = 0;
    std::int64_t frames_ = 0;
    double longest_block_ = 0;
};

} // namespace etalon
