#include "ui/figure/frame_change.hpp"

namespace etalon {

namespace {

/// Not only further on.
bool is_another(const Frame& now, const Frame& then)
{
    return now.recording != then.recording || now.experiment != then.experiment
        || now.ended != then.ended || now.kept.size() != then.kept.size()
        || now.ghosts != then.ghosts || now.moving != then.moving;
}

} // namespace

bool is_worth_showing(const Figure& figure, const Frame& now, const Frame& then,
                      std::chrono::milliseconds shown_for)
{
    if (is_another(now, then))
        return true;
    const bool follows = figure.study.make && shown_for >= study_pace;
    if (!figure.live && now.moving && !follows)
        return false;
    return now.version != then.version || now.step != then.step || now.newest != then.newest
        || now.changes.size() != then.changes.size() || now.summary.size() != then.summary.size()
        || now.weights != then.weights;
}

bool asks_the_same(const Figure& figure, const Frame& now, const Frame& then,
                   const FigureChoices& choices)
{
    if (figure.live || !now.moving || !now.recording || !figure.study.make || is_another(now, then))
        return false;
    return FigureSource(figure, now, choices).subject()
        == FigureSource(figure, then, choices).subject();
}

} // namespace etalon
