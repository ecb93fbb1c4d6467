#include "core/experiments/resonator/resonator_landscape_study.hpp"

#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"

#include <cmath>

namespace etalon {
namespace {

constexpr std::size_t coarse_side = 31;

const char* recorded_name(LandscapeKind kind)
{
    return kind == LandscapeKind::fourier ? "landscape_fourier" : "landscape_signal";
}

/// Names an objective: kind and target. Not the weights: while the network learns, its landscape of
/// a moment ago is shown until there is a newer one.
std::string landscape_name(const FigureInput& input, LandscapeKind kind)
{
    const auto targets = input.tensor("target_spectra");
    double sum = 0;
    for (std::size_t i = 0; i < targets.size() && i < 4096; ++i)
        sum += targets[i];
    return "landscape " + std::to_string(static_cast<int>(kind)) + " " + to_text(sum);
}

bool is_recorded(const FigureInput& input, LandscapeKind kind)
{
    return kind != LandscapeKind::network && resonator_series(input, recorded_name(kind));
}

/// The network's descents are worth their time once it holds still.
bool wants_network_descent(const FigureInput& input)
{
    return input.ended || landscape_kind(input) == LandscapeKind::network;
}

Tensor tensor_of(const std::string& name, const ResonatorMatrix& matrix)
{
    return {
        .name = name,
        .shape = {static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols())},
        .values = std::vector<double>(matrix.data(), matrix.data() + matrix.size())};
}

/// Values of a source's spectra, with the Fourier part instead where asked for.
std::vector<double> objectives(const DesignProblem& problem, DesignSource& source,
                               const ResonatorMatrix& designs, bool fourier)
{
    ResonatorMatrix spectra;
    source.spectra(designs, spectra);
    const auto wanted = row_of(problem.targets.spectra, 0);
    const auto rows = static_cast<std::size_t>(designs.rows());
    std::vector<double> values;
    if (!fourier) {
        for (std::size_t row = 0; row < rows; ++row)
            values.push_back(
                mean_squared_error(row_of(spectra, row), wanted, problem.targets.weights));
        return values;
    }
    DesignObjective objective(problem.model.wavelengths().size(),
                              static_cast<std::size_t>(problem.settings.fourier_bins),
                              problem.targets.weights);
    for (std::size_t row = 0; row < rows; ++row)
        values.push_back(objective.fourier_part(row_of(spectra, row), wanted));
    return values;
}

ResonatorMatrix coarse_landscape(const DesignProblem& problem, DesignSource& source, bool fourier)
{
    const auto axis = equal_points(-1, 1, coarse_side);
    ResonatorMatrix designs = make_rows(coarse_side * coarse_side, problem.model.design().size());
    for (std::size_t i = 0; i < coarse_side; ++i)
        for (std::size_t j = 0; j < coarse_side; ++j) {
            row_of(designs, i * coarse_side + j)[0] = axis[i];
            row_of(designs, i * coarse_side + j)[1] = axis[j];
        }
    const auto values = objectives(problem, source, designs, fourier);
    return Eigen::Map<const ResonatorMatrix>(values.data(), coarse_side, coarse_side);
}

ResonatorMatrix descent_from(const DesignProblem& problem, DesignSource& source,
                             const std::vector<double>& start)
{
    ResonatorMatrix x = make_rows(1, start.size());
    std::copy(start.begin(), start.end(), x.data());
    const StopFlag stop = false;
    const DescentTrace trace = descend(source, problem.settings, std::move(x), 0, 1, {}, stop);
    ResonatorMatrix path = make_rows(trace.path.size(), start.size());
    for (std::size_t k = 0; k < trace.path.size(); ++k)
        path.row(static_cast<Eigen::Index>(k)) = trace.path[k].row(0);
    return path;
}

bool has_targets(const DesignTargets& targets, const ResonatorModel& model)
{
    return targets.spectra.rows() > 0
        && targets.spectra.cols() == static_cast<Eigen::Index>(model.wavelengths().size());
}

} // namespace

LandscapeKind landscape_kind(const FigureInput& input)
{
    const std::string chosen = resonator_choice(input, "objective");
    return chosen == "Fourier" ? LandscapeKind::fourier
        : chosen == "network"  ? LandscapeKind::network
                               : LandscapeKind::exact;
}

ShownLandscape shown_landscape(const FigureInput& input, LandscapeKind kind)
{
    if (is_recorded(input, kind))
        return {landscape_side, copied(newest_resonator_sample(input, recorded_name(kind)))};
    if (const Tensor* studied = input.studied(landscape_name(input, kind)))
        return {studied->shape.front(), std::get<std::vector<double>>(studied->values)};
    return {};
}

