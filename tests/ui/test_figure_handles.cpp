// Handles of figures: dragged with mouse and keys, on a small experiment and on the cosines of
// linear-cnn.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "core/experiments/registry.hpp"
#include "ui/figure/handle_grip.hpp"
#include "ui/figure_grid.hpp"

#include <QSignalSpy>

#include <cmath>

using namespace etalon;

namespace {

// A level that sets `start` (a restart), and a point in the plane that sets `damping` (live) across
// and `start` up.
Drawing draw_handles(const FigureInput& input)
{
    const double start = std::get<double>(input.parameters["start"]);
    const double damping = std::get<double>(input.parameters["damping"]);
    Panel panel{.x = {.label = "Damping", .low = 0, .high = 1},
                .y = {.label = "Height", .low = -10, .high = 10},
                .marks = {Bars{.x = {0.2}, .heights = {4 * start}, .width = 0.1}},
                .handles = {Handle{.x = 0.2,
                                   .y = 4 * start,
                                   .up = {.key = "start",
                                          .low = -6,
                                          .high = 8,
                                          .value = [](double at) { return at / 4; }},
                                   .label = "the level"},
                            Handle{.x = damping,
                                   .y = start,
                                   .across = {.key = "damping"},
                                   .up = {.key = "start"}}}};
    return {.panels = {panel}};
}

Experiment with_handles()
{
    Experiment experiment = oscillator();
    experiment.figures = {
        {.id = "handles", .title = "Drag it", .caption = "Two handles.", .draw = draw_handles}};
    return experiment;
}

} // namespace

