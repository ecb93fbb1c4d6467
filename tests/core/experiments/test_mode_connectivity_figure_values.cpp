// The numbers that the figures of mode connectivity show, against what was recorded, closed forms
// and plain re-computation.
#include "core/experiments/mode_connectivity/mode_connectivity_figure_parts.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_quadrature.hpp"
#include "core/experiments/mode_connectivity/mode_connectivity_surface.hpp"
#include "tests/core/experiments/mode_connectivity_recorded.hpp"

#include <QtTest>

#include <cmath>
#include <map>

using namespace etalon;
using namespace etalon::mode_connectivity_drawings;
using namespace etalon::test;

namespace {

using Weights = std::map<std::string, std::vector<double>>;

/// A network as plain lists, by the names of its tensors.
Weights plain(const GoldenModes& run, const std::string& branch)
{
    Weights found;
    for (const Tensor& tensor : run.final_weights)
        if (tensor.name.starts_with(branch + "_"))
            found[tensor.name.substr(branch.size() + 1)] =
                std::get<std::vector<double>>(tensor.values);
    return found;
}

Weights sum(const Weights& a, double factor, const Weights& b)
{
    Weights result = a;
    for (auto& [name, values] : result)
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += factor * b.at(name)[i];
    return result;
}

double dot(const Weights& a, const Weights& b)
{
    double result = 0;
    for (const auto& [name, values] : a)
        for (std::size_t i = 0; i < values.size(); ++i)
            result += values[i] * b.at(name)[i];
    return result;
}

/// Mean cross-entropy in nats and share of errors, number by number.
std::pair<double, double> plain_score(const GoldenModes& run, const Weights& network,
                                      const std::string& part)
{
    const auto input = run.data;
    std::vector<double> examples;
    std::vector<std::int64_t> labels;
    for (const Tensor& tensor : input) {
        if (tensor.name == part + "_inputs")
            examples = std::get<std::vector<double>>(tensor.values);
        if (tensor.name == part + "_labels")
            labels = std::get<std::vector<std::int64_t>>(tensor.values);
    }
    const std::size_t inputs = examples.size() / labels.size();
    const std::int64_t layers = run.settings.hidden_layers + 1;
    double loss = 0, errors = 0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        std::vector<double> h(examples.begin() + static_cast<std::ptrdiff_t>(n * inputs),
                              examples.begin() + static_cast<std::ptrdiff_t>((n + 1) * inputs));
        for (std::int64_t l = 1; l <= layers; ++l) {
            const auto& weight = network.at("weight_" + std::to_string(l));
            std::vector<double> z = network.at("bias_" + std::to_string(l));
            for (std::size_t i = 0; i < z.size(); ++i) {
                for (std::size_t j = 0; j < h.size(); ++j)
                    z[i] += weight[i * h.size() + j] * h[j];
                if (l < layers)
                    z[i] =
                        run.settings.activation == "relu" ? std::max(z[i], 0.0) : std::tanh(z[i]);
            }
            h = z;
        }
        const auto label = static_cast<std::size_t>(labels[n]);
        double total = 0;
        for (const double score : h)
            total += std::exp(score);
        loss += std::log(total) - h[label];
        errors +=
            std::max_element(h.begin(), h.end()) - h.begin() != static_cast<std::ptrdiff_t>(label);
    }
    const double count = static_cast<double>(labels.size());
    return {loss / count, errors / count};
}

const Tensor& studied(const GoldenModes& run, const std::string& name)
{
    for (const Tensor& tensor : run.study)
        if (tensor.name == name)
            return tensor;
    throw std::runtime_error("the study found no " + name);
}

std::vector<double> reals(const Tensor& tensor)
{
    return std::get<std::vector<double>>(tensor.values);
}

bool near(double a, double b, double bound)
{
    return std::abs(a - b) <= bound;
}

std::string texts(const std::vector<Reading>& readings)
{
    std::string all;
    for (const Reading& reading : readings)
        all += reading.text + "; ";
    return all;
}

} // namespace

