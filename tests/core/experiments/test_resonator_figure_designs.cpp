// What figures of network and designs say, against closed forms and independent arithmetic.
#include "core/experiments/resonator/airy.hpp"
#include "core/experiments/resonator/resonator_density.hpp"
#include "core/experiments/resonator/resonator_drawn_target.hpp"
#include "tests/core/experiments/resonator_shown.hpp"

#include <QtTest>

#include <numbers>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

constexpr double pi = std::numbers::pi;

bool close(double a, double b, double tolerance = 1e-9)
{
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

double airy(double finesse, double delta0, double wavelength)
{
    return 1 / (1 + finesse * std::pow(std::sin(delta0 / (2 * wavelength)), 2));
}

} // namespace

class TestResonatorFigureDesigns : public QObject {
    Q_OBJECT

private slots:
    void landscape_shows_the_recorded_objective();
    void own_descent_starts_where_it_is_told_and_descends();
    void network_landscape_is_the_objective_of_its_spectra();
    void network_landscape_follows_the_weights();
    void section_crosses_the_exact_objective();
    void quartiles_are_over_targets();
    void seconds_follow_the_measured_or_the_pretended_cost();
    void intervals_are_wilsons();
    void best_of_all_is_the_least_error();
    void the_hybrid_goes_on_from_the_surrogates_design();
    void every_slab_of_the_family_has_the_same_spectrum();
    void a_stroke_paints_a_straight_line();
    void a_drawn_spectrum_of_a_resonator_is_found();
    void front_of_the_frequency_bias_is_at_half_the_power();
    void reliability_is_the_error_of_the_network();
    void density_tells_where_nobody_was_taught();
};

void TestResonatorFigureDesigns::landscape_shows_the_recorded_objective()
{
    const ShownResonator shown("airy");
    const auto panel = shown.draw("landscape").panels.at(0);
    const auto map = marks_of<HeatMap>(panel).at(0);
    const auto recorded = shown.series[shown.run.recording->index("landscape_signal")].values();
    QCOMPARE(map.rows * map.columns, recorded.size());
    for (const auto& [i, j] : {std::pair(3, 70), std::pair(100, 0), std::pair(50, 51)}) {
        const auto x1 = static_cast<std::size_t>(i), x2 = static_cast<std::size_t>(j);
        QVERIFY(close(map.values[x2 * 101 + x1], std::log10(recorded[x1 * 101 + x2]), 1e-12));
    }
    // Cell 0 is centred on the box's edge.
    QVERIFY(close(map.left, -0.12) && close(map.bottom, 500 - 217.5));
    // The hidden design of target 0.
    for (const Tensor& tensor : *shown.run.data)
        if (tensor.name == "target_x") {
            const auto& x = std::get<std::vector<double>>(tensor.values);
            const auto star = mark_called<Points>(panel, "hidden design");
            QVERIFY(close(star.x[0], 12 * (x[0] + 1))
                    && close(star.y[0], 500 + 21750 * (x[1] + 1)));
        }
    // Before the run has ended the study makes the same map.
    const ShownResonator early("airy", {}, false);
    const auto studied = marks_of<HeatMap>(early.draw("landscape").panels.at(0)).at(0);
    for (std::size_t i = 0; i < map.values.size(); ++i)
        QVERIFY(close(studied.values[i], map.values[i], 1e-8));
}

void TestResonatorFigureDesigns::own_descent_starts_where_it_is_told_and_descends()
{
    const ShownResonator shown("airy");
    const Options start{
        {"design_F", 6.0}, {"design_delta0", 30000.0}, {"paths", std::string("none")}};
    const auto panel = shown.draw("landscape", start).panels.at(0);
    const auto path = mark_called<Curve>(panel, "your start");
    QVERIFY(close(path.x.front(), 6) && close(path.y.front(), 30000));
    std::vector<double> target;
    for (const Tensor& tensor : *shown.run.data)
        if (tensor.name == "target_spectra")
            target = std::get<std::vector<double>>(tensor.values);
    const auto grid = mark_called<Curve>(shown.draw("spectrum").panels.at(0), "Transmission").x;
    const auto objective = [&](double finesse, double delta0) {
        double sum = 0;
        for (std::size_t i = 0; i < grid.size(); ++i)
            sum += std::pow(airy(finesse, delta0, grid[i]) - target[i], 2);
        return sum / static_cast<double>(grid.size());
    };
    QVERIFY(objective(path.x.back(), path.y.back()) < objective(6, 30000));
    // Many small steps do not leave the valley of the start.
    QVERIFY(std::abs(path.y.back() - 30000) < 4000);
}

