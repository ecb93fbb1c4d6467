// Studies of figures, made beside the window: each kind on a thread of its own, the newest question
// first.
#pragma once

#include "ui/figure/figure_source.hpp"

#include <QObject>

#include <map>
#include <memory>

namespace etalon {

class StudyDesk : public QObject {
    Q_OBJECT

public:
    using Make = decltype(Study::make);

    explicit StudyDesk(QObject* parent = nullptr);
    ~StudyDesk() override; // waits until running studies have been told to end

    /// The best that is known now for the figure on this frame: of its very subject, else of an
    /// earlier one of the same run; null: nothing yet. What is missing is made, and `found` tells.
    /// `figure` must outlive the desk.
    SharedTensors ask(const Figure& figure, const FramePointer& frame,
                      const FigureChoices& choices);

Q_SIGNALS:
    void found(etalon::StudyDesk::Make make); // a study of this kind has more to show

private:
    class Worker;
    std::map<Make, std::unique_ptr<Worker>> workers_;
};

} // namespace etalon
