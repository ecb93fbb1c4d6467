#include "core/experiments/resonator/materials.hpp"

#include <array>
#include <cmath>

namespace etalon {
namespace {

struct Term {
    double strength, resonance; // B; C (µm)
};

/// n² − 1 = Σ B λ² / (λ² − C²), λ in µm.
template <std::size_t terms>
double sellmeier(const std::array<Term, terms>& material, double wavelength_um)
{
    const double square = wavelength_um * wavelength_um;
    double sum = 1;
    for (const auto& [strength, resonance] : material)
        sum += strength * square / (square - resonance * resonance);
    return std::sqrt(sum);
}

double fused_silica(double um)
{
    return sellmeier<3>({{{0.6961663, 0.0684043}, {0.4079426, 0.1162414}, {0.8974794, 9.896161}}},
                        um);
}

double n_bk7(double um) // published with C² in µm²
{
    const double square = um * um;
    return std::sqrt(1 + 1.03961212 * square / (square - 0.00600069867)
                     + 0.231792344 * square / (square - 0.0200179144)
                     + 1.01046945 * square / (square - 103.560653));
}

double tio2(double um)
{
    return std::sqrt(5.913 + 0.2441 / (um * um - 0.0803));
}

double sapphire(double um)
{
    return sellmeier<3>({{{1.4313493, 0.0726631}, {0.65054713, 0.1193242}, {5.3414021, 18.028251}}},
                        um);
}

double mgf2(double um)
{
    return sellmeier<3>(
        {{{0.48755108, 0.04338408}, {0.39875031, 0.09461442}, {2.3120353, 23.793604}}}, um);
}

double caf2(double um)
{
    return sellmeier<3>(
        {{{0.5675888, 0.050263605}, {0.4710914, 0.1003909}, {3.8484723, 34.649040}}}, um);
}

double si3n4(double um)
{
    return sellmeier<1>({{{2.8939, 0.13967}}}, um);
}

} // namespace

const std::vector<BundledMaterial>& bundled_materials()
{
    static const std::vector<BundledMaterial> materials{
        {"fused-silica", "Fused silica", "Malitson 1965", 210, 6700, fused_silica},
        {"n-bk7", "N-BK7 glass", "Schott data sheet", 300, 2500, n_bk7},
        {"tio2", "Titanium dioxide (rutile, ordinary)", "Devore 1951", 430, 1530, tio2},
        {"sapphire", "Sapphire (ordinary)", "Malitson 1962", 200, 5000, sapphire},
        {"mgf2", "Magnesium fluoride (ordinary)", "Dodge 1984", 200, 7000, mgf2},
        {"caf2", "Calcium fluoride", "Malitson 1963", 230, 9700, caf2},
        {"si3n4", "Silicon nitride", "Philipp 1973", 207, 1240, si3n4},
    };
    return materials;
}

} // namespace etalon
