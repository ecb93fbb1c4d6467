// What a user drops onto the window of linear-scope: a network of their own, which is looked through
// without training, and pictures, which it learns from; and what cannot be taken, with the reason.
#include "core/experiments/linear_scope/network_file.hpp"
#include "core/experiments/registry.hpp"
#include "file_drop.hpp"
#include "opened_window.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_form.hpp"

#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <limits>
#include <set>

using namespace etalon;

class TestLinearScopeFiles : public QObject {
    Q_OBJECT

private:
    const QString network_ = QStringLiteral(ETALON_SOURCE_DIR "/tests/networks/all_layers.h5");
    QTemporaryDir folder_;
    std::vector<Experiment> experiments_{etalon::find(experiments(), "linear-scope")};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }

    void open(const std::string& preset, Overrides more = {})
    {
        const auto whole = [](std::int64_t value) { return Value(value); };
        more.merge(Overrides{{"image_size", whole(8)},
                             {"channels", whole(2)},
                             {"steps", whole(20)},
                             {"train_count", whole(32)},
                             {"test_count", whole(16)},
                             {"sample_every", whole(10)},
                             {"scope_images", whole(2)}});
        window_->openExperiment("linear-scope", preset, more, 1, {}, After::pause);
        QTRY_VERIFY(model().frame());
        model().setSpeed(std::numeric_limits<double>::infinity());
    }

    bool hasEnded() { return model().hasEnded() && model().frame() && model().frame()->ended; }

    void drop(const QString& path) { QVERIFY(etalon::drop(*window_, path)); }

    // A ramp to the right with a bright square.
    QString picture(const QString& name, int side)
    {
        QImage image(side, side, QImage::Format_Grayscale8);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                image.scanLine(y)[x] = static_cast<uchar>(255 * x / side);
        QPainter(&image).fillRect(side / 4, side / 4, side / 3, side / 3, Qt::white);
        const QString path = folder_.filePath(name);
        if (!image.save(path))
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    bool hasData(const QString& path)
    {
        return model().plan().setup.data == std::filesystem::path(path.toStdString());
    }

    std::vector<double> values(const SharedTensors& tensors, const char* name)
    {
        for (const Tensor& tensor : tensors ? *tensors : std::vector<Tensor>())
            if (tensor.name == name)
                return std::get<std::vector<double>>(tensor.values);
        return {};
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init() { window_ = openedWindow(experiments_); }

    void cleanup() { window_.reset(); }

    void a_dropped_network_is_looked_through_at_once_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::newRow("while classifying") << "classify-shapes";
        QTest::newRow("while denoising") << "denoise"; // the task is the file's own
    }
    void a_dropped_network_is_looked_through_at_once()
    {
        QFETCH(QString, preset);
        open(preset.toStdString());
        drop(network_);
        QTRY_VERIFY(hasData(network_) && hasEnded());
        QVERIFY2(!window_->notice().isVisible(), qPrintable(window_->notice().text()));
        const auto frame = model().frame();
        QCOMPARE(frame->newest, std::int64_t{0}); // nothing is trained

        const ImportedNetwork file = read_network(network_.toStdString());
        QCOMPARE(values(frame->final_weights, "weight_1"), file.network.layers.front().weight);
        QCOMPARE(values(frame->data, "test_inputs"), file.images);
        const auto labels = window_->form().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text().contains(QLatin1String("all_layers.h5"));
        }));
        auto* figures = window_->findChild<FigureGrid*>();
        for (const char* id : {"votes", "scope", "rows"}) { // classes by the names of the file
            figures->setFigureVisible(id, true);
            QTRY_VERIFY2(!figures->view(id)->summary().isEmpty(), id);
        }
        QTRY_VERIFY2(figures->view("votes")->summary().contains(QLatin1String("dog")),
                     qPrintable(figures->view("votes")->summary()));
    }

    void without_the_file_it_trains_again()
    {
        open("classify-shapes");
        drop(network_);
        QTRY_VERIFY(hasData(network_) && hasEnded());
        Q_EMIT window_->form().dataCleared();
        QTRY_VERIFY(!model().plan().setup.data && hasEnded());
        QCOMPARE(model().frame()->newest, std::int64_t{20});
    }

    void a_dropped_picture_is_learned_from_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("name");
        for (const char* preset : {"denoise", "upscale-residual", "fill"})
            for (const char* name : {"photo.png", "photo.jpg", "photo.pgm"})
                QTest::addRow("%s %s", preset, name) << QString(preset) << QString(name);
    }
    void a_dropped_picture_is_learned_from()
    {
        QFETCH(QString, preset);
        QFETCH(QString, name);
        open(preset.toStdString(), {{"noise", 0.0}, {"steps", std::int64_t{20}}});
        const QString path = picture(name, 40);
        drop(path);
        QTRY_VERIFY(hasData(path) && hasEnded());
        QVERIFY2(!window_->notice().isVisible(), qPrintable(window_->notice().text()));
        QCOMPARE(model().frame()->newest, std::int64_t{20});
        const auto targets = values(model().frame()->data, "train_targets");
        QVERIFY(!targets.empty());
        // Crops of a ramp to the right: levels of the picture, more than a synthetic shape has.
        const std::set<double> levels(targets.begin(), targets.end());
        QVERIFY(levels.size() > 30 && *levels.begin() >= 0 && *levels.rbegin() <= 1);
    }

    void what_it_cannot_take_is_explained_and_the_run_goes_on_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("reason");
        QFile cut(folder_.filePath("cut.h5"));
        QFile whole(network_);
        if (!cut.open(QIODevice::WriteOnly) || !whole.open(QIODevice::ReadOnly))
            qFatal("cannot write");
        cut.write(whole.readAll().left(3000));
        cut.close();
        QTest::newRow("network cut short") << "classify-shapes" << cut.fileName() << "cut.h5";
        QTest::newRow("picture without labels")
            << "classify-shapes" << picture("photo.png", 40) << "photo.png";
        QTest::newRow("picture too small")
            << "upscale-residual" << picture("small.png", 12) << "expected at least 16x16";
    }
    void what_it_cannot_take_is_explained_and_the_run_goes_on()
    {
        QFETCH(QString, preset);
        QFETCH(QString, path);
        QFETCH(QString, reason);
        open(preset.toStdString());
        drop(path);
        const auto& notice = window_->notice();
        QTRY_VERIFY2(notice.text().contains(reason), qPrintable(notice.text()));
        QVERIFY(notice.isVisible());
        QTRY_VERIFY(!model().isMaking());
        const auto before = model().frame()->newest;
        window_->actions().step->trigger();
        QTRY_COMPARE(model().frame()->newest, before + 1);
    }
};

QTEST_MAIN(TestLinearScopeFiles)
#include "test_linear_scope_files.moc"
