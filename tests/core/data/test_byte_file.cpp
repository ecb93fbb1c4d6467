#include "core/data/byte_file.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

using namespace etalon;
using test::Bytes;

class TestByteFile : public QObject {
    Q_OBJECT

private slots:
    void plain_files_come_back_as_they_are();
    void gzip_is_known_by_its_first_bytes_not_its_name();
    void joined_gzip_files_are_read_to_the_end();
    void large_gzip_files_survive_the_way_through_pieces();
    void a_size_of_exactly_the_maximum_is_read();
    void files_above_the_maximum_are_refused();
    void gzip_bombs_are_refused();
    void truncated_gzip_is_reported();
    void damaged_gzip_is_reported();
    void what_is_no_file_is_reported();
};

void TestByteFile::plain_files_come_back_as_they_are()
{
    const test::Folder folder;
    const Bytes bytes{0, 255, 10, 13, 0x8b, 0x1f};
    QCOMPARE(read_bytes(folder.write("a", bytes), 100), bytes);
    QCOMPARE(read_bytes(folder.write("empty", Bytes{}), 100), Bytes{});
    QCOMPARE(read_bytes(folder.write("one", Bytes{0x1f}), 100), Bytes{0x1f});
}

void TestByteFile::gzip_is_known_by_its_first_bytes_not_its_name()
{
    const test::Folder folder;
    const Bytes bytes{1, 2, 3, 4, 5};
    QCOMPARE(read_bytes(folder.write("packed-without-ending", test::gzip(bytes)), 100), bytes);
    QCOMPARE(read_bytes(folder.write("plain.gz", bytes), 100), bytes);
    QCOMPARE(read_bytes(folder.write("nothing.gz", test::gzip({})), 100), Bytes{});
}

void TestByteFile::joined_gzip_files_are_read_to_the_end()
{
    const test::Folder folder;
    const auto path = folder.write("joined.gz", test::joined(test::gzip({1, 2}), test::gzip({3})));
    QCOMPARE(read_bytes(path, 100), (Bytes{1, 2, 3}));
}

void TestByteFile::large_gzip_files_survive_the_way_through_pieces()
{
    const test::Folder folder;
    Bytes bytes((std::size_t{5} << 20) + 17);
    std::uint32_t state = 1;
    for (auto& byte : bytes) { // hardly compressible: packed data exceed a piece as well
        state = state * 1664525 + 1013904223;
        byte = static_cast<unsigned char>(state >> 24);
    }
    const auto path = folder.write("large.gz", test::gzip(bytes));
    QVERIFY(std::filesystem::file_size(path) > (std::size_t{4} << 20));
    QCOMPARE(read_bytes(path, bytes.size()), bytes);
    VERIFY_USAGE_ERROR(read_bytes(path, bytes.size() - 1), "large.gz");
}

void TestByteFile::a_size_of_exactly_the_maximum_is_read()
{
    const test::Folder folder;
    const Bytes bytes(1000, 7);
    QCOMPARE(read_bytes(folder.write("plain", bytes), 1000), bytes);
    QCOMPARE(read_bytes(folder.write("packed", test::gzip(bytes)), 1000), bytes);
}

void TestByteFile::files_above_the_maximum_are_refused()
{
    const test::Folder folder;
    const Bytes bytes(1001, 7);
    VERIFY_USAGE_ERROR(read_bytes(folder.write("plain", bytes), 1000), "plain", "1001 bytes",
                       "at most 1000");
    VERIFY_USAGE_ERROR(read_bytes(folder.write("packed", test::gzip(bytes)), 1000), "packed",
                       "at most 1000");
    VERIFY_USAGE_ERROR(
        read_bytes(
            folder.write("joined", test::joined(test::gzip(Bytes(600)), test::gzip(Bytes(600)))),
            1000),
        "joined", "at most 1000");
}

void TestByteFile::gzip_bombs_are_refused()
{
    const test::Folder folder;
    const auto path = folder.write("bomb.gz", test::gzip(Bytes(std::size_t{64} << 20)));
    QVERIFY(std::filesystem::file_size(path) < 100000);
    VERIFY_USAGE_ERROR(read_bytes(path, 1000000), "bomb.gz", "unpacks to more", "1000000");
}

void TestByteFile::truncated_gzip_is_reported()
{
    const test::Folder folder;
    const Bytes packed = test::gzip({1, 2, 3, 4, 5, 6, 7, 8, 9});
    for (std::size_t size = 2; size < packed.size(); ++size) {
        const auto path = folder.write(
            "cut.gz", Bytes(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size)));
        VERIFY_USAGE_ERROR(read_bytes(path, 1000), "cut.gz", "too early",
                           std::to_string(size) + " packed bytes");
    }
}

void TestByteFile::damaged_gzip_is_reported()
{
    const test::Folder folder;
    Bytes packed = test::gzip({1, 2, 3, 4, 5, 6, 7, 8, 9});
    packed[packed.size() - 6] ^= 1; // within the check sum
    VERIFY_USAGE_ERROR(read_bytes(folder.write("sum.gz", packed), 1000), "sum.gz", "damaged gzip",
                       "data check");
    packed[2] = 99; // the method
    VERIFY_USAGE_ERROR(read_bytes(folder.write("method.gz", packed), 1000), "method.gz",
                       "damaged gzip", "method");
    const auto path = folder.write("rest.gz", test::joined(test::gzip({1}), {'r', 'e', 's', 't'}));
    VERIFY_USAGE_ERROR(read_bytes(path, 1000), "rest.gz", "damaged gzip");
}

void TestByteFile::what_is_no_file_is_reported()
{
    const test::Folder folder;
    VERIFY_USAGE_ERROR(read_bytes(folder.path("absent"), 1000), "absent", "no such file");
    VERIFY_USAGE_ERROR(read_bytes(folder.path(), 1000), "is a folder", "expected a file");
    VERIFY_USAGE_ERROR(read_bytes("/dev/zero", 1000), "/dev/zero", "device or pipe");
}

QTEST_APPLESS_MAIN(TestByteFile)
#include "test_byte_file.moc"
