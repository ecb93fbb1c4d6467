#include "core/experiments/resonator/resonator.hpp"

namespace etalon {

Experiment resonator()
{
    Experiment experiment;
    experiment.id = "resonator";
    experiment.title = "Inverse design of optical resonators";
    experiment.abstract =
        "The spectrum of a resonator is easy to compute from a few numbers; the way back is hard. "
        "A "
        "network learns to imitate the physics and is then run backwards, by gradient descent on "
        "its input. Interference orders make that fail: every order is a false valley. Fourier "
        "losses, many starts, exact gradients and fits that know the physics are compared by what "
        "they cost and what they find.";
    experiment.reference =
        "J. Lenaerts, H. Pinson, V. Ginis: Artificial neural networks for inverse design of "
        "resonant nanophotonic components with oscillatory loss landscapes. Nanophotonics 10 "
        "(2021) 385-392; J. Lenaerts: thesis, arXiv 2202.03578.";
    experiment.schema = resonator_schema().schema();
    experiment.presets = resonator_presets();
    experiment.figures = resonator_figures();
    experiment.opening = {"spectrum", "map", "landscape"};
    experiment.headline = "loss";
    experiment.shows_weights = true;
    experiment.make = make_resonator;
    experiment.check = check_resonator;
    experiment.readings = resonator_readings;
    experiment.events = resonator_events;
    experiment.explain = resonator_explanation;
    return experiment;
}

} // namespace etalon
