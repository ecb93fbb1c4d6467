#include "core/experiments/race/race.hpp"

namespace etalon {

Experiment race()
{
    Experiment experiment;
    experiment.id = "race";
    experiment.title = "The neuron race";
    experiment.abstract =
        "A network far too wide for its task ends up with a handful of effective neurons. From "
        "small weights, neurons turn towards a few shared directions long before the loss moves, "
        "unlock the samples they need, and then race: their norms grow exponentially, and those "
        "that were aligned early lead for ever.";
    experiment.reference =
        "H. Pinson: It's Not a Lottery, It's a Race: Understanding How Gradient Descent Adapts the "
        "Network's Capacity to the Task. 2026, arXiv 2602.04832.";
    experiment.schema = race_schema().schema();
    experiment.presets = race_presets();
    experiment.figures = race_figures();
    experiment.opening = {"race", "loss", "portrait"};
    experiment.make = make_race;
    experiment.check = check_race;
    experiment.readings = race_readings;
    experiment.events = race_events;
    experiment.explain = race_explanation;
    return experiment;
}

} // namespace etalon
