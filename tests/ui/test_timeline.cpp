// The timeline: places of steps, scrubbing by mouse and keys, events.
#include "window_fixture.hpp"

#include "ui/timeline.hpp"

#include <QSignalSpy>
#include <QToolButton>

using namespace etalon;

class TestTimeline : public QObject {
    Q_OBJECT

private:
    RunModel model_;
    Timeline timeline_;

    QPoint at(double step) const
    {
        return {int(std::lround(timeline_.position(step))), timeline_.height() / 2};
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        model_.start(planOf("default"), After::pause);
        QTRY_VERIFY(model_.frame());
        model_.step(100);
        QTRY_COMPARE(model_.frame()->newest, 100);
        timeline_.resize(800, 90);
        timeline_.setFrame(model_.frame());
        timeline_.setEvents({{40, "crossing", {}, {"crossing", 1}}});
        timeline_.show();
        QVERIFY(QTest::qWaitForWindowExposed(&timeline_));
    }

    void steps_and_places_agree()
    {
        for (const std::int64_t step : {0, 1, 57, 100, 200})
            QCOMPARE(timeline_.stepAt(timeline_.position(double(step))), step);
        QCOMPARE(timeline_.stepAt(-50), 0);
        QCOMPARE(timeline_.stepAt(5000), 200);
    }

    void dragging_scrubs_and_stops_at_the_newest_step()
    {
        QSignalSpy scrubbed(&timeline_, &Timeline::scrubbed);
        QTest::mousePress(&timeline_, Qt::LeftButton, {}, at(30));
        QCOMPARE(scrubbed.last().front().toLongLong(), 30);
        QTest::mouseMove(&timeline_, at(60));
        QCOMPARE(scrubbed.last().front().toLongLong(), 60);
        QTest::mouseMove(&timeline_, at(180));
        QCOMPARE(scrubbed.last().front().toLongLong(), 100);
        QSignalSpy live(&timeline_, &Timeline::liveRequested);
        QTest::mouseRelease(&timeline_, Qt::LeftButton, {}, at(180));
        QCOMPARE(live.count(), 1); // let go at the end: follow again
    }

    void keys_scrub_when_the_timeline_has_the_focus()
    {
        QSignalSpy scrubbed(&timeline_, &Timeline::scrubbed);
        QTest::keyClick(&timeline_, Qt::Key_Left);
        QCOMPARE(scrubbed.last().front().toLongLong(), 99);
        QTest::keyClick(&timeline_, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(scrubbed.last().front().toLongLong(), 90);
        QTest::keyClick(&timeline_, Qt::Key_Home);
        QCOMPARE(scrubbed.last().front().toLongLong(), 0);
        QSignalSpy live(&timeline_, &Timeline::liveRequested);
        QTest::keyClick(&timeline_, Qt::Key_End);
        QCOMPARE(live.count(), 1);
    }

    void an_event_under_the_pointer_is_highlighted()
    {
        QSignalSpy highlighted(&timeline_, &Timeline::highlighted);
        QTest::mouseMove(&timeline_, at(80));
        QTest::mouseMove(&timeline_, at(40));
        QCOMPARE(highlighted.last().front().value<Item>(), (Item{"crossing", 1}));
    }

    void the_branch_button_waits_until_branching_is_possible()
    {
        QSignalSpy branch(&timeline_, &Timeline::branchRequested);
        auto* button = timeline_.findChild<QToolButton*>();
        timeline_.setCanBranch(false);
        button->click();
        QCOMPARE(branch.count(), 0);
        timeline_.setCanBranch(true);
        button->click();
        QCOMPARE(branch.count(), 1);
    }

    void the_curve_falls_as_the_energy_does()
    {
        // The energy at step 100 is below that of step 0, so the filled area is lower there.
        const auto filled = [&](double step) {
            const auto image = timeline_.grab().toImage();
            const int x = at(step).x();
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                count += image.pixelColor(x, y) == Palette::of(Theme::light).data;
            return count;
        };
        QVERIFY(filled(3) > filled(90));
        QVERIFY(filled(90) > 2);
        QCOMPARE(filled(150), 0); // not there yet
    }

    void the_curve_of_a_run_that_was_branched_off_begins_at_its_first_sample()
    {
        const auto& whole = *model_.frame();
        const auto recording = std::make_shared<Recording>(whole.recording->channels());
        const std::size_t headline = recording->index(whole.experiment->headline);
        const Series& all = whole.series[headline];
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all.steps()[i] >= 60)
                recording->append(headline, all.steps()[i], all.sample(i));
        recording->publish();
        const auto branch = std::make_shared<Frame>(whole);
        branch->recording = recording;
        branch->series = recording->snapshot();
        timeline_.setFrame(branch);
        const auto image = timeline_.grab().toImage();
        const auto filled = [&](double step) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                count += image.pixelColor(at(step).x(), y) == Palette::of(Theme::light).data;
            return count;
        };
        for (const double step : {3, 20, 50, 57})
            QCOMPARE(filled(step), 0);
        QVERIFY(filled(70) > 2);
        timeline_.setFrame(model_.frame());
    }
};

QTEST_MAIN(TestTimeline)
#include "test_timeline.moc"
