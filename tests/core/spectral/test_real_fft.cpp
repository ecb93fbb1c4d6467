#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "core/spectral/real_fft.hpp"
#include "tests/core/spectral/dense_dft.hpp"

#include <QtTest>

#include <atomic>
#include <limits>
#include <thread>

using namespace etalon;
using test::dense_dft, test::Size, test::sizes;

namespace {

constexpr std::size_t batch = 3;

template <class Real>
std::vector<Real> random_images(Size size, std::uint64_t stream)
{
    Random random(7, stream);
    std::vector<Real> images(batch * size.height * size.width);
    for (Real& value : images)
        value = static_cast<Real>(random.normal());
    return images;
}

std::string text_of(Size size)
{
    return std::to_string(size.height) + "x" + std::to_string(size.width);
}

// Rounding grows as eps log(n) on values of size sqrt(n); n <= 64 here.
template <class Real>
constexpr double bound = 200 * static_cast<double>(std::numeric_limits<Real>::epsilon());

template <class Real>
void compare_with_dense_transform()
{
    for (const Size size : sizes) {
        const auto images = random_images<Real>(size, 1);
        const RealFft2<Real> fft(size.height, size.width, batch);
        const std::size_t n = size.height * size.width, bins = size.height * fft.columns();
        std::vector<std::complex<Real>> spectra(batch * bins);
        fft.forward(images.data(), spectra.data());
        for (std::size_t image = 0; image < batch; ++image) {
            const auto first = images.begin() + static_cast<std::ptrdiff_t>(image * n);
            const auto expected = dense_dft({first, first + static_cast<std::ptrdiff_t>(n)}, size);
            for (std::size_t wy = 0; wy < size.height; ++wy)
                for (std::size_t wx = 0; wx < fft.columns(); ++wx) {
                    const std::complex<double> found(
                        spectra[image * bins + wy * fft.columns() + wx]);
                    QVERIFY2(std::abs(found - expected[wy * size.width + wx]) < bound<Real>,
                             text_of(size).c_str());
                }
        }
    }
}

template <class Real>
void invert()
{
    for (const Size size : sizes) {
        const auto images = random_images<Real>(size, 2);
        const RealFft2<Real> fft(size.height, size.width, batch);
        std::vector<std::complex<Real>> spectra(batch * size.height * fft.columns());
        fft.forward(images.data(), spectra.data());
        const auto before = spectra;
        std::vector<Real> back(images.size());
        fft.inverse(spectra.data(), back.data());
        QVERIFY2(spectra == before, "the inverse must leave its input as it is");
        for (std::size_t i = 0; i < images.size(); ++i)
            QVERIFY2(std::abs(static_cast<double>(back[i] - images[i])) < bound<Real>,
                     text_of(size).c_str());
    }
}

} // namespace

class TestRealFft : public QObject {
    Q_OBJECT

private slots:
    void forward_is_the_unnormalised_transform_in_double()
    {
        compare_with_dense_transform<double>();
    }
    void forward_is_the_unnormalised_transform_in_float() { compare_with_dense_transform<float>(); }
    void inverse_undoes_forward_and_spares_its_input_in_double() { invert<double>(); }
    void inverse_undoes_forward_and_spares_its_input_in_float() { invert<float>(); }
    void forward_spares_its_input();
    void parseval_holds_over_all_bins();
    void arrays_may_lie_at_any_address();
    void equal_transforms_give_equal_bits_whatever_was_planned_before();
    void each_thread_may_use_its_own();
    void moved_transforms_still_work();
    void impossible_sizes_are_refused();
};

void TestRealFft::forward_spares_its_input()
{
    for (const Size size : sizes) {
        const auto images = random_images<double>(size, 3);
        const auto copy = images;
        const RealFft2<double> fft(size.height, size.width, batch);
        std::vector<std::complex<double>> spectra(batch * size.height * fft.columns());
        fft.forward(images.data(), spectra.data());
        QVERIFY(images == copy);
    }
}

