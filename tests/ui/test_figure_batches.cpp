// Many arrows and segments at once: where they are painted, found under the pointer, and written.
#include "synthetic_figures.hpp"
#include "ui/figure/figure_csv.hpp"
#include "ui/figure/figure_painter.hpp"
#include "ui/figure/figure_scripts.hpp"
#include "ui/figure/hover.hpp"
#include "ui/figure/marks.hpp"
#include "ui/figure/segment_raster.hpp"

#include <QApplication>
#include <QPainter>
#include <QTest>

#include <cmath>

using namespace etalon;

class TestFigureBatches : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_line_covers_its_length_times_its_width();
    void a_triangle_covers_its_area();
    void arrows_end_where_they_point_data();
    void arrows_end_where_they_point();
    void lengths_in_points_keep_the_direction_of_the_axes();
    void endless_segments_cross_the_whole_panel();
    void segments_are_as_opaque_as_their_ink();
    void the_arrow_under_the_pointer_is_found();
    void maps_of_logarithms_are_read_as_what_they_are_of();
    void pinned_arrows_and_points_stand_out();
    void a_smooth_map_has_colours_between_those_of_its_cells();
    void a_reversed_map_exchanges_its_colours();
    void tables_hold_arrows_and_segments();
};

namespace {

constexpr QSize size(500, 420);

Drawing drawing_of(std::vector<Mark> marks)
{
    Panel panel{.x = {.low = -2, .high = 2}, .y = {.low = -2, .high = 2}};
    panel.marks = std::move(marks);
    return {.panels = {panel}};
}

struct Picture {
    QImage image{size, QImage::Format_RGB32};
    FigureLayout layout{};

    explicit Picture(const Drawing& drawing, std::vector<Item> pinned = {}, Item highlight = {},
                     bool paper = false)
    {
        FigurePainter painter;
        FigureSubject subject;
        subject.run = {&drawing, {}, 0};
        subject.cursor = false;
        subject.pinned = pinned;
        subject.highlight = std::move(highlight);
        FigureStyle style;
        style.paper = paper;
        image.fill(Qt::white);
        QPainter inner(&image);
        painter.paint(inner, subject, size, style, Palette::of(Theme::light));
        layout = painter.layout();
    }

