// The race on the user's own files: formats, classes, preprocessing, and what is refused.
#include "core/experiments/race/race_data_file.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

#include <bit>
#include <cmath>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Ten images of 2 × 3 pixels 10 i + pixel, labels i mod 3.
Bytes small_images()
{
    Bytes bytes = idx_header(0x08, {10, 2, 3});
    for (int i = 0; i < 10; ++i)
        for (int pixel = 0; pixel < 6; ++pixel)
            bytes.push_back(static_cast<unsigned char>(10 * i + pixel * pixel));
    return bytes;
}

Bytes small_labels(std::uint32_t count = 10)
{
    Bytes bytes = idx_header(0x08, {count});
    for (std::uint32_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<unsigned char>(i % 3));
    return bytes;
}

Bytes cifar(int count)
{
    Bytes bytes;
    for (int i = 0; i < count; ++i) {
        bytes.push_back(static_cast<unsigned char>(i % 2));
        for (int pixel = 0; pixel < 3072; ++pixel)
            bytes.push_back(static_cast<unsigned char>((i * 37 + pixel) % 251));
    }
    return bytes;
}

RaceSettings choice(std::int64_t samples, std::int64_t tests, const std::string& positive = "0",
                    const std::string& negative = "1")
{
    RaceSettings settings;
    settings.dataset = "file";
    settings.sample_count = samples;
    settings.test_count = tests;
    settings.positive_labels = positive;
    settings.negative_labels = negative;
    return settings;
}

