// Files that are no data, no saved run and no network, dropped onto the window and chosen in its
// dialogue: each is explained in place in one line, and the window goes on.
#include "core/experiments/registry.hpp"
#include "file_drop.hpp"
#include "opened_window.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"

#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QtTest>

using namespace etalon;

class TestWrongFiles : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    std::vector<Experiment> experiments_{etalon::find(experiments(), "linear-cnn"),
                                         etalon::find(experiments(), "race")};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }

    QString write(const QString& name, const QByteArray& bytes)
    {
        const QString path = folder_.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    void drop(const QString& path) { QVERIFY(etalon::drop(*window_, path)); }

    // Types the path into the dialogue that the command opens, which blocks until it is closed.
    static void choose(QAction* command, const QString& path)
    {
        QTimer poll;
        connect(&poll, &QTimer::timeout, &poll, [&] {
            auto* dialogue = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            auto* name = dialogue ? dialogue->findChild<QLineEdit*>() : nullptr;
            if (!name)
                return;
            poll.stop();
            name->setText(path);
            QTest::keyClick(name, Qt::Key_Return);
        });
        poll.start(5);
        command->trigger();
    }

    void complaint_names(const Notice& notice, const QString& name)
    {
        QTRY_VERIFY2(notice.text().contains(name), qPrintable(notice.text()));
        QVERIFY(notice.isVisible());
        QVERIFY2(!notice.text().contains(QLatin1Char('\n')), qPrintable(notice.text()));
    }

    void it_goes_on()
    {
        QTRY_VERIFY(!model().isMaking());
        window_->activateWindow(); // a window manager does it when the dialogue closes
        QTRY_VERIFY(window_->isActiveWindow());
        const auto before = model().frame()->newest;
        QTest::keyClick(window_.get(), Qt::Key_Right);
        QTRY_COMPARE(model().frame()->newest, before + 1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void init() { window_ = openedWindow(experiments_); }

    void cleanup() { window_.reset(); }

    void wrong_data_are_explained_and_the_run_goes_on_data()
    {
        QTest::addColumn<QString>("experiment");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("dropped");
        const QByteArray cut("\0\0\x08\x03\0\0\0\x10\0\0\0\x1c\0\0\0\x1c ten bytes", 26);
        const QByteArray network = QByteArray("\x89HDF\r\n\x1a\n", 8) + QByteArray(100, '\x01');
        for (const char* id : {"linear-cnn", "race"})
            for (const bool dropped : {true, false}) {
                const auto add = [&](const char* name, const QByteArray& bytes) {
                    QTest::addRow("%s %s %s", id, name, dropped ? "dropped" : "chosen")
                        << QString(id) << QString(name) << bytes << dropped;
                };
                add("network.h5", network);
                if (QLatin1String(id) == QLatin1String("race"))
                    continue; // the same loaders
                add("notes.txt", "Nothing that one could train on.\n");
                add("empty.idx", {});
                add("cut-idx3-ubyte", cut);
            }
    }

    void wrong_data_are_explained_and_the_run_goes_on()
    {
        QFETCH(QString, experiment);
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, dropped);
        const auto& subject = etalon::find(experiments_, experiment.toStdString());
        window_->openExperiment(subject.id, subject.presets.front().name, {}, 1, {}, After::pause);
        QTRY_VERIFY(model().frame());
        const auto path = write(name, bytes);
        dropped ? drop(path) : choose(window_->actions().data_file, path);
        if (experiment == QLatin1String("race")) { // has a parameter for where its data come from
            QVERIFY(!window_->draft().isSound());
            window_->draft().setValue("dataset", std::string("file"));
            window_->actions().apply->trigger();
        }
        complaint_names(window_->notice(), name);
        const auto labels =
            window_->form().findChildren<QLabel*>(QStringLiteral("problem")); // beside the data
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [&](const QLabel* label) { return label->text().contains(name); }));
        it_goes_on();
    }

    void a_wrong_run_is_explained_and_the_run_goes_on_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<bool>("dropped");
        for (const bool dropped : {true, false}) {
            QTest::addRow("no json %s", dropped ? "dropped" : "chosen")
                << QByteArray("{\"schema\": 1, ") << dropped;
            QTest::addRow("of another program %s", dropped ? "dropped" : "chosen")
                << QByteArray("{\"schema\": 1, \"application\": \"other\"}") << dropped;
        }
    }

    void a_wrong_run_is_explained_and_the_run_goes_on()
    {
        QFETCH(QByteArray, document);
        QFETCH(bool, dropped);
        window_->openExperiment("race", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(model().frame());
        const auto folder = QFileInfo(write(QStringLiteral("damaged/run.json"), document)).path();
        dropped ? drop(folder) : choose(window_->actions().open, folder);
        complaint_names(window_->notice(), QStringLiteral("damaged"));
        it_goes_on();
    }

    void the_gallery_explains_in_its_own_place()
    {
        auto* gallery = window_->findChild<Gallery*>();
        drop(write(QStringLiteral("notes.txt"), "Nothing.\n"));
        complaint_names(gallery->notice(), QStringLiteral("notes.txt"));
        drop(QFileInfo(write(QStringLiteral("damaged/run.json"), "{")).path());
        complaint_names(gallery->notice(), QStringLiteral("damaged"));
        QVERIFY(gallery->isVisible());
        window_->openExperiment("race", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(model().frame());
        QVERIFY(gallery->notice().isHidden());
        it_goes_on();
    }
};

QTEST_MAIN(TestWrongFiles)
#include "test_wrong_files.moc"