    /// Distance of the pixel from white, 0 to 765, the most within a pixel around.
    int ink(double x, double y) const
    {
        const QPoint at = layout.panels[0].view.at(x, y).toPoint();
        int most = 0;
        for (int dx = -1; dx <= 1; ++dx)
            for (int dy = -1; dy <= 1; ++dy) {
                const QRgb pixel = image.pixel(at + QPoint(dx, dy));
                most = std::max(most, 765 - qRed(pixel) - qGreen(pixel) - qBlue(pixel));
            }
        return most;
    }
};

/// `count` arrows of length 1.5 from 0, evenly spread, the first along x.
Arrows star(std::size_t count)
{
    Arrows arrows{.ink = {Hue::theory}};
    for (std::size_t i = 0; i < count; ++i) {
        const double angle =
            2 * std::acos(-1.0) * static_cast<double>(i) / static_cast<double>(count);
        arrows.x.push_back(0);
        arrows.y.push_back(0);
        arrows.dx.push_back(1.5 * std::cos(angle));
        arrows.dy.push_back(1.5 * std::sin(angle));
        arrows.items.push_back({"neuron", static_cast<std::int64_t>(i)});
        arrows.names.push_back("neuron " + std::to_string(i));
    }
    return arrows;
}

double covered(const QImage& image)
{
    double sum = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            sum += qAlpha(image.pixel(x, y)) / 255.0;
    return sum;
}

QImage blank()
{
    QImage image(200, 150, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

} // namespace

// A box filter keeps the area of a shape: rounding to 1/256 a pixel is what is left.
void TestFigureBatches::a_line_covers_its_length_times_its_width()
{
    const QPointF from(40.3, 30.7);
    for (int i = 0; i < 24; ++i) {
        const double angle = 0.26 * i, length = 61.2;
        for (const double width : {0.8, 1.5, 3.0}) {
            QImage image = blank();
            const QPointF centre(100.2, 74.6),
                half(0.5 * length * std::cos(angle), 0.5 * length * std::sin(angle));
            draw_segment(image, {centre - half, centre + half}, width, 0xFF0072B2);
            const double expected = length * width;
            QVERIFY2(std::abs(covered(image) / expected - 1) < 0.03,
                     qPrintable(QStringLiteral("%1 %2").arg(angle).arg(covered(image) / expected)));
        }
    }
    QImage image = blank(); // beyond the edges nothing is written
    draw_segment(image, {from, QPointF(1e4, -3e3)}, 2, 0xFF0072B2);
    draw_segment(image, {QPointF(-50, 300), QPointF(-60, -300)}, 2, 0xFF0072B2);
    QVERIFY(covered(image) > 0);
}

void TestFigureBatches::a_triangle_covers_its_area()
{
    for (int i = 0; i < 12; ++i) {
        const double angle = 0.5 * i;
        const QPointF along(std::cos(angle), std::sin(angle)), across(-along.y(), along.x());
        const QPointF tip(90.4, 70.1), base = tip - 20 * along;
        QImage image = blank();
        draw_triangle(image, tip, base + 7 * across, base - 7 * across, 0xFF0072B2);
        QVERIFY2(std::abs(covered(image) / 140 - 1) < 0.06,
                 qPrintable(QString::number(covered(image))));
    }
}

void TestFigureBatches::arrows_end_where_they_point_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("paper");
    QTest::newRow("few") << 6 << false;
    QTest::newRow("many, in one image") << 40 << false;
    QTest::newRow("paper") << 40 << true;
}

void TestFigureBatches::arrows_end_where_they_point()
{
    QFETCH(int, count);
    QFETCH(bool, paper);
    const Picture picture(drawing_of({star(static_cast<std::size_t>(count))}), {}, {}, paper);
    for (int i = 0; i < count; ++i) {
        const double angle = 2 * std::acos(-1.0) * i / count;
        const auto ink = [&](double radius) {
            return picture.ink(radius * std::cos(angle), radius * std::sin(angle));
        };
        QVERIFY(ink(0.9) > 300);
        QVERIFY(ink(1.46) > 300);
        QVERIFY(ink(1.6) < 120); // a grid line at most
    }
}

// On axes with unlike units an arrow along (1, 1) points to where (1, 1) lies.
void TestFigureBatches::lengths_in_points_keep_the_direction_of_the_axes()
{
    Arrows arrows{.x = {0}, .y = {0}, .dx = {1}, .dy = {100}, .lengths = {50}};
    const PanelView view{QRectF(0, 0, 400, 200), {-2, 2}, {-200, 200}};
    const auto line = arrow_line(view, arrows, 0, 1.5);
    QVERIFY(line);
    QVERIFY(std::abs(line->length() - 75) < 1e-9);
    const QPointF to = view.at(1, 100) - view.at(0, 0), along = line->p2() - line->p1();
    QVERIFY(std::abs(to.x() * along.y() - to.y() * along.x()) < 1e-6);
    QVERIFY(QPointF::dotProduct(to, along) > 0);
    arrows.lengths = {0};
    QVERIFY(!arrow_line(view, arrows, 0, 1));
}

void TestFigureBatches::endless_segments_cross_the_whole_panel()
{
    Segments rays{.x0 = {0}, .y0 = {0}, .x1 = {0.1}, .y1 = {0.05}, .endless = true};
    rays.ink = {Hue::theory};
    rays.weight = Weight::bold;
    for (const bool endless : {true, false}) {
        rays.endless = endless;
        const Picture picture(drawing_of({rays}));
        for (const double x : {-1.9, -1.0, 1.0, 1.9})
            QCOMPARE(picture.ink(x, x / 2) > 400, endless);
        QVERIFY(picture.ink(1.0, -0.7) < 120);
    }
    QVERIFY(extent_of(Mark{rays}).x.high > 0);
    rays.endless = true;
    QVERIFY(extent_of(Mark{rays}).x.empty()); // it asks no axis to contain anything
    // Vertical, outside, and without a direction.
    const QRectF area(0, 0, 10, 10);
    QCOMPARE(visible_part({3, 4, 3, 5}, area, true), QLineF(3, 0, 3, 10));
    QVERIFY(!visible_part({11, 4, 11, 5}, area, true));
    QVERIFY(!visible_part({4, 4, 4, 4}, area, true));
    QVERIFY(!visible_part({-5, -5, -1, -1}, area, false));
    QCOMPARE(visible_part({-5, 5, 15, 5}, area, false), QLineF(0, 5, 10, 5));
}

void TestFigureBatches::segments_are_as_opaque_as_their_ink()
{
    Segments segments{.weight = Weight::bold};
    for (int i = 0; i < 30; ++i) { // enough of them to be drawn into an image
        segments.x0.push_back(-1.5);
        segments.x1.push_back(1.5);
        segments.y0.push_back(-1.45 + 0.1 * i);
        segments.y1.push_back(-1.45 + 0.1 * i);
        segments.inks.push_back({Hue::theory, 0, i % 2 ? 1.0 : 0.25});
    }
    const Picture picture(drawing_of({segments}));
    for (int i = 0; i < 30; ++i) {
        const int ink = picture.ink(0.7, -1.45 + 0.1 * i);
        if (i % 2)
            QVERIFY(ink > 600);
        else
            QVERIFY2(ink > 120 && ink < 300, qPrintable(QString::number(ink)));
    }
}

void TestFigureBatches::the_arrow_under_the_pointer_is_found()
{
    Arrows arrows = star(16);
    arrows.readings.assign(16, "norm 0.1");
    const Drawing drawing = drawing_of({arrows});
    const Picture picture(drawing);
    const PanelView& view = picture.layout.panels[0].view;
    const DrawnRun run{&drawing, {}, 0};
    for (const std::size_t i : {0u, 5u, 11u}) {
        const auto hit =
            nearest_mark(picture.layout, run,
                         view.at(0.95 * arrows.dx[i], 0.95 * arrows.dy[i]) + QPointF(2, 1), 12);
        QVERIFY(hit);
        QCOMPARE(hit->item, arrows.items[i]);
        QCOMPARE(hit->name, QString::fromStdString(arrows.names[i]));
        QCOMPARE(hit->value, QStringLiteral("norm 0.1"));
    }
    QVERIFY(!nearest_mark(picture.layout, run, view.at(1.8, 1.8), 12));
}

void TestFigureBatches::maps_of_logarithms_are_read_as_what_they_are_of()
{
    HeatMap map{.rows = 1, .columns = 2, .values = {-2, 1}};
    map.label = "log₁₀ loss (nats)";
    Drawing drawing = drawing_of({map});
    drawing.panels[0].x.label = "From start to A";
    const Picture picture(drawing);
    const PanelView& view = picture.layout.panels[0].view;
    const auto hit = nearest_mark(picture.layout, {&drawing, {}, 0}, view.at(0.2, 0.5), 12);
    QVERIFY(hit);
    QCOMPARE(hit->name, QStringLiteral("loss (nats)"));
    QVERIFY2(hit->value.startsWith(QStringLiteral("0.01000 · from start to A")),
             qPrintable(hit->value));
}

void TestFigureBatches::pinned_arrows_and_points_stand_out()
{
    Points points{.size = 9};
    for (int i = 0; i < 3; ++i) {
        points.x.push_back(-1.5 + i);
        points.y.push_back(-1.7);
        points.items.push_back({"neuron", i});
    }
    const Drawing drawing = drawing_of({star(8), points});
    const Picture plain(drawing), pinned(drawing, {{"neuron", 1}, {"neuron", 2}});
    const double diagonal = 1.2 / std::sqrt(2.0);
    QVERIFY(pinned.ink(diagonal, diagonal) >= plain.ink(diagonal, diagonal)); // neuron 1
    QVERIFY(pinned.ink(0, 1.2) > 500);                                        // neuron 2
    QVERIFY(pinned.ink(-1.2, 0) < plain.ink(-1.2, 0) - 100);                  // stands back
    QVERIFY(pinned.ink(-1.2, 0) > 100);                                       // and is seen
    QVERIFY(pinned.ink(-0.5, -1.7) > pinned.ink(-1.5, -1.7)); // a pinned point, and another one
    const Picture both(drawing, {{"neuron", 1}}, {"neuron", 4});
    QVERIFY(both.ink(diagonal, diagonal) > 500 && both.ink(-1.2, 0) > 500);
    QVERIFY(both.ink(0, -1.2) < 350);
    const Picture other(drawing, {{"mode", 1}});
    QCOMPARE(other.image, plain.image); // of another kind: nothing stands back
}

void TestFigureBatches::a_smooth_map_has_colours_between_those_of_its_cells()
{
    HeatMap map{.rows = 1,
                .columns = 2,
                .values = {0, 1},
                .left = -2,
                .right = 2,
                .bottom = -2,
                .top = 2,
                .colour_bar = false};
    const auto at = [&](double x) {
        const Picture picture(drawing_of({map}));
        return QColor(picture.image.pixel(picture.layout.panels[0].view.at(x, 0.1).toPoint()));
    };
    const Palette& palette = Palette::of(Theme::light);
    const auto near = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green())
            + std::abs(a.blue() - b.blue());
    };
    const QColor low = palette.mapped(ColourMap::sequential, 0),
                 high = palette.mapped(ColourMap::sequential, 1);
    QVERIFY(near(at(-0.1), low) < 10 && near(at(0.1), high) < 10);
    map.smooth = true;
    QVERIFY(near(at(0), blend(low, high, 0.5)) < 40);
    QVERIFY(near(at(-1.8), low) < 10 && near(at(1.8), high) < 10);
    map.opacity = 0.5;
    QVERIFY(near(at(1.8), blend(high, palette.card, 0.5)) < 10);
}

