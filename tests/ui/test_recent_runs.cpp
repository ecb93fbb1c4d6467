// The menu of saved runs used last, and recordings dropped on the window.
#include "file_drop.hpp"
#include "window_fixture.hpp"

#include "ui/gallery.hpp"
#include "ui/main_window.hpp"
#include "ui/notice.hpp"
#include "ui/recent_runs.hpp"

#include <QDir>
#include <QMenu>
#include <QSettings>
#include <QTemporaryDir>

using namespace etalon;

class TestRecentRuns : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};
    QTemporaryDir folder_;

    QString runFolder(const QString& name) // what the menu takes for a saved run
    {
        QDir(folder_.path()).mkpath(name);
        QFile file(folder_.filePath(name + QStringLiteral("/run.json")));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no temporary files");
        return folder_.filePath(name);
    }
    static std::filesystem::path pathOf(const QString& name) { return name.toStdString(); }

    // A finished run of the oscillator, saved by the window.
    QString savedRun(MainWindow& window, const QString& name)
    {
        window.openExperiment("oscillator", "default", {}, 3, {}, After::pause);
        [&] { QTRY_VERIFY(!window.model().isMaking() && window.model().frame()); }();
        window.setSpeed(std::numeric_limits<double>::infinity());
        window.model().play();
        [&] { QTRY_VERIFY(window.model().hasEnded()); }();
        const QString folder = folder_.filePath(name);
        window.model().save(pathOf(folder));
        [&] { QTRY_VERIFY(QFile::exists(folder + QStringLiteral("/run.json"))); }();
        return folder;
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        QVERIFY(folder_.isValid());
    }
    void init() { QSettings().clear(); }

    void the_newest_is_first_and_ten_are_kept()
    {
        RecentRuns recent;
        for (int i = 0; i < 12; ++i)
            recent.add(runFolder(QString::number(i)));
        QCOMPARE(recent.folders().size(), 10);
        QCOMPARE(recent.folders().front(), folder_.filePath(QStringLiteral("11")));
        QCOMPARE(recent.folders().back(), folder_.filePath(QStringLiteral("2")));
        recent.add(folder_.filePath(QStringLiteral("5/"))); // once more, written differently
        QCOMPARE(recent.folders().size(), 10);
        QCOMPARE(recent.folders().front(), folder_.filePath(QStringLiteral("5")));
        QCOMPARE(RecentRuns().folders(), recent.folders()); // as the next start finds them
    }

    void runs_that_are_gone_are_grey_and_the_others_open()
    {
        RecentRuns recent;
        recent.add(runFolder(QStringLiteral("here & now")));
        recent.add(folder_.filePath(QStringLiteral("gone")));
        QMenu menu;
        recent.fill(menu);
        QCOMPARE(menu.actions().size(), 2);
        QVERIFY(!menu.actions()[0]->isEnabled());
        QVERIFY(menu.actions()[1]->isEnabled());
        QVERIFY(menu.actions()[1]->text().contains(QStringLiteral("here && now")));
        QSignalSpy chosen(&recent, &RecentRuns::chosen);
        menu.actions()[1]->trigger();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), folder_.filePath(QStringLiteral("here & now")));
    }

    void an_empty_menu_says_so()
    {
        RecentRuns recent;
        QMenu menu;
        recent.fill(menu);
        QCOMPARE(menu.actions().size(), 1);
        QVERIFY(!menu.actions().front()->isEnabled());
    }

    void saved_and_opened_runs_enter_the_menu_of_the_window()
    {
        QString first, second;
        {
            MainWindow window(experiments_);
            first = savedRun(window, QStringLiteral("first"));
            second = savedRun(window, QStringLiteral("second"));
            QTRY_COMPARE(RecentRuns().folders(), (QStringList{second, first}));
        }
        MainWindow window(experiments_);
        window.openDirectory(pathOf(first));
        QTRY_COMPARE(RecentRuns().folders(), (QStringList{first, second}));
        auto& menu = *window.actions().recent_menu;
        Q_EMIT menu.aboutToShow();
        QCOMPARE(menu.actions().size(), 2);
        menu.actions()[1]->trigger();
        QTRY_COMPARE(RecentRuns().folders(), (QStringList{second, first}));
        QCOMPARE(window.model().frame()->seed, std::uint64_t(3));
    }

    void a_folder_that_cannot_be_opened_does_not_enter()
    {
        MainWindow window(experiments_);
        window.openDirectory(pathOf(folder_.filePath(QStringLiteral("nothing"))));
        const auto* gallery =
            window.findChild<Gallery*>(); // where a window without a run complains
        QTRY_VERIFY(!gallery->notice().text().isEmpty());
        QVERIFY(RecentRuns().folders().isEmpty());
        savedRun(window, QStringLiteral("third")); // nor later, with the next run
        QTRY_COMPARE(RecentRuns().folders().size(), 1);
    }

    void a_dropped_recording_is_opened()
    {
        MainWindow maker(experiments_);
        const QString folder = savedRun(maker, QStringLiteral("dropped"));
        for (const QString& dropped : {folder, folder + QStringLiteral("/run.json"),
                                       folder + QStringLiteral("/recording.h5")}) {
            QVERIFY(QFile::exists(dropped));
            MainWindow window(experiments_);
            QVERIFY(drop(window, dropped));
            QTRY_VERIFY(window.model().frame());
            QVERIFY(!window.model().isLiveRun());
            QCOMPARE(window.model().frame()->newest, 200);
        }
    }
};

QTEST_MAIN(TestRecentRuns)
#include "test_recent_runs.moc"
