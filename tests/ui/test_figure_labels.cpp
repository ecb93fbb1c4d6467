// Labels of a panel where there is little room: lined up, shortened, left out, never over each other.
#include "ui/figure/figure_painter.hpp"

#include <QTest>

#include <cmath>

using namespace etalon;

namespace {

LabelWish wish(double left, double top, double width, QPointF anchor)
{
    return {.box = QRectF(left, top, width, 12), .anchor = anchor};
}

// `count` names over one height, `spacing` apart on an axis from 0 to 100.
Panel names(int count, double spacing)
{
    Panel panel{.x = {.low = 0, .high = 100}, .y = {.low = 0, .high = 1}};
    for (int i = 0; i < count; ++i)
        panel.marks.emplace_back(Label{.text = "mode " + std::to_string(i + 1),
                                       .x = 10 + spacing * i,
                                       .y = 0.8,
                                       .bold = true,
                                       .brief = std::to_string(i + 1)});
    return panel;
}

std::vector<PlacedLabel> placed(const Panel& panel, QSizeF size)
{
    const PanelView view{QRectF(QPointF(40, 30), size), {0, 100}, {0, 1}};
    return placed_labels(view, view, panel, FigureStyle{});
}

} // namespace

class TestFigureLabels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_row_moves_labels_as_little_as_squares_allow()
    {
        // 0 and 10 overlap by 40: their least squares places are symmetric about the wishes' mean.
        const std::vector<LabelWish> wishes{wish(0, 5, 50, {25, 20}), wish(200, 5, 50, {225, 20}),
                                            wish(10, 5, 50, {35, 20})};
        const auto places = place_in_line(wishes, QRectF(-100, 0, 500, 40), Lining::row);
        QCOMPARE(places.size(), wishes.size());
        QCOMPARE(places[0]->left(), -20.0);
        QCOMPARE(places[2]->left(), 30.0);
        QCOMPARE(places[1]->left(), 200.0);
        for (const auto& place : places)
            QCOMPARE(place->top(), 5.0);
    }

    void a_row_stays_inside_and_gives_up_where_it_is_too_long()
    {
        const std::vector<LabelWish> wishes{wish(0, 5, 50, {25, 20}), wish(1, 5, 50, {26, 20}),
                                            wish(2, 5, 50, {27, 20})};
        const auto places = place_in_line(wishes, QRectF(0, 0, 160, 40), Lining::row);
        QCOMPARE(places[0]->left(), 0.0);
        QCOMPARE(places[1]->left(), 50.0);
        QCOMPARE(places[2]->left(), 100.0);
        QVERIFY(place_in_line(wishes, QRectF(0, 0, 149, 40), Lining::row).empty());
    }

    void a_column_begins_at_one_edge()
    {
        const std::vector<LabelWish> wishes{wish(30, 50, 20, {28, 56}), wish(10, 52, 20, {8, 58})};
        const auto places = place_in_line(wishes, QRectF(0, 0, 100, 100), Lining::column);
        QCOMPARE(places[0]->topLeft(), QPointF(30, 45));
        QCOMPARE(places[1]->topLeft(), QPointF(30, 57));
    }

    void names_with_room_are_written_in_full()
    {
        const auto labels = placed(names(4, 22), {400, 200});
        QCOMPARE(labels.size(), std::size_t(4));
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(labels[i].text, QStringLiteral("mode %1").arg(i + 1));
    }

    void crowded_names_are_shortened_and_stand_in_one_row()
    {
        const auto labels = placed(names(7, 6), {400, 200});
        QCOMPARE(labels.size(), std::size_t(7));
        for (std::size_t i = 0; i < 7; ++i) {
            QVERIFY(labels[i].text.endsWith(QString::number(i + 1)));
            QCOMPARE(labels[i].box.top(), labels[0].box.top());
        }
        QCOMPARE(labels.back().text, QStringLiteral("7"));
    }

    void names_never_meet_nor_leave_the_panel_data()
    {
        QTest::addColumn<QSizeF>("size");
        QTest::addColumn<double>("spacing");
        for (const QSizeF size : {QSizeF(60, 40), QSizeF(120, 60), QSizeF(300, 100)})
            for (const double spacing : {0.0, 0.5, 3.0, 12.0})
                QTest::addRow("%g wide, %g apart", size.width(), spacing) << size << spacing;
    }

    void names_never_meet_nor_leave_the_panel()
    {
        QFETCH(QSizeF, size);
        QFETCH(double, spacing);
        const auto labels = placed(names(7, spacing), size);
        QVERIFY(!labels.empty());
        const QRectF plot(QPointF(40, 30), size);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            QVERIFY(plot.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(labels[i].box));
            for (std::size_t j = 0; j < i; ++j) {
                const QRectF common = labels[i].box & labels[j].box;
                QVERIFY(common.width() < 1e-6 || common.height() < 1e-6);
            }
            // Near what it names, or it would name something else.
            const QPointF shift = labels[i].box.center() - labels[i].anchor;
            QVERIFY(std::hypot(shift.x(), shift.y()) < labels[i].box.width() + 90);
        }
    }

    void a_name_beside_a_bar_is_shortened_rather_than_written_over_it()
    {
        Panel panel{.x = {.low = 0, .high = 100}, .y = {.low = 0, .high = 1}};
        panel.marks = {Label{.text = "mode 1: 100 % at frequency 20",
                             .x = 60,
                             .y = 0.9,
                             .anchor = Anchor::right,
                             .above = false,
                             .brief = "mode 1"}};
        QCOMPARE(placed(panel, {400, 80}).front().text,
                 QStringLiteral("mode 1: 100 % at frequency 20"));
        const auto narrow = placed(panel, {140, 80});
        QCOMPARE(narrow.front().text, QStringLiteral("mode 1"));
        QVERIFY(narrow.front().box.right() <= 40 + 0.6 * 140 + 1e-6);
    }

    void an_axis_has_its_brief_title_where_the_long_one_does_not_fit()
    {
        Drawing drawing{.panels = {names(1, 1)}};
        drawing.panels[0].y.label = "Strength over that of a perfect fit";
        drawing.panels[0].y.brief = "Strength";
        const std::vector<PanelRanges> ranges{{{0, 100}, {0, 1}}};
        const auto title = [&](double height) {
            return lay_out(drawing, ranges, {}, {500, height}, FigureStyle{}).panels[0].y.title;
        };
        QCOMPARE(title(500), QStringLiteral("Strength over that of a perfect fit"));
        QCOMPARE(title(180), QStringLiteral("Strength"));
    }

    void a_title_that_hardly_fits_is_smaller_instead_of_cut_off()
    {
        const Drawing drawing{.panels = {names(1, 1)}};
        const std::vector<PanelRanges> ranges{{{0, 100}, {0, 1}}};
        const QString title = QStringLiteral("Only the dominant frequency is used");
        const auto layout = [&](double width) {
            return lay_out(drawing, ranges, {.title = title}, {width, 300}, FigureStyle{});
        };
        const double wanted = QFontMetricsF(figure_font(15, true)).horizontalAdvance(title);
        const double beside = 2 * 1.15 * 12 + 2.6 * 12; // margins, and the place of the tools
        QCOMPARE(layout(wanted + beside + 1).title_size, 15.0);
        const auto narrow = layout(0.9 * wanted + beside);
        QCOMPARE(narrow.title.text, title);
        QVERIFY(narrow.title_size < 15 && narrow.title_size >= 12);
        QVERIFY(!narrow.shortened);
        const auto cut = layout(0.5 * wanted + beside);
        QVERIFY(cut.title.text.endsWith(QChar(0x2026)) && cut.shortened);
    }
};

QTEST_MAIN(TestFigureLabels)
#include "test_figure_labels.moc"