void TestFigureBatches::a_reversed_map_exchanges_its_colours()
{
    HeatMap map{.rows = 1, .columns = 2, .values = {0, 1}};
    const Palette& palette = Palette::of(Theme::light);
    const QImage plain = heat_map_image(map, palette);
    map.reversed = true;
    const QImage reversed = heat_map_image(map, palette);
    QVERIFY(plain.pixel(0, 0) != plain.pixel(1, 0));
    QCOMPARE(reversed.pixel(0, 0), plain.pixel(1, 0));
    QCOMPARE(reversed.pixel(1, 0), plain.pixel(0, 0));
}

void TestFigureBatches::tables_hold_arrows_and_segments()
{
    Arrows arrows{.x = {1}, .y = {2}, .dx = {0.5}, .dy = {-0.25}, .label = "neurons"};
    Segments segments{.x0 = {0}, .y0 = {0}, .x1 = {3}, .y1 = {4}, .label = "rays"};
    Drawing drawing = drawing_of({arrows, segments});
    QString table = QString::fromStdString(figure_csv(drawing, {}, {}));
    QStringList lines = table.split(QLatin1Char('\n'));
    QCOMPARE(lines[1], QStringLiteral("panel,mark,curve,series,x,y,dx,dy,length_pt"));
    QCOMPARE(lines[2], QStringLiteral("1,arrows,1,neurons,1,2,0.5,-0.25,"));
    QCOMPARE(lines[3], QStringLiteral("1,segments,2,rays,0,0,,,"));
    QCOMPARE(lines[4], QStringLiteral("1,segments,2,rays,3,4,,,"));
    QCOMPARE(lines[5], QStringLiteral("1,segments,2,rays,nan,nan,,,"));
    arrows.lengths = {12};
    drawing = drawing_of({arrows});
    table = QString::fromStdString(figure_csv(drawing, {}, {}));
    QVERIFY(table.contains(QStringLiteral("\n1,arrows,1,neurons,1,2,0.5,-0.25,12\n")));
    const auto script =
        matplotlib_script({.id = "plane", .title = "Plane"}, drawing, {}, {}, "plane.csv", 90, 60);
    QVERIFY(script.find("SIZED = [1]") != std::string::npos);
    QVERIFY(script.find("ARROW = 2") != std::string::npos);
    QVERIFY(pgfplots_picture({}, drawing, {}, {}, "plane.csv", 90, 60).find("quiver")
            != std::string::npos);
}

QTEST_MAIN(TestFigureBatches)
#include "test_figure_batches.moc"
