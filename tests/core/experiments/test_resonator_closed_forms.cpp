// What theory reads off a design, against the spectra it speaks of.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/layer_stack.hpp"
#include "core/experiments/resonator/resonator_closed_forms.hpp"

#include <QtTest>

#include <cmath>
#include <numbers>

using namespace etalon;

namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> grid(std::size_t size, double first, double last)
{
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = first + (last - first) * static_cast<double>(i) / static_cast<double>(size - 1);
    return result;
}

double transmission(double finesse, double delta0, double wavelength)
{
    const double s = std::sin(delta0 / (2 * wavelength));
    return 1 / (1 + finesse * s * s);
}

} // namespace

class TestResonatorClosedForms : public QObject {
    Q_OBJECT

private slots:
    void maxima_stand_at_whole_orders()
    {
        const double delta0 = 14000;
        const auto orders = resonance_orders(delta0, 400, 798);
        QCOMPARE(orders.size(), std::size_t{3}); // 2228/3, /4, /5
        for (const auto& [order, wavelength] : orders) {
            QVERIFY(wavelength >= 400 && wavelength <= 798);
            QVERIFY(std::abs(transmission(20, delta0, wavelength) - 1) < 1e-12);
            QVERIFY(std::abs(wavelength * order - delta0 / (2 * pi)) < 1e-9);
        }
        QVERIFY(resonance_orders(0, 400, 798).empty());
        QVERIFY(resonance_orders(600, 400, 798).empty()); // λ_1 = 95 nm
    }

    void neighbouring_maxima_are_a_free_spectral_range_apart()
    {
        const double delta0 = 40000;
        const auto orders = resonance_orders(delta0, 400, 798);
        QVERIFY(orders.size() > 6);
        for (std::size_t i = 1; i < orders.size(); ++i) {
            const double a = orders[i - 1].wavelength, b = orders[i].wavelength;
            QVERIFY(std::abs(1 / b - 1 / a - free_spectral_range_in_wavenumber(delta0)) < 1e-15);
            // exact at the geometric mean of the two
            QVERIFY(std::abs(a - b - free_spectral_range(delta0, std::sqrt(a * b))) < 1e-9);
        }
    }

    void half_height_is_half_a_width_away()
    {
        for (const double finesse : {1.5, 7.0, 24.0, 400.0}) {
            // in phase δ0/λ, T = 1/2 at ± half the width
            const double s = std::sin(*phase_width(finesse) / 4);
            QVERIFY(std::abs(1 / (1 + finesse * s * s) - 0.5) < 1e-12);
            QVERIFY(std::abs(*finesse_of(finesse) - 2 * pi / *phase_width(finesse)) < 1e-12);
            const double delta0 = 30000, wavelength = 600;
            QVERIFY(std::abs(*line_width(finesse, delta0, wavelength) * *finesse_of(finesse)
                             - free_spectral_range(delta0, wavelength))
                    < 1e-10);
            QVERIFY(std::abs(*quality_factor(finesse, delta0, wavelength)
                                 * *line_width(finesse, delta0, wavelength)
                             - wavelength)
                    < 1e-9);
        }
        QVERIFY(std::abs(*finesse_of(4e4) / (pi * std::sqrt(4e4) / 2) - 1) < 1e-4);
        QVERIFY(!finesse_of(0.99) && !phase_width(0.5) && !line_width(0, 1, 1)
                && !quality_factor(0, 1, 1));
        QCOMPARE(*finesse_of(1), 1.0);
    }

    void contrast_and_minimum_are_those_of_the_spectrum()
    {
        const double finesse = 7, delta0 = 9000;
        double lowest = 1, highest = 0;
        for (const double wavelength : grid(100001, 400, 800)) {
            lowest = std::min(lowest, transmission(finesse, delta0, wavelength));
            highest = std::max(highest, transmission(finesse, delta0, wavelength));
        }
        QVERIFY(std::abs(lowest - least_transmission(finesse)) < 1e-8);
        QVERIFY(std::abs((highest - lowest) / (highest + lowest) - fringe_contrast(finesse))
                < 1e-8);
    }

