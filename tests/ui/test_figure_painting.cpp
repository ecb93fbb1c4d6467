// What reaches the paper: single pixels where the outcome is known beforehand.
#include "synthetic_figures.hpp"
#include "ui/figure/figure_painter.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/text_summary.hpp"

#include <QApplication>
#include <QBuffer>
#include <QFontMetricsF>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QTest>

#include <cmath>

using namespace etalon;

class TestFigurePainting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inks_differ_in_every_theme();
    void maps_go_through_their_centre();
    void text_is_legible_on_its_card_data();
    void text_is_legible_on_its_card();
    void heat_map_cells_have_the_colour_of_their_value();
    void diverging_limits_are_symmetric();
    void bars_stand_on_their_base();
    void zeros_on_a_logarithmic_axis_become_arrows();
    void traces_are_pale_after_the_shown_step_data();
    void traces_are_pale_after_the_shown_step();
    void traces_over_another_index_are_not();
    void an_image_of_a_bundle_equals_its_lines_nearly();
    void the_highlighted_item_stands_out();
    void new_samples_are_drawn_without_a_new_layout();
    void painting_twice_gives_the_same_picture();
    void numbers_stand_exactly_at_their_ticks_on_paper();
};

namespace {

constexpr QSize size(500, 360);

FigureSubject subject_of(const Drawing& drawing, const std::vector<Series>& series,
                         std::int64_t step)
{
    FigureSubject subject;
    subject.run = {&drawing, series, step};
    subject.cursor = false;
    return subject;
}

QImage painted(FigurePainter& painter, const FigureSubject& subject, Theme theme = Theme::light)
{
    QImage image(size, QImage::Format_RGB32);
    QPainter inner(&image);
    painter.paint(inner, subject, size, {}, Palette::of(theme));
    return image;
}

double luminance(const QColor& colour) // relative, as the contrast ratio of WCAG 2 takes it
{
    const auto linear = [](double share) {
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(static_cast<double>(colour.redF()))
        + 0.7152 * linear(static_cast<double>(colour.greenF()))
        + 0.0722 * linear(static_cast<double>(colour.blueF()));
}

double contrast(const QColor& a, const QColor& b)
{
    const double one = luminance(a) + 0.05, two = luminance(b) + 0.05;
    return std::max(one, two) / std::min(one, two);
}

int difference(QRgb a, QRgb b)
{
    return std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b))
        + std::abs(qBlue(a) - qBlue(b));
}

Drawing traces_drawing(std::size_t count, bool logarithmic = false)
{
    Traces traces;
    for (std::size_t i = 0; i < count; ++i)
        traces.traces.push_back({.entry = i, .item = {"mode", static_cast<std::int64_t>(i)}});
    Panel panel{.x = {.label = "Step", .low = 0, .high = 100, .is_step = true},
                .y = {.label = "y", .low = logarithmic ? 0.01 : 0.0, .high = 1}};
    panel.y.scale = logarithmic ? Scale::logarithmic : Scale::linear;
    panel.marks = {traces};
    return {.panels = {panel}};
}

double level(double, std::size_t entry)
{
    return 0.5 + 0.005 * static_cast<double>(entry);
}

// The darkest pixel's distance from the card within a small box around a point.
int ink_near(const QImage& image, QPointF at, QRgb card)
{
    int most = 0;
    for (int dx = -1; dx <= 1; ++dx)
        for (int dy = -2; dy <= 2; ++dy)
            most = std::max(most,
                            difference(image.pixel(static_cast<int>(at.x()) + dx,
                                                   static_cast<int>(at.y()) + dy),
                                       card));
    return most;
}

} // namespace

void TestFigurePainting::inks_differ_in_every_theme()
{
    for (const Theme theme : {Theme::light, Theme::dark, Theme::print})
        for (int i = 0; i < 18; ++i) {
            for (int j = 0; j < i; ++j)
                QVERIFY(difference(Palette::of(theme).ink({Hue::sequence, i}).rgb(),
                                   Palette::of(theme).ink({Hue::sequence, j}).rgb())
                        > 30);
            if (i < 5)
                QVERIFY(
                    contrast(Palette::of(theme).ink({Hue::sequence, i}), Palette::of(theme).card)
                    > 2);
        }
    QCOMPARE(Palette::of(Theme::light).ink({Hue::sequence, 0}).name(), QStringLiteral("#0072b2"));
    QVERIFY(luminance(Palette::of(Theme::light).ink({Hue::sequence, 0}))
            < luminance(Palette::of(Theme::light).ink({Hue::sequence, 4})));
}

