#include "core/data/image_set.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

using namespace etalon;
using test::Bytes;

class TestImageFiles : public QObject {
    Q_OBJECT

private slots:
    void mnist_folders_have_a_training_and_a_test_part();
    void packed_folders_are_equal_to_plain_ones();
    void a_single_images_file_is_split_four_to_one();
    void a_folder_without_test_images_is_split();
    void cifar_folders_join_the_batches_in_order();
    void a_single_cifar_file_is_split();
    void missing_labels_are_reported();
    void differing_counts_are_reported();
    void test_images_of_another_size_are_reported();
    void folders_without_images_are_reported();
    void absent_paths_are_reported();
    void a_wrong_kind_of_file_is_reported();
    void read_images_does_all_in_one();
    void impossible_choices_are_reported();
};

void TestImageFiles::mnist_folders_have_a_training_and_a_test_part()
{
    const test::Folder folder;
    folder.write("train-images-idx3-ubyte", test::idx_images(5, 2, 3));
    folder.write("train-labels-idx1-ubyte", test::idx_labels({0, 1, 2, 3, 255}));
    folder.write("t10k-images-idx3-ubyte", test::idx_images(2, 2, 3));
    folder.write("t10k-labels-idx1-ubyte", test::idx_labels({7, 8}));
    const LoadedImages loaded = load_images(folder.path(), ImageFiles::idx);
    QCOMPARE(loaded.train.count, std::size_t{5});
    QCOMPARE((std::vector{loaded.train.channels, loaded.train.height, loaded.train.width}),
             (std::vector<std::size_t>{1, 2, 3}));
    QCOMPARE(loaded.train.labels, (std::vector<std::int64_t>{0, 1, 2, 3, 255}));
    QCOMPARE(loaded.train.pixels[4 * 6 + 5], 33); // 7·4 + 5
    QCOMPARE(loaded.test.labels, (std::vector<std::int64_t>{7, 8}));
    QCOMPARE(loaded.test.pixels.size(), std::size_t{12});
}

void TestImageFiles::packed_folders_are_equal_to_plain_ones()
{
    const test::Folder plain, packed;
    const std::pair<const char*, Bytes> files[] = {
        {"train-images-idx3-ubyte", test::idx_images(4, 3, 3)},
        {"train-labels-idx1-ubyte", test::idx_labels({0, 1, 0, 1})},
        {"t10k-images-idx3-ubyte", test::idx_images(2, 3, 3)},
        {"t10k-labels-idx1-ubyte", test::idx_labels({1, 0})}};
    for (const auto& [name, bytes] : files) {
        plain.write(name, bytes);
        packed.write(std::string(name) + ".gz", test::gzip(bytes));
    }
    const auto a = load_images(plain.path(), ImageFiles::idx),
               b = load_images(packed.path(), ImageFiles::idx);
    QCOMPARE(a.train.pixels, b.train.pixels);
    QCOMPARE(a.train.labels, b.train.labels);
    QCOMPARE(a.test.pixels, b.test.pixels);
    QCOMPARE(a.test.labels, b.test.labels);
}