    void a_stop_band_ends_where_a_long_mirror_opens()
    {
        const double low = 1.45, high = 2.3, centre = 600;
        LayerStack stack;
        stack.indices.push_back({{1.0}});
        for (int pair = 0; pair < 200; ++pair)
            for (const double index : {high, low}) {
                stack.indices.push_back({{index}});
                stack.thicknesses.push_back(centre / (4 * index));
            }
        stack.indices.push_back({{1.0}});
        // The band is symmetric in wavenumber: λ0/λ = 1 ± half the relative width
        const double half = relative_stop_band(low, high) / 2;
        StackSpectrum spectrum;
        StackSolver({centre / (1 + 0.99 * half), centre / (1 - 0.99 * half), centre})
            .spectrum(stack, spectrum);
        for (const double t : spectrum.transmission)
            QVERIFY(t < 1e-6);
        double passed = 0;
        const auto outside = grid(200, centre / (1 - 1.01 * half), centre / (1 - 1.2 * half));
        StackSolver(outside).spectrum(stack, spectrum);
        for (const double t : spectrum.transmission)
            passed = std::max(passed, t);
        QVERIFY(passed > 0.5);
        QCOMPARE(quarter_wave_reflectance(1, low, high, 1, 5000), 1.0); // no overflow
        QVERIFY(std::abs(quarter_wave_reflectance(1, low, high, 1.52, 0)
                         - (0.52 / 2.52) * (0.52 / 2.52))
                < 1e-15);
    }

    void the_loss_repeats_about_every_fringe()
    {
        const auto wavelengths = grid(200, 400, 798);
        QVERIFY(std::abs(false_valley_spacing(599) - 3763.6) < 0.1);
        QVERIFY(std::abs(false_valley_count(43500, 599) - 11.56) < 0.01);
        // Around the truth the loss along δ0 has its nearest valleys within a fifth of that spacing.
        const AirySpectrum airy(wavelengths);
        std::vector<double> truth(200), other(200);
        const double delta0 = 20000;
        airy.spectrum(12, delta0, truth);
        const auto loss = [&](double at) {
            airy.spectrum(12, at, other);
            double sum = 0;
            for (std::size_t i = 0; i < 200; ++i)
                sum += (other[i] - truth[i]) * (other[i] - truth[i]);
            return sum;
        };
        double valley = 0;
        for (double at = delta0 + 1500; at < delta0 + 6000 && valley == 0; at += 10)
            if (loss(at) < loss(at - 10) && loss(at) < loss(at + 10))
                valley = at - delta0;
        QVERIFY2(std::abs(valley / false_valley_spacing(599) - 1) < 0.2,
                 QByteArray::number(valley));
    }

    void a_measured_line_has_its_place_height_and_width()
    {
        // A Lorentzian between samples
        const auto wavelengths = grid(401, 500, 700);
        std::vector<double> values;
        for (const double wavelength : wavelengths)
            values.push_back(0.8 / (1 + std::pow(2 * (wavelength - 600.13) / 12, 2)));
        const auto peaks = measured_peaks(wavelengths, values);
        QCOMPARE(peaks.size(), std::size_t{1});
        QVERIFY(std::abs(peaks[0].wavelength - 600.13) < 2e-3);
        QVERIFY(std::abs(peaks[0].height - 0.8) < 1e-4);
        QVERIFY(std::abs(*peaks[0].width - 12) < 0.02);
        QVERIFY(!peaks[0].under_resolved);
        QVERIFY(measured_peaks(wavelengths, values, 0.9).empty());
    }

    void a_line_of_one_sample_is_under_resolved()
    {
        const auto wavelengths = grid(21, 500, 700);
        std::vector<double> values(21, 0.0);
        values[10] = 1;
        const auto peaks = measured_peaks(wavelengths, values);
        QCOMPARE(peaks.size(), std::size_t{1});
        QCOMPARE(peaks[0].wavelength, 600.0);
        QVERIFY(peaks[0].under_resolved);
        for (std::size_t i = 11; i < 21; ++i)
            values[i] = 0.9; // the right side does not fall
        QVERIFY(!measured_peaks(wavelengths, values)[0].width);
        QVERIFY(measured_peaks(wavelengths, std::vector<double>(21, 0.3)).empty());
    }
};

QTEST_APPLESS_MAIN(TestResonatorClosedForms)
#include "test_resonator_closed_forms.moc"
