#include "core/data/cifar_file.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

using namespace etalon;
using test::Bytes;

class TestCifarFile : public QObject {
    Q_OBJECT

private slots:
    void records_become_labels_and_three_planes();
    void files_follow_one_another();
    void cut_records_name_their_place();
    void wrong_labels_name_their_place();
    void empty_files_are_refused();
    void batches_are_found_sorted();
};

void TestCifarFile::records_become_labels_and_three_planes()
{
    Bytes bytes = test::cifar_bytes({3, 9});
    bytes[1] = 11;             // red, first pixel
    bytes[1 + 1024 + 33] = 22; // green, row 1, column 1
    bytes[3073 + 3072] = 33;   // blue, last pixel of the second record
    ImageBytes images;
    append_cifar10(images, bytes, "x");
    QCOMPARE(images.count, std::size_t{2});
    QCOMPARE((std::vector{images.channels, images.height, images.width}),
             (std::vector<std::size_t>{3, 32, 32}));
    QCOMPARE(images.labels, (std::vector<std::int64_t>{3, 9}));
    QCOMPARE(images.pixels.size(), std::size_t{2 * 3072});
    QCOMPARE(images.pixels[0], 11);
    QCOMPARE(images.pixels[1024 + 1 * 32 + 1], 22);
    QCOMPARE(images.pixels[2 * 3072 - 1], 33);
    QCOMPARE(images.pixels[3072 + 5], 14); // second record: 9 + 5
}

void TestCifarFile::files_follow_one_another()
{
    const test::Folder folder;
    const auto images = read_cifar10({folder.write("a.bin", test::cifar_bytes({1, 2})),
                                      folder.write("b.bin", test::gzip(test::cifar_bytes({3})))});
    QCOMPARE(images.labels, (std::vector<std::int64_t>{1, 2, 3}));
    QCOMPARE(images.count, std::size_t{3});
    QCOMPARE(images.pixels[2 * 3072], 3);
}

void TestCifarFile::cut_records_name_their_place()
{
    const test::Folder folder;
    Bytes bytes = test::cifar_bytes({1, 2});
    bytes.pop_back();
    VERIFY_USAGE_ERROR(read_cifar10({folder.write("cut.bin", bytes)}), "cut.bin", "truncated",
                       "record 2", "byte 3073", "3072 bytes", "expected 3073");
    bytes = test::joined(test::cifar_bytes({1}), {5});
    VERIFY_USAGE_ERROR(read_cifar10({folder.write("more.bin", bytes)}), "record 2", "1 bytes",
                       "expected 3073");
}

void TestCifarFile::wrong_labels_name_their_place()
{
    const test::Folder folder;
    const auto path = folder.write("labels.bin", test::cifar_bytes({1, 10}));
    VERIFY_USAGE_ERROR(read_cifar10({path}), "labels.bin", "label 10", "record 2", "byte 3073",
                       "0 to 9");
}

void TestCifarFile::empty_files_are_refused()
{
    const test::Folder folder;
    VERIFY_USAGE_ERROR(read_cifar10({folder.write("empty.bin", Bytes{})}), "empty.bin", "is empty",
                       "3073");
    VERIFY_USAGE_ERROR(read_cifar10({folder.path("absent.bin")}), "absent.bin", "no such file");
}

void TestCifarFile::batches_are_found_sorted()
{
    const test::Folder folder;
    for (const char* name :
         {"data_batch_2.bin", "data_batch_1.bin", "test_batch.bin", "data_batch_3.txt"})
        folder.write(name, Bytes{1});
    QCOMPARE(cifar10_batches_in(folder.path()),
             (std::vector{folder.path("data_batch_1.bin"), folder.path("data_batch_2.bin")}));
    VERIFY_USAGE_ERROR(cifar10_batches_in(folder.path("absent")), "absent", "cannot be read");
}

QTEST_APPLESS_MAIN(TestCifarFile)
#include "test_cifar_file.moc"
