// What figures can do besides being looked at: options set by pointing, clicking, painting and
// sliders, one value for several figures, results that are made beside the window, live weights.
#include "window_fixture.hpp"

#include "ui/figure/handle_grip.hpp"
#include "ui/figure/study_desk.hpp"
#include "ui/figure_grid.hpp"
#include "ui/main_window.hpp"
#include "ui/option_strip.hpp"

#include <QSettings>
#include <QSlider>

#include <atomic>
#include <cmath>
#include <thread>

using namespace etalon;

namespace {

const Option place_x{.key = "x", .label = "x", .maximum = 10, .step = 1, .shared = true};
const Option place_y{.key = "y", .label = "y", .maximum = 10, .shared = true, .hidden = true};

Panel image_panel(double x, double y, Grip grip)
{
    return {.x = {.low = 0, .high = 10, .hidden = true},
            .y = {.low = 0, .high = 10, .hidden = true},
            .marks = {Points{.x = {x}, .y = {y}}},
            .handles = {Handle{
                .x = x, .y = y, .across = {.option = "x"}, .up = {.option = "y"}, .grip = grip}}};
}

Drawing draw_pointed(const FigureInput& input)
{
    return {.panels = {image_panel(input.number("x"), input.number("y"), Grip::hovered)}};
}

Drawing draw_clicked(const FigureInput& input)
{
    return {.panels = {image_panel(input.number("x"), input.number("y"), Grip::clicked)}};
}

// Remembers where it was painted: "1,2;3,4;".
Drawing draw_canvas(const FigureInput&)
{
    Panel panel{.x = {.low = 0, .high = 10}, .y = {.low = 0, .high = 10}};
    panel.marks.emplace_back(Curve{.x = {0, 10}, .y = {0, 10}});
    panel.brush = Brush{.option = "painted",
                        .label = "the canvas",
                        .stroke = [](const std::string& text, double, double, double x, double y) {
                            return text + std::to_string(std::lround(x)) + ","
                                + std::to_string(std::lround(y)) + ";";
                        }};
    return {.panels = {panel}};
}

// Sliders that follow a parameter.
std::vector<Option> options_by_start(const Values& values)
{
    const double start = std::get<double>(values["start"]);
    std::vector<Option> options{{.key = "height",
                                 .label = "Height",
                                 .maximum = 10 * (1 + start),
                                 .fallback = 5,
                                 .unit = "m",
                                 .in_sight = true}};
    if (start > 1.5)
        options.push_back(
            {.key = "width", .label = "Width", .maximum = 4, .fallback = 2, .in_sight = true});
    return options;
}

Drawing draw_height(const FigureInput& input)
{
    return {.panels = {{.marks = {Points{.x = {0}, .y = {input.number("height")}}}}}};
}

// Counts to ten in the background; each count is shown.
std::atomic<int> studies_made = 0;
std::atomic<bool> study_is_held = false;

std::string count_subject(const FigureInput& input)
{
    return "from " + std::to_string(std::lround(input.number("x")));
}

void make_count(const FigureInput& input, const ShowStudy& show)
{
    ++studies_made;
    const double from = input.number("x");
    for (int count = 1; count <= 10; ++count) {
        Tensor tensor{"count", {2}, std::vector<double>{from, double(count)}};
        if (!show({tensor}, count / 10.0))
            return;
        while (study_is_held && show({tensor}, count / 10.0))
            std::this_thread::yield();
    }
}

Drawing draw_count(const FigureInput& input)
{
    const Tensor* count = input.studied("count");
    if (!count)
        return {.empty = "Counting."};
    const auto& values = std::get<std::vector<double>>(count->values);
    return {.panels = {{.marks = {Points{.x = {values[0]}, .y = {values[1]}}}}}};
}

// The position as the weights have it, and after how many steps.
Drawing draw_weights(const FigureInput& input)
{
    if (input.weights.empty())
        return {.empty = "No weights."};
    const double value = std::get<std::vector<double>>(input.weights.front().values).front();
    return {.panels = {
                {.marks = {Points{.x = {static_cast<double>(input.weights_step)}, .y = {value}}}}}};
}

Experiment with_abilities()
{
    Experiment experiment = oscillator();
    experiment.shows_weights = true;
    experiment.figures = {
        {.id = "pointed", .draw = draw_pointed, .options = {place_x, place_y}},
        {.id = "clicked", .draw = draw_clicked, .options = {place_x, place_y}},
        {.id = "canvas",
         .draw = draw_canvas,
         .options = {{.key = "painted", .label = "Painted", .hidden = true, .is_text = true}}},
        {.id = "height", .draw = draw_height, .options_for = options_by_start},
        {.id = "count",
         .draw = draw_count,
         .options = {place_x},
         .study = {.subject = count_subject, .make = make_count}},
        {.id = "weights", .draw = draw_weights}};
    for (Figure& figure : experiment.figures)
        figure.title = figure.id;
    experiment.opening.clear();
    return experiment;
}

} // namespace

