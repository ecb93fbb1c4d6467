// Nothing of a figure is clipped or meets anything else, from thumbnails to whole screens.
#include "ui/figure/figure_painter.hpp"

#include <QApplication>
#include <QFontMetricsF>
#include <QTest>

#include <cmath>

using namespace etalon;

class TestFigureLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labels_are_disjoint_inside_and_near_data();
    void labels_are_disjoint_inside_and_near();
    void labels_without_conflict_stay_where_they_wish();
    void a_label_without_room_is_left_out();
    void texts_and_plots_are_disjoint_at_all_sizes_data();
    void texts_and_plots_are_disjoint_at_all_sizes();
    void plot_areas_of_a_column_line_up();
    void equal_axes_below_each_other_are_numbered_once();
    void square_cells_are_square();
    void legend_names_each_family_once();
    void long_captions_end_in_an_ellipsis();
    void an_empty_drawing_shows_its_message();
};

namespace {

Panel curve_panel(int row, int column, const std::string& title)
{
    Panel panel{.title = title,
                .x = {.label = "Step", .is_step = true},
                .y = {.label = "Share of its final strength"},
                .row = row,
                .column = column};
    Curve curve;
    curve.x = {0, 500, 1000};
    curve.y = {0, 0.25, 1.04};
    curve.legend = "CNN";
    panel.marks.push_back(curve);
    return panel;
}

Drawing four_panels()
{
    Drawing drawing;
    for (int i = 0; i < 4; ++i)
        drawing.panels.push_back(curve_panel(i / 2, i % 2, "panel " + std::to_string(i)));
    HeatMap map{.rows = 2,
                .columns = 2,
                .values = {1e-5, 2e-5, 3e-5, 4e-5},
                .right = 1000,
                .label = "log₁₀ power"};
    drawing.panels[1].marks = {map};
    return drawing;
}

Drawing stack()
{
    Drawing drawing;
    for (int i = 0; i < 3; ++i)
        drawing.panels.push_back(curve_panel(i, 0, ""));
    return drawing;
}

Drawing images()
{
    Drawing drawing;
    for (int i = 0; i < 6; ++i) {
        Panel panel{.title = "kernel " + std::to_string(i),
                    .x = {.hidden = true},
                    .y = {.hidden = true},
                    .square_cells = true,
                    .row = i / 3,
                    .column = i % 3};
        panel.marks = {HeatMap{
            .rows = 4, .columns = 6, .values = std::vector<double>(24, 1), .right = 6, .top = 4}};
        drawing.panels.push_back(panel);
    }
    return drawing;
}

std::vector<PanelRanges> ranges_of(const Drawing& drawing)
{
    std::vector<PanelRanges> ranges;
    for (const Panel& panel : drawing.panels)
        ranges.push_back({panel.square_cells ? AxisRange{0, 6} : AxisRange{0, 1000},
                          panel.square_cells ? AxisRange{0, 4} : AxisRange{0, 1.1}});
    return ranges;
}

const FigureTexts texts{"Modes are learned one after another",
                        "Strength of each mode in the CNN (solid), the fully connected net "
                        "(dashed) and theory. Watch each mode stay near zero and then rise."};

struct NamedBox {
    QString name;
    QRectF box;
};

QRectF box_of(const TextLine& line, const QFont& font)
{
    const QFontMetricsF metrics(font);
    return {line.baseline.x(), line.baseline.y() - metrics.ascent() + 1,
            metrics.horizontalAdvance(line.text), metrics.ascent() + metrics.descent() - 2};
}

std::vector<NamedBox> boxes_of(const FigureLayout& layout, const FigureStyle& style)
{
    std::vector<NamedBox> boxes;
    const QFont title = figure_font(style.title, true), caption = figure_font(style.caption),
                bold = figure_font(style.text, true), ticks = figure_font(style.ticks);
    boxes.push_back({"title", box_of(layout.title, title)});
    for (const TextLine& line : layout.caption)
        boxes.push_back({"caption", box_of(line, caption)});
    for (const LegendEntry& entry : layout.legend)
        boxes.push_back({"legend", entry.box.adjusted(0, 1, 0, -1)});
    for (std::size_t i = 0; i < layout.panels.size(); ++i) {
        const PanelLayout& panel = layout.panels[i];
        const QString name = QString::number(i);
        const QRectF& plot = panel.view.plot;
        boxes.push_back({"plot " + name, plot});
        if (!panel.title.text.isEmpty())
            boxes.push_back({"panel title " + name, box_of(panel.title, bold)});
        const ChartSpacing spacing(style);
        const QFontMetricsF metrics(ticks);
        if (!panel.x.hidden && panel.x.labels) {
            for (const AxisTick& tick : panel.x.ticks.major)
                if (const double width = metrics.horizontalAdvance(tick.label); width > 0)
                    boxes.push_back(
                        {"x number " + name + " " + tick.label,
                         QRectF(
                             plot.left() + panel.x.range.share(tick.at) * plot.width() - width / 2,
                             plot.bottom() + spacing.tick + spacing.gap, width, metrics.height())});
            if (!panel.x.title.isEmpty())
                boxes.push_back({"x title " + name,
                                 QRectF(plot.center().x() - 10, panel.x_title_top, 20,
                                        QFontMetricsF(figure_font(style.text)).height() - 1)});
        }
        if (!panel.y.hidden && panel.y.labels) {
            for (const AxisTick& tick : panel.y.ticks.major)
                if (const double width = metrics.horizontalAdvance(tick.label); width > 0)
                    boxes.push_back(
                        {"y number " + name + " " + tick.label,
                         QRectF(plot.left() - spacing.tick - spacing.gap - width,
                                plot.bottom() - panel.y.range.share(tick.at) * plot.height()
                                    - metrics.capHeight() / 2,
                                width, metrics.capHeight())});
            if (!panel.y.title.isEmpty())
                boxes.push_back({"y title " + name,
                                 QRectF(panel.y_title_left, plot.center().y() - 10,
                                        QFontMetricsF(figure_font(style.text)).height() - 1, 20)});
        }
        if (panel.bar_of)
            boxes.push_back({"colour bar " + name, panel.colour_bar});
    }
    return boxes;
}

} // namespace

