#include "core/experiments/linear_scope/linear_scope.hpp"

namespace etalon {

Experiment linear_scope()
{
    Experiment experiment;
    experiment.id = "linear-scope";
    experiment.title = "A tour of convolutional networks";
    experiment.abstract =
        "For one given input a convolutional network is an affine map, y = F x + b, exactly: its "
        "decisions (open gates, winners of pooling) freeze it into a linear system. Then F can be "
        "looked at: rows say what an output looks for, columns say where a pixel goes, singular "
        "vectors say what passes. All this forms while the network learns.";
    experiment.reference =
        "P. Navarrete Michelini, H. Liu, Y. Lu, X. Jiang: A Tour of Convolutional Networks Guided "
        "by Linear Interpreters. ICCV 2019, arXiv 1908.05168.";
    experiment.schema = linear_scope_schema().schema();
    experiment.presets = linear_scope_presets();
    experiment.figures = linear_scope_figures();
    experiment.opening = {"scope", "learning", "votes"};
    experiment.headline = "batch_loss";
    experiment.shows_weights = true;
    experiment.make = make_linear_scope;
    experiment.check = check_linear_scope;
    experiment.readings = linear_scope_readings;
    experiment.events = linear_scope_events;
    experiment.explain = linear_scope_explanation;
    return experiment;
}

} // namespace etalon
