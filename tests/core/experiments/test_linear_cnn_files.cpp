// Training on the user's own images.
#include "tests/core/experiments/linear_cnn_runs.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace etalon;
using namespace etalon::test;

namespace {

/// A tiny MNIST: images whose pixels all are 10 · label + index.
void write_idx(const QString& folder, const std::string& prefix, const std::vector<int>& labels)
{
    const auto path = [&](const char* kind) {
        return (folder.toStdString() + "/" + prefix + kind);
    };
    std::ofstream images(path("-images-idx3-ubyte"), std::ios::binary);
    std::ofstream answers(path("-labels-idx1-ubyte"), std::ios::binary);
    const auto big_endian = [](std::ofstream& file, std::uint32_t number) {
        for (int shift = 24; shift >= 0; shift -= 8)
            file.put(static_cast<char>(number >> shift));
    };
    big_endian(images, 0x803);
    big_endian(images, static_cast<std::uint32_t>(labels.size()));
    big_endian(images, 8);
    big_endian(images, 8);
    big_endian(answers, 0x801);
    big_endian(answers, static_cast<std::uint32_t>(labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        answers.put(static_cast<char>(labels[i]));
        for (int pixel = 0; pixel < 64; ++pixel) // a stripe in the label's row
            images.put(static_cast<char>(pixel / 8 == labels[i] ? 200 : 10 + static_cast<int>(i)));
    }
}

} // namespace

class TestLinearCnnFiles : public QObject {
    Q_OBJECT

private slots:
    void user_files_are_read_and_trained_on()
    {
        QTemporaryDir folder;
        std::vector<int> labels;
        for (int i = 0; i < 40; ++i)
            labels.push_back(i % 4);
        write_idx(folder.path(), "train", labels);
        write_idx(folder.path(), "t10k", {3, 1, 0, 1, 3});

        const Experiment experiment = linear_cnn();
        const Values values = resolve(experiment,
                                      {{{"dataset", std::string("idx")},
                                        {"data_classes", std::string("3,1")},
                                        {"samples", whole(12)},
                                        {"learning_rate", 0.0},
                                        {"mean_removal", std::string("dataset")},
                                        {"centre_labels", true},
                                        {"steps", whole(30)}}},
                                      true);
        const auto simulation =
            experiment.make({.values = values, .seed = 1, .data = folder.path().toStdString()});
        Recording recording(simulation->channels());
        train(*simulation, recording, 0, 30, [](std::int64_t) { return true; });

        const auto data = simulation->data();
        const auto find = [&](const std::string& name) {
            return *std::find_if(data->begin(), data->end(),
                                 [&](const Tensor& tensor) { return tensor.name == name; });
        };
        QVERIFY((find("inputs").shape == std::vector<std::size_t>{12, 1, 8, 8}));
        // 3 becomes 0 and 1 becomes 1, in file order: 1, 3, 1, 3, …
        const auto kept = std::get<std::vector<std::int64_t>>(find("labels").values);
        for (std::size_t i = 0; i < 12; ++i)
            QCOMPARE(kept[i], static_cast<std::int64_t>(i % 2 == 0 ? 1 : 0));
        QVERIFY((std::get<std::vector<std::int64_t>>(find("test_labels").values)
                 == std::vector<std::int64_t>{0, 1, 1, 0}));
        // The automatic learning rate is 0.04 over the top drive, and it trains.
        const auto resolved = simulation->resolved();
        const auto drives = recording.snapshot()[recording.index("drive")].sample(0);
        QVERIFY(std::abs(std::get<double>(resolved.at("learning_rate"))
                             * *std::max_element(drives.begin(), drives.end())
                         - 0.04)
                < 1e-12);
        const auto loss = recording.snapshot()[recording.index("loss")].values();
        QVERIFY(loss.back() < loss.front());

        // Files given without the data set's name: it is found out.
        const auto named =
            experiment.make({.values = resolve(experiment, {{{"steps", whole(1)}}}, true),
                             .seed = 1,
                             .data = folder.path().toStdString()});
        QCOMPARE(std::get<std::string>(named->resolved().at("dataset")), std::string("idx"));
    }

    void more_classes_than_hidden_units_are_refused()
    {
        QTemporaryDir folder;
        write_idx(folder.path(), "train", {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5});
        const Experiment experiment = linear_cnn();
        const auto make = [&](const Overrides& changes) {
            return experiment.make({.values = resolve(experiment, {changes}, true),
                                    .seed = 1,
                                    .data = folder.path().toStdString()});
        };
        QVERIFY(make({{"fully_connected_hidden", whole(6)}}));
        QVERIFY_THROWS_EXCEPTION(UsageError, make({{"fully_connected_hidden", whole(5)}}));
    }

    void batches_larger_than_what_the_files_hold_are_refused()
    {
        QTemporaryDir folder;
        write_idx(folder.path(), "train", {0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
        write_idx(folder.path(), "t10k", {0, 1});
        const Experiment experiment = linear_cnn();
        const auto make = [&](std::int64_t batch) {
            return experiment.make(
                {.values = resolve(
                     experiment, {{{"network", std::string("relu")}, {"batch_size", whole(batch)}}},
                     true),
                 .seed = 1,
                 .data = folder.path().toStdString()});
        };
        QVERIFY(make(10));
        QVERIFY_THROWS_EXCEPTION(UsageError, make(11));
    }
};

QTEST_APPLESS_MAIN(TestLinearCnnFiles)
#include "test_linear_cnn_files.moc"
