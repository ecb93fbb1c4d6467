// One function for each figure of linear-cnn; `linear_cnn_figures.cpp` names and describes them.
#pragma once

#include "core/lab/figure.hpp"

namespace etalon::linear_cnn_figures_detail {

Drawing draw_mode_strengths(const FigureInput&);
Drawing draw_loss(const FigureInput&);
Drawing draw_dominance(const FigureInput&);
Drawing draw_participation(const FigureInput&);
Drawing draw_dominant_frequency_spectra(const FigureInput&);
Drawing draw_kernel_spectrogram(const FigureInput&);
Drawing draw_drive_versus_growth(const FigureInput&);
Drawing draw_stage_times(const FigureInput&);
Drawing draw_kernels_and_maps(const FigureInput&);
Drawing draw_data_modes(const FigureInput&);
Drawing draw_conflict(const FigureInput&);
Drawing draw_bias_sweep(const FigureInput&);

} // namespace etalon::linear_cnn_figures_detail