void TestResonatorFigureDesigns::network_landscape_is_the_objective_of_its_spectra()
{
    const ShownResonator shown("airy");
    const auto found = shown.study("landscape", {{"objective", std::string("network")}});
    QVERIFY(found.size() >= 2); // coarse first
    const auto map =
        marks_of<HeatMap>(
            shown.draw("landscape", {{"objective", std::string("network")}}).panels.at(0))
            .at(0);
    QCOMPARE(map.rows, std::size_t{101});
    // At the centre, from the network's curve in the explorer's spectrum.
    const auto panel =
        shown.draw("spectrum", {{"design_F", 12.0}, {"design_delta0", 22250.0}}).panels.at(0);
    const auto belief = mark_called<Curve>(panel, "network's belief");
    for (const Tensor& tensor : *shown.run.data)
        if (tensor.name == "target_spectra") {
            const auto& target = std::get<std::vector<double>>(tensor.values);
            double sum = 0;
            for (std::size_t i = 0; i < belief.y.size(); ++i)
                sum += std::pow(belief.y[i] - target[i], 2);
            QVERIFY(close(map.values[50 * 101 + 50],
                          std::log10(sum / static_cast<double>(belief.y.size())), 1e-9));
        }
}

void TestResonatorFigureDesigns::network_landscape_follows_the_weights()
{
    const ShownResonator shown("airy", {}, false);
    const Figure figure = ShownResonator::figure("landscape");
    const Options options{{"objective", std::string("network")}};
    const auto declared = options_of(figure, shown.parameters);
    const auto subject_at = [&](std::int64_t step) {
        auto input = shown.input(options, declared);
        input.weights_step = step;
        return figure.study.subject(input);
    };
    // At first with every step, later a hundred times or so in all: neither stale nor without end.
    QVERIFY(subject_at(1) != subject_at(2) && subject_at(10) != subject_at(12));
    QVERIFY(subject_at(3000) != subject_at(3200));
    std::set<std::string> subjects;
    for (std::int64_t step = 1; step <= 6000; ++step)
        subjects.insert(subject_at(step));
    QVERIFY(subjects.size() > 100 && subjects.size() < 300);
    // What was studied a moment ago is shown meanwhile.
    auto later = shown.input(options, declared);
    const auto found = shown.study("landscape", options);
    later.study = found.back();
    later.weights_step = 3;
    QCOMPARE(marks_of<HeatMap>(figure.draw(later).panels.at(0)).size(), std::size_t{1});
}

void TestResonatorFigureDesigns::section_crosses_the_exact_objective()
{
    const ShownResonator shown("airy");
    const auto drawing = shown.draw("landscape", {{"design_F", 12.0}});
    QCOMPARE(drawing.panels.size(), std::size_t{2});
    const auto section = mark_called<Curve>(drawing.panels[1], "exact");
    const auto recorded = shown.series[shown.run.recording->index("landscape_signal")].values();
    // 301 places against 101: every third is on the grid of the landscape, at its middle row.
    for (const std::size_t j : {std::size_t{0}, std::size_t{37}, std::size_t{100}})
        QVERIFY(close(section.y[3 * j], recorded[50 * 101 + j], 1e-8));
    const auto valleys = mark_called<Segments>(drawing.panels[1], "one fringe apart (theory)");
    QVERIFY(close(valleys.x0[1] - valleys.x0[0], 2 * pi * 599, 1e-9));
}

