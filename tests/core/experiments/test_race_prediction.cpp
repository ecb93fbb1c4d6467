// What the early steps say about the end, against definitions and closed forms.
#include "core/experiments/race/race_prediction.hpp"
#include "core/experiments/race/race_sweep.hpp"
#include "core/lab/random.hpp"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace etalon;

namespace {

/// 1 + how many are smaller + half of the others that are equal.
std::vector<double> ranks_by_definition(const std::vector<double>& values)
{
    std::vector<double> ranks;
    for (const double value : values) {
        double rank = 0.5;
        for (const double other : values)
            rank += other < value ? 1 : other == value ? 0.5 : 0;
        ranks.push_back(rank);
    }
    return ranks;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    double a_mean = 0, b_mean = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        a_mean += a[i] / static_cast<double>(a.size());
        b_mean += b[i] / static_cast<double>(a.size());
    }
    double aa = 0, ab = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - a_mean) * (a[i] - a_mean);
        ab += (a[i] - a_mean) * (b[i] - b_mean);
        bb += (b[i] - b_mean) * (b[i] - b_mean);
    }
    return ab / std::sqrt(aa * bb);
}

} // namespace

class TestRacePrediction : public QObject {
    Q_OBJECT

private slots:
    void rank_correlation_follows_its_definition()
    {
        Random random(6, 1);
        for (int trial = 0; trial < 40; ++trial) {
            std::vector<double> a, b;
            for (int i = 0; i < 3 + trial; ++i) {
                a.push_back(static_cast<double>(random.below(10))); // ties among them
                b.push_back(a.back() + 3 * random.normal());
            }
            a.front() = -1; // never constant
            const double expected = correlation(ranks_by_definition(a), ranks_by_definition(b));
            QVERIFY(std::abs(spearman(a, b) - expected) < 1e-12);
        }
        QCOMPARE(spearman(std::vector{1., 2., 3.}, std::vector{1., 8., 27.}), 1.0);
        QCOMPARE(spearman(std::vector{1., 2., 3., 4.}, std::vector{9., 7., 5., 1.}), -1.0);
        QCOMPARE(spearman(std::vector{1., 2.}, std::vector{1., 2.}), 0.0);
        QCOMPARE(spearman(std::vector{1., 2., 3.}, std::vector{4., 4., 4.}), 0.0);
    }

    void moments_are_recorded_steps_around_the_drop()
    {
        for (const std::int64_t every : {1, 3, 10, 500})
            for (std::int64_t drop = 0; drop <= 207; ++drop) {
                const RaceMoments moments = race_moments(drop, every, 207);
                std::int64_t early = 0, half = 0, after = 0;
                for (std::int64_t step = 0; step <= 207; step += every) {
                    early = 4 * step <= drop ? step : early;
                    half = 2 * step <= drop ? step : half;
                }
                while (after < drop)
                    after += every;
                QCOMPARE(moments.drop, drop);
                QCOMPARE(moments.early, early);
                QCOMPARE(moments.half, half);
                QCOMPARE(moments.recorded_drop, std::min<std::int64_t>(after, 207));
            }
        QCOMPARE(race_moments(-1, 10, 100).early, std::int64_t{-1});
        QCOMPARE(race_moments(-1, 10, 100).recorded_drop, std::int64_t{-1});
    }

    void a_predicted_slope_is_the_mean_over_signs_that_grow()
    {
        // s cosδ weighted by a: (3·0.2 + 1·0.6)/4 = 0.3 for +, (1·0.5 + 1·0.3)/2 = 0.4 for −.
        RaceGeometry neurons{.neuron_norm = RaceVector{{3, 1, 1, 1}},
                             .output_weight = RaceVector{{1, 0, -1, -2}},
                             .pull_norm = RaceVector{{0.4, 1.2, 0.5, 0.6}},
                             .alignment = RaceVector{{0.5, 0.5, 1, 0.5}}};
        const auto slope = [](double growth) { return std::log(10) / std::log(1 + growth); };
        const double both = (slope(0.1 * 0.3) + slope(0.1 * 0.4)) / 2;
        QVERIFY(std::abs(*race_predicted_slope(neurons, 0.1) - both) < 1e-9);
        neurons.alignment = RaceVector{{0.5, 0.5, -1, -0.5}}; // − shrinks: left out
        QVERIFY(std::abs(*race_predicted_slope(neurons, 0.1) - slope(0.03)) < 1e-9);
        neurons.alignment.setConstant(-1);
        QVERIFY(!race_predicted_slope(neurons, 0.1).has_value());
    }

