// Generated data and first weights.
#include "core/data/patterns.hpp"
#include "core/experiments/linear_cnn/linear_cnn_data.hpp"
#include "core/experiments/linear_cnn/linear_cnn_modes.hpp"
#include "core/spectral/real_fft.hpp"
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QtTest>

#include <complex>

using namespace etalon;
using namespace etalon::test;

namespace {

using Numbers = std::vector<double>;

LinearCnnData data_of(const std::string& preset, const Overrides& changes = {},
                      std::uint64_t seed = 3)
{
    return make_linear_cnn_data(settings_of(preset, changes), seed, {});
}

Numbers class_mean(const LinearCnnData& data, std::int64_t label)
{
    const std::size_t d = data.values();
    Numbers mean(d, 0);
    double count = 0;
    for (std::size_t i = 0; i < data.labels.size(); ++i)
        if (data.labels[i] == label) {
            ++count;
            for (std::size_t j = 0; j < d; ++j)
                mean[j] += data.inputs[i * d + j];
        }
    for (double& value : mean)
        value /= count;
    return mean;
}

/// Amplitudes 2|x^|/n of all folded bins.
Numbers amplitudes(const LinearCnnData& data, const Numbers& image)
{
    const HalfSpectrum spectrum(data.height, data.width);
    std::vector<std::complex<double>> transform(spectrum.bins());
    RealFft2<double>(data.height, data.width).forward(image.data(), transform.data());
    Numbers result(spectrum.bins(), 0);
    for (const std::size_t bin : spectrum.folded_bins())
        result[bin] = 2 * std::abs(transform[bin]) / static_cast<double>(data.pixels());
    return result;
}

/// Mean and deviation of normal numbers, within 5 standard errors of what they should be.
void check_normal(const Numbers& values, double deviation)
{
    const auto count = static_cast<double>(values.size());
    double mean = 0, square = 0;
    for (const double value : values) {
        mean += value / count;
        square += value * value / count;
    }
    QVERIFY(std::abs(mean) < 5 * deviation / std::sqrt(count));
    QVERIFY(std::abs(std::sqrt(square) - deviation) < 5 * deviation / std::sqrt(2 * count));
}

} // namespace

class TestLinearCnnData : public QObject {
    Q_OBJECT

private slots:
    void labels_cycle_and_targets_are_one_hot()
    {
        const auto data = data_of("default");
        QCOMPARE(data.labels.size(), std::size_t{400});
        QCOMPARE(data.test_labels.size(), std::size_t{200});
        for (std::size_t i = 0; i < 400; ++i) {
            QCOMPARE(data.labels[i], static_cast<std::int64_t>(i % 4));
            for (std::size_t c = 0; c < 4; ++c)
                QCOMPARE(data.targets[i * 4 + c], i % 4 == c ? 1.0 : 0.0);
        }
    }

    void centred_targets_have_no_mean()
    {
        const auto data = data_of("hierarchy");
        for (std::size_t c = 0; c < 8; ++c) {
            double sum = 0;
            for (std::size_t i = 0; i < data.labels.size(); ++i)
                sum += data.targets[i * 8 + c];
            QVERIFY(std::abs(sum) < 1e-10);
        }
        QVERIFY(std::abs(data.targets[0] - 7.0 / 8) < 1e-12);
    }

    void noise_of_a_pixel_has_the_deviation_asked_for()
    {
        const auto data = data_of("default", {{"noise", 0.3}, {"samples", whole(2000)}});
        double square = 0;
        for (std::int64_t label = 0; label < 4; ++label) {
            const Numbers mean = class_mean(data, label);
            for (std::size_t i = static_cast<std::size_t>(label); i < 2000; i += 4)
                for (std::size_t j = 0; j < 64; ++j)
                    square += std::pow(data.inputs[i * 64 + j] - mean[j], 2);
        }
        QVERIFY(std::abs(std::sqrt(square / (2000 * 64)) / 0.3 - 1) < 0.03);
    }

