// Every figure of the resonator in every case: structures, switches, before and after the analyses.
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/resonator_shown.hpp"

#include <QtTest>

#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Each choice of each switch once, with the defaults of the others; numbers at both ends.
std::vector<Options> varied_options(const Figure& figure, const Values& parameters)
{
    std::vector<Options> all{{}};
    for (const Option& option : options_of(figure, parameters)) {
        if (option.choices.empty() && !option.is_text) {
            all.push_back({{option.key, option.minimum}});
            all.push_back({{option.key, option.maximum}});
        }
        for (const std::string& choice : option.choices)
            all.push_back({{option.key, choice}});
    }
    return all;
}

void add_recordings()
{
    QTest::addColumn<std::string>("name");
    for (const char* name : {"airy", "slab", "bragg", "cavity", "noise-relu"})
        QTest::newRow(name) << std::string(name);
}

std::string joined(const std::set<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts)
        all += text + "; ";
    return all;
}

} // namespace

class TestResonatorFigures : public QObject {
    Q_OBJECT

private slots:
    void eleven_figures_stand_in_reading_order();
    void every_figure_draws_in_every_case_data() { add_recordings(); }
    void every_figure_draws_in_every_case();
    void handles_and_brushes_set_options_that_exist_data() { add_recordings(); }
    void handles_and_brushes_set_options_that_exist();
    void options_are_whole_for_every_structure();
    void what_a_run_has_is_drawn_data() { add_recordings(); }
    void what_a_run_has_is_drawn();
    void without_training_the_network_is_left_out();
    void an_absorbing_slab_and_other_angles_are_drawn();
    void figures_draw_without_their_options();
    void what_is_exact_is_studied_once_for_a_start();
    void texts_are_whole_data() { add_recordings(); }
    void texts_are_whole();
};

void TestResonatorFigures::eleven_figures_stand_in_reading_order()
{
    std::vector<std::string> ids;
    for (const Figure& figure : resonator_figures()) {
        ids.push_back(figure.id);
        QVERIFY(figure.draw && !figure.title.empty() && !figure.caption.empty());
        QVERIFY((figure.study.make == nullptr) == (figure.study.subject == nullptr));
    }
    const std::vector<std::string> expected{
        "spectrum",       "map",       "path-spectrum",       "surrogate-loss", "surrogate-probes",
        "frequency-bias", "landscape", "best-vs-evaluations", "success",        "design-result",
        "reliability"};
    QCOMPARE(ids, expected);
}

void TestResonatorFigures::every_figure_draws_in_every_case()
{
    QFETCH(std::string, name);
    std::set<std::string> mistakes;
    for (const bool ended : {false, true}) {
        const ShownResonator shown(name, {}, ended);
        for (const Figure& figure : resonator_figures())
            for (const Options& options : varied_options(figure, shown.parameters)) {
                const auto declared = options_of(figure, shown.parameters);
                const auto input = shown.input(options, declared);
                DrawingCheck check(input, 0);
                check.check(shown.draw(figure.id, options));
                for (const std::string& mistake : check.mistakes)
                    mistakes.insert(figure.id + ": " + mistake);
            }
    }
    QVERIFY2(mistakes.empty(), joined(mistakes).c_str());
}

void TestResonatorFigures::handles_and_brushes_set_options_that_exist()
{
    QFETCH(std::string, name);
    const ShownResonator shown(name);
    std::size_t handles = 0;
    for (const Figure& figure : resonator_figures()) {
        const auto declared = options_of(figure, shown.parameters);
        const auto drawing = shown.draw(figure.id);
        for (const Panel& panel : drawing.panels)
            for (const Handle& handle : panel.handles) {
                ++handles;
                QVERIFY(!handle.label.empty() && handle.sets_options());
                for (const Dragged* along : {&handle.across, &handle.up})
                    QVERIFY2(along->option.empty()
                                 || std::any_of(declared.begin(), declared.end(),
                                                [&](const Option& option) {
                                                    return option.key == along->option;
                                                }),
                             figure.id.c_str());
                // Held where it is, it sets what is there already (within a slider's step).
                for (const auto& [key, value] : handle.options(declared))
                    for (const Option& option : declared)
                        if (option.key == key)
                            QVERIFY2(std::abs(value - option.fallback) <= 1.01 * option.step,
                                     (figure.id + " " + key).c_str());
            }
    }
    QVERIFY(handles >= 3);
}

void TestResonatorFigures::options_are_whole_for_every_structure()
{
    const auto& schema = resonator_schema().schema();
    for (const char* structure : {"airy", "slab", "bragg-cmt", "bragg", "cavity", "stack"})
        for (const Figure& figure : resonator_figures()) {
            const Values values = schema.resolve({{{"structure", std::string(structure)}}});
            std::set<std::string> keys;
            for (const Option& option : options_of(figure, values)) {
                QVERIFY(keys.insert(option.key).second && !option.label.empty());
                if (option.choices.empty() && !option.is_text)
                    QVERIFY(option.minimum < option.maximum && option.fallback >= option.minimum
                            && option.fallback <= option.maximum);
                else if (!option.is_text)
                    QVERIFY(option.choices.size() > 1);
            }
        }
    // The explorer: a slider in sight for each parameter, the same keys hidden on the map.
    const Values airy = schema.resolve();
    const auto sliders = options_of(ShownResonator::figure("spectrum"), airy);
    QVERIFY(sliders[0].key == "design_F" && sliders[0].shared && sliders[0].in_sight);
    QVERIFY(sliders[1].key == "design_delta0" && sliders[1].unit == "nm");
    const auto hidden = options_of(ShownResonator::figure("map"), airy);
    QVERIFY(hidden[1].key == "design_delta0" && hidden[1].hidden && hidden[1].shared);
}

