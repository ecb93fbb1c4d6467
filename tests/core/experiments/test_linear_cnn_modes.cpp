// Modes of data whose structure is known in closed form.
#include "core/experiments/linear_cnn/linear_cnn_data.hpp"
#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "tests/core/experiments/linear_cnn_runs.hpp"
#include "tests/core/experiments/plain_linear_cnn.hpp"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

using Complex = std::complex<double>;

ConstRows rows(const std::vector<double>& values, std::size_t width)
{
    return {values.data(), static_cast<Eigen::Index>(values.size() / width),
            static_cast<Eigen::Index>(width)};
}

LinearCnnModes modes_of(const LinearCnnData& data, std::size_t wanted = 0)
{
    return find_linear_cnn_modes(HalfSpectrum(data.height, data.width), data.channels,
                                 rows(data.inputs, data.values()), rows(data.targets, data.classes),
                                 data.labels, wanted);
}

LinearCnnData data_of(const std::string& preset, const Overrides& changes = {},
                      std::uint64_t seed = 1)
{
    return make_linear_cnn_data(settings_of(preset, changes), seed, {});
}

/// Random images with three channels.
LinearCnnData colourful()
{
    LinearCnnData data;
    data.channels = 3;
    data.height = 4;
    data.width = 5;
    data.classes = 3;
    for (std::int64_t i = 0; i < 30; ++i)
        data.labels.push_back(i % 3);
    data.inputs = random_numbers(30 * data.values(), 1, 1);
    data.targets = random_numbers(30 * 3, 1, 2);
    return data;
}

Complex transform(const double* image, std::size_t height, std::size_t width, std::size_t wy,
                  std::size_t wx)
{
    Complex sum = 0;
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
            sum += image[y * width + x]
                * std::polar(1.0,
                             -2 * std::numbers::pi
                                 * (static_cast<double>(wy * y) / static_cast<double>(height)
                                    + static_cast<double>(wx * x) / static_cast<double>(width)));
    return sum;
}

} // namespace

class TestLinearCnnModes : public QObject {
    Q_OBJECT

private slots:
    void noiseless_cosines_have_one_mode_a_class()
    {
        const auto data = data_of("default", {{"noise", 0.0}});
        const auto modes = modes_of(data);
        QCOMPARE(modes.count, std::size_t{4});
        // Orthogonal patterns of power n/2 sum r^2j: s_c = |pattern|/C, v_c the unit pattern.
        const double r2 = 0.7 * 0.7, power = 64 / 2.0 * (1 + r2 + r2 * r2);
        for (std::size_t a = 0; a < 4; ++a) {
            const double length = std::pow(0.75, static_cast<double>(a)) * std::sqrt(power);
            QVERIFY(std::abs(modes.strengths[a] - length / 4) < 1e-12);
            QVERIFY(std::abs(modes.dominant_shares[a] - 1 / (1 + r2 + r2 * r2)) < 1e-12);
            QVERIFY(std::abs(modes.class_vectors(static_cast<Eigen::Index>(a),
                                                 static_cast<Eigen::Index>(a))
                             - 1)
                    < 1e-12);
            // All of it lies between classes: d_a = |pattern|²/C.
            QVERIFY(std::abs(modes.powers[a] - length * length / 4) < 1e-12);
            QVERIFY(std::abs(modes.between_powers[a] - modes.powers[a]) < 1e-12);
            // One cosine of amplitude A has |x^| = A n/2: the drive at its bin is that over C.
            const std::size_t bin = modes.dominant_bins[a];
            QVERIFY(std::abs(modes.drive[bin] - std::pow(0.75, static_cast<double>(a)) * 8)
                    < 1e-12);
            // |V*| = p sqrt(n/2).
            QVERIFY(std::abs(modes.amplitude(a, bin) - std::sqrt(modes.dominant_shares[a] * 32))
                    < 1e-12);
        }
        QVERIFY(std::abs(modes.top_drive - 8) < 1e-12);
        QVERIFY(modes.overlap < 1e-12);
        QVERIFY(std::abs(modes.matched_rate_factor() - std::sqrt(modes.dominant_shares[0] * 32))
                < 1e-12);
        for (const double noise : modes.noise)
            QVERIFY(noise < 1e-24);
    }