void TestResonatorFigureDesigns::quartiles_are_over_targets()
{
    const ShownResonator shown("airy");
    const auto panel =
        shown.draw("best-vs-evaluations", {{"methods", std::string("all")}}).panels.at(0);
    const auto best = shown.series[shown.run.recording->index("design_best_exact_multistart")];
    const auto spent =
        shown.series[shown.run.recording->index("design_evaluations_exact_multistart")];
    std::vector<double> last(best.sample(best.size() - 1).begin(),
                             best.sample(best.size() - 1).end());
    std::sort(last.begin(), last.end());
    bool found = false;
    for (const Curve& curve : marks_of<Curve>(panel))
        if (curve.label.starts_with("exact starts")) {
            found = true;
            QVERIFY(close(curve.x.back(), spent.sample(spent.size() - 1)[0]));
            QVERIFY(close(curve.y.back(), std::max(last[1], 1e-11))); // the middle one of three
        }
    QVERIFY(found);
    const auto band = mark_called<Band>(panel, "exact starts, quartiles");
    QVERIFY(close(band.low.back(), (last[0] + last[1]) / 2, 1e-6));
    QVERIFY(close(band.high.back(), (last[1] + last[2]) / 2, 1e-6));
}

void TestResonatorFigureDesigns::seconds_follow_the_measured_or_the_pretended_cost()
{
    ShownResonator shown("airy");
    shown.timing = {{"exact_lm", 0.6}, {"grid", 0.81}, {"surrogate_fourier", 1.2}};
    const auto end_of = [&](const Options& options, const std::string& name) {
        for (const Curve& curve :
             marks_of<Curve>(shown.draw("best-vs-evaluations", options).panels.at(0)))
            if (curve.label.starts_with(name))
                return curve.x.back();
        return -1.0;
    };
    const Options seconds{{"across", std::string("seconds")}};
    QVERIFY(close(end_of(seconds, "exact LM"), 0.2)); // three targets
    QVERIFY(close(end_of(seconds, "grid"), 0.81));    // all targets share them
    QVERIFY(close(end_of(seconds, "surrogate Fourier"), 0.4));
    const Options dear{{"cost", 100.0}};
    const auto spent = shown.series[shown.run.recording->index("design_evaluations_exact_lm")];
    QVERIFY(close(end_of(dear, "exact LM"), 0.1 * spent.sample(spent.size() - 1)[0]));
    QVERIFY(close(end_of(dear, "surrogate Fourier"), 0.4)); // the network stays as it is
}

void TestResonatorFigureDesigns::intervals_are_wilsons()
{
    const ShownResonator shown("airy");
    const auto drawing = shown.draw("success");
    const auto whiskers = mark_called<Segments>(drawing.panels.at(0), "95 % interval");
    const auto bars = marks_of<Band>(drawing.panels.at(0));
    QCOMPARE(3 * bars.size(), whiskers.x0.size());
    const double z = 1.959963984540054;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double share = bars[i].x[1] < 1e-6 ? 0 : bars[i].x[1];
        // The two solutions of |p − share| = z √(p (1 − p)/3).
        for (const double p : {whiskers.x0[3 * i], whiskers.x0[3 * i + 1]})
            QVERIFY(
                close(std::abs(p - share), z * std::sqrt(std::max(p * (1 - p), 0.0) / 3), 1e-7));
    }
    // What the summary of the independent implementation says.
    for (const auto& [name, value] : shown.run.summary)
        if (name == "success_exact_lm")
            for (const Band& bar : bars)
                if (bar.label == "exact, Levenberg-Marquardt")
                    QVERIFY(close(bar.x[1], std::max(*value, 1e-9)));
}

void TestResonatorFigureDesigns::best_of_all_is_the_least_error()
{
    const ShownResonator shown("airy");
    const auto error_of = [&](const std::string& method) {
        const auto panel =
            shown.draw("design-result", {{"method", method}, {"target", 1.0}}).panels.at(0);
        const auto found = mark_called<Curve>(panel, "found, exact");
        const auto wish = mark_called<Curve>(panel, "target 1");
        double sum = 0;
        for (std::size_t i = 0; i < wish.y.size(); ++i)
            sum += std::abs(found.y[i] - wish.y[i]);
        return sum;
    };
    const double best = error_of("best of all");
    for (const char* method : {"exact LM", "exact Fourier", "grid", "diff. evolution"})
        QVERIFY(best <= error_of(method) + 1e-15);
}