void TestFigureLayout::labels_are_disjoint_inside_and_near_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("spread");
    QTest::newRow("all at one place") << 6 << 0.0;
    QTest::newRow("close") << 12 << 7.0;
    QTest::newRow("many") << 40 << 3.0;
}

void TestFigureLayout::labels_are_disjoint_inside_and_near()
{
    QFETCH(int, count);
    QFETCH(double, spread);
    const QRectF bounds(10, 20, 400, 300);
    std::vector<LabelWish> wishes;
    for (int i = 0; i < count; ++i) {
        const QPointF at(300 + spread * i, 25 + spread * (i % 5));
        wishes.push_back({QRectF(at.x(), at.y() - 14, 60, 14), at, i % 3, i % 2 == 0});
    }
    const auto places = place_labels(wishes, bounds);
    QCOMPARE(places.size(), wishes.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        QVERIFY(places[i].has_value());
        QVERIFY(bounds.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(*places[i]));
        QCOMPARE(places[i]->size(), wishes[i].box.size());
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!places[i]->intersects(*places[j]));
    }
    if (count == 6) // a stack of six needs no more room than six heights and gaps
        for (const auto& place : places)
            QVERIFY(std::abs(place->center().y() - 27) < 6 * 15);
}

void TestFigureLayout::labels_without_conflict_stay_where_they_wish()
{
    const std::vector<LabelWish> wishes{{QRectF(20, 20, 50, 12)}, {QRectF(20, 40, 50, 12)}};
    const auto places = place_labels(wishes, QRectF(0, 0, 200, 100));
    QCOMPARE(*places[0], wishes[0].box);
    QCOMPARE(*places[1], wishes[1].box);
}

void TestFigureLayout::a_label_without_room_is_left_out()
{
    const std::vector<LabelWish> wishes{{.box = QRectF(0, 0, 50, 12)},
                                        {.box = QRectF(0, 0, 50, 12), .priority = 1}};
    const auto places = place_labels(wishes, QRectF(0, 0, 60, 14));
    QVERIFY(!places[0] && places[1]); // the one with the higher priority stays
}

void TestFigureLayout::texts_and_plots_are_disjoint_at_all_sizes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<double>("scale");
    const std::vector<std::pair<const char*, int>> kinds{
        {"single", 0}, {"four", 1}, {"stack", 2}, {"images", 3}};
    for (const auto& [name, kind] : kinds)
        for (const QSizeF size :
             {QSizeF(260, 180), QSizeF(400, 300), QSizeF(900, 600), QSizeF(2560, 1440)})
            for (const double scale : {1.0, 2.0})
                if (size.width() / scale >= 260)
                    QTest::addRow("%s %dx%d scale %.0f", name, int(size.width()),
                                  int(size.height()), scale)
                        << kind << size << scale;
}

