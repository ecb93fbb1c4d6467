// The keys of a presenter's remote in a lesson and in full screen, whatever has the focus.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/blank_screen.hpp"
#include "ui/figure_grid.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/parameter_row.hpp"
#include "ui/slider.hpp"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>

using namespace etalon;

class TestPresenterKeys : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }
    BlankScreen* black() { return window_->findChild<BlankScreen*>(); }
    QLineEdit* field()
    {
        return window_->findChild<ParameterRow*>(QStringLiteral("start"))->findChild<QLineEdit*>();
    }
    void startLesson()
    {
        window_->startLesson({.experiment = "oscillator",
                              .title = "Two steps",
                              .steps = {{.title = "First"}, {.title = "Second"}}});
        QTRY_VERIFY(model().frame() && !model().isMaking());
    }
    void comeBack()
    {
        QTest::keyClick(window_.get(), Qt::Key_Space);
        QTRY_VERIFY(!black());
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init()
    {
        window_ = openedWindow(experiments_);
        window_->openExperiment("oscillator", "long", {}, 1, {}, After::pause);
        QTRY_VERIFY(!model().isMaking());
    }

    void cleanup() { window_.reset(); }

    void full_stop_and_b_blank_the_whole_window_in_a_lesson()
    {
        startLesson();
        for (const auto key : {Qt::Key_Period, Qt::Key_B}) {
            QTest::keyClick(window_.get(), key);
            QVERIFY(black());
            QCOMPARE(black()->size(), window_->size());
            const QImage picture = window_->grab().toImage();
            for (const QPoint at : {QPoint(1, 1), QPoint(600, 20), QPoint(640, 400),
                                    QPoint(picture.width() - 2, picture.height() - 2)})
                QCOMPARE(picture.pixelColor(at), QColor(Qt::black));
            comeBack();
            QVERIFY(window_->grab().toImage().pixelColor(640, 400) != QColor(Qt::black));
        }
        QVERIFY(!model().plan().changes.size() && model().isLiveRun()); // B did not branch
    }

    void the_key_that_brings_the_window_back_does_nothing_else()
    {
        startLesson();
        for (const auto key : {Qt::Key_PageDown, Qt::Key_Space, Qt::Key_N, Qt::Key_Escape,
                               Qt::Key_F5, Qt::Key_Period, Qt::Key_Shift}) {
            QTest::keyClick(window_.get(), Qt::Key_Period);
            QVERIFY(black());
            QTest::keyClick(window_.get(), key);
            QTRY_VERIFY(!black());
        }
        QCOMPARE(window_->lessonPanel().place(), std::size_t(0));
        QVERIFY(window_->isInLesson() && !window_->isFullScreen());
        QCOMPARE(model().frame()->seed, std::uint64_t(1));
    }

    void the_black_screen_follows_the_size_of_the_window()
    {
        startLesson();
        QTest::keyClick(window_.get(), Qt::Key_Period);
        window_->resize(1400, 850);
        QTRY_COMPARE(black()->size(), QSize(1400, 850));
        QTest::mouseClick(black(), Qt::LeftButton);
        QTRY_VERIFY(!black());
    }

    void outside_lesson_and_full_screen_the_keys_keep_their_meaning()
    {
        QTest::keyClick(window_.get(), Qt::Key_Period);
        QVERIFY(!black());
        model().runTo(50);
        QTRY_VERIFY(!model().isMoving() && model().frame()->newest == 50);
        QTest::keyClick(window_.get(), Qt::Key_B);
        QVERIFY(!black());
        field()->setFocus();
        field()->selectAll();
        QTest::keyClicks(field(), QStringLiteral("0.5"));
        QCOMPARE(field()->text(), QStringLiteral("0.5"));
    }

    void they_work_with_the_focus_in_a_field_a_slider_and_a_list()
    {
        startLesson();
        auto* spin = new QDoubleSpinBox(window_.get()); // not in the window today, perhaps tomorrow
        spin->show();
        for (QWidget* control :
             {static_cast<QWidget*>(field()), static_cast<QWidget*>(window_->findChild<Slider*>()),
              static_cast<QWidget*>(window_->findChild<QComboBox*>()),
              static_cast<QWidget*>(spin)}) {
            control->setFocus();
            QVERIFY(control->hasFocus());
            QTest::keyClick(control, Qt::Key_PageDown);
            QCOMPARE(window_->lessonPanel().place(), std::size_t(1));
            QTRY_VERIFY(!model().isMaking());
            control->setFocus();
            QTest::keyClick(control, Qt::Key_PageUp);
            QCOMPARE(window_->lessonPanel().place(), std::size_t(0));
            QTRY_VERIFY(!model().isMaking());
            control->setFocus();
            for (const auto key : {Qt::Key_Period, Qt::Key_B}) {
                QTest::keyClick(control, key);
                QVERIFY(black());
                QTest::keyClick(control, Qt::Key_Period);
                QTRY_VERIFY(!black());
            }
            QTest::keyClick(control, Qt::Key_F5);
            QVERIFY(window_->isFullScreen());
            control->setFocus();
            QTest::keyClick(control, Qt::Key_Escape);
            QVERIFY(!window_->isFullScreen());
            QVERIFY(window_->isInLesson());
        }
    }

    void a_number_can_still_be_typed_in_a_lesson()
    {
        startLesson();
        field()->setFocus();
        field()->selectAll();
        QTest::keyClicks(field(), QStringLiteral("0.5"));
        QVERIFY(!black());
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_VERIFY(std::get<double>(model().plan().setup.values["start"]) == 0.5);
    }

    void f5_starts_and_escape_ends_full_screen_without_leaving_the_lesson()
    {
        startLesson();
        window_->lessonPanel().goTo(1);
        QTRY_VERIFY(!model().isMaking());
        QTest::keyClick(window_.get(), Qt::Key_F5);
        QVERIFY(window_->isFullScreen());
        QTest::keyClick(window_.get(), Qt::Key_Escape);
        QVERIFY(!window_->isFullScreen());
        QVERIFY(window_->isInLesson());
        QCOMPARE(window_->lessonPanel().place(), std::size_t(1));
        QTest::keyClick(window_.get(), Qt::Key_F5);
        QTest::keyClick(window_.get(), Qt::Key_F5); // a remote that knows one key only
        QVERIFY(!window_->isFullScreen());
        QTest::keyClick(window_.get(), Qt::Key_Escape);
        QVERIFY(!window_->isInLesson());
    }

    void leaving_full_screen_by_the_desktop_ends_the_presentation()
    {
        QTest::keyClick(window_.get(), Qt::Key_F5);
        QVERIFY(window_->isFullScreen() && window_->actions().blank->isEnabled());
        window_->showNormal();
        QTRY_VERIFY(!window_->actions().full_screen->isChecked());
        QVERIFY(!window_->actions().blank->isEnabled());
    }
};

QTEST_MAIN(TestPresenterKeys)
#include "test_presenter_keys.moc"
