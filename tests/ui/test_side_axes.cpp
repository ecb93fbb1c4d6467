// A second vertical axis: marks that choose it are drawn, read, zoomed and written by its numbers.
#include "synthetic_figures.hpp"
#include "ui/figure/figure_csv.hpp"
#include "ui/figure/figure_scripts.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/hover.hpp"

#include <QApplication>
#include <QPainter>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace etalon;

class TestSideAxes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marks_are_drawn_by_the_axis_they_choose_data();
    void marks_are_drawn_by_the_axis_they_choose();
    void automatic_ranges_are_apart();
    void numbers_and_title_have_room_at_the_right();
    void the_read_out_speaks_of_its_own_axis();
    void zooming_keeps_both_axes_in_step();
    void tables_and_scripts_know_both_axes();
    void an_axis_above_names_the_same_places_in_another_unit();
};

namespace {

constexpr QSize size(520, 360);

/// A level of 0.25 on the left axis (0 to 1) and one of 75 on the right axis (0 to 100).
Drawing two_axes(bool fixed = true)
{
    Curve loss{.x = {0, 10}, .y = {0.25, 0.25}, .ink = {Hue::theory}, .label = "loss"};
    Curve accuracy{.x = {0, 10}, .y = {75, 75}, .ink = {Hue::warning}, .label = "accuracy"};
    accuracy.item = {"curve", 2};
    accuracy.side = Side::right;
    Panel panel{.x = {.label = "Step"}, .y = {.label = "Loss"}};
    panel.right = Axis{.label = "Accuracy", .unit = "%"};
    if (fixed) {
        panel.y.low = panel.right->low = 0;
        panel.y.high = 1;
        panel.right->high = 100;
    }
    panel.marks = {loss, accuracy};
    return {.panels = {panel}};
}

QImage painted(FigurePainter& painter, const Drawing& drawing, const std::vector<Zoom>& zooms = {},
               bool paper = false)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    FigureSubject subject;
    subject.run = {&drawing, {}, 0};
    subject.zooms = zooms;
    FigureStyle style;
    style.paper = paper;
    QPainter inner(&image);
    painter.paint(inner, subject, size, style, Palette::of(Theme::light));
    return image;
}

/// Whether the colour is found within a pixel of a height, as a share of the plot.
bool has_colour(const QImage& image, const QRectF& plot, double share, const QColor& colour)
{
    const QPoint at = QPointF(plot.center().x(), plot.bottom() - share * plot.height()).toPoint();
    for (int dy = -2; dy <= 2; ++dy) {
        const QColor pixel(image.pixel(at + QPoint(0, dy)));
        if (std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green())
                + std::abs(pixel.blue() - colour.blue())
            < 60)
            return true;
    }
    return false;
}

Drawing draw_two_axes(const FigureInput&)
{
    return two_axes();
}

} // namespace

void TestSideAxes::marks_are_drawn_by_the_axis_they_choose_data()
{
    QTest::addColumn<bool>("paper");
    QTest::newRow("screen") << false;
    QTest::newRow("paper") << true;
}

void TestSideAxes::marks_are_drawn_by_the_axis_they_choose()
{
    QFETCH(bool, paper);
    FigurePainter painter;
    const QImage image = painted(painter, two_axes(), {}, paper);
    const QRectF plot = painter.layout().panels[0].view.plot;
    const Palette& palette = Palette::of(Theme::light);
    QVERIFY(has_colour(image, plot, 0.25, palette.theory));
    QVERIFY(has_colour(image, plot, 0.75, palette.bad));
    QVERIFY(!has_colour(image, plot, 0.75, palette.theory));
    QVERIFY(!has_colour(image, plot, 0.25, palette.bad));
}

void TestSideAxes::automatic_ranges_are_apart()
{
    FigurePainter painter;
    painted(painter, two_axes(false));
    const PanelLayout& layout = painter.layout().panels[0];
    QVERIFY(layout.right);
    QVERIFY(layout.y.range.high < 2 && layout.right->range.high > 75);
    QVERIFY(layout.right->range.low <= 75 && layout.right->range.low > 2);
}

void TestSideAxes::numbers_and_title_have_room_at_the_right()
{
    FigurePainter painter;
    const QImage image = painted(painter, two_axes());
    const QRectF plot = painter.layout().panels[0].view.plot;
    QVERIFY(plot.right() < size.width() - 40);
    // Something is written beside the axis, and nothing touches the edge.
    int inked = 0, at_edge = 0;
    for (int y = 0; y < size.height(); ++y) {
        for (int x = static_cast<int>(plot.right()) + 6; x < size.width(); ++x)
            inked += qGray(image.pixel(x, y)) < 200;
        at_edge += qGray(image.pixel(size.width() - 2, y)) < 200;
    }
    QVERIFY(inked > 100);
    QCOMPARE(at_edge, 0);

    Drawing without = two_axes();
    without.panels[0].right.reset(); // then its marks stand on the left axis, and the room is free
    FigurePainter other;
    painted(other, without);
    QVERIFY(other.layout().panels[0].view.plot.right() > plot.right() + 20);
}

