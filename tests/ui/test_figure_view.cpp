// A figure under mouse and keyboard.
#include "synthetic_figures.hpp"
#include "ui/figure/figure_tools.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure/frame_change.hpp"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>

using namespace etalon;

namespace {

int drawings_made = 0;
std::vector<Item> pinned_in_drawing;

// Three flat traces at 0.2, 0.5 and 0.8 over steps 0 … 100 on fixed axes.
Drawing draw_levels(const FigureInput& input)
{
    ++drawings_made;
    pinned_in_drawing.assign(input.pinned.begin(), input.pinned.end());
    Traces traces{.channel = 0};
    for (std::size_t i = 0; i < 3; ++i)
        traces.traces.push_back({.entry = i,
                                 .ink = {Hue::sequence, static_cast<int>(i)},
                                 .label = "mode " + std::to_string(i + 1),
                                 .item = {"mode", static_cast<std::int64_t>(i)}});
    Panel panel{.x = {.label = "Step", .low = 0, .high = 100, .is_step = true},
                .y = {.label = "Share", .unit = "nm", .low = 0, .high = 1}};
    panel.marks = {traces};
    if (input.text("points") == "shown")
        panel.marks.push_back(Points{.x = {30}, .y = {0.65}, .names = {"the point"}});
    return {.panels = {panel}};
}

Figure levels_figure()
{
    return {.id = "levels",
            .title = "Three levels",
            .caption = "Flat lines.",
            .draw = draw_levels,
            .options = {{.key = "points", .label = "Points", .choices = {"hidden", "shown"}},
                        {.key = "share",
                         .label = "Share",
                         .minimum = 0,
                         .maximum = 2,
                         .fallback = 1,
                         .step = 0.5}},
            .sweeps = {{"init_scale", {0.1, 0.2}}}};
}

std::shared_ptr<Frame> levels_frame(std::int64_t step)
{
    return synthetic::frame(
        {synthetic::series(
            3, 100, 1, [](double, std::size_t j) { return 0.2 + 0.3 * static_cast<double>(j); })},
        step);
}

} // namespace

class TestFigureView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hover_finds_the_nearest_trace();
    void hover_away_from_all_finds_nothing();
    void a_click_pins_what_is_under_the_pointer();
    void dragging_a_box_zooms_and_backspace_takes_it_back();
    void wheel_zooms_about_the_pointer();
    void double_click_on_an_axis_resets_it_and_elsewhere_enlarges();
    void shift_drag_pans();
    void dragging_the_time_cursor_picks_steps();
    void arrow_keys_move_the_time_cursor();
    void options_redraw_and_are_announced();
    void a_hidden_view_draws_nothing();
    void an_equal_frame_costs_no_drawing();
    void a_figure_that_is_not_live_waits_for_a_still_frame();
    void one_that_has_a_study_follows_a_moving_run_twice_a_second();
    void tools_offer_options_scale_export_table_and_sweep();
    void the_summary_says_value_step_and_trend();
    void the_table_goes_to_the_clipboard();
    void export_gets_what_the_screen_shows();
    void every_size_can_be_painted();
    void highlight_changes_the_picture();
    void pinned_items_reach_the_drawing_and_stand_out();

private:
    Figure figure_ = levels_figure();
    std::unique_ptr<FigureView> view_;

    // Found by looking at the picture: the axes are drawn where the layout put them.
    QRectF plot() const;
    QPoint at(double step, double share) const
    {
        const QRectF area = plot();
        return QPointF(area.left() + step / 100 * area.width(),
                       area.bottom() - share * area.height())
            .toPoint();
    }
    void move(QPoint to) { QTest::mouseMove(view_.get(), to); }
};

Q_DECLARE_METATYPE(etalon::Item)

void TestFigureView::init()
{
    view_ = std::make_unique<FigureView>(figure_);
    view_->resize(600, 400);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    view_->setFrame(levels_frame(60));
    QVERIFY(!view_->grab().isNull());
    drawings_made = 0;
}

