// Every figure of linear-cnn in every case, its warnings, and the texts beside the figures.
#include "core/experiments/linear_cnn/linear_cnn_figures.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/linear_cnn_run.hpp"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace etalon;
using namespace etalon::test;

namespace {

/// Every combination of a figure's choices; numbers at both ends and the default.
std::vector<Options> all_options(const Figure& figure)
{
    std::vector<Options> all{{}};
    for (const Option& option : figure.options) {
        std::vector<Value> choices;
        for (const auto& choice : option.choices)
            choices.emplace_back(choice);
        if (option.choices.empty())
            choices = {option.minimum, option.fallback, option.maximum};
        std::vector<Options> longer;
        for (const Options& options : all)
            for (const Value& choice : choices) {
                longer.push_back(options);
                longer.back()[option.key] = choice;
            }
        all = std::move(longer);
    }
    return all;
}

} // namespace

class TestLinearCnnFigures : public QObject {
    Q_OBJECT

private slots:
    void all_twelve_figures_are_there();
    void every_figure_draws_in_every_case_data();
    void every_figure_draws_in_every_case();
    void nothing_is_drawn_before_the_first_sample();
    void recordings_of_other_programs_are_drawn_without_the_channels_for_figures();
    void theory_is_pale_from_a_live_change_on();
    void shared_frequencies_are_said_and_make_theory_pale();
    void other_data_say_what_conflict_needs();
    void lamp_tells_how_near_the_learning_rate_is_to_instability();
    void explanation_holds_the_present_numbers();
};

void TestLinearCnnFigures::all_twelve_figures_are_there()
{
    std::vector<std::string> ids;
    for (const Figure& each : linear_cnn_figures())
        ids.push_back(each.id);
    const std::vector<std::string> expected{
        "mode-strengths",      "loss",        "dominant-frequency-spectra",
        "kernel-spectrogram",  "dominance",   "participation",
        "drive-versus-growth", "stage-times", "kernels-and-maps",
        "data-modes",          "conflict",    "bias-sweep"};
    QCOMPARE(ids, expected);
}

void TestLinearCnnFigures::every_figure_draws_in_every_case_data()
{
    QTest::addColumn<std::string>("preset");
    QTest::addColumn<Overrides>("more");
    const Overrides texture = small_images({{"texture_frequency", whole(2)}});
    Overrides rectified = texture;
    rectified["batch_size"] = whole(10);
    Overrides shapes = small_images({{"grating_frequency", whole(2)}});
    Overrides shapes_relu = shapes;
    shapes_relu["batch_size"] = whole(10);
    QTest::newRow("default") << std::string("default") << Overrides{};
    QTest::newRow("learned") << std::string("default")
                             << Overrides{{"steps", whole(600)}, {"sample_every", whole(5)}};
    QTest::newRow("images") << std::string("cosines-2d") << small_images();
    QTest::newRow("odd images") << std::string(
        "cosines-2d") << Overrides{{"image_height", whole(9)}, {"image_width", whole(11)}};
    QTest::newRow("texture") << std::string("texture-versus-shape") << texture;
    QTest::newRow("texture, rectified") << std::string("texture-versus-shape-relu") << rectified;
    QTest::newRow("shapes") << std::string("shapes") << shapes;
    QTest::newRow("shapes, rectified") << std::string("shapes-relu") << shapes_relu;
    QTest::newRow("hierarchy") << std::string("hierarchy") << Overrides{{"samples", whole(160)}};
    QTest::newRow("deep") << std::string("deep") << Overrides{};
    QTest::newRow("small kernels") << std::string("small-kernels") << Overrides{};
    QTest::newRow("one kernel") << std::string("one-kernel")
                                << Overrides{{"image_width", whole(33)}};
    QTest::newRow("no companion") << std::string("default")
                                  << Overrides{{"compare_fully_connected", false}};
    QTest::newRow("no companion, images")
        << std::string("cosines-2d") << small_images({{"compare_fully_connected", false}});
    QTest::newRow("no test samples")
        << std::string("texture-versus-shape")
        << small_images({{"texture_frequency", whole(2)}, {"test_samples", whole(0)}});
    QTest::newRow("one step") << std::string("default") << Overrides{{"steps", whole(1)}};
    QTest::newRow("many modes and kernels") << std::string("default")
                                            << Overrides{{"classes", whole(16)},
                                                         {"frequencies_per_class", whole(1)},
                                                         {"class_amplitude_ratio", 0.9},
                                                         {"kernels", whole(20)},
                                                         {"samples", whole(160)}};
}

