// Options of a figure: chosen in its tools, set by handles, painted with the pointer.
#include "ui/figure/figure_view_state.hpp"

#include <cmath>

namespace etalon {

namespace {

// A choice that is none any more, or a number out of its new range, falls back to the default.
bool is_valid(const Option& option, const Value& value)
{
    if (const auto* number = std::get_if<double>(&value))
        return option.choices.empty() && !option.is_text && *number >= option.minimum
            && *number <= option.maximum;
    const auto* text = std::get_if<std::string>(&value);
    return text
        && (option.is_text
            || std::find(option.choices.begin(), option.choices.end(), *text)
                != option.choices.end());
}

} // namespace

Value FigureView::option(const std::string& key) const
{
    return state_->choices.options.at(key);
}

void FigureView::setOption(const std::string& key, const Value& value)
{
    const auto known = state_->choices.options.find(key);
    if (known == state_->choices.options.end() || known->second == value)
        return;
    known->second = value;
    if (const auto* number = std::get_if<std::int64_t>(&value))
        known->second = static_cast<double>(*number);
    state_->tools->setOptions(state_->choices.options);
    state_->drawing_is_old = true;
    update();
    Q_EMIT optionChanged(key);
}

const std::vector<Option>& FigureView::options() const
{
    return state_->declared;
}

void FigureView::setOptions(const std::map<std::string, double>& values)
{
    for (const auto& [key, value] : values)
        setOption(key, value);
}

void FigureView::declareOptions(const std::vector<Option>& declared)
{
    State& state = *state_;
    if (declared == state.declared)
        return;
    state.declared = declared;
    Options kept;
    for (const Option& option : declared)
        if (const auto chosen = state.choices.options.find(option.key);
            chosen != state.choices.options.end() && is_valid(option, chosen->second))
            kept.insert(*chosen);
    state.choices.options = complete_options(declared, kept);
    state.tools->declare(declared);
    state.tools->setOptions(state.choices.options);
    state.drawing_is_old = true;
    Q_EMIT optionsDeclared();
}

/// Whether the press was for a brush or a handle of the panel.
bool FigureView::pressOnPanel(std::size_t panel, QPointF at)
{
    State& state = *state_;
    if (state.brush_of(panel)) {
        state.drag = State::Drag::brush;
        paintStroke(at, at);
        return true;
    }
    HandleGrip* grip = state.grip_of(panel, Grip::clicked);
    if (!grip || !state.is_image(panel)) // where there are axes a drag zooms; a click comes later
        return false;
    state.drag = State::Drag::grip;
    grip->bring(at);
    return true;
}

void FigureView::paintStroke(QPointF from, QPointF to)
{
    State& state = *state_;
    const Brush* brush = state.brush_of(state.drag_panel);
    if (!brush)
        return;
    const PanelView& view = state.drag_view;
    const auto text = to_text(state.choices.options.at(brush->option));
    setOption(brush->option,
              brush->stroke(text, view.x_value(from.x()), view.y_value(from.y()),
                            view.x_value(to.x()), view.y_value(to.y())));
}

/// The handle that goes where the pointer is, unless it was clicked fast.
void FigureView::followPointer(QPointF at)
{
    const State::Spot spot = state_->spot(at);
    if (spot.place != State::Place::plot || state_->held.contains(spot.panel))
        return;
    if (HandleGrip* grip = state_->grip_of(spot.panel, Grip::hovered))
        grip->bring(at);
}

} // namespace etalon