void TestResonatorFigureDesigns::the_hybrid_goes_on_from_the_surrogates_design()
{
    const ShownResonator shown("airy");
    const auto error_of = [&](const std::string& method, double target) {
        const auto panel =
            shown.draw("design-result", {{"method", method}, {"target", target}}).panels.at(0);
        const auto found = mark_called<Curve>(panel, "found, exact");
        const auto wish = mark_called<Curve>(panel, "target " + rounded(target));
        double sum = 0;
        for (std::size_t i = 0; i < wish.y.size(); ++i)
            sum += std::pow(found.y[i] - wish.y[i], 2);
        return sum / static_cast<double>(wish.y.size());
    };
    for (std::int64_t target = 0; target < std::get<std::int64_t>(shown.parameters["targets"]);
         ++target) {
        const auto place = static_cast<double>(target);
        const double before = error_of("surrogate Fourier", place);
        const double after = error_of("hybrid: surrogate, then LM", place);
        QVERIFY2(after < before,
                 rounded(place).c_str()); // no surrogate ends at a bottom of the exact error
    }
    for (const Option& option :
         options_of(shown.figure("design-result"),
                    resonator_schema().schema().with(shown.parameters, "steps", std::int64_t{0})))
        for (const std::string& choice : option.choices)
            QVERIFY(!choice.starts_with("hybrid")); // there is no surrogate
}

void TestResonatorFigureDesigns::every_slab_of_the_family_has_the_same_spectrum()
{
    const ShownResonator shown("airy");
    const auto drawing =
        shown.draw("design-result", {{"method", std::string("exact LM")}, {"target", 0.0}});
    QCOMPARE(drawing.panels.size(), std::size_t{2});
    std::vector<Curve> indices, thicknesses;
    for (const Curve& curve : marks_of<Curve>(drawing.panels[1]))
        (curve.side == Side::right ? thicknesses : indices).push_back(curve);
    QVERIFY(!indices.empty() && indices.size() == thicknesses.size());
    std::optional<AiryDesign> first;
    for (std::size_t c = 0; c < indices.size(); ++c)
        for (std::size_t i = 0; i < indices[c].x.size(); ++i) {
            if (!std::isfinite(indices[c].y[i]))
                continue;
            const AirySlab slab{indices[c].y[i], thicknesses[c].y[i], indices[c].x[i]};
            const AiryDesign design = airy_design_of(slab);
            if (!first)
                first = design;
            QVERIFY(close(design.finesse, first->finesse, 1e-9)
                    && close(design.delta0, first->delta0, 1e-9));
            // Dashed outside of the ranges that designs are drawn from.
            const bool usual = slab.index >= 1.05 && slab.index <= 3.5 && slab.thickness >= 100
                && slab.thickness <= 1000;
            QCOMPARE(indices[c].line == Line::solid, usual);
        }
}

void TestResonatorFigureDesigns::a_stroke_paints_a_straight_line()
{
    const std::vector<double> flat(101, 0.5);
    const auto text = drawn_stroke("", flat, 400, 800, 500, 0, 600, 1);
    const auto heights = drawn_heights(text);
    QCOMPARE(heights.size(), std::size_t{101});
    QVERIFY(close(heights[24], 0.5) && close(heights[51], 0.5)); // 496 and 604 nm
    QVERIFY(close(heights[25], 0) && close(heights[50], 1) && close(heights[40], 0.6));
    // Backwards, and beyond the panel's ends: the same line, within 0 and 1.
    QCOMPARE(drawn_stroke("", flat, 400, 800, 600, 1, 500, 0), text);
    const auto beyond = drawn_heights(drawn_stroke(text, flat, 400, 800, 300, 2, 410, -1));
    QVERIFY(close(beyond[0], 1) && close(beyond[3], 0)); // 2 and −1 do not fit
    QVERIFY(drawn_heights("").empty() && drawn_heights("12 seven").empty()
            && drawn_heights("1 2 3").empty() && drawn_heights(text + " 101").empty());
}

