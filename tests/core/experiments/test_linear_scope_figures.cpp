// What the figures of linear-scope are made of: panels, handles, brushes, options and waiting texts.
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_painting.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/recorded_run.hpp"
#include "tests/core/experiments/scope_drawings.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<std::string> titles(const Drawing& drawing)
{
    std::vector<std::string> all;
    for (const Panel& panel : drawing.panels)
        all.push_back(panel.title);
    return all;
}

} // namespace

class TestLinearScopeFigures : public QObject {
    Q_OBJECT

private slots:
    void figures_are_those_of_the_specification();
    void every_figure_draws_for_every_task_data();
    void every_figure_draws_for_every_task();
    void nothing_is_drawn_before_there_is_something();
    void figures_for_another_task_say_which();
    void the_chosen_image_is_shared_by_all_that_look_at_one();
    void images_have_square_cells_and_no_axes();
    void maps_of_f_are_symmetric_about_zero();
    void the_pointer_moves_the_cross_hair_to_the_cell_below_it();
    void a_pixel_outside_the_image_is_brought_to_its_edge();
    void pointing_at_a_class_chooses_its_row();
    void readings_say_what_matters();
    void closed_units_are_noticed();
    void events_are_the_first_samples_that_pass();
    void explanation_holds_the_numbers_of_the_run();
};

void TestLinearScopeFigures::figures_are_those_of_the_specification()
{
    std::vector<std::string> ids;
    for (const Figure& figure : linear_scope_figures())
        ids.push_back(figure.id);
    const std::vector<std::string> expected{
        "scope",   "rows",    "votes",     "bias-share", "spectrum", "singular-vectors",
        "kernels", "stencil", "decisions", "learning",   "checks"};
    QVERIFY(ids == expected);
    for (const Figure& figure : linear_scope_figures())
        QVERIFY2(figure.live, figure.id.c_str());
}

void TestLinearScopeFigures::every_figure_draws_for_every_task_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("activation");
    for (const char* name : {"classify", "upscale", "denoise", "fill", "shift"})
        for (const char* activation : {"relu", "leaky_relu", "tanh", "sigmoid"})
            QTest::addRow("%s %s", name, activation) << name << activation;
}

void TestLinearScopeFigures::every_figure_draws_for_every_task()
{
    QFETCH(QString, name);
    QFETCH(QString, activation);
    HandMadeScope run({{"task", name.toStdString()}, {"activation", activation.toStdString()}});
    const std::string paint = "0:3,3=1 0:3,4=1";
    for (const Figure& figure : linear_scope_figures())
        for (const Options& options :
             {Options{}, Options{{"image", 2.0}},
              Options{{"painted", paint}, {"decisions", std::string("locked")}}}) {
            const auto drawing = run.draw(figure.id, options);
            const auto wrong = mistakes(run.input(options), drawing);
            QVERIFY2(wrong.empty(), (figure.id + ": " + wrong).c_str());
            std::set<std::string> declared;
            for (const Option& option : options_of(figure, run.parameters))
                declared.insert(option.key);
            for (const Panel& panel : drawing.panels)
                for (const Handle& handle : panel.handles)
                    QVERIFY(declared.contains(handle.across.option)
                            && (!handle.up.moves() || declared.contains(handle.up.option)));
        }
}

void TestLinearScopeFigures::nothing_is_drawn_before_there_is_something()
{
    HandMadeScope run;
    run.has_weights = run.has_samples = false;
    for (const Figure& figure : linear_scope_figures()) {
        const auto drawing = run.draw(figure.id);
        QVERIFY2(drawing.panels.empty() && !drawing.empty.empty(), figure.id.c_str());
    }
    const Options none;
    QVERIFY(linear_scope_readings(run.input(none)).empty());
    QVERIFY(linear_scope_events(run.input(none)).empty());
    QVERIFY(!linear_scope_explanation(run.input(none)).empty());
}

void TestLinearScopeFigures::figures_for_another_task_say_which()
{
    HandMadeScope classifier, upscaler(task("upscale"));
    const auto says = [](const Drawing& drawing, const std::string& word) {
        return drawing.panels.empty() && drawing.empty.find(word) != std::string::npos;
    };
    QVERIFY(says(classifier.draw("kernels"), "upscale"));
    QVERIFY(says(classifier.draw("stencil"), "shift"));
    QVERIFY(says(upscaler.draw("stencil"), "denoise"));
}