void TestFigurePainting::maps_go_through_their_centre()
{
    for (const Theme theme : {Theme::light, Theme::dark}) {
        const Palette& palette = Palette::of(theme);
        double last = -1;
        for (int i = 0; i <= 20; ++i) { // ordered in grey print too
            const double here = luminance(palette.mapped(ColourMap::sequential, i / 20.0));
            QVERIFY(here > last);
            last = here;
        }
        QVERIFY(contrast(palette.mapped(ColourMap::diverging, 0.5), palette.card) < 1.2);
        QVERIFY(contrast(palette.mapped(ColourMap::diverging, 0), palette.card) > 5);
        QVERIFY(palette.mapped(ColourMap::diverging, 0.1).blue()
                > palette.mapped(ColourMap::diverging, 0.1).red());
        QVERIFY(palette.mapped(ColourMap::diverging, 0.9).red()
                > palette.mapped(ColourMap::diverging, 0.9).blue());
    }
}

void TestFigurePainting::text_is_legible_on_its_card_data()
{
    QTest::addColumn<Theme>("theme");
    QTest::newRow("light") << Theme::light;
    QTest::newRow("dark") << Theme::dark;
    QTest::newRow("print") << Theme::print;
}

void TestFigurePainting::text_is_legible_on_its_card()
{
    QFETCH(Theme, theme);
    const Palette& palette = Palette::of(theme);
    for (const QColor& text :
         {palette.text, palette.muted, palette.caution, palette.good, palette.bad})
        for (const QColor& ground : {palette.card, palette.raised})
            QVERIFY2(contrast(text, ground) >= 4.5,
                     qPrintable(text.name() + " on " + ground.name()));
    QVERIFY(contrast(palette.axis, palette.card) >= 3);
}

void TestFigurePainting::heat_map_cells_have_the_colour_of_their_value()
{
    const Palette& palette = Palette::of(Theme::light);
    HeatMap map{.rows = 2,
                .columns = 3,
                .values = {0, 1, 2, 3, std::nan(""), 5},
                .right = 3,
                .top = 2,
                .colour_bar = false};
    Drawing drawing{.panels = {{.x = {.label = "x"}, .y = {.label = "y"}, .marks = {map}}}};
    FigurePainter painter;
    const QImage image = painted(painter, subject_of(drawing, {}, 0));
    const PanelView& view = painter.layout().panels[0].view;
    QCOMPARE(view.x, (AxisRange{0, 3}));
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 3; ++column) {
            const double value = map.values[static_cast<std::size_t>(row * 3 + column)];
            const QPointF centre = view.at(column + 0.5, row + 0.4);
            const QRgb pixel =
                image.pixel(static_cast<int>(centre.x()), static_cast<int>(centre.y()));
            if (std::isnan(value))
                QVERIFY(difference(pixel, palette.card.rgb()) < 60); // the card, or a grid line
            else
                QVERIFY(difference(pixel, palette.mapped(ColourMap::sequential, value / 5).rgb())
                        < 8);
        }
    QCOMPARE(cell_at(map, 2.5, 0.5), (std::pair<std::size_t, std::size_t>{0, 2}));
    QVERIFY(!cell_at(map, 3.5, 0.5));
}

void TestFigurePainting::diverging_limits_are_symmetric()
{
    const HeatMap map{
        .rows = 1, .columns = 3, .values = {-1, 0, 4}, .colours = ColourMap::diverging};
    QCOMPARE(colour_range(map), (AxisRange{-4, 4}));
    const HeatMap nothing{.rows = 1, .columns = 1, .values = {std::nan("")}};
    QVERIFY(colour_range(nothing).high > colour_range(nothing).low);
}

void TestFigurePainting::bars_stand_on_their_base()
{
    Bars bars;
    bars.x = {1, 2};
    bars.heights = {3, -1};
    bars.width = 0.5;
    bars.base = 1;
    Drawing drawing{
        .panels = {{.x = {.low = 0, .high = 3}, .y = {.low = -2, .high = 4}, .marks = {bars}}}};
    FigurePainter painter;
    const QImage image = painted(painter, subject_of(drawing, {}, 0));
    const PanelView& view = painter.layout().panels[0].view;
    const QRgb ink = Palette::of(Theme::light).ink({}).rgb();
    const auto pixel = [&](double x, double y) { return image.pixel(view.at(x, y).toPoint()); };
    QVERIFY(difference(pixel(1, 2), ink) < 5);
    QVERIFY(difference(pixel(1, 0.5), ink) > 100);
    QVERIFY(difference(pixel(2, 0.1), ink) < 5);
    QVERIFY(difference(pixel(2, 1.5), ink) > 100);
    QVERIFY(difference(pixel(1.4, 2), ink) > 100);
}

