#include "core/experiments/resonator/resonator_model.hpp"

#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/coupled_mode.hpp"
#include "core/experiments/resonator/layered_model.hpp"
#include "core/lab/error.hpp"
#include "core/lab/parameter.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

std::vector<double> grid_of(const ResonatorSettings& settings)
{
    if (!(settings.lambda_min > 0 && settings.lambda_min < settings.lambda_max))
        throw UsageError("lambda_min=" + to_text(settings.lambda_min)
                         + " must be positive and less than lambda_max="
                         + to_text(settings.lambda_max) + ".");
    if (settings.wavelengths < 2)
        throw UsageError("wavelengths=" + std::to_string(settings.wavelengths)
                         + " is out of range (16 to 4096).");
    const auto size = static_cast<std::size_t>(settings.wavelengths);
    std::vector<double> grid(size);
    const double step = (settings.lambda_max - settings.lambda_min) / static_cast<double>(size - 1);
    for (std::size_t i = 0; i < size; ++i)
        grid[i] = settings.lambda_min + static_cast<double>(i) * step;
    grid.back() = settings.lambda_max;
    return grid;
}

/// A model given by a formula: its parameters, and no layers to list.
class FormulaModel : public ResonatorModel {
public:
    FormulaModel(std::vector<DesignParameter> design, std::vector<std::size_t> scan_order,
                 Observable observable, std::vector<double> wavelengths)
        : design_(std::move(design))
        , scan_order_(std::move(scan_order))
        , observable_(observable)
        , wavelengths_(std::move(wavelengths))
    {
    }

    const std::vector<DesignParameter>& design() const override { return design_; }
    Observable observable() const override { return observable_; }
    const std::vector<double>& wavelengths() const override { return wavelengths_; }
    const std::vector<std::size_t>& scan_order() const override { return scan_order_; }

protected:
    double physical_at(std::span<const double> x, std::size_t parameter) const
    {
        const DesignParameter& range = design_[parameter];
        return range.low + (range.high - range.low) * (x[parameter] + 1) / 2;
    }

    /// From 1/unit to 1/x.
    void scale_rows(std::span<double> derivatives) const
    {
        const std::size_t size = wavelengths_.size();
        for (std::size_t row = 0; row < design_.size(); ++row)
            for (double& value : derivatives.subspan(row * size, size))
                value *= (design_[row].high - design_[row].low) / 2;
    }

private:
    std::vector<DesignParameter> design_;
    std::vector<std::size_t> scan_order_;
    Observable observable_;
    std::vector<double> wavelengths_;
};

/// R = 1 − T or T = 1 − R: neither formula knows absorption.
void fill_rest(std::span<const double> values, std::span<double> rest)
{
    std::ranges::transform(values, rest.begin(), [](double value) { return 1 - value; });
}

class AiryModel : public FormulaModel {
public:
    explicit AiryModel(const std::vector<double>& wavelengths)
        : FormulaModel({{"F", "Finesse coefficient", "1", 0, 24},
                        {"delta0", "Round-trip phase scale", "nm", 500, 44000}},
                       {1}, Observable::transmission, wavelengths)
        , airy_(wavelengths)
    {
    }

    std::unique_ptr<Worker> worker() const override;
    std::optional<LayerStack> layers(std::span<const double>) const override
    {
        return std::nullopt;
    }

    void spectrum(std::span<const double> x, std::span<double> values) const
    {
        airy_.spectrum(physical_at(x, 0), physical_at(x, 1), values);
    }
    void jacobian(std::span<const double> x, std::span<double> values,
                  std::span<double> derivatives) const
    {
        const std::size_t size = values.size();
        airy_.gradient(physical_at(x, 0), physical_at(x, 1), values, derivatives.first(size),
                       derivatives.subspan(size, size));
        scale_rows(derivatives);
    }

private:
    AirySpectrum airy_;
};

class CoupledModeModel : public FormulaModel {
public:
    explicit CoupledModeModel(std::vector<double> wavelengths)
        : FormulaModel({{"n_mean", "Mean index", "1", 1.1, 3.5},
                        {"n_contrast", "Index contrast", "1", 0.1, 2.5},
                        {"period", "Period", "nm", 50, 400},
                        {"pairs", "Pairs", "1", 3, 9}},
                       {2, 0, 1, 3}, Observable::reflection, std::move(wavelengths))
    {
    }