void TestResonatorFigures::what_a_run_has_is_drawn()
{
    QFETCH(std::string, name);
    const ShownResonator shown(name), early(name, {}, false);
    for (const Figure& figure : resonator_figures())
        QVERIFY2(!shown.draw(figure.id).panels.empty(), figure.id.c_str());
    for (const char* id : {"spectrum", "map", "path-spectrum", "surrogate-probes", "landscape"})
        QVERIFY2(!early.draw(id).panels.empty(), id);
    for (const char* id : {"best-vs-evaluations", "success"})
        QVERIFY2(!early.draw(id).empty.empty(), id);
}

void TestResonatorFigures::without_training_the_network_is_left_out()
{
    const ShownResonator shown("cavity", {{"steps", Value(std::int64_t{0})}});
    for (const char* id : {"surrogate-loss", "surrogate-probes", "frequency-bias", "reliability"})
        QVERIFY2(shown.draw(id).empty.find("steps = 0") != std::string::npos, id);
    for (const Curve& curve : marks_of<Curve>(shown.draw("spectrum").panels.at(0)))
        QVERIFY(curve.label != "network's belief");
    for (const Option& option :
         options_of(ShownResonator::figure("design-result"), shown.parameters))
        if (option.key == "method")
            for (const std::string& choice : option.choices)
                QVERIFY2(!choice.starts_with("surrogate"), choice.c_str());
}

void TestResonatorFigures::an_absorbing_slab_and_other_angles_are_drawn()
{
    const ShownResonator absorbing(
        "slab", {{"extinction", 0.2}, {"angle", 40.0}, {"polarization", std::string("p")}});
    const auto areas = marks_of<Band>(absorbing.draw("spectrum").panels.at(0));
    QCOMPARE(areas.size(), std::size_t{3});
    QCOMPARE(areas.back().label, std::string("A"));
    for (const char* id : {"map", "spectrum", "landscape"})
        QVERIFY(!absorbing.draw(id).panels.empty());
}

void TestResonatorFigures::figures_draw_without_their_options()
{
    const ShownResonator shown("airy");
    const Options nothing_chosen;
    for (const Figure& figure : resonator_figures()) {
        const auto drawing = figure.draw(shown.input(nothing_chosen, {}));
        QVERIFY2(drawing.panels.empty() != drawing.empty.empty(), figure.id.c_str());
    }
}

void TestResonatorFigures::texts_are_whole()
{
    QFETCH(std::string, name);
    const Options nothing_chosen;
    for (const bool ended : {false, true}) {
        const ShownResonator shown(name, {}, ended);
        const auto input = shown.input(nothing_chosen, {});
        for (const Paragraph& paragraph : resonator_explanation(input))
            QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty());
        QVERIFY(!resonator_readings(input).empty());
        for (const Reading& reading : resonator_readings(input))
            QVERIFY(!reading.text.empty()
                    && (reading.key.empty()
                        || resonator_schema().schema().at(reading.key).key == reading.key));
        for (const Event& event : resonator_events(input))
            QVERIFY(!event.label.empty() && event.step > 0
                    && event.step <= static_cast<double>(shown.run.step));
    }
}

void TestResonatorFigures::what_is_exact_is_studied_once_for_a_start()
{
    const ShownResonator shown("airy", {}, false);
    const Figure figure = ShownResonator::figure("landscape");
    const auto declared = options_of(figure, shown.parameters);
    const auto first_of = [](const std::vector<Tensor>& found, const std::string& name) {
        const auto tensor = std::find_if(found.begin(), found.end(),
                                         [&](const Tensor& one) { return one.name == name; });
        return std::get<std::vector<double>>(tensor->values).at(0);
    };
    const auto study = [&](double finesse, const std::vector<Tensor>& before) {
        const Options options{{"design_F", finesse}};
        auto input = shown.input(options, declared);
        input.study = before;
        std::vector<Tensor> last;
        figure.study.make(input, [&](std::vector<Tensor> found, double) {
            last = std::move(found);
            return true;
        });
        return last;
    };
    const auto fresh = study(12, {}), elsewhere = study(6, {});
    auto marked = fresh; // to be known again
    for (Tensor& tensor : marked)
        if (tensor.name == "exact section" || tensor.name == "network section")
            std::get<std::vector<double>>(tensor.values).at(0) = 123;
    const auto again = study(12, marked), moved = study(6, marked);
    QCOMPARE(first_of(again, "exact section"), 123.0);
    QCOMPARE(first_of(again, "network section"), first_of(fresh, "network section"));
    QCOMPARE(first_of(moved, "exact section"), first_of(elsewhere, "exact section"));
    QVERIFY(first_of(elsewhere, "exact section") != first_of(fresh, "exact section"));
}

QTEST_APPLESS_MAIN(TestResonatorFigures)
#include "test_resonator_figures.moc"
