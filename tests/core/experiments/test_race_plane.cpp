// The views of neurons in the plane and in the portrait, on networks small enough to know the answer.
#include "core/experiments/race/race.hpp"
#include "core/experiments/race/race_figures.hpp"
#include "core/experiments/race/race_plane.hpp"
#include "race_small_run.hpp"

#include <QTest>

#include <cmath>
#include <map>
#include <memory>

using namespace etalon;

namespace {

/// A run of made-up samples: channels by name, each with one value list a step.
struct MadeRun {
    std::vector<Channel> channels{};
    std::vector<Series> series{};
    std::vector<Tensor> data{}, final_weights{};
    Values parameters = race_schema().schema().resolve({});
    Summary summary{};
    Options options{};
    std::vector<Item> pinned{};
    std::int64_t step = 0, steps = 100;
    bool ended = false;

    void add(const std::string& name, const std::vector<std::int64_t>& at,
             const std::vector<std::vector<double>>& samples)
    {
        const auto block = std::make_shared<Block>(at.size(), samples.front().size());
        for (std::size_t i = 0; i < at.size(); ++i) {
            block->steps[i] = at[i];
            std::copy(samples[i].begin(), samples[i].end(),
                      block->values.get() + i * samples[i].size());
        }
        channels.push_back({.name = name, .shape = {samples.front().size()}});
        series.emplace_back(block, at.size());
    }

    void set_data(const RaceSamples& samples)
    {
        const auto rows = static_cast<std::size_t>(samples.inputs.rows()),
                   columns = static_cast<std::size_t>(samples.inputs.cols());
        data.push_back({"inputs",
                        {rows, columns},
                        std::vector<double>(samples.inputs.data(),
                                            samples.inputs.data() + samples.inputs.size())});
        std::vector<std::int64_t> labels;
        for (const double label : samples.labels)
            labels.push_back(static_cast<std::int64_t>(label));
        data.push_back({"labels", {rows}, labels});
    }

    /// The network's weights and geometry as recorded at a step.
    void set_network(const RaceNetwork& network, std::int64_t at = 0)
    {
        const auto list = [](const auto& matrix) {
            return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
        };
        const RaceVector radius = network.input_weights.rowwise().norm();
        add("weights", {at}, {list(network.input_weights)});
        add("output_weight", {at}, {list(network.output_weights)});
        add("input_norm", {at}, {list(radius)});
        const RaceVector norm = radius.cwiseProduct(network.output_weights.cwiseAbs());
        add("neuron_norm", {at}, {list(norm)});
    }

    Drawing draw(Drawing (*figure)(const FigureInput&), const std::vector<Option>& declared) const
    {
        return figure({.parameters = parameters,
                       .steps = steps,
                       .step = step,
                       .ended = ended,
                       .channels = channels,
                       .series = series,
                       .data = data,
                       .final_weights = final_weights,
                       .summary = summary,
                       .options = options,
                       .declared = declared,
                       .pinned = pinned});
    }
    Drawing plane() const { return draw(draw_race_plane, race_plane_options()); }
    Drawing portrait() const { return draw(draw_race_portrait, race_portrait_options()); }
    Drawing features() const { return draw(draw_race_features, race_features_options()); }
};

/// Two neurons of class +1 along ±e1 and two of class −1 along ±e2: an XOR network.
RaceNetwork xor_network(Eigen::Index dimension = 2)
{
    RaceNetwork network{RaceMatrix::Zero(4, dimension), RaceVector(4)};
    network.input_weights(0, 0) = 1;
    network.input_weights(1, 0) = -1;
    network.input_weights(2, 1) = 1;
    network.input_weights(3, 1) = -1;
    network.output_weights << 2, 2, -2, -2;
    return network;
}

MadeRun made_run(const RaceNetwork& network, const RaceSamples& samples)
{
    MadeRun run;
    run.set_data(samples);
    run.set_network(network);
    return run;
}

template <class Kind>
const Kind& mark_of(const Panel& panel, std::size_t which = 0)
{
    for (const Mark& mark : panel.marks)
        if (const auto* found = std::get_if<Kind>(&mark); found && which-- == 0)
            return *found;
    throw std::runtime_error("no such mark");
}

const Segments& segments_named(const Panel& panel, const std::string& legend)
{
    for (std::size_t i = 0;; ++i)
        if (const auto& segments = mark_of<Segments>(panel, i); segments.legend == legend)
            return segments;
}

double function_at(const RaceNetwork& network, double x, double y)
{
    double f = 0;
    for (Eigen::Index a = 0; a < network.width(); ++a)
        f += network.output_weights(a)
            * std::max(0.0, network.input_weights(a, 0) * x + network.input_weights(a, 1) * y);
    return f;
}

} // namespace

