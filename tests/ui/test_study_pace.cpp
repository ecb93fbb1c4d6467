// Looking at a run that goes on takes a bounded share of the time; what somebody chooses, or a run that
// stands still, does not wait.
#include "ui/figure/study_desk.hpp"

#include "core/lab/recording.hpp"

#include <QtTest>

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

using namespace etalon;

namespace {

using Clock = std::chrono::steady_clock;

struct Spell {
    std::string subject{};
    Clock::time_point begin{}, end{};
};

std::mutex spells_mutex;
std::vector<Spell> spells; // of all studies that were made
std::atomic<Clock::duration::rep> length = 0;

std::vector<Spell> spells_so_far()
{
    const std::lock_guard lock(spells_mutex);
    return spells;
}

std::string subject_of(const FigureInput& input)
{
    return std::to_string(input.step) + ", image " + input.text("image");
}

// Busy for a while, as long as a study of a large network.
void make_slowly(const FigureInput& input, const ShowStudy& show)
{
    Spell spell{.subject = subject_of(input), .begin = Clock::now()};
    while ((spell.end = Clock::now()) < spell.begin + Clock::duration(length.load()))
        ;
    {
        const std::lock_guard lock(spells_mutex);
        spells.push_back(spell);
    }
    show({{"step", {1}, std::vector<double>{static_cast<double>(input.step)}}}, 1);
}

} // namespace

class TestStudyPace : public QObject {
    Q_OBJECT

private:
    const Figure figure_{
        .id = "looking",
        .title = "Looking",
        .options = {{.key = "image", .label = "Image", .choices = {"first", "second"}}},
        .study = {.subject = subject_of, .make = make_slowly}};
    const std::shared_ptr<const Recording> recording_ =
        std::make_shared<Recording>(std::vector<Channel>{{.name = "loss", .label = "Loss"}});

    FramePointer frame(std::int64_t step, bool moving) const
    {
        auto frame = std::make_shared<Frame>();
        frame->step = frame->newest = step;
        frame->moving = moving;
        frame->recording = recording_;
        frame->series = recording_->snapshot();
        return frame;
    }

private Q_SLOTS:
    void init()
    {
        const std::lock_guard lock(spells_mutex);
        spells.clear();
    }

    void looking_at_a_moving_run_takes_a_third_of_the_time_at_most()
    {
        length = Clock::duration(std::chrono::milliseconds(4)).count();
        StudyDesk desk;
        std::int64_t step = 0;
        const auto look = [&] { // as often as the event loop turns: always another step
            desk.ask(figure_, frame(++step, true), {});
            return spells_so_far().size() >= 8;
        };
        QTRY_VERIFY(look());
        const auto found = spells_so_far();
        Clock::duration spent{};
        for (std::size_t i = 0; i + 1 < found.size(); ++i) {
            spent += found[i].end - found[i].begin;
            const auto so_far = found[i + 1].begin - found.front().begin;
            QVERIFY2(3 * spent <= so_far, qPrintable(QString::number(i)));
        }
    }

    void what_is_chosen_and_what_stands_still_goes_first_data()
    {
        QTest::addColumn<bool>("other_figure");
        QTest::addColumn<bool>("moving");
        QTest::addColumn<QString>("image");
        QTest::newRow("a figure that is looked at first") << true << true << "first";
        QTest::newRow("somebody chose an image") << true << true << "second";
        QTest::newRow("the run stands still") << true << false << "first";
        QTest::newRow("the same figure later") << false << false << "first";
    }
    void what_is_chosen_and_what_stands_still_goes_first()
    {
        QFETCH(bool, other_figure);
        QFETCH(bool, moving);
        QFETCH(QString, image);
        const Figure other = figure_;
        StudyDesk desk;
        const auto look = [&](const Figure& figure, std::int64_t step, bool moves,
                              const std::string& picture) {
            const Options options{{"image", picture}};
            desk.ask(figure, frame(step, moves), {.options = options});
        };
        length = 0;
        look(figure_, 1, true, "first");
        QTRY_COMPARE(spells_so_far().size(), std::size_t{1});
        if (image == QLatin1String("second") || !moving) { // not its first look
            look(other, 2, true, "first");
            QTRY_COMPARE(spells_so_far().size(), std::size_t{2});
        }
        length = Clock::duration(std::chrono::milliseconds(100)).count();
        const std::size_t before = spells_so_far().size();
        look(figure_, 3, true, "first");
        QTRY_COMPARE(spells_so_far().size(), before + 1); // and a rest begins
        length = 0;
        look(figure_, 4, true, "first"); // has time
        look(other_figure ? other : figure_, 5, moving, image.toStdString());
        QTRY_COMPARE(spells_so_far().size(), before + (other_figure ? 3 : 2));
        const auto found = spells_so_far();
        QCOMPARE(found[before + 1].subject, "5, image " + image.toStdString());
        if (!other_figure)
            return; // the later question took the place of the earlier
        QCOMPARE(found[before + 2].subject, std::string("4, image first"));
        const Spell& slow = found[before];
        QVERIFY(found[before + 2].begin - slow.end >= 2 * (slow.end - slow.begin));
    }
};

QTEST_GUILESS_MAIN(TestStudyPace)
#include "test_study_pace.moc"