class TestFigureAbilities : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{with_abilities()};
    std::unique_ptr<MainWindow> window_;

    RunModel& model() { return window_->model(); }
    FigureView& view(const std::string& id) { return *window_->figures().view(id); }
    double number(const std::string& figure, const std::string& key)
    {
        return std::get<double>(view(figure).option(key));
    }

    // In the view, of a place in the panel of its grip.
    QPoint at(FigureView& shown, double x, double y)
    {
        return shown.findChild<HandleGrip*>()->panel().at(x, y).toPoint();
    }

    void show_alone(const std::string& id)
    {
        window_->figures().setVisibleFigures({id});
        QTRY_VERIFY(view(id).isVisible());
        view(id).grab();
        QCoreApplication::processEvents();
    }

    // The only point that the figure draws now.
    QPointF point(const std::string& id)
    {
        FigureView& shown = view(id);
        const auto drawing = draw_figure(shown.figure(), *model().frame(), shown.choices());
        if (drawing.panels.empty())
            return {-1, -1};
        const auto& points = std::get<Points>(drawing.panels.front().marks.front());
        return {points.x.front(), points.y.front()};
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init()
    {
        QSettings().clear();
        study_is_held = false;
        window_ = std::make_unique<MainWindow>(experiments_);
        window_->resize(1280, 800);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->openExperiment("oscillator", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(!model().isMaking());
        QVERIFY(model().frame());
    }

    void cleanup()
    {
        study_is_held = false;
        window_.reset();
    }

    void what_is_pointed_at_follows_the_pointer_until_a_click_holds_it()
    {
        show_alone("pointed");
        FigureView& shown = view("pointed");
        QTest::mouseMove(&shown, at(shown, 3.2, 7));
        QCOMPARE(number("pointed", "x"), 3.0); // in its steps
        QVERIFY(std::abs(number("pointed", "y") - 7) < 0.1);
        QTest::mouseClick(&shown, Qt::LeftButton, {}, at(shown, 3, 7));
        QTest::mouseMove(&shown, at(shown, 8, 2));
        QCOMPARE(number("pointed", "x"), 3.0);
        QTest::mouseClick(&shown, Qt::LeftButton, {}, at(shown, 8, 2));
        QCOMPARE(number("pointed", "x"), 8.0);
    }

    void figures_share_what_was_chosen()
    {
        show_alone("clicked");
        FigureView& shown = view("clicked");
        QTest::mouseClick(&shown, Qt::LeftButton, {}, at(shown, 6, 4));
        QCOMPARE(number("clicked", "x"), 6.0);
        QCOMPARE(number("pointed", "x"), 6.0);
        QVERIFY(std::abs(number("pointed", "y") - 4) < 0.1);
        view("count").setOption("x", 2.0); // also one that was made only now
        QCOMPARE(number("clicked", "x"), 2.0);
    }

    void a_press_on_an_image_drags_what_is_clicked()
    {
        show_alone("clicked");
        FigureView& shown = view("clicked");
        QTest::mousePress(&shown, Qt::LeftButton, {}, at(shown, 1, 1));
        QTest::mouseMove(&shown, at(shown, 5, 5));
        QCOMPARE(number("clicked", "x"), 5.0);
        QTest::mouseRelease(&shown, Qt::LeftButton, {}, at(shown, 9, 9));
        QTest::mouseMove(&shown, at(shown, 1, 1)); // let go
        QCOMPARE(number("clicked", "x"), 5.0);
        QVERIFY(!shown.isZoomed());
    }

    void strokes_of_the_pointer_write_the_text()
    {
        show_alone("canvas");
        FigureView& shown = view("canvas");
        const auto place = [&](double x, double y) {
            const QRectF plot(60, 60, shown.width() - 120.0, shown.height() - 120.0);
            return QPointF(plot.left() + x / 10 * plot.width(),
                           plot.bottom() - y / 10 * plot.height())
                .toPoint();
        };
        QTest::mousePress(&shown, Qt::LeftButton, {}, place(5, 5));
        QTest::mouseMove(&shown, place(6, 5));
        QTest::mouseRelease(&shown, Qt::LeftButton, {}, place(6, 5));
        const auto text = std::get<std::string>(shown.option("painted"));
        QCOMPARE(std::count(text.begin(), text.end(), ';'), 2L); // a dab and a stroke
        QVERIFY(!shown.isZoomed());
    }

    void sliders_in_sight_follow_the_parameters()
    {
        show_alone("height");
        auto* strip = view("height").parentWidget()->findChild<OptionStrip*>();
        QVERIFY(strip && strip->isVisible());
        QCOMPARE(strip->findChildren<QSlider*>().size(), 1);
        auto* slider = strip->findChild<QSlider*>();
        slider->setValue(slider->maximum() / 2);
        QCOMPARE(point("height").y(), 10.0); // start is 1: half of 20 m
        auto values = model().frame()->parameters;
        values = oscillator().schema.with(values, "start", 2.0);
        model().restart(values, After::pause);
        QTRY_COMPARE(strip->findChildren<QSlider*>().size(), 2);
        QCOMPARE(point("height").y(), 10.0); // kept: it is still within its range
        values = oscillator().schema.with(values, "start", -0.9);
        model().restart(values, After::pause);
        QTRY_COMPARE(strip->findChildren<QSlider*>().size(), 1);
        QCOMPARE(point("height").y(), 5.0); // no more than 1 m now: the default
    }

    void a_study_is_shown_as_it_comes_and_made_once()
    {
        studies_made = 0;
        study_is_held = true;
        show_alone("count");
        FigureView& shown = view("count");
        const auto is_studied = [&] {
            shown.grab();
            return shown.choices().study != nullptr;
        };
        QTRY_VERIFY(is_studied()); // something to see at once
        QCOMPARE(std::get<std::vector<double>>(shown.choices().study->front().values)[1], 1.0);
        study_is_held = false;
        const auto count = [&] {
            shown.grab();
            return std::get<std::vector<double>>(shown.choices().study->front().values)[1];
        };
        QTRY_COMPARE(count(), 10.0);
        shown.setOption("x", 4.0);
        shown.grab();
        QTRY_COMPARE(point("count"), QPointF(4, 10));
        QCOMPARE(studies_made.load(), 2);
        shown.setOption("x", 0.0); // known already
        shown.grab();
        QCOMPARE(point("count"), QPointF(0, 10));
        QCOMPARE(studies_made.load(), 2);
    }

    void a_study_that_nobody_waits_for_gives_up()
    {
        study_is_held = true;
        show_alone("count");
        FigureView& shown = view("count");
        for (int x = 1; x <= 5; ++x) {
            shown.setOption("x", double(x));
            shown.grab();
        }
        const auto from = [&] {
            shown.grab();
            const auto study = shown.choices().study;
            return study ? std::get<std::vector<double>>(study->front().values)[0] : -1.0;
        };
        QTRY_COMPARE(from(), 5.0); // although none was ever let come to its end
        window_.reset();           // nor does the window wait for this one
    }

    void on_paper_a_study_is_made_whole()
    {
        const Figure& figure = experiments_.front().figures[4];
        const auto drawing = draw_figure(figure, *model().frame(), {});
        QCOMPARE(std::get<Points>(drawing.panels.front().marks.front()).y.front(), 10.0);
    }

    void weights_are_those_of_the_shown_step()
    {
        QCOMPARE(point("weights").x(), 0.0);
        model().runTo(60);
        QTRY_COMPARE(model().frame()->newest, 60);
        QTRY_COMPARE(point("weights").x(), 60.0); // paused there
        const auto position = samples(*model().frame(), "position", 60);
        QCOMPARE(point("weights").y(), position.back());
        model().setSpeed(std::numeric_limits<double>::infinity());
        model().play();
        QTRY_VERIFY(model().hasEnded());
        QCOMPARE(point("weights").x(), double(model().frame()->newest));
        const auto all = samples(*model().frame(), "position", model().frame()->newest);
        QCOMPARE(point("weights").y(), all.back());
        model().show(70); // the checkpoint before it
        const auto step = static_cast<std::int64_t>(point("weights").x());
        QVERIFY(step > 0 && step <= 70);
        QCOMPARE(point("weights").y(), samples(*model().frame(), "position", step).back());
        model().show(0);
        QCOMPARE(point("weights").x(), 0.0);
    }
};

QTEST_MAIN(TestFigureAbilities)
#include "test_figure_abilities.moc"