std::string complaint(const RaceSettings& settings, const std::filesystem::path& path)
{
    try {
        make_race_data(settings, 1, path);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

#define VERIFY_SAYS(message, fragment)                                                             \
    QVERIFY2((message).find(fragment) != std::string::npos, (message).c_str());                    \
    QVERIFY2((message).find('\n') == std::string::npos, (message).c_str())

const std::string table = "a,b,label\n1,10,0\n2,20,1\n3,30,0\n5,10,1\n8,0,0\n9,1,7\n7,7,1\n6,6,0\n";

} // namespace

class TestRaceFiles : public QObject {
    Q_OBJECT

private slots:
    void rows_are_taken_in_turn_centred_and_scaled()
    {
        const Folder folder;
        const auto path = folder.write("t.csv", table);
        const RaceData data = make_race_data(choice(4, 3), 1, path);
        // Class +1: rows 0, 2, 4, 7; class −1: rows 1, 3, 6. To train on 0 1 2 3, to test on 4 6 7.
        RaceMatrix train(4, 2), test(3, 2);
        train << 1, 10, 2, 20, 3, 30, 5, 10;
        test << 8, 0, 7, 7, 6, 6;
        const Eigen::RowVectorXd mean = train.colwise().mean();
        train.rowwise() -= mean;
        test.rowwise() -= mean;
        const double scale = 1.65 / std::sqrt(train.squaredNorm() / 4);
        QVERIFY(data.train.inputs.isApprox(scale * train, 1e-14));
        QVERIFY(data.test.inputs.isApprox(scale * test, 1e-14));
        QVERIFY((data.train.labels.array() == Eigen::Array4d(1, -1, 1, -1)).all());
        QVERIFY((data.test.labels.array() == Eigen::Array3d(1, -1, 1)).all());
        QVERIFY(data.warning.empty());
        QVERIFY(std::abs(data.train.inputs.squaredNorm() / 4 - 1.65 * 1.65) < 1e-12);
        QVERIFY(data.train.inputs.colwise().sum().cwiseAbs().maxCoeff() < 1e-12);
    }

    void fewer_test_rows_are_a_warning()
    {
        const Folder folder;
        const auto path = folder.write("t.csv", table);
        const RaceData data = make_race_data(choice(4, 50), 1, path);
        QCOMPARE(data.test.labels.size(), Eigen::Index{3}); // − has none left for the fourth
        VERIFY_SAYS(data.warning, "test_count=50");
        VERIFY_SAYS(data.warning, "3 test samples");
        // Without the seventh row − is out after the first test row.
        const auto shorter = folder.write("s.csv", std::string("1,0\n2,1\n3,0\n4,1\n5,0\n6,0\n"));
        QCOMPARE(make_race_data(choice(4, 50), 1, shorter).test.labels.size(), Eigen::Index{1});
    }

    void several_labels_make_a_class()
    {
        const Folder folder;
        const auto path = folder.write("t.csv", table);
        const RaceFileRows rows = read_race_rows(path, "");
        const auto chosen = choose_race_rows(rows, choice(4, 9, "7, 0", "1"));
        QVERIFY((chosen.train == std::vector<std::size_t>{0, 1, 2, 3}));
        QVERIFY((chosen.test == std::vector<std::size_t>{4, 6, 5}));
    }

    void formats_are_recognised_by_content_whatever_the_name()
    {
        const Folder folder;
        const auto csv = read_race_rows(folder.write("data.bin", table), "");
        QCOMPARE(csv.columns, std::size_t{2});
        QCOMPARE(csv.labels.size(), std::size_t{8});
        const auto images = read_race_rows(folder.write("data.csv", cifar(3)), "");
        QCOMPARE(images.columns, std::size_t{3072});
        QVERIFY((images.labels == std::vector<std::int64_t>{0, 1, 0}));
        QCOMPARE(images.row(1)(5), 42 / 255.0);
        const auto labels = folder.write("l", small_labels());
        const auto numbers =
            read_race_rows(folder.write("numbers", small_images()), labels.string());
        QCOMPARE(numbers.columns, std::size_t{6});
        QCOMPARE(numbers.row(2)(3), 29 / 255.0);
    }

    void labels_of_idx_stand_beside_the_images()
    {
        const Folder folder;
        const auto images = folder.write("x-images-idx3-ubyte", small_images());
        std::string message = complaint(choice(4, 1), images);
        VERIFY_SAYS(message, "labels");
        folder.write("x-labels-idx1-ubyte", small_labels(9));
        message = complaint(choice(4, 1), images);
        VERIFY_SAYS(message, "9 labels for the 10 images");
        folder.write("x-labels-idx1-ubyte", small_labels());
        const RaceData data = make_race_data(choice(4, 2), 1, images);
        QCOMPARE(data.inputs(), Eigen::Index{6});
        const auto other = folder.write("other", small_labels());
        RaceSettings settings = choice(4, 2);
        settings.labels_path = other.string();
        QVERIFY(make_race_data(settings, 1, images).train.inputs == data.train.inputs);
        settings.labels_path = folder.path("nowhere").string();
        message = complaint(settings, images);
        VERIFY_SAYS(message, "nowhere");
    }

    void idx_may_hold_real_numbers_or_be_packed()
    {
        const Folder folder;
        RaceSettings settings = choice(4, 2);
        settings.labels_path = folder.write("labels", small_labels()).string();
        Bytes floats = idx_header(0x0D, {10, 6}), doubles = idx_header(0x0E, {10, 6});
        for (int i = 0; i < 10; ++i)
            for (int pixel = 0; pixel < 6; ++pixel) {
                const double value = 10 * i + pixel * pixel;
                append_big_endian(floats, std::bit_cast<std::uint32_t>(static_cast<float>(value)),
                                  4);
                append_big_endian(doubles, std::bit_cast<std::uint64_t>(value), 8);
            }
        const RaceData plain = make_race_data(settings, 1, folder.write("p", small_images()));
        const auto check = [&](const std::filesystem::path& path) {
            const RaceData data = make_race_data(settings, 1, path); // the scale undoes the 1/255
            QVERIFY(data.train.inputs.isApprox(plain.train.inputs, 1e-13));
        };
        check(folder.write("f", floats));
        check(folder.write("d", doubles));
        check(folder.write("p.gz", gzip(small_images())));
    }

    void damaged_files_are_refused_in_one_sentence()
    {
        const Folder folder;
        const RaceSettings two = choice(4, 1);
        const auto refuse = [&](const char* name, const auto& bytes, const char* fragment) {
            const std::string message = complaint(two, folder.write(name, bytes));
            VERIFY_SAYS(message, fragment);
            VERIFY_SAYS(message, name);
        };
        refuse("empty.bin", Bytes{}, "is empty");
        Bytes cut = cifar(3);
        cut.pop_back();
        refuse("cut.bin", cut, "3073");
        refuse("noise", Bytes(100, 3), "no CIFAR-10 data");
        Bytes magic = small_images();
        magic[0] = 1;
        refuse("a-images-idx3-ubyte", magic, "magic number");
        Bytes type = small_images();
        type[2] = 0x0B;
        refuse("b-images-idx3-ubyte", type, "type");
        Bytes shorter = small_images();
        shorter.pop_back();
        refuse("c-images-idx3-ubyte", shorter, "truncated");
        refuse("d-images-idx1-ubyte", small_labels(), "1 extent");
        refuse("nan.csv", std::string("1,2,0\n3,nan,1\n"), "line 2, column 2");
        refuse("word.csv", std::string("1,2,0\n3,x,1\n"), "line 2, column 2");
        refuse("half.csv", std::string("1,2,0\n3,4,0.5\n"), "row 2, column 3");
        refuse("narrow.csv", std::string("1\n2\n"), "1 column");
        const std::string missing = complaint(two, folder.path("not there"));
        VERIFY_SAYS(missing, "not there");
    }

    void classes_with_too_few_rows_are_named()
    {
        const Folder folder;
        const auto path = folder.write("t.csv", table);
        std::string message = complaint(choice(4, 1, "0", "7"), path);
        QCOMPARE(message, std::string("class 7: 1 rows, 2 needed."));
        message = complaint(choice(8, 1), path);
        QCOMPARE(message, std::string("class 1: 3 rows, 4 needed."));
        message = complaint(choice(6, 1, "1", "0"), path); // no row of class 1 is left to test on
        QCOMPARE(message, std::string("class 1: 3 rows, 4 needed (3 to train, 1 to test)."));
        message = complaint(choice(10, 1, "0,7", "1"), path);
        VERIFY_SAYS(message, "class 1: 3 rows, 5 needed");
    }

    void equal_rows_have_no_scale()
    {
        const Folder folder;
        const auto path =
            folder.write("same.csv", std::string("4,4,0\n4,4,1\n4,4,0\n4,4,1\n4,4,0\n4,4,1\n"));
        const std::string message = complaint(choice(4, 1), path);
        VERIFY_SAYS(message, "all training rows are equal");
    }
};

QTEST_APPLESS_MAIN(TestRaceFiles)
#include "test_race_files.moc"
