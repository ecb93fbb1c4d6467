#include "core/lab/random.hpp"
#include "core/spectral/real_fourier_basis.hpp"
#include "tests/core/spectral/dense_dft.hpp"

#include <QtTest>

#include <numeric>

using namespace etalon;
using test::dense_dft, test::Size, test::sizes;

namespace {

std::vector<double> random_values(std::size_t count, std::uint64_t stream)
{
    Random random(11, stream);
    std::vector<double> values(count);
    for (double& value : values)
        value = random.normal();
    return values;
}

double distance(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

} // namespace

class TestRealFourierBasis : public QObject {
    Q_OBJECT

private slots:
    void basis_vectors_are_orthonormal();
    void from_basis_undoes_to_basis_also_in_place();
    void coordinates_are_the_scaled_transform();
    void a_cosine_has_the_documented_sign();
    void every_stored_bin_finds_its_value();
    void ranges_cover_the_coordinates();
    void spectra_round_trip();
    void power_needs_no_transform();
    void products_of_transforms_are_circular_correlations();
};

void TestRealFourierBasis::basis_vectors_are_orthonormal()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const std::size_t n = basis.size();
        std::vector<double> identity(n * n), q(n * n);
        for (std::size_t i = 0; i < n; ++i)
            identity[i * n + i] = 1;
        basis.to_basis(identity.data(), n, q.data()); // row p: coordinates of pixel p
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = 0; b <= a; ++b) {
                const auto row = [&](std::size_t i) {
                    return q.begin() + static_cast<std::ptrdiff_t>(i * n);
                };
                const double product = std::inner_product(row(a), row(a + 1), row(b), 0.0);
                QVERIFY(std::abs(product - (a == b)) < 1e-13);
            }
        std::vector<double> back(n * n);
        basis.from_basis(q.data(), n, back.data());
        QVERIFY(distance(back, identity) < 1e-13);
    }
}

void TestRealFourierBasis::from_basis_undoes_to_basis_also_in_place()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const auto images = random_values(5 * basis.size(), 1);
        auto values = images;
        basis.to_basis(values.data(), 5, values.data());
        if (basis.size() > 4)
            QVERIFY(distance(values, images) > 0.1);
        basis.from_basis(values.data(), 5, values.data());
        QVERIFY(distance(values, images) < 1e-13);
    }
}

void TestRealFourierBasis::coordinates_are_the_scaled_transform()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const auto image = random_values(basis.size(), 2);
        std::vector<double> x(basis.size());
        basis.to_basis(image.data(), 1, x.data());
        const auto transform = dense_dft(image, size);
        const auto n = static_cast<double>(basis.size());
        const auto value = [&](std::size_t bin) {
            return transform[basis.spectrum().row(bin) * size.width + basis.spectrum().column(bin)];
        };
        for (std::size_t i = 0; i < basis.self_bins().size(); ++i)
            QVERIFY(std::abs(x[i] - value(basis.self_bins()[i]).real() / std::sqrt(n)) < 1e-12);
        for (std::size_t i = 0; i < basis.pair_bins().size(); ++i) {
            const std::complex<double> scaled = value(basis.pair_bins()[i]) * std::sqrt(2 / n);
            QVERIFY(std::abs(x[basis.real_parts().first + i] - scaled.real()) < 1e-12);
            QVERIFY(std::abs(x[basis.imaginary_parts().first + i] - scaled.imag()) < 1e-12);
        }
    }
}

void TestRealFourierBasis::a_cosine_has_the_documented_sign()
{
    const RealFourierBasis basis(1, 16);
    const double phase = 0.7;
    std::vector<double> image(16), x(16);
    for (std::size_t i = 0; i < 16; ++i)
        image[i] = std::cos(2 * std::numbers::pi * 3 * static_cast<double>(i) / 16 + phase);
    basis.to_basis(image.data(), 1, x.data());
    const auto place = basis.place(3);
    QVERIFY(std::abs(x[place.real] - std::sqrt(8) * std::cos(phase)) < 1e-13);
    QVERIFY(std::abs(x[place.imaginary] - std::sqrt(8) * std::sin(phase)) < 1e-13);
}

