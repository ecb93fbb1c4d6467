// Pictures, tasks and orders of section 4, and the user's own images.
#include "core/experiments/linear_scope/linear_scope_data.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace etalon;

namespace {

LinearScopeSettings settings_for(const std::string& task)
{
    LinearScopeSettings settings;
    settings.task = task;
    settings.train_count = 40;
    settings.test_count = 16;
    settings.steps = 7;
    return settings;
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray big_endian(quint32 value)
{
    QByteArray bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.append(static_cast<char>(value >> shift));
    return bytes;
}

/// Labelled images of 10 × 7 pixels with the value of pixel p of image i equal to (7 i + p) mod 256,
/// and i mod `classes` as its label.
void write_idx(const QString& folder, quint32 count, quint32 classes = 3)
{
    QByteArray images = big_endian(0x803) + big_endian(count) + big_endian(10) + big_endian(7);
    QByteArray labels = big_endian(0x801) + big_endian(count);
    for (quint32 i = 0; i < count; ++i) {
        for (quint32 p = 0; p < 70; ++p)
            images.append(static_cast<char>((7 * i + p) % 256));
        labels.append(static_cast<char>(i % classes));
    }
    write(folder + "/train-images-idx3-ubyte", images);
    write(folder + "/train-labels-idx1-ubyte", labels);
}

QByteArray pgm(int width, int height, char value)
{
    return "P5\n# made here\n" + QByteArray::number(width) + " " + QByteArray::number(height)
        + "\n255\n" + QByteArray(width * height, value);
}

std::string message_of(const LinearScopeSettings& settings, const std::filesystem::path& path)
{
    try {
        make_linear_scope_data(settings, 1, path);
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestLinearScopeData : public QObject {
    Q_OBJECT

private slots:
    void draws_come_in_the_order_of_the_specification()
    {
        LinearScopeSettings settings = settings_for("classify");
        settings.input_offset = 0.25;
        const LinearScopeData data = make_linear_scope_data(settings, 5, {});
        Random random(5, 1);
        for (std::size_t s = 0; s < 3; ++s) {
            const auto kind = random.below(4);
            QCOMPARE(data.train.labels[s], static_cast<std::int64_t>(kind));
            const double r = 16 * (0.2 + 0.12 * random.uniform());
            const double x = 7.5 + (random.uniform() - 0.5) * 4;
            const double y = 7.5 + (random.uniform() - 0.5) * 4;
            const double level = 0.6 + 0.4 * random.uniform();
            for (std::size_t p = 0; p < 256; ++p) {
                const double u = static_cast<double>(p % 16) - x,
                             v = static_cast<double>(p / 16) - y;
                const bool inside[] = {u * u + v * v <= r * r,
                                       std::max(std::abs(u), std::abs(v)) <= 0.85 * r,
                                       v <= 0.8 * r && v >= -r + 1.8 * std::abs(u),
                                       std::min(std::abs(u), std::abs(v)) <= 0.3 * r
                                           && std::max(std::abs(u), std::abs(v)) <= r};
                const double expected = (inside[kind] ? level : 0) + 0.1 * random.normal() + 0.25;
                QVERIFY(std::abs(data.train.inputs[s * 256 + p] - expected) < 1e-14);
            }
        }
    }

    void every_task_has_its_target()
    {
        for (const char* task : {"denoise", "shift", "fill"}) {
            LinearScopeSettings settings = settings_for(task);
            settings.noise = 0;
            const LinearScopeData data = make_linear_scope_data(settings, 2, {});
            const auto &x = data.train.inputs, &t = data.train.targets;
            QCOMPARE(t.size(), std::size_t{40 * 256});
            if (task == std::string("denoise"))
                QVERIFY(x == t);
            for (std::size_t p = 0; p < t.size(); ++p) {
                if (task == std::string("shift"))
                    QCOMPARE(t[p], p % 16 < 3 ? 0 : x[p - 3]);
                if (task == std::string("fill"))
                    QVERIFY(x[p] == 0 || x[p] == t[p]); // an outline is part of its shape
            }
        }
        const std::vector<double> square = [] {
            std::vector<double> image(64, 0);
            for (std::size_t i = 0; i < 4; ++i)
                for (std::size_t j = 2; j < 6; ++j)
                    image[i * 8 + j] = 0.9;
            return image;
        }();
        const auto outline = outline_of(square, 8);
        QCOMPARE(outline[0 * 8 + 3], 0.9); // beyond the border is unset
        QCOMPARE(outline[1 * 8 + 3], 0.0);
        QCOMPARE(outline[3 * 8 + 3], 0.9);
        QCOMPARE(outline[4 * 8 + 3], 0.0);
    }

    void inputs_of_upscale_are_means_of_their_targets()
    {
        LinearScopeSettings settings = settings_for("upscale");
        settings.noise = 0;
        settings.image_size = 12;
        const LinearScopeData data = make_linear_scope_data(settings, 2, {});
        const double* t = data.train.targets.data() + 576;
        const double* x = data.train.inputs.data() + 144;
        for (std::size_t p = 0; p < 144; ++p) {
            const std::size_t at = 2 * (p / 12) * 24 + 2 * (p % 12);
            QVERIFY(std::abs(x[p] - (t[at] + t[at + 1] + t[at + 24] + t[at + 25]) / 4) < 1e-15);
        }
        QCOMPARE(data.probe_output.size(), std::size_t{576});
    }

    void an_epoch_uses_every_image_once_at_most()
    {
        const LinearScopeData data = make_linear_scope_data(settings_for("denoise"), 3, {});
        QCOMPARE(data.order.size(), std::size_t{7 * 16});
        const auto first = Random(3, 1000).permutation(40),
                   second = Random(3, 1001).permutation(40);
        for (std::size_t i = 0; i < 32; ++i) { // two batches of 16, the rest dropped
            QCOMPARE(data.order[i], static_cast<std::int64_t>(first[i]));
            QCOMPARE(data.order[32 + i], static_cast<std::int64_t>(second[i]));
        }
    }

    void first_weights_have_the_variance_of_their_fan_in()
    {
        LinearScopeSettings settings = settings_for("fill");
        settings.channels = 32;
        settings.kernel = 5;
        const LinearScopeData data = make_linear_scope_data(settings, 3, {});
        const ScopeNetwork network = draw_linear_scope_network(settings, data, 3);
        Random random(3, 3);
        QCOMPARE(network.layers[0].weight[0], std::sqrt(2.0 / 25) * random.normal());
        const std::vector<double> variances{2.0 / 25, 2.0 / 800, 2.0 / 1600, 1.0 / 1600};
        std::size_t k = 0;
        for (const ScopeLayer& layer : network.layers)
            if (layer.has_weights()) {
                double sum = 0;
                for (const double w : layer.weight)
                    sum += w * w;
                const auto count = static_cast<double>(layer.weight.size());
                QVERIFY(std::abs(sum / count / variances[k] - 1) < 5 * std::sqrt(2 / count));
                ++k;
            }
        QCOMPARE(k, std::size_t{4});
    }

    void labelled_images_become_squares()
    {
        const QTemporaryDir folder;
        write_idx(folder.path(), 200);
        LinearScopeSettings settings = settings_for("classify");
        settings.noise = 0;
        const LinearScopeData data =
            make_linear_scope_data(settings, 1, folder.path().toStdString());
        QCOMPARE(data.classes, std::size_t{3});
        QVERIFY((data.train.input == ScopeShape{1, 12, 12}));
        QCOMPARE(data.train.output.channels, std::size_t{3});
        // Rows of 7 pixels, then zeros; two rows of zeros below.
        for (std::size_t p = 0; p < 144; ++p) {
            const std::size_t i = p / 12, j = p % 12;
            const double expected = i < 10 && j < 7 ? static_cast<double>(i * 7 + j) / 255 : 0;
            QVERIFY(std::abs(data.train.inputs[p] - expected) < 1e-15);
        }
        settings.batch_size = 41;
        settings.train_count = 41; // 39 are left, 13 of each class
        QVERIFY(message_of(settings, folder.path().toStdString()).find("39") != std::string::npos);
    }

    void files_say_how_many_classes_there_are()
    {
        const QTemporaryDir folder;
        LinearScopeSettings settings = settings_for("classify");
        write_idx(folder.path(), 300, 26); // as many as letters
        const std::string few = message_of(settings, folder.path().toStdString());
        QVERIFY2(few.find("test_count=16 gives no image to each of the 26 classes")
                     != std::string::npos,
                 few.c_str());
        settings.test_count = 52;
        const LinearScopeData letters =
            make_linear_scope_data(settings, 1, folder.path().toStdString());
        QCOMPARE(letters.classes, std::size_t{26});
        QCOMPARE(*std::max_element(letters.train.labels.begin(), letters.train.labels.end()), 25);
        write_idx(folder.path(), 300, 1);
        const std::string message = message_of(settings, folder.path().toStdString());
        QVERIFY2(message.find("all images have the label 0, expected at least 2 classes")
                     != std::string::npos,
                 message.c_str());
    }

    void pictures_are_cropped()
    {
        const QTemporaryDir folder;
        for (int i = 0; i < 5; ++i)
            write(folder.filePath(QString("%1.pgm").arg(i)),
                  pgm(40, 30, static_cast<char>(51 * i)));
        LinearScopeSettings settings = settings_for("denoise");
        settings.noise = 0;
        const LinearScopeData data =
            make_linear_scope_data(settings, 1, folder.path().toStdString());
        std::set<double> trained(data.train.targets.begin(), data.train.targets.end());
        std::set<double> tested(data.test.targets.begin(), data.test.targets.end());
        QCOMPARE(trained, (std::set<double>{0, 0.2, 0.4, 0.6}));
        QCOMPARE(tested, (std::set<double>{0.8})); // the last fifth
        settings.image_size = 32;
        const std::string message = message_of(settings, folder.path().toStdString());
        QVERIFY2(message.find("0.pgm: 40x30 pixels, expected at least 32x32") != std::string::npos,
                 message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeData)
#include "test_linear_scope_data.moc"