void TestFigurePainting::zeros_on_a_logarithmic_axis_become_arrows()
{
    Curve curve;
    curve.x = {0, 1, 2, 3, 4};
    curve.y = {1, 0.5, 0, 0.5, 1};
    Drawing drawing{.panels = {{.x = {.low = 0, .high = 4},
                                .y = {.scale = Scale::logarithmic, .low = 0.1, .high = 10.0},
                                .marks = {curve}}}};
    FigurePainter painter;
    const QImage image = painted(painter, subject_of(drawing, {}, 0));
    const PanelView& view = painter.layout().panels[0].view;
    const QRgb ink = Palette::of(Theme::light).ink({}).rgb();
    int arrow = 0, between = 0;
    for (int row = static_cast<int>(view.plot.bottom()) - 8;
         row < static_cast<int>(view.plot.bottom()) - 1; ++row) {
        arrow += difference(image.pixel(static_cast<int>(view.across(2)), row), ink) < 60;
        between += difference(image.pixel(static_cast<int>(view.across(1.5)), row), ink) < 60;
    }
    QVERIFY(arrow >= 2);
    QCOMPARE(between, 0);
    QVERIFY(ink_near(image, view.at(0.5, std::sqrt(0.5)), Palette::of(Theme::light).card.rgb())
            > 200); // the rest is drawn
}

void TestFigurePainting::traces_are_pale_after_the_shown_step_data()
{
    QTest::addColumn<bool>("moving");
    QTest::addColumn<int>("count");
    QTest::newRow("still") << false << 1;
    QTest::newRow("moving") << true << 1;
    QTest::newRow("bundle") << false << 60;
}

void TestFigurePainting::traces_are_pale_after_the_shown_step()
{
    QFETCH(bool, moving);
    QFETCH(int, count);
    const std::vector<Series> series{
        synthetic::series(static_cast<std::size_t>(count), 100, 1, level)};
    Drawing drawing = traces_drawing(static_cast<std::size_t>(count));
    FigurePainter painter;
    FigureSubject subject = subject_of(drawing, series, 40);
    subject.moving = moving;
    const QRgb card = Palette::of(Theme::light).card.rgb();
    QImage image = painted(painter, subject);
    const PanelView& view = painter.layout().panels[0].view;
    const int before = ink_near(image, view.at(20, 0.5), card),
              after = ink_near(image, view.at(70, 0.5), card);
    QVERIFY2(before > 250 && after < before / 2 && after > 20,
             qPrintable(QStringLiteral("%1 %2").arg(before).arg(after)));

    std::get<Traces>(drawing.panels[0].marks[0]).whole = true;
    image = painted(painter, subject);
    QVERIFY(ink_near(image, view.at(70, 0.5), card) > 250);
}

void TestFigurePainting::traces_over_another_index_are_not()
{
    const std::vector<Series> series{synthetic::series(1, 100, 1, level)};
    Drawing drawing = traces_drawing(1);
    drawing.panels[0].x = {.label = "Neurons kept", .low = 0, .high = 100};
    std::get<Traces>(drawing.panels[0].marks[0]).traces[0].label = "accuracy";
    FigurePainter painter;
    const FigureSubject subject = subject_of(drawing, series, 40);
    QVERIFY(painted(painter, subject) == painted(painter, subject_of(drawing, series, 100)));
    const auto last = series[0].steps().back();
    QVERIFY2(text_summary(subject.run).contains(QStringLiteral("at neurons kept %1").arg(last)),
             qPrintable(text_summary(subject.run)));
}

void TestFigurePainting::an_image_of_a_bundle_equals_its_lines_nearly()
{
    const std::vector<Series> series{synthetic::series(6, 100, 1, [](double t, std::size_t j) {
        return 0.5 + 0.4 * std::sin(0.05 * t + static_cast<double>(j));
    })};
    const Drawing drawing = traces_drawing(6);
    FigurePainter painter;
    FigureSubject subject = subject_of(drawing, series, 100);
    const QImage fine = painted(painter, subject);
    subject.moving = true;
    const QImage fast = painted(painter, subject);
    double ink_fine = 0, ink_fast = 0;
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x) {
            ink_fine += difference(fine.pixel(x, y), 0xFFFFFFFF);
            ink_fast += difference(fast.pixel(x, y), 0xFFFFFFFF);
        }
    QVERIFY2(std::abs(ink_fast / ink_fine - 1) < 0.1,
             qPrintable(QString::number(ink_fast / ink_fine)));
}

