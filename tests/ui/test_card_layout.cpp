// The places of the cards in the figure grid.
#include "ui/card_layout.hpp"

#include <QtTest>

using namespace etalon;

class TestCardLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cards_fill_the_grid_without_overlap_data()
    {
        QTest::addColumn<int>("arrangement");
        QTest::addColumn<int>("count");
        for (int arrangement = 0; arrangement < 3; ++arrangement)
            for (int count = 1; count <= 12; ++count)
                QTest::addRow("%d of %d", count, arrangement) << arrangement << count;
    }

    void cards_fill_the_grid_without_overlap()
    {
        QFETCH(int, arrangement);
        QFETCH(int, count);
        const auto places = cells(Arrangement(arrangement), count);
        std::vector<int> covered(grid_units * grid_units, 0);
        for (const auto& place : places)
            for (int y = place.y(); y < place.y() + place.height(); ++y)
                for (int x = place.x(); x < place.x() + place.width(); ++x)
                    ++covered[std::size_t(y * grid_units + x)];
        QVERIFY(std::all_of(covered.begin(), covered.end(), [](int times) { return times == 1; }));
    }

    void the_first_figure_is_the_widest()
    {
        for (int count = 2; count <= 12; ++count) {
            const auto places = cells(Arrangement::focus, count);
            for (const auto& place : places)
                QVERIFY(place.width() <= places.front().width());
        }
    }
};

QTEST_APPLESS_MAIN(TestCardLayout)
#include "test_card_layout.moc"
