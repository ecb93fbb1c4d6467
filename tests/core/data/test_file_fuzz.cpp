// Readers on thousands of damaged files: each is either read or refused with a UsageError, and
// what is read is never larger than what the bytes there can hold.
#include "core/data/byte_file.hpp"
#include "core/data/cifar_file.hpp"
#include "core/data/csv_file.hpp"
#include "core/data/idx_file.hpp"
#include "core/lab/random.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

#include <atomic>
#include <bit>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> largest_allocation = 0;

} // namespace

// Every allocation of this program, seen on its way.
void* operator new(std::size_t size)
{
    if (size > largest_allocation)
        largest_allocation = size;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace etalon;
using test::Bytes;

namespace {

// One to four of: a byte changed, a bit flipped, bytes cut off, bytes doubled, bytes added.
Bytes damaged(Bytes bytes, Random& random)
{
    const std::uint64_t damages = 1 + random.below(4);
    for (std::uint64_t i = 0; i < damages; ++i) {
        if (bytes.empty())
            bytes.push_back(0);
        // Half of the damage falls on the first bytes, where the headers are.
        const std::size_t reach =
            random.below(2) ? std::min<std::size_t>(bytes.size(), 24) : bytes.size();
        const std::size_t place = random.below(reach);
        const auto there = bytes.begin() + static_cast<std::ptrdiff_t>(place);
        switch (random.below(5)) {
        case 0:
            bytes[place] = static_cast<unsigned char>(random.below(256));
            break;
        case 1:
            bytes[place] ^= static_cast<unsigned char>(1u << random.below(8));
            break;
        case 2:
            bytes.resize(place);
            break;
        case 3: {
            const Bytes copy(there, bytes.end());
            bytes.insert(bytes.end(), copy.begin(), copy.end());
            break;
        }
        default:
            bytes.insert(there, static_cast<unsigned char>(random.below(256)));
        }
    }
    return bytes;
}

struct Count {
    int read = 0, refused = 0;
    std::size_t largest_file = 0;
};

// Any exception but a UsageError leaves this function and fails the test.
template <class Read>
Count try_all(const Bytes& whole, int repetitions, std::uint64_t stream, Read read)
{
    Random random(2024, stream);
    Count count;
    largest_allocation = 0;
    for (int i = 0; i < repetitions; ++i) {
        const Bytes bytes = damaged(whole, random);
        count.largest_file = std::max(count.largest_file, bytes.size());
        try {
            read(bytes);
            ++count.read;
        } catch (const UsageError& error) {
            if (std::string_view(error.what()).starts_with("fuzzed"))
                ++count.refused;
        }
    }
    return count;
}

void verify(Count count, int repetitions)
{
    QCOMPARE(count.read + count.refused, repetitions); // every refusal names the file
    QVERIFY(count.refused > 0);
    QVERIFY(count.read > 0);
    // A table of one-digit numbers needs 8 bytes for 2, in a vector that grows by doubling;
    // 16 KiB are for messages, and for file streams.
    QVERIFY2(largest_allocation < 16 * count.largest_file + 16384,
             std::to_string(largest_allocation).c_str());
}

} // namespace

class TestFileFuzz : public QObject {
    Q_OBJECT

private slots:
    void idx_arrays();
    void idx_bytes();
    void cifar_records();
    void csv_tables();
    void gzip_files();
};

void TestFileFuzz::idx_arrays()
{
    Bytes doubles = test::idx_header(0x0E, {2, 3});
    for (int i = 0; i < 6; ++i)
        test::append_big_endian(doubles, std::bit_cast<std::uint64_t>(0.5 + i), 8);
    const auto read = [](const Bytes& bytes) {
        const IdxArray array = parse_idx(bytes, "fuzzed");
        QVERIFY(array.values.size() <= bytes.size());
        std::size_t product = 1;
        for (const std::size_t extent : array.shape)
            product *= extent;
        QCOMPARE(array.values.size(), product);
    };
    verify(try_all(doubles, 3000, 1, read), 3000);
    verify(try_all(test::idx_images(3, 4, 2), 3000, 2, read), 3000);
}

void TestFileFuzz::idx_bytes()
{
    verify(try_all(test::idx_images(3, 4, 2), 3000, 3,
                   [](const Bytes& bytes) {
                       const IdxBytes images = parse_idx_bytes(bytes, 3, "fuzzed");
                       QCOMPARE(images.values.size(), bytes.size() - 16);
                   }),
           3000);
}

void TestFileFuzz::cifar_records()
{
    verify(try_all(test::cifar_bytes({1, 2}), 1000, 4,
                   [](const Bytes& bytes) {
                       ImageBytes images;
                       append_cifar10(images, bytes, "fuzzed");
                       QCOMPARE(images.count * 3073, bytes.size());
                       QCOMPARE(images.pixels.size(), images.count * 3072);
                   }),
           1000);
}

void TestFileFuzz::csv_tables()
{
    const std::string text = "step,loss\n1,0.5\n2,-1e-3\n\"3\",4e2\n";
    verify(try_all({text.begin(), text.end()}, 5000, 5,
                   [](const Bytes& bytes) {
                       const CsvTable table = parse_csv(
                           {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "fuzzed");
                       QCOMPARE(table.values.size(), table.rows * table.columns);
                       QVERIFY(table.values.size() <= bytes.size());
                   }),
           5000);
}

void TestFileFuzz::gzip_files()
{
    const test::Folder folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path()); // so that the file's name is all of its path
    const auto count =
        try_all(test::gzip(test::idx_images(5, 6, 7)), 400, 6, [&](const Bytes& bytes) {
            folder.write("fuzzed", bytes);
            QVERIFY(read_bytes("fuzzed", 300).size() <= 300);
        });
    std::filesystem::current_path(before);
    verify(count, 400);
}

QTEST_APPLESS_MAIN(TestFileFuzz)
#include "test_file_fuzz.moc"