    void cosine_classes_have_their_amplitudes_on_frequencies_of_their_own()
    {
        for (const char* preset : {"default", "cosines-2d"}) {
            const auto settings = settings_of(preset);
            const auto data = data_of(preset, {{"noise", 0.0}});
            std::set<std::size_t> used;
            for (std::int64_t c = 0; c < settings.classes; ++c) {
                const Numbers found = amplitudes(data, class_mean(data, c));
                std::vector<std::pair<double, std::size_t>> present;
                for (std::size_t bin = 0; bin < found.size(); ++bin)
                    if (found[bin] > 1e-9)
                        present.emplace_back(-found[bin], bin);
                std::sort(present.begin(), present.end());
                QCOMPARE(present.size(), std::size_t{3});
                for (std::size_t j = 0; j < 3; ++j) {
                    const double expected =
                        std::pow(settings.class_amplitude_ratio, static_cast<double>(c))
                        * std::pow(0.7, static_cast<double>(j));
                    QVERIFY(std::abs(-present[j].first - expected) < 1e-12);
                    QVERIFY(used.insert(present[j].second).second);
                }
            }
        }
    }

    void hierarchy_has_the_singular_values_of_its_tree()
    {
        const auto data = data_of("hierarchy");
        const auto modes =
            find_linear_cnn_modes(HalfSpectrum(1, 64), 1, ConstRows(data.inputs.data(), 400, 64),
                                  ConstRows(data.targets.data(), 400, 8), data.labels, 0);
        Numbers expected;
        for (int depth = 0; depth < 3; ++depth)
            for (int i = 0; i < 1 << depth; ++i)
                expected.push_back(std::pow(0.55, depth) * (1 - 0.08 * i)
                                   * std::sqrt(64 / 2.0 * (1 + 0.49))
                                   / std::sqrt(8.0 * (1 << depth)));
        std::sort(expected.rbegin(), expected.rend());
        for (std::size_t a = 0; a < 7; ++a)
            QVERIFY(std::abs(modes.strengths[a] / expected[a] - 1) < 0.05);
    }

    void hierarchy_patterns_are_sums_over_paths()
    {
        // Sibling leaves differ in the last node only; the mean of all leaves is 0.
        const auto data =
            data_of("hierarchy", {{"noise", 0.0}, {"mean_removal", std::string("none")}});
        std::vector<Numbers> patterns;
        for (std::int64_t c = 0; c < 8; ++c)
            patterns.push_back(class_mean(data, c));
        for (std::size_t j = 0; j < 64; ++j) {
            double sum = 0;
            for (const Numbers& pattern : patterns)
                sum += pattern[j];
            QVERIFY(std::abs(sum) < 1e-12);
        }
        const auto power = [&](std::size_t a, std::size_t b) { // of half the difference
            double sum = 0;
            for (std::size_t j = 0; j < 64; ++j)
                sum += std::pow((patterns[a][j] - patterns[b][j]) / 2, 2);
            return sum;
        };
        const double mixture = 64 / 2.0 * (1 + 0.49);
        for (std::size_t pair = 0; pair < 4; ++pair) // nodes 3 … 6, the third level
            QVERIFY(std::abs(power(2 * pair, 2 * pair + 1)
                             - std::pow(0.55 * 0.55 * (1 - 0.08 * static_cast<double>(pair)), 2)
                                 * mixture)
                    < 1e-10);
        // Left at the root is +: leaves 0 and 4 share nothing but the root's sign.
        double root = 0;
        for (std::size_t j = 0; j < 64; ++j) {
            double half = 0;
            for (std::size_t c = 0; c < 8; ++c)
                half += (c < 4 ? 1 : -1) * patterns[c][j] / 8;
            root += half * half;
        }
        QVERIFY(std::abs(root - mixture) < 1e-10);
    }

    void shapes_and_cues_have_the_class_means_of_their_definitions()
    {
        const Grid grid{16, 16};
        const double noise = 0.3, error = noise * std::sqrt(2.0 / 1000);
        const auto data = data_of("texture-versus-shape", {{"samples", whole(2000)}});
        const Numbers zero = class_mean(data, 0), one = class_mean(data, 1);
        const Picture difference = 1.4 * (disc(grid) - cross(grid)) + 0.5 * stripes(grid, {0, 5});
        for (std::size_t p = 0; p < 256; ++p)
            QVERIFY(std::abs(zero[p] - one[p] - difference.data()[p]) < 6 * error);

        const auto shapes =
            data_of("shapes", {{"jitter", whole(0)}, {"noise", 0.0}, {"amplitude", 2.0}});
        const Picture patterns[] = {
            disc(grid), square(grid), horizontal_stripes(grid, 4), vertical_stripes(grid, 4),
            ring(grid), cross(grid),  diagonal_stripes(grid, 4),   checkerboard(grid, 4)};
        for (std::int64_t c = 1; c < 8; ++c) {
            const Numbers a = class_mean(shapes, 0), b = class_mean(shapes, c);
            const Picture expected = 2 * (patterns[0] - patterns[c]);
            for (std::size_t p = 0; p < 256; ++p)
                QVERIFY(std::abs(a[p] - b[p] - expected.data()[p]) < 1e-10);
        }
    }

