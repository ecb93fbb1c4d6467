// Examples drawn and read, first weights and orders; what is refused.
#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/random.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace etalon;
using Eigen::Index;

namespace {

ModeConnectivitySettings small(const std::string& dataset)
{
    ModeConnectivitySettings settings;
    settings.dataset = dataset;
    settings.train_count = 40;
    settings.test_count = 20;
    return settings;
}

std::string number(std::uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 255);
    return bytes;
}

std::string images(std::uint32_t count, std::uint32_t height, std::uint32_t width)
{
    std::string bytes = number(0x803) + number(count) + number(height) + number(width);
    for (std::uint32_t i = 0; i < count * height * width; ++i)
        bytes += static_cast<char>(i * 7 % 256);
    return bytes;
}

std::string labels(std::uint32_t count)
{
    std::string bytes = number(0x801) + number(count);
    for (std::uint32_t i = 0; i < count; ++i)
        bytes += static_cast<char>(i % 10);
    return bytes;
}

class Folder {
public:
    std::filesystem::path write(const std::string& name, const std::string& bytes) const
    {
        QFile file(folder_.filePath(QString::fromStdString(name)));
        if (!file.open(QIODevice::WriteOnly)
            || file.write(bytes.data(), std::ssize(bytes)) != std::ssize(bytes))
            qFatal("cannot write a test file");
        return file.fileName().toStdString();
    }
    std::filesystem::path path() const { return folder_.path().toStdString(); }

private:
    QTemporaryDir folder_;
};

