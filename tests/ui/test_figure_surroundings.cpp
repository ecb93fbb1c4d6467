// What surrounds a figure on screen: its tools, its tool tip, its turn to be painted.
#include "synthetic_figures.hpp"
#include "ui/figure/figure_tools.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/paint_turns.hpp"
#include "ui/figure/style.hpp"

#include <QEnterEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>

using namespace etalon;

namespace {

int drawings_made = 0;

Drawing draw_level(const FigureInput&)
{
    ++drawings_made;
    Panel panel{.x = {.label = "Step", .low = 0, .high = 100, .is_step = true},
                .y = {.label = "Share", .low = 0, .high = 1}};
    panel.marks = {Curve{.x = {0, 100}, .y = {0.5, 0.5}, .label = "level", .item = {"level", 1}}};
    return {.panels = {panel}};
}

Figure level_figure()
{
    return {.id = "level",
            .title = "Three levels",
            .caption = "Flat lines.",
            .draw = draw_level,
            .options = {{.key = "points", .label = "Points", .choices = {"hidden", "shown"}},
                        {.key = "share",
                         .label = "Share",
                         .minimum = 0,
                         .maximum = 2,
                         .fallback = 1,
                         .step = 0.5}},
            .sweeps = {{"init_scale", {0.1, 0.2}}}};
}

std::shared_ptr<Frame> level_frame()
{
    return synthetic::frame({synthetic::series(1, 100, 1, [](double, std::size_t) { return 0.5; })},
                            60);
}

} // namespace

Q_DECLARE_METATYPE(etalon::Item)

class TestFigureSurroundings : public QObject {
    Q_OBJECT

private:
    Figure figure_ = level_figure();
    std::unique_ptr<FigureView> view_;

private Q_SLOTS:
    void init()
    {
        view_ = std::make_unique<FigureView>(figure_);
        view_->resize(600, 400);
        view_->show();
        QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
        view_->setFrame(level_frame());
        QVERIFY(!view_->grab().isNull());
        drawings_made = 0;
    }

    void tools_without_room_become_one_menu_beside_the_title()
    {
        auto* tools = view_->findChild<FigureTools*>();
        const auto buttons = tools->findChildren<QToolButton*>();
        for (const int width : {900, 420, 260, 200}) {
            view_->resize(width, 300);
            view_->grab();
            QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
            QCoreApplication::sendEvent(view_.get(), &enter);
            QVERIFY(tools->isVisible());
            QCOMPARE(buttons.back()->isVisible(), !buttons[0]->isVisible());
            QVERIFY(view_->rect().contains(tools->geometry()));
            // The title in 15 px type and its margin are left of them.
            const double title =
                QFontMetricsF(figure_font(15, true)).horizontalAdvance("Three levels");
            QVERIFY2(tools->x() > 13 + title, qPrintable(QString::number(width)));
        }
        QVERIFY(buttons.back()->isVisible());
        auto* menu = buttons.back()->menu();
        Q_EMIT menu->aboutToShow();
        QStringList entries;
        const auto actions = menu->actions();
        for (const QAction* action : actions)
            if (!action->isSeparator())
                entries.append(action->text());
        QCOMPARE(entries,
                 (QStringList{"Points: hidden", "Share: 1", "Logarithmic axis", "Run sweep",
                              "Copy the numbers", "Export…"}));
        QSignalSpy exported(view_.get(), &FigureView::exportRequested);
        actions.back()->trigger();
        QCOMPARE(exported.count(), 1);
        actions[0]->menu()->actions()[1]->trigger();
        QCOMPARE(view_->option("points"), Value(std::string("shown")));
        actions[2]->trigger();
        QVERIFY(view_->choices().y_scale == Scale::logarithmic);
    }

    void what_was_cut_off_is_in_a_tool_tip()
    {
        const auto tip_at = [&](QPoint at) {
            QToolTip::hideText();
            QHelpEvent help(QEvent::ToolTip, at, view_->mapToGlobal(at));
            QCoreApplication::sendEvent(view_.get(), &help);
            return QToolTip::text();
        };
        view_->grab();
        QVERIFY(tip_at({40, 15}).isEmpty()); // all is there to read
        view_->resize(300, 180);             // no room for a caption
        view_->grab();
        QVERIFY(tip_at({150, 120}).isEmpty());
        QVERIFY(tip_at({40, 15}).contains(QStringLiteral("Flat lines.")));
    }

    void what_was_highlighted_is_let_go_also_after_zooming_and_new_data()
    {
        QSignalSpy highlighted(view_.get(), &FigureView::highlighted);
        // Down the middle until the level is under the pointer.
        int y = 60;
        for (; y < 390 && highlighted.isEmpty(); ++y)
            QTest::mouseMove(view_.get(), {300, y});
        QCOMPARE(highlighted.count(), 1);
        QCOMPARE(highlighted[0][0].value<Item>(), (Item{"level", 1}));
        QWheelEvent wheel({300, double(y)}, view_->mapToGlobal(QPointF(300, y)), {}, {0, 120}, {},
                          {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view_.get(), &wheel);
        const auto later = std::make_shared<Frame>(*view_->frame());
        later->version = 2;
        view_->setFrame(later);
        view_->grab();
        QTest::mouseMove(view_.get(), {300, 30}); // on the caption
        QCOMPARE(highlighted.count(), 2);
        QVERIFY(highlighted[1][0].value<Item>() == Item{});
    }

    void a_double_click_on_the_axis_leaves_the_time_cursor_where_it_was()
    {
        // The strip of numbers below the axis.
        const QPoint axis(300, 400 - 30);
        QSignalSpy picked(view_.get(), &FigureView::stepPicked);
        QTest::mouseClick(view_.get(), Qt::LeftButton, {}, axis);
        QCOMPARE(picked.count(), 1);
        const auto moved = std::make_shared<Frame>(*view_->frame());
        moved->step = picked[0][0].toLongLong();
        QVERIFY(moved->step != 60);
        view_->setFrame(moved); // as the window does
        view_->grab();
        QTest::mouseDClick(view_.get(), Qt::LeftButton, {}, axis);
        QCOMPARE(picked.last()[0].toLongLong(), 60);
    }

    void first_paintings_take_turns_but_an_image_is_whole_at_once()
    {
        QWidget window;
        window.resize(600, 300);
        PaintTurns turns(&window);
        std::vector<FigureView*> views;
        for (int i = 0; i < 3; ++i) {
            auto* view = new FigureView(figure_, &window);
            view->setGeometry(200 * i, 0, 200, 300);
            view->setTurns(&turns);
            view->setFrame(level_frame());
            views.push_back(view);
        }
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_COMPARE(drawings_made, 3);

        views[0]->setFrame(level_frame()); // another run
        views[1]->setFrame(level_frame());
        views[0]->repaint(); // it is not their turn
        views[1]->repaint();
        QCOMPARE(drawings_made, 3);
        views[1]->grab();
        QCOMPARE(drawings_made, 4);
        QTRY_COMPARE(drawings_made, 5);
        const auto later = std::make_shared<Frame>(*views[0]->frame());
        later->version = 2;
        views[0]->setFrame(later); // the same run goes on: at once
        views[0]->repaint();
        QCOMPARE(drawings_made, 6);
    }
};

QTEST_MAIN(TestFigureSurroundings)
#include "test_figure_surroundings.moc"
