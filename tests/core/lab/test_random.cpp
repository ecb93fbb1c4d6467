// The generator against published check values and the moments of its distributions.
#include "core/lab/random.hpp"

#include <QtTest>

#include <cmath>

using etalon::Random;

class TestRandom : public QObject {
    Q_OBJECT
private slots:
    void uniform_numbers_have_the_defined_values()
    {
        Random random(1, 1);
        QCOMPARE(random.uniform(), 0.620543106714356);
        QCOMPARE(random.uniform(), 0.4904541878374269);
        QCOMPARE(random.uniform(), 0.4644077649833718);
    }

    void normal_numbers_have_the_defined_values()
    {
        Random random(1, 3); // the C library's logarithm and cosine may differ in the last bits
        QVERIFY(std::abs(random.normal() - 1.7659143906380332) < 1e-14);
        QVERIFY(std::abs(random.normal() + 0.03619522954511343) < 1e-15);
    }

    void permutation_has_the_defined_order_wherever_the_stream_stands()
    {
        Random random(1, 4);
        random.seek(17);
        QCOMPARE(random.permutation(8), (std::vector<std::size_t>{4, 6, 5, 7, 1, 0, 3, 2}));
        QCOMPARE(random.position(), std::uint64_t{8});
    }

    void seeking_reaches_any_number_of_the_stream()
    {
        Random in_order(7, 2), seeking(7, 2);
        std::vector<double> numbers;
        for (int i = 0; i < 50; ++i)
            numbers.push_back(in_order.uniform());
        for (const std::uint64_t i : {31u, 0u, 49u, 12u}) {
            seeking.seek(i);
            QCOMPARE(seeking.uniform(), numbers[i]);
        }
    }

    void seeking_forgets_the_second_number_of_a_pair()
    {
        Random random(7, 2);
        const double first = random.normal();
        random.seek(0);
        QCOMPARE(random.normal(), first);
    }

    void seeds_and_streams_differ()
    {
        const double number = Random(1, 1).uniform();
        QVERIFY(Random(2, 1).uniform() != number);
        QVERIFY(Random(1, 2).uniform() != number);
    }

    void below_reaches_every_number_and_no_other()
    {
        Random random(3, 1);
        std::vector<int> counts(7);
        for (int i = 0; i < 7000; ++i)
            ++counts.at(random.below(7));
        for (const int count : counts) // binomial: mean 1000, deviation 29; five deviations
            QVERIFY(std::abs(count - 1000) < 147);
    }

    void normal_numbers_have_mean_0_and_variance_1()
    {
        constexpr int count = 100000;
        Random random(5, 1);
        double sum = 0, squares = 0;
        for (int i = 0; i < count; ++i) {
            const double number = random.normal();
            sum += number;
            squares += number * number;
        }
        QVERIFY(std::abs(sum / count) < 5 / std::sqrt(count));
        QVERIFY(std::abs(squares / count - 1) < 5 * std::sqrt(2.0 / count));
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "test_random.moc"
