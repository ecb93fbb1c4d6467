// One step of the race and many, in both forms, against explicit loops and closed forms.
#include "core/experiments/race/race_look.hpp"
#include "core/experiments/race/race_training.hpp"
#include "tests/core/experiments/plain_race.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

double difference(const RaceMatrix& a, const RaceMatrix& b)
{
    return (a - b).cwiseAbs().maxCoeff() / std::max(1e-300, b.cwiseAbs().maxCoeff());
}

struct Shape {
    Eigen::Index samples, inputs, width;
};

// Odd sizes: no extent is a multiple of a register or of a tile.
const std::vector<Shape> shapes{{13, 3, 5}, {30, 20, 1}, {21, 7, 29}, {9, 17, 26}, {5, 2, 51}};

void add_cases()
{
    QTest::addColumn<int>("shape");
    QTest::addColumn<bool>("squared");
    QTest::addColumn<bool>("frozen");
    QTest::addColumn<bool>("gram");
    for (std::size_t shape = 0; shape < shapes.size(); ++shape)
        for (const bool squared : {false, true})
            for (const bool frozen : {false, true})
                for (const bool gram : {false, true})
                    QTest::addRow("%dx%dx%d%s%s%s", static_cast<int>(shapes[shape].samples),
                                  static_cast<int>(shapes[shape].inputs),
                                  static_cast<int>(shapes[shape].width), squared ? " squared" : "",
                                  frozen ? " frozen" : "", gram ? " gram" : "")
                        << static_cast<int>(shape) << squared << frozen << gram;
}

struct Case {
    Case()
    {
        QFETCH(int, shape);
        QFETCH(bool, squared);
        QFETCH(bool, frozen);
        QFETCH(bool, gram);
        const Shape& size = shapes[static_cast<std::size_t>(shape)];
        samples = pole_samples(size.samples, size.inputs, 5);
        start = random_network(size.width, size.inputs, 6);
        tests = pole_samples(11, size.inputs, 7).inputs;
        loss = squared ? RaceLoss::squared : RaceLoss::logistic;
        freeze = frozen;
        form = gram ? RaceForm::gram : RaceForm::direct;
    }

    std::unique_ptr<RaceTraining> training(bool single = false) const
    {
        return train_race({samples, loss, freeze, single}, start, tests, form);
    }
    PlainRace plain() const
    {
        PlainRace race{.network = start, .samples = samples, .loss = loss};
        if (freeze)
            race.freeze();
        return race;
    }

    RaceSamples samples;
    RaceNetwork start;
    RaceMatrix tests;
    RaceLoss loss = RaceLoss::logistic;
    bool freeze = false;
    RaceForm form = RaceForm::direct;
};

RaceTraining& trained(RaceTraining& training, int steps)
{
    for (int step = 0; step < steps; ++step)
        training.step(0.2);
    return training;
}

} // namespace

class TestRaceTraining : public QObject {
    Q_OBJECT

private slots:
    void steps_agree_with_explicit_loops_data() { add_cases(); }
    void steps_agree_with_explicit_loops()
    {
        const Case one;
        const auto training = one.training();
        PlainRace plain = one.plain();
        for (int step = 0; step < 20; ++step) {
            QVERIFY(std::abs(training->score().loss - plain.value()) < 1e-12);
            training->step(0.2);
            plain.step(0.2);
        }
        const RaceNetwork network = training->network();
        QVERIFY(difference(network.input_weights, plain.network.input_weights) < 1e-12);
        QVERIFY(difference(network.output_weights, plain.network.output_weights) < 1e-12);
        for (Eigen::Index i = 0; i < plain.count(); ++i)
            QVERIFY(std::abs(training->outputs()(i) - plain.output(i)) < 1e-12);
    }

