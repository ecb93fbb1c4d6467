// Names along an axis where there is little room: shortened before any is left out, and always told
// apart.
#include "ui/figure/fitting_ticks.hpp"
#include "ui/figure/style.hpp"

#include <QFontMetricsF>
#include <QtTest>

#include <algorithm>
#include <set>

using namespace etalon;

namespace {

constexpr AxisRange everything{0, 1};

// Names at equal distances over the whole axis.
Axis named(const QStringList& names)
{
    Axis axis;
    for (qsizetype i = 0; i < names.size(); ++i)
        axis.ticks.push_back({(static_cast<double>(i) + 0.5) / static_cast<double>(names.size()),
                              names[i].toStdString()});
    return axis;
}

QStringList labels_of(const AxisTicks& ticks)
{
    QStringList labels;
    for (const AxisTick& tick : ticks.major)
        labels << tick.label;
    return labels;
}

// Whether texts in the middle of cells of equal width come closer than a gap.
bool touch(const QStringList& labels, double length, const QFontMetricsF& metrics, double gap)
{
    double end = -1e9;
    for (qsizetype i = 0; i < labels.size(); ++i) {
        if (labels[i].isEmpty())
            continue;
        const double middle =
            (static_cast<double>(i) + 0.5) * length / static_cast<double>(labels.size());
        const double half = metrics.horizontalAdvance(labels[i]) / 2;
        if (middle - half < end + gap)
            return true;
        end = middle + half;
    }
    return false;
}

bool is_short_for(const QString& label, const QString& name)
{
    return label.endsWith(QLatin1Char('.')) && label.size() >= 3
        && name.startsWith(label.chopped(1)) && label.size() < name.size();
}

} // namespace

class TestFittingTicks : public QObject {
    Q_OBJECT

private:
    const QFontMetricsF metrics_{figure_font(FigureStyle{}.ticks)};

    QStringList shown(const QStringList& names, double length, bool across = true) const
    {
        return labels_of(fitting_ticks(named(names), everything, length, metrics_, across));
    }

private Q_SLOTS:
    void names_are_shortened_before_any_is_left_out()
    {
        const QStringList names{"disc", "square", "triangle", "cross"};
        const double space = metrics_.horizontalAdvance(QLatin1Char(' ')),
                     readable_gap = 0.7 * metrics_.height();
        int stage = 0; // whole names, then short ones, then fewer: never back
        std::set<int> stages;
        for (double length = 600; length > 20; length -= 1) {
            const auto labels = shown(names, length);
            QCOMPARE(labels.size(), names.size());
            const bool is_whole = labels == names, are_all = !labels.contains(QString());
            const int now = is_whole ? 0 : are_all ? 1 : 2;
            QVERIFY2(now >= stage, qPrintable(QString::number(length) + labels.join(' ')));
            stages.insert(stage = now);
            for (qsizetype i = 0; i < names.size(); ++i)
                QVERIFY2(labels[i].isEmpty() || labels[i] == names[i]
                             || is_short_for(labels[i], names[i]),
                         qPrintable(labels[i]));
            if (are_all)
                QVERIFY(!touch(labels, length, metrics_, space / 2));
            else // two letters and a full stop of each would be too much already
                QVERIFY(touch({"di.", "sq.", "tr.", "cr."}, length, metrics_, readable_gap));
        }
        QCOMPARE(stages, (std::set<int>{0, 1, 2}));
    }

    void as_many_letters_are_kept_as_fit()
    {
        const QStringList names{"disc", "square", "triangle", "cross"};
        qsizetype before = names.join(QString()).size();
        for (double length = 600; length > 20; length -= 1) {
            const auto labels = shown(names, length);
            if (labels.contains(QString()))
                break;
            const auto letters = labels.join(QString()).size();
            QVERIFY(letters <= before);
            before = letters;
        }
        QCOMPARE(before, qsizetype(4 * 3)); // "di." and so on, at last
    }

    void names_that_would_become_the_same_stay_whole_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("numbered") << QStringList{"channel 1", "channel 2", "channel 3"};
        QTest::newRow("same beginning") << QStringList{"transport", "transition", "disc"};
        QTest::newRow("numbers") << QStringList{"1000000", "2000000", "3000000"};
        QTest::newRow("twins") << QStringList{"temperature", "temperature", "pressure"};
    }
    void names_that_would_become_the_same_stay_whole()
    {
        QFETCH(QStringList, names);
        for (double length = 400; length > 20; length -= 1) {
            const auto labels = shown(names, length);
            for (qsizetype i = 0; i < names.size(); ++i)
                for (qsizetype j = 0; j < i; ++j)
                    if (!labels[i].isEmpty() && names[i] != names[j])
                        QVERIFY2(labels[i] != labels[j], qPrintable(labels[i]));
            if (names[0] == QLatin1String("channel 1") || names[0] == QLatin1String("1000000"))
                for (qsizetype i = 0; i < names.size(); ++i)
                    QVERIFY2(labels[i].isEmpty() || labels[i] == names[i], qPrintable(labels[i]));
        }
    }

    void names_one_above_the_other_stay_whole()
    {
        const QStringList names{"disc", "square", "triangle", "cross"};
        for (double length = 200; length > 5; length -= 1) {
            const auto labels = shown(names, length, false);
            for (qsizetype i = 0; i < names.size(); ++i)
                QVERIFY(labels[i].isEmpty() || labels[i] == names[i]);
        }
        QVERIFY(shown(names, 20, false).contains(QString()));
    }

    void numbers_are_thinned_out_but_two_remain()
    {
        Axis axis;
        const AxisRange range{0, 100};
        qsizetype most = 100;
        for (double length = 600; length > 90; length -= 1) {
            auto labels = labels_of(fitting_ticks(axis, range, length, metrics_, true));
            labels.removeAll(QString());
            QVERIFY(labels.size() >= 2);
            most = std::min(most, labels.size());
        }
        QVERIFY(most < labels_of(fitting_ticks(axis, range, 600, metrics_, true)).size());
    }
};

QTEST_MAIN(TestFittingTicks)
#include "test_fitting_ticks.moc"