void TestLinearScopeFigures::the_chosen_image_is_shared_by_all_that_look_at_one()
{
    HandMadeScope run;
    for (const Figure& figure : linear_scope_figures())
        for (const Option& option : options_of(figure, run.parameters)) {
            if (option.key == "image") {
                QVERIFY(option.shared && option.step == 1);
                QCOMPARE(option.maximum, 2.0); // scope_images
            }
            if (option.is_text)
                QVERIFY(option.shared && option.hidden);
        }
    const auto shown = [&](double number) {
        return marks_of<HeatMap>(run.draw("scope", {{"image", number}}).panels[0])[0].values;
    };
    const auto second = run.image(1);
    QVERIFY(shown(1) != shown(2));
    QCOMPARE(shown(2)[0], second[7 * 8]); // the last row lies at the bottom
    QCOMPARE(shown(2)[7 * 8 + 3], second[3]);
}

void TestLinearScopeFigures::images_have_square_cells_and_no_axes()
{
    HandMadeScope run(task("denoise"));
    for (const Panel& panel : run.draw("scope").panels) {
        QVERIFY(panel.square_cells && panel.x.hidden && panel.y.hidden);
        QCOMPARE(marks_of<HeatMap>(panel).size(), std::size_t{1});
    }
}

void TestLinearScopeFigures::maps_of_f_are_symmetric_about_zero()
{
    HandMadeScope classifier, upscaler(task("upscale"));
    std::size_t seen = 0;
    for (auto& [run, id] : {std::pair<HandMadeScope&, std::string>{classifier, "votes"},
                            {classifier, "rows"},
                            {upscaler, "kernels"},
                            {upscaler, "singular-vectors"}})
        for (const Panel& panel : run.draw(id).panels)
            for (const HeatMap& map : marks_of<HeatMap>(panel))
                if (map.colours == ColourMap::diverging) {
                    ++seen;
                    QVERIFY(map.limits && map.limits->first == -map.limits->second);
                    for (const double value : map.values)
                        QVERIFY(!(std::abs(value) > map.limits->second));
                }
    QVERIFY(seen >= 4 + 4 + 5 + 18);
}

void TestLinearScopeFigures::the_pointer_moves_the_cross_hair_to_the_cell_below_it()
{
    HandMadeScope run(task("upscale"));
    const auto drawing = run.draw("scope");
    const auto& declared = options_of(HandMadeScope::figure("scope"), run.parameters);
    const Handle& in = drawing.panels[0].handles.at(0);
    QVERIFY(in.grip == Grip::hovered);
    const auto set = in.at(2.9, 7.2).options(declared); // column 2, the top row
    QCOMPARE(set.at("pixel_x"), 2.0);
    QCOMPARE(set.at("pixel_y"), 0.0);
    const Handle& out = drawing.panels[1].handles.at(0);
    const auto output = out.at(15.3, 0.4).options(declared); // the last column, the bottom row
    QCOMPARE(output.at("output_x"), 15.0);
    QCOMPARE(output.at("output_y"), 15.0);

    const auto moved = run.draw("scope", {{"pixel_x", 2.0}, {"pixel_y", 0.0}});
    QCOMPARE(moved.panels[0].handles[0].x, 2.5);
    QCOMPARE(moved.panels[0].handles[0].y, 7.5);
    QVERIFY(!titles(moved).empty());
    titled(moved, "column (0, 2)"); // throws if there is none
}

void TestLinearScopeFigures::a_pixel_outside_the_image_is_brought_to_its_edge()
{
    HandMadeScope run; // left over from a larger image
    const auto drawing = run.draw("scope", {{"pixel_x", 60.0}, {"pixel_y", 60.0}});
    titled(drawing, "column (7, 7)");
}

void TestLinearScopeFigures::pointing_at_a_class_chooses_its_row()
{
    HandMadeScope run;
    const auto drawing = run.draw("scope");
    const auto& declared = options_of(HandMadeScope::figure("scope"), run.parameters);
    const Handle& handle = drawing.panels[1].handles.at(0);
    QCOMPARE(handle.at(2.4, 0).options(declared).at("output_x"), 2.0);
    const auto chosen = run.draw("scope", {{"output_x", 2.0}});
    const auto row = run.frozen(0).row(2);
    const auto map = marks_of<HeatMap>(titled(chosen, "row of triangle"))[0];
    for (std::size_t column = 0; column < 8; ++column)
        QCOMPARE(map.values[7 * 8 + column], row[column]);
}

