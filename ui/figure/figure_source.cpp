#include "ui/figure/figure_source.hpp"

#include "ui/figure_input.hpp"

namespace etalon {

Options complete_options(const Figure& figure, const Options& chosen)
{
    Options complete;
    for (const Option& option : figure.options) {
        const auto found = chosen.find(option.key);
        if (found != chosen.end())
            complete[option.key] = found->second;
        else if (option.choices.empty())
            complete[option.key] = option.fallback;
        else
            complete[option.key] = option.choices.front();
    }
    return complete;
}

Drawing draw_figure(const Figure& figure, const Frame& frame, const FigureChoices& choices)
{
    if (!figure.draw || !frame.recording)
        return {.empty = "Appears once a run has begun."};
    const Options options = complete_options(figure, choices.options);
    FigureInput input = inputOf(frame, options);
    input.sweep = choices.sweep;
    input.sweep_key = choices.sweep_key;
    input.declared = figure.options;
    input.pinned = choices.pinned;
    Drawing drawing = figure.draw(input);
    if (choices.y_scale)
        for (Panel& panel : drawing.panels) {
            panel.y.scale = *choices.y_scale;
            if (panel.y.scale == Scale::logarithmic && panel.y.low.value_or(1) <= 0)
                panel.y.low.reset(); // no logarithm: from the data
        }
    if (drawing.panels.empty() && drawing.empty.empty())
        drawing.empty = "Nothing to show yet.";
    return drawing;
}

} // namespace etalon