void TestLinearCnnFigures::every_figure_draws_in_every_case()
{
    QFETCH(std::string, preset);
    QFETCH(Overrides, more);
    const auto run = small_run(preset, more);
    const std::size_t modes = values(run, "mode_strengths", 0).size();
    const auto& channels = run.recording->channels();
    const auto& spectra = channels[run.recording->index("kernel_spectra")].shape;
    const std::int64_t last = run.steps();
    for (const Figure& each : experiment().figures)
        for (const Options& options : all_options(each))
            for (const std::int64_t step : {std::int64_t{0}, last / 2, last})
                for (const bool partial : {false, true}) {
                    auto input = run.input(options, each, step);
                    const Summary nothing_yet;
                    FigureInput half = {.parameters = input.parameters,
                                        .steps = input.steps,
                                        .step = step,
                                        .channels = input.channels,
                                        .series = run.half_way,
                                        .data = input.data,
                                        .summary = nothing_yet,
                                        .options = options,
                                        .declared = each.options};
                    const auto& shown = partial ? half : input;
                    DrawingCheck check(shown, modes, spectra[1] * spectra[2], spectra[0]);
                    check.check(each.draw(shown));
                    QVERIFY2(check.mistakes.empty(),
                             check.mistakes.empty()
                                 ? ""
                                 : (each.id + ": " + check.mistakes.front()).c_str());
                }
}

void TestLinearCnnFigures::nothing_is_drawn_before_the_first_sample()
{
    const auto run = small_run("default");
    const std::vector<Series> nothing(run.series.size());
    const Options options;
    const Summary summary;
    for (const Figure& each : experiment().figures) {
        const auto drawing = each.draw({.parameters = run.setup.values,
                                        .steps = 40,
                                        .channels = run.recording->channels(),
                                        .series = nothing,
                                        .summary = summary,
                                        .options = options,
                                        .declared = each.options});
        QVERIFY2(drawing.panels.empty() && !drawing.empty.empty(), each.id.c_str());
    }
}

void TestLinearCnnFigures::theory_is_pale_from_a_live_change_on()
{
    const auto run = small_run("default", {}, {{20, "learning_rate", Value(0.002)}});
    const auto drawing = draw(run, "mode-strengths");
    QVERIFY(drawing.note.find("step 20") != std::string::npos);
    int before = 0, after = 0;
    for (const Curve& curve : marks<Curve>(drawing.panels.at(0))) {
        QVERIFY(curve.line == Line::dotted);
        const bool holds = curve.x.back() <= 20;
        QVERIFY(holds || curve.x.front() >= 20);
        (holds ? before : after) += 1;
        for (const Curve& other : marks<Curve>(drawing.panels.at(0)))
            if (other.weight == curve.weight && holds && other.x.front() >= 20)
                QVERIFY(curve.ink.opacity > 2 * other.ink.opacity
                        || curve.label.find(other.label) != 0);
    }
    QCOMPARE(before, 12); // reduced, closed form, fully connected: four modes each
    QCOMPARE(after, 12);
    QVERIFY(draw(run, "mode-strengths", {{"theory", text("off")}}).note.empty());
    QVERIFY(
        marks<Curve>(draw(run, "mode-strengths", {{"theory", text("off")}}).panels.at(0)).empty());
}

void TestLinearCnnFigures::shared_frequencies_are_said_and_make_theory_pale()
{
    const auto reduced_opacity = [](const RecordedRun& run) {
        const auto channel = run.recording->index("mode_strengths_reduced");
        for (const Traces& traces : marks<Traces>(draw(run, "mode-strengths").panels.at(0)))
            if (traces.channel == channel) {
                for (const Trace& trace : traces.traces)
                    if (trace.ink.hue != Hue::theory || !traces.whole
                        || traces.line != Line::dotted)
                        return -1.0;
                return traces.traces[0].ink.opacity;
            }
        return -2.0;
    };
    const auto shared = small_run("shapes"), separate = small_run("default");
    QVERIFY(draw(shared, "mode-strengths").note.find("share frequencies") != std::string::npos);
    QVERIFY(draw(separate, "mode-strengths").note.empty());
    QCOMPARE(reduced_opacity(separate), 1.0);
    QVERIFY(reduced_opacity(shared) > 0 && reduced_opacity(shared) < 0.5);
}

void TestLinearCnnFigures::recordings_of_other_programs_are_drawn_without_the_channels_for_figures()
{
    for (const char* preset : {"default", "shapes"}) {
        const auto run = small_run(preset);
        std::vector<Channel> channels;
        std::vector<Series> series;
        for (std::size_t i = 0; i < run.series.size(); ++i) {
            const Channel& channel = run.recording->channels()[i];
            if (channel.every == 0 || channel.name == "kernels" || channel.name.starts_with("maps"))
                continue; // other programs do not write these
            channels.push_back(channel);
            series.push_back(run.series[i]);
        }
        const Options options;
        for (const Figure& each : experiment().figures) {
            auto input = run.input(options, each, 40);
            input.channels = channels;
            input.series = series;
            DrawingCheck check(input, 16, 1000, 4);
            const auto drawing = each.draw(input);
            check.check(drawing);
            QVERIFY2(check.mistakes.empty(), each.id.c_str());
            QCOMPARE(drawing.panels.empty(),
                     each.id == "kernels-and-maps" || draw(run, each.id).panels.empty());
        }
    }
}