class TestModeConnectivityFigureValues : public QObject {
    Q_OBJECT

private slots:
    void the_bracket_is_as_high_as_the_barrier();
    void error_curves_are_in_per_cent();
    void the_peak_is_found_over_a_tilted_chord();
    void refinement_keeps_the_recorded_values_and_straight_slopes();
    void a_surface_is_linear_between_its_points();
    void ways_lead_from_the_start_to_the_ends();
    void cuts_are_parallel_to_the_line_from_a_to_b();
    void a_live_plane_has_the_losses_of_its_networks();
    void the_chosen_place_is_evaluated_as_its_network();
    void bars_are_the_recorded_layers();
    void the_integral_of_the_curvature_is_the_rise();
    void the_curvature_at_the_ends_is_the_recorded_one();
    void quadrature_is_exact_for_the_degree_it_should_be();
    void matrices_are_those_of_the_definition();
    void the_best_order_raises_the_diagonal();
    void rank_correlation_is_that_of_the_ranks();
    void quantiles_lie_between_ranks();
    void the_toy_has_its_exact_profile();
    void the_toys_runs_part_at_k();
    void readings_name_barriers_and_the_verdict();
    void events_are_the_branching_and_the_rise();
    void explanations_hold_the_present_numbers();
};

void TestModeConnectivityFigureValues::the_bracket_is_as_high_as_the_barrier()
{
    GoldenModes run("independent");
    const auto panel = run.draw("path").panels.at(0);
    const auto brackets = marks_of<Segments>(panel);
    QCOMPARE(brackets.size(), std::size_t{2});
    QVERIFY(
        near(brackets[0].y1.at(0) - brackets[0].y0.at(0), run.scalar("barrier_train_loss"), 1e-12));
    QVERIFY(near(brackets[1].y1.at(0) - brackets[1].y0.at(0),
                 run.scalar("aligned_barrier_train_loss"), 1e-12));
    const auto error = marks_of<Segments>(run.draw("path-error").panels.at(0));
    QVERIFY(near(error.at(0).y1.at(0) - error.at(0).y0.at(0),
                 100 * run.scalar("barrier_train_error"), 1e-10));
}

void TestModeConnectivityFigureValues::error_curves_are_in_per_cent()
{
    GoldenModes run("digits");
    const auto panel = run.draw("path-error", {}, 0).panels.at(0);
    for (const Curve& curve : marks_of<Curve>(panel))
        if (curve.label == "raw, training") {
            const auto recorded = run.at("path_train_error", 0);
            for (std::size_t i = 0; i < recorded.size(); ++i)
                QCOMPARE(curve.y.at(i), 100 * recorded[i]);
            QCOMPARE(curve.x.back(), 1.0);
            return;
        }
    QFAIL("the training error is drawn");
}

void TestModeConnectivityFigureValues::the_peak_is_found_over_a_tilted_chord()
{
    // The value is largest at the end, the height over the chord at ¼.
    const std::vector<double> path{4, 7.5, 7.5, 8.75, 10};
    const Peak peak = highest_over_chord(path);
    QCOMPARE(peak.index, std::size_t{1});
    QCOMPARE(peak.height(), 2.0);
    QCOMPARE(highest_over_chord(std::vector<double>{1, 0.5, 1}).height(), 0.0);
}

void TestModeConnectivityFigureValues::refinement_keeps_the_recorded_values_and_straight_slopes()
{
    GoldenModes run("shared");
    const auto x = run.newest("plane_x"), y = run.newest("plane_y"),
               loss = run.newest("plane_train_loss");
    const Landscape coarse{{x.begin(), x.end()}, {y.begin(), y.end()}, {loss.begin(), loss.end()}};
    const Landscape fine = coarse.refined(3);
    for (std::size_t row = 0; row < y.size(); ++row)
        for (std::size_t column = 0; column < x.size(); ++column)
            QVERIFY(near(fine.loss[3 * row * fine.x.size() + 3 * column],
                         loss[row * x.size() + column], 1e-12 * loss[row * x.size() + column]));
    // The logarithm of exp(2x − y) is a plane, which cubics reproduce everywhere.
    Landscape plane{{0, 1, 2, 3}, {-1, 0, 1}, {}};
    for (const double up : plane.y)
        for (const double across : plane.x)
            plane.loss.push_back(std::exp(2 * across - up));
    const Landscape dense = plane.refined(5);
    for (std::size_t row = 0; row < dense.y.size(); ++row)
        for (std::size_t column = 0; column < dense.x.size(); ++column)
            QVERIFY(near(std::log(dense.loss[row * dense.x.size() + column]),
                         2 * dense.x[column] - dense.y[row], 1e-12));
}

