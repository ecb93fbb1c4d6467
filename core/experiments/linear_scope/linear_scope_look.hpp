// What is under the scope: the chosen image, painted or not, the network with the weights of the
// shown step, the decisions in force, and the pixels pointed at.
#pragma once

#include "core/experiments/linear_scope/linear_scope_notes.hpp"
#include "core/experiments/linear_scope/scope.hpp"
#include "core/lab/figure.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon::linear_scope_figures_detail {

// ---- Options, all shared by the figures of the window -------------------------------------------

inline constexpr auto image_key = "image", painted_key = "painted", decisions_key = "decisions",
                      pointer_key = "pointer", pixel_x_key = "pixel_x", pixel_y_key = "pixel_y",
                      output_x_key = "output_x", output_y_key = "output_y";

/// "Image 1 … scope_images", and what was painted on it.
std::vector<Option> look_options(const Values&);
/// Also the pixels pointed at.
std::vector<Option> pointing_options(const Values&);
/// A number that only a handle sets; −1: nobody has set it yet.
Option handle_option(std::string key, std::string label);

/// The option's value; `fallback` where the caller knows no such option (readings, explanation).
std::string chosen(const FigureInput&, const std::string& key, const std::string& fallback);
double chosen_number(const FigureInput&, const std::string& key, double fallback);
/// The place that a handle has set, as an index below `end`; nothing if it was never moved.
std::optional<std::size_t> chosen_place(const FigureInput&, const std::string& key,
                                        std::size_t end);

// ---- The image under the scope ------------------------------------------------------------------

/// The gates or the winners of one layer.
struct Decided {
    std::size_t layer = 0; // place in the network
    bool is_relu = false;  // closed gates pass nothing
    std::size_t kernel = 1;
    ScopeShape in{}, out{};
    std::vector<std::uint8_t> index{}; // as ScopeDecisions has them
};

struct Look {
    std::size_t image = 0;                // which, from 0
    std::vector<double> clean{}, shown{}; // without and with paint, N
    std::size_t painted = 0;              // pixels
    bool held = false;                    // decisions of the clean image, though it is painted
    FrozenScope frozen{};                 // with the decisions in force; empty if notes are read
    std::vector<double> output{};         // of the network itself for what is shown, M

    ScopeShape in_shape{}, out_shape{};
    std::shared_ptr<ScopeNotes> notes{}; // of a network too large for every frame

    const ScopeShape& in() const { return in_shape; }
    const ScopeShape& out() const { return out_shape; }
    /// Scores rather than pixels.
    bool is_vector() const { return out().height * out().width == 1; }

    std::vector<double> bias() const;   // b, M
    std::vector<double> linear() const; // F x, M
    std::vector<double> replay() const; // F x + b, M
    /// Share of gates and winners that paint has flipped; nothing where nothing can flip.
    std::optional<double> flips() const;
    /// Where a grey impulse at an input pixel goes: the sum of its channels' columns, M.
    std::vector<double> column(std::size_t row, std::size_t column) const;
    /// What the output pixel (of a vector: the entry `column`) looks for: the sum over its channels, N.
    std::vector<double> row(std::size_t row, std::size_t column) const;
    /// Rows of F, one an entry of the output, count × N.
    ScopeMatrix rows(const std::vector<std::size_t>& entries) const;
    std::vector<double> mean_row() const; // over all outputs, N
    /// Of the first layer of a kind.
    std::optional<Decided> gates() const;
    std::optional<Decided> winners() const;

private:
    std::vector<double> answer(const char* kind, std::optional<std::size_t> size,
                               const ScopeNotes::Work&) const;
    std::optional<Decided> first_decided(const char* kind, bool (*wanted)(const ScopeLayer&)) const;
};

/// Nothing before there are weights and images, nor for networks too large for every frame.
std::optional<Look> look(const FigureInput&);
/// Of any network: for studies, and so on no frame's time.
std::optional<Look> whole_look(const FigureInput&);
/// Image and shapes alone, without decisions.
std::optional<Look> look_at_shapes(const FigureInput&);
/// Of a large network, from what a study has noted of it so far.
std::optional<Look> noted_look(const FigureInput&);
/// Whether looking through the network takes longer than a frame may.
bool is_large(const FigureInput&);
/// The chosen image, from 0.
std::size_t image_index(const FigureInput&);
/// Why there is nothing to look at yet.
std::string nothing_to_look_at(const FigureInput&);
/// "Weights of step 450, the nearest that were kept." where the shown step has none of its own.
std::string weights_note(const FigureInput&);

// ---- Pixels --------------------------------------------------------------------------------------

struct Pixel {
    std::size_t row = 0, column = 0;
};
struct Pointed {
    Pixel in{}, out{}; // of a vector, `out.column` is its entry
};
/// What the cross-hairs point at; at first the steepest edge and what lies there in the output.
Pointed pointed(const FigureInput&, const Look&);

/// Mean over the channels, rows × columns.
std::vector<double> grey(std::span<const double> values, const ScopeShape&);
/// Sum over the channels.
std::vector<double> channel_sum(std::span<const double> values, const ScopeShape&);
/// Squared differences of neighbours, summed over the 5 × 5 pixels around each (fewer at the border).
std::vector<double> gradient_energy(std::span<const double> grey_image, const ScopeShape&);
/// The place of the largest value (the first at a tie).
Pixel largest(std::span<const double> values, std::size_t columns);
/// The entries of a vector that are drawn: all, or the best eight of many, in rising order.
std::vector<std::size_t> shown_classes(const Look&);

// ---- The run -------------------------------------------------------------------------------------

LinearScopeSettings settings_of(const FigureInput&);
bool is_classifier(const FigureInput&);
/// A channel's series, or nothing if the run lacks it or nothing was recorded.
const Series* recorded(const FigureInput&, std::string_view channel);
/// PSNR of bicubic on the test images (upscale), as soon as it is known.
std::optional<double> bicubic_quality(const FigureInput&);
/// A scalar of the summary once the run has ended.
std::optional<double> scalar(const FigureInput&, std::string_view name);

/// One curve for each image under the scope, the chosen one bold, of a channel with one value each.
void add_image_traces(Panel&, const FigureInput&, std::string_view channel);

} // namespace etalon::linear_scope_figures_detail