class TestFigureHandles : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{with_handles()};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }
    double value(const std::string& key)
    {
        return std::get<double>(window_->draft().values()[key]);
    }
    double run_value(const std::string& key)
    {
        return std::get<double>(model().frame()->parameters[key]);
    }
    FigureView& view() { return *window_->figures().shownViews().front(); }
    QList<HandleGrip*> grips() { return view().findChildren<HandleGrip*>(); }

    void open(const std::string& id, const std::string& preset, After after = After::pause)
    {
        window_->openExperiment(id, preset, {}, 1, {}, after);
        QTRY_VERIFY(!model().isMaking());
        QVERIFY(model().frame());
    }

    // From the middle of the grip to a place in axis units, in a few moves.
    void drag(HandleGrip& grip, QPointF to, bool release = true)
    {
        const QPoint centre = grip.rect().center();
        QTest::mousePress(&grip, Qt::LeftButton, {}, centre);
        const QPointF begin = grip.place(grip.handle()), end = grip.panel().at(to.x(), to.y());
        for (const double share : {0.3, 0.7, 1.0}) {
            const QPoint in_view = (begin + share * (end - begin)).toPoint();
            QTest::mouseMove(&grip, grip.mapFrom(&view(), in_view));
        }
        if (release)
            QTest::mouseRelease(&grip, Qt::LeftButton, {}, grip.mapFrom(&view(), end.toPoint()));
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init() { window_ = openedWindow(experiments_); }

    void cleanup() { window_.reset(); }

    void a_handle_stays_within_its_limits_and_the_range_of_its_parameter()
    {
        const auto& schema = oscillator().schema;
        Handle handle{.x = 3, .y = 1, .up = {.key = "start", .low = -50, .high = 8}};
        QCOMPARE(handle.at(9, 20).y, 8.0);
        QCOMPARE(handle.at(9, 20).x, 3.0); // nothing to set this way
        QCOMPARE(std::get<double>(handle.at(0, 8).values(schema)["start"]), 2.0); // -2 … 2
        QCOMPARE(std::get<double>(handle.at(0, 0.123456).values(schema)["start"]), 0.123);
        QCOMPARE(handle.at(0, std::nan("")).y, 1.0);

        handle.up = {.key = "order"}; // whole and odd, 3 … 31
        QCOMPARE(std::get<std::int64_t>(handle.at(0, 7.4).values(schema)["order"]), 7);
        QCOMPARE(std::get<std::int64_t>(handle.at(0, 8).values(schema)["order"]), 9);
        QCOMPARE(std::get<std::int64_t>(handle.at(0, 1e9).values(schema)["order"]), 31);
    }

    void dragging_shows_a_ghost_and_letting_go_restarts_with_the_value()
    {
        open("oscillator", "default");
        QTRY_COMPARE(grips().size(), 2);
        auto& grip = *grips().front();
        const auto calm = view().grab().toImage();
        drag(grip, {0.2, 6}, false);
        QVERIFY(grip.moved());
        QVERIFY(std::abs(grip.moved()->y - 6) < 0.1);
        QVERIFY(grip.reading().startsWith(QStringLiteral("start 1.")));
        QVERIFY(view().grab().toImage() != calm);
        QCOMPARE(value("start"), 1.0); // a restart waits for the release
        QTest::mouseRelease(&grip, Qt::LeftButton, {}, grip.rect().center());
        QVERIFY(std::abs(value("start") - 1.5) < 0.03);
        QTRY_COMPARE(run_value("start"), value("start"));
        QTRY_VERIFY(model().frame()->newest > 0); // it plays
        QTRY_VERIFY(!grips().isEmpty()
                    && std::abs(grips().front()->handle().y - 4 * value("start")) < 1e-9);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value("start"), 1.0);
    }

    void a_drag_past_the_limit_stops_there()
    {
        open("oscillator", "default");
        QTRY_COMPARE(grips().size(), 2);
        drag(*grips().front(), {0.2, -9.5});
        QCOMPARE(value("start"), -1.5);
    }

    void live_parameters_follow_while_the_handle_moves_and_one_undo_takes_all_back()
    {
        open("oscillator", "long", After::play);
        QTRY_COMPARE(grips().size(), 2);
        auto& grip = *grips().back();
        drag(grip, {0.5, 1.8}, false);
        QVERIFY(std::abs(value("damping") - 0.5) < 0.01);
        QTRY_COMPARE(run_value("damping"), value("damping"));
        QCOMPARE(value("start"), 1.0);
        const double pixel = 1 / std::abs(grip.panel().at(0, 1).y() - grip.panel().at(0, 0).y());
        QTest::mouseRelease(&grip, Qt::LeftButton, {}, grip.rect().center());
        // Press and release are at whole pixels, the handle is not.
        QVERIFY(std::abs(value("start") - 1.8) <= 1.5 * pixel);
        QVERIFY(pixel < 0.05);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value("damping"), 0.05);
        QCOMPARE(value("start"), 1.0);
    }

    void escape_takes_a_drag_back()
    {
        open("oscillator", "long", After::play);
        QTRY_COMPARE(grips().size(), 2);
        auto& grip = *grips().back();
        drag(grip, {0.5, 1.8}, false);
        QVERIFY(value("damping") > 0.4);
        QTest::keyClick(&grip, Qt::Key_Escape);
        QVERIFY(!grip.moved());
        QCOMPARE(value("damping"), 0.05);
        QTest::mouseRelease(&grip, Qt::LeftButton, {}, grip.rect().center());
        QCOMPARE(value("start"), 1.0);
        QTRY_COMPARE(run_value("damping"), 0.05);
    }

    void arrow_keys_move_it_and_return_applies()
    {
        open("oscillator", "default");
        QTRY_COMPARE(grips().size(), 2);
        auto& grip = *grips().front();
        grip.setFocus(Qt::TabFocusReason);
        QVERIFY(grip.accessibleName().contains(QStringLiteral("Start 1")));
        QTest::keyClick(&grip, Qt::Key_Up);
        QCOMPARE(grip.moved()->y, 4.2); // a hundredth of -10 … 10
        QTest::keyClick(&grip, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(std::abs(grip.moved()->y - 2.2) < 1e-9);
        QVERIFY(grip.accessibleName().contains(QStringLiteral("Start 0.55")));
        QCOMPARE(model().frame()->step, 0); // the arrows were not the window's
        QTest::keyClick(&grip, Qt::Key_Return);
        QTRY_COMPARE(run_value("start"), 0.55);
    }

    void leaving_a_handle_half_way_changes_nothing()
    {
        open("oscillator", "default");
        QTRY_COMPARE(grips().size(), 2);
        auto& grip = *grips().front();
        grip.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&grip, Qt::Key_Up);
        QVERIFY(grip.moved());
        view().setFocus();
        QVERIFY(!grip.moved());
        QCOMPARE(value("start"), 1.0);
        QVERIFY(!window_->draft().undoStack()->canUndo());
    }

    void the_second_bar_of_a_spectrum_sets_the_secondary_ratio()
    {
        window_ = std::make_unique<MainWindow>(etalon::experiments());
        window_->resize(1400, 900);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        open("linear-cnn", "default");
        window_->figures().setVisibleFigures({"data-modes"});
        QTRY_VERIFY(!grips().isEmpty());
        auto& grip = *grips().front();
        const double first = grip.handle().up.high;
        const double pixel = 1 / grip.panel().plot.height() / first; // in shares of the first bar
        drag(grip, {grip.handle().x, 0.25 * first}); // amplitude goes as the root of power
        const double ratio = value("secondary_ratio");
        QVERIFY2(std::abs(ratio - std::sqrt(0.25)) < 1.5 * pixel, // d√s = ds at s = 1/4
                 qPrintable(QString::number(ratio)));
        QTRY_COMPARE(run_value("secondary_ratio"), ratio);
        // The new data have that ratio: their second bar stands at r² of the first, but for noise.
        const auto drawn = [&] {
            const Handle handle = grips().front()->handle();
            return handle.y / handle.up.high;
        };
        QTRY_VERIFY(!grips().isEmpty() && std::abs(drawn() - ratio * ratio) < 0.02);
    }

    void only_cosines_have_a_second_bar_to_drag()
    {
        window_ = std::make_unique<MainWindow>(etalon::experiments());
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        open("linear-cnn", "hierarchy");
        window_->figures().setVisibleFigures({"data-modes"});
        QVERIFY(!view().grab().isNull());
        QCoreApplication::processEvents();
        QVERIFY(grips().isEmpty());
    }
};

QTEST_MAIN(TestFigureHandles)
#include "test_figure_handles.moc"
