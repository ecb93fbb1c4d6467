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

    // The stages of linear-cnn's "hierarchy" in a small card: seven lines in the left fifth.
    void names_of_crowded_lines_stand_in_one_row_in_their_order()
    {
        Panel panel{.x = {.low = 0, .high = 3000}, .y = {.low = 0, .high = 1}};
        const std::vector<double> steps{57, 146, 168, 435, 476, 509, 593};
        for (std::size_t i = 0; i < steps.size(); ++i)
            panel.marks.emplace_back(Rule{.at = steps[i],
                                          .label = "mode " + std::to_string(i + 1),
                                          .brief = std::to_string(i + 1)});
        const PanelView view{QRectF(40, 30, 200, 90), {0, 3000}, {0, 1}};
        const auto labels = placed_labels(view, view, panel, FigureStyle{});
        QCOMPARE(labels.size(), steps.size());
        for (std::size_t i = 0; i < labels.size(); ++i) {
            QCOMPARE(labels[i].text, QString::number(i + 1));
            QCOMPARE(labels[i].box.top(), labels[0].box.top());
            QVERIFY(i == 0 || labels[i].box.left() >= labels[i - 1].box.right() - 1e-6);
            QVERIFY(std::abs(labels[i].box.left() - view.across(steps[i])) < 48);
            QVERIFY(!labels[i].moved); // no leaders across the others
        }
    }

    void names_of_lines_that_have_no_brief_one_stand_at_their_lines_in_two_rows()
    {
        Panel panel{.x = {.low = 0, .high = 100}, .y = {.low = 0, .high = 1}};
        panel.marks = {Rule{.at = 10, .label = "winners named"},
                       Rule{.at = 25, .label = "loss drops"}};
        const auto labels = placed(panel, {300, 90});
        QCOMPARE(labels.size(), std::size_t(2));
        QVERIFY(std::abs(labels[0].box.left() - (40 + 30)) < 6);
        QVERIFY(std::abs(labels[1].box.left() - (40 + 75)) < 6);
        QCOMPARE(labels[1].box.top(), labels[0].box.bottom());
    }

    // The loss of race in a small card.
    void names_of_spans_stand_in_a_row_below_those_of_lines()
    {
        Panel panel{.x = {.low = 0, .high = 1000}, .y = {.low = 0, .high = 1}};
        const std::vector<std::pair<double, double>> spans{
            {0, 140}, {140, 231}, {231, 493}, {493, 1000}};
        const std::vector<std::string> names{"alignment", "race", "drop", "settle"};
        for (std::size_t i = 0; i < spans.size(); ++i)
            panel.marks.emplace_back(
                Span{.from = spans[i].first, .to = spans[i].second, .label = names[i]});
        panel.marks.emplace_back(Rule{.at = 70, .label = "winners named", .brief = "winners"});
        panel.marks.emplace_back(Rule{.at = 290, .label = "loss drops"});
        const PanelView view{QRectF(40, 30, 230, 90), {0, 1000}, {0, 1}};
        const auto labels = placed_labels(view, view, panel, FigureStyle{});
        QCOMPARE(labels.size(), std::size_t(6));
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(labels[i].text, QString::fromStdString(names[i]));
            QCOMPARE(labels[i].box.top(), labels[0].box.top());
            QVERIFY(i == 0 || labels[i].box.left() >= labels[i - 1].box.right() - 1e-6);
        }
        QCOMPARE(labels[4].text, QStringLiteral("winners"));
        QCOMPARE(labels[4].box.top(), labels[5].box.top());
        QVERIFY(labels[0].box.top() >= labels[4].box.bottom());
    }

    // The leaders of race in a low card: ten places, room for five names.
    void a_column_that_does_not_fit_names_as_many_as_it_can()
    {
        Panel panel{.x = {.low = 0, .high = 100}, .y = {.low = 0, .high = 1}};
        for (int i = 9; i >= 0; --i) // the leaders are painted last
            panel.marks.emplace_back(Label{.text = "leader " + std::to_string(i + 1),
                                           .x = 40,
                                           .y = 0.95 - 0.1 * i,
                                           .anchor = Anchor::left,
                                           .above = false});
        const auto labels = placed(panel, {200, 75});
        QVERIFY(labels.size() >= 4 && labels.size() < 10);
        QCOMPARE(labels.back().text, QStringLiteral("leader 1"));
        for (const PlacedLabel& label : labels) {
            QVERIFY(std::abs(label.box.center().y() - label.anchor.y()) < 6); // at its own place
            QVERIFY(std::abs(label.box.left() - label.anchor.x()) < 1);
        }
        QCOMPARE(placed(panel, {200, 300}).size(), std::size_t(10));
    }

    void what_is_too_long_ends_with_a_whole_word()
    {
        const QFontMetricsF metrics(figure_font(12));
        const QString text = QStringLiteral("Share of the light, by wavelength");
        const auto room = [&](const char* words) {
            return metrics.horizontalAdvance(QString::fromUtf8(words)) + 0.5;
        };
        QCOMPARE(shortened(text, metrics, 1000), text);
        QCOMPARE(shortened(text, metrics, room("Share of the light, by…")),
                 QStringLiteral("Share of the light…"));
        QCOMPARE(shortened(text, metrics, room("Share of the…")), QStringLiteral("Share…"));
        QCOMPARE(shortened(text, metrics, room("Sha…")), QString());
        for (const double width : {60.0, 90.0, 140.0})
            for (const QString& line : wrapped(text, figure_font(12), width, 2))
                QVERIFY(metrics.horizontalAdvance(line) <= width);
    }

    void a_legend_with_room_for_one_row_takes_no_more()
    {
        Drawing drawing{.panels = {names(1, 1)}};
        const auto body = [&](std::size_t entries) {
            drawing.panels[0].marks.clear();
            for (std::size_t i = 0; i < entries; ++i)
                drawing.panels[0].marks.emplace_back(
                    Curve{.x = {0, 1}, .y = {0, 1}, .legend = "a name of " + std::to_string(i)});
            return lay_out(drawing, {{{0, 100}, {0, 1}, {}}}, {}, {200, 150}, FigureStyle{});
        };
        QCOMPARE(body(6).body.top(), body(1).body.top());
        QCOMPARE(body(6).legend.size(), std::size_t(1));
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
