#include "core/experiments/resonator/resonator_landscape_study.hpp"

#include "core/experiments/resonator/landscape.hpp"
#include "core/experiments/resonator/resonator_figures.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {
namespace {

constexpr std::size_t coarse_side = 31, section_points = 301;
constexpr const char *exact_section = "exact section", *network_section = "network section",
                     *exact_descent = "exact descent", *network_descent = "network descent";

const char* recorded_name(LandscapeKind kind)
{
    return kind == LandscapeKind::fourier ? "landscape_fourier" : "landscape_signal";
}

/// Tells targets apart.
double sum_of_targets(const FigureInput& input)
{
    const auto targets = input.tensor("target_spectra");
    return std::accumulate(targets.begin(),
                           targets.begin() + std::min<std::ptrdiff_t>(std::ssize(targets), 4096),
                           0.0);
}

/// Names an objective: kind and target. Not the weights: while the network learns, its landscape of
/// a moment ago is shown until there is a newer one.
std::string landscape_name(const FigureInput& input, LandscapeKind kind)
{
    return "landscape " + std::to_string(static_cast<int>(kind)) + " "
        + to_text(sum_of_targets(input));
}

bool is_recorded(const FigureInput& input, LandscapeKind kind)
{
    return kind != LandscapeKind::network && resonator_series(input, recorded_name(kind));
}

/// A part of the findings that does not depend on the network, and what it depends on instead: the
/// next study of the same run takes it over where that is the same.
struct Kept {
    std::string name;
    std::vector<double> origin; // start, targets, kind of objective
    std::string origin_name() const { return name + ", made for"; }

