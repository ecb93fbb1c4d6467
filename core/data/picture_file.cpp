#include "core/data/picture_file.hpp"

#include "core/data/byte_file.hpp"
#include "core/lab/error.hpp"

#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Bytes = std::span<const unsigned char>;

[[noreturn]] void fail(std::string_view name, const std::string& problem)
{
    throw UsageError(std::string(name) + ": " + problem);
}

void check_extent(std::string_view name, std::size_t width, std::size_t height)
{
    if (width == 0 || height == 0 || width > most_picture_pixels / height)
        fail(name,
             "a picture of " + std::to_string(width) + "x" + std::to_string(height)
                 + " pixels, expected 1 to " + std::to_string(most_picture_pixels)
                 + " pixels in all.");
}

// ---- PNG

Picture8 parse_png(Bytes bytes, std::string_view name)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()))
        fail(name, "damaged PNG (" + std::string(image.message) + ").");
    const bool is_grey = (image.format & PNG_FORMAT_FLAG_COLOR) == 0;
    Picture8 picture{.height = image.height, .width = image.width, .colours = is_grey ? 1u : 3u};
    if (picture.height == 0 || picture.width > most_picture_pixels / picture.height)
        png_image_free(&image);
    check_extent(name, picture.width, picture.height);
    image.format = is_grey ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    picture.bytes.resize(PNG_IMAGE_SIZE(image));
    const png_color black{}; // what shows through
    if (!png_image_finish_read(&image, &black, picture.bytes.data(), 0, nullptr))
        fail(name, "damaged PNG (" + std::string(image.message) + ").");
    return picture;
}

// ---- JPEG

struct JpegError {
    jpeg_error_mgr manager; // first: libjpeg hands back a pointer to it
    std::jmp_buf back;
    char message[JMSG_LENGTH_MAX];
};

/// Leaves libjpeg, which cannot be left by an exception.
[[noreturn]] void leave_jpeg(j_common_ptr common)
{
    auto* error = reinterpret_cast<JpegError*>(common->err);
    error->manager.format_message(common, error->message);
    std::longjmp(error->back, 1);
}

void say_nothing(j_common_ptr) {}

/// Pixels made up for those that are missing are an error; other oddities are let pass.
void judge_warning(j_common_ptr common, int)
{
    const int code = common->err->msg_code;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)
        leave_jpeg(common);
}

/// Whether it went well; else `error` says what did not. Nothing in here has a destructor: libjpeg
/// may jump out of it. `picture` is given its extents by `prepare` before its bytes are filled.
bool decode_jpeg(Bytes bytes, JpegError& error, Picture8& picture, bool (*prepare)(Picture8&))
{
    jpeg_decompress_struct jpeg;
    std::memset(&jpeg, 0, sizeof jpeg);
    jpeg.err = jpeg_std_error(&error.manager);
    error.manager.error_exit = leave_jpeg;
    error.manager.output_message = say_nothing;
    error.manager.emit_message = judge_warning;
    error.message[0] = '\0';
    if (setjmp(error.back)) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&jpeg, TRUE);
    const bool is_grey = jpeg.jpeg_color_space == JCS_GRAYSCALE;
    jpeg.out_color_space = is_grey ? JCS_GRAYSCALE : JCS_RGB;
    picture.width = jpeg.image_width;
    picture.height = jpeg.image_height;
    picture.colours = is_grey ? 1 : 3;
    if (!prepare(picture)) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_start_decompress(&jpeg);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = picture.bytes.data()
            + static_cast<std::size_t>(jpeg.output_scanline) * picture.width * picture.colours;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return true;
}

Picture8 parse_jpeg(Bytes bytes, std::string_view name)
{
    JpegError error;
    Picture8 picture;
    const auto prepare = [](Picture8& p) {
        if (p.width == 0 || p.height == 0 || p.width > most_picture_pixels / p.height)
            return false;
        p.bytes.resize(p.width * p.height * p.colours);
        return true;
    };
    if (!decode_jpeg(bytes, error, picture, prepare)) {
        if (error.message[0] == '\0')
            check_extent(name, picture.width, picture.height);
        fail(name, "damaged JPEG (" + std::string(error.message) + ").");
    }
    return picture;
}