    void modes_rebuild_the_correlation_and_are_orthonormal()
    {
        const auto data = colourful();
        const auto modes = modes_of(data);
        QCOMPARE(modes.count, std::size_t{3});
        const RowMatrix correlation =
            rows(data.targets, 3).transpose() * rows(data.inputs, data.values()) / 30.0;
        RowMatrix sum = RowMatrix::Zero(3, correlation.cols());
        for (Eigen::Index a = 0; a < 3; ++a)
            sum += modes.strengths[static_cast<std::size_t>(a)] * modes.class_vectors.col(a)
                * modes.images.row(a);
        QVERIFY((sum - correlation).cwiseAbs().maxCoeff() < 1e-13);
        QVERIFY((modes.images * modes.images.transpose() - RowMatrix::Identity(3, 3))
                    .cwiseAbs()
                    .maxCoeff()
                < 1e-13);
        QVERIFY(std::is_sorted(modes.strengths.rbegin(), modes.strengths.rend()));
    }

    void largest_entry_of_a_class_vector_is_positive()
    {
        for (std::uint64_t seed = 1; seed < 6; ++seed) {
            const auto modes = modes_of(data_of("hierarchy", {}, seed));
            for (std::size_t a = 0; a < modes.count; ++a) {
                const Eigen::VectorXd u = modes.class_vectors.col(static_cast<Eigen::Index>(a));
                const double largest = u.cwiseAbs().maxCoeff();
                for (const double entry : u)
                    if (std::abs(entry) >= largest - 1e-9) {
                        QVERIFY(entry > 0);
                        break;
                    }
            }
        }
        // Two centred classes: u = (1, -1)/sqrt(2), the first entry decides.
        const auto modes = modes_of(data_of("texture-versus-shape"));
        QCOMPARE(modes.count, std::size_t{1});
        QVERIFY(std::abs(modes.class_vectors(0, 0) - std::sqrt(0.5)) < 1e-12);
        QVERIFY(std::abs(modes.class_vectors(1, 0) + std::sqrt(0.5)) < 1e-12);
    }

    void count_follows_the_request_and_the_strengths()
    {
        const auto data = data_of("default");
        QCOMPARE(modes_of(data, 2).count, std::size_t{2});
        QCOMPARE(modes_of(data, 16).count, std::size_t{4}); // at most one a class
        // Centring takes one mode away.
        QCOMPARE(modes_of(data_of("hierarchy")).count, std::size_t{7});
    }

    void spectra_are_those_of_the_definition()
    {
        const auto data = colourful();
        const auto modes = modes_of(data);
        const std::size_t n = data.pixels(), columns = 3;
        for (std::size_t a = 0; a < modes.count; ++a) {
            const double* image = modes.images.row(static_cast<Eigen::Index>(a)).data();
            double total = 0;
            for (std::size_t wy = 0; wy < 4; ++wy)
                for (std::size_t wx = 0; wx < columns; ++wx) {
                    double power = 0;
                    for (std::size_t i = 0; i < 3; ++i)
                        power += std::norm(transform(image + i * n, 4, 5, wy, wx)) / 20;
                    const double found = modes.spectra(
                        static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(wy * columns + wx));
                    QVERIFY(std::abs(found - power) < 1e-13);
                    total +=
                        power * (wx == 0 ? 1 : 2); // W is odd: only column 0 holds its partners
                }
            QVERIFY(std::abs(total - 1) < 1e-12);
        }
    }