    void cue_energies_are_those_of_the_specification()
    {
        const Grid grid{16, 16};
        QVERIFY(std::abs((1.4 * (disc(grid) - cross(grid))).square().sum() - 54.9) < 0.05);
        QVERIFY(std::abs((0.5 * stripes(grid, {0, 5})).square().sum() - 32) < 1e-9);
    }

    void jitter_moves_shapes_but_not_stripes()
    {
        const auto data =
            data_of("shapes", {{"noise", 0.0}, {"mean_removal", std::string("none")}});
        std::vector<std::set<Numbers>> versions(8);
        for (std::size_t i = 0; i < 400; ++i)
            versions[i % 8].insert(
                {data.inputs.begin() + static_cast<std::ptrdiff_t>(i * 256),
                 data.inputs.begin() + static_cast<std::ptrdiff_t>((i + 1) * 256)});
        for (const std::size_t shape : {0, 1, 4, 5})
            QCOMPARE(versions[shape].size(), std::size_t{9});
        for (const std::size_t stripe : {2, 3, 6, 7})
            QCOMPARE(versions[stripe].size(), std::size_t{1});
    }

    void conflicting_cues_are_a_plain_disc_and_a_striped_cross()
    {
        const auto data = data_of("texture-versus-shape",
                                  {{"noise", 0.0}, {"mean_removal", std::string("none")}});
        const Grid grid{16, 16};
        const Picture expected[] = {1.4 * disc(grid),
                                    1.4 * cross(grid) + 0.5 * stripes(grid, {0, 5})};
        QCOMPARE(data.conflict_shape_labels.size(), std::size_t{200});
        for (std::size_t i = 0; i < 200; ++i) {
            QCOMPARE(data.conflict_shape_labels[i], static_cast<std::int64_t>(i % 2));
            QCOMPARE(data.conflict_texture_labels[i], static_cast<std::int64_t>(1 - i % 2));
            for (std::size_t p = 0; p < 256; ++p)
                QVERIFY(std::abs(data.conflict_inputs[i * 256 + p] - expected[i % 2].data()[p])
                        < 1e-12);
        }
        // Mixed cues: the shape alone, …, the texture at twice its amplitude.
        QCOMPARE(data.cue_inputs.size(), std::size_t{2 * 21 * 256});
        for (std::size_t p = 0; p < 256; ++p) {
            QVERIFY(std::abs(data.cue_inputs[p] - 1.4 * disc(grid).data()[p]) < 1e-12);
            QVERIFY(std::abs(data.cue_inputs[(21 + 10) * 256 + p] - expected[1].data()[p]) < 1e-12);
        }
    }

    void means_are_removed_from_all_images_alike()
    {
        const auto plain = data_of("texture-versus-shape", {{"mean_removal", std::string("none")}});
        const auto by_set = data_of("texture-versus-shape");
        const auto by_image =
            data_of("texture-versus-shape", {{"mean_removal", std::string("image")}});
        Numbers mean(256, 0);
        for (std::size_t i = 0; i < plain.inputs.size(); ++i)
            mean[i % 256] += plain.inputs[i] / 400;
        const auto check = [&](const Numbers& before, const Numbers& set, const Numbers& image) {
            for (std::size_t i = 0; i < before.size(); i += 256) {
                double own = 0;
                for (std::size_t p = 0; p < 256; ++p)
                    own += before[i + p] / 256;
                for (std::size_t p = 0; p < 256; ++p) {
                    QVERIFY(std::abs(set[i + p] - (before[i + p] - mean[p])) < 1e-12);
                    QVERIFY(std::abs(image[i + p] - (before[i + p] - own)) < 1e-12);
                }
            }
        };
        check(plain.inputs, by_set.inputs, by_image.inputs);
        check(plain.test_inputs, by_set.test_inputs, by_image.test_inputs);
        check(plain.conflict_inputs, by_set.conflict_inputs, by_image.conflict_inputs);
        check(plain.cue_inputs, by_set.cue_inputs, by_image.cue_inputs);
    }