    void a_step_follows_the_gradient_data() { add_cases(); }
    void a_step_follows_the_gradient()
    {
        const Case one;
        const auto training = one.training();
        const double eta = 1e-3, shift = 1e-6;
        training->step(eta);
        const RaceNetwork after = training->network();
        PlainRace plain = one.plain();
        const auto slope = [&](double& weight) { // kinks are rare: no gate changes within the shift
            const double middle = weight;
            weight = middle + shift;
            const double above = plain.value();
            weight = middle - shift;
            const double below = plain.value();
            weight = middle;
            return (above - below) / (2 * shift);
        };
        for (Eigen::Index a = 0; a < one.start.width(); ++a) {
            const double step = after.output_weights(a) - one.start.output_weights(a);
            QVERIFY(std::abs(step / eta + slope(plain.network.output_weights(a))) < 1e-8);
            for (Eigen::Index j = 0; j < one.start.input_weights.cols(); ++j)
                QVERIFY(std::abs((after.input_weights(a, j) - one.start.input_weights(a, j)) / eta
                                 + slope(plain.network.input_weights(a, j)))
                        < 1e-8);
        }
    }

    void both_forms_agree_over_a_whole_race()
    {
        for (const bool frozen : {false, true}) {
            const RaceSamples samples = pole_samples(50, 6, 2);
            const RaceNetwork start = random_network(20, 6, 3, 1e-3);
            const RaceMatrix tests = pole_samples(31, 6, 4).inputs;
            const RaceProblem problem{samples, RaceLoss::logistic, frozen};
            const auto direct = train_race(problem, start, tests, RaceForm::direct);
            const auto gram = train_race(problem, start, tests, RaceForm::gram);
            trained(*direct, 800);
            trained(*gram, 800);
            QVERIFY(direct->score().loss < 0.3); // it did drop
            const auto near = [](const RaceMatrix& a, const RaceMatrix& b) {
                return difference(a, b) < 1e-10;
            };
            QVERIFY(near(direct->network().input_weights, gram->network().input_weights));
            QVERIFY(near(direct->test_outputs(), gram->test_outputs()));
            QVERIFY(near(direct->cosines(), gram->cosines()));
            QVERIFY(near(direct->neuron_norms(), gram->neuron_norms()));
            QVERIFY((direct->open_gates() == gram->open_gates()).all());
            const RaceGeometry a = direct->geometry(), b = gram->geometry();
            QVERIFY(near(a.input_norm, b.input_norm));
            QVERIFY(near(a.pull_norm, b.pull_norm));
            QVERIFY(near(a.alignment, b.alignment));
            QVERIFY(near(a.score, b.score));
            for (Eigen::Index neuron : {0, 7, 19})
                QVERIFY(near(direct->direction_cosines(neuron), gram->direction_cosines(neuron)));
        }
    }

    void what_is_seen_follows_its_definition_data() { add_cases(); }
    void what_is_seen_follows_its_definition()
    {
        const Case one;
        const auto training = one.training();
        trained(*training, 5);
        PlainRace plain = one.plain();
        plain.network = training->network();
        const RaceMatrix pull = plain.pulls();
        const RaceGeometry geometry = training->geometry();
        const RaceMatrix cosines = training->cosines();
        const RaceVector norms = training->neuron_norms();
        for (Eigen::Index a = 0; a < plain.network.width(); ++a) {
            const Eigen::RowVectorXd w = plain.network.input_weights.row(a);
            const double c = plain.network.output_weights(a), sign = c < 0 ? -1 : 1;
            const double r = w.norm(), s = pull.row(a).norm();
            const double cosine = s > 0 ? sign * pull.row(a).dot(w) / (r * s) : 0;
            const double lead = std::max(0.0, std::abs(c) + r * cosine) / 2;
            QVERIFY(std::abs(geometry.input_norm(a) - r) < 1e-12);
            QVERIFY(std::abs(geometry.pull_norm(a) - s) < 1e-12);
            QVERIFY(std::abs(geometry.alignment(a) - cosine) < 1e-10);
            QVERIFY(std::abs(geometry.score(a) - lead * lead) < 1e-12);
            QVERIFY(std::abs(geometry.neuron_norm(a) - r * std::abs(c)) < 1e-12);
            QCOMPARE(norms(a), geometry.neuron_norm(a));
            const RaceVector directions = training->direction_cosines(a);
            for (Eigen::Index b = 0; b < plain.network.width(); ++b) {
                const Eigen::RowVectorXd other = plain.network.input_weights.row(b);
                const double along = w.dot(other) / (r * other.norm());
                const double other_sign = plain.network.output_weights(b) < 0 ? -1 : 1;
                QVERIFY(std::abs(directions(b) - along) < 1e-12);
                QVERIFY(std::abs(cosines(a, b) - sign * other_sign * along) < 1e-12);
            }
            for (Eigen::Index i = 0; i < plain.count(); ++i)
                QCOMPARE(training->open_gates()(i, a), plain.z(i, a) > 0);
        }
        const RaceVector expected = race_outputs(plain.network, one.tests);
        QVERIFY((training->test_outputs() - expected).cwiseAbs().maxCoeff() < 1e-12);
    }

