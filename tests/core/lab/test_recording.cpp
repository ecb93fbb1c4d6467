// A recording is bounded, equal for equal runs whatever was looked at when, and safe to read.
#include "core/lab/recording.hpp"

#include "core/lab/error.hpp"
#include "core/lab/random.hpp"
#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

#include <atomic>
#include <map>
#include <thread>

using namespace etalon;

namespace {

constexpr std::size_t smallest = 1; // bytes: the capacity is then 64 samples, the least there is

std::vector<Channel> scalar(std::int64_t every = 1, Role role = Role::measured)
{
    return {{.name = "x", .every = every, .role = role}};
}

std::vector<std::int64_t> steps(const Series& series)
{
    return {series.steps().begin(), series.steps().end()};
}

/// from, from + by, … up to `to`.
std::vector<std::int64_t> sequence(std::int64_t from, std::int64_t to, std::int64_t by = 1)
{
    std::vector<std::int64_t> result;
    for (; from <= to; from += by)
        result.push_back(from);
    return result;
}

} // namespace

class TestRecording : public QObject {
    Q_OBJECT
private slots:
    void what_is_not_over_steps_is_kept_whole_before_and_after_the_end()
    {
        for (const Role role : {Role::measured, Role::theory}) {
            Recording recording({{.name = "x", .every = 5, .role = role, .index = "neurons kept"}},
                                smallest);
            for (std::int64_t kept = 0; kept < 300; ++kept)
                recording.append(0, kept, static_cast<double>(kept));
            recording.finish(20);
            QVERIFY(recording.wants(0, 1000));
            recording.append(0, 1000, 1000.0);
            recording.publish();
            auto expected = sequence(0, 299);
            expected.push_back(1000);
            const auto series = recording.snapshot()[0];
            QVERIFY(steps(series) == expected);
            QCOMPARE(series.sample(299)[0], 299.0);
        }
    }

    void samples_are_seen_when_published_and_not_before()
    {
        Recording recording(scalar());
        QVERIFY(recording.snapshot()[0].empty());
        recording.append(0, 0, 3.0);
        QVERIFY(recording.snapshot()[0].empty());
        QCOMPARE(recording.last_step(0), std::int64_t{0});
        const auto before = recording.version();
        recording.publish();
        QVERIFY(recording.version() > before);
        QCOMPARE(recording.snapshot()[0].size(), std::size_t{1});
        QCOMPARE(recording.snapshot()[0].sample(0)[0], 3.0);
        QCOMPARE(Recording(scalar()).last_step(0), std::int64_t{-1});
    }

    void samples_keep_their_shape()
    {
        Recording recording({{.name = "map", .dims = {"row", "column"}, .shape = {2, 3}}});
        QCOMPARE(width(recording.channels()[0]), std::size_t{6});
        const std::vector<double> first{1, 2, 3, 4, 5, 6}, second{7, 8, 9, 10, 11, 12};
        recording.append(0, 0, first);
        recording.append(0, 1, second);
        recording.publish();
        const auto series = recording.snapshot()[0];
        QCOMPARE(series.values().size(), std::size_t{12});
        QVERIFY(std::equal(second.begin(), second.end(), series.sample(1).begin()));
    }

    void a_channel_is_found_by_name()
    {
        const Recording recording({{.name = "loss"}, {.name = "x"}});
        QCOMPARE(recording.index("x"), std::size_t{1});
        QVERIFY_EXCEPTION_THROWN(recording.index("y"), Error);
    }

    void a_sample_is_kept_only_where_it_is_due()
    {
        Recording recording(
            {{.name = "each"}, {.name = "fourth", .every = 4}, {.name = "once", .every = 0}});
        for (std::int64_t step = 0; step <= 10; ++step)
            for (std::size_t channel = 0; channel < 3; ++channel)
                recording.append(channel, step, 1.0);
        recording.append(0, 7, 1.0); // earlier than the last one
        recording.publish();
        const auto series = recording.snapshot();
        QCOMPARE(steps(series[0]), sequence(0, 10));
        QCOMPARE(steps(series[1]), sequence(0, 8, 4));
        QCOMPARE(steps(series[2]), sequence(0, 0));
    }

    void a_full_channel_keeps_the_multiples_of_the_doubled_spacing_data()
    {
        QTest::addColumn<int>("last");
        QTest::addColumn<int>("spacing");
        // 64 samples fit: 0 … 63; step 64 is the 65th.
        QTest::newRow("just full") << 63 << 1;
        QTest::newRow("one more") << 64 << 2;
        QTest::newRow("full again") << 127 << 2;
        QTest::newRow("one more again") << 128 << 4;
        QTest::newRow("long") << 10000 << 256; // 10000 / 128 = 78.1 > 63, 10000 / 256 = 39.1
    }

    void a_full_channel_keeps_the_multiples_of_the_doubled_spacing()
    {
        QFETCH(int, last);
        QFETCH(int, spacing);
        Recording recording(scalar(), smallest);
        for (std::int64_t step = 0; step <= last; ++step)
            recording.append(0, step, static_cast<double>(step));
        recording.publish();
        const auto series = recording.snapshot()[0];
        QCOMPARE(steps(series), sequence(0, last, spacing));
        for (std::size_t i = 0; i < series.size(); ++i)
            QCOMPARE(series.sample(i)[0], static_cast<double>(series.steps()[i]));
    }