void TestModeConnectivityFigureValues::a_surface_is_linear_between_its_points()
{
    const Landscape surface{{0, 2}, {0, 1}, {1, 3, 5, 11}}; // 1 + x + 4y + 2xy
    QVERIFY(near(surface.at(1, 0.5), 5, 1e-14));
    QVERIFY(near(surface.at(2, 0.25), 5, 1e-14));
    QVERIFY(std::isnan(surface.at(2.1, 0)) && std::isnan(surface.at(1, -0.1)));
}

void TestModeConnectivityFigureValues::ways_lead_from_the_start_to_the_ends()
{
    GoldenModes run("shared"); // k = 40
    const auto panel = run.draw("plane").panels.at(0);
    const auto ends = run.newest("trajectory");
    int found = 0;
    for (const Segments& way : marks_of<Segments>(panel)) {
        if (way.label == "A" || way.label == "B") {
            const std::size_t at = way.label == "A" ? 0 : 3;
            QVERIFY(near(way.x1.back(), ends[at], 1e-12)
                    && near(way.y1.back(), ends[at + 1], 1e-12));
            QVERIFY(near(way.x0.front(), 0, 1e-9) && near(way.y0.front(), 0, 1e-9)); // the origin
            ++found;
        }
        if (way.label == "trunk") {
            const auto start = run.at("trajectory", 0);
            QCOMPARE(way.x0.front(), start[0]);
            QVERIFY(near(way.x1.back(), 0, 1e-9));
            ++found;
        }
    }
    QCOMPARE(found, 3);
    // Points off the plane are paler: the start of the trunk against the branching point.
    for (const Segments& way : marks_of<Segments>(panel))
        if (way.label == "A")
            QVERIFY(way.inks.back().opacity > 0.99);
}

void TestModeConnectivityFigureValues::cuts_are_parallel_to_the_line_from_a_to_b()
{
    GoldenModes run("independent");
    const auto curves = marks_of<Curve>(run.draw("plane-3d-profile").panels.at(0));
    QCOMPARE(curves.size(), std::size_t{5});
    const auto x = run.newest("plane_x"), y = run.newest("plane_y"),
               loss = run.newest("plane_train_loss"), ends = run.newest("trajectory");
    // Between the four neighbours, by hand.
    const auto plain_at = [&](double at_x, double at_y) {
        std::size_t column = 0, row = 0;
        while (column + 2 < x.size() && x[column + 1] <= at_x)
            ++column;
        while (row + 2 < y.size() && y[row + 1] <= at_y)
            ++row;
        const double u = (at_x - x[column]) / (x[column + 1] - x[column]),
                     v = (at_y - y[row]) / (y[row + 1] - y[row]);
        const auto value = [&](std::size_t r, std::size_t c) { return loss[r * x.size() + c]; };
        return (1 - u) * (1 - v) * value(row, column) + u * (1 - v) * value(row, column + 1)
            + (1 - u) * v * value(row + 1, column) + u * v * value(row + 1, column + 1);
    };
    for (std::size_t cut = 0; cut < 5; ++cut)
        for (std::size_t i = 0; i < curves[cut].x.size(); i += 7) {
            // At the end of the way the cut goes through A at 0 and B at 1.
            const double back = 0.5 * (0.25 * static_cast<double>(cut) - 1),
                         place = curves[cut].x[i];
            const double at_x = ends[0] + place * (ends[3] - ends[0]) + back * (ends[0] + ends[3]),
                         at_y = ends[1] + place * (ends[4] - ends[1]) + back * (ends[1] + ends[4]);
            if (std::isfinite(curves[cut].y[i]))
                QVERIFY(near(curves[cut].y[i], plain_at(at_x, at_y), 1e-9));
            else
                QVERIFY(at_x < x.front() || at_x > x.back() || at_y < y.front() || at_y > y.back());
        }
}