    void growth_is_what_the_identity_says_data() { add_cases(); }
    void growth_is_what_the_identity_says()
    {
        const Case one;
        const auto training = one.training();
        for (int step = 0; step < 30; ++step) {
            const RaceGeometry before = training->geometry();
            const RaceGrowth growth = race_growth(before, 0.2);
            training->step(0.2);
            const RaceVector measured =
                race_measured_growth(before.neuron_norm, training->neuron_norms());
            QVERIFY((measured - growth.exact).cwiseAbs().maxCoeff() < 1e-11);
        }
    }

    void the_flow_law_is_the_limit_of_small_steps()
    {
        const RaceSamples samples = pole_samples(40, 5, 1);
        const RaceNetwork start = random_network(8, 5, 2);
        const auto training =
            train_race({samples, RaceLoss::logistic, false}, start, RaceMatrix(0, 5));
        const RaceGeometry geometry = training->geometry();
        const auto error = [&](double eta) {
            const RaceGrowth growth = race_growth(geometry, eta);
            return ((growth.flow - growth.exact) / eta).cwiseAbs().maxCoeff();
        };
        const double ratio = error(1e-3) / error(1e-4); // the error is of order η
        QVERIFY2(std::abs(ratio - 10) < 0.5, qPrintable(QString::number(ratio)));
    }

    void small_steps_conserve_r2_minus_c2()
    {
        const RaceSamples samples = pole_samples(40, 5, 1);
        const RaceNetwork start = random_network(8, 5, 2);
        const auto drift = [&](int steps) { // to flow time 2
            const auto training =
                train_race({samples, RaceLoss::logistic, false}, start, RaceMatrix(0, 5));
            for (int step = 0; step < steps; ++step)
                training->step(2.0 / steps);
            const RaceNetwork end = training->network();
            const auto invariant = [](const RaceNetwork& network) {
                return RaceVector(network.input_weights.rowwise().squaredNorm()
                                  - network.output_weights.cwiseAbs2());
            };
            return (invariant(end) - invariant(start)).cwiseAbs().maxCoeff();
        };
        QVERIFY(drift(2000) < 1e-3);
        QVERIFY(std::abs(drift(1000) / drift(2000) - 2) < 0.1); // of order η
    }

    void a_step_taken_back_leaves_no_trace_data() { add_cases(); }
    void a_step_taken_back_leaves_no_trace()
    {
        const Case one;
        const auto there = one.training(), back = one.training();
        trained(*there, 7);
        trained(*back, 7);
        back->step(5.0);
        back->undo();
        QCOMPARE(back->score().loss, there->score().loss);
        trained(*there, 3);
        trained(*back, 3);
        QVERIFY(there->network().input_weights == back->network().input_weights);
        QVERIFY(there->network().output_weights == back->network().output_weights);
    }

    void a_restored_training_goes_on_with_the_same_bits_data() { add_cases(); }
    void a_restored_training_goes_on_with_the_same_bits()
    {
        const Case one;
        for (const bool single : {false, true}) {
            const auto training = one.training(single), restored = one.training(single);
            trained(*training, 9);
            restored->restore(training->network(), training->coefficients());
            QVERIFY(restored->outputs() == training->outputs());
            trained(*training, 9);
            trained(*restored, 9);
            QVERIFY(restored->network().input_weights == training->network().input_weights);
            QVERIFY(restored->network().output_weights == training->network().output_weights);
            QVERIFY(restored->geometry().score == training->geometry().score);
        }
    }

