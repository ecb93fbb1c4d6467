// The model of the shown run: transport, scrubbing, reset, ghosts, files and rest.
#include "window_fixture.hpp"

#include "ui/pace.hpp"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace etalon;

class TestRunModel : public QObject {
    Q_OBJECT

private:
    static void finish(RunModel& model)
    {
        QTRY_VERIFY(model.frame());
        model.setSpeed(std::numeric_limits<double>::infinity());
        model.play();
        QTRY_VERIFY(model.hasEnded());
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void a_started_run_shows_step_zero_and_waits()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        QVERIFY(model.isMaking());
        QTRY_VERIFY(model.frame());
        QCOMPARE(model.frame()->step, 0);
        QCOMPARE(model.frame()->steps, 200);
        QVERIFY(!model.isMoving());
    }

    void a_played_run_reaches_its_last_step_and_says_so()
    {
        RunModel model;
        QSignalSpy ended(&model, &RunModel::ended);
        model.start(planOf("default"), After::pause);
        finish(model);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(model.frame()->newest, 200);
        QVERIFY(model.frame()->ended);
        QVERIFY(!model.frame()->moving);
        QCOMPARE(model.frame()->summary.front().first, std::string("final_position"));
    }

    void steps_are_counted_one_by_one()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        QTRY_VERIFY(model.frame());
        model.step(1);
        QTRY_COMPARE(model.frame()->step, 1);
        model.step(10);
        QTRY_COMPARE(model.frame()->step, 11);
        QVERIFY(!model.isMoving());
    }

    void the_timer_rests_when_nothing_moves()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        finish(model);
        QSignalSpy frames(&model, &RunModel::frameChanged);
        QTRY_VERIFY(!model.isPolling());
        frames.clear();
        QVERIFY(!frames.wait(100));
    }

    void one_that_has_no_run_rests_too() // as behind the gallery
    {
        RunModel model;
        model.pause();
        QTRY_VERIFY(!model.isPolling());
    }

    void a_reset_run_repeats_the_same_numbers()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        finish(model);
        const auto first = samples(*model.frame(), "position", 200);
        QCOMPARE(first.size(), std::size_t(201));
        QSignalSpy plans(&model, &RunModel::planChanged);
        model.restart(model.plan().setup.values, After::pause);
        QTRY_COMPARE(plans.count(), 1);
        QCOMPARE(model.frame()->step, 0);
        finish(model);
        QVERIFY(samples(*model.frame(), "position", 200) == first);
    }

    void another_seed_gives_other_numbers()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        QTRY_VERIFY(model.frame());
        const auto first = samples(*model.frame(), "position", 0);
        model.start(planOf("default", {}, 2), After::pause);
        QTRY_COMPARE(model.frame()->seed, std::uint64_t(2));
        QVERIFY(samples(*model.frame(), "position", 0) != first);
    }

    void only_the_newest_of_several_starts_is_shown()
    {
        RunModel model;
        QSignalSpy plans(&model, &RunModel::planChanged);
        for (std::uint64_t seed = 1; seed <= 20; ++seed)
            model.start(planOf("default", {}, seed), After::pause);
        QTRY_VERIFY(!model.isMaking());
        QCOMPARE(plans.count(), 1);
        QCOMPARE(model.frame()->seed, std::uint64_t(20));
    }

    void scrubbing_shows_the_past_while_the_run_goes_on()
    {
        RunModel model;
        model.start(planOf("long"), After::play);
        QTRY_VERIFY(model.frame() && model.frame()->newest > 20);
        model.show(5);
        QCOMPARE(model.frame()->step, 5);
        QVERIFY(!model.isLive());
        const auto newest = model.frame()->newest;
        QTRY_VERIFY(model.frame()->newest > newest);
        QCOMPARE(model.frame()->step, 5);
        model.show({});
        QVERIFY(model.isLive());
        QCOMPARE(model.frame()->step, model.frame()->newest);
    }

    void a_live_change_is_marked_and_shown_in_the_parameters()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        QTRY_VERIFY(model.frame());
        model.step(7);
        QTRY_COMPARE(model.frame()->step, 7);
        model.change("damping", 2.0);
        QTRY_COMPARE(model.frame()->changes.size(), std::size_t(1));
        QCOMPARE(model.frame()->changes.front().first, 7);
        QCOMPARE(std::get<double>(model.frame()->parameters["damping"]), 2.0);
        model.show(3); // before the change the old value held
        QCOMPARE(std::get<double>(model.frame()->parameters["damping"]), 0.05);
    }

    void a_run_that_cannot_start_says_why_and_the_old_one_stays()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        QTRY_VERIFY(model.frame());
        QSignalSpy failed(&model, &RunModel::failed);
        model.start(planOf("default", {{"note", std::string("fails")}}), After::play);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("note=fails")));
        QCOMPARE(std::get<std::string>(model.plan().setup.values["note"]), std::string());
        model.step(1);
        QTRY_COMPARE(model.frame()->step, 1);
    }

    void the_last_finished_run_becomes_a_ghost_of_a_different_one()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        finish(model);
        QCOMPARE(model.kept().size(), std::size_t(1));
        QVERIFY(model.frame()->ghosts.empty()); // never its own
        model.start(planOf("strong"), After::pause);
        QTRY_COMPARE(model.plan().preset, std::string("strong"));
        QCOMPARE(model.frame()->ghosts.size(), std::size_t(1));
        QCOMPARE(model.frame()->kept.size(), std::size_t(1));
        model.setGhost(0, false);
        QVERIFY(model.frame()->ghosts.empty());
    }

    void a_saved_run_opens_with_the_same_numbers()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        RunModel model;
        model.start(planOf("strong"), After::pause);
        finish(model);
        QSignalSpy saved(&model, &RunModel::saved);
        model.save(path);
        QTRY_COMPARE(saved.count(), 1);

        RunModel other;
        other.open(path, std::span(&oscillator(), 1));
        QTRY_VERIFY(other.frame());
        QCOMPARE(other.plan().preset, std::string("strong"));
        QVERIFY(samples(*other.frame(), "position", 200)
                == samples(*model.frame(), "position", 200));
        QVERIFY(!other.isLiveRun());
        other.setSpeed(100);
        other.play(); // shown again without computing
        QTRY_VERIFY(!other.isMoving() && other.frame()->step == 200);
    }

    void a_run_that_goes_on_is_saved_as_stopped_and_goes_on()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        RunModel model;
        model.start(planOf("long"), After::play);
        QTRY_VERIFY(model.frame() && model.frame()->newest > 3);
        QSignalSpy saved(&model, &RunModel::saved);
        model.save(path);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(model.status().state, RunState::running);
        const auto newest = model.frame()->newest;
        QTRY_VERIFY(model.frame()->newest > newest);

        const auto record = load(path, std::span(&oscillator(), 1));
        QCOMPARE(record.state, RunState::stopped);
        QVERIFY(record.step > 0 && record.step <= newest + 1);
        QCOMPARE(record.recording->snapshot()[1].steps().back(), record.step);
        QCOMPARE(record.checkpoints.back().step, record.step);
        QCOMPARE(record.preset, std::string("long"));
    }

    void a_paused_run_is_saved_where_it_stands()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        RunModel model;
        model.start(planOf("default"), After::pause);
        QTRY_VERIFY(model.frame());
        model.step(7);
        QTRY_COMPARE(model.frame()->step, 7);
        QSignalSpy saved(&model, &RunModel::saved);
        model.save(path);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(load(path, std::span(&oscillator(), 1)).step, 7);
        finish(model);
        QCOMPARE(model.frame()->newest, 200);
    }

    void a_save_is_not_lost_when_another_run_starts_or_the_model_goes()
    {
        for (const bool another : {true, false}) {
            const QTemporaryDir folder;
            const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
            {
                RunModel model;
                model.start(planOf("long"), After::play);
                QTRY_VERIFY(model.frame() && model.frame()->newest > 0);
                model.save(path);
                if (another)
                    model.start(planOf("strong"), After::pause);
            }
            QCOMPARE(load(path, std::span(&oscillator(), 1)).preset, std::string("long"));
        }
    }

    void a_save_that_fails_is_told_and_the_run_goes_on()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        RunModel model;
        model.start(planOf("long"), After::play);
        QTRY_VERIFY(model.frame() && model.frame()->newest > 0);
        QSignalSpy failed(&model, &RunModel::failed);
        model.save((file.fileName() + QStringLiteral("/run")).toStdString());
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("cannot be created")));
        QCOMPARE(model.status().state, RunState::running);
    }

    void analyses_are_followed_saved_meanwhile_and_cancelled()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        RunModel model;
        QSignalSpy ended(&model, &RunModel::ended);
        model.setSpeed(std::numeric_limits<double>::infinity());
        model.start(planOf("default", {{"note", std::string("analyses")}}), After::play);
        QTRY_VERIFY(model.isAnalysing());
        QTRY_VERIFY(!model.isMoving());
        QCOMPARE(model.frame()->newest, 200);
        QCOMPARE(model.status().doing, std::string("pruning curves"));
        QVERIFY(!model.hasEnded());
        QVERIFY(model.isPolling());

        model.show(50); // the window is as live as ever
        QCOMPARE(model.frame()->step, 50);
        model.play();
        QTRY_VERIFY(!model.isMoving() && model.frame()->step == 200);
        QSignalSpy saved(&model, &RunModel::saved);
        model.save(path);
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(load(path, std::span(&oscillator(), 1)).state, RunState::stopped);
        QVERIFY(model.isAnalysing());

        model.cancelAnalyses();
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(!model.isAnalysing());
        QCOMPARE(model.status().state, RunState::stopped);
        QCOMPARE(model.frame()->summary.front().first, std::string("final_position"));
    }

    void a_folder_that_is_no_run_is_refused_in_words()
    {
        const QTemporaryDir folder;
        RunModel model;
        QSignalSpy failed(&model, &RunModel::failed);
        model.open(folder.path().toStdString(), std::span(&oscillator(), 1));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("run.json")));
    }

    void a_branch_shares_the_past_and_leaves_its_trunk_as_a_ghost()
    {
        RunModel model;
        model.start(planOf("default"), After::pause);
        finish(model);
        const auto trunk = samples(*model.frame(), "position", 200);
        model.show(120);
        QVERIFY(model.canBranch());
        QSignalSpy plans(&model, &RunModel::planChanged);
        model.branchHere();
        QTRY_COMPARE(plans.count(), 1);
        QTRY_COMPARE(model.frame()->newest, 120);
        model.change("damping", 3.0);
        finish(model);
        const auto branch = samples(*model.frame(), "position", 200);
        QVERIFY(std::equal(trunk.begin(), trunk.begin() + 121, branch.begin()));
        QVERIFY(trunk.back() != branch.back());
        QCOMPARE(model.frame()->ghosts.size(), std::size_t(1));
    }

    void the_speed_slider_covers_three_decades_and_max()
    {
        QCOMPARE(SpeedScale::factor(0), 0.1);
        QCOMPARE(SpeedScale::factor(SpeedScale::natural), 1.0);
        QCOMPARE(SpeedScale::factor(SpeedScale::last - 1), 100.0);
        QVERIFY(std::isinf(SpeedScale::factor(SpeedScale::last)));
        for (int stop = 0; stop <= SpeedScale::last; ++stop)
            QCOMPARE(SpeedScale::stop(SpeedScale::factor(stop)), stop);
        QCOMPARE(steps_per_second(1200, 12, 2), 200.0);
    }

    void a_running_model_can_be_destroyed_at_any_moment()
    {
        for (const int frames : {0, 1, 3}) {
            RunModel model;
            QSignalSpy shown(&model, &RunModel::frameChanged);
            model.start(planOf("long"), After::play);
            QTRY_VERIFY(shown.count() >= frames);
        }
    }
};

QTEST_MAIN(TestRunModel)
#include "test_run_model.moc"
