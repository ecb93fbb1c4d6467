// The line at the bottom: where the run is, how fast, and what its readings say.
#pragma once

#include "ui/frame.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QToolButton;

namespace etalon {

class Lamp;
class TabularLabel;

class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void showFrame(const Frame& frame, const RunStatus& status, double frames_per_second);
    void setReadings(const std::vector<Reading>& readings);
    void setLook(const Look& look);
    QString text() const; // all of it, as a screen reader says it

Q_SIGNALS:
    void cancelRequested(); // of the analyses

private:
    TabularLabel* addPart();

    QHBoxLayout* line_ = nullptr;
    TabularLabel *state_ = nullptr, *step_ = nullptr, *headline_ = nullptr, *rate_ = nullptr,
                 *frames_ = nullptr, *seed_ = nullptr;
    QToolButton* cancel_ = nullptr; // seen while the run is analysed
    QWidget* readings_ = nullptr;
    std::vector<TabularLabel*> quiet_; // all but the readings
    std::vector<std::pair<Lamp*, TabularLabel*>> lamps_;
    Look look_;
};

} // namespace etalon