    void single_precision_is_near_double_precision_data() { add_cases(); }
    void single_precision_is_near_double_precision()
    {
        const Case one;
        const auto rough = one.training(true), fine = one.training();
        trained(*rough, 10);
        trained(*fine, 10);
        const double off =
            difference(rough->network().input_weights, fine->network().input_weights);
        QVERIFY2(off < 1e-4, qPrintable(QString::number(off)));
        QVERIFY(off > 1e-9); // it is not double precision after all
    }

    void gates_may_be_those_of_another_network()
    {
        const RaceSamples samples = pole_samples(30, 4, 1);
        const RaceNetwork start = random_network(6, 4, 2), other = random_network(6, 4, 3);
        for (const auto form : {RaceForm::direct, RaceForm::gram}) {
            const auto training = train_race({samples, RaceLoss::squared, true}, start,
                                             RaceMatrix(0, 4), form, &other);
            PlainRace plain{.network = other, .samples = samples, .loss = RaceLoss::squared};
            plain.freeze();
            plain.network = start;
            QVERIFY(std::abs(training->score().loss - plain.value()) < 1e-14);
        }
    }

    void a_gate_at_zero_is_shut_and_a_dead_neuron_stands_still()
    {
        const RaceSamples samples = pole_samples(20, 3, 1);
        RaceNetwork start = random_network(4, 3, 2);
        start.input_weights.row(1).setZero();
        for (const auto form : {RaceForm::direct, RaceForm::gram}) {
            const auto training =
                train_race({samples, RaceLoss::logistic}, start, RaceMatrix(0, 3), form);
            QVERIFY(!training->open_gates().col(1).any());
            trained(*training, 5);
            const RaceNetwork end = training->network();
            QVERIFY(end.input_weights.row(1).isZero(0));
            QCOMPARE(end.output_weights(1), start.output_weights(1));
            QCOMPARE(training->geometry().alignment(1), 0.0);
            QCOMPARE(training->direction_cosines(0)(1), 0.0);
            QCOMPARE(training->cosines()(1, 1), 0.0);
        }
    }

    void losses_and_errors_are_right_far_out_data()
    {
        QTest::addColumn<double>("margin");
        for (const double margin : {-800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0})
            QTest::addRow("%g", margin) << margin;
    }
    void losses_and_errors_are_right_far_out()
    {
        QFETCH(double, margin);
        for (const double label : {-1.0, 1.0}) {
            const RaceVector f = RaceVector::Constant(1, margin * label);
            const auto found = race_evaluate(f, RaceVector::Constant(1, label), RaceLoss::logistic);
            const double loss = margin < -30 ? -margin : std::log1p(std::exp(-margin));
            QVERIFY(std::abs(found.score.loss - loss) <= 1e-14 * std::max(1.0, loss));
            const double error = label / (1 + std::exp(margin));
            QVERIFY(std::abs(found.errors(0) - error) <= 1e-15);
            QCOMPARE(found.score.accuracy, margin > 0 ? 1.0 : 0.0);
        }
    }

    void weights_that_run_away_are_noticed()
    {
        const RaceSamples samples = pole_samples(20, 3, 1);
        for (const auto form : {RaceForm::direct, RaceForm::gram}) {
            const auto training = train_race({samples, RaceLoss::squared}, random_network(4, 3, 2),
                                             RaceMatrix(0, 3), form);
            QVERIFY(training->finite());
            for (int step = 0; step < 100 && training->finite(); ++step)
                training->step(100.0);
            QVERIFY(!training->finite());
            training->undo();
            QVERIFY(training->finite());
        }
    }
};

QTEST_APPLESS_MAIN(TestRaceTraining)
#include "test_race_training.moc"
