// Mini-batches, orders of epochs, learning-rate schedule: one training step of the surrogate.
#pragma once

#include "core/experiments/resonator/adam.hpp"
#include "core/experiments/resonator/surrogate.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// Section 2.7: the rate of the step that follows `step` updates.
double surrogate_rate(const ResonatorSettings&, std::int64_t step);

/// The permutation of the training designs in an epoch, stream 1000 + epoch.
std::vector<std::size_t> epoch_order(std::uint64_t seed, std::int64_t epoch, std::size_t designs);

/// A row of spectra for each of `count` designs from number `first` on. Asked for in blocks: all
/// spectra at once would stand in memory twice.
using SpectraOfRows = std::function<ResonatorMatrix(std::size_t first, std::size_t count)>;

/// The weights, Adam's moments and the place in the order. Spectra of all training designs are kept;
/// features are made anew for each batch: a tenth of a step's work, against ten megabytes.
class SurrogateTraining {
public:
    /// batch_size must not exceed the number of designs.
    SurrogateTraining(const SurrogateShape&, const SurrogateWeights&,
                      const ResonatorMatrix& designs, const SpectraOfRows&,
                      const ResonatorSettings&, std::uint64_t seed);
    /// Spectra: a row for each design.
    SurrogateTraining(const SurrogateShape&, const SurrogateWeights&,
                      const ResonatorMatrix& designs, const ResonatorMatrix& spectra,
                      const ResonatorSettings&, std::uint64_t seed);

    SurrogateTraining(SurrogateTraining&&) noexcept = default;
    SurrogateTraining& operator=(SurrogateTraining&&) noexcept = default;

    std::int64_t step() const { return step_; } // updates made

    /// Of the batch that the next update is made of.
    double batch_loss();

    /// One update. False, and nothing has changed: the next batch's loss would not be finite, or
    /// above 1e6; `rejected_loss` is that loss.
    bool advance(double rate);
    double rejected_loss() const { return rejected_loss_; }

    const SurrogateShape& shape() const { return shape_; }
    SurrogateWeights weights() const { return net_.unpack(net_.parameters()); }
    SurrogateWeights first_moment() const { return net_.unpack(adam_.first_moment()); }
    SurrogateWeights second_moment() const { return net_.unpack(adam_.second_moment()); }
    void restore(std::int64_t step, const SurrogateWeights&, const SurrogateWeights& first_moment,
                 const SurrogateWeights& second_moment);

    /// Most of the memory of a run: not needed once the last step is made. Without samples neither
    /// an update nor a new batch's loss can be had, until the same ones are taken again.
    void drop_samples();
    void take_samples(const ResonatorMatrix& designs, const SpectraOfRows&);
    bool has_samples() const { return !spectra_.empty(); }

private:
    struct Past {
        DenseArray parameters, first_moment, second_moment;
    };
    void gather();
    double forward(); // the loss, and its derivatives into delta_
    void undo();

    SurrogateShape shape_;
    std::uint64_t seed_;
    DenseNet net_;
    Adam adam_;
    std::size_t designs_, batch_;
    ResonatorMatrix samples_{}; // all designs
    DenseArray spectra_{};      // of all designs, padded rows
    std::vector<std::size_t> order_;
    std::int64_t epoch_ = -1, step_ = 0;
    std::span<const std::size_t> batch_designs_; // a part of order_
    DenseArray inputs_, delta_;                  // of the batch
    DenseArray gradient_;
    std::optional<double> loss_{}; // of the batch that is in the network's buffers
    Past past_{};                  // before the last update
    double rejected_loss_ = 0;
};

} // namespace etalon