void TestModeConnectivityFigureValues::a_live_plane_has_the_losses_of_its_networks()
{
    GoldenModes run("shared");
    const Figure plane = GoldenModes::figure("plane");
    const Options none;
    auto live = run.input(none, -1, false);
    live.channels = live.channels.first(0);
    live.series = live.series.first(0);
    std::vector<Tensor> found;
    plane.study.make(live, [&](std::vector<Tensor> tensors, double) {
        found = std::move(tensors);
        return true;
    });
    run.study = found;
    const auto x = reals(studied(run, "x")), y = reals(studied(run, "y")),
               loss = reals(studied(run, "loss"));
    const auto recorded = run.newest("plane_train_loss");
    QCOMPARE(loss.size(), recorded.size());
    for (std::size_t i = 0; i < loss.size(); ++i)
        QVERIFY(near(loss[i], recorded[i], 1e-6 * std::abs(recorded[i])));
    QVERIFY(near(x.front(), run.newest("plane_x").front(), 1e-9));
    QVERIFY(near(y.back(), run.newest("plane_y").back(), 1e-9));
}

void TestModeConnectivityFigureValues::the_chosen_place_is_evaluated_as_its_network()
{
    GoldenModes run("deep-decay");
    run.draw("plane", {{across_option, Value(0.7)}, {up_option, Value(0.4)}});
    const auto place = reals(studied(run, "place"));
    const auto x = run.newest("plane_x"), y = run.newest("plane_y");
    QVERIFY(near(place[0], x.front() + 0.7 * (x.back() - x.front()), 1e-9));
    QVERIFY(near(place[1], y.front() + 0.4 * (y.back() - y.front()), 1e-9));
    // Gram and Schmidt by hand.
    const Weights origin = plain(run, "origin/a"), a = plain(run, "a"), b = plain(run, "b");
    const Weights to_a = sum(a, -1, origin), to_b = sum(b, -1, origin);
    const double length = std::sqrt(dot(to_a, to_a));
    const Weights rest = sum(to_b, -dot(to_b, to_a) / (length * length), to_a);
    const double across = std::sqrt(dot(rest, rest));
    const Weights there = sum(sum(origin, place[0] / length, to_a), place[1] / across, rest);
    const auto train = plain_score(run, there, "train"), test = plain_score(run, there, "test");
    QVERIFY(near(place[2], train.first, 1e-9) && near(place[3], train.second, 1e-12));
    QVERIFY(near(place[4], test.first, 1e-9) && near(place[5], test.second, 1e-12));
}

void TestModeConnectivityFigureValues::bars_are_the_recorded_layers()
{
    GoldenModes run("deep-decay");
    const auto bars = marks_of<Bars>(run.draw("layers").panels.at(0));
    const auto measured = run.newest("layer_barrier"),
               predicted = run.newest("layer_barrier_taylor");
    QCOMPARE(bars.size(), std::size_t{2});
    for (std::size_t i = 0; i < measured.size(); ++i) {
        QCOMPARE(bars[0].heights.at(i), measured[i]);
        QCOMPARE(bars[1].heights.at(i), predicted[i]);
        QVERIFY(bars[0].x.at(i) < bars[1].x.at(i));
    }
}

void TestModeConnectivityFigureValues::the_integral_of_the_curvature_is_the_rise()
{
    // Exact for tanh; bound of the specification.
    for (const char* name : {"shared", "deep-decay"}) {
        GoldenModes run(name);
        if (run.settings.activation != "tanh")
            continue;
        const auto drawing = run.draw("curvature-along-path");
        const double rise = run.newest("midpoint_rise")[0];
        QVERIFY2(
            near(reals(studied(run, "rise")).at(0), rise, 1e-6 * std::max(1.0, std::abs(rise))),
            name);
        QVERIFY(drawing.note.find("agree") != std::string::npos);
    }
    GoldenModes kinks("independent"); // rectifiers
    const auto note = kinks.draw("curvature-along-path").note;
    QVERIFY(note.find("kinks' share") != std::string::npos);
    QVERIFY(!near(reals(studied(kinks, "rise")).at(0), kinks.newest("midpoint_rise")[0], 1e-3));
}

