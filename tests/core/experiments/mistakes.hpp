// Mistakes between parameters, as rows of a test: "key=value key=value", and what is said of it.
#pragma once

#include "core/lab/parameter.hpp"

#include <QtTest>

namespace etalon::test {

/// "steps=20 noise=0" as values of the schema.
inline Overrides assigned(const Schema& schema, const QString& assignments)
{
    Overrides overrides;
    for (const QString& one : assignments.split(' ', Qt::SkipEmptyParts)) {
        const auto key = one.section('=', 0, 0).toStdString();
        overrides[key] = schema.parse(key, one.section('=', 1).toStdString());
    }
    return overrides;
}

/// Declares the columns; what it returns adds a row. An empty fragment: no mistake.
inline auto mistake_rows()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<bool>("has_data");
    QTest::addColumn<QString>("key"); // of the parameter that is blamed
    QTest::addColumn<QString>("fragment");
    return [](const char* given, const char* key = "", const char* fragment = "",
              bool has_data = false) {
        QTest::addRow("%s%s", given, has_data ? " with data" : "")
            << QString(given) << has_data << QString(key) << QString(fragment);
    };
}

/// Compares the row with the problems that `problems_with(given, has_data)` finds.
template <class ProblemsWith>
void compare_mistakes(const ProblemsWith& problems_with)
{
    QFETCH(QString, given);
    QFETCH(bool, has_data);
    QFETCH(QString, key);
    QFETCH(QString, fragment);
    const std::vector<Problem> problems = problems_with(given, has_data);
    if (fragment.isEmpty()) {
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems[0].message.c_str());
        return;
    }
    QCOMPARE(problems.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(problems[0].key), key);
    QVERIFY2(QString::fromStdString(problems[0].message).contains(fragment),
             problems[0].message.c_str());
}

} // namespace etalon::test