class TestRacePlane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void the_background_is_the_network_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("one neuron") << 1;
        QTest::newRow("forty") << 40;
    }

    // Against the sum over neurons at every cell; the prefix sums lose a few digits, no more.
    void the_background_is_the_network()
    {
        QFETCH(int, width);
        RaceNetwork network = test::random_network(width, 2, 1, Random(3, 3));
        if (width > 2) {
            network.input_weights.row(0) << 0, 1.5; // hinges along the axes, and no hinge at all
            network.input_weights.row(1) << -2, 0;
            network.input_weights.row(2).setZero();
        }
        const auto samples = test::four_clouds(8, 2, Random(1, 1));
        const RacePlane plane =
            race_plane(network, samples, {RaceMatrix::Identity(2, 2), {}, false});
        for (const std::size_t cells : {2u, 7u, 50u}) {
            const auto values = race_plane_values(plane, 2.5, cells);
            for (std::size_t row = 0; row < cells; ++row)
                for (std::size_t column = 0; column < cells; ++column) {
                    const auto middle = [&](std::size_t index) {
                        return -2.5
                            + 5 * (static_cast<double>(index) + 0.5) / static_cast<double>(cells);
                    };
                    const double expected = function_at(network, middle(column), middle(row));
                    QVERIFY2(
                        std::abs(values[row * cells + column] - expected) < 1e-12 * (1 + width),
                        qPrintable(QStringLiteral("%1 %2 %3").arg(row).arg(column).arg(cells)));
                }
        }
    }

    // f = 2|x1| − 2|x2|: zero on both diagonals, positive around the first axis.
    void the_boundary_passes_where_the_class_changes()
    {
        const auto run = made_run(xor_network(), test::four_clouds(40, 2, Random(1, 1)));
        const Drawing drawing = run.plane();
        QCOMPARE(drawing.panels.size(), std::size_t(2));
        const Panel& panel = drawing.panels[0];
        const Segments& boundary = segments_named(panel, "f = 0");
        QVERIFY(boundary.x0.size() > 300);
        for (std::size_t i = 0; i < boundary.x0.size(); ++i)
            QVERIFY(std::abs(std::abs(boundary.x0[i]) - std::abs(boundary.y0[i])) < 0.03);
        const HeatMap& map = mark_of<HeatMap>(panel);
        QCOMPARE(map.rows, std::size_t(200));
        QVERIFY(map.values[100 * 200 + 199] > 0 && map.values[199 * 200 + 100] < 0);
        QCOMPARE(map.left, *panel.x.low);
        // All samples are inside.
        for (const std::size_t side : {0u, 1u})
            for (const double x : mark_of<Points>(panel, side).x)
                QVERIFY(x > map.left && x < map.right);
    }

    void hinges_stand_square_on_weights_and_are_as_strong_as_the_neuron()
    {
        RaceNetwork network = test::random_network(12, 2, 1, Random(5, 3));
        network.input_weights.row(4) *= 20; // the largest
        const Drawing drawing = made_run(network, test::four_clouds(40, 2, Random(1, 1))).plane();
        const Segments& hinges = segments_named(drawing.panels[0], "hinge w·x = 0");
        QVERIFY(hinges.endless);
        QVERIFY(!hinges.x0.empty());
        double strongest = 0;
        Item strongest_item;
        for (std::size_t i = 0; i < hinges.x0.size(); ++i) {
            const auto a = static_cast<Eigen::Index>(hinges.items[i].index);
            QCOMPARE(hinges.x0[i], 0.0);
            QCOMPARE(hinges.y0[i], 0.0);
            const double product = network.input_weights(a, 0) * hinges.x1[i]
                + network.input_weights(a, 1) * hinges.y1[i];
            QVERIFY(std::abs(product) < 1e-12);
            if (hinges.inks[i].opacity > strongest) {
                strongest = hinges.inks[i].opacity;
                strongest_item = hinges.items[i];
            }
        }
        RaceVector norm =
            network.input_weights.rowwise().norm().cwiseProduct(network.output_weights.cwiseAbs());
        Eigen::Index largest = 0;
        norm.maxCoeff(&largest);
        QCOMPARE(strongest_item, (Item{"neuron", largest}));
    }

    void arrows_follow_weights_and_grow_by_decades()
    {
        RaceNetwork network = xor_network();
        network.input_weights.row(0) *= 1e-4; // a = 2e-4, 2, 2e-2, 2
        network.input_weights.row(2) *= 1e-2;
        const Drawing drawing = made_run(network, test::four_clouds(40, 2, Random(1, 1))).plane();
        const Arrows& arrows = mark_of<Arrows>(drawing.panels[0]);
        const auto length = [&](std::size_t a) { return std::hypot(arrows.dx[a], arrows.dy[a]); };
        for (std::size_t a = 0; a < 4; ++a) {
            const auto row = static_cast<Eigen::Index>(a);
            QVERIFY(arrows.dx[a] * network.input_weights(row, 0)
                        + arrows.dy[a] * network.input_weights(row, 1)
                    > 0);
            QCOMPARE(arrows.items[a], (Item{"neuron", static_cast<std::int64_t>(a)}));
        }
        QVERIFY(std::abs((length(1) - length(2)) - (length(2) - length(0))) < 1e-9); // 2 decades
        QVERIFY(length(1) > length(2) && length(0) > 0);
        // Blue for c > 0, orange for c < 0, as everywhere in the race.
        QCOMPARE(arrows.inks[0].index, 0);
        QCOMPARE(arrows.inks[3].index, 1);
        for (const double dx : mark_of<Arrows>(drawing.panels[1]).dx)
            QVERIFY(std::abs(dx) < 1e-12 || std::abs(std::abs(dx) - 1) < 1e-12);
    }

    // M by its definition; ticks stand outside the circle in the direction of sgn(c) M.
    void targets_are_the_pulls_of_the_specification()
    {
        const auto samples = test::four_clouds(24, 3, Random(2, 1));
        const RaceNetwork network = test::random_network(7, 3, 0.5, Random(4, 3)),
                          start = test::random_network(7, 3, 0.5, Random(9, 3));
        const RacePlaneAxes axes{RaceMatrix::Identity(2, 3), {}, true};
        for (const bool frozen : {false, true})
            for (const RaceLoss loss : {RaceLoss::logistic, RaceLoss::squared}) {
                const RaceNetwork& gates = frozen ? start : network;
                const auto targets = race_targets(network, gates, samples, loss, axes, frozen);
                RaceVector f = RaceVector::Zero(24);
                for (Eigen::Index i = 0; i < 24; ++i)
                    for (Eigen::Index a = 0; a < 7; ++a)
                        if (test::plain_product(gates, a, samples, i) > 0)
                            f(i) += network.output_weights(a)
                                * test::plain_product(network, a, samples, i);
                for (Eigen::Index a = 0; a < 7; ++a) {
                    Eigen::Vector3d pull = Eigen::Vector3d::Zero();
                    for (Eigen::Index i = 0; i < 24; ++i) {
                        const double y = samples.labels(i);
                        const double error =
                            loss == RaceLoss::squared ? y - f(i) : y / (1 + std::exp(y * f(i)));
                        if (test::plain_product(gates, a, samples, i) > 0)
                            pull += error * samples.inputs.row(i).transpose();
                    }
                    pull *= (network.output_weights(a) < 0 ? -1 : 1) / pull.norm();
                    const auto index = static_cast<std::size_t>(a);
                    QVERIFY(std::abs(targets.first[index] - pull(0)) < 1e-12);
                    QVERIFY(std::abs(targets.second[index] - pull(1)) < 1e-12);
                }
            }
        const Drawing drawing =
            made_run(xor_network(), test::four_clouds(40, 2, Random(1, 1))).plane();
        const Segments& ticks = segments_named(drawing.panels[1], "target ±M/|M|");
        QCOMPARE(ticks.x0.size(), std::size_t(4));
        QVERIFY(ticks.x0[0] > 1 && ticks.x1[0] > ticks.x0[0]); // the neuron along +e1
        QVERIFY(ticks.y0[3] < -1);                             // the one along −e2
    }

    void more_coordinates_are_a_marked_projection()
    {
        const auto run = made_run(xor_network(5), test::four_clouds(40, 5, Random(1, 1)));
        const Drawing drawing = run.plane();
        QVERIFY(QString::fromStdString(drawing.note).contains("Projection of 5"));
        QCOMPARE(QString::fromStdString(drawing.panels[0].x.label), QStringLiteral("Input x₁"));
        QVERIFY(
            made_run(xor_network(), test::four_clouds(40, 2, Random(1, 1))).plane().note.empty());
    }

    // Variance 9 along (1, 1, 0, …)/√2, 1 along e3, little elsewhere.
    void other_data_are_seen_along_their_principal_axes()
    {
        RaceSamples samples{RaceMatrix(300, 6), RaceVector::Ones(300)};
        Random random(7, 1);
        for (Eigen::Index i = 0; i < 300; ++i) {
            for (Eigen::Index j = 0; j < 6; ++j)
                samples.inputs(i, j) = 0.05 * random.normal() + 4; // the mean is no direction
            const double along = 3 * random.normal() / std::sqrt(2.0);
            samples.inputs(i, 0) += along;
            samples.inputs(i, 1) += along;
            samples.inputs(i, 3) += random.normal();
        }
        MadeRun run;
        run.parameters = race_schema().schema().resolve({{{"dataset", std::string("image_like")}}});
        const FigureInput input{
            .parameters = run.parameters, .summary = run.summary, .options = run.options};
        const auto axes = race_plane_axes(input, samples);
        QVERIFY(axes.projected);
        QVERIFY((axes.directions * axes.directions.transpose() - RaceMatrix::Identity(2, 2)).norm()
                < 1e-12);
        QVERIFY(std::abs(axes.directions(0, 0) + axes.directions(0, 1)) / std::sqrt(2.0) > 0.999);
        QVERIFY(std::abs(axes.directions(1, 3)) > 0.99);
    }

    void without_recorded_weights_the_final_ones_are_shown()
    {
        const auto samples = test::four_clouds(40, 2, Random(1, 1));
        MadeRun run;
        run.set_data(samples);
        run.add("loss", {0, 100}, {{0.69}, {0.1}});
        QVERIFY(run.plane().panels.empty());
        QVERIFY(!run.plane().empty.empty());
        const RaceNetwork network = xor_network();
        run.final_weights = {
            {"input_weights",
             {4, 2},
             std::vector<double>(network.input_weights.data(), network.input_weights.data() + 8)},
            {"output_weights",
             {4},
             std::vector<double>(network.output_weights.data(),
                                 network.output_weights.data() + 4)}};
        run.ended = true;
        const Drawing drawing = run.plane();
        QCOMPARE(drawing.panels.size(), std::size_t(2));
        QVERIFY(QString::fromStdString(drawing.note).contains("last step"));
    }

    void pinned_neurons_are_named_at_their_tips()
    {
        auto run = made_run(xor_network(), test::four_clouds(40, 2, Random(1, 1)));
        run.pinned = {{"neuron", 2}, {"mode", 1}, {"neuron", 77}};
        const Panel panel = run.plane().panels[0];
        const Label& label = mark_of<Label>(panel);
        QCOMPARE(QString::fromStdString(label.text), QStringLiteral("neuron 2"));
        QCOMPARE(label.y, mark_of<Arrows>(panel).dy[2]);
    }

    // ---- portrait -------------------------------------------------------------------------------

    void trails_are_the_last_ten_samples_and_all_of_pinned_ones()
    {
        MadeRun run = portrait_run();
        run.step = 20 * 10;
        Segments trails = mark_of<Segments>(run.portrait().panels[0]);
        QCOMPARE(trails.x0.size(), std::size_t(2 * 9));
        QCOMPARE(trails.x0[0], 0.01 * 11); // neuron 0: from sample 11 to sample 20
        QCOMPARE(trails.x1[8], 0.01 * 20);
        QVERIFY(trails.inks[0].opacity < trails.inks[8].opacity);
        run.pinned = {{"neuron", 1}};
        trails = mark_of<Segments>(run.portrait().panels[0]);
        QCOMPARE(trails.x0.size(), std::size_t(9 + 20));
        run.step = 0;
        QVERIFY(mark_of<Segments>(run.portrait().panels[0]).x0.empty());
    }

    // The laws integrated in small steps, with s and k held still.
    void arrows_end_where_the_laws_lead()
    {
        const MadeRun run = portrait_run();
        const Panel panel = run.portrait().panels[0];
        const Arrows& arrows = mark_of<Arrows>(panel);
        QCOMPARE(arrows.x.size(), std::size_t(2));
        const double time = 3; // η · 20 steps
        const double s = 0.4, r = 2e-3, c[] = {1e-3, 3e-3};
        for (std::size_t i = 0; i < 2; ++i) {
            const auto a = static_cast<std::size_t>(arrows.items[i].index);
            const double k = c[a] / r;
            double cosine = arrows.x[i];
            const double growth = s * cosine * (k + 1 / k) * time;
            const int parts = 20000;
            for (int part = 0; part < parts; ++part) // law 2: d cos δ/dt = k s sin²δ
                cosine += time / parts * k * s * (1 - cosine * cosine);
            QVERIFY(std::abs(arrows.x[i] + arrows.dx[i] - cosine) < 1e-4);
            QVERIFY(std::abs(std::log((arrows.y[i] + arrows.dy[i]) / arrows.y[i]) - growth) < 1e-9);
        }
    }

    // r² − c² of the start, on every point of the curve.
    void hyperbolas_keep_the_difference_of_squares()
    {
        MadeRun run = portrait_run();
        run.options["view"] = std::string("balance");
        const Panel panel = run.portrait().panels[0];
        QCOMPARE(panel.x.scale, Scale::logarithmic);
        const double kept[] = {4e-6 - 1e-6, 4e-6 - 9e-6};
        int curves = 0;
        for (const Mark& mark : panel.marks)
            if (const auto* curve = std::get_if<Curve>(&mark); curve && !curve->item.kind.empty()) {
                ++curves;
                const double difference = kept[curve->item.index];
                for (std::size_t i = 0; i < curve->x.size(); ++i) {
                    const double x2 = curve->x[i] * curve->x[i], y2 = curve->y[i] * curve->y[i];
                    QVERIFY(std::abs(x2 - y2 - difference) < 1e-12 * (x2 + y2) + 1e-18);
                }
            }
        QCOMPARE(curves, 2);
    }

    void the_portrait_waits_for_samples()
    {
        MadeRun run;
        QVERIFY(!run.portrait().empty.empty());
        run = portrait_run();
        run.options["laws"] = std::string("hide");
        for (const Mark& mark : run.portrait().panels[0].marks)
            QVERIFY(!std::holds_alternative<Arrows>(mark));
    }

    // ---- features -------------------------------------------------------------------------------

    // Three neurons along one prototype are one feature with cosine 1; rows run downwards.
    void merged_neurons_stand_beside_their_prototype()
    {
        constexpr Eigen::Index pixels = 64;
        RaceMatrix prototypes = RaceMatrix::Zero(2, pixels);
        prototypes(0, 0) = 1; // upper left corner
        prototypes(0, 9) = -0.5;
        prototypes(1, 63) = 2; // lower right corner
        RaceNetwork network{RaceMatrix(4, pixels), RaceVector(4)};
        for (Eigen::Index a = 0; a < 3; ++a)
            network.input_weights.row(a) = (0.5 + static_cast<double>(a)) * prototypes.row(0);
        network.input_weights.row(3) = 0.1 * prototypes.row(1);
        network.output_weights << 1, 2, 0.5, -1;
        RaceSamples samples{RaceMatrix::Ones(6, pixels), RaceVector::Ones(6)};
        MadeRun run = made_run(network, samples);
        run.parameters = race_schema().schema().resolve({{{"dataset", std::string("image_like")}}});
        run.data.push_back({"prototypes",
                            {2, 64},
                            std::vector<double>(prototypes.data(), prototypes.data() + 128)});
        const Drawing drawing = run.features();
        QCOMPARE(drawing.panels.size(), std::size_t(4)); // two features and their prototypes
        const HeatMap& weights = mark_of<HeatMap>(drawing.panels[0]);
        const HeatMap& prototype = mark_of<HeatMap>(drawing.panels[1]);
        QVERIFY(weights.values[7 * 8] > 0);     // row 0 is at the bottom
        QVERIFY(weights.values[6 * 8 + 1] < 0); // pixel 9: second row, second column
        QCOMPARE(prototype.values[7 * 8], 1.0);
        QCOMPARE(QString::fromStdString(drawing.panels[1].title), QStringLiteral("cos 1"));
        QVERIFY(QString::fromStdString(drawing.panels[0].title).endsWith("for +1"));
        QVERIFY(mark_of<HeatMap>(drawing.panels[2]).values[7] > 0);

        run.parameters = race_schema().schema().resolve({});
        QVERIFY(!run.features().empty.empty()); // four poles are no images
    }

private:
    /// Two neurons over 21 samples: cos δ = 0.01 t/10 (+ 0.3), a grows, s, r, c stay.
    static MadeRun portrait_run()
    {
        MadeRun run;
        std::vector<std::int64_t> steps;
        std::vector<std::vector<double>> cosines, norms, pulls, radii, outputs;
        for (int i = 0; i <= 20; ++i) {
            steps.push_back(10 * i);
            cosines.push_back({0.01 * i, 0.3 + 0.01 * i});
            norms.push_back({2e-6, 6e-6});
            pulls.push_back({0.4, 0.4});
            radii.push_back({2e-3, 2e-3});
            outputs.push_back({1e-3, -3e-3});
        }
        run.add("alignment", steps, cosines);
        run.add("neuron_norm", steps, norms);
        run.add("pull", steps, pulls);
        run.add("input_norm", steps, radii);
        run.add("output_weight", steps, outputs);
        run.step = 200;
        run.steps = 1000;
        return run;
    }
};

QTEST_APPLESS_MAIN(TestRacePlane)
#include "test_race_plane.moc"
