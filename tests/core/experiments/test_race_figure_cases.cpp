// Every figure of the race in every case: recordings of an independent implementation, with every
// combination of switches, at several steps.
#include "core/experiments/race/race.hpp"
#include "core/experiments/registry.hpp"
#include "core/lab/session.hpp"
#include "tests/core/experiments/drawing_check.hpp"

#include <QtTest>

#include <map>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

const RunRecord& golden(const std::string& folder)
{
    static std::map<std::string, RunRecord> runs;
    const auto known = runs.find(folder);
    if (known != runs.end())
        return known->second;
    const auto directory = std::filesystem::path(ETALON_GOLDEN_DIR) / folder;
    return runs.emplace(folder, load(directory, experiments())).first->second;
}

/// Each choice of each switch once, with the defaults of the others; numbers at both ends.
std::vector<Options> varied_options(const Figure& figure)
{
    std::vector<Options> all{{}};
    for (const Option& option : figure.options) {
        if (option.choices.empty()) {
            all.push_back({{option.key, option.minimum}});
            all.push_back({{option.key, option.maximum}});
        }
        for (const std::string& choice : option.choices)
            all.push_back({{option.key, choice}});
    }
    return all;
}

/// What a run of this recording had shown after `step` steps.
struct Shown {
    std::shared_ptr<Recording> recording{};
    std::vector<Series> series{};
};

Shown until(const RunRecord& run, std::int64_t step)
{
    Shown shown{std::make_shared<Recording>(run.recording->channels()), {}};
    shown.recording->finish(run.step);
    const auto all = run.recording->snapshot();
    for (std::size_t channel = 0; channel < all.size(); ++channel)
        for (std::size_t i = 0; i < all[channel].size(); ++i)
            if (all[channel].steps()[i] <= step
                && run.recording->channels()[channel].index == "step")
                shown.recording->append(channel, all[channel].steps()[i], all[channel].sample(i));
    shown.recording->publish();
    shown.series = shown.recording->snapshot();
    return shown;
}

FigureInput input_of(const RunRecord& run, const std::vector<Series>& series,
                     const Summary& summary, const Options& options, std::int64_t step, bool ended)
{
    return {.parameters = run.setup.values,
            .seed = run.setup.seed,
            .steps = planned_steps(run.setup.values),
            .step = step,
            .ended = ended,
            .channels = run.recording->channels(),
            .series = series,
            .data = *run.data,
            .final_weights = ended ? std::span<const Tensor>(run.final) : std::span<const Tensor>(),
            .summary = summary,
            .options = options};
}

} // namespace

class TestRaceFigureCases : public QObject {
    Q_OBJECT

private slots:
    void every_figure_draws_in_every_case_data();
    void every_figure_draws_in_every_case();
    void what_a_run_has_is_drawn();
    void texts_are_whole_in_every_case();
};

void TestRaceFigureCases::every_figure_draws_in_every_case_data()
{
    QTest::addColumn<std::string>("folder");
    for (const char* name : {"default", "balanced", "plane", "frozen-squared", "image-like",
                             "no-drop", "scale-sweep", "width-sweep"})
        QTest::newRow(name) << "race-" + std::string(name);
}

void TestRaceFigureCases::every_figure_draws_in_every_case()
{
    QFETCH(std::string, folder);
    const RunRecord& run = golden(folder);
    const auto neurons =
        static_cast<std::size_t>(std::get<std::int64_t>(run.setup.values["hidden_width"]));
    const auto whole = run.recording->snapshot();
    const Summary nothing_yet;
    const std::vector<Item> pinned{{"neuron", 1}, {"neuron", 3}};
    std::set<std::string> mistakes;
    for (const std::int64_t step : {std::int64_t{0}, run.step / 8, run.step / 2, run.step})
        for (const bool ended : {false, true}) {
            const Shown shown = until(run, step);
            for (const Figure& figure : race_figures())
                for (const Options& options : varied_options(figure)) {
                    auto input = input_of(run, ended ? whole : shown.series,
                                          ended ? run.summary : nothing_yet, options, step, ended);
                    input.declared = figure.options;
                    input.pinned = pinned;
                    DrawingCheck check(input, neurons);
                    check.check(figure.draw(input));
                    for (const std::string& mistake : check.mistakes)
                        mistakes.insert(figure.id + ": " + mistake);
                }
        }
    std::string all;
    for (const std::string& mistake : mistakes)
        all += mistake + "; ";
    QVERIFY2(mistakes.empty(), all.c_str());
}

void TestRaceFigureCases::what_a_run_has_is_drawn()
{
    const std::map<std::string, std::vector<std::string>> expected{
        {"race-default",
         {"loss", "race", "portrait", "cosines", "groups", "gates", "winners", "shares", "compress",
          "ticket", "plane", "growth"}},
        {"race-plane", {"plane", "portrait", "winners"}},
        {"race-image-like", {"features", "compress", "ticket"}},
        {"race-width-sweep", {"sweep-width"}},
        {"race-scale-sweep", {"sweep-scale"}},
        {"race-no-drop", {"loss", "race", "cosines", "groups", "gates"}}};
    for (const auto& [folder, figures] : expected) {
        const RunRecord& run = golden(folder);
        const auto series = run.recording->snapshot();
        for (const Figure& figure : race_figures()) {
            const Options options;
            auto input = input_of(run, series, run.summary, options, run.step, true);
            input.declared = figure.options;
            if (std::find(figures.begin(), figures.end(), figure.id) != figures.end())
                QVERIFY2(!figure.draw(input).panels.empty(), (folder + " " + figure.id).c_str());
        }
    }
}

void TestRaceFigureCases::texts_are_whole_in_every_case()
{
    for (const char* folder : {"race-default", "race-frozen-squared", "race-no-drop"}) {
        const RunRecord& run = golden(folder);
        const Summary nothing_yet;
        const Options options;
        for (const std::int64_t step : {std::int64_t{0}, run.step}) {
            const Shown shown = until(run, step);
            const auto live = input_of(run, shown.series, nothing_yet, options, step, false);
            for (const Paragraph& paragraph : race_explanation(live))
                QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty());
            for (const Reading& reading : race_readings(live))
                QVERIFY(!reading.text.empty());
            for (const Event& event : race_events(live))
                QVERIFY(event.step >= 0 && event.step <= static_cast<double>(step));
        }
    }
}

QTEST_APPLESS_MAIN(TestRaceFigureCases)
#include "test_race_figure_cases.moc"
