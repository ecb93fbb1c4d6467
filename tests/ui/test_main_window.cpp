// The window under a user's hands: real mouse and key events, on a small experiment.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/compare_table.hpp"
#include "ui/explanation_panel.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/key_overlay.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"
#include "ui/parameter_row.hpp"
#include "ui/slider.hpp"
#include "ui/timeline.hpp"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>

using namespace etalon;

class TestMainWindow : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }
    void open(const std::string& preset, After after = After::pause)
    {
        window_->openExperiment("oscillator", preset, {}, 1, {}, after);
        QTRY_VERIFY(!model().isMaking());
        QVERIFY(model().frame());
        QTRY_COMPARE(std::size_t(window_->form().findChildren<ParameterRow*>().size()),
                     oscillator().schema.parameters().size());
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window_.get(), which, modifiers);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init() { window_ = openedWindow(experiments_); }

    void cleanup() { window_.reset(); }

    void a_click_in_the_gallery_starts_the_default_preset_moving()
    {
        auto* card = window_->findChild<GalleryCard*>();
        QVERIFY(card && card->isVisible());
        QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(40, 40));
        QTRY_VERIFY(model().frame() && model().frame()->newest > 0);
        QCOMPARE(model().plan().preset, std::string("default"));
        QVERIFY(model().isMoving());
        QVERIFY(!card->isVisible());
    }

    void space_runs_and_pauses()
    {
        open("long");
        key(Qt::Key_Space);
        QTRY_VERIFY(model().frame()->newest > 0);
        QVERIFY(model().isMoving());
        key(Qt::Key_Space);
        QTRY_VERIFY(!model().isMoving() && model().status().state == RunState::paused);
    }

    void arrows_step_once_and_ten_times()
    {
        open("default");
        key(Qt::Key_Right);
        QTRY_COMPARE(model().frame()->step, 1);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QTRY_COMPARE(model().frame()->step, 11);
    }

    void r_returns_to_the_same_weights()
    {
        open("default");
        const auto first = samples(*model().frame(), "position", 0);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QTRY_COMPARE(model().frame()->step, 10);
        const auto ten = samples(*model().frame(), "position", 10);
        key(Qt::Key_R);
        QTRY_COMPARE(model().frame()->newest, 0);
        QVERIFY(samples(*model().frame(), "position", 0) == first);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QTRY_COMPARE(model().frame()->step, 10);
        QVERIFY(samples(*model().frame(), "position", 10) == ten);
    }

    void n_takes_the_next_seed()
    {
        open("default");
        const auto first = samples(*model().frame(), "position", 0);
        key(Qt::Key_N);
        QTRY_COMPARE(model().frame()->seed, std::uint64_t(2));
        QVERIFY(samples(*model().frame(), "position", 0) != first);
    }

    void plus_and_minus_change_the_speed()
    {
        open("default");
        key(Qt::Key_Plus);
        QVERIFY(model().speed() > 1);
        key(Qt::Key_Minus);
        QVERIFY(qFuzzyCompare(model().speed(), 1.0));
        for (int i = 0; i < 20; ++i)
            key(Qt::Key_Plus);
        QVERIFY(std::isinf(model().speed()));
    }

    void a_slider_acts_on_the_run_while_it_trains()
    {
        open("long", After::play);
        auto* slider =
            window_->findChild<ParameterRow*>(QStringLiteral("damping"))->findChild<Slider*>();
        const auto at = [&](double share) {
            return QPoint(int(share * slider->width()), slider->height() / 2);
        };
        QTest::mousePress(slider, Qt::LeftButton, {}, at(0.5));
        for (const double share : {0.55, 0.6, 0.7})
            QTest::mouseMove(slider, at(share));
        QTest::mouseRelease(slider, Qt::LeftButton, {}, at(0.7));
        const auto wanted = std::get<double>(window_->draft().values()["damping"]);
        QVERIFY(wanted > 0.2);
        QTRY_VERIFY(std::get<double>(model().frame()->parameters["damping"]) == wanted);
        QVERIFY(model().isMoving());
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(std::get<double>(model().frame()->parameters["damping"]) == 0.05);
    }

    void return_restarts_with_the_changed_parameter()
    {
        open("default");
        auto* edit =
            window_->findChild<ParameterRow*>(QStringLiteral("start"))->findChild<QLineEdit*>();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("-1"));
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY(std::get<double>(model().plan().setup.values["start"]) == -1);
        QTRY_VERIFY(model().frame()->newest > 0);
        QVERIFY(!window_->draft().needsRestart());
    }

    void keys_typed_into_a_field_are_text_not_commands()
    {
        open("default");
        auto* edit =
            window_->findChild<ParameterRow*>(QStringLiteral("note"))->findChild<QLineEdit*>();
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("rn f"));
        QCOMPARE(edit->text(), QStringLiteral("rn f"));
        QCOMPARE(model().frame()->seed, std::uint64_t(1));
        QVERIFY(!window_->isFullScreen());
        QVERIFY(!model().isMoving());
    }

    void scrubbing_on_the_timeline_shows_the_past()
    {
        open("default");
        model().runTo(100);
        QTRY_COMPARE(model().frame()->newest, 100);
        QTRY_VERIFY(!model().isMoving());
        auto& timeline = window_->timeline();
        QTest::mouseClick(&timeline, Qt::LeftButton, {},
                          QPoint(int(std::lround(timeline.position(30))), timeline.height() / 2));
        QCOMPARE(model().frame()->step, 30);
        for (auto* view : window_->figures().shownViews())
            QCOMPARE(view->frame()->step, 30);
        key(Qt::Key_End);
        QCOMPARE(model().frame()->step, 100);
    }

    void closing_while_training_is_clean()
    {
        open("long", After::play);
        model().setSpeed(std::numeric_limits<double>::infinity());
        QTRY_VERIFY(model().frame()->newest > 0);
        QVERIFY(window_->close());
        window_.reset();
    }

    void a_failed_start_is_explained_in_place()
    {
        open("default");
        window_->draft().setValue("note", std::string("fails"));
        window_->actions().apply->trigger();
        QTRY_VERIFY(window_->notice().text().contains(QStringLiteral("note=fails")));
        window_->draft().setValue("note", std::string());
        key(Qt::Key_R);
        QTRY_VERIFY(window_->notice().text().isEmpty());
    }

    void a_double_click_enlarges_a_figure_and_escape_brings_the_others_back()
    {
        open("default");
        auto& grid = window_->figures();
        QCOMPARE(grid.shownViews().size(), std::size_t(3));
        Q_EMIT grid.shownViews().front()->enlargeRequested();
        QCOMPARE(grid.shownViews().size(), std::size_t(1));
        key(Qt::Key_Escape);
        QCOMPARE(grid.shownViews().size(), std::size_t(3));
    }

    void clicks_pin_several_items_and_escape_lets_them_go()
    {
        open("default");
        auto& grid = window_->figures();
        grid.setFigureVisible("energy", false);
        auto* first = grid.shownViews().front();
        const auto pinned = [](const FigureView* view) { return view->choices().pinned; };
        Q_EMIT first->pinned({"crossing", 1});
        Q_EMIT first->pinned({"crossing", 3});
        const std::vector<Item> both{{"crossing", 1}, {"crossing", 3}};
        for (const auto* view : grid.shownViews())
            QVERIFY(pinned(view) == both);
        grid.setFigureVisible("energy", true); // one that was away knows them too
        QVERIFY(pinned(grid.view("energy")) == both);
        Q_EMIT first->pinned({"crossing", 1}); // again: let go
        QVERIFY(pinned(first) == std::vector<Item>({{"crossing", 3}}));
        Q_EMIT first->pinned({}); // a click on nothing
        QCOMPARE(pinned(first).size(), std::size_t(1));
        key(Qt::Key_Escape);
        for (const auto* view : grid.shownViews())
            QVERIFY(pinned(view).empty());
    }

    void figures_can_be_left_out_and_taken_in_again()
    {
        open("default");
        auto& grid = window_->figures();
        grid.setFigureVisible("energy", false);
        QCOMPARE(grid.visibleFigures(), (std::vector<std::string>{"position", "speed"}));
        grid.setFigureVisible("energy", true);
        QCOMPARE(grid.visibleFigures(), (std::vector<std::string>{"position", "speed", "energy"}));
        grid.setVisibleFigures({"no-such-figure"});
        QCOMPARE(grid.visibleFigures().size(), std::size_t(3));
    }

    void the_question_mark_lists_all_keys()
    {
        open("default");
        key(Qt::Key_Question);
        QTRY_VERIFY(window_->findChild<KeyOverlay*>());
        QTest::keyClick(window_->findChild<KeyOverlay*>(), Qt::Key_Escape);
        QTRY_VERIFY(!window_->findChild<KeyOverlay*>());
    }

    void no_two_commands_share_a_key()
    {
        QMap<QString, QString> taken;
        for (const auto* action : window_->actions().all)
            for (const auto& shortcut : action->shortcuts()) {
                const auto name = shortcut.toString();
                QVERIFY2(!taken.contains(name),
                         qPrintable(name + u' ' + taken.value(name) + u' ' + action->text()));
                taken[name] = action->text();
            }
    }

    void every_button_and_field_has_an_accessible_name()
    {
        open("default");
        for (const auto* button : window_->findChildren<QAbstractButton*>()) {
            if (button->isVisible() && button->focusPolicy() != Qt::NoFocus)
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                         qPrintable(button->toolTip() + button->objectName()));
        }
        for (const auto* edit : window_->findChildren<QLineEdit*>())
            QVERIFY2(!edit->accessibleName().isEmpty(), qPrintable(edit->text()));
    }

    void kept_runs_are_compared_where_they_differ()
    {
        open("default");
        model().setSpeed(std::numeric_limits<double>::infinity());
        model().play();
        QTRY_VERIFY(model().hasEnded());
        open("strong");
        model().play();
        QTRY_VERIFY(model().hasEnded());
        CompareTable table(model());
        const QAbstractItemModelTester tester(&table);
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(table.columnCount(), 4); // run, seed, damping, final position
        QCOMPARE(table.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("Damping"));
        QCOMPARE(table.index(1, 2).data().toString(), QStringLiteral("0.5"));
        QVERIFY(table.setData(table.index(0, 0), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(model().frame()->ghosts.size(), std::size_t(1));
        QVERIFY(table.csv().startsWith(QStringLiteral("Run (ticked: ghost),Seed,Damping")));
    }

    void the_look_survives_all_themes_and_sizes()
    {
        open("default");
        for (const auto theme : {ThemeChoice::light, ThemeChoice::dark, ThemeChoice::system})
            for (const double scale : {0.8, 1.0, 2.0}) {
                window_->setThemeChoice(theme);
                window_->setTypeScale(scale);
                QVERIFY(!window_->grab().isNull());
            }
    }

    void the_layout_of_figures_is_remembered()
    {
        open("default");
        window_->figures().setVisibleFigures({"speed", "position"});
        window_->close();
        window_ = std::make_unique<MainWindow>(experiments_);
        open("default");
        QCOMPARE(window_->figures().visibleFigures(),
                 (std::vector<std::string>{"speed", "position"}));
    }
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