void TestModeConnectivityFigureValues::the_curvature_at_the_ends_is_the_recorded_one()
{
    for (const char* name : {"shared", "independent"}) {
        GoldenModes run(name);
        run.draw("curvature-along-path");
        const auto curvature = reals(studied(run, "curvature"));
        const auto recorded = run.newest("path_derivatives"); // g_A, g_B, h_A, h_B, h_M
        const double scale = 1e-8 * std::max({1.0, std::abs(recorded[2]), std::abs(recorded[3])});
        QCOMPARE(curvature.size(), std::size_t{25});
        QVERIFY(near(curvature.front(), recorded[2], scale));
        QVERIFY(near(curvature.back(), recorded[3], scale));
        QVERIFY(near(curvature[12], recorded[4], scale));
    }
}

void TestModeConnectivityFigureValues::quadrature_is_exact_for_the_degree_it_should_be()
{
    for (const int points : {2, 4, 24}) {
        const Quadrature rule = gauss_legendre_panels(3, points);
        QCOMPARE(rule.places.size(), static_cast<std::size_t>(3 * points));
        for (int degree = 0; degree < 2 * points; ++degree) {
            double integral = 0;
            for (std::size_t i = 0; i < rule.places.size(); ++i)
                integral += rule.weights[i] * std::pow(rule.places[i], degree);
            QVERIFY2(near(integral, 1.0 / (degree + 1), 1e-13),
                     qPrintable(QString::number(degree)));
        }
    }
    // One degree further two points of one panel miss by 1/180.
    const Quadrature rule = gauss_legendre_panels(1, 2);
    double fourth = 0;
    for (std::size_t i = 0; i < 2; ++i)
        fourth += rule.weights[i] * std::pow(rule.places[i], 4);
    QVERIFY(near(0.2 - fourth, 1.0 / 180, 1e-13));
}

void TestModeConnectivityFigureValues::matrices_are_those_of_the_definition()
{
    GoldenModes run("shared");
    QCOMPARE(run.settings.alignment, std::string("weight"));
    run.draw("permutation");
    const auto similarity = reals(studied(run, "similarity"));
    const Weights a = plain(run, "a"), b = plain(run, "b");
    const auto second = run.newest("permutation_2");
    const auto width = static_cast<std::size_t>(run.settings.width), inputs = std::size_t{2};
    for (std::size_t i = 0; i < width; ++i)
        for (std::size_t j = 0; j < width; ++j) {
            double c = a.at("bias_1")[i] * b.at("bias_1")[j];
            for (std::size_t n = 0; n < inputs; ++n)
                c += a.at("weight_1")[i * inputs + n] * b.at("weight_1")[j * inputs + n];
            for (std::size_t m = 0; m < width; ++m) // B's next layer in its final order
                c += a.at("weight_2")[m * width + i]
                    * b.at("weight_2")[static_cast<std::size_t>(second[m]) * width + j];
            QVERIFY(near(similarity[i * width + j], c, 1e-10));
        }
}

void TestModeConnectivityFigureValues::the_best_order_raises_the_diagonal()
{
    GoldenModes run("independent");
    for (const char* layer : {"1", "2"}) {
        const auto drawing =
            run.draw("permutation",
                     {{"layer", Value(std::string(layer))}, {"scale", Value(std::string("C"))}});
        QCOMPARE(drawing.panels.size(), std::size_t{3});
        const auto diagonal = [&](std::size_t index) {
            const auto map = marks_of<HeatMap>(drawing.panels.at(index)).at(0);
            double total = 0;
            for (std::size_t i = 0; i < map.rows; ++i) // A's first neuron on top
                total += map.values[(map.rows - 1 - i) * map.columns + i];
            return total;
        };
        const auto similarity = reals(studied(run, "similarity"));
        const auto order = run.newest(std::string("permutation_") + layer);
        double expected = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            expected += similarity[i * order.size() + static_cast<std::size_t>(order[i])];
        QVERIFY(near(diagonal(1), expected, 1e-10));
        QVERIFY(diagonal(1) > diagonal(0));
        // As cosines no cell exceeds 1 (Cauchy and Schwarz).
        const auto cosines = run.draw("permutation", {{"layer", Value(std::string(layer))}});
        for (const double value : marks_of<HeatMap>(cosines.panels.at(1)).at(0).values)
            QVERIFY(std::abs(value) <= 1 + 1e-12);
    }
}

