#include "core/experiments/linear_cnn/linear_cnn.hpp"

#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"
#include "core/experiments/linear_cnn/linear_cnn_simulation.hpp"

namespace etalon {

Experiment linear_cnn()
{
    Experiment experiment;
    experiment.id = "linear-cnn";
    experiment.title = "Linear CNNs and the dominant frequency bias";
    experiment.abstract =
        "A linear convolutional network learns the modes of its data one after another, in sudden "
        "stages, and keeps only the dominant frequency of each. A fully connected linear network "
        "learns the same modes with all their frequencies. Drives, stages and the race between "
        "frequencies follow from the data and the first weights.";
    experiment.reference =
        "H. Pinson, J. Lenaerts, V. Ginis: Linear CNNs discover the statistical structure of the "
        "dataset using only the most dominant frequencies. ICML 2023, arXiv 2303.02034.";
    experiment.schema = linear_cnn_schema().schema();
    experiment.presets = linear_cnn_presets();
    experiment.figures = linear_cnn_figures();
    experiment.opening = {"mode-strengths", "kernel-spectrogram", "dominant-frequency-spectra"};
    experiment.make = make_linear_cnn;
    experiment.check = check_linear_cnn;
    experiment.readings = linear_cnn_readings;
    experiment.events = linear_cnn_events;
    experiment.explain = linear_cnn_explain;
    return experiment;
}

} // namespace etalon