    std::unique_ptr<Worker> worker() const override;

    /// Halves of a period in turn, higher index first, cut where the design's pairs end; within the
    /// mean index. Nothing where the lower index would not be positive.
    std::optional<LayerStack> layers(std::span<const double> x) const override
    {
        const CoupledModeDesign design = design_of(x);
        const double higher = design.n_mean + design.n_contrast / 2;
        const double lower = design.n_mean - design.n_contrast / 2;
        if (!(lower > 0))
            return std::nullopt;
        LayerStack stack;
        stack.indices.push_back({{design.n_mean}});
        double rest = design.pairs * design.period;
        for (bool high = true; rest > 1e-9 * design.period; high = !high) {
            stack.indices.push_back({{high ? higher : lower}});
            stack.thicknesses.push_back(std::min(rest, design.period / 2));
            rest -= design.period / 2;
        }
        stack.indices.push_back({{design.n_mean}});
        return stack;
    }

    void spectrum(std::span<const double> x, std::span<double> values) const
    {
        coupled_mode_reflection(design_of(x), wavelengths(), values);
    }
    void jacobian(std::span<const double> x, std::span<double> values,
                  std::span<double> derivatives) const
    {
        coupled_mode_gradient(design_of(x), wavelengths(), values, derivatives);
        scale_rows(derivatives);
    }

private:
    CoupledModeDesign design_of(std::span<const double> x) const
    {
        return {physical_at(x, 0), physical_at(x, 1), physical_at(x, 2), physical_at(x, 3)};
    }
};

template <class Model>
class FormulaWorker : public ResonatorModel::Worker {
public:
    explicit FormulaWorker(const Model& model)
        : model_(model)
    {
    }

    void spectrum(std::span<const double> x, std::span<double> values) override
    {
        model_.spectrum(x, values);
    }
    void jacobian(std::span<const double> x, std::span<double> values,
                  std::span<double> derivatives) override
    {
        model_.jacobian(x, values, derivatives);
    }
    void all(std::span<const double> x, std::span<double> reflection,
             std::span<double> transmission) override
    {
        const bool reflects = model_.observable() == Observable::reflection;
        model_.spectrum(x, reflects ? reflection : transmission);
        fill_rest(reflects ? reflection : transmission, reflects ? transmission : reflection);
    }

private:
    const Model& model_;
};

std::unique_ptr<ResonatorModel::Worker> AiryModel::worker() const
{
    return std::make_unique<FormulaWorker<AiryModel>>(*this);
}

std::unique_ptr<ResonatorModel::Worker> CoupledModeModel::worker() const
{
    return std::make_unique<FormulaWorker<CoupledModeModel>>(*this);
}

/// The largest and the smallest design: what neither of them meets, no design does.
void refuse_what_has_no_answer(const ResonatorModel& model)
{
    const auto worker = model.worker();
    std::vector<double> values(model.wavelengths().size());
    try {
        for (const double x : {1.0, -1.0})
            worker->spectrum(std::vector<double>(model.design().size(), x), values);
    } catch (const Error& error) {
        throw UsageError(error.what());
    }
}

} // namespace

std::vector<double> ResonatorModel::physical(std::span<const double> x) const
{
    std::vector<double> q(x.size());
    for (std::size_t i = 0; i < q.size(); ++i)
        q[i] = design()[i].low + (design()[i].high - design()[i].low) * (x[i] + 1) / 2;
    return q;
}

std::vector<double> ResonatorModel::normalised(std::span<const double> q) const
{
    std::vector<double> x(q.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double width = design()[i].high - design()[i].low;
        x[i] = width > 0 ? 2 * (q[i] - design()[i].low) / width - 1 : 0; // a layer of no thickness
    }
    return x;
}

std::unique_ptr<ResonatorModel>
make_resonator_model(const ResonatorSettings& settings,
                     const std::optional<std::filesystem::path>& data, const KnownMedia& known)
{
    std::vector<double> wavelengths = grid_of(settings);
    if (settings.structure == "airy")
        return std::make_unique<AiryModel>(wavelengths);
    if (settings.structure == "bragg-cmt")
        return std::make_unique<CoupledModeModel>(std::move(wavelengths));
    auto model = make_layered_model(stack_layout(settings, data, wavelengths, known), wavelengths);
    refuse_what_has_no_answer(*model);
    return model;
}

} // namespace etalon