QRectF TestFigureView::plot() const
{
    // The vertical axis is the longest dark column, the horizontal one the longest dark row.
    const QImage image = view_->picture({600, 400});
    const auto dark = [&](int x, int y) { return qGray(image.pixel(x, y)) < 190; };
    int left = 0, bottom = 0, top = 0, right = 0, best = 0;
    for (int x = 5; x < 200; ++x) {
        int run = 0, begin = 0;
        for (int y = 20; y < 395; ++y) {
            run = dark(x, y) ? run + 1 : 0;
            if (run == 1)
                begin = y;
            if (run > best) {
                best = run;
                left = x;
                top = begin;
                bottom = y;
            }
        }
    }
    best = 0;
    for (int y = 250; y < 395; ++y) {
        int run = 0;
        for (int x = left; x < 600; ++x) {
            run = dark(x, y) ? run + 1 : 0;
            if (run > best) {
                best = run;
                right = x;
            }
        }
    }
    return QRectF(QPointF(left, top), QPointF(right, bottom));
}

void TestFigureView::hover_finds_the_nearest_trace()
{
    QSignalSpy highlighted(view_.get(), &FigureView::highlighted);
    for (const int mode : {1, 0, 2}) {
        move(at(30, 0.2 + 0.3 * mode + 0.015));
        QTRY_VERIFY(!highlighted.isEmpty());
        QCOMPARE(highlighted.last().at(0).value<Item>(), (Item{"mode", mode}));
    }
    highlighted.clear();
    move(at(30, 0.35));
    QTRY_COMPARE(highlighted.count(), 1);
    QCOMPARE(highlighted.last().at(0).value<Item>(), Item{});
}

void TestFigureView::hover_away_from_all_finds_nothing()
{
    QSignalSpy highlighted(view_.get(), &FigureView::highlighted);
    move(at(30, 0.35));
    move(QPoint(3, 3));
    QCOMPARE(highlighted.count(), 0);
}

void TestFigureView::a_click_pins_what_is_under_the_pointer()
{
    QSignalSpy pinned(view_.get(), &FigureView::pinned);
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, at(30, 0.8));
    QCOMPARE(pinned.count(), 1);
    QCOMPARE(pinned[0].at(0).value<Item>(), (Item{"mode", 2}));
    QVERIFY(!view_->isZoomed());
}

void TestFigureView::dragging_a_box_zooms_and_backspace_takes_it_back()
{
    const QImage before = view_->picture({600, 400});
    QTest::mousePress(view_.get(), Qt::LeftButton, {}, at(10, 0.9));
    move(at(25, 0.8));
    move(at(50, 0.6));
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, at(50, 0.6));
    QVERIFY(view_->isZoomed());
    const FigureChoices choices = view_->choices();
    QCOMPARE(choices.zooms.size(), std::size_t{1});
    QVERIFY(std::abs(choices.zooms[0].x->low - 10) < 0.5
            && std::abs(choices.zooms[0].x->high - 50) < 0.5);
    QVERIFY(std::abs(choices.zooms[0].y->low - 0.6) < 0.01
            && std::abs(choices.zooms[0].y->high - 0.9) < 0.01);
    QVERIFY(view_->picture({600, 400}) != before);
    view_->setFocus();
    QTest::keyClick(view_.get(), Qt::Key_Backspace);
    QVERIFY(!view_->isZoomed());
    QCOMPARE(view_->picture({600, 400}), before);
}

