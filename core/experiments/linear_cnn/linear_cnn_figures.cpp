// The figures of linear-cnn: names, captions and options. What each draws is in
// linear_cnn_figure_*.cpp.
#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"

#include "core/experiments/linear_cnn/linear_cnn_drawings.hpp"

namespace etalon {
namespace {

using namespace linear_cnn_figures_detail;

Option theory_option()
{
    return {.key = "theory", .label = "Theory", .choices = {"on", "off"}};
}

Option axis_option(std::vector<std::string> choices)
{
    return {.key = "axis", .label = "Axis", .choices = std::move(choices)};
}

Option scale_option()
{
    return {.key = "scale", .label = "Scale", .choices = {"linear", "log"}};
}

Option kernel_option()
{
    Option option{.key = "kernel", .label = "Kernel", .choices = {"sum"}};
    for (int kernel = 1; kernel <= 16; ++kernel)
        option.choices.push_back(std::to_string(kernel));
    return option;
}

std::vector<Figure> live_figures()
{
    return {
        {.id = "mode-strengths",
         .title = "Modes are learned one after another",
         .caption = "Each mode stays near zero, then rises suddenly: CNN solid, fully connected "
                    "net dashed, theory dotted. On the axis, measured stage times are discs, "
                    "predicted ones rings.",
         .draw = draw_mode_strengths,
         .options = {{.key = "scale", .label = "Strength", .choices = {"normalised", "raw"}},
                     axis_option({"linear", "log"}),
                     theory_option()}},
        {.id = "loss",
         .title = "Each drop of the loss is one mode",
         .caption = "Plateaus and drops: each vertical line is the moment at which a mode crosses "
                    "half its strength.",
         .draw = draw_loss,
         .options = {axis_option({"log", "linear"})}},
        {.id = "dominant-frequency-spectra",
         .title = "Only the dominant frequency is used",
         .caption =
             "Share of each mode's power at every frequency: the data (grey, or first image), "
             "the CNN (filled), the fully connected net (outlined, FC).",
         .draw = draw_dominant_frequency_spectra,
         .options = {scale_option()}},
        {.id = "kernel-spectrogram",
         .title = "Many frequencies grow, few survive",
         .caption =
             "Power of the kernels at each frequency over the steps. Stems: the drive of each "
             "frequency. The longest grow first, and each mode keeps the one that is named.",
         .draw = draw_kernel_spectrogram,
         .options = {kernel_option()}},
        {.id = "dominance",
         .title = "The winner takes the mode's power",
         .caption =
             "Share of power at the dominant frequency: the CNN (solid) goes to 1, as theory "
             "(dotted) says; the fully connected net (dashed) ends at the data's own share (grey).",
         .draw = draw_dominance,
         .options = {theory_option()}},
        {.id = "participation",
         .title = "Fewer and fewer frequencies take part",
         .caption = "Effective number of frequencies in each mode's map; 1 is a pure wave. Compare "
                    "the CNN (solid) with the fully connected net (dashed) after each stage.",
         .draw = draw_participation,
         .options = {axis_option({"log", "linear"})}},
    };
}

std::vector<Figure> checking_figures()
{
    return {
        {.id = "drive-versus-growth",
         .title = "The drive predicts who grows",
         .caption =
             "Growth of the kernels' power at each frequency before the first stage, predicted "
             "from data and "
             "initial weights alone and measured. Points on the diagonal are predicted exactly.",
         .draw = draw_drive_versus_growth},
        {.id = "stage-times",
         .title = "Stages come when theory says",
         .caption = "Step at which each mode crosses half its strength, predicted and measured. "
                    "Finished runs stay: "
                    "change the seed or a parameter and see whether points leave the diagonal.",
         .draw = draw_stage_times},
        {.id = "kernels-and-maps",
         .title = "Kernels turn into waves",
         .caption =
             "Left: the kernels. Right, for each mode: the data's pattern, and what the CNN and "
             "the fully "
             "connected net look for, each scaled to its own size. The CNN's map is a wave, the "
             "fully "
             "connected net's is the pattern itself. Colours of images are symmetric about zero.",
         .draw = draw_kernels_and_maps},
        {.id = "data-modes",
         .title = "The structure that is there to learn",
         .caption =
             "Strengths of the modes, the classes they tell apart, their patterns and spectra, and "
             "a sample of each class. Which bar of each spectrum will the network use? Of cosines, "
             "drag the second one and see.",
         .draw = draw_data_modes,
         .live = false},
        {.id = "conflict",
         .title = "Texture or shape?",
         .caption = "Which cue wins where they disagree (bars), and the answers to a disc and a "
                    "cross under stripes of any strength: move the slider. Images: means of "
                    "trained and, coloured, conflicting cues.",
         .draw = draw_conflict,
         .options = {{.key = "texture",
                      .label = "Texture, relative to training",
                      .minimum = 0,
                      .maximum = 2,
                      .fallback = 1,
                      .step = 0.05}}},
        {.id = "bias-sweep",
         .title = "Where the bias ends",
         .caption =
             "Final share of power at the dominant frequency: median over modes and seeds (band: "
             "least to largest seed). Large initial weights, near ties and noise weaken the bias.",
         .draw = draw_bias_sweep,
         .live = false,
         .sweeps = {{"init_scale", {1e-4, 1e-3, 1e-2, 0.1, 0.3, 1.0}},
                    {"secondary_ratio", {0.3, 0.5, 0.7, 0.8, 0.9, 0.97}},
                    {"noise", {0.0, 0.05, 0.1, 0.2, 0.3, 0.5}},
                    {"kernels",
                     {std::int64_t{1}, std::int64_t{2}, std::int64_t{4}, std::int64_t{8},
                      std::int64_t{16}}},
                    {"kernel_size",
                     {std::int64_t{3}, std::int64_t{5}, std::int64_t{7}, std::int64_t{15},
                      std::int64_t{31}, std::int64_t{0}}}}},
    };
}

} // namespace

std::vector<Figure> linear_cnn_figures()
{
    auto figures = live_figures();
    for (Figure& figure : checking_figures())
        figures.push_back(std::move(figure));
    return figures;
}

} // namespace etalon
