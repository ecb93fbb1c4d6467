#include "core/lab/random.hpp"
#include "core/spectral/spectrum.hpp"
#include "tests/core/spectral/dense_dft.hpp"

#include <QtTest>

using namespace etalon;
using test::dense_dft, test::Size, test::sizes;

namespace {

// The bin of -w, straight from the definition.
std::pair<std::size_t, std::size_t> negative(Size size, std::size_t wy, std::size_t wx)
{
    return {(size.height - wy) % size.height, (size.width - wx) % size.width};
}

} // namespace

class TestSpectrum : public QObject {
    Q_OBJECT

private slots:
    void every_frequency_is_folded_into_exactly_one_kept_bin();
    void folded_bins_of_one_dimension_are_as_worked_out_by_hand();
    void dropped_bins_have_the_larger_row_of_their_pair();
    void multiplicities_count_all_bins();
    void partners_hold_conjugate_values();
    void labels_name_signed_frequencies();
    void power_adds_up_to_the_pixels_squares();
    void power_of_channels_adds_up();
    void participation_counts_equal_frequencies();
    void dominant_bin_is_the_first_of_ties_and_folds_pairs();
    void shares_of_the_folded_bins_add_up_to_one();
    void worked_example_has_share_three_quarters();
};

void TestSpectrum::every_frequency_is_folded_into_exactly_one_kept_bin()
{
    for (const Size size : sizes) {
        const HalfSpectrum spectrum(size.height, size.width);
        std::vector<int> covered(spectrum.pixels());
        int weights = 0;
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin) {
            const std::size_t wy = spectrum.row(bin), wx = spectrum.column(bin);
            const int weight = spectrum.fold_weight(wy, wx);
            weights += weight;
            if (weight == 0)
                continue;
            const auto [ny, nx] = negative(size, wy, wx);
            QCOMPARE(weight, ny == wy && nx == wx ? 1 : 2);
            ++covered[wy * size.width + wx];
            if (weight == 2)
                ++covered[ny * size.width + nx];
        }
        QCOMPARE(weights, static_cast<int>(spectrum.pixels()));
        QVERIFY(std::all_of(covered.begin(), covered.end(), [](int count) { return count == 1; }));
        QVERIFY(std::is_sorted(spectrum.folded_bins().begin(), spectrum.folded_bins().end()));
        for (const std::size_t bin : spectrum.folded_bins())
            QVERIFY(spectrum.fold_weight(bin) > 0);
    }
}

void TestSpectrum::folded_bins_of_one_dimension_are_as_worked_out_by_hand()
{
    const HalfSpectrum even(1, 4), odd(1, 5);
    QCOMPARE(even.bins(), std::size_t{3});
    QCOMPARE((std::vector{even.fold_weight(0), even.fold_weight(1), even.fold_weight(2)}),
             (std::vector{1, 2, 1}));
    QCOMPARE((std::vector{odd.fold_weight(0), odd.fold_weight(1), odd.fold_weight(2)}),
             (std::vector{1, 2, 2}));
}

void TestSpectrum::dropped_bins_have_the_larger_row_of_their_pair()
{
    const HalfSpectrum spectrum(5, 4);
    const std::vector<std::vector<int>> expected{
        {1, 2, 1}, {2, 2, 2}, {2, 2, 2}, {0, 2, 0}, {0, 2, 0}};
    for (std::size_t wy = 0; wy < 5; ++wy)
        for (std::size_t wx = 0; wx < 3; ++wx)
            QCOMPARE(spectrum.fold_weight(wy, wx), expected[wy][wx]);
    QCOMPARE(spectrum.partner(spectrum.index(1, 0)), spectrum.index(4, 0));
    QCOMPARE(spectrum.partner(spectrum.index(3, 2)), spectrum.index(2, 2));
    QCOMPARE(spectrum.partner(spectrum.index(3, 1)), spectrum.index(3, 1));
}

void TestSpectrum::multiplicities_count_all_bins()
{
    for (const Size size : sizes) {
        const HalfSpectrum spectrum(size.height, size.width);
        std::size_t all = 0;
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin)
            all += static_cast<std::size_t>(spectrum.multiplicity(bin));
        QCOMPARE(all, spectrum.pixels());
    }
    QCOMPARE(HalfSpectrum(4, 4).multiplicity(3, 0), 1);
    QCOMPARE(HalfSpectrum(4, 4).multiplicity(3, 1), 2);
    QCOMPARE(HalfSpectrum(4, 4).multiplicity(3, 2), 1);
    QCOMPARE(HalfSpectrum(4, 5).multiplicity(3, 2), 2);
}

void TestSpectrum::partners_hold_conjugate_values()
{
    const Size size{6, 4};
    Random random(1, 1);
    std::vector<double> image(size.height * size.width);
    for (double& pixel : image)
        pixel = random.normal();
    const auto transform = dense_dft(image, size);
    const HalfSpectrum spectrum(size.height, size.width);
    const auto value = [&](std::size_t bin) {
        return transform[spectrum.row(bin) * size.width + spectrum.column(bin)];
    };
    for (std::size_t bin = 0; bin < spectrum.bins(); ++bin)
        if (2 * spectrum.column(bin) % size.width == 0)
            QVERIFY(std::abs(value(bin) - std::conj(value(spectrum.partner(bin)))) < 1e-12);
        else
            QCOMPARE(spectrum.partner(bin), bin);
}