    void noise_and_powers_are_those_of_the_definition()
    {
        const auto data = colourful();
        const auto modes = modes_of(data);
        const std::size_t n = data.pixels(), d = data.values();
        std::vector<double> means(3 * d, 0);
        for (std::size_t i = 0; i < 30; ++i)
            for (std::size_t j = 0; j < d; ++j)
                means[static_cast<std::size_t>(data.labels[i]) * d + j] +=
                    data.inputs[i * d + j] / 10;
        std::vector<double> noise(modes.noise.size(), 0);
        std::vector<double> within(modes.count, 0), all(modes.count, 0);
        for (std::size_t i = 0; i < 30; ++i) {
            std::vector<double> rest(d);
            for (std::size_t j = 0; j < d; ++j)
                rest[j] = data.inputs[i * d + j]
                    - means[static_cast<std::size_t>(data.labels[i]) * d + j];
            for (std::size_t bin = 0; bin < noise.size(); ++bin)
                for (std::size_t c = 0; c < 3; ++c)
                    noise[bin] +=
                        std::norm(transform(rest.data() + c * n, 4, 5, bin / 3, bin % 3)) / 20 / 90;
            for (std::size_t a = 0; a < modes.count; ++a) {
                double projection = 0, of_rest = 0;
                for (std::size_t j = 0; j < d; ++j) {
                    const double v =
                        modes.images(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(j));
                    projection += v * data.inputs[i * d + j];
                    of_rest += v * rest[j];
                }
                all[a] += projection * projection / 30;
                within[a] += of_rest * of_rest / 30;
            }
        }
        for (std::size_t bin = 0; bin < noise.size(); ++bin)
            QVERIFY(std::abs(modes.noise[bin] - noise[bin]) < 1e-12);
        for (std::size_t a = 0; a < modes.count; ++a) {
            QVERIFY(std::abs(modes.powers[a] - all[a]) < 1e-12);
            QVERIFY(std::abs(modes.between_powers[a] - (all[a] - within[a])) < 1e-12);
        }
    }

    void drive_is_the_largest_gain_at_each_frequency()
    {
        const auto data = colourful();
        const auto modes = modes_of(data);
        const std::size_t n = data.pixels();
        const RowMatrix correlation =
            rows(data.targets, 3).transpose() * rows(data.inputs, data.values()) / 30.0;
        double top = 0;
        for (std::size_t bin = 0; bin < modes.drive.size(); ++bin) {
            Eigen::Matrix3cd gain;
            for (Eigen::Index c = 0; c < 3; ++c)
                for (Eigen::Index i = 0; i < 3; ++i)
                    gain(c, i) =
                        transform(correlation.row(c).data() + static_cast<std::size_t>(i) * n, 4, 5,
                                  bin / 3, bin % 3);
            // Power iteration on gainᴴ gain.
            Eigen::Vector3cd v(1, Complex(0.3, 0.5), Complex(-0.2, 0.7));
            for (int i = 0; i < 3000; ++i)
                v = (gain.adjoint() * (gain * v)).normalized();
            QVERIFY(std::abs((gain * v).norm() - modes.drive[bin]) < 1e-9);
            top = std::max(top, modes.drive[bin]);
        }
        QCOMPARE(modes.top_drive, top);
    }

    void overlap_tells_shared_frequencies_from_separate_ones()
    {
        QVERIFY(modes_of(data_of("default")).separable());
        QVERIFY(modes_of(data_of("hierarchy")).separable());
        const auto shapes = modes_of(data_of("shapes"));
        QVERIFY(!shapes.separable());
        double overlap = 0;
        for (std::size_t a = 0; a < shapes.count; ++a)
            for (std::size_t b = 0; b < shapes.count; ++b) {
                const auto bin = static_cast<Eigen::Index>(shapes.dominant_bins[a]);
                const auto ia = static_cast<Eigen::Index>(a), ib = static_cast<Eigen::Index>(b);
                if (a != b)
                    overlap =
                        std::max(overlap,
                                 shapes.strengths[b] * std::sqrt(shapes.spectra(ib, bin))
                                     / (shapes.strengths[a] * std::sqrt(shapes.spectra(ia, bin))));
            }
        QVERIFY(std::abs(shapes.overlap - overlap) < 1e-12);
        QCOMPARE(modes_of(data_of("texture-versus-shape")).overlap, 0.0);
    }

    void equal_amplitudes_make_equally_strong_modes()
    {
        const auto equal =
            modes_of(data_of("default", {{"class_amplitude_ratio", 1.0}, {"noise", 0.0}}));
        QVERIFY((equal.equally_strong() == std::vector<std::size_t>{0, 1, 2}));
        QVERIFY(modes_of(data_of("default")).equally_strong().empty());
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnModes)
#include "test_linear_cnn_modes.moc"