    const Tensor* find(const FigureInput& input) const
    {
        const Tensor* before = input.studied(origin_name());
        const bool is_same = before && std::get<std::vector<double>>(before->values) == origin;
        return is_same ? input.studied(name) : nullptr;
    }
    void add(std::vector<Tensor>& found, Tensor tensor) const
    {
        found.push_back(std::move(tensor));
        found.push_back({origin_name(), {origin.size()}, origin});
    }
};

Kept kept(const FigureInput& input, const Explorer& explorer, const char* name)
{
    std::vector<double> origin = explorer.x;
    origin.push_back(sum_of_targets(input));
    origin.push_back(landscape_kind(input) == LandscapeKind::fourier ? 1 : 0);
    return {name, std::move(origin)};
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

/// Designs along the tuning coordinate, the others as the explorer has them.
ResonatorMatrix section_designs(const Explorer& explorer)
{
    const std::size_t along = tuning_coordinate(*explorer.model);
    const auto axis = equal_points(-1, 1, section_points);
    ResonatorMatrix designs = make_rows(axis.size(), explorer.x.size());
    for (std::size_t i = 0; i < axis.size(); ++i) {
        std::copy(explorer.x.begin(), explorer.x.end(), row_of(designs, i).data());
        row_of(designs, i)[along] = axis[i];
    }
    return designs;
}

/// One row, or two: the squared error and the Fourier part where that is asked for.
Tensor exact_section_of(const DesignProblem& problem, DesignSource& source,
                        const ResonatorMatrix& designs, bool fourier)
{
    auto values = objectives(problem, source, designs, false);
    const std::size_t points = values.size(), rows = fourier ? 2 : 1;
    if (fourier)
        for (const double value : objectives(problem, source, designs, true))
            values.push_back(value);
    return {exact_section, {rows, points}, std::move(values)};
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

/// Section and descent on the exact model; found already if only the network is another.
void add_exact(std::vector<Tensor>& found, const FigureInput& input, const Explorer& explorer,
               const DesignProblem& problem, DesignSource& source)
{
    const auto add = [&](const char* name, auto&& make) {
        const Kept part = kept(input, explorer, name);
        const Tensor* before = part.find(input);
        part.add(found, before ? *before : make());
    };
    add(exact_section, [&] {
        return exact_section_of(problem, source, section_designs(explorer),
                                landscape_kind(input) == LandscapeKind::fourier);
    });
    add(exact_descent,
        [&] { return tensor_of(exact_descent, descent_from(problem, source, explorer.x)); });
}

void add_network(std::vector<Tensor>& found, const FigureInput& input, const Explorer& explorer,
                 const DesignProblem& problem, DesignSource& source)
{
    found.push_back({network_section,
                     {1, section_points},
                     objectives(problem, source, section_designs(explorer), false)});
    if (wants_network_descent(input))
        found.push_back(tensor_of(network_descent, descent_from(problem, source, explorer.x)));
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

LandscapeSection studied_section(const FigureInput& input, const Explorer& explorer)
{
    LandscapeSection section;
    const auto row = [&](const Tensor* tensor, std::size_t index) -> std::vector<double> {
        if (!tensor || tensor->shape.size() != 2 || index >= tensor->shape[0])
            return {};
        const std::span values(std::get<std::vector<double>>(tensor->values));
        return copied(values.subspan(index * tensor->shape[1], tensor->shape[1]));
    };
    const Tensor* exact = input.studied(exact_section);
    section.exact = row(exact, 0);
    if (landscape_kind(input) == LandscapeKind::fourier)
        section.fourier = row(exact, 1);
    section.network = row(input.studied(network_section), 0);
    const DesignParameter& parameter = explorer.model->design()[tuning_coordinate(*explorer.model)];
    if (!section.exact.empty())
        section.quantity = equal_points(parameter.low, parameter.high, section.exact.size());
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
    if (resonator_settings_of(input).steps > 0)
        subject += " " + shown_surrogate_name(input);
    for (const double x : explorer->x)
        subject += " " + to_text(x);
    return subject;
}

/// Sections and descents first, then a coarse landscape and the whole one where it is not recorded.
/// While the network learns, what is exact is kept.
void make_resonator_landscape(const FigureInput& input, const ShowStudy& show)
{
    const auto explorer = explorer_of(input);
    const DesignTargets targets = resonator_targets_of(input);
    if (!explorer || !has_targets(targets, *explorer->model))
        return;
    const ResonatorSettings settings = resonator_settings_of(input);
    const ResonatorModel& model = *explorer->model;
    const DesignProblem problem{model, settings, targets, input.seed, 0};
    const auto exact = exact_source(problem);
    const auto surrogate = shown_surrogate(input, model);
    const auto network = surrogate ? surrogate_source(problem, *surrogate) : nullptr;
    std::vector<Tensor> found;
    add_exact(found, input, *explorer, problem, *exact);
    if (network)
        add_network(found, input, *explorer, problem, *network);

    const LandscapeKind kind = landscape_kind(input);
    const bool of_network = kind == LandscapeKind::network;
    DesignSource* source = of_network ? network.get() : exact.get();
    const std::string name = landscape_name(input, kind);
    const Tensor* before = input.studied(name);
    const bool is_whole = before && before->shape.front() == landscape_side;
    const bool is_wanted = !is_recorded(input, kind) && source && model.design().size() > 1;
    if (is_wanted)
        found.push_back(
            is_whole ? *before
                     : tensor_of(
                         name, coarse_landscape(problem, *source, kind == LandscapeKind::fourier)));
    if (!is_wanted || (is_whole && !of_network)) {
        show(std::move(found), 1);
        return;
    }
    if (!show(found, 0.2))
        return;
    const Proceed proceed = [](double, const std::string&) { return true; };
    const auto whole = of_network ? surrogate_landscape(problem, *surrogate, 0, proceed)
                                  : landscape_of(problem, 0, proceed);
    if (whole)
        found.back() =
            tensor_of(name, kind == LandscapeKind::fourier ? whole->fourier : whole->signal);
    show(std::move(found), 1);
}

} // namespace etalon