void TestImageFiles::a_single_images_file_is_split_four_to_one()
{
    const test::Folder folder;
    folder.write("my-labels-idx1-ubyte", test::idx_labels({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    const auto path = folder.write("my-images-idx3-ubyte", test::idx_images(11, 1, 2));
    const LoadedImages loaded = load_images(path, ImageFiles::idx);
    QCOMPARE(loaded.train.labels,
             (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8})); // floor(11/5) = 2 tested
    QCOMPARE(loaded.test.labels, (std::vector<std::int64_t>{9, 10}));
    QCOMPARE(loaded.test.pixels, (Bytes{63, 64, 70, 71}));
    QCOMPARE(loaded.train.pixels.size(), std::size_t{18});
}

void TestImageFiles::a_folder_without_test_images_is_split()
{
    const test::Folder folder;
    folder.write("train-labels.idx1-ubyte", test::idx_labels({0, 1, 2, 3, 4}));
    folder.write("train-images.idx3-ubyte", test::idx_images(5, 1, 1));
    const LoadedImages loaded = load_images(folder.path(), ImageFiles::idx);
    QCOMPARE(loaded.train.count, std::size_t{4});
    QCOMPARE(loaded.test.labels, std::vector<std::int64_t>{4});
}

void TestImageFiles::cifar_folders_join_the_batches_in_order()
{
    const test::Folder folder;
    folder.write("data_batch_2.bin", test::cifar_bytes({2, 3}));
    folder.write("data_batch_1.bin", test::cifar_bytes({0, 1}));
    folder.write("test_batch.bin", test::cifar_bytes({9}));
    const LoadedImages loaded = load_images(folder.path(), ImageFiles::cifar10);
    QCOMPARE(loaded.train.labels, (std::vector<std::int64_t>{0, 1, 2, 3}));
    QCOMPARE(loaded.test.labels, std::vector<std::int64_t>{9});
    QCOMPARE(loaded.test.channels, std::size_t{3});
}

void TestImageFiles::a_single_cifar_file_is_split()
{
    const test::Folder folder;
    const auto path = folder.write("data_batch_1.bin", test::cifar_bytes({0, 1, 2, 3, 4}));
    const LoadedImages loaded = load_images(path, ImageFiles::cifar10);
    QCOMPARE(loaded.train.labels, (std::vector<std::int64_t>{0, 1, 2, 3}));
    QCOMPARE(loaded.test.labels, std::vector<std::int64_t>{4});
    QCOMPARE(loaded.test.pixels[0], 4);
}

void TestImageFiles::missing_labels_are_reported()
{
    const test::Folder folder;
    folder.write("train-images-idx3-ubyte", test::idx_images(5, 2, 3));
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::idx), "train-images-idx3-ubyte",
                       "train-labels-idx1-ubyte");
    folder.write("train-labels-idx1-ubyte", test::idx_labels({0, 1, 2, 3, 4}));
    folder.write("t10k-images-idx3-ubyte", test::idx_images(1, 2, 3));
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::idx), "t10k-images-idx3-ubyte",
                       "t10k-labels-idx1-ubyte");
}

void TestImageFiles::differing_counts_are_reported()
{
    const test::Folder folder;
    folder.write("train-images-idx3-ubyte", test::idx_images(5, 2, 3));
    folder.write("train-labels-idx1-ubyte", test::idx_labels({0, 1, 2, 3}));
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::idx), "train-labels-idx1-ubyte",
                       "4 labels", "5 images", "different sets");
}

void TestImageFiles::test_images_of_another_size_are_reported()
{
    const test::Folder folder;
    folder.write("train-images-idx3-ubyte", test::idx_images(2, 2, 3));
    folder.write("train-labels-idx1-ubyte", test::idx_labels({0, 1}));
    folder.write("t10k-images-idx3-ubyte", test::idx_images(1, 3, 3));
    folder.write("t10k-labels-idx1-ubyte", test::idx_labels({0}));
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::idx), "t10k-images", "3x3",
                       "expected 2x3");
}

void TestImageFiles::folders_without_images_are_reported()
{
    const test::Folder folder;
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::idx), folder.path().string(),
                       "train-");
    VERIFY_USAGE_ERROR(load_images(folder.path(), ImageFiles::cifar10), folder.path().string(),
                       "data_batch_*.bin");
}

void TestImageFiles::absent_paths_are_reported()
{
    const test::Folder folder;
    for (const auto kind : {ImageFiles::idx, ImageFiles::cifar10})
        VERIFY_USAGE_ERROR(load_images(folder.path("absent"), kind), "absent",
                           "no such file or folder");
}

