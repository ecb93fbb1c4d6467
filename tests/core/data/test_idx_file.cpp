#include "core/data/idx_file.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

#include <bit>
#include <limits>

using namespace etalon;
using test::Bytes;

namespace {

Bytes floats(unsigned char type, const std::vector<double>& values)
{
    Bytes bytes = test::idx_header(type, {static_cast<std::uint32_t>(values.size())});
    for (const double value : values)
        if (type == 0x0D)
            test::append_big_endian(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(value)),
                                    4);
        else
            test::append_big_endian(bytes, std::bit_cast<std::uint64_t>(value), 8);
    return bytes;
}

IdxArray parse(const Bytes& bytes)
{
    return parse_idx(bytes, "digits");
}

} // namespace

class TestIdxFile : public QObject {
    Q_OBJECT

private slots:
    void bytes_become_numbers_in_file_order();
    void floats_and_doubles_are_big_endian();
    void plain_and_packed_files_are_equal();
    void images_and_labels_stay_bytes();
    void wrong_magic_numbers_name_found_and_expected();
    void unknown_types_and_ranks_are_named();
    void truncated_files_name_found_and_expected_bytes();
    void trailing_bytes_are_named();
    void huge_declared_sizes_allocate_nothing();
    void empty_extents_are_refused();
    void non_finite_values_are_named();
    void labels_are_found_beside_the_images();
    void missing_labels_name_what_was_looked_for();
    void folders_are_searched_by_prefix();
};

void TestIdxFile::bytes_become_numbers_in_file_order()
{
    const IdxArray array =
        parse(test::joined(test::idx_header(0x08, {2, 1, 3}), {0, 1, 2, 253, 254, 255}));
    QCOMPARE(array.shape, (std::vector<std::size_t>{2, 1, 3}));
    QCOMPARE(array.values, (std::vector<double>{0, 1, 2, 253, 254, 255}));
    QCOMPARE(array.type, 0x08);
}

void TestIdxFile::floats_and_doubles_are_big_endian()
{
    const std::vector<double> values{1.5, -0.25, 0, 1024};
    QCOMPARE(parse(floats(0x0D, values)).values, values);
    QCOMPARE(parse(floats(0x0E, values)).values, values);
    QCOMPARE(parse({0, 0, 0x0D, 1, 0, 0, 0, 1, 0x3F, 0x80, 0, 0}).values,
             std::vector<double>{1}); // IEEE 754: 3F800000
    QCOMPARE(parse({0, 0, 0x0E, 1, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0}).values,
             std::vector<double>{-2});
}

void TestIdxFile::plain_and_packed_files_are_equal()
{
    const test::Folder folder;
    const Bytes bytes = test::idx_images(3, 4, 5);
    const IdxArray plain = read_idx(folder.write("plain", bytes)),
                   packed = read_idx(folder.write("packed", test::gzip(bytes)));
    QCOMPARE(plain.shape, (std::vector<std::size_t>{3, 4, 5}));
    QCOMPARE(plain.values[2 * 20 + 6], 20.0); // 7·2 + 6
    QCOMPARE(packed.values, plain.values);
}

void TestIdxFile::images_and_labels_stay_bytes()
{
    const test::Folder folder;
    const auto images = read_idx_bytes(folder.write("i", test::idx_images(2, 3, 2)), 3);
    QCOMPARE(images.shape, (std::vector<std::size_t>{2, 3, 2}));
    QCOMPARE(images.values, (Bytes{0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12}));
    QCOMPARE(read_idx_bytes(folder.write("l", test::gzip(test::idx_labels({4, 0, 9}))), 1).values,
             (Bytes{4, 0, 9}));
}

void TestIdxFile::wrong_magic_numbers_name_found_and_expected()
{
    VERIFY_USAGE_ERROR(parse_idx_bytes(test::idx_labels({1}), 3, "x"), "x: ", "0x00000801",
                       "byte 0", "0x00000803", "labels");
    VERIFY_USAGE_ERROR(parse_idx_bytes(test::idx_images(1, 1, 1), 1, "x"), "0x00000803",
                       "0x00000801", "images");
    VERIFY_USAGE_ERROR(parse_idx_bytes({'P', 'N', 'G', '!'}, 3, "x"), "0x504E4721",
                       "expected 0x00000803");
    VERIFY_USAGE_ERROR(parse({'P', 'N', 'G', '!'}), "digits", "0x504E4721", "two zero bytes");
    for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes{0, 0, 8}}) {
        VERIFY_USAGE_ERROR(parse(bytes), "ends at byte " + std::to_string(bytes.size()),
                           "expected 4");
        VERIFY_USAGE_ERROR(parse_idx_bytes(bytes, 3, "x"),
                           "ends at byte " + std::to_string(bytes.size()), "expected 4");
    }
}

void TestIdxFile::unknown_types_and_ranks_are_named()
{
    VERIFY_USAGE_ERROR(parse({0, 0, 0x0B, 1, 0, 0, 0, 1, 0, 0}), "0x0B", "byte 2", "0x08", "0x0D",
                       "0x0E");
    VERIFY_USAGE_ERROR(parse({0, 0, 0x08, 0, 5}), "0 extents", "byte 3");
    VERIFY_USAGE_ERROR(parse({0, 0, 0x08, 255, 5}), "255 extents", "byte 3");
}

