// Every lesson that comes with the program fits the experiments that come with it.
#include "core/experiments/registry.hpp"
#include "ui/icons.hpp"
#include "ui/lesson.hpp"

#include <QDir>
#include <QFile>
#include <QtTest>

using namespace etalon;

class TestShippedLessons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void every_lesson_names_what_there_is()
    {
        loadResources();
        const QDir folder(QStringLiteral(":/lessons"));
        QVERIFY(!folder.entryList().isEmpty());
        for (const auto& name : folder.entryList()) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            try {
                const auto lesson =
                    parse_lesson(file.readAll().toStdString(), name.toStdString(), experiments());
                QCOMPARE(QString::fromStdString(lesson.experiment) + QStringLiteral(".json"), name);
            } catch (const Error& error) {
                QFAIL(error.what());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestShippedLessons)
#include "test_shipped_lessons.moc"