// ---- PGM

/// A whole number of the header; comments run from # to the end of the line.
std::size_t pgm_number(Bytes bytes, std::size_t& place, std::string_view name)
{
    while (place < bytes.size() && (std::isspace(bytes[place]) || bytes[place] == '#'))
        if (bytes[place++] == '#')
            while (place < bytes.size() && bytes[place] != '\n')
                ++place;
    std::size_t value = 0, digits = 0;
    for (; place < bytes.size() && std::isdigit(bytes[place]) && digits < 9; ++place, ++digits)
        value = 10 * value + static_cast<std::size_t>(bytes[place] - '0');
    if (digits == 0)
        fail(name, "no number at byte " + std::to_string(place) + " of the PGM header.");
    return value;
}

Picture8 parse_pgm(Bytes bytes, std::string_view name)
{
    const bool is_text = bytes[1] == '2';
    std::size_t place = 2;
    Picture8 picture;
    picture.width = pgm_number(bytes, place, name);
    picture.height = pgm_number(bytes, place, name);
    const std::size_t most = pgm_number(bytes, place, name);
    check_extent(name, picture.width, picture.height);
    if (most < 1 || most > 65535)
        fail(name, "a largest value of " + std::to_string(most) + ", expected 1 to 65535.");
    const std::size_t count = picture.width * picture.height, width = most > 255 ? 2 : 1;
    const std::size_t there = bytes.size() - std::min(bytes.size(), place + 1);
    if (is_text ? there / 2 + 1 < count : there < count * width)
        fail(name,
             std::to_string(there) + " bytes of pixels, expected "
                 + std::to_string(is_text ? 2 * count - 1 : count * width) + " for "
                 + std::to_string(picture.width) + "x" + std::to_string(picture.height) + ".");
    picture.bytes.reserve(count);
    if (!is_text)
        ++place; // the one blank after the header
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t value = 0;
        if (is_text)
            value = pgm_number(bytes, place, name);
        else
            for (std::size_t k = 0; k < width; ++k)
                value = 256 * value + bytes[place++];
        if (value > most)
            fail(name,
                 "pixel " + std::to_string(i) + " is " + std::to_string(value)
                     + ", expected at most " + std::to_string(most) + ".");
        picture.bytes.push_back(static_cast<unsigned char>((value * 255 + most / 2) / most));
    }
    return picture;
}

bool begins(Bytes bytes, std::string_view magic)
{
    return bytes.size() > magic.size()
        && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

bool is_picture_name(const fs::path& path)
{
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg"
        || extension == ".pgm";
}

} // namespace

double Picture8::luma(std::size_t row, std::size_t column) const
{
    const unsigned char* pixel = bytes.data() + (row * width + column) * colours;
    return colours == 1 ? pixel[0] / 255.0
                        : (0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]) / 255;
}

Picture8 parse_picture(Bytes bytes, std::string_view name)
{
    if (begins(bytes, "\x89PNG"))
        return parse_png(bytes, name);
    if (begins(bytes, "\xff\xd8"))
        return parse_jpeg(bytes, name);
    if (begins(bytes, "P5") || begins(bytes, "P2"))
        return parse_pgm(bytes, name);
    fail(name, "no picture that can be read, expected PNG, JPEG or PGM.");
}

Picture8 read_picture(const fs::path& path)
{
    return parse_picture(read_bytes(path, largest_picture_file), path.string());
}

std::vector<fs::path> pictures_in(const fs::path& path)
{
    std::error_code failed;
    if (!fs::exists(path, failed))
        throw UsageError(path.string() + ": there is no such file or folder.");
    if (!fs::is_directory(path, failed))
        return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path, failed))
        if (entry.is_regular_file(failed) && is_picture_name(entry.path()))
            files.push_back(entry.path());
    if (files.empty())
        throw UsageError(path.string()
                         + ": no pictures in this folder; looked for .png, .jpg, .jpeg and .pgm.");
    std::ranges::sort(files);
    return files;
}

} // namespace etalon