void TestSpectrum::labels_name_signed_frequencies()
{
    QCOMPARE(HalfSpectrum(1, 64).label(5), std::string("5"));
    const HalfSpectrum even(4, 6), odd(5, 6);
    QCOMPARE(even.label(even.index(2, 1)), std::string("(2, 1)"));
    QCOMPARE(even.label(even.index(3, 1)), std::string("(-1, 1)"));
    QCOMPARE(odd.label(odd.index(2, 0)), std::string("(2, 0)"));
    QCOMPARE(odd.label(odd.index(3, 3)), std::string("(-2, 3)"));
}

void TestSpectrum::power_adds_up_to_the_pixels_squares()
{
    for (const Size size : sizes) {
        Random random(2, 1);
        std::vector<double> image(size.height * size.width);
        double squares = 0;
        for (double& pixel : image) {
            pixel = random.normal();
            squares += pixel * pixel;
        }
        const HalfSpectrum spectrum(size.height, size.width);
        const auto power = power_spectrum(spectrum, image.data(), 1);
        QVERIFY(std::abs(total_power(spectrum, power) - squares) < 1e-13 * (1 + squares));
        double all = 0;
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin)
            all += spectrum.multiplicity(bin) * power[bin];
        QVERIFY(std::abs(all - squares) < 1e-13 * (1 + squares));
        const auto transform = dense_dft(image, size);
        for (std::size_t bin = 0; bin < spectrum.bins(); ++bin) {
            const double expected =
                std::norm(transform[spectrum.row(bin) * size.width + spectrum.column(bin)])
                / static_cast<double>(spectrum.pixels());
            QVERIFY(std::abs(power[bin] - expected) < 1e-12 * (1 + expected));
        }
    }
}

void TestSpectrum::power_of_channels_adds_up()
{
    const HalfSpectrum spectrum(3, 4);
    Random random(3, 1);
    std::vector<double> images(3 * spectrum.pixels());
    for (double& pixel : images)
        pixel = random.normal();
    const auto together = power_spectrum(spectrum, images.data(), 3);
    for (std::size_t bin = 0; bin < spectrum.bins(); ++bin) {
        double sum = 0;
        for (std::size_t channel = 0; channel < 3; ++channel)
            sum += power_spectrum(spectrum, images.data() + channel * spectrum.pixels(), 1)[bin];
        QVERIFY(std::abs(together[bin] - sum) < 1e-13 * (1 + sum));
    }
    QCOMPARE(power_spectrum(spectrum, images.data(), 0), std::vector<double>(spectrum.bins()));
}

void TestSpectrum::participation_counts_equal_frequencies()
{
    const HalfSpectrum spectrum(1, 8); // weights 1 2 2 2 1
    QVERIFY(std::abs(participation(spectrum, std::vector<double>{0, 3, 3, 3, 0}) - 3) < 1e-14);
    QVERIFY(std::abs(participation(spectrum, std::vector<double>{2, 1, 0, 0, 0}) - 2) < 1e-14);
    QVERIFY(std::abs(participation(spectrum, std::vector<double>{0, 0, 1e-200, 0, 0}) - 1) < 1e-14);
    // (1 + 2)² / (1 + 4) = 1.8
    QVERIFY(std::abs(participation(spectrum, std::vector<double>{1, 1, 0, 0, 0}) - 1.8) < 1e-14);
    QCOMPARE(participation(spectrum, std::vector<double>(5)), 0.0);
}

void TestSpectrum::dominant_bin_is_the_first_of_ties_and_folds_pairs()
{
    const HalfSpectrum line(1, 8);
    QCOMPARE(dominant_bin(line, std::vector<double>{3, 2, 0, 0, 0}),
             std::size_t{1}); // 3 against 2·2
    QCOMPARE(dominant_bin(line, std::vector<double>{4, 2, 0, 2, 0}), std::size_t{0}); // all 4
    QCOMPARE(dominant_bin(line, std::vector<double>{0, 0, 1, 1, 2}), std::size_t{2});
    const HalfSpectrum square(4, 4);
    std::vector<double> power(square.bins());
    power[square.index(3, 0)] = power[square.index(1, 0)] = 1; // one pair, stored twice
    QCOMPARE(dominant_bin(square, power), square.index(1, 0));
    QCOMPARE(folded_share(square, power, square.index(1, 0)), 1.0);
    QCOMPARE(folded(square, power)[square.index(3, 0)], 0.0);
    QCOMPARE(folded(square, power)[square.index(1, 0)], 2.0);
}

void TestSpectrum::shares_of_the_folded_bins_add_up_to_one()
{
    const HalfSpectrum spectrum(6, 5);
    Random random(4, 1);
    std::vector<double> image(spectrum.pixels());
    for (double& pixel : image)
        pixel = random.normal();
    const auto power = power_spectrum(spectrum, image.data(), 1);
    double sum = 0;
    for (const std::size_t bin : spectrum.folded_bins())
        sum += folded_share(spectrum, power, bin);
    QVERIFY(std::abs(sum - 1) < 1e-14);
    QCOMPARE(folded_share(spectrum, std::vector<double>(spectrum.bins()), 0), 0.0);
}

void TestSpectrum::worked_example_has_share_three_quarters()
{
    // Kernel of the worked example: [.1, .2, 0, -.1] has |w^|²/n = .01, .025, 0.
    const HalfSpectrum spectrum(1, 4);
    const double kernel[] = {.1, .2, 0, -.1};
    const auto power = power_spectrum(spectrum, kernel, 1);
    QVERIFY(std::abs(power[0] - .01) < 1e-16 && std::abs(power[1] - .025) < 1e-16
            && std::abs(power[2]) < 1e-16);
    QCOMPARE(dominant_bin(spectrum, power), std::size_t{1});
    QVERIFY(std::abs(folded_share(spectrum, power, 1) - .05 / .06) < 1e-14);
}

QTEST_APPLESS_MAIN(TestSpectrum)
#include "test_spectrum.moc"