    void the_capacity_follows_from_the_bytes()
    {
        Recording recording(scalar(), 70 * 16); // a step and a double: 16 bytes a sample
        for (std::int64_t step = 0; step < 70; ++step)
            recording.append(0, step, 0.0);
        QVERIFY(recording.wants(0, 70));
        recording.publish();
        QCOMPARE(recording.snapshot()[0].size(), std::size_t{70});
        recording.append(0, 70, 0.0);
        recording.publish();
        QCOMPARE(recording.snapshot()[0].size(), std::size_t{36}); // 0, 2, … 70
    }

    void wanted_is_what_is_kept()
    {
        for (const std::size_t capacity : {64u, 65u}) {
            Recording recording(scalar(3), capacity * 16);
            for (std::int64_t step = 0; step < 2000; ++step) {
                const bool wanted = recording.wants(0, step);
                recording.append(0, step, 0.0);
                QCOMPARE(recording.last_step(0) == step, wanted);
            }
            recording.publish();
            const auto kept = steps(recording.snapshot()[0]);
            QCOMPARE(kept, sequence(0, kept.back(), kept[1]));
            QVERIFY(kept.size() <= capacity && kept.size() > capacity / 2);
            QVERIFY(kept.back() + kept[1] >= 2000 - kept[1]);
        }
    }

    void steps_far_apart_are_thinned_until_there_is_room()
    {
        Recording recording(scalar(1, Role::theory), smallest);
        for (std::int64_t i = 0; i <= 64; ++i)
            recording.append(0, 1024 * i, 0.0);
        recording.publish();
        QCOMPARE(steps(recording.snapshot()[0]), sequence(0, 64 * 1024, 2048));
    }

    void the_later_of_two_samples_of_one_step_counts()
    {
        Recording recording(scalar());
        recording.append(0, 0, 1.0);
        recording.append(0, 1, 2.0);
        recording.publish();
        const auto before = recording.snapshot()[0];
        recording.append(0, 1, 3.0);
        recording.append(0, 2, 4.0);
        recording.publish();
        const auto after = recording.snapshot()[0];
        QCOMPARE(before.sample(before.at_or_before(1))[0], 2.0); // what was shown stays
        QCOMPARE(after.sample(after.at_or_before(1))[0], 3.0);
        QCOMPARE(after.sample(after.at_or_before(0))[0], 1.0);
        QCOMPARE(after.sample(after.at_or_before(99))[0], 4.0);
        QCOMPARE(after.at_or_before(-5), std::size_t{0});
        QCOMPARE(before.identity(), after.identity());
    }

    void repeating_a_sample_changes_nothing()
    {
        Recording recording(scalar());
        recording.append(0, 0, std::nan(""));
        recording.publish();
        const auto version = recording.version();
        recording.append(0, 0, std::nan(""));
        recording.publish();
        QCOMPARE(recording.version(), version);
        QCOMPARE(recording.snapshot()[0].size(), std::size_t{1});
    }

    void equal_runs_give_equal_recordings_whatever_was_shown_or_repeated()
    {
        const auto value = [](std::int64_t step) { return std::sin(static_cast<double>(step)); };
        const auto record = [&](std::uint64_t seed) {
            Recording recording(scalar(2), smallest);
            Random random(seed, 1);
            for (std::int64_t step = 0; step <= 700; ++step) {
                // Up to 40 live changes at a step: more than the room for superseded samples.
                const auto repeats = seed > 0 && random.below(10) == 0 ? random.below(40) : 0;
                for (std::uint64_t i = 0; i < repeats; ++i) {
                    recording.append(0, step, random.uniform());
                    if (random.below(3) != 0)
                        recording.publish();
                }
                recording.append(0, step, value(step));
                if (random.below(2) == 0)
                    recording.publish();
            }
            recording.finish(701);
            recording.append(0, 701, value(701));
            recording.publish();
            return test::content(recording);
        };
        const auto plain = record(0);
        // 350 multiples of 2: at spacing 8 they are 88 (too many), at 16 they are 44; and the end.
        QCOMPARE(plain.size(), std::size_t{45});
        for (std::uint64_t seed = 1; seed <= 20; ++seed)
            QVERIFY(record(seed) == plain);
    }

    void nobody_touches_what_a_snapshot_sees()
    {
        Recording recording({{.name = "x"}, {.name = "theory", .role = Role::theory}}, smallest);
        std::vector<std::pair<std::vector<Series>, std::vector<std::vector<double>>>> seen;
        Random random(1, 1);
        for (std::int64_t step = 0; step <= 300; ++step) {
            for (int repeat = 0; repeat < 3; ++repeat) {
                recording.mark();
                recording.append(0, step, random.uniform());
                recording.append(1, 2 * step, random.uniform());
                recording.append(1, 2 * step + 1, random.uniform());
                recording.publish();
                if (repeat == 1)
                    recording.retake();
                auto series = recording.snapshot();
                std::vector<std::vector<double>> values;
                for (const auto& channel : series)
                    values.emplace_back(channel.values().begin(), channel.values().end());
                seen.emplace_back(std::move(series), std::move(values));
            }
        }
        recording.finish(300);
        recording.publish();
        for (const auto& [series, values] : seen)
            for (std::size_t channel = 0; channel < series.size(); ++channel)
                QVERIFY(std::equal(values[channel].begin(), values[channel].end(),
                                   series[channel].values().begin(),
                                   series[channel].values().end()));
    }

