// What a figure can ask of its input.
#include "core/lab/figure.hpp"

#include "tests/core/lab/small_experiment.hpp"

#include <QtTest>

using namespace etalon;

class TestFigure : public QObject {
    Q_OBJECT
private slots:
    void channels_tensors_and_options_are_found_by_name()
    {
        Recording recording(
            {{.name = "loss"}, {.name = "later"}, {.name = "pruning", .index = "neurons kept"}});
        for (std::int64_t step = 0; step < 10; ++step)
            recording.append(0, step, static_cast<double>(10 * step));
        recording.append(1, 5, 1.0);
        recording.append(2, 0, 1.0);
        recording.publish();
        const auto series = recording.snapshot();
        const std::vector<Tensor> data{{"x", {2}, std::vector<double>{1, 2}},
                                       {"labels", {2}, std::vector<std::int64_t>{3, 4}}};
        const std::vector<Option> declared{{.key = "scale", .choices = {"linear", "log"}},
                                           {.key = "kernel", .maximum = 9, .fallback = 4}};
        const auto values = test::small_setup().values;
        const Summary summary;
        Options options;
        const FigureInput input{.parameters = values,
                                .step = 3,
                                .channels = recording.channels(),
                                .series = series,
                                .data = data,
                                .summary = summary,
                                .options = options,
                                .declared = declared};

        QVERIFY(input.find("loss") == std::optional<std::size_t>(0));
        QVERIFY(!input.find("losses"));
        QCOMPARE(input.at_step("loss")[0], 30.0);
        QVERIFY(input.at_step("later").empty()); // its first sample is after the shown step
        QVERIFY(input.at_step("losses").empty());
        QVERIFY(input.at_step("pruning").empty()); // 0 neurons are not step 0
        QCOMPARE(input.tensor("x")[1], 2.0);
        QCOMPARE(input.integers("labels")[1], std::int64_t{4});
        QVERIFY(input.tensor("labels").empty() && input.integers("x").empty()
                && input.tensor("y").empty());

        QCOMPARE(input.text("scale"), std::string("linear"));
        QCOMPARE(input.number("kernel"), 4.0);
        options = {{"scale", std::string("log")}, {"kernel", 2.5}};
        QCOMPARE(input.text("scale"), std::string("log"));
        QCOMPARE(input.number("kernel"), 2.5);
    }
};

QTEST_APPLESS_MAIN(TestFigure)
#include "test_figure.moc"
