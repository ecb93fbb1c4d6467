// What is said of a run once it has ended: the scalars of run.json, and its message.
#include "core/experiments/linear_scope/linear_scope_simulation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

std::string LinearScopeSimulation::message() const
{
    if (has_diverged_)
        return "The loss is not finite any more after step " + std::to_string(step_)
            + ": choose a smaller learning_rate.";
    if (sample_ && sample_->is_dead())
        return "All units are closed: the output is 0 for every image under the scope.";
    return {};
}

Summary LinearScopeSimulation::summary(const Recording&) const
{
    Summary result;
    const auto add = [&](const char* name, double value) {
        result.emplace_back(name, std::isfinite(value) ? std::optional(value) : std::nullopt);
    };
    const auto mean = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0)
            / static_cast<double>(values.size());
    };
    if (is_trained()) {
        const auto& [train, test] = scores();
        add("train_loss", train.loss);
        add("test_loss", test.loss);
        add("train_quality", train.quality);
        add("test_quality", test.quality);
    }
    const auto worst = sample().worst();
    add("worst_identity", std::max(worst_[0], worst[0]));
    add("worst_adjoint", std::max(worst_[1], worst[1]));
    std::vector<double> shares, ranks, cosines;
    for (const LinearScopeImage& image : sample().images())
        shares.push_back(image.bias_share);
    add("bias_share", mean(shares));
    const auto& systems = sample().systems(channels_.kept(), false);
    for (const LinearScopeSystem& system : systems) {
        ranks.push_back(system.singular.effective_rank);
        cosines.push_back(system.bicubic_cosine);
    }
    if (channels_.effective_rank)
        add("effective_rank", mean(ranks));
    add("final_flips", mean(sample().flips(decisions_)));
    if (channels_.bicubic_quality)
        add("bicubic_quality", bicubic_quality_);
    if (channels_.bicubic_cosine)
        add("bicubic_cosine", mean(cosines));
    const bool has_stencil = settings_.task == "denoise" || settings_.task == "shift";
    if (is_trained() && has_stencil && channels_.effective_rank) {
        const ScopeStencilPeak peak = stencil_peak(systems, network_.input);
        add("stencil_peak_x", static_cast<double>(peak.x));
        add("stencil_peak_y", static_cast<double>(peak.y));
        add("stencil_peak_value", peak.value);
    }
    return result;
}

} // namespace etalon