void TestLinearCnnFigures::other_data_say_what_conflict_needs()
{
    QVERIFY(draw(small_run("default"), "conflict").empty.find("texture-versus-shape")
            != std::string::npos);
    const auto untested = small_run("texture-versus-shape", {{"test_samples", whole(0)}});
    QVERIFY(draw(untested, "conflict").empty.find("test_samples") != std::string::npos);
}

void TestLinearCnnFigures::lamp_tells_how_near_the_learning_rate_is_to_instability()
{
    auto run = small_run("default");
    // The drive of a grey signal: the length of the class vector of sum_i y_i x_i^(w)/N.
    const auto inputs = tensor(run, "inputs"), targets = tensor(run, "targets");
    double top = 0;
    for (std::size_t w = 0; w <= 32; ++w) {
        std::vector<std::complex<double>> sums(4);
        for (std::size_t i = 0; i < 80; ++i)
            for (std::size_t x = 0; x < 64; ++x)
                for (std::size_t c = 0; c < 4; ++c)
                    sums[c] += targets[i * 4 + c] * inputs[i * 64 + x] / 80.0
                        * std::polar(1.0,
                                     -2 * std::numbers::pi * static_cast<double>(w * x % 64) / 64);
        double squares = 0;
        for (const auto& sum : sums)
            squares += std::norm(sum);
        top = std::max(top, std::sqrt(squares));
    }
    const Options options;
    for (const auto& [product, level] : {std::pair{0.19, Level::good},
                                         {0.21, Level::caution},
                                         {0.79, Level::caution},
                                         {0.81, Level::bad}}) {
        run.setup.values =
            experiment().schema.with(run.setup.values, "learning_rate", product / top);
        const auto readings = linear_cnn_readings(run.input(options, figure("loss"), 40));
        QCOMPARE(readings.at(0).key, std::string("learning_rate"));
        QVERIFY(readings[0].level == level);
        QVERIFY(readings[0].text.find(QString::number(product).toStdString()) != std::string::npos);
        QVERIFY(readings[0].text.find("stable below 1") != std::string::npos);
    }
    QVERIFY(linear_cnn_readings(run.input(options, figure("loss"), 40)).at(1).text.find("accuracy")
            == 0);
}

void TestLinearCnnFigures::explanation_holds_the_present_numbers()
{
    const auto run = recorded_run(experiment(), {Overrides{{"samples", whole(80)}}});
    const Options options;
    const auto paragraphs = linear_cnn_explain(run.input(options, figure("loss"), 1000));
    QVERIFY(paragraphs.size() >= 5 && paragraphs.size() <= 7);
    // The closed form, evaluated where its own curve is at half its end.
    const auto& sigmoid = run.series[run.recording->index("mode_strengths_sigmoid")];
    const double limit = sigmoid.sample(sigmoid.size() - 1)[0];
    double half = 0;
    for (std::size_t i = 1; i < sigmoid.size() && half == 0; ++i) {
        const double before = sigmoid.sample(i - 1)[0], here = sigmoid.sample(i)[0];
        if (here >= limit / 2)
            half = static_cast<double>(sigmoid.steps()[i - 1])
                + 5 * (limit / 2 - before) / (here - before);
    }
    QVERIFY(half > 0);
    std::string formulas;
    for (const Paragraph& paragraph : paragraphs) {
        QVERIFY(!paragraph.heading.empty() && !paragraph.text.empty()
                && !paragraph.formula.empty());
        formulas += paragraph.formula + "\n";
    }
    const auto shown = formulas.find("ρ = ");
    QVERIFY(shown != std::string::npos);
    const auto at = formulas.find("t½ = ");
    QVERIFY(at != std::string::npos);
    const auto number = formulas.substr(formulas.find("/ρ = ") + std::string("/ρ = ").size());
    QVERIFY(std::abs(std::stod(number) - half)
            < 1.5); // three digits, and a curve sampled every 5 steps

    for (const char* preset : {"deep", "texture-versus-shape-relu", "shapes"}) {
        const auto other = small_run(preset);
        for (const std::int64_t step : {0, 40})
            for (const Paragraph& paragraph :
                 linear_cnn_explain(other.input(options, figure("loss"), step))) {
                QVERIFY(!paragraph.text.empty());
                QVERIFY2(paragraph.formula.find("nan") == std::string::npos, preset);
            }
    }
}

QTEST_APPLESS_MAIN(TestLinearCnnFigures)
#include "test_linear_cnn_figures.moc"
