#include "core/experiments/resonator/layered_model.hpp"

#include <algorithm>

namespace etalon {
namespace {

void set_design(const StackLayout& layout, std::span<const double> x, LayerStack& stack)
{
    const auto physical = [&](std::size_t parameter) {
        const auto& [low, high] =
            std::pair(layout.design[parameter].low, layout.design[parameter].high);
        return low + (high - low) * (x[parameter] + 1) / 2;
    };
    for (std::size_t layer = 0; layer < stack.thicknesses.size(); ++layer) {
        if (const std::size_t row = layout.sets.thickness[layer]; row != LayerRows::none)
            stack.thicknesses[layer] = physical(row);
        if (const std::size_t row = layout.sets.index[layer]; row != LayerRows::none)
            for (Complex& value : stack.indices[layer + 1].values)
                value.real(physical(row));
    }
}

class LayeredModel : public ResonatorModel {
public:
    LayeredModel(StackLayout layout, std::vector<double> wavelengths)
        : layout_(std::move(layout))
        , wavelengths_(std::move(wavelengths))
    {
    }

    const std::vector<DesignParameter>& design() const override { return layout_.design; }
    Observable observable() const override { return layout_.observable; }
    const std::vector<double>& wavelengths() const override { return wavelengths_; }
    const std::vector<std::size_t>& scan_order() const override { return layout_.scan_order; }
    std::unique_ptr<Worker> worker() const override;

    std::optional<LayerStack> layers(std::span<const double> x) const override
    {
        LayerStack stack = layout_.stack;
        set_design(layout_, x, stack);
        return stack;
    }

private:
    StackLayout layout_;
    std::vector<double> wavelengths_;
};

class LayeredWorker : public ResonatorModel::Worker {
public:
    LayeredWorker(const StackLayout& layout, const std::vector<double>& wavelengths)
        : layout_(layout)
        , stack_(layout.stack)
        , solver_(wavelengths)
        , unwanted_(wavelengths.size())
    {
    }

    void spectrum(std::span<const double> x, std::span<double> values) override
    {
        if (layout_.observable == Observable::reflection)
            all(x, values, unwanted_);
        else
            all(x, unwanted_, values);
    }

    void jacobian(std::span<const double> x, std::span<double> values,
                  std::span<double> derivatives) override
    {
        set_design(layout_, x, stack_);
        solver_.jacobian(stack_, layout_.observable, layout_.sets, values, derivatives);
        const std::size_t size = values.size();
        for (std::size_t row = 0; row < layout_.design.size(); ++row) {
            const double scale = (layout_.design[row].high - layout_.design[row].low) / 2;
            for (double& value : derivatives.subspan(row * size, size))
                value *= scale;
        }
    }

    void all(std::span<const double> x, std::span<double> reflection,
             std::span<double> transmission) override
    {
        set_design(layout_, x, stack_);
        solver_.spectrum(stack_, reflection, transmission);
    }

private:
    const StackLayout& layout_;
    LayerStack stack_;
    StackSolver solver_;
    std::vector<double> unwanted_; // the observable that is not asked for
};

std::unique_ptr<ResonatorModel::Worker> LayeredModel::worker() const
{
    return std::make_unique<LayeredWorker>(layout_, wavelengths_);
}

} // namespace

std::unique_ptr<ResonatorModel> make_layered_model(StackLayout layout,
                                                   std::vector<double> wavelengths)
{
    return std::make_unique<LayeredModel>(std::move(layout), std::move(wavelengths));
}

} // namespace etalon
