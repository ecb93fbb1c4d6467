#include "core/data/image_set.hpp"
#include "tests/core/data/data_files.hpp"

#include <QtTest>

#include <numeric>

using namespace etalon;

namespace {

// Grey 1 × 2 images with pixels 2 i and 2 i + 1.
ImageBytes labelled(std::vector<std::int64_t> labels)
{
    ImageBytes images{.count = labels.size(),
                      .channels = 1,
                      .height = 1,
                      .width = 2,
                      .labels = std::move(labels),
                      .name = "set"};
    for (std::size_t i = 0; i < 2 * images.count; ++i)
        images.pixels.push_back(static_cast<unsigned char>(i));
    return images;
}

// Pixels 0, 1, 2, … as numbers.
ImageSet counting(std::size_t count, std::size_t channels, std::size_t height, std::size_t width)
{
    ImageSet set{.count = count,
                 .channels = channels,
                 .height = height,
                 .width = width,
                 .pixels = std::vector<double>(count * channels * height * width),
                 .labels = std::vector<std::int64_t>(count, 1)};
    std::iota(set.pixels.begin(), set.pixels.end(), 0.0);
    return set;
}

using Labels = std::vector<std::int64_t>;

} // namespace

class TestImageSet : public QObject {
    Q_OBJECT

private slots:
    void no_list_means_all_labels_ascending();
    void a_list_keeps_its_order();
    void lists_that_are_none_are_reported();
    void classes_without_images_are_reported();
    void one_or_too_many_classes_ask_for_a_choice();
    void the_first_of_each_class_are_kept_in_file_order();
    void scarce_classes_give_what_they_have();
    void pixels_become_parts_of_one();
    void channels_are_averaged();
    void blocks_are_averaged();
    void blocks_of_lines_are_one_dimensional();
    void blocks_that_do_not_fit_are_reported();
    void preparing_in_pieces_equals_preparing_at_once();
};

void TestImageSet::no_list_means_all_labels_ascending()
{
    QCOMPARE(choose_classes(labelled({9, 2, 2, 200}), ""), (Labels{2, 9, 200}));
    QCOMPARE(choose_classes(labelled({1, 0}), "  "), (Labels{0, 1}));
}

void TestImageSet::a_list_keeps_its_order()
{
    QCOMPARE(choose_classes(labelled({3, 4, 5}), "5,3"), (Labels{5, 3}));
    QCOMPARE(choose_classes(labelled({3, 4, 5}), " 4 , 5"), (Labels{4, 5}));
}

void TestImageSet::lists_that_are_none_are_reported()
{
    const ImageBytes images = labelled({3, 4, 5});
    VERIFY_USAGE_ERROR(choose_classes(images, "3,x"), "data_classes=3,x", "entry 2", "\"x\"",
                       "for example 3,5");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,,5"), "entry 2", "\"\"");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,"), "entry 2");
    VERIFY_USAGE_ERROR(choose_classes(images, "-3,5"), "entry 1", "\"-3\"");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,5.0"), "entry 2", "\"5.0\"");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,99999999999999999999"), "entry 2");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,256"), "entry 2", "0 to 255");
    VERIFY_USAGE_ERROR(choose_classes(images, "3;5"), "entry 1", "\"3;5\"");
    VERIFY_USAGE_ERROR(choose_classes(images, "3,4,3"), "label 3", "twice");
}

void TestImageSet::classes_without_images_are_reported()
{
    VERIFY_USAGE_ERROR(choose_classes(labelled({3, 4, 5}), "3,7"), "data_classes=3,7", "label 7",
                       "set", "found 3,4,5");
}

void TestImageSet::one_or_too_many_classes_ask_for_a_choice()
{
    Labels labels(17);
    std::iota(labels.begin(), labels.end(), 0);
    const ImageBytes many = labelled(labels);
    VERIFY_USAGE_ERROR(choose_classes(many, ""), "set", "17 different labels", "2 to 16",
                       "data_classes");
    VERIFY_USAGE_ERROR(choose_classes(many, "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"),
                       "17 classes", "2 to 16");
    VERIFY_USAGE_ERROR(choose_classes(many, "4"), "data_classes=4", "1 classes", "2 to 16");
    VERIFY_USAGE_ERROR(choose_classes(labelled({4, 4}), ""), "1 different labels (4)", "2 to 16");
    labels.pop_back();
    QCOMPARE(choose_classes(labelled(labels), ""), labels);
}

void TestImageSet::the_first_of_each_class_are_kept_in_file_order()
{
    // samples = 5 for 2 classes: two of each.
    const ImageBytes chosen = select_classes(labelled({5, 3, 9, 3, 3, 5, 5}), {3, 5}, 5);
    QCOMPARE(chosen.count, std::size_t{4});
    QCOMPARE(chosen.labels, (Labels{1, 0, 0, 1}));
    QCOMPARE(chosen.pixels, (test::Bytes{0, 1, 2, 3, 6, 7, 10, 11}));
    QCOMPARE(chosen.name, std::string("set"));
}