    void the_last_step_is_kept_off_the_grid_and_in_a_full_channel()
    {
        Recording recording({{.name = "x", .every = 10}, {.name = "once", .every = 0}}, smallest);
        for (std::int64_t step = 0; step < 640; ++step)
            recording.append(0, step, 0.0);
        QVERIFY(!recording.wants(0, 641));
        recording.finish(641);
        QVERIFY(recording.wants(0, 641));
        recording.append(0, 641, 1.0);
        recording.append(1, 641, 1.0);
        recording.publish();
        auto expected = sequence(0, 630, 10);
        expected.push_back(641);
        QCOMPARE(steps(recording.snapshot()[0]), expected);
        QVERIFY(recording.snapshot()[1].empty());
    }

    void a_finished_recording_takes_any_number_of_samples()
    {
        Recording recording(scalar(10), smallest);
        recording.finish(1000);
        for (std::int64_t step = 0; step <= 1000; ++step)
            recording.append(0, step, static_cast<double>(step));
        recording.publish();
        QCOMPARE(steps(recording.snapshot()[0]), sequence(0, 1000));
        QCOMPARE(recording.snapshot()[0].sample(777)[0], 777.0);
    }

    void theory_that_ran_ahead_is_cut_where_the_run_ended()
    {
        Recording recording({{.name = "x"}, {.name = "theory", .role = Role::theory}});
        for (std::int64_t step = 0; step <= 100; ++step)
            recording.append(1, step, 0.0);
        for (std::int64_t step = 0; step <= 40; ++step)
            recording.append(0, step, 0.0);
        recording.publish();
        const auto before = recording.snapshot()[1];
        recording.finish(41);
        recording.append(0, 41, 0.0);
        recording.append(1, 42, 0.0);
        recording.publish();
        QCOMPARE(steps(recording.snapshot()[0]), sequence(0, 41));
        QCOMPARE(steps(recording.snapshot()[1]), sequence(0, 41));
        QCOMPARE(steps(before), sequence(0, 100));
    }

    void theory_can_be_taken_again_after_a_live_change()
    {
        Recording recording({{.name = "x"}, {.name = "theory", .role = Role::theory}});
        recording.append(1, 0, 0.5);
        recording.publish();
        recording.mark();
        for (const double value : {1.0, 2.0, 3.0}) {
            recording.retake();
            recording.append(0, 1, value);
            for (std::int64_t step = 1; step <= 50; ++step)
                recording.append(1, step, value);
            recording.publish();
        }
        const auto series = recording.snapshot();
        QCOMPARE(series[0].sample(series[0].at_or_before(1))[0], 3.0);
        QCOMPARE(steps(series[1]), sequence(0, 50));
        QCOMPARE(series[1].sample(0)[0], 0.5);
        QCOMPARE(series[1].sample(1)[0], 3.0);
        QCOMPARE(series[1].sample(50)[0], 3.0);
    }

    void an_empty_series_is_empty_everywhere()
    {
        const Series series;
        QVERIFY(series.empty());
        QCOMPARE(series.width(), std::size_t{0});
        QVERIFY(series.steps().empty() && series.values().empty());
    }

    void readers_see_whole_steps_while_the_writer_goes_on()
    {
        // Two channels of different width, thinned many times while three threads read them.
        Recording recording({{.name = "x"}, {.name = "pair", .shape = {2}}}, 100 * 24);
        std::atomic<bool> done = false;
        std::atomic<int> mistakes = 0, looks = 0;
        const auto read = [&] {
            std::uint64_t version = 0;
            while (!done) {
                const auto now = recording.version();
                mistakes += now < version;
                version = now;
                const auto series = recording.snapshot();
                ++looks;
                if (series[0].empty())
                    continue;
                mistakes += series[0].steps().back() != series[1].steps().back();
                for (const auto& channel : series)
                    for (std::size_t i = 0; i < channel.size(); ++i)
                        for (const double value : channel.sample(i))
                            mistakes += value != static_cast<double>(2 * channel.steps()[i]);
            }
        };
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back(read);
        // 100 samples fit, in both channels where both are wanted; go on until the readers had a look.
        for (std::int64_t step = 0; step < 20000 || looks < 30; ++step) {
            if (!recording.wants(0, step) || !recording.wants(1, step))
                continue;
            const double value = static_cast<double>(2 * step);
            recording.append(0, step, value);
            recording.append(1, step, std::vector<double>{value, value});
            recording.publish();
        }
        done = true;
        readers.clear();
        QCOMPARE(mistakes.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestRecording)
#include "test_recording.moc"