void TestModeConnectivityFigureValues::rank_correlation_is_that_of_the_ranks()
{
    const std::vector<double> x{1, 2, 3, 4, 5}, rising{1, 10, 11, 500, 501}, falling{5, 4, 3, 2, 1};
    QVERIFY(near(*spearman(x, rising), 1, 1e-15));
    QVERIFY(near(*spearman(x, falling), -1, 1e-15));
    // 1 − 6 Σd²/(n(n²−1)) = 1 − 6·(1+1)/120 without ties.
    QVERIFY(near(*spearman(x, std::vector<double>{2, 1, 3, 4, 5}), 0.9, 1e-15));
    // Ties share the mean rank: ranks 1.5, 1.5, 3 against 1, 2, 3 give √3/2.
    QVERIFY(near(*spearman(std::vector<double>{0, 0, 1}, std::vector<double>{1, 2, 3}),
                 std::sqrt(3.0) / 2, 1e-15));
    QVERIFY(!spearman(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
    QVERIFY(!spearman(std::vector<double>{1, 2}, std::vector<double>{1, 2}));
}

void TestModeConnectivityFigureValues::quantiles_lie_between_ranks()
{
    QCOMPARE(quantile({3, 1, 2, 4}, 0.5), 2.5);
    QCOMPARE(quantile({3, 1, 2, 4}, 0), 1.0);
    QCOMPARE(quantile({3, 1, 2, 4}, 1), 4.0);
    QCOMPARE(quantile({7}, 0.25), 7.0);
}

void TestModeConnectivityFigureValues::the_toy_has_its_exact_profile()
{
    GoldenModes run("toy");
    const auto drawing = run.draw("toy");
    bool exact = false, measured = false;
    for (const Curve& curve : marks_of<Curve>(drawing.panels.at(1))) {
        if (curve.line == Line::dashed) { // D² = 2, κ = 0.1
            for (std::size_t i = 0; i < curve.x.size(); ++i)
                QVERIFY(near(curve.y[i], 0.2 * std::pow(curve.x[i] * curve.x[i] - 2, 2), 1e-12));
            exact = true;
        }
        if (curve.label == "measured") {
            const auto at = run.newest("position");
            QCOMPARE(curve.x.front(), 0.5 * (at[0] - at[1]));
            QVERIFY(near(curve.x.back(), 0.5 * (at[2] - at[3]), 1e-12));
            measured = true;
        }
    }
    QVERIFY(exact && measured);
    const auto bracket = marks_of<Segments>(drawing.panels.at(1)).at(0);
    QVERIFY(near(bracket.y1.at(0), 0.8, 1e-12)); // 2κD⁴
    for (const Points& points : marks_of<Points>(drawing.panels.at(0)))
        if (points.shape == Shape::ring)
            QVERIFY(near(points.x.at(0), std::sqrt(3.0), 1e-12));
        else if (points.shape == Shape::star) // minima: 1 ± √2
            QVERIFY(near(points.x.at(0), 1 + std::sqrt(2.0), 1e-12)
                    && near(points.y.at(0), 1 - std::sqrt(2.0), 1e-12));
    const auto map = marks_of<HeatMap>(drawing.panels.at(0)).at(0);
    const double a = map.left + (map.right - map.left) * 30.5 / static_cast<double>(map.columns),
                 b = map.bottom + (map.top - map.bottom) * 80.5 / static_cast<double>(map.rows);
    const double loss = 0.5 * std::pow(a + b - 2, 2) + 0.05 * std::pow(a * a + b * b - 6, 2);
    QVERIFY(near(map.values[80 * map.columns + 30], std::log10(loss), 1e-9));
}

void TestModeConnectivityFigureValues::the_toys_runs_part_at_k()
{
    GoldenModes run("toy-late");
    const std::int64_t k = run.settings.spawn_step;
    QVERIFY(k > 0);
    const auto before = run.draw("toy", {}, k / 2);
    for (const Segments& way : marks_of<Segments>(before.panels.at(0)))
        QVERIFY(way.label != "A" && way.label != "B");
    bool trunk = false;
    for (const Segments& way : marks_of<Segments>(run.draw("toy").panels.at(0)))
        trunk = trunk || way.label == "trunk";
    QVERIFY(trunk);
}

void TestModeConnectivityFigureValues::readings_name_barriers_and_the_verdict()
{
    GoldenModes shared("shared"), independent("independent"), toy("toy");
    const std::string sealed = texts(mode_connectivity_readings(shared.input()));
    QVERIFY2(sealed.find("barrier 0;") != std::string::npos, sealed.c_str());
    QVERIFY2(sealed.find("sealed at step 40") != std::string::npos, sealed.c_str());
    QVERIFY(texts(mode_connectivity_readings(shared.input({}, 20))).find("one run until step 40")
            != std::string::npos);
    const std::string tall = texts(mode_connectivity_readings(independent.input()));
    QVERIFY2(tall.find("barrier 0.84") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("renamed 0.26") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("quintic 0.72") != std::string::npos, tall.c_str());
    QVERIFY2(tall.find("not connected") != std::string::npos, tall.c_str());
    const std::string sides = texts(mode_connectivity_readings(toy.input()));
    QVERIFY2(sides.find("two sides") != std::string::npos, sides.c_str());
}

void TestModeConnectivityFigureValues::events_are_the_branching_and_the_rise()
{
    GoldenModes shared("shared"), independent("independent"), toy("toy");
    const auto named = [](const std::vector<Event>& events, const std::string& label) {
        for (const Event& event : events)
            if (event.label == label)
                return event.step;
        return -1.0;
    };
    const auto events = mode_connectivity_events(shared.input());
    QCOMPARE(named(events, "A and B part"), 40.0);
    const auto others = mode_connectivity_events(independent.input());
    QCOMPARE(named(others, "A and B part"), -1.0);
    double first = -1;
    const Series& barrier = independent.series("barrier");
    for (std::size_t i = barrier.size(); i-- > 0;)
        if (barrier.sample(i)[0] > 0.03)
            first = static_cast<double>(barrier.steps()[i]); // the earliest comes last
    QCOMPARE(named(others, "barrier rises"), first);
    // The toy's ridge: the first sample with c below √3, of branch A.
    double ridge = -1;
    const Series& position = toy.series("position");
    for (std::size_t i = 0; i < position.size(); ++i)
        if (0.5 * (position.sample(i)[0] + position.sample(i)[1]) < std::sqrt(3.0)) {
            ridge = static_cast<double>(position.steps()[i]);
            break;
        }
    QCOMPARE(named(mode_connectivity_events(toy.input()), "ridge begins"), ridge);
}

void TestModeConnectivityFigureValues::explanations_hold_the_present_numbers()
{
    GoldenModes run("independent"), toy("toy");
    std::string all;
    for (const Paragraph& paragraph : mode_connectivity_explanation(run.input()))
        all += paragraph.heading + " " + paragraph.text + " " + paragraph.formula + "\n";
    for (const char* part : {"0.84", "0.722", "−0.18", "derived for this laboratory", "kinks",
                             "not the paper's theorems", "14.2", "9.5"})
        QVERIFY2(all.find(part) != std::string::npos, part);
    std::string small;
    for (const Paragraph& paragraph : mode_connectivity_explanation(toy.input()))
        small += paragraph.text + " " + paragraph.formula + "\n";
    for (const char* part : {"1.732", "2κD⁴ = 0.8", "94"})
        QVERIFY2(small.find(part) != std::string::npos, part);
}

QTEST_APPLESS_MAIN(TestModeConnectivityFigureValues)
#include "test_mode_connectivity_figure_values.moc"