void TestResonatorFigureDesigns::a_drawn_spectrum_of_a_resonator_is_found()
{
    const ShownResonator shown("airy");
    std::vector<double> heights;
    for (int i = 0; i <= 100; ++i)
        heights.push_back(airy(5, 15000, 400 + 3.98 * i));
    const Options drawing{{"wish", std::string("drawn by mouse")},
                          {"drawing", drawn_text(heights)}};
    const auto found = shown.study("design-result", drawing);
    QCOMPARE(found.size(), std::size_t{1});
    const auto& x = std::get<std::vector<double>>(found.back().front().values);
    QVERIFY(std::abs(12 * (x[0] + 1) - 5) < 0.3); // painted to whole per cent
    QVERIFY(std::abs(500 + 21750 * (x[1] + 1) - 15000) < 50);
    const auto panel = shown.draw("design-result", drawing).panels.at(0);
    QVERIFY(panel.brush && panel.brush->option == "drawing");
    mark_called<Curve>(panel, "found, exact");
}

void TestResonatorFigureDesigns::front_of_the_frequency_bias_is_at_half_the_power()
{
    const ShownResonator shown("airy");
    const auto map = marks_of<HeatMap>(shown.draw("frequency-bias").panels.at(0)).at(0);
    const auto errors = shown.series[shown.run.recording->index("path_error")];
    QCOMPARE(map.rows, errors.width());
    QCOMPARE(map.columns, errors.size());
    for (std::size_t sample = 0; sample < errors.size(); ++sample)
        for (std::size_t bin = 0; bin < map.rows; ++bin)
            QVERIFY(close(map.values[bin * map.columns + sample],
                          std::log10(errors.sample(sample)[bin])));
    // Bin b is the path b/(1/400 − 1/798)·63/64 nm.
    const double path = 63.0 / 64 / (1.0 / 400 - 1.0 / 798) / 1000;
    QVERIFY(close(map.bottom, 0.5 * path, 1e-6) && close(map.top, 32.5 * path, 1e-6));
}

void TestResonatorFigureDesigns::reliability_is_the_error_of_the_network()
{
    const ShownResonator shown("airy");
    const auto found = shown.study("reliability");
    QCOMPARE(found.size(), std::size_t{2}); // coarse, then fine
    const auto& fine = found.back().front();
    QVERIFY(fine.shape[0] > found.front().front().shape[0]);
    const std::size_t side = fine.shape[0];
    const double error =
        std::get<std::vector<double>>(fine.values)[side / 2 * side + side / 2]; // the centre
    const auto panel =
        shown.draw("spectrum", {{"design_F", 12.0}, {"design_delta0", 22250.0}}).panels.at(0);
    const auto belief = mark_called<Curve>(panel, "network's belief");
    double sum = 0;
    for (std::size_t i = 0; i < belief.x.size(); ++i)
        sum += std::abs(belief.y[i] - airy(12, 22250, belief.x[i]));
    QVERIFY(close(error, sum / static_cast<double>(belief.x.size()), 1e-9));
}

void TestResonatorFigureDesigns::density_tells_where_nobody_was_taught()
{
    TrainingDensity density{std::vector<double>(TrainingDensity::side * TrainingDensity::side, 0)};
    density.values[0] = 4; // only designs with both coordinates at their lowest
    const std::vector<double> corner{-1, -1}, middle{0, 0}, end{1, 1};
    QVERIFY(!density.is_sparse(corner) && density.is_sparse(middle) && density.is_sparse(end));
    QVERIFY(close(density.at(corner), 4));

    // Of a run: relative to an even spread, so the mean over the cells is near 1.
    const ShownResonator shown("airy");
    const Options nothing;
    const auto input = shown.input(nothing, {});
    const auto model = resonator_model_of(input);
    const auto taught = training_density(input, *model);
    QVERIFY(taught);
    double sum = 0;
    for (const double value : taught->values)
        sum += value;
    QVERIFY(std::abs(sum / static_cast<double>(taught->values.size()) - 1) < 0.15);
}

QTEST_APPLESS_MAIN(TestResonatorFigureDesigns)
#include "test_resonator_figure_designs.moc"
