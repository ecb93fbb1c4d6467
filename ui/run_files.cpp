// The part of RunModel that reads and writes saved runs.
#include "ui/record_frame.hpp"
#include "ui/run_model.hpp"
#include "ui/run_model_background.hpp"

#include <future>
#include <memory>

namespace etalon {

namespace {

/// What a file holds of a live run, as it was captured or, if that is still to be done, as it ended.
RunRecord recordOf(Runner& runner, const RunPlan& plan, const std::optional<Parent>& parent,
                   std::future<Capture>& captured)
{
    RunRecord record;
    record.experiment = plan.experiment->id;
    record.preset = plan.preset;
    record.setup = plan.setup;
    record.setup.values =
        plan.experiment->schema.resolve({plan.setup.values.all(), runner.resolved()});
    record.initial = runner.initial();
    record.data = runner.data();
    record.version = version();
    record.build = build_description();
    record.parent = parent;
    fill(record, captured.valid() ? captured.get() : runner.capture().get());
    return record;
}

} // namespace

void RunModel::open(const std::filesystem::path& directory, std::span<const Experiment> experiments)
{
    inBackground(
        [directory, experiments] {
            return attempt(
                [&] { return std::make_shared<RunRecord>(load(directory, experiments)); });
        },
        [this, experiments](const Attempt<std::shared_ptr<RunRecord>>& loaded) {
            if (!loaded.result) {
                Q_EMIT failed(loaded.problem);
                return;
            }
            plan_.experiment = &find(experiments, loaded.result->experiment);
            adoptRecord(std::move(*loaded.result));
        });
}

void RunModel::openForComparison(const std::filesystem::path& directory,
                                 std::span<const Experiment> experiments)
{
    inBackground(
        [directory, experiments] {
            return attempt(
                [&] { return std::make_shared<RunRecord>(load(directory, experiments)); });
        },
        [this, experiments, directory](const Attempt<std::shared_ptr<RunRecord>>& loaded) {
            if (!loaded.result) {
                Q_EMIT failed(loaded.problem);
                return;
            }
            const auto& record = *loaded.result;
            if (!plan_.experiment || record.experiment != plan_.experiment->id) {
                Q_EMIT failed(tr("That is a run of %1; open it by itself to look at it.")
                                  .arg(QString::fromStdString(record.experiment)));
                return;
            }
            const auto frame = std::make_shared<const Frame>(
                frameOf(loaded.result, *plan_.experiment, record.step));
            kept_.push_back({frame, directory.filename().string(), true, true});
            Q_EMIT keptChanged();
            refresh(isMoving());
        });
}

void RunModel::save(const std::filesystem::path& directory)
{
    if (!runner_ && !record_) {
        Q_EMIT failed(tr("There is no run to save yet."));
        return;
    }
    // A run that goes on is captured now; one that has ended, when its turn to be written comes.
    const auto captured = std::make_shared<std::future<Capture>>();
    if (runner_ && !etalon::has_ended(runner_->status().state))
        *captured = runner_->capture();
    inBackground(
        [record = record_, runner = runner_, plan = plan_, parent = parent_, captured, directory] {
            return attempt([&] {
                auto saved = record ? *record : recordOf(*runner, plan, parent, *captured);
                if (saved.setup.data && saved.data_sha256.empty())
                    saved.data_sha256 = sha256(*saved.setup.data);
                etalon::save(saved, directory);
                return true;
            });
        },
        [this, directory](const Attempt<bool>& written) {
            if (written.result)
                Q_EMIT saved(QString::fromStdString(directory.string()));
            else
                Q_EMIT failed(written.problem);
        },
        BackgroundQueue::Kind::essential);
}

} // namespace etalon