void TestSideAxes::the_read_out_speaks_of_its_own_axis()
{
    const Drawing drawing = two_axes();
    FigurePainter painter;
    painted(painter, drawing);
    const QRectF plot = painter.layout().panels[0].view.plot;
    const auto hit = nearest_mark(painter.layout(), {&drawing, {}, 0},
                                  {plot.left() + 20, plot.bottom() - 0.75 * plot.height() + 2}, 12);
    QVERIFY(hit);
    QCOMPARE(hit->item, (Item{"curve", 2}));
    QVERIFY2(hit->value.startsWith(QStringLiteral("75")) && hit->value.contains(QLatin1Char('%')),
             qPrintable(hit->value));
}

void TestSideAxes::zooming_keeps_both_axes_in_step()
{
    const Figure figure{.id = "two", .title = "Two axes", .draw = draw_two_axes};
    FigureView view(figure);
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setFrame(synthetic::frame(
        {synthetic::series(1, 10, 1, [](double, std::size_t) { return 0.0; })}, 10));
    view.grab();
    const auto turn = [&](QPoint at) {
        QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
        view.grab();
    };
    turn({260, 180});
    const auto zooms = view.choices().zooms;
    QCOMPARE(zooms.size(), std::size_t{1});
    QVERIFY(zooms[0].x && zooms[0].y && zooms[0].right);
    // Equal shares of both: a level stays beside the number it stood at.
    QVERIFY(std::abs(zooms[0].y->low * 100 - zooms[0].right->low) < 1e-9);
    QVERIFY(std::abs(zooms[0].y->high * 100 - zooms[0].right->high) < 1e-9);
    QVERIFY(zooms[0].y->high < 1);

    FigurePainter painter;
    painted(painter, two_axes(), zooms);
    QCOMPARE(painter.layout().panels[0].right->range, *zooms[0].right);

    turn({size.width() - 25, 180}); // on the right axis: it alone
    QCOMPARE(view.choices().zooms[0].y, zooms[0].y);
    QVERIFY(view.choices().zooms[0].right != zooms[0].right);
    view.resetZoom();
    QVERIFY(!view.isZoomed());
}

void TestSideAxes::tables_and_scripts_know_both_axes()
{
    const Drawing drawing = two_axes();
    const QStringList lines =
        QString::fromStdString(figure_csv(drawing, {}, {})).split(QLatin1Char('\n'));
    QCOMPARE(lines[1], QStringLiteral("panel,mark,curve,series,Step,Loss,Accuracy (%)"));
    QCOMPARE(lines[2], QStringLiteral("1,solid,1,loss,0,0.25,"));
    QCOMPARE(lines[4], QStringLiteral("1,solid,2,accuracy,0,,75"));
    const std::string script =
        matplotlib_script({.id = "two", .title = "Two"}, drawing, {}, {}, "two.csv", 90, 60);
    QVERIFY(script.find("RIGHT = [2]") != std::string::npos);
    QVERIFY(script.find("right=dict(ylabel=\"Accuracy (%)\"") != std::string::npos);
    const std::string picture = pgfplots_picture({}, drawing, {}, {}, "two.csv", 90, 60);
    QVERIFY(picture.find("axis y line*=right") != std::string::npos);
    QVERIFY(picture.find("y={Accuracy (%)}") != std::string::npos);
}

void TestSideAxes::an_axis_above_names_the_same_places_in_another_unit()
{
    Drawing drawing = two_axes();
    Panel& panel = drawing.panels.front();
    panel.title = "Spectrum";
    FigurePainter plain, named;
    painted(plain, drawing);
    panel.top = Axis{.label = "Wavenumber", .unit = "1/nm", .ticks = {{2.5, "4"}, {5, "2"}}};
    const QImage image = painted(named, drawing);
    const PanelLayout& layout = named.layout().panels.front();
    QVERIFY(layout.top.has_value());
    QCOMPARE(layout.top->ticks.major.size(), std::size_t(2));
    QVERIFY(layout.view.plot.top() > plain.layout().panels.front().view.plot.top() + 10);
    QVERIFY(layout.title.baseline.y() < layout.view.plot.top() - 20); // above its numbers
    const auto dark_above = [&](double at) {                          // a tick stands there
        const QPoint foot(static_cast<int>(std::lround(layout.view.across(at))),
                          static_cast<int>(layout.view.plot.top()) - 2);
        int darkest = 255;
        for (const int dx : {-1, 0, 1})
            darkest = std::min(darkest, QColor(image.pixel(foot + QPoint(dx, 0))).lightness());
        return darkest < 230;
    };
    QVERIFY(dark_above(2.5));
    QVERIFY(dark_above(5));
    QVERIFY(!dark_above(7));
}

QTEST_MAIN(TestSideAxes)
#include "test_side_axes.moc"