void TestFigurePainting::the_highlighted_item_stands_out()
{
    const std::vector<Series> series{
        synthetic::series(2, 100, 1, [](double, std::size_t j) { return j == 0 ? 0.25 : 0.75; })};
    const Drawing drawing = traces_drawing(2);
    FigurePainter painter;
    FigureSubject subject = subject_of(drawing, series, 100);
    subject.highlight = {"mode", 1};
    const QImage image = painted(painter, subject);
    const PanelView& view = painter.layout().panels[0].view;
    QVERIFY(ink_near(image, view.at(50, 0.75), 0xFFFFFFFF)
            > 2 * ink_near(image, view.at(50, 0.25), 0xFFFFFFFF));
}

void TestFigurePainting::new_samples_are_drawn_without_a_new_layout()
{
    const auto block = std::make_shared<Block>(101, 40);
    for (int i = 0; i <= 100; ++i) {
        block->steps[static_cast<std::size_t>(i)] = i;
        for (std::size_t j = 0; j < 40; ++j)
            block->values[static_cast<std::size_t>(i) * 40 + j] =
                0.5 + 0.3 * std::sin(0.1 * i + 0.05 * static_cast<double>(j));
    }
    const Drawing drawing = traces_drawing(40);
    FigurePainter growing, at_once;
    QImage image;
    for (const std::size_t count : {3, 30, 31, 70, 101}) {
        const std::vector<Series> series{Series(block, count)};
        FigureSubject subject = subject_of(drawing, series, static_cast<std::int64_t>(count) - 1);
        subject.moving = true;
        image = painted(growing, subject);
    }
    const std::vector<Series> series{Series(block, 101)};
    FigureSubject subject = subject_of(drawing, series, 100);
    subject.moving = true;
    QCOMPARE(image, painted(at_once, subject));
}

void TestFigurePainting::painting_twice_gives_the_same_picture()
{
    const std::vector<Series> series{synthetic::series(4, 300, 1, synthetic::sigmoid)};
    const Drawing drawing = traces_drawing(4);
    FigurePainter one, two;
    const FigureSubject subject = subject_of(drawing, series, 200);
    const QImage first = painted(one, subject);
    QCOMPARE(painted(one, subject), first);
    QCOMPARE(painted(two, subject), first);
}

// Qt Charts sets texts on whole units; a unit on paper is 0.35 mm.
void TestFigurePainting::numbers_stand_exactly_at_their_ticks_on_paper()
{
    Curve curve;
    curve.x = {0, 33};
    curve.y = {0, 7};
    Drawing drawing{.panels = {{.x = {.label = "Step", .low = -1.7, .high = 33.3},
                                .y = {.label = "Loss", .low = -0.3, .high = 7.1},
                                .marks = {curve}}}};
    const FigureStyle style = find_style("column");
    const QSizeF page(style.width_units(), style.height_units());
    QByteArray svg;
    QBuffer buffer(&svg);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(72);
    generator.setSize(page.toSize());
    QPainter painter(&generator);
    FigurePainter figure;
    figure.paint(painter, subject_of(drawing, {}, 0), page, style, Palette::of(Theme::print));
    painter.end();

    const PanelLayout& layout = figure.layout().panels[0];
    const QFontMetricsF metrics(figure_font(style.ticks));
    static const QRegularExpression pattern(
        QStringLiteral("transform=\"matrix\\(1,0,0,1,([-0-9.]+),([-0-9.]+)\\)\"[^>]*>\\s*<text[^>]*"
                       ">([^<]*)</text>"));
    int numbers = 0;
    for (auto matches = pattern.globalMatch(QString::fromUtf8(svg)); matches.hasNext();) {
        const auto match = matches.next();
        const double left = match.captured(1).toDouble(), top = match.captured(2).toDouble();
        const QString text = match.captured(3);
        for (const AxisTick& tick : layout.x.ticks.major)
            if (tick.label == text && top > layout.view.plot.bottom()) {
                ++numbers;
                QVERIFY(std::abs(left + metrics.horizontalAdvance(text) / 2
                                 - layout.view.across(tick.at))
                        < 0.1);
            }
        for (const AxisTick& tick : layout.y.ticks.major)
            if (tick.label == text && top < layout.view.plot.bottom()) {
                ++numbers;
                QVERIFY(std::abs(top + metrics.ascent() - metrics.capHeight() / 2
                                 - layout.view.up(tick.at))
                        < 0.1);
            }
    }
    QCOMPARE(numbers, static_cast<int>(layout.x.ticks.major.size() + layout.y.ticks.major.size()));
}

QTEST_MAIN(TestFigurePainting)
#include "test_figure_painting.moc"
