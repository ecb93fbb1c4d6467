#include "core/experiments/resonator/stack_media.hpp"

#include "core/lab/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace etalon {
namespace {

template <class Number>
inline constexpr bool is_real = std::is_same_v<Number, double>;

/// How far back an equal medium or interface is looked for: mirrors repeat at once, and a stack of
/// a thousand different layers should not be searched all over for each.
constexpr std::size_t search_depth = 8;

double s0_of(const LayerStack& stack)
{
    return std::sin(stack.angle * (std::numbers::pi / 180));
}

/// κ² of a medium of index n where n_0 sin θ is `lateral`; an index right at the critical angle,
/// where ρ would be 0/0, moves by 1e-9 of itself.
template <class Number>
Number squared_wave_number(Number& index, double lateral)
{
    const Number square = index * index - lateral * lateral;
    if (square != Number(0))
        return square;
    index *= 1 + 1e-9;
    return index * index - lateral * lateral;
}

double root(double square)
{
    return std::sqrt(square);
}

/// The root with Im κ > 0, or Im κ = 0 and Re κ ≥ 0.
Complex root(const Complex& square)
{
    if (square.imag() == 0)
        return square.real() >= 0 ? Complex(std::sqrt(square.real()), 0)
                                  : Complex(0, std::sqrt(-square.real()));
    const Complex value = std::sqrt(square);
    return value.imag() >= 0 ? value : -value;
}

Complex square_over(const Complex& index, const Complex& kappa)
{
    if (index.imag() == 0 && kappa.real() == 0) // keeps Re y = 0 exact: no power flows
        return {0, -index.real() * index.real() / kappa.imag()};
    return index * index / kappa;
}
double square_over(double index, double kappa)
{
    return index * index / kappa;
}

std::string text_of(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

std::string name_of_layer(std::size_t layer, std::size_t layers)
{
    if (layer == 0)
        return "the incident medium";
    if (layer + 1 == layers)
        return "the exit medium";
    return "layer " + std::to_string(layer);
}

} // namespace

/// Index, κ, tangential admittance y and its derivative dy/dn, one value or one per wavelength.
template <class Number>
struct StackMedia::Medium {
    std::vector<Number> index{}, kappa{}, admittance{}, slope{};
    bool varies() const { return index.size() > 1; }
    std::size_t at(std::size_t wavelength) const { return varies() ? wavelength : 0; }
};

void StackMedia::prepare(const LayerStack& stack)
{
    if (stack.angle == angle_ && stack.polarisation == polarisation_ && stack.indices == indices_)
        return;
    check(stack);
    angle_ = -1; // nothing is prepared if what follows fails
    find_media(stack);
    coefficients_.clear();
    real_ = all_real(stack);
    if (real_)
        fill<double>(stack);
    else
        fill<Complex>(stack);
    indices_ = stack.indices;
    angle_ = stack.angle;
    polarisation_ = stack.polarisation;
}

void StackMedia::check(const LayerStack& stack) const
{
    const std::size_t layers = stack.indices.size();
    if (layers < 2)
        throw Error("A stack needs an incident and an exit medium, found " + std::to_string(layers)
                    + ".");
    if (!(stack.angle >= 0 && stack.angle < 90))
        throw Error("The angle of incidence is " + text_of(stack.angle)
                    + " degrees; expected 0 or more and less than 90 (at grazing incidence no "
                      "power enters).");
    for (std::size_t layer = 0; layer < layers; ++layer) {
        const auto& values = stack.indices[layer].values;
        const auto complain = [&](const std::string& what) {
            throw Error("The index of " + name_of_layer(layer, layers) + " " + what);
        };
        if (values.size() != 1 && values.size() != wavelengths_)
            complain("has " + std::to_string(values.size()) + " values; expected 1 or "
                     + std::to_string(wavelengths_) + ".");
        for (const Complex& value : values) {
            if (!(value.real() > 0 && std::isfinite(value.real())))
                complain("has the real part " + text_of(value.real())
                         + "; expected a positive number.");
            if (!(value.imag() >= 0 && std::isfinite(value.imag())))
                complain("has the extinction " + text_of(value.imag())
                         + "; it must not be negative (exp(-iωt) convention).");
            if (layer == 0 && value.imag() != 0)
                complain("is complex; light can only be sent in from a medium that does not "
                         "absorb: set its extinction to 0.");
        }
    }
}

void StackMedia::find_media(const LayerStack& stack)
{
    medium_of_layer_.clear();
    std::vector<std::size_t> first_layer; // of each medium
    for (std::size_t layer = 0; layer < stack.indices.size(); ++layer) {
        std::size_t medium = first_layer.size();
        const std::size_t oldest = medium > search_depth ? medium - search_depth : 0;
        for (std::size_t other = oldest; other < first_layer.size(); ++other)
            if (stack.indices[first_layer[other]] == stack.indices[layer])
                medium = other;
        if (medium == first_layer.size())
            first_layer.push_back(layer);
        medium_of_layer_.push_back(medium);
    }
}

bool StackMedia::all_real(const LayerStack& stack) const
{
    const double s0 = s0_of(stack);
    std::size_t medium = 0;
    for (std::size_t layer = 0; layer < stack.indices.size(); ++layer) {
        if (medium_of_layer_[layer] != medium)
            continue; // looked at before
        ++medium;
        const bool constant = stack.indices[layer].constant() && stack.indices[0].constant();
        for (std::size_t i = 0; i < (constant ? 1 : wavelengths_); ++i) {
            const Complex index = stack.indices[layer].at(i);
            const double lateral = stack.indices[0].at(i).real() * s0;
            if (index.imag() != 0 || index.real() * index.real() < lateral * lateral)
                return false;
        }
    }
    return true;
}

template <class Number>
std::vector<StackMedia::Medium<Number>> StackMedia::media(const LayerStack& stack)
{
    const double s0 = s0_of(stack);
    std::vector<Medium<Number>> result;
    largest_.clear();
    for (std::size_t layer = 0; layer < stack.indices.size(); ++layer) {
        if (medium_of_layer_[layer] < result.size())
            continue;
        const bool constant =
            stack.indices[layer].constant() && (stack.indices[0].constant() || s0 == 0);
        Medium<Number> medium;
        double largest = 0;
        for (std::size_t i = 0; i < (constant ? 1 : wavelengths_); ++i) {
            const double lateral = stack.indices[0].at(i).real() * s0;
            Number index{};
            if constexpr (is_real<Number>)
                index = stack.indices[layer].at(i).real();
            else
                index = stack.indices[layer].at(i);
            const Number kappa = root(squared_wave_number(index, lateral));
            if (layer == 0 && kappa == Number(0))
                throw Error("The angle of incidence is grazing: no power enters the stack.");
            medium.index.push_back(index);
            medium.kappa.push_back(kappa);
            if (stack.polarisation == Polarisation::s) {
                medium.admittance.push_back(kappa);
                medium.slope.push_back(index / kappa);
            } else {
                const Number admittance = square_over(index, kappa);
                medium.admittance.push_back(admittance);
                medium.slope.push_back(2.0 * index / kappa - index * admittance / (kappa * kappa));
            }
            largest = std::max(largest, std::abs(std::real(kappa)));
        }
        largest_.push_back(largest);
        result.push_back(std::move(medium));
    }
    return result;
}

Record StackMedia::reserve(bool varies, std::size_t quantities)
{
    const Record record{.offset = coefficients_.size(),
                        .extent = varies ? std::max(round_up(wavelengths_, lane), 2 * lane) : lane};
    coefficients_.resize(coefficients_.size() + record.extent * quantities);
    return record;
}

template <class Number>
void StackMedia::put(const Record& record, std::size_t quantity, std::size_t wavelength,
                     const Number& value)
{
    constexpr std::size_t parts = is_real<Number> ? 1 : 2;
    const std::array<double, 2> part{std::real(value), std::imag(value)};
    for (std::size_t k = 0; k < parts; ++k) {
        double* first =
            coefficients_.data() + record.offset + (quantity * parts + k) * record.extent;
        if (!record.varies())
            std::fill_n(first, lane, part[k]);
        else if (wavelength + 1 < wavelengths_)
            first[wavelength] = part[k];
        else // the last one also stands in the rest of its eight
            std::fill(first + wavelength, first + record.extent, part[k]);
    }
}

template <class Number>
void StackMedia::fill(const LayerStack& stack)
{
    constexpr std::size_t parts = is_real<Number> ? 1 : 2;
    const auto all = media<Number>(stack);

    std::vector<Record> medium_records;
    std::vector<bool> absorbs;
    for (const Medium<Number>& medium : all) {
        const Record record = reserve(medium.varies(), MediumField::count * parts);
        bool absorbing = false;
        for (std::size_t i = 0; i < medium.index.size(); ++i) {
            put(record, MediumField::wave_number, i, medium.kappa[i]);
            put(record, MediumField::slope, i, medium.index[i] / medium.kappa[i]);
            absorbing = absorbing || std::imag(medium.kappa[i]) != 0;
        }
        medium_records.push_back(record);
        absorbs.push_back(absorbing);
    }

    steps_.clear();
    const std::size_t interfaces = medium_of_layer_.size() - 1;
    for (std::size_t j = 0; j < interfaces; ++j) {
        const std::size_t above = medium_of_layer_[j], below = medium_of_layer_[j + 1];
        StackStep step{.medium = medium_records[below], .absorbs = absorbs[below]};
        bool known = false;
        for (std::size_t back = 1; back <= std::min(j, search_depth) && !known; ++back)
            if (medium_of_layer_[j - back] == above && medium_of_layer_[j - back + 1] == below) {
                step.interface = steps_[j - back].interface;
                known = true;
            }
        if (!known) {
            const Medium<Number>&a = all[above], &b = all[below];
            const bool varies = a.varies() || b.varies();
            step.interface = reserve(varies, InterfaceField::count * parts);
            for (std::size_t i = 0; i < (varies ? wavelengths_ : 1); ++i) {
                const Number y = a.admittance[a.at(i)], next = b.admittance[b.at(i)];
                const Number inverse = 1.0 / (y + next);
                put(step.interface, InterfaceField::reflection, i, (y - next) * inverse);
                put(step.interface, InterfaceField::inverse, i, (y + next) / (2.0 * y));
                const Number twice = 2.0 * inverse * inverse;
                put(step.interface, InterfaceField::above, i, twice * next * a.slope[a.at(i)]);
                put(step.interface, InterfaceField::below, i, -twice * y * b.slope[b.at(i)]);
            }
        }
        steps_.push_back(step);
    }
    fill_gains(all);
}

template <class Number>
void StackMedia::fill_gains(const std::vector<Medium<Number>>& all)
{
    const bool varies =
        std::ranges::any_of(all, [](const Medium<Number>& medium) { return medium.varies(); });
    const std::size_t layers = medium_of_layer_.size() - 2;
    const std::size_t groups = 1 + (layers + rescale_every - 1) / rescale_every;
    gains_.clear();
    for (std::size_t group = 0; group < groups; ++group)
        gains_.push_back(reserve(varies, 1));
    const auto admittance = [&](std::size_t layer, std::size_t i) {
        const Medium<Number>& medium = all[medium_of_layer_[layer]];
        return medium.admittance[medium.at(i)];
    };
    const auto gain = [&](std::size_t j, std::size_t i) { // |1 + ρ_j|²
        const Number y = admittance(j, i);
        return std::norm(2.0 * y / (y + admittance(j + 1, i)));
    };
    for (std::size_t i = 0; i < (varies ? wavelengths_ : 1); ++i) {
        put(gains_[0], 0, i,
            gain(layers, i) * std::real(admittance(layers + 1, i)) / std::real(admittance(0, i)));
        std::size_t j = layers;
        for (std::size_t group = 1; group < groups; ++group) {
            double product = 1;
            for (std::size_t k = 0; k < rescale_every && j > 0; ++k)
                product *= gain(--j, i);
            put(gains_[group], 0, i, product);
        }
    }
}

} // namespace etalon