void TestRealFourierBasis::every_stored_bin_finds_its_value()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const HalfSpectrum& spectrum = basis.spectrum();
        const auto image = random_values(basis.size(), 3);
        std::vector<double> x(basis.size());
        basis.to_basis(image.data(), 1, x.data());
        std::vector<std::complex<double>> found(spectrum.bins());
        basis.to_spectrum(x.data(), 1, found.data());
        const auto transform = dense_dft(image, size);
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin) {
            const auto expected = transform[spectrum.row(bin) * size.width + spectrum.column(bin)];
            QVERIFY(std::abs(found[bin] - expected) < 1e-12);
            QCOMPARE(basis.place(bin).conjugated, spectrum.fold_weight(bin) == 0);
            QCOMPARE(basis.place(bin).self_conjugate, spectrum.fold_weight(bin) == 1);
            const std::size_t kept = spectrum.fold_weight(bin) == 0 ? spectrum.partner(bin) : bin;
            QCOMPARE(basis.bin(basis.place(bin).real), kept);
            QCOMPARE(basis.bin(basis.place(bin).imaginary), kept);
        }
    }
}

void TestRealFourierBasis::ranges_cover_the_coordinates()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        QCOMPARE(basis.self_conjugate().first, std::size_t{0});
        QCOMPARE(basis.real_parts().first, basis.self_conjugate().size);
        QCOMPARE(basis.imaginary_parts().first, basis.real_parts().first + basis.real_parts().size);
        QCOMPARE(basis.imaginary_parts().first + basis.imaginary_parts().size, basis.size());
        QCOMPARE(basis.real_parts().size, basis.imaginary_parts().size);
        // Each even side doubles the number of frequencies that equal their negative.
        QCOMPARE(basis.self_conjugate().size,
                 (size.height % 2 ? 1u : 2u) * (size.width % 2 ? 1u : 2u));
    }
}

void TestRealFourierBasis::spectra_round_trip()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const auto x = random_values(3 * basis.size(), 4);
        std::vector<std::complex<double>> spectra(3 * basis.spectrum().bins());
        std::vector<double> back(x.size());
        basis.to_spectrum(x.data(), 3, spectra.data());
        basis.from_spectrum(spectra.data(), 3, back.data());
        QVERIFY(distance(back, x) < 1e-14);
    }
}

void TestRealFourierBasis::power_needs_no_transform()
{
    for (const Size size : sizes) {
        const RealFourierBasis basis(size.height, size.width);
        const auto images = random_values(2 * basis.size(), 5);
        std::vector<double> x(images.size()), power(basis.spectrum().bins());
        basis.to_basis(images.data(), 2, x.data());
        basis.power_spectrum(x.data(), 2, power.data());
        QVERIFY(distance(power, power_spectrum(basis.spectrum(), images.data(), 2)) < 1e-12);
    }
}

void TestRealFourierBasis::products_of_transforms_are_circular_correlations()
{
    // c^ = a^ conj(b^) means c[p] = sum_q a[p+q] b[q], indices modulo the size.
    const Size size{4, 6};
    const RealFourierBasis basis(size.height, size.width);
    const auto a = random_values(basis.size(), 6), b = random_values(basis.size(), 7);
    std::vector<double> expected(basis.size());
    for (std::size_t y = 0; y < size.height; ++y)
        for (std::size_t x = 0; x < size.width; ++x)
            for (std::size_t v = 0; v < size.height; ++v)
                for (std::size_t u = 0; u < size.width; ++u)
                    expected[y * size.width + x] +=
                        a[(y + v) % size.height * size.width + (x + u) % size.width]
                        * b[v * size.width + u];

    std::vector<double> fa(a.size()), fb(b.size()), fc(a.size());
    basis.to_basis(a.data(), 1, fa.data());
    basis.to_basis(b.data(), 1, fb.data());
    const auto n = static_cast<double>(basis.size());
    for (std::size_t i = 0; i < basis.self_conjugate().size; ++i)
        fc[i] = std::sqrt(n) * fa[i] * fb[i];
    for (std::size_t i = 0; i < basis.real_parts().size; ++i) {
        const std::size_t re = basis.real_parts().first + i, im = basis.imaginary_parts().first + i;
        fc[re] = std::sqrt(n / 2) * (fa[re] * fb[re] + fa[im] * fb[im]);
        fc[im] = std::sqrt(n / 2) * (fa[im] * fb[re] - fa[re] * fb[im]);
    }
    basis.from_basis(fc.data(), 1, fc.data());
    QVERIFY(distance(fc, expected) < 1e-12);
}

QTEST_APPLESS_MAIN(TestRealFourierBasis)
#include "test_real_fourier_basis.moc"