template <class Work>
std::string refusal(const Work& work)
{
    try {
        work();
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

std::string problems_of(const Overrides& overrides, bool has_data = false)
{
    return refusal(
        [&] { resolve(find(experiments(), "mode-connectivity"), {overrides}, has_data); });
}

bool says(const std::string& text, std::initializer_list<const char*> parts)
{
    return std::all_of(parts.begin(), parts.end(),
                       [&](const char* part) { return text.find(part) != text.npos; });
}

Value whole(std::int64_t value)
{
    return value;
}

} // namespace

class TestModeConnectivityData : public QObject {
    Q_OBJECT

private slots:
    void clusters_follow_the_order_of_draws()
    {
        auto settings = small("clusters");
        settings.input_dim = 3;
        const auto examples = make_mode_examples(settings, 5, {});
        Random random(5, 1);
        std::vector<double> centres(24 * 3);
        for (double& value : centres)
            value = random.normal();
        for (const auto* part : {&examples.train, &examples.test})
            for (Index i = 0; i < part->count(); ++i) {
                const auto centre = random.below(24);
                for (Index j = 0; j < 3; ++j)
                    QCOMPARE(part->inputs()(i, j),
                             centres[centre * 3 + static_cast<std::size_t>(j)]
                                 + 0.12 * random.normal());
                QCOMPARE(part->labels()[static_cast<std::size_t>(i)],
                         static_cast<std::int64_t>(centre % 4));
            }
        QCOMPARE(examples.classes, std::int64_t{4});
    }

    void moons_are_two_half_circles()
    {
        auto settings = small("moons");
        settings.data_noise = 0;
        const auto examples = make_mode_examples(settings, 2, {});
        QCOMPARE(examples.classes, std::int64_t{2});
        std::int64_t ones = 0;
        for (Index i = 0; i < 40; ++i) {
            const bool upper = examples.train.labels()[static_cast<std::size_t>(i)] == 0;
            const double x = examples.train.inputs()(i, 0) + 0.5 - (upper ? 0 : 1),
                         y = examples.train.inputs()(i, 1) + 0.25 - (upper ? 0 : 0.5);
            QVERIFY(std::abs(std::hypot(x, y) - 1) <= 1e-14);
            QVERIFY(upper ? y >= 0 : y <= 0);
            ones += upper ? 0 : 1;
        }
        QVERIFY(ones > 5 && ones < 35);
    }

    void digits_are_shifted_seven_segment_glyphs()
    {
        auto settings = small("digits");
        settings.data_noise = 0;
        const auto examples = make_mode_examples(settings, 3, {});
        QCOMPARE(examples.classes, std::int64_t{10});
        QCOMPARE(examples.train.inputs().cols(), Index{144});
        Random random(3, 1);
        for (Index i = 0; i < 40; ++i) {
            const auto digit = random.below(10);
            random.below(3);
            random.below(3);
            const double strength = 0.6 + 0.8 * random.uniform();
            for (int pixel = 0; pixel < 144; ++pixel)
                random.normal();
            QCOMPARE(examples.train.labels()[static_cast<std::size_t>(i)],
                     static_cast<std::int64_t>(digit));
            const auto row = examples.train.inputs().row(i).array();
            QVERIFY(
                (((row + 0.2).abs() <= 1e-15) || ((row + 0.2 - strength).abs() <= 1e-15)).all());
        }
        // A one is two strokes of the right side: four rows each, in one column.
        for (Index i = 0; i < 40; ++i)
            if (examples.train.labels()[static_cast<std::size_t>(i)] == 1) {
                const ModeMatrix image =
                    Eigen::Map<const ModeMatrix>(examples.train.inputs().row(i).data(), 12, 12);
                QCOMPARE((image.array() > 0).count(), Index{8});
                QCOMPARE((image.array() > 0).cast<int>().colwise().sum().maxCoeff(), 8);
            }
    }

    void first_weights_have_the_variance_of_their_layer()
    {
        const ModeShape shape({100, 200, 50, 10}, ModeActivation::relu);
        const ModeVector theta = draw_mode_weights(shape, 0.5, 1, mode_stream_initial_a);
        const std::array expected{2.0 / 100, 2.0 / 200, 1.0 / 50};
        for (Index l = 1; l <= 3; ++l) {
            const auto weight = mode_weight(shape, theta, l);
            const double variance = weight.squaredNorm() / static_cast<double>(weight.size());
            const double wanted = 0.25 * expected[static_cast<std::size_t>(l - 1)];
            QVERIFY(std::abs(variance / wanted - 1) < 0.2);
            QVERIFY(mode_bias(shape, theta, l).isZero(0));
        }
        Random random(1, 2);
        QCOMPARE(mode_weight(shape, theta, 1)(0, 0), 0.5 * std::sqrt(2.0 / 100) * random.normal());
    }

    void orders_are_epochs_of_fresh_permutations()
    {
        const auto order = make_mode_order(10, 3, 7, 9, mode_stream_a);
        QCOMPARE(order.steps(), std::int64_t{7});
        const auto first = Random(9, 5 + 16).permutation(10),
                   third = Random(9, 5 + 48).permutation(10);
        for (std::size_t i = 0; i < 9; ++i)
            QCOMPARE(order.examples[i], static_cast<std::int64_t>(first[i]));
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(order.examples[18 + i], static_cast<std::int64_t>(third[i]));
    }

    void the_trunk_changes_neither_data_nor_the_order_of_the_branches()
    {
        auto settings = small("clusters");
        settings.steps = 30;
        const auto early = make_mode_data(settings, 4, {});
        settings.spawn_step = 10;
        const auto late = make_mode_data(settings, 4, {});
        QVERIFY(early.examples.train.inputs() == late.examples.train.inputs());
        QCOMPARE(late.order_trunk.steps(), std::int64_t{10});
        QCOMPARE(late.order_a.steps(), std::int64_t{20});
        QVERIFY(std::equal(late.order_a.examples.begin(), late.order_a.examples.end(),
                           early.order_a.examples.begin()));
        QVERIFY(late.order_a.examples != late.order_b.examples);
    }

    void idx_pairs_are_found_by_their_names_and_centred()
    {
        const Folder folder;
        folder.write("train-images-idx3-ubyte", images(60, 4, 5));
        folder.write("train-labels-idx1-ubyte", labels(60));
        folder.write("t10k-images-idx3-ubyte", images(30, 4, 5));
        folder.write("t10k-labels-idx1-ubyte", labels(30));
        const auto examples = make_mode_examples(small("idx"), 1, folder.path());
        QCOMPARE(examples.classes, std::int64_t{10});
        QCOMPARE(examples.train.inputs().rows(), Index{40});
        QCOMPARE(examples.test.inputs().rows(), Index{20});
        double mean = 0;
        for (int i = 0; i < 800; ++i)
            mean += i * 7 % 256 / 255.0 / 800;
        QVERIFY(std::abs(examples.train.inputs()(0, 1) - (7 / 255.0 - mean)) <= 1e-14);
        QVERIFY(std::abs(examples.test.inputs()(2, 0) - (40 * 7 % 256 / 255.0 - mean)) <= 1e-14);
        QCOMPARE(examples.test.labels()[13], std::int64_t{3});
    }

    void bad_idx_files_are_refused_with_their_sizes()
    {
        const auto read = [](const Folder& folder) {
            return refusal([&] { make_mode_examples(small("idx"), 1, folder.path()); });
        };
        const Folder folder;
        QVERIFY(says(read(folder), {"images-idx3-ubyte", "train"}));
        folder.write("train-images-idx3-ubyte", images(60, 4, 5).substr(0, 1000));
        QVERIFY(says(read(folder), {"labels-idx1-ubyte"}));
        folder.write("train-labels-idx1-ubyte", labels(60));
        QVERIFY(says(read(folder), {"train-images-idx3-ubyte", "984", "1200"}));
        folder.write("train-images-idx3-ubyte", images(60, 4, 5));
        QVERIFY(says(read(folder), {"t10k"}));
        folder.write("test-images-idx3-ubyte", images(12, 4, 5));
        folder.write("test-labels-idx1-ubyte", labels(11));
        QVERIFY(says(read(folder), {"11 labels for 12 images"}));
        folder.write("test-labels-idx1-ubyte", labels(12));
        QVERIFY(says(read(folder), {"test_count=20", "12 images"}));
        folder.write("train-labels-idx1-ubyte", labels(59) + '\xff');
        QVERIFY(says(read(folder), {"59"}));
        std::string bad = labels(60);
        bad[8 + 5] = '\xff';
        folder.write("train-labels-idx1-ubyte", bad);
        QVERIFY(says(read(folder), {"example 6", "255", "0 to 99"}));
        QVERIFY(says(refusal([] { make_mode_examples(small("idx"), 1, "/no/such/folder"); }),
                     {"/no/such/folder", "folder"}));
    }

    void tables_are_split_by_seed_and_standardised()
    {
        const Folder folder;
        std::string text = "x,y,label\n";
        for (int i = 0; i < 70; ++i)
            text += std::to_string(i * i % 37) + "," + std::to_string(3.5 * i) + ","
                + std::to_string(i % 3) + "\n";
        const auto path = folder.write("table.csv", text);
        const auto examples = make_mode_examples(small("csv"), 6, path);
        QCOMPARE(examples.classes, std::int64_t{3});
        for (Index j = 0; j < 2; ++j) {
            QVERIFY(std::abs(examples.train.inputs().col(j).mean()) <= 1e-14);
            QVERIFY(std::abs(examples.train.inputs().col(j).squaredNorm() / 40 - 1) <= 1e-13);
        }
        const auto order = Random(6, 7).permutation(70);
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(examples.test.labels()[i], static_cast<std::int64_t>(order[40 + i] % 3));
    }

    void bad_tables_are_refused()
    {
        const Folder folder;
        const auto read = [&](const std::string& line, int rows) {
            std::string text;
            for (int i = 0; i < rows; ++i)
                text += std::to_string(i) + "," + line + "\n";
            const auto path = folder.write("table.csv", text);
            return refusal([&] { make_mode_examples(small("csv"), 6, path); });
        };
        QVERIFY(says(read("1,0", 70), {"column 2", "constant"}));
        QVERIFY(says(read("0", 59), {"59 rows", "60"}));
        QVERIFY(says(read("0.5", 70), {"0.5", "whole number"}));
        QVERIFY(says(read("-1", 70), {"-1", "0 to 99"}));
        QVERIFY(says(read("100", 70), {"100", "0 to 99"}));
        QVERIFY(says(read("0", 70), {"two classes"}));
        // A row that this seed does not choose is read as well.
        std::string text;
        const auto unused = Random(6, 7).permutation(70)[65];
        for (std::size_t i = 0; i < 70; ++i)
            text += std::to_string(i) + "," + (i == unused ? "-1" : std::to_string(i % 2)) + "\n";
        const auto path = folder.write("unused.csv", text);
        const std::string place = "example " + std::to_string(unused + 1) + " ";
        QVERIFY(says(refusal([&] { make_mode_examples(small("csv"), 6, path); }),
                     {"-1", "0 to 99", place.c_str()}));
    }

    void contradictions_name_key_and_value()
    {
        QVERIFY(
            says(problems_of({{"spawn_step", whole(2001)}}), {"spawn_step=2001", "steps=2000"}));
        QVERIFY(problems_of({{"spawn_step", whole(2000)}}).empty());
        QVERIFY(says(problems_of({{"batch_size", whole(2000)}}),
                     {"batch_size=2000", "train_count=1024"}));
        QVERIFY(says(problems_of({{"alpha_points", whole(24)}}), {"alpha_points=24", "odd"}));
        QVERIFY(says(problems_of({{"dataset", std::string("toy")}, {"toy_square", 2.0}}),
                     {"toy_square=2", "toy_sum"}));
        QVERIFY(problems_of({{"toy_square", 2.0}}).empty()); // nobody reads it
        QVERIFY(
            says(problems_of({{"init_mode", std::string("independent")}, {"spawn_step", whole(5)}}),
                 {"spawn_step=5", "independent"}));
        QVERIFY(says(problems_of({{"dataset", std::string("idx")}}), {"--data"}));
        QVERIFY(says(problems_of({}, true), {"dataset=clusters"}));
        QVERIFY(says(problems_of({{"steps", whole(1000000)}, {"batch_size", whole(1000)}}),
                     {"steps=1000000", "batch_size=1000"}));
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityData)
#include "test_mode_connectivity_data.moc"
