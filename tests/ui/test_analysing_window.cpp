// What the window shows of analyses after the last step, and how they are given up.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/status_line.hpp"

#include <QToolButton>

using namespace etalon;

class TestAnalysingWindow : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }
    StatusLine& line() { return *window_->findChild<StatusLine*>(); }
    QToolButton* cancelButton()
    {
        for (auto* button : line().findChildren<QToolButton*>())
            if (button->text() == QStringLiteral("Cancel"))
                return button;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init()
    {
        window_ = openedWindow(experiments_);
        model().setSpeed(std::numeric_limits<double>::infinity());
        window_->openExperiment("oscillator", "default", {{"note", std::string("analyses")}}, 1, {},
                                After::play);
        QVERIFY(!cancelButton()->isVisible());
        QTRY_VERIFY(model().isAnalysing());
    }

    void cleanup() { window_.reset(); }

    void the_status_line_tells_what_is_analysed_and_how_far_it_is()
    {
        QTRY_VERIFY2(line().text().startsWith(QStringLiteral("pruning curves · 43 %")),
                     qPrintable(line().text()));
        QVERIFY(line().text().contains(QStringLiteral("step 200 / 200")));
        QVERIFY(cancelButton()->isVisible());
    }

    void escape_gives_them_up()
    {
        QTest::keyClick(window_.get(), Qt::Key_Escape);
        QTRY_VERIFY(model().hasEnded());
        QCOMPARE(model().status().state, RunState::stopped);
        QTRY_VERIFY2(line().text().startsWith(QStringLiteral("stopped")),
                     qPrintable(line().text()));
        QVERIFY(!cancelButton()->isVisible());
    }

    void a_click_on_cancel_gives_them_up()
    {
        QTRY_VERIFY(cancelButton()->isVisible());
        const int height = line().height();
        QTest::mouseClick(cancelButton(), Qt::LeftButton);
        QTRY_VERIFY(model().hasEnded());
        QCOMPARE(model().status().state, RunState::stopped);
        QTRY_VERIFY(!cancelButton()->isVisible());
        QCOMPARE(line().sizeHint().height(), height); // nothing above it moved
    }

    void the_window_can_be_closed_meanwhile() { QVERIFY(window_->close()); }
};

QTEST_MAIN(TestAnalysingWindow)
#include "test_analysing_window.moc"
