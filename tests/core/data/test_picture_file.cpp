// PNG, JPEG and PGM files become rows of bytes; damaged ones are refused by name.
#include "core/data/picture_file.hpp"
#include "core/lab/error.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdio>

#include <jpeglib.h>
#include <png.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace etalon;

namespace {

using Bytes = std::vector<unsigned char>;

/// 3 × 2 pixels, red, green and blue of pixel p: 40 p, 10 p, 250 - 40 p.
Bytes colours()
{
    Bytes bytes;
    for (int p = 0; p < 6; ++p)
        for (const int value : {40 * p, 10 * p, 250 - 40 * p})
            bytes.push_back(static_cast<unsigned char>(value));
    return bytes;
}

Bytes png_of(const Bytes& pixels, png_uint_32 width, png_uint_32 height, png_uint_32 format)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = format;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr);
    Bytes bytes(size);
    png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr);
    bytes.resize(size);
    return bytes;
}

/// Of one grey level.
Bytes jpeg_of(unsigned char level, unsigned width, unsigned height)
{
    jpeg_compress_struct jpeg;
    jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &memory, &size);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    Bytes row(width, level);
    for (unsigned i = 0; i < height; ++i) {
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&jpeg, &pointer, 1);
    }
    jpeg_finish_compress(&jpeg);
    Bytes bytes(memory, memory + size);
    jpeg_destroy_compress(&jpeg);
    std::free(memory);
    return bytes;
}

Bytes text(const char* characters)
{
    return {characters, characters + std::strlen(characters)};
}

std::string message_of(const Bytes& bytes)
{
    try {
        parse_picture(bytes, "picture.x");
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestPictureFile : public QObject {
    Q_OBJECT

private slots:
    void png_keeps_every_byte()
    {
        const Picture8 picture = parse_picture(png_of(colours(), 3, 2, PNG_FORMAT_RGB), "a.png");
        QCOMPARE(picture.width, std::size_t{3});
        QCOMPARE(picture.height, std::size_t{2});
        QVERIFY(picture.bytes == colours());
        QVERIFY(std::abs(picture.luma(1, 1) - (0.299 * 160 + 0.587 * 40 + 0.114 * 90) / 255)
                < 1e-15);
        const Picture8 grey =
            parse_picture(png_of({0, 51, 255, 7}, 2, 2, PNG_FORMAT_GRAY), "g.png");
        QCOMPARE(grey.colours, std::size_t{1});
        QVERIFY(grey.bytes == (Bytes{0, 51, 255, 7}));
        QCOMPARE(grey.luma(0, 1), 0.2);
    }

    void jpeg_keeps_a_grey_level()
    {
        const Picture8 picture = parse_picture(jpeg_of(120, 17, 9), "a.jpg");
        QCOMPARE(picture.width, std::size_t{17});
        QCOMPARE(picture.height, std::size_t{9});
        for (const unsigned char value : picture.bytes)
            QVERIFY(std::abs(value - 120) <= 1);
    }

    void pgm_is_read_in_text_and_bytes()
    {
        const Picture8 plain = parse_picture(text("P2 # by hand\n3 1\n10\n0 5 10\n"), "a.pgm");
        QVERIFY(plain.bytes == (Bytes{0, 128, 255}));
        Bytes raw = text("P5\n2 1\n65535\n");
        raw.insert(raw.end(), {0xff, 0xff, 0x80, 0x00});
        QVERIFY(parse_picture(raw, "b.pgm").bytes == (Bytes{255, 128}));
    }

    void damaged_pictures_are_refused_by_name()
    {
        Bytes png = png_of(colours(), 3, 2, PNG_FORMAT_RGB);
        png.resize(png.size() / 2);
        QVERIFY(message_of(png).starts_with("picture.x: damaged PNG"));
        const Bytes jpeg = jpeg_of(3, 64, 64);
        for (const std::size_t left : {std::size_t{30}, jpeg.size() - 20})
            QVERIFY(message_of({jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(left)})
                        .starts_with("picture.x: damaged JPEG"));
        QVERIFY(message_of(text("P5\n4 4\n255\nabc")).find("3 bytes of pixels, expected 16")
                != std::string::npos);
        QVERIFY(message_of(text("P5\n400000 400000\n255\n")).find("400000x400000")
                != std::string::npos);
        QVERIFY(message_of(text("P2\n1 1\n9\n10")).find("pixel 0 is 10, expected at most 9")
                != std::string::npos);
        QVERIFY(message_of(text("GIF89a....")).find("expected PNG, JPEG or PGM")
                != std::string::npos);
    }

    void a_folder_is_read_in_order_of_name()
    {
        const QTemporaryDir folder;
        for (const char* name : {"b.PNG", "a.pgm", "c.txt", "d.JPeg"}) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        std::string names;
        for (const auto& path : pictures_in(folder.path().toStdString()))
            names += path.filename().string() + " ";
        QCOMPARE(names, std::string("a.pgm b.PNG d.JPeg "));
        const QTemporaryDir empty;
        QVERIFY_EXCEPTION_THROWN(pictures_in(empty.path().toStdString()), UsageError);
    }
};

QTEST_APPLESS_MAIN(TestPictureFile)
#include "test_picture_file.moc"
