// The export dialog: what it offers, what it writes, and what it says when it cannot.
#include "window_fixture.hpp"

#include "ui/export_dialog.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace etalon;

class TestExportDialog : public QObject {
    Q_OBJECT

private:
    RunModel model_;

    std::unique_ptr<ExportDialog> dialog(const QString& folder)
    {
        std::vector<ExportItem> items;
        for (const auto& figure : oscillator().figures)
            items.push_back({&figure, {}, figure.id == "energy"});
        Provenance provenance;
        provenance.experiment = "oscillator";
        return std::make_unique<ExportDialog>(model_.frame(), provenance, items, folder, nullptr);
    }
    static QString said(const ExportDialog& dialog)
    {
        return dialog.findChild<QLabel*>(QStringLiteral("small"))->text();
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        model_.start(planOf("default", {{"steps", std::int64_t(20)}}), After::pause);
        QTRY_VERIFY(model_.frame());
        model_.setSpeed(std::numeric_limits<double>::infinity());
        model_.play();
        QTRY_VERIFY(model_.hasEnded());
    }

    void the_style_sets_the_size()
    {
        const auto made = dialog(QStringLiteral("/tmp"));
        QCOMPARE(made->settings().width_mm, 89.0);
        auto* style = made->findChild<QComboBox*>();
        style->setCurrentIndex(style->findData(QStringLiteral("wide")));
        QCOMPARE(made->settings().width_mm, 183.0);
        QCOMPARE(made->formats(), (std::vector{FigureFormat::pdf, FigureFormat::csv}));
    }

    void chosen_figures_are_written_in_the_chosen_formats()
    {
        const QTemporaryDir folder;
        const auto made = dialog(folder.filePath(QStringLiteral("figures")));
        QSignalSpy written(made.get(), &ExportDialog::written);
        made->write();
        QTRY_COMPARE(written.count(), 1);
        QVERIFY2(written.front().front().toBool(), qPrintable(said(*made)));
        const QDir result(folder.filePath(QStringLiteral("figures")));
        QCOMPARE(result.entryList(QDir::Files),
                 QStringList({QStringLiteral("energy.csv"), QStringLiteral("energy.pdf")}));
        QFile pdf(result.filePath(QStringLiteral("energy.pdf")));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.read(5) == "%PDF-");
    }

    void a_folder_that_cannot_be_made_is_explained_in_the_dialog()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto made = dialog(folder.filePath(QStringLiteral("file/figures")));
        QSignalSpy written(made.get(), &ExportDialog::written);
        made->write();
        QTRY_COMPARE(written.count(), 1);
        QVERIFY(!written.front().front().toBool());
        QVERIFY(said(*made).startsWith(QStringLiteral("Not written")));
    }

    void nothing_chosen_means_nothing_to_write()
    {
        const auto made = dialog(QStringLiteral("/tmp"));
        for (auto* check : made->findChildren<QCheckBox*>())
            check->setChecked(false);
        QVERIFY(!made->findChild<QPushButton*>(QStringLiteral("primary"))->isEnabled());
    }
};

QTEST_MAIN(TestExportDialog)
#include "test_export_dialog.moc"