void TestIdxFile::truncated_files_name_found_and_expected_bytes()
{
    Bytes bytes = test::idx_images(2, 3, 4);
    bytes.resize(bytes.size() - 5);
    VERIFY_USAGE_ERROR(parse(bytes), "digits", "truncated", "19 bytes", "byte 16", "expected 24",
                       "2 x 3 x 4");
    VERIFY_USAGE_ERROR(parse_idx_bytes(bytes, 3, "digits"), "digits", "truncated", "19 bytes",
                       "expected 24");
    bytes.resize(11);
    VERIFY_USAGE_ERROR(parse(bytes), "ends at byte 11", "expected 16 header bytes");
    Bytes doubles = floats(0x0E, {1, 2});
    doubles.pop_back();
    VERIFY_USAGE_ERROR(parse(doubles), "15 bytes", "expected 16");
}

void TestIdxFile::trailing_bytes_are_named()
{
    const Bytes bytes = test::joined(test::idx_images(2, 3, 4), {1, 2, 3});
    VERIFY_USAGE_ERROR(parse(bytes), "3 bytes too many", "byte 40", "found 27", "expected 24");
    VERIFY_USAGE_ERROR(parse_idx_bytes(bytes, 3, "x"), "3 bytes too many", "byte 40");
}

void TestIdxFile::huge_declared_sizes_allocate_nothing()
{
    const std::uint32_t all = std::numeric_limits<std::uint32_t>::max();
    VERIFY_USAGE_ERROR(parse(test::idx_header(0x08, {all, all, all})), "declares", "4294967295",
                       "0 bytes of data");
    VERIFY_USAGE_ERROR(parse(test::idx_header(0x0E, {all, all, all, all, all, all, all, all})),
                       "declares");
    VERIFY_USAGE_ERROR(parse_idx_bytes(test::idx_header(0x08, {all}), 1, "x"), "declares",
                       "4294967295");
    VERIFY_USAGE_ERROR(parse(test::idx_header(0x08, {1u << 29})), "truncated", "0 bytes of data");
    VERIFY_USAGE_ERROR(parse(test::idx_header(0x0E, {1u << 29})), "declares"); // 2^32 bytes
}

void TestIdxFile::empty_extents_are_refused()
{
    VERIFY_USAGE_ERROR(parse(test::idx_header(0x08, {0, 28, 28})), "extent 1", "byte 4", "is 0");
    VERIFY_USAGE_ERROR(parse_idx_bytes(test::idx_header(0x08, {5, 28, 0}), 3, "x"), "extent 3",
                       "byte 12", "is 0");
}

void TestIdxFile::non_finite_values_are_named()
{
    const double infinity = std::numeric_limits<double>::infinity();
    VERIFY_USAGE_ERROR(parse(floats(0x0E, {1, infinity})), "value 2", "byte 16", "not finite");
    VERIFY_USAGE_ERROR(parse(floats(0x0D, {std::nan("")})), "value 1", "byte 8", "not finite");
}

void TestIdxFile::labels_are_found_beside_the_images()
{
    const test::Folder folder;
    const Bytes labels = test::idx_labels({1});
    folder.write("a-labels-idx1-ubyte", labels);
    folder.write("b-labels-idx1-ubyte.gz", labels);
    folder.write("c-labels.idx1-ubyte", labels);
    QCOMPARE(labels_beside(folder.path("a-images-idx3-ubyte")), folder.path("a-labels-idx1-ubyte"));
    QCOMPARE(labels_beside(folder.path("a-images-idx3-ubyte.gz")),
             folder.path("a-labels-idx1-ubyte"));
    QCOMPARE(labels_beside(folder.path("b-images-idx3-ubyte")),
             folder.path("b-labels-idx1-ubyte.gz"));
    QCOMPARE(labels_beside(folder.path("c-images.idx3-ubyte")), folder.path("c-labels.idx1-ubyte"));
}

void TestIdxFile::missing_labels_name_what_was_looked_for()
{
    const test::Folder folder;
    VERIFY_USAGE_ERROR(labels_beside(folder.path("a-images-idx3-ubyte")), "a-images-idx3-ubyte",
                       "missing", "a-labels-idx1-ubyte", "a-labels-idx1-ubyte.gz");
    VERIFY_USAGE_ERROR(labels_beside(folder.path("digits.bin")), "digits.bin", "images-idx3",
                       "labels-idx1");
}

void TestIdxFile::folders_are_searched_by_prefix()
{
    const test::Folder folder;
    QVERIFY(idx_images_in(folder.path(), "train-").empty());
    folder.write("train-images-idx3-ubyte.gz", Bytes{});
    folder.write("train-labels-idx1-ubyte.gz", Bytes{});
    folder.write("t10k-images-idx3-ubyte.gz", Bytes{});
    folder.write("other-images-idx3-ubyte", Bytes{});
    QCOMPARE(idx_images_in(folder.path(), "train-"), folder.path("train-images-idx3-ubyte.gz"));
    QCOMPARE(idx_images_in(folder.path(), "t10k-"), folder.path("t10k-images-idx3-ubyte.gz"));
    folder.write("train-images-idx3-ubyte", Bytes{});
    QCOMPARE(idx_images_in(folder.path(), "train-"), folder.path("train-images-idx3-ubyte"));
    VERIFY_USAGE_ERROR(idx_images_in(folder.path("absent"), "train-"), "absent", "cannot be read");
}

QTEST_APPLESS_MAIN(TestIdxFile)
#include "test_idx_file.moc"
