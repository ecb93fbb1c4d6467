#include "core/experiments/resonator/resonator_targets.hpp"

#include "core/experiments/resonator/layer_file.hpp"
#include "core/experiments/resonator/target_file.hpp"
#include "core/lab/random.hpp"

#include <cmath>
#include <numbers>

namespace etalon {
namespace {

constexpr std::uint64_t target_stream = 3, noise_stream = 5;

void repeat_row(const std::vector<double>& row, ResonatorMatrix& matrix)
{
    matrix.rowwise() =
        Eigen::Map<const Eigen::RowVectorXd>(row.data(), static_cast<Eigen::Index>(row.size()));
}

/// σ √(−2 ln(1−u0)) cos 2πu1, a pair of numbers for each sample; not clipped.
void add_noise(double sigma, std::uint64_t seed, ResonatorMatrix& spectra)
{
    Random random(seed, noise_stream);
    for (double& value : spectra.reshaped<Eigen::RowMajor>()) {
        const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
        value += sigma * radius * std::cos(2 * std::numbers::pi * random.uniform());
    }
}

} // namespace

std::vector<double> synthetic_target(const ResonatorSettings& settings,
                                     const std::vector<double>& wavelengths)
{
    std::vector<double> values;
    for (const double wavelength : wavelengths) {
        const double offset = wavelength - settings.centre;
        double shape = 0;
        if (settings.target == "peak") {
            const double ratio = 2 * offset / settings.width;
            shape = 1 / (1 + ratio * ratio);
        } else {
            shape = 0.5
                * (std::tanh((offset + settings.width / 2) / settings.edge)
                   - std::tanh((offset - settings.width / 2) / settings.edge));
        }
        const double value = settings.floor + (1 - settings.floor) * shape;
        values.push_back(settings.target == "band-stop" ? 1 - value : value);
    }
    return values;
}

DesignTargets make_design_targets(const ResonatorModel& model, const ResonatorSettings& settings,
                                  std::uint64_t seed,
                                  const std::optional<std::filesystem::path>& data,
                                  std::vector<std::string>* warnings)
{
    const auto count = static_cast<std::size_t>(settings.targets);
    const auto rows = static_cast<Eigen::Index>(count);
    DesignTargets targets;
    if (settings.target == "spectra") {
        targets.designs = draw_designs(model, settings, seed, target_stream, count, "physical");
        targets.designs_known = true;
        targets.clean = spectra_of(model, targets.designs);
    } else {
        targets.designs =
            ResonatorMatrix::Zero(rows, static_cast<Eigen::Index>(model.design().size()));
        targets.clean.resize(rows, static_cast<Eigen::Index>(model.wavelengths().size()));
        if (settings.target == "csv") {
            const TargetFile file = read_target_file(*resonator_files(settings, data).target);
            TargetOnGrid wanted = target_on_grid(file, model.observable(), model.wavelengths());
            repeat_row(wanted.values, targets.clean);
            targets.weights = std::move(wanted.weights);
            if (warnings)
                warnings->insert(warnings->end(), file.warnings.begin(), file.warnings.end());
        } else {
            repeat_row(synthetic_target(settings, model.wavelengths()), targets.clean);
        }
    }
    targets.spectra = targets.clean;
    if (settings.target_noise > 0)
        add_noise(settings.target_noise, seed, targets.spectra);
    return targets;
}

} // namespace etalon
