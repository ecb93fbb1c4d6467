// Qt Charts is deprecated from Qt 6.10 on: one file may know it.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

class TestFigureSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void one_file_includes_qt_charts();
};

void TestFigureSources::one_file_includes_qt_charts()
{
    // All its headers that an axis, a series or a chart comes from.
    static const QRegularExpression charts(
        QStringLiteral("#include\\s*[<\"](QtCharts|QChart|QAbstractAxis|QCategoryAxis|QValueAxis|"
                       "QLogValueAxis|QLegend|Q[A-Za-z]*Series\\b|QBarSet|QtCharts/)"));
    const QString root = QStringLiteral(ETALON_SOURCE_DIR);
    QStringList found;
    int scanned = 0;
    for (const char* folder : {"app", "core", "ui"})
        for (QDirIterator files(root + '/' + folder, {"*.cpp", "*.hpp"}, QDir::Files,
                                QDirIterator::Subdirectories);
             files.hasNext();) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            ++scanned;
            if (QString::fromUtf8(file.readAll()).contains(charts))
                found.append(file.fileName().mid(root.size() + 1));
        }
    QVERIFY(scanned > 50);
    QCOMPARE(found, QStringList{"ui/figure/chart_frame.cpp"});
}

QTEST_APPLESS_MAIN(TestFigureSources)
#include "test_figure_sources.moc"
