// Mistakes between parameters, and what the presets say.
#include "core/experiments/linear_scope/linear_scope.hpp"
#include "tests/core/experiments/mistakes.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<Problem> problems_with(const QString& given, bool has_data)
{
    const Experiment experiment = linear_scope();
    return check_linear_scope(experiment.schema.resolve({assigned(experiment.schema, given)}),
                              has_data);
}

} // namespace

class TestLinearScopeCheck : public QObject {
    Q_OBJECT

private slots:
    void mistakes_between_parameters_are_named_data()
    {
        const auto row = mistake_rows();
        row("", "", "");
        row("image_size=18", "image_size", "choose 16 or 20");
        row("train_count=16 batch_size=17", "batch_size", "train_count=16");
        row("image_size=64 train_count=60000 test_count=60000", "train_count", "more than 1 GB");
        row("steps=1000000 batch_size=1024", "steps", "lower steps or batch_size");
        row("steps=1000000 checkpoint_every=1", "checkpoint_every", "raise it");
        row("task=upscale image_size=64 train_count=7000", "train_count", "at most 6553");
    }
    void mistakes_between_parameters_are_named() { compare_mistakes(problems_with); }

    void files_bring_their_own_number_of_images()
    {
        QVERIFY(problems_with("image_size=64 train_count=60000 test_count=60000", true).empty());
    }

    void even_kernels_and_unknown_tasks_are_refused()
    {
        const Schema schema = linear_scope().schema;
        QVERIFY(schema.check("kernel", Value(std::int64_t{4})).has_value());
        QVERIFY(!schema.check("kernel", Value(std::int64_t{5})).has_value());
        QVERIFY_EXCEPTION_THROWN(schema.parse("task", "sharpen"), UsageError);
    }

    void presets_are_those_of_the_specification()
    {
        std::string names;
        for (const Preset& preset : linear_scope_presets())
            names += preset.name + " ";
        QCOMPARE(names,
                 std::string("classify-shapes classify-no-bias classify-offset "
                             "upscale-residual upscale-plain denoise fill shift "));
    }
};

QTEST_APPLESS_MAIN(TestLinearScopeCheck)
#include "test_linear_scope_check.moc"