void TestRealFft::parseval_holds_over_all_bins()
{
    for (const Size size :
         sizes) { // sum |x|² = sum |x^|²/n; columns between 0 and W/2 stand for two bins
        const auto images = random_images<double>(size, 4);
        const RealFft2<double> fft(size.height, size.width);
        std::vector<std::complex<double>> spectrum(size.height * fft.columns());
        fft.forward(images.data(), spectrum.data());
        const std::size_t n = size.height * size.width;
        double pixels = 0, frequencies = 0;
        for (std::size_t i = 0; i < n; ++i)
            pixels += images[i] * images[i];
        for (std::size_t bin = 0; bin < spectrum.size(); ++bin) {
            const std::size_t wx = bin % fft.columns();
            frequencies += (wx == 0 || 2 * wx == size.width ? 1 : 2) * std::norm(spectrum[bin]);
        }
        QVERIFY(std::abs(pixels - frequencies / static_cast<double>(n))
                < 1e-13 * (1 + pixels) * 10);
    }
}

void TestRealFft::arrays_may_lie_at_any_address()
{
    const Size size{8, 8};
    const auto images = random_images<float>(size, 5);
    const RealFft2<float> fft(size.height, size.width, batch);
    const std::size_t bins = size.height * fft.columns();
    std::vector<std::complex<float>> expected(batch * bins), shifted(batch * bins + 1);
    fft.forward(images.data(), expected.data());
    std::vector<float> odd(images.size() + 1);
    std::copy(images.begin(), images.end(), odd.begin() + 1);
    fft.forward(odd.data() + 1, shifted.data() + 1);
    QVERIFY(std::equal(expected.begin(), expected.end(), shifted.begin() + 1));
    fft.inverse(shifted.data() + 1, odd.data() + 1);
    for (std::size_t i = 0; i < images.size(); ++i)
        QVERIFY(std::abs(odd[i + 1] - images[i]) < 1e-5f);
}

void TestRealFft::equal_transforms_give_equal_bits_whatever_was_planned_before()
{
    const Size size{6, 7};
    const auto images = random_images<double>(size, 6);
    const auto transform = [&] {
        const RealFft2<double> fft(size.height, size.width, batch);
        std::vector<std::complex<double>> spectra(batch * size.height * fft.columns());
        fft.forward(images.data(), spectra.data());
        return spectra;
    };
    const auto first = transform();
    for (const Size other : sizes)
        const RealFft2<double> unused(other.height, other.width, 2);
    QVERIFY(transform() == first);
}

void TestRealFft::each_thread_may_use_its_own()
{
    const Size size{5, 4};
    const auto images = random_images<double>(size, 7);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int repetition = 0; repetition < 20; ++repetition) {
                    const RealFft2<double> fft(size.height, size.width, batch);
                    std::vector<std::complex<double>> spectra(batch * size.height * fft.columns());
                    std::vector<double> back(images.size());
                    fft.forward(images.data(), spectra.data());
                    fft.inverse(spectra.data(), back.data());
                    for (std::size_t p = 0; p < images.size(); ++p)
                        wrong += std::abs(back[p] - images[p]) > 1e-13;
                }
            });
    }
    QCOMPARE(wrong.load(), 0);
}

void TestRealFft::moved_transforms_still_work()
{
    RealFft2<double> first(1, 4);
    RealFft2<double> second(2, 2);
    second = std::move(first);
    const double image[] = {1, 0, 0, 0};
    std::complex<double> spectrum[3];
    second.forward(image, spectrum);
    for (const auto value : spectrum)
        QCOMPARE(value, std::complex<double>(1));
    QCOMPARE(second.width(), std::size_t{4});
    QCOMPARE(second.columns(), std::size_t{3});
    QCOMPARE(second.howmany(), std::size_t{1});
}

void TestRealFft::impossible_sizes_are_refused()
{
    QVERIFY_EXCEPTION_THROWN(RealFft2<double>(0, 4), Error);
    QVERIFY_EXCEPTION_THROWN(RealFft2<double>(4, 0), Error);
    QVERIFY_EXCEPTION_THROWN(RealFft2<double>(4, 4, 0), Error);
    QVERIFY_EXCEPTION_THROWN(RealFft2<double>(std::size_t{1} << 20, std::size_t{1} << 20), Error);
    QVERIFY_EXCEPTION_THROWN(RealFft2<float>(1, 64, std::size_t{1} << 62), Error);
}

QTEST_APPLESS_MAIN(TestRealFft)
#include "test_real_fft.moc"