void TestImageSet::scarce_classes_give_what_they_have()
{
    QCOMPARE(select_classes(labelled({5, 3, 3, 3, 3}), {3, 5}, 6).labels, (Labels{1, 0, 0, 0}));
    QCOMPARE(select_classes(labelled({5, 3}), {3, 5}, 1).count, std::size_t{0});
    QCOMPARE(select_classes(labelled({5, 3}), {3, 7}, 100).labels, (Labels{0}));
}

void TestImageSet::pixels_become_parts_of_one()
{
    ImageBytes images = labelled({0, 1});
    images.pixels = {0, 51, 204, 255};
    const ImageSet set = to_numbers(images);
    QCOMPARE(set.pixels, (std::vector<double>{0, 51 / 255.0, 204 / 255.0, 1}));
    QCOMPARE(set.labels, images.labels);
    QCOMPARE(set.count, std::size_t{2});
}

void TestImageSet::channels_are_averaged()
{
    ImageSet set = counting(2, 3, 1, 2);
    const ImageSet grey = average_channels(set);
    QCOMPARE(grey.channels, std::size_t{1});
    QCOMPARE(grey.pixels, (std::vector<double>{2, 3, 8, 9}));
    QCOMPARE(average_channels(grey).pixels, grey.pixels);
}

void TestImageSet::blocks_are_averaged()
{
    const ImageSet set = counting(2, 2, 4, 8);
    for (const std::size_t factor : {1, 2, 4}) {
        const ImageSet small = block_mean(set, factor);
        QCOMPARE(small.height, 4 / factor);
        QCOMPARE(small.width, 8 / factor);
        QCOMPARE(small.pixels.size(), set.pixels.size() / (factor * factor));
        for (std::size_t plane = 0; plane < 4; ++plane)
            for (std::size_t y = 0; y < small.height; ++y)
                for (std::size_t x = 0; x < small.width; ++x) {
                    // The mean of a linear function is its value at the block's centre.
                    const double half = (static_cast<double>(factor) - 1) / 2;
                    const double expected = static_cast<double>(32 * plane)
                        + 8 * (static_cast<double>(factor * y) + half)
                        + static_cast<double>(factor * x) + half;
                    QCOMPARE(small.pixels[(plane * small.height + y) * small.width + x], expected);
                }
    }
}

void TestImageSet::blocks_of_lines_are_one_dimensional()
{
    const ImageSet small = block_mean(counting(1, 1, 1, 4), 2);
    QCOMPARE(small.height, std::size_t{1});
    QCOMPARE(small.pixels, (std::vector<double>{0.5, 2.5}));
}

void TestImageSet::blocks_that_do_not_fit_are_reported()
{
    VERIFY_USAGE_ERROR(block_mean(counting(1, 1, 6, 8), 4), "downsample=4", "6x8");
    VERIFY_USAGE_ERROR(block_mean(counting(1, 1, 8, 6), 4), "downsample=4", "8x6");
    VERIFY_USAGE_ERROR(block_mean(counting(1, 1, 6, 6), 3), "downsample=3", "1, 2 and 4");
    VERIFY_USAGE_ERROR(block_mean(counting(1, 1, 6, 6), 0), "downsample=0");
}

void TestImageSet::preparing_in_pieces_equals_preparing_at_once()
{
    ImageBytes images{.count = 600, .channels = 3, .height = 2, .width = 4, .name = "set"};
    for (std::size_t i = 0; i < images.count; ++i)
        images.labels.push_back(static_cast<std::int64_t>(i % 3));
    for (std::size_t i = 0; i < images.count * 24; ++i)
        images.pixels.push_back(static_cast<unsigned char>(i * i + i / 7));
    const ImageBytes chosen = select_classes(images, {2, 0}, 400);
    QCOMPARE(chosen.count, std::size_t{400});
    for (const bool colour : {false, true}) {
        const ImageSet numbers = to_numbers(chosen);
        const ImageSet expected = block_mean(colour ? numbers : average_channels(numbers), 2);
        const ImageSet found = prepare(images, {2, 0}, 400, colour, 2);
        QCOMPARE(found.pixels, expected.pixels);
        QCOMPARE(found.labels, expected.labels);
        QCOMPARE((std::vector{found.count, found.channels, found.height, found.width}),
                 (std::vector<std::size_t>{400, colour ? 3u : 1u, 1, 2}));
    }
    const ImageSet none = prepare(images, {2, 0}, 0, false, 2);
    QCOMPARE((std::vector{none.count, none.channels, none.height, none.width}),
             (std::vector<std::size_t>{0, 1, 1, 2}));
}

QTEST_APPLESS_MAIN(TestImageSet)
#include "test_image_set.moc"
