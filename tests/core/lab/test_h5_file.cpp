#include "core/lab/error.hpp"
#include "core/lab/h5_file.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

using namespace etalon;

class TestH5File : public QObject {
    Q_OBJECT

private slots:
    void arrays_and_attributes_survive_bit_by_bit();
    void zero_extents_and_scalars_are_kept();
    void equal_contents_give_equal_bytes();
    void children_stand_in_order_of_name();
    void failures_name_file_and_object();
    void cut_files_are_errors();
    void extents_beyond_the_file_are_refused_before_allocating();
    void a_text_longer_than_its_length_says_harms_nobody();
    void several_files_may_be_used_at_once();

private:
    QTemporaryDir temporary_;
    std::filesystem::path path_ = std::filesystem::path(temporary_.path().toStdString()) / "a.h5";

    void put(const std::vector<char>& bytes) const
    {
        std::ofstream(path_, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
};

namespace {

template <class Work>
std::string message_of(const Work& work)
{
    try {
        work();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

void TestH5File::arrays_and_attributes_survive_bit_by_bit()
{
    const std::vector<double> reals{
        0.1, -0.0, 5e-324, std::numeric_limits<double>::infinity(), std::nan(""), 1e308};
    const std::vector<std::int64_t> wholes{std::numeric_limits<std::int64_t>::min(), -1, 0,
                                           (1ll << 53) + 1};
    H5Writer writer("a.h5");
    writer.write("/group/reals", {3, 2}, reals);
    writer.write("/group/wholes", {4}, wholes);
    writer.attribute("/group/reals", "label", "strength |V| · η");
    writer.attribute("/group/reals", "unit", "");
    writer.attribute("/group/reals", "order", std::int64_t{-7});
    put(writer.image());

    const H5Reader reader(path_);
    const auto extent = reader.extent("/group/reals");
    QVERIFY(extent.real);
    QCOMPARE(extent.shape, (std::vector<std::size_t>{3, 2}));
    const auto read = std::get<std::vector<double>>(reader.read("/group/reals"));
    QCOMPARE(read.size(), reals.size());
    for (std::size_t i = 0; i < reals.size(); ++i)
        QCOMPARE(std::bit_cast<std::uint64_t>(read[i]), std::bit_cast<std::uint64_t>(reals[i]));
    QVERIFY(!reader.extent("/group/wholes").real);
    QCOMPARE(std::get<std::vector<std::int64_t>>(reader.read("/group/wholes")), wholes);
    QCOMPARE(*reader.text("/group/reals", "label"), std::string("strength |V| · η"));
    QCOMPARE(*reader.text("/group/reals", "unit"), std::string());
    QCOMPARE(*reader.integer("/group/reals", "order"), std::int64_t{-7});
    QVERIFY(!reader.text("/group/wholes", "label"));
    QVERIFY(!reader.integer("/group/wholes", "order"));
}

void TestH5File::zero_extents_and_scalars_are_kept()
{
    H5Writer writer("a.h5");
    writer.write("/none", {0, 16}, std::span<const std::int64_t>());
    writer.write("/no_columns", {3, 0}, std::span<const double>());
    writer.write("/scalar", {}, std::vector<double>{2.5});
    writer.group("/empty");
    put(writer.image());
    const H5Reader reader(path_);
    QCOMPARE(reader.extent("/none").shape, (std::vector<std::size_t>{0, 16}));
    QVERIFY(std::get<std::vector<std::int64_t>>(reader.read("/none")).empty());
    QCOMPARE(reader.extent("/no_columns").shape, (std::vector<std::size_t>{3, 0}));
    QVERIFY(reader.extent("/scalar").shape.empty());
    QCOMPARE(std::get<std::vector<double>>(reader.read("/scalar")), std::vector<double>{2.5});
    QVERIFY(reader.children("/empty").empty());
}

void TestH5File::equal_contents_give_equal_bytes()
{
    const auto build = [] {
        H5Writer writer("a.h5");
        writer.write("/group/reals", {2}, std::vector<double>{1, 2});
        writer.attribute("/group/reals", "label", "some text");
        writer.group("/empty");
        return writer.image();
    };
    QVERIFY(build() == build());
}

void TestH5File::children_stand_in_order_of_name()
{
    H5Writer writer("a.h5");
    for (const char* name : {"b", "c", "a10", "a9"})
        writer.group(std::string("/group/") + name);
    put(writer.image());
    QCOMPARE(H5Reader(path_).children("/group"), (std::vector<std::string>{"a10", "a9", "b", "c"}));
}

void TestH5File::failures_name_file_and_object()
{
    H5Writer writer("a.h5");
    writer.write("/values", {1}, std::vector<double>{1});
    writer.attribute("/values", "label", "text");
    writer.attribute("/values", "order", std::int64_t{1});
    QVERIFY(message_of([&] {
                writer.write("/values", {1}, std::vector<double>{1});
            }).starts_with("a.h5: /values cannot be written"));
    QCOMPARE(message_of([&] {
                 writer.write("/other", {2, 3}, std::vector<double>(5));
             }),
             std::string("a.h5: /other holds 5 numbers, expected 6 of its shape."));
    put(writer.image());
    const auto name = path_.string();
    const H5Reader reader(path_);
    QVERIFY(!reader.has_group("/channels"));
    QVERIFY(!reader.has_group("/values"));
    QVERIFY(!reader.has_group("/values/steps"));
    QCOMPARE(message_of([&] { reader.children("/channels"); }), name + " has no group /channels.");
    QCOMPARE(message_of([&] { reader.read("/channels/loss"); }),
             name + " has no array /channels/loss.");
    QVERIFY(message_of([&] {
                reader.text("/values", "order");
            }).starts_with(name + ": /values has an attribute order of another type"));
    QVERIFY(message_of([&] {
                reader.integer("/values", "label");
            }).starts_with(name + ": /values has an attribute label of another type"));
    const auto absent = path_.parent_path() / "absent.h5";
    QVERIFY(message_of([&] { H5Reader{absent}; }).starts_with(absent.string() + " cannot be read"));
    const auto text = path_.parent_path() / "text.h5";
    std::ofstream(text) << "this is text, and no HDF5";
    QVERIFY(message_of([&] {
                H5Reader{text};
            }).starts_with(text.string() + " is no readable HDF5 file"));
}

void TestH5File::cut_files_are_errors()
{
    H5Writer writer("a.h5");
    writer.write("/values", {1000}, std::vector<double>(1000, 0.5));
    const auto bytes = writer.image();
    for (std::size_t size = 0; size < bytes.size(); size += 37) {
        put({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
        const auto message = message_of([&] { H5Reader(path_).read("/values"); });
        QVERIFY2(message.starts_with(path_.string()), qPrintable(QString::number(size)));
    }
}

void TestH5File::extents_beyond_the_file_are_refused_before_allocating()
{
    H5Writer writer("a.h5");
    const std::uint64_t count = 1017; // found again below, where the file says how many there are
    writer.write("/values", {count}, std::vector<double>(count, 0.5));
    auto bytes = writer.image();
    int places = 0;
    for (std::size_t at = 0; at + 8 <= bytes.size(); ++at) {
        std::uint64_t number = 0;
        std::memcpy(&number, bytes.data() + at, 8);
        const std::uint64_t huge =
            number == count ? 1ull << 40 : 1ull << 43; // extents; bytes of them
        if (number == count || number == 8 * count) {
            std::memcpy(bytes.data() + at, &huge, 8);
            ++places;
        }
    }
    QVERIFY(places >= 2);
    put(bytes);
    const auto message = message_of([&] { H5Reader(path_).read("/values"); });
    QVERIFY2(message.find("/values claims more bytes") != std::string::npos, message.c_str());
}

// HDF5 1.10 copies all characters of a text into room for as many as the attribute says: read in this
// process, a megabyte would lie over whatever follows.
void TestH5File::a_text_longer_than_its_length_says_harms_nobody()
{
    const std::string text(1'000'000, 'x');
    H5Writer writer("a.h5");
    writer.attribute("/", "layers", text);
    writer.attribute("/", "format", "etalon-network");
    auto bytes = writer.image();
    put(bytes);
    QCOMPARE(*H5Reader(path_).text("/", "layers"), text);

    const auto number = [&](std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (std::size_t i = size; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
        return value;
    };
    std::size_t changed = 0; // the length of every reference to these characters
    for (std::size_t at = 0; at + 16 <= bytes.size(); ++at) {
        const auto heap = number(at + 4, 8);
        if (number(at, 4) == text.size() && heap < bytes.size() - 4
            && std::string(&bytes[heap], 4) == "GCOL") {
            bytes[at] = 1;
            bytes[at + 1] = bytes[at + 2] = bytes[at + 3] = 0;
            ++changed;
        }
    }
    QCOMPARE(changed, std::size_t{1});
    put(bytes);
    const auto message = message_of([&] {
        // Where the child survives it has read the one character.
        QCOMPARE(H5Reader(path_).text("/", "layers").value_or("none"), std::string("x"));
    });
    QVERIFY2(message == "no error" || message == path_.string() + " is damaged: HDF5 fails on it.",
             message.c_str());
    // This process is as it was: it goes on reading and writing.
    H5Writer other("b.h5");
    other.attribute("/", "layers", text);
    put(other.image());
    QCOMPARE(*H5Reader(path_).text("/", "layers"), text);
}

void TestH5File::several_files_may_be_used_at_once()
{
    const auto folder = path_.parent_path();
    const auto work = [&](int number) {
        const auto path = folder / ("thread" + std::to_string(number) + ".h5");
        for (int turn = 0; turn < 20; ++turn) {
            H5Writer writer("same name");
            const std::vector<double> values(100, number + 0.001 * turn);
            writer.write("/group/values", {100}, values);
            const auto bytes = writer.image();
            std::ofstream(path, std::ios::binary)
                .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            if (std::get<std::vector<double>>(H5Reader(path).read("/group/values")) != values)
                return false;
        }
        return true;
    };
    bool first = false, second = false;
    {
        const std::jthread one([&] { first = work(1); });
        const std::jthread two([&] { second = work(2); });
    }
    QVERIFY(first);
    QVERIFY(second);
}

QTEST_APPLESS_MAIN(TestH5File)
#include "test_h5_file.moc"
