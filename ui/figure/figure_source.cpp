#include "ui/figure/figure_source.hpp"

#include "ui/figure_input.hpp"

namespace etalon {

Options complete_options(const std::vector<Option>& declared, const Options& chosen)
{
    Options complete;
    for (const Option& option : declared) {
        const auto found = chosen.find(option.key);
        if (found != chosen.end())
            complete[option.key] = found->second;
        else if (option.is_text)
            complete[option.key] = std::string();
        else if (option.choices.empty())
            complete[option.key] = option.fallback;
        else
            complete[option.key] = option.choices.front();
    }
    return complete;
}

FigureSource::FigureSource(const Figure& figure, const Frame& frame, const FigureChoices& choices)
    : figure_(figure)
    , choices_(choices)
    , declared_(options_of(figure, frame.parameters))
    , options_(complete_options(declared_, choices.options))
    , input_(inputOf(frame, options_))
{
    input_.sweep = choices_.sweep;
    input_.sweep_key = choices_.sweep_key;
    input_.declared = declared_;
    input_.pinned = choices_.pinned;
    if (choices_.study)
        input_.study = *choices_.study;
}

std::string FigureSource::subject() const
{
    const Study& study = figure_.study;
    return study.make && study.subject ? study.subject(input_) : std::string();
}

void FigureSource::makeStudy()
{
    figure_.study.make(input_, [this](std::vector<Tensor> found, double) {
        study_ = std::move(found);
        return true;
    });
    input_.study = study_;
}

Drawing draw_figure(const Figure& figure, const Frame& frame, const FigureChoices& choices)
{
    if (!figure.draw || !frame.recording)
        return {.empty = "Appears once a run has begun."};
    FigureSource source(figure, frame, choices);
    if (!choices.study && choices.studies_here && !source.subject().empty())
        source.makeStudy();
    Drawing drawing = figure.draw(source.input());
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
