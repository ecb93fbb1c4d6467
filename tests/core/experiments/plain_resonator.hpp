// A Fabry-Pérot resonator in a few lines, and small searches on it: no code shared with the models.
#pragma once

#include "core/experiments/resonator/inverse_design.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace etalon::test {

/// T = 1/(1 + F sin²(δ0/2λ)), F in 0 … 24, δ0 in 500 … 44000.
class PlainAiry final : public ResonatorModel {
public:
    explicit PlainAiry(std::size_t wavelengths, double path_low = 500, double path_high = 44000)
        : wavelengths_(wavelengths)
    {
        design_[1].low = path_low;
        design_[1].high = path_high;
        for (std::size_t i = 0; i < wavelengths; ++i)
            wavelengths_[i] =
                400 + 398.0 * static_cast<double>(i) / static_cast<double>(wavelengths - 1);
    }

    const std::vector<DesignParameter>& design() const override { return design_; }
    Observable observable() const override { return Observable::transmission; }
    const std::vector<double>& wavelengths() const override { return wavelengths_; }
    const std::vector<std::size_t>& scan_order() const override { return scan_order_; }
    std::unique_ptr<Worker> worker() const override
    {
        return std::make_unique<Plain>(wavelengths_, design_[1]);
    }
    std::optional<LayerStack> layers(std::span<const double>) const override { return {}; }

private:
    struct Plain final : Worker {
        Plain(const std::vector<double>& wavelengths, const DesignParameter& path_box)
            : lambda(wavelengths)
            , start(path_box.low)
            , half((path_box.high - path_box.low) / 2)
        {
        }
        void spectrum(std::span<const double> x, std::span<double> values) override
        {
            for (std::size_t i = 0; i < lambda.size(); ++i)
                values[i] = transmission(x, lambda[i]);
        }
        void jacobian(std::span<const double> x, std::span<double> values,
                      std::span<double> derivatives) override
        {
            spectrum(x, values);
            for (std::size_t i = 0; i < lambda.size(); ++i) {
                const double a = path(x) / (2 * lambda[i]), t = values[i];
                derivatives[i] = -12 * t * t * std::sin(a) * std::sin(a);
                derivatives[lambda.size() + i] =
                    -half * t * t * finesse(x) * std::sin(2 * a) / (2 * lambda[i]);
            }
        }
        void all(std::span<const double> x, std::span<double> reflection,
                 std::span<double> transmitted) override
        {
            spectrum(x, transmitted);
            for (std::size_t i = 0; i < lambda.size(); ++i)
                reflection[i] = 1 - transmitted[i];
        }
        static double finesse(std::span<const double> x) { return 12 * (x[0] + 1); }
        double path(std::span<const double> x) const { return start + half * (x[1] + 1); }
        double transmission(std::span<const double> x, double wavelength) const
        {
            const double sine = std::sin(path(x) / (2 * wavelength));
            return 1 / (1 + finesse(x) * sine * sine);
        }
        std::vector<double> lambda;
        double start, half;
    };

    std::vector<DesignParameter> design_{{"F", "Finesse coefficient", "1", 0, 24},
                                         {"delta0", "Phase scale", "nm", 500, 44000}};
    std::vector<std::size_t> scan_order_{1};
    std::vector<double> wavelengths_;
};

inline ResonatorMatrix spectra_by(const ResonatorModel& model, const ResonatorMatrix& designs)
{
    const auto m = model.wavelengths().size();
    ResonatorMatrix spectra(designs.rows(), static_cast<Eigen::Index>(m));
    const auto worker = model.worker();
    const auto d = static_cast<std::size_t>(designs.cols());
    for (Eigen::Index row = 0; row < designs.rows(); ++row)
        worker->spectrum({designs.row(row).data(), d}, {spectra.row(row).data(), m});
    return spectra;
}

/// Never gives up.
inline bool go_on(double, const std::string&)
{
    return true;
}

/// The seed of `SmallSearch::run`.
inline constexpr std::uint64_t search_seed = 7;

/// Targets whose designs are known, on 64 wavelengths.
struct SmallSearch {
    explicit SmallSearch(const ResonatorMatrix& designs)
    {
        settings.wavelengths = 64;
        settings.targets = designs.rows();
        settings.starts = 3;
        settings.design_iterations = 30;
        settings.reinit_every = 10;
        settings.grid_points = 4;
        settings.global_evaluations = 400;
        settings.hidden_width = 12;
        settings.feature_bands = 2;
        targets.spectra = targets.clean = spectra_by(model, designs);
        targets.designs = designs;
        targets.designs_known = true;
    }

    MethodResult run(const std::string& method, std::size_t threads = 1) const
    {
        const DesignProblem problem{model, settings, targets, search_seed, threads};
        const SurrogateShape shape = surrogate_shape(settings, 2);
        const Surrogate surrogate(shape, draw_surrogate(shape, search_seed));
        return *run_design_method(method, problem, &surrogate, go_on);
    }

    PlainAiry model{64};
    ResonatorSettings settings{};
    DesignTargets targets{};
};

/// Six designs spread over the box.
inline SmallSearch small_search()
{
    ResonatorMatrix designs(6, 2);
    designs << -0.7, 0.31, 0.4, -0.62, -0.15, 0.05, 0.9, 0.77, -0.92, -0.4, 0.1, 0.55;
    return SmallSearch(designs);
}

inline double plain_error(const SmallSearch& search, std::span<const double> x, Eigen::Index target)
{
    const auto m = search.model.wavelengths().size();
    std::vector<double> y(m);
    search.model.worker()->spectrum(x, y);
    double sum = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const double error = y[i] - search.targets.spectra(target, static_cast<Eigen::Index>(i));
        sum += (search.targets.weights.empty() ? 1 : search.targets.weights[i]) * error * error;
    }
    return sum / static_cast<double>(m);
}

/// Adam on x by central differences of the error: slow, but shares nothing with the methods.
inline std::vector<double> plain_descent(const SmallSearch& search, std::vector<double> x,
                                         Eigen::Index target)
{
    std::vector<double> best, m(x.size(), 0.0), v(x.size(), 0.0), slope(x.size(), 0.0);
    const auto n = static_cast<int>(search.settings.design_iterations);
    for (int k = 0; k <= n; ++k) {
        const double error = plain_error(search, x, target);
        best.push_back(best.empty() ? error : std::min(best.back(), error));
        const double rate =
            search.settings.design_rate * (1 + std::cos(std::numbers::pi * k / n)) / 2;
        for (std::size_t i = 0; i < x.size(); ++i) {
            auto right = x, left = x;
            right[i] += 1e-6;
            left[i] -= 1e-6;
            slope[i] =
                (plain_error(search, right, target) - plain_error(search, left, target)) / 2e-6;
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            m[i] = 0.9 * m[i] + 0.1 * slope[i];
            v[i] = 0.999 * v[i] + 0.001 * slope[i] * slope[i];
            x[i] -= rate * (m[i] / (1 - std::pow(0.9, k + 1)))
                / (std::sqrt(v[i] / (1 - std::pow(0.999, k + 1))) + 1e-8);
            x[i] = std::clamp(x[i], -1.0, 1.0);
        }
    }
    return best;
}

inline bool same_result(const MethodResult& a, const MethodResult& b)
{
    return a.best == b.best && a.found == b.found && a.evaluations == b.evaluations
        && a.path == b.path;
}

} // namespace etalon::test