void TestFigureView::wheel_zooms_about_the_pointer()
{
    const QPoint place = at(30, 0.5);
    QWheelEvent turn(place, view_->mapToGlobal(place), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                     Qt::NoScrollPhase, false);
    QApplication::sendEvent(view_.get(), &turn);
    QVERIFY(view_->isZoomed());
    const Zoom zoom = view_->choices().zooms[0];
    QVERIFY(zoom.x->high - zoom.x->low < 90);
    // The step under the pointer stays at its share of the axis.
    QVERIFY(std::abs((30 - zoom.x->low) / (zoom.x->high - zoom.x->low) - 0.3) < 0.01);
    view_->resetZoom();
    QVERIFY(!view_->isZoomed());
    QWheelEvent larger(place, view_->mapToGlobal(place), {}, {0, 120}, Qt::NoButton,
                       Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(view_.get(), &larger); // the window's: size of type
    QVERIFY(!view_->isZoomed());
}

void TestFigureView::double_click_on_an_axis_resets_it_and_elsewhere_enlarges()
{
    QSignalSpy enlarge(view_.get(), &FigureView::enlargeRequested);
    const QPoint place = at(30, 0.5), axis = at(30, 0) + QPoint(0, 14);
    QWheelEvent turn(place, view_->mapToGlobal(place), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                     Qt::NoScrollPhase, false);
    QApplication::sendEvent(view_.get(), &turn);
    QTest::mouseDClick(view_.get(), Qt::LeftButton, {}, axis);
    QVERIFY(!view_->choices().zooms[0].x && view_->choices().zooms[0].y);
    QCOMPARE(enlarge.count(), 0);
    QTest::mouseDClick(view_.get(), Qt::LeftButton, {}, QPoint(60, 18)); // the title
    QCOMPARE(enlarge.count(), 1);
}

void TestFigureView::shift_drag_pans()
{
    QTest::mousePress(view_.get(), Qt::LeftButton, Qt::ShiftModifier, at(50, 0.5));
    move(at(40, 0.6));
    QTest::mouseRelease(view_.get(), Qt::LeftButton, Qt::ShiftModifier, at(40, 0.6));
    const Zoom zoom = view_->choices().zooms[0];
    QVERIFY(std::abs(zoom.x->low - 10) < 0.5 && std::abs(zoom.x->high - 110) < 0.5);
    QVERIFY(std::abs(zoom.y->low + 0.1) < 0.01);
}

void TestFigureView::dragging_the_time_cursor_picks_steps()
{
    QSignalSpy picked(view_.get(), &FigureView::stepPicked);
    QTest::mousePress(view_.get(), Qt::LeftButton, {}, at(60, 0.35));
    move(at(45, 0.35));
    QVERIFY(!picked.isEmpty());
    QVERIFY(std::abs(picked.last().at(0).toLongLong() - 45) <= 1);
    move(at(45, 0.35) - QPoint(2000, 0)); // beyond the axis: its end
    QCOMPARE(picked.last().at(0).toLongLong(), 0);
    QTest::mouseRelease(view_.get(), Qt::LeftButton, {}, at(20, 0.35));
    QVERIFY(!view_->isZoomed());
    picked.clear();
    QTest::mouseClick(view_.get(), Qt::LeftButton, {},
                      at(80, 0) + QPoint(0, 10)); // on the axis itself
    QVERIFY(!picked.isEmpty() && std::abs(picked.last().at(0).toLongLong() - 80) <= 1);
}

void TestFigureView::arrow_keys_move_the_time_cursor()
{
    QSignalSpy picked(view_.get(), &FigureView::stepPicked);
    view_->setFocus();
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QTest::keyClick(view_.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(picked.count(), 2);
    QCOMPARE(picked[0].at(0).toLongLong(), 61);
    QCOMPARE(picked[1].at(0).toLongLong(), 50);
    view_->setFrame(levels_frame(0));
    QTest::keyClick(view_.get(), Qt::Key_Left);
    QCOMPARE(picked.last().at(0).toLongLong(), 0);
}

void TestFigureView::options_redraw_and_are_announced()
{
    QCOMPARE(view_->option("points"), Value(std::string("hidden")));
    QCOMPARE(view_->option("share"), Value(1.0));
    QSignalSpy changed(view_.get(), &FigureView::optionChanged),
        highlighted(view_.get(), &FigureView::highlighted);
    view_->setOption("points", Value(std::string("shown")));
    QCOMPARE(changed.count(), 1);
    view_->setOption("points", Value(std::string("shown")));
    QCOMPARE(changed.count(), 1);
    view_->grab();
    QCOMPARE(drawings_made, 1);
    QVERIFY(std::get<std::string>(view_->choices().options.at("points")) == "shown");
}

void TestFigureView::a_hidden_view_draws_nothing()
{
    view_->hide();
    for (int step = 0; step < 5; ++step)
        view_->setFrame(levels_frame(step));
    QApplication::processEvents();
    QCOMPARE(drawings_made, 0);
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    QTRY_COMPARE(drawings_made, 1);
}

void TestFigureView::an_equal_frame_costs_no_drawing()
{
    auto frame = levels_frame(60);
    view_->setFrame(frame);
    view_->grab();
    QCOMPARE(drawings_made, 1);
    view_->setFrame(std::make_shared<const Frame>(*frame));
    view_->grab();
    QCOMPARE(drawings_made, 1);
    auto next = std::make_shared<Frame>(*frame);
    next->step = 61;
    view_->setFrame(next);
    view_->grab();
    QCOMPARE(drawings_made, 2);
}

void TestFigureView::a_figure_that_is_not_live_waits_for_a_still_frame()
{
    Figure quiet = levels_figure();
    quiet.live = false;
    FigureView view(quiet);
    view.resize(300, 200);
    auto frame = levels_frame(10);
    frame->moving = true;
    view.setFrame(frame);
    view.grab();
    QCOMPARE(drawings_made, 1);
    for (int step = 11; step < 15; ++step) {
        auto next = std::make_shared<Frame>(*frame);
        next->step = step;
        next->version = static_cast<std::uint64_t>(step);
        view.setFrame(next);
        view.grab();
    }
    QCOMPARE(drawings_made, 1);
    auto still = std::make_shared<Frame>(*frame);
    still->moving = false;
    view.setFrame(still);
    view.grab();
    QCOMPARE(drawings_made, 2);
}

void TestFigureView::one_that_has_a_study_follows_a_moving_run_twice_a_second()
{
    using std::chrono::milliseconds;
    Figure figure = levels_figure();
    figure.live = false;
    auto then = levels_frame(10);
    then->moving = true;
    Frame now = *then;
    now.step = 11;
    QVERIFY(!is_worth_showing(figure, now, *then, milliseconds(60000))); // it has no study
    figure.study.make = [](const FigureInput&, const ShowStudy&) {};
    QVERIFY(!is_worth_showing(figure, now, *then, study_pace - milliseconds(1)));
    QVERIFY(is_worth_showing(figure, now, *then, study_pace));
    QVERIFY(!is_worth_showing(figure, *then, *then, milliseconds(60000))); // nothing is new
    // But it stays as it is while its study would find the same.
    figure.study.subject = [](const FigureInput& input) { return std::to_string(input.step / 4); };
    QVERIFY(asks_the_same(figure, now, *then, {}));
    now.step = 12;
    QVERIFY(!asks_the_same(figure, now, *then, {}));
    now.step = 11;
    now.moving = false;
    QVERIFY(!asks_the_same(figure, now, *then, {}));
    now.moving = true;
    figure.live = true;
    QVERIFY(!asks_the_same(figure, now, *then, {}));
    QVERIFY(is_worth_showing(figure, now, *then, milliseconds(0)));
}

void TestFigureView::tools_offer_options_scale_export_table_and_sweep()
{
    auto* tools = view_->findChild<FigureTools*>();
    QVERIFY(tools);
    QStringList names;
    const auto buttons = tools->findChildren<QToolButton*>();
    for (const QToolButton* button : buttons) {
        QVERIFY(!button->accessibleName().isEmpty());
        names.append(button->text());
    }
    QCOMPARE(
        names,
        (QStringList{"Points: hidden", "Share: 1", "log", "Run sweep", "Data", "Export", "⋯"}));

    QSignalSpy exported(view_.get(), &FigureView::exportRequested),
        swept(view_.get(), &FigureView::sweepRequested);
    buttons[5]->click();
    QCOMPARE(exported.count(), 1);
    buttons[3]->menu()->actions()[0]->trigger();
    QCOMPARE(swept.count(), 1);
    QCOMPARE(swept[0].at(0).value<std::string>(), std::string("init_scale"));
    buttons[0]->menu()->actions()[1]->trigger();
    QCOMPARE(view_->option("points"), Value(std::string("shown")));
    buttons[2]->click();
    QVERIFY(view_->choices().y_scale == Scale::logarithmic);
    view_->setSweep({}, "init_scale", "3 of 6 runs");
    QCOMPARE(buttons[3]->text(), QStringLiteral("3 of 6 runs"));
    QVERIFY(!buttons[3]->isEnabled());
}

void TestFigureView::the_summary_says_value_step_and_trend()
{
    QCOMPARE(view_->accessibleName(), QStringLiteral("Three levels"));
    QVERIFY2(
        view_->summary().startsWith("mode 1: 0.2000 at step 60, steady; mode 2: 0.5000 at step 60"),
        qPrintable(view_->summary()));
    view_->grab();
    QCOMPARE(view_->accessibleDescription(), view_->summary());

    view_->setFrame(synthetic::frame({synthetic::series(3, 100, 1,
                                                        [](double t, std::size_t j) {
                                                            return j == 0 ? t : j == 1 ? -t : 5.0;
                                                        })},
                                     50));
    const QString summary = view_->summary();
    QVERIFY2(summary.contains("mode 1: 50 at step 50, rising")
                 && summary.contains("mode 2: −50 at step 50, falling")
                 && summary.contains("mode 3: 5 at step 50, steady"),
             qPrintable(summary));
}

void TestFigureView::the_table_goes_to_the_clipboard()
{
    view_->copyTable();
    const QString text = QApplication::clipboard()->text();
    QVERIFY(text.contains("panel,mark,curve,series,Step,Share (nm)"));
    QVERIFY(text.contains("1,solid,2,mode 2,60,0.5"));
    view_->copyImage();
    QVERIFY(QApplication::clipboard()->image().width() >= 600);
}

void TestFigureView::export_gets_what_the_screen_shows()
{
    view_->setSweep({{}, {}}, "init_scale", {});
    const FigureChoices choices = view_->choices();
    QCOMPARE(choices.sweep.size(), std::size_t{2});
    QCOMPARE(choices.sweep_key, std::string("init_scale"));
    QCOMPARE(choices.options.size(), std::size_t{2});
}

void TestFigureView::every_size_can_be_painted()
{
    for (const QSize size : {QSize(1, 1), QSize(40, 30), QSize(200, 140), QSize(1200, 90)}) {
        view_->resize(size);
        QCOMPARE(view_->grab().size(), view_->size());
    }
    view_->setFrame(nullptr);
    QVERIFY(!view_->grab().isNull());
    QVERIFY(!view_->summary().isEmpty());
}

void TestFigureView::highlight_changes_the_picture()
{
    const QImage plain = view_->picture({600, 400});
    view_->setHighlight({"mode", 1});
    QVERIFY(view_->picture({600, 400}) != plain);
    view_->setHighlight({"neuron", 1}); // of another kind: nothing stands back
    QCOMPARE(view_->picture({600, 400}), plain);
}

void TestFigureView::pinned_items_reach_the_drawing_and_stand_out()
{
    const QImage plain = view_->picture({600, 400});
    const QPoint top = at(30, 0.8), middle = at(30, 0.5), low = at(30, 0.2);
    const std::vector<Item> items{{"mode", 2}, {"mode", 0}};
    view_->setPinned(items);
    const QImage pinned = view_->picture({600, 400});
    QVERIFY(pinned_in_drawing == items);
    QVERIFY(view_->choices().pinned == items); // exports show them as well
    const auto paler = [&](QPoint place) {     // of the trace there
        int before = 255, after = 255;
        for (int dy = -3; dy <= 3; ++dy) {
            before = std::min(before, qGray(plain.pixel(place + QPoint(0, dy))));
            after = std::min(after, qGray(pinned.pixel(place + QPoint(0, dy))));
        }
        return after - before;
    };
    QVERIFY(paler(top) < 15 && paler(low) < 15 && paler(middle) > 25);
    view_->setPinned({});
    QCOMPARE(view_->picture({600, 400}), plain);
    QVERIFY(pinned_in_drawing.empty());
}

QTEST_MAIN(TestFigureView)
#include "test_figure_view.moc"
