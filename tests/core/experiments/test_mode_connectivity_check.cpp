// Mistakes that several parameters make together are refused before anything runs.
#include "core/experiments/mode_connectivity/mode_connectivity.hpp"
#include "tests/core/experiments/mistakes.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

std::vector<Problem> problems_with(const QString& assignments, bool has_data)
{
    const Schema& schema = mode_connectivity_schema().schema();
    return check_mode_connectivity(schema.resolve({assigned(schema, assignments)}), has_data);
}

} // namespace

class TestModeConnectivityCheck : public QObject {
    Q_OBJECT

private slots:
    void mistakes_between_parameters_are_named_data()
    {
        const auto add = mistake_rows();
        add("");
        add("spawn_step=2000");
        add("spawn_step=2001", "spawn_step", "spawn_step=2001 is out of range (0 to steps=2000)");
        add("spawn_step=5 init_mode=independent", "spawn_step", "set spawn_step=0");
        add("spawn_step=5 init_mode=independent dataset=toy");
        add("batch_size=1024");
        add("batch_size=1025", "batch_size", "1 to train_count=1024");
        add("batch_size=1025 dataset=toy");
        add("steps=1000000 batch_size=1024", "steps", "makes an order of more than");
        add("toy_sum=2 toy_square=2 dataset=toy", "toy_square", "more than toy_sum²/2=2");
        add("toy_sum=2 toy_square=2.1 dataset=toy");
        add("toy_sum=2 toy_square=2");
        add("dataset=idx", "dataset", "name the folder with --data PATH");
        add("dataset=csv", "dataset", "name the file with --data PATH");
        add("dataset=idx", "", "", true);
        add("", "dataset", "dataset=clusters reads no file", true);
        add("sample_every=2000 checkpoint_every=2000");
        add("sample_every=2001", "sample_every",
            "sample_every=2001 is out of range (1 to steps=2000)");
        add("steps=30 sample_every=31", "sample_every", "1 to steps=30");
        add("checkpoint_every=2001", "checkpoint_every", "1 to steps=2000");
        add("sample_every=2001 dataset=toy", "sample_every", "1 to steps=2000");
        // A run cut short by `steps` alone keeps the spacings of the defaults.
        add("steps=20");
        add("steps=5 sample_every=10 dataset=toy");
    }
    void mistakes_between_parameters_are_named() { compare_mistakes(problems_with); }

    void several_mistakes_are_told_at_once()
    {
        QCOMPARE(problems_with("spawn_step=3000 batch_size=2000 sample_every=4000", true).size(),
                 std::size_t{4});
    }
};

QTEST_APPLESS_MAIN(TestModeConnectivityCheck)
#include "test_mode_connectivity_check.moc"