void TestFigureLayout::texts_and_plots_are_disjoint_at_all_sizes()
{
    QFETCH(int, kind);
    QFETCH(QSizeF, size);
    QFETCH(double, scale);
    const Drawing drawing = kind == 0 ? Drawing{.panels = {curve_panel(0, 0, "")}}
        : kind == 1                   ? four_panels()
        : kind == 2                   ? stack()
                                      : images();
    const FigureStyle style = FigureStyle{}.scaled(scale);
    const FigureLayout layout = lay_out(drawing, ranges_of(drawing), texts, size, style);
    const auto boxes = boxes_of(layout, style);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        QVERIFY2(QRectF(QPointF(), size).adjusted(-1, -1, 1, 1).contains(boxes[i].box),
                 qPrintable(boxes[i].name + " is clipped"));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY2(!boxes[i].box.intersects(boxes[j].box),
                     qPrintable(boxes[i].name + " meets " + boxes[j].name));
    }
    for (const PanelLayout& panel : layout.panels)
        QVERIFY2(panel.view.plot.width() >= 12 && panel.view.plot.height() >= 8,
                 qPrintable(QStringLiteral("%1 x %2")
                                .arg(panel.view.plot.width())
                                .arg(panel.view.plot.height())));
}

void TestFigureLayout::plot_areas_of_a_column_line_up()
{
    Drawing drawing = stack();
    auto ranges = ranges_of(drawing);
    ranges[1].y = {0, 123456}; // wider numbers
    const FigureLayout layout = lay_out(drawing, ranges, texts, {600, 500}, {});
    for (const PanelLayout& panel : layout.panels) {
        QCOMPARE(panel.view.plot.left(), layout.panels[0].view.plot.left());
        QCOMPARE(panel.view.plot.right(), layout.panels[0].view.plot.right());
        QCOMPARE(panel.y_title_left, layout.panels[0].y_title_left);
    }
}

void TestFigureLayout::equal_axes_below_each_other_are_numbered_once()
{
    const Drawing drawing = stack();
    auto ranges = ranges_of(drawing);
    const FigureLayout shared = lay_out(drawing, ranges, texts, {600, 500}, {});
    QVERIFY(!shared.panels[0].x.labels && !shared.panels[1].x.labels && shared.panels[2].x.labels);
    ranges[1].x = {0, 900};
    const FigureLayout own = lay_out(drawing, ranges, texts, {600, 500}, {});
    QVERIFY(own.panels[0].x.labels && own.panels[1].x.labels);
}

void TestFigureLayout::square_cells_are_square()
{
    const Drawing drawing = images();
    for (const QSizeF size : {QSizeF(900, 300), QSizeF(300, 900)})
        for (const PanelLayout& panel :
             lay_out(drawing, ranges_of(drawing), texts, size, {}).panels) {
            const double cell_width = panel.view.plot.width() / 6,
                         cell_height = panel.view.plot.height() / 4;
            QVERIFY(std::abs(cell_width - cell_height) < 0.6); // edges are rounded to pixels
        }
}

void TestFigureLayout::legend_names_each_family_once()
{
    Drawing drawing = four_panels();
    Traces theory{.line = Line::dotted, .legend = "theory"};
    drawing.panels[0].marks.push_back(theory);
    drawing.panels[2].marks.push_back(theory);
    const auto entries = legend_of(drawing);
    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[0].name, QStringLiteral("CNN"));
    QCOMPARE(entries[1].name, QStringLiteral("theory"));
    QCOMPARE(entries[1].line, Line::dotted);
}

void TestFigureLayout::long_captions_end_in_an_ellipsis()
{
    const QFont font = figure_font(12);
    const QString text = QString("several words ").repeated(60);
    const QStringList lines = wrapped(text, font, 300, 2);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[1].endsWith(QChar(0x2026)));
    for (const QString& line : lines)
        QVERIFY(QFontMetricsF(font).horizontalAdvance(line) <= 300);
    QCOMPARE(wrapped("two words", font, 300, 2), QStringList{"two words"});
}

void TestFigureLayout::an_empty_drawing_shows_its_message()
{
    const FigureLayout layout =
        lay_out({.empty = "Appears after the run."}, {}, texts, {400, 300}, {});
    QVERIFY(layout.panels.empty());
    QCOMPARE(layout.empty.front().text, QStringLiteral("Appears after the run."));
}

QTEST_MAIN(TestFigureLayout)
#include "test_figure_layout.moc"