LandscapeSection landscape_section(const FigureInput& input, const Explorer& explorer,
                                   const DesignTargets& targets)
{
    const ResonatorModel& model = *explorer.model;
    if (!has_targets(targets, model))
        return {};
    const ResonatorSettings settings = resonator_settings_of(input);
    const DesignProblem problem{model, settings, targets, input.seed, 1};
    const std::size_t along = tuning_coordinate(model);
    const DesignParameter& parameter = model.design()[along];
    // A valley of the airy box is a twelfth of it, of stacks far wider; these cost more.
    const bool light = settings.structure == "airy" || settings.structure == "slab";
    const auto axis = equal_points(-1, 1, light ? 301 : 121);
    ResonatorMatrix designs = make_rows(axis.size(), explorer.x.size());
    LandscapeSection section;
    for (std::size_t i = 0; i < axis.size(); ++i) {
        std::copy(explorer.x.begin(), explorer.x.end(), row_of(designs, i).data());
        row_of(designs, i)[along] = axis[i];
        section.quantity.push_back(parameter.low
                                   + (parameter.high - parameter.low) * (axis[i] + 1) / 2);
    }
    const auto exact = exact_source(problem);
    section.exact = objectives(problem, *exact, designs, false);
    if (landscape_kind(input) == LandscapeKind::fourier)
        section.fourier = objectives(problem, *exact, designs, true);
    if (const auto surrogate = shown_surrogate(input, model))
        section.network =
            objectives(problem, *surrogate_source(problem, *surrogate), designs, false);
    return section;
}

ResonatorMatrix studied_descent(const FigureInput& input, const std::string& name,
                                std::size_t parameters)
{
    const Tensor* tensor = input.studied(name);
    if (!tensor || tensor->shape.size() != 2 || tensor->shape[1] != parameters)
        return {};
    const auto& values = std::get<std::vector<double>>(tensor->values);
    return Eigen::Map<const ResonatorMatrix>(values.data(),
                                             static_cast<Eigen::Index>(tensor->shape[0]),
                                             static_cast<Eigen::Index>(parameters));
}

std::string resonator_landscape_subject(const FigureInput& input)
{
    const auto explorer = explorer_of(input);
    if (!explorer || !has_targets(resonator_targets_of(input), *explorer->model))
        return {};
    const LandscapeKind kind = landscape_kind(input);
    std::string subject = landscape_name(input, kind);
    if (is_recorded(input, kind))
        subject += " recorded";
    if (wants_network_descent(input))
        subject += " " + shown_surrogate_name(input);
    for (const double x : explorer->x)
        subject += " " + to_text(x);
    return subject;
}

/// The descents and a coarse landscape first, then the whole landscape where it is not recorded.
void make_resonator_landscape(const FigureInput& input, const ShowStudy& show)
{
    const auto explorer = explorer_of(input);
    const DesignTargets targets = resonator_targets_of(input);
    if (!explorer || !has_targets(targets, *explorer->model))
        return;
    const ResonatorSettings settings = resonator_settings_of(input);
    const ResonatorModel& model = *explorer->model;
    const DesignProblem problem{model, settings, targets, input.seed, 0};
    const LandscapeKind kind = landscape_kind(input);
    const auto exact = exact_source(problem);
    std::vector<Tensor> found{
        tensor_of("exact descent", descent_from(problem, *exact, explorer->x))};
    const auto surrogate = shown_surrogate(input, model);
    const auto network = surrogate ? surrogate_source(problem, *surrogate) : nullptr;
    if (network && wants_network_descent(input))
        found.push_back(tensor_of("network descent", descent_from(problem, *network, explorer->x)));
    DesignSource* source = kind == LandscapeKind::network ? network.get() : exact.get();
    if (is_recorded(input, kind) || !source || model.design().size() < 2) {
        show(std::move(found), 1);
        return;
    }
    const bool fourier = kind == LandscapeKind::fourier;
    const std::string name = landscape_name(input, kind);
    found.push_back(tensor_of(name, coarse_landscape(problem, *source, fourier)));
    if (!show(found, 0.2))
        return;
    const Proceed proceed = [](double, const std::string&) { return true; };
    const auto whole = kind == LandscapeKind::network
        ? surrogate_landscape(problem, *surrogate, 0, proceed)
        : landscape_of(problem, 0, proceed);
    if (whole)
        found.back() = tensor_of(name, fourier ? whole->fourier : whole->signal);
    show(std::move(found), 1);
}

} // namespace etalon
