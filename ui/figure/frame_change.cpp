#include "ui/figure/frame_change.hpp"

namespace etalon {

bool is_worth_showing(const Figure& figure, const Frame& now, const Frame& then,
                      std::chrono::milliseconds shown_for)
{
    if (now.recording != then.recording || now.experiment != then.experiment
        || now.ended != then.ended || now.kept.size() != then.kept.size()
        || now.ghosts != then.ghosts || now.moving != then.moving)
        return true;
    const bool follows = figure.study.make && shown_for >= study_pace;
    if (!figure.live && now.moving && !follows)
        return false;
    return now.version != then.version || now.step != then.step || now.newest != then.newest
        || now.changes.size() != then.changes.size() || now.summary.size() != then.summary.size()
        || now.weights != then.weights;
}

} // namespace etalon
