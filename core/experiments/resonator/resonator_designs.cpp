// Designs drawn at random, and the spectra of many designs (section 3).
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/design_threads.hpp"
#include "core/experiments/resonator/resonator_model.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <atomic>

namespace etalon {
namespace {

constexpr std::size_t designs_at_once = 64;

/// Slabs as light meets them: many of low finesse, few of high.
AiryDesign physical_design(const double (&u)[3])
{
    return airy_design_of(
        {.index = 1.05 + 2.45 * u[1], .thickness = 100 + 900 * u[2], .angle = -70 + 140 * u[0]});
}

} // namespace

ResonatorMatrix draw_designs(const ResonatorModel& model, const ResonatorSettings& settings,
                             std::uint64_t seed, std::uint64_t stream, std::size_t count,
                             const std::string& sampling)
{
    const std::size_t size = model.design().size();
    Random random(seed, stream);
    ResonatorMatrix designs(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(size));
    if (settings.structure != "airy") {
        for (double& x : designs.reshaped<Eigen::RowMajor>())
            x = 2 * random.uniform() - 1;
        return designs;
    }
    for (std::size_t row = 0; row < count; ++row) {
        double u[3];
        for (double& number : u)
            number = random.uniform();
        std::vector<double> q{
            model.design()[0].low + (model.design()[0].high - model.design()[0].low) * u[0],
            model.design()[1].low + (model.design()[1].high - model.design()[1].low) * u[1]};
        if (sampling == "physical" || (sampling == "mixed" && row % 2 == 0)) {
            const AiryDesign design = physical_design(u);
            q = {design.finesse, design.delta0};
        }
        const auto x = model.normalised(q);
        std::ranges::copy(x, designs.row(static_cast<Eigen::Index>(row)).begin());
    }
    return designs;
}

ResonatorMatrix spectra_of(const ResonatorModel& model, const ResonatorMatrix& designs)
{
    const auto count = static_cast<std::size_t>(designs.rows());
    const auto parameters = static_cast<std::size_t>(designs.cols());
    const std::size_t size = model.wavelengths().size();
    ResonatorMatrix spectra(designs.rows(), static_cast<Eigen::Index>(size));
    const auto fill = [&](ResonatorModel::Worker& worker, std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row)
            worker.spectrum({designs.data() + row * parameters, parameters},
                            {spectra.data() + row * size, size});
    };
    if (count <= designs_at_once) {
        fill(*model.worker(), 0, count);
        return spectra;
    }
    share_out((count + designs_at_once - 1) / designs_at_once, 0,
              [&]() -> PieceWork {
                  const std::shared_ptr<ResonatorModel::Worker> worker = model.worker();
                  return [&fill, count, worker](std::size_t piece, const StopFlag&) {
                      fill(*worker, piece * designs_at_once,
                           std::min((piece + 1) * designs_at_once, count));
                  };
              },
              [](double, const std::string&) { return true; }, "spectra");
    return spectra;
}

} // namespace etalon