void TestLinearScopeFigures::readings_say_what_matters()
{
    HandMadeScope run(task("upscale"));
    run.recorded["quality"] = [](std::int64_t, std::size_t set) { return set == 0 ? 23.0 : 25.25; };
    run.recorded["bicubic_quality"] = [](std::int64_t, std::size_t) { return 24.0; };
    run.recorded["scope_identity"] = [](std::int64_t, std::size_t i) {
        return i == 0 ? 1e-16 : 3e-16;
    };
    run.recorded["scope_bias_share"] = [](std::int64_t, std::size_t i) {
        return i == 0 ? 0.2 : 0.4;
    };
    const Options none;
    const auto readings = linear_scope_readings(run.input(none));
    QCOMPARE(readings.size(), std::size_t{3});
    QCOMPARE(readings[0].text, std::string("test 25.2 dB, bicubic 24.0 dB"));
    QVERIFY(readings[0].level == Level::good && readings[1].level == Level::good);
    QCOMPARE(readings[1].text, std::string("linear to 3e-16"));
    QCOMPARE(readings[2].text, std::string("bias share 30\u00a0%"));
    run.recorded["scope_identity"] = [](std::int64_t, std::size_t) { return 2e-11; };
    QVERIFY(linear_scope_readings(run.input(none))[1].level == Level::bad);
}

void TestLinearScopeFigures::closed_units_are_noticed()
{
    const auto notices = [](HandMadeScope& run) {
        const Options none;
        return std::ranges::count_if(
            linear_scope_readings(run.input(none)), [](const Reading& one) {
                return one.text.find("all units are closed") != std::string::npos;
            });
    };
    HandMadeScope run(task("denoise")),
        leaky({{"task", std::string("denoise")}, {"activation", std::string("leaky_relu")}});
    for (HandMadeScope* each : {&run, &leaky})
        each->recorded["scope_active"] = [](std::int64_t, std::size_t entry) {
            return entry % 2 == 0 ? 0.5 : 0; // two layers an image, the second one shut
        };
    QCOMPARE(notices(run), 1);
    QCOMPARE(notices(leaky), 0); // lets a tenth through
    run.recorded["scope_active"] = [](std::int64_t, std::size_t entry) {
        return entry == 3 ? 0.1 : entry % 2 == 0 ? 0.5 : 0; // open for one of the images
    };
    QCOMPARE(notices(run), 0);
}

void TestLinearScopeFigures::events_are_the_first_samples_that_pass()
{
    const auto steps_of = [](HandMadeScope& run) {
        const Options none;
        std::map<std::string, double> found;
        for (const Event& event : linear_scope_events(run.input(none)))
            found[event.label] = event.step;
        return found;
    };
    HandMadeScope upscaler(task("upscale"));
    upscaler.recorded["quality"] = [](std::int64_t step, std::size_t set) {
        return set == 1 && step >= 20 ? 25.0 : 20.0;
    };
    upscaler.recorded["bicubic_quality"] = [](std::int64_t, std::size_t) { return 24.0; };
    upscaler.recorded["scope_flips"] = [](std::int64_t step, std::size_t) {
        return step == 0 || step >= 30 ? 0.0 : 0.1; // nothing to compare with at the start
    };
    auto found = steps_of(upscaler);
    QCOMPARE(found.at("passes bicubic"), 20.0);
    QCOMPARE(found.at("decisions settle"), 30.0);
    upscaler.recorded["bicubic_quality"] = [](std::int64_t, std::size_t) { return 26.0; };
    QVERIFY(!steps_of(upscaler).contains("passes bicubic"));

    HandMadeScope classifier;
    classifier.recorded["quality"] = [](std::int64_t step, std::size_t set) {
        return set == 1 && step >= 10 ? 0.9 : 0.5;
    };
    QCOMPARE(steps_of(classifier).at("90\u00a0% right"), 10.0);
}

void TestLinearScopeFigures::explanation_holds_the_numbers_of_the_run()
{
    HandMadeScope run;
    const Options none;
    const auto frozen = run.frozen(0);
    std::string all;
    for (const Paragraph& paragraph : linear_scope_explanation(run.input(none))) {
        QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty());
        all += paragraph.text + paragraph.formula;
    }
    QVERIFY(all.find("4 outputs (4) from 64 inputs (8\u00a0×\u00a08)") != std::string::npos);
    const double best = *std::ranges::max_element(frozen.output());
    QVERIFY(all.find("= " + QString::number(best, 'g', 3).toStdString()) != std::string::npos);
}

QTEST_APPLESS_MAIN(TestLinearScopeFigures)
#include "test_linear_scope_figures.moc"