    void streams_do_not_shift_each_other()
    {
        const auto data = data_of("texture-versus-shape-relu");
        const auto other =
            data_of("texture-versus-shape-relu",
                    {{"test_samples", whole(20)}, {"kernels", whole(3)}, {"batch_size", whole(7)}});
        QVERIFY(data.inputs == other.inputs);
        QVERIFY(std::equal(other.test_inputs.begin(), other.test_inputs.end(),
                           data.test_inputs.begin()));
        QVERIFY(data.inputs != data_of("texture-versus-shape-relu", {}, 4).inputs);

        LinearCnnShape shape{.width = 64, .classes = 4, .kernels = 4};
        const auto alone = draw_linear_cnn_weights(shape, 1e-3, 5);
        shape.hidden = 16;
        const auto both = draw_linear_cnn_weights(shape, 1e-3, 5);
        QVERIFY(alone.kernels == both.kernels && alone.readout == both.readout);
        QVERIFY(alone.fully_connected_1.empty());
    }

    void epochs_are_fresh_permutations()
    {
        const auto order = draw_batch_order(23, 5, 12, 7); // four batches an epoch, three left over
        QCOMPARE(order.size(), std::size_t{60});
        std::set<std::vector<std::int64_t>> epochs;
        for (std::size_t epoch = 0; epoch < 3; ++epoch) {
            const std::vector<std::int64_t> part(
                order.begin() + static_cast<std::ptrdiff_t>(epoch * 20),
                order.begin() + static_cast<std::ptrdiff_t>(epoch * 20 + 20));
            QCOMPARE(std::set<std::int64_t>(part.begin(), part.end()).size(), std::size_t{20});
            QVERIFY(*std::min_element(part.begin(), part.end()) >= 0);
            QVERIFY(*std::max_element(part.begin(), part.end()) < 23);
            epochs.insert(part);
        }
        QCOMPARE(epochs.size(), std::size_t{3});
        // An epoch is the permutation of its stream.
        const auto first = Random(7, 5).permutation(23), second = Random(7, 6).permutation(23);
        for (std::size_t i = 0; i < 20; ++i) {
            QCOMPARE(order[i], static_cast<std::int64_t>(first[i]));
            QCOMPARE(order[20 + i], static_cast<std::int64_t>(second[i]));
        }
        const auto full =
            data_of("texture-versus-shape-relu", {{"batch_size", whole(0)}, {"steps", whole(3)}});
        QCOMPARE(full.batch, std::size_t{400});
        QCOMPARE(full.batch_order.size(), std::size_t{1200});
    }

    void first_weights_have_the_deviations_of_the_specification()
    {
        const LinearCnnShape shape{.channels = 3,
                                   .height = 16,
                                   .width = 16,
                                   .classes = 5,
                                   .kernels = 8,
                                   .layers = 3,
                                   .kernel_size = 7,
                                   .hidden = 16};
        const auto weights = draw_linear_cnn_weights(shape, 0.03, 9);
        QCOMPARE(weights.kernels[0].size(), std::size_t{8 * 3 * 49});
        QCOMPARE(weights.kernels[1].size(), std::size_t{8 * 8 * 49});
        check_normal(weights.kernels[0], 0.03 / 7);
        check_normal(weights.kernels[1], 0.03 / std::sqrt(49 * 8));
        check_normal(weights.kernels[2], 0.03 / std::sqrt(49 * 8));
        check_normal(weights.readout, 0.03 / 16);
        check_normal(weights.fully_connected_1, 0.03 / 16);
        check_normal(weights.fully_connected_2, 0.03 / 16);
        // Full kernels: E|w^|² = init_scale².
        const auto full =
            draw_linear_cnn_weights({.width = 64, .classes = 2, .kernels = 64}, 0.5, 1);
        check_normal(full.kernels[0], 0.5 / 8);
    }

    void single_precision_rounds_the_data_first()
    {
        const auto data = data_of("shapes", {{"precision", std::string("float32")}});
        for (const auto* values : {&data.inputs, &data.targets, &data.test_inputs})
            for (const double value : *values)
                QCOMPARE(value, static_cast<double>(static_cast<float>(value)));
        QVERIFY(data.inputs != data_of("shapes").inputs);
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnData)
#include "test_linear_cnn_data.moc"