void TestImageFiles::a_wrong_kind_of_file_is_reported()
{
    const test::Folder folder;
    folder.write("my-labels-idx1-ubyte", test::idx_labels({0, 1}));
    const auto labels_as_images = folder.write("my-images-idx3-ubyte", test::idx_labels({0, 1}));
    VERIFY_USAGE_ERROR(load_images(labels_as_images, ImageFiles::idx), "my-images", "0x00000801",
                       "0x00000803");
    folder.write("my-images-idx3-ubyte", test::idx_images(2, 2, 2));
    folder.write("my-labels-idx1-ubyte", test::idx_images(2, 2, 2));
    VERIFY_USAGE_ERROR(load_images(labels_as_images, ImageFiles::idx), "my-labels", "0x00000803",
                       "0x00000801");
    VERIFY_USAGE_ERROR(load_images(labels_as_images, ImageFiles::cifar10), "my-images",
                       "expected 3073");
}

void TestImageFiles::read_images_does_all_in_one()
{
    const test::Folder folder;
    folder.write("data_batch_1.bin", test::cifar_bytes({5, 3, 0, 3, 5, 3}));
    folder.write("test_batch.bin", test::cifar_bytes({3, 5, 5}));
    const ChosenImages chosen = read_images(
        folder.path(), ImageFiles::cifar10,
        {.data_classes = "3,5", .samples = 4, .test_samples = 2, .colour = false, .downsample = 4});
    QCOMPARE(chosen.classes, (std::vector<std::int64_t>{3, 5}));
    QCOMPARE(chosen.train.labels, (std::vector<std::int64_t>{1, 0, 0, 1}));
    QCOMPARE(chosen.test.labels, (std::vector<std::int64_t>{0, 1}));
    QCOMPARE((std::vector{chosen.train.channels, chosen.train.height, chosen.train.width}),
             (std::vector<std::size_t>{1, 8, 8}));
    // Pixel (y, x) of every plane of label 5 is (5 + 32 y + x) mod 256: 1024 is a multiple of 256.
    double sum = 0;
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x)
            sum += (5 + 32 * y + x) % 256;
    QVERIFY(std::abs(chosen.train.pixels[0] - sum / 16 / 255) < 1e-15);
    QVERIFY(read_images(folder.path(), ImageFiles::cifar10,
                        {.data_classes = "5,3", .samples = 4, .test_samples = 0})
                .test.labels.empty());
}

void TestImageFiles::impossible_choices_are_reported()
{
    const test::Folder folder;
    const auto path = folder.write("a-images-idx3-ubyte", test::idx_images(10, 6, 6));
    folder.write("a-labels-idx1-ubyte", test::idx_labels({0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
    const auto choose = [&](const ImageChoice& choice) {
        return read_images(path, ImageFiles::idx, choice);
    };
    QCOMPARE(choose({}).train.count, std::size_t{8});
    VERIFY_USAGE_ERROR(choose({.samples = 1}), "samples=1", "2 classes");
    VERIFY_USAGE_ERROR(choose({.downsample = 4}), "downsample=4", "6x6");
    VERIFY_USAGE_ERROR(choose({.downsample = 3}), "downsample=3", "1, 2 and 4");
    VERIFY_USAGE_ERROR(choose({.data_classes = "0"}), "data_classes=0", "1 classes", "2 to 16");

    const auto wide = folder.write("b-images-idx3-ubyte", test::idx_images(10, 2, 2050));
    folder.write("b-labels-idx1-ubyte", test::idx_labels({0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
    VERIFY_USAGE_ERROR(read_images(wide, ImageFiles::idx, {}), "2x2050", "at most 4096 pixels");
    QCOMPARE(read_images(wide, ImageFiles::idx, {.downsample = 2}).train.width, std::size_t{1025});

    // 8200 images of 64x64 exceed 2^25 values; at half the size they do not.
    Bytes labels(10250);
    for (std::size_t i = 0; i < labels.size(); ++i)
        labels[i] = i % 2;
    const auto many =
        folder.write("c-images-idx3-ubyte.gz", test::gzip(test::idx_images(10250, 64, 64)));
    folder.write("c-labels-idx1-ubyte", test::idx_labels(labels));
    VERIFY_USAGE_ERROR(read_images(many, ImageFiles::idx, {.samples = 9000}), "c-images",
                       "8200 samples", "4096 values", "2^25", "lower samples or raise downsample");
}

QTEST_APPLESS_MAIN(TestImageFiles)
#include "test_image_files.moc"
