// Lessons: what a file may hold, what is refused, and how a presenter steps through one.
#include "window_fixture.hpp"

#include "ui/figure_grid.hpp"
#include "ui/lesson_panel.hpp"
#include "ui/main_window.hpp"

#include <QFile>
#include <QLabel>
#include <QSettings>

using namespace etalon;

namespace {

constexpr auto text = R"({"experiment": "oscillator", "title": "Springs", "steps": [
    {"title": "Start", "text": "It is let go.", "seed": 3, "wait": true, "figures": ["energy", "position"],
     "question": "What next?", "reveal": "It falls."},
    {"title": "Halfway", "text": "It slows down.", "preset": "strong", "set": {"start": 0.5, "steps": 100},
     "run_to": 40, "focus": "energy"},
    {"title": "End", "text": "It rests.", "speed": 10}]})";

} // namespace

class TestLesson : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        QSettings().clear();
    }

    void a_lesson_is_read_with_typed_values()
    {
        const auto lesson = parse_lesson(text, "springs.json", experiments_);
        QCOMPARE(lesson.steps.size(), std::size_t(3));
        QCOMPARE(lesson.steps[1].set.at("start"), Value(0.5));
        QCOMPARE(lesson.steps[1].set.at("steps"), Value(std::int64_t(100)));
        QCOMPARE(*lesson.steps[1].run_to, std::int64_t(40));
    }

    void mistakes_are_named_with_their_place_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char* name, const char* from, const char* to, const char* named) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(named);
        };
        row("experiment", "\"oscillator\"", "\"oscilator\"", "oscillator");
        row("preset", "\"strong\"", "\"stron\"", "strong");
        row("figure", "\"focus\": \"energy\"", "\"focus\": \"enery\"", "steps[1].focus");
        row("parameter", "\"start\": 0.5", "\"stat\": 0.5", "start");
        row("range", "\"start\": 0.5", "\"start\": 5", "start");
        row("speed", "\"speed\": 10", "\"speed\": 1000", "steps[2].speed");
        row("misspelt", "\"run_to\"", "\"run_tp\"", "run_to");
        row("type", "\"seed\": 3", "\"seed\": -3", "seed");
        row("no text", "\"text\": \"It rests.\", \"speed\": 10", "\"preset\": \"default\"", "text");
        row("syntax", "\"title\": \"Springs\",", "\"title\": \"Springs\"", "springs.json");
    }

    void mistakes_are_named_with_their_place()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, named);
        QByteArray wrong(text);
        QVERIFY(wrong.contains(from));
        wrong.replace(from, to);
        try {
            parse_lesson(wrong.toStdString(), "springs.json", experiments_);
            QFAIL("accepted");
        } catch (const UsageError& error) {
            QVERIFY2(QByteArray(error.what()).contains(named), error.what());
        }
    }

    void page_down_reveals_the_answer_and_then_goes_on()
    {
        MainWindow window(experiments_);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        window.startLesson(parse_lesson(text, "springs.json", experiments_));
        auto& panel = window.lessonPanel();
        QTRY_VERIFY(window.model().frame());
        QCOMPARE(window.model().frame()->seed, std::uint64_t(3));
        QCOMPARE(window.model().frame()->step, 0);
        QCOMPARE(window.figures().visibleFigures(),
                 (std::vector<std::string>{"energy", "position"}));
        QVERIFY(panel.answerWaits());

        window.setSpeed(100);
        QTest::keyClick(&window, Qt::Key_PageDown);
        QVERIFY(!panel.answerWaits());
        QCOMPARE(panel.place(), std::size_t(0));
        QTest::keyClick(&window, Qt::Key_PageDown);
        QCOMPARE(panel.place(), std::size_t(1));
        QTRY_VERIFY(window.model().frame()->step == 40 && !window.model().isMoving());
        QCOMPARE(window.model().frame()->seed, std::uint64_t(3)); // the step before's
        QCOMPARE(window.model().frame()->steps, 100);
        QCOMPARE(window.figures().enlarged(), std::string("energy"));

        QTest::keyClick(&window, Qt::Key_PageDown); // a page with a speed of its own
        QCOMPARE(window.model().speed(), 10.0);
        QTest::keyClick(&window, Qt::Key_PageUp);
        QCOMPARE(window.model().speed(), 100.0);
        QCOMPARE(panel.place(), std::size_t(1));
        QTest::keyClick(&window, Qt::Key_PageUp);
        QCOMPARE(panel.place(), std::size_t(0));
        QTRY_COMPARE(window.model().plan().preset, std::string("default"));
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.isInLesson());
        QCOMPARE(window.figures().visibleFigures().size(), std::size_t(3)); // as without a lesson
    }

    void steps_that_look_at_one_run_share_it()
    {
        const char* shared = R"({"experiment": "oscillator", "title": "Springs", "steps": [
            {"title": "Late", "text": "Look here.", "seed": 3, "run_to": 40},
            {"title": "Late, too", "text": "And here.", "run_to": 40},
            {"title": "Later", "text": "It goes on.", "run_to": 60},
            {"title": "Early", "text": "From the start.", "run_to": 20},
            {"title": "Other", "text": "Another seed.", "seed": 4, "run_to": 20}]})";
        MainWindow window(experiments_);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.setSpeed(100);
        window.startLesson(parse_lesson(shared, "springs.json", experiments_));
        const RunModel& model = window.model();
        const auto stands_at = [&](std::int64_t step) {
            return model.frame() && model.frame()->step == step && !model.isMoving();
        };
        QTRY_VERIFY(stands_at(40));
        const auto first = model.frame()->recording;
        window.lessonPanel().goTo(1);
        QTRY_VERIFY(stands_at(40));
        QCOMPARE(model.frame()->recording, first);
        window.lessonPanel().goTo(2);
        QTRY_VERIFY(stands_at(60));
        QCOMPARE(model.frame()->recording, first);
        window.lessonPanel().goTo(3); // as if one had come here at once
        QTRY_VERIFY(stands_at(20));
        QVERIFY(model.frame()->recording != first);
        const auto second = model.frame()->recording;
        window.lessonPanel().goTo(4);
        QTRY_VERIFY(stands_at(20) && model.frame()->seed == 4);
        QVERIFY(model.frame()->recording != second);
    }

    void the_last_page_is_the_last()
    {
        LessonPanel panel;
        panel.setLesson(parse_lesson(text, "springs.json", experiments_));
        for (int i = 0; i < 9; ++i)
            panel.forward();
        QCOMPARE(panel.place(), std::size_t(2));
        for (int i = 0; i < 9; ++i)
            panel.back();
        QCOMPARE(panel.place(), std::size_t(0));
    }
};

QTEST_MAIN(TestLesson)
#include "test_lesson.moc"