    void shares_are_compared_within_groups_of_five_and_more()
    {
        // Neurons 0 to 4 are a group, 5 to 8 are too few.
        const RaceGroups groups{.of_neuron = {0, 0, 0, 0, 0, 1, 1, 1, 1}, .share = {0.6, 0.4}};
        const std::vector<double> score{1, 2, 3, 4, 10, 9, 8, 7, 6};
        const std::vector<double> alignment{9, 8, 7, 6, 5, 4, 3, 2, 1};
        const std::vector<double> norm{2, 2, 4, 4, 8, 1, 1, 1, 1};
        const std::vector<double> at_drop{1, 1, 2, 3, 3, 5, 0, 0, 0};
        const auto scalars = race_prediction_scalars({.score_early = score,
                                                      .alignment_early = alignment,
                                                      .norm_at_drop = at_drop,
                                                      .norm_final = norm},
                                                     groups);
        // Shares of S .05 .1 .15 .2 .5, of a(T) .1 .1 .2 .2 .4, of a(t_D) .1 .1 .2 .3 .3.
        QVERIFY(std::abs(scalars.at("share_prediction_error") - 0.2 / 5) < 1e-14);
        QVERIFY(std::abs(scalars.at("share_freeze_error") - 0.1) < 1e-14);
        const auto rank = [](std::vector<double> a, std::vector<double> b) {
            return correlation(ranks_by_definition(a), ranks_by_definition(b));
        };
        QVERIFY(std::abs(scalars.at("score_spearman_within_groups")
                         - rank({1, 2, 3, 4, 10}, {2, 2, 4, 4, 8}))
                < 1e-14);
        QVERIFY(std::abs(scalars.at("score_spearman") - rank(score, norm)) < 1e-14);
        QVERIFY(std::abs(scalars.at("alignment_spearman") - rank(alignment, norm)) < 1e-14);
        const auto none = race_prediction_scalars({.score_early = score,
                                                   .alignment_early = alignment,
                                                   .norm_at_drop = at_drop,
                                                   .norm_final = norm},
                                                  {.of_neuron = std::vector<int>(9, -1)});
        QCOMPARE(none.at("score_spearman_within_groups"), 0.0);
        QCOMPARE(none.at("share_prediction_error"), 0.0);
        QCOMPARE(none.at("share_freeze_error"), 0.0);
    }

    void a_measured_slope_is_that_of_the_line_through_the_drops()
    {
        std::vector<RaceSweepPoint> points{{.value = 1e-2, .drop_step = 100},
                                           {.value = 1e-4, .drop_step = -1},
                                           {.value = 1e-3, .drop_step = 207},
                                           {.value = 1e-5, .drop_step = 421}};
        QVERIFY(std::abs(*race_measured_slope(points) - 107) < 1e-9);
        const auto line = race_drop_line(points, 100);
        QCOMPARE(line.size(), std::size_t{4});
        QVERIFY(std::abs(line[0] + line[2] + line[3] - 728) < 1e-9); // through the mean
        QVERIFY(std::abs(line[1] - line[2] - 100) < 1e-9);
        points[2].drop_step = points[3].drop_step = -1;
        QVERIFY(!race_measured_slope(points).has_value());
        points[2] = points[0]; // the same scale twice
        QVERIFY(!race_measured_slope(points).has_value());
        points[0].drop_step = points[2].drop_step = -1;
        QVERIFY(race_drop_line(points, 100).empty());
    }
};

QTEST_APPLESS_MAIN(TestRacePrediction)
#include "test_race_prediction.moc"
