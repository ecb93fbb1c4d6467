// Names, colours, axes and small panels that the figures of linear-cnn share.
#pragma once

#include "core/experiments/drawing_parts.hpp"
#include "core/spectral/spectrum.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace etalon::linear_cnn_figures_detail {

inline constexpr double pale = 0.3; // opacity of overlays that do not hold

// ---- Names and colours --------------------------------------------------------------------------

Ink mode_ink(std::size_t mode, double opacity = 1);
Item mode_item(std::size_t mode); // counts from 1, as the name does
Item frequency_item(std::size_t bin);
std::string mode_name(std::size_t mode);                          // "mode 1"
std::string mode_number(std::size_t mode);                        // "1"
std::string frequency_name(const HalfSpectrum&, std::size_t bin); // "frequency 26", "(3, -2)"

// ---- Panels -------------------------------------------------------------------------------------

/// Values of an H × W image, first row at the top, on its own diverging scale.
Panel image_panel(std::span<const double> pixels, std::size_t height, std::size_t width,
                  std::string title, Ink title_ink, Item item = {});

/// A half-plane spectrum with wy = 0 in the middle; 0 where a bin is counted with its partner.
HeatMap half_plane(const HalfSpectrum&, const std::vector<double>& folded);

/// Row of a bin in `half_plane`.
std::size_t half_plane_row(const HalfSpectrum&, std::size_t bin);

/// A signal over its positions; on request scaled to length 1, to compare shapes.
enum class Length { own, unit };
Curve signal(std::span<const double> values, Length, Ink, std::string label);

/// An empty panel for signals of this many positions.
Panel signal_panel(std::string title, Ink, Item, std::size_t width);

/// Image or signal, as the grid is, in one ink.
Panel picture(const HalfSpectrum& grid, std::span<const double> pixels, const std::string& title,
              Ink, Item = {});

/// The index-th run of `size` values; empty if there are not that many.
std::span<const double> part(std::span<const double> values, std::size_t index, std::size_t size);

/// "The first 8 of 16 kernels are drawn.", or nothing if all are.
std::string shown_of(std::size_t shown, std::size_t all, const std::string& things);

} // namespace etalon::linear_cnn_figures_detail
