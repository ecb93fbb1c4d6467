#include "core/lab/digest.hpp"
#include "core/lab/error.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace etalon;

namespace {

void write(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

class TestDigest : public QObject {
    Q_OBJECT

private slots:
    void published_vectors_are_met_data();
    void published_vectors_are_met();
    void a_million_letters_in_uneven_pieces_give_the_published_digest();
    void a_file_has_the_digest_of_its_bytes();
    void a_folder_has_the_digest_of_its_files_in_order_of_name();
    void what_cannot_be_read_is_named();
};

// FIPS 180-4 examples (NIST, "Secure Hashing": SHA256.pdf) and the CAVP empty message.
void TestDigest::published_vectors_are_met_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("empty")
        << QByteArray()
        << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("one block") << QByteArray(
        "abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("two blocks")
        << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

void TestDigest::published_vectors_are_met()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, digest);
    QCOMPARE(QByteArray::fromStdString(sha256_of(text.toStdString())), digest);
}

void TestDigest::a_million_letters_in_uneven_pieces_give_the_published_digest()
{
    const std::string letters(1'000'000, 'a');
    Sha256 digest;
    std::size_t begin = 0;
    for (std::size_t piece = 1; begin < letters.size(); piece = piece % 200 + 7) {
        const auto count = std::min(piece, letters.size() - begin);
        digest.add({letters.data() + begin, count});
        begin += count;
    }
    QCOMPARE(digest.finish(),
             std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

void TestDigest::a_file_has_the_digest_of_its_bytes()
{
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "data";
    for (const std::size_t size :
         {0u, 55u, 56u, 64u, 65'536u, 65'537u}) { // edges of padding and buffer
        const std::string bytes(size, '\x80');
        write(path, bytes);
        QCOMPARE(sha256(path), sha256_of(bytes));
    }
}

void TestDigest::a_folder_has_the_digest_of_its_files_in_order_of_name()
{
    const QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    write(folder / "b.bin", "second");
    write(folder / "a.bin", "first");
    write(folder / "B.bin", "zeroth"); // capitals come first, as bytes compare
    write(folder / ".hidden", "never");
    std::filesystem::create_directory(folder / "inside");
    write(folder / "inside" / "a.bin", "never");
    QCOMPARE(sha256(folder), sha256_of("zerothfirstsecond"));
}

void TestDigest::what_cannot_be_read_is_named()
{
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "absent";
    try {
        sha256(path);
        QFAIL("no error");
    } catch (const Error& error) {
        QCOMPARE(std::string(error.what()),
                 path.string() + " cannot be read: No such file or directory.");
    }
}

QTEST_APPLESS_MAIN(TestDigest)
#include "test_digest.moc"
