// The part of RunModel that reads and writes saved runs.
#include "ui/run_model.hpp"
#include "ui/run_model_background.hpp"

#include <utility>

namespace etalon {

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
            auto frame = std::make_shared<Frame>();
            frame->experiment = plan_.experiment;
            frame->parameters = record.setup.values;
            frame->seed = record.setup.seed;
            frame->steps = planned_steps(record.setup.values);
            frame->step = frame->newest = record.step;
            frame->ended = true;
            frame->recording = record.recording;
            frame->series = record.recording->snapshot();
            frame->data = record.data;
            frame->final_weights = std::make_shared<const std::vector<Tensor>>(record.final);
            frame->summary = record.summary;
            kept_.push_back({frame, directory.filename().string(), true, true});
            Q_EMIT keptChanged();
            refresh(isMoving());
        });
}

std::optional<RunRecord> RunModel::record() const
{
    if (record_)
        return *record_;
    if (!runner_ || !etalon::has_ended(runner_->status().state))
        return {};
    const auto state = runner_->status();
    Overrides resolved = runner_->resolved();
    RunRecord record;
    record.experiment = plan_.experiment->id;
    record.preset = plan_.preset;
    record.setup = plan_.setup;
    record.setup.values = plan_.experiment->schema.resolve({plan_.setup.values.all(), resolved});
    record.changes = runner_->changes();
    record.state = state.state;
    record.message = state.message;
    record.step = state.step;
    record.recording = runner_->recording();
    record.initial = runner_->initial();
    record.final = runner_->final_weights();
    record.data = runner_->data();
    record.checkpoints = runner_->checkpoints();
    record.summary = runner_->summary();
    record.timing = state.timing;
    record.version = version();
    record.build = build_description();
    record.parent = parent_;
    return record;
}

void RunModel::save(const std::filesystem::path& directory)
{
    save_when_ended_ = directory;
    if (runner_ && !has_ended_) {
        runner_->stop();
        wake();
        return;
    }
    finishSaving();
}

void RunModel::finishSaving()
{
    const auto directory = *std::exchange(save_when_ended_, {});
    auto record = this->record();
    if (!record) {
        Q_EMIT failed(tr("There is no run to save yet."));
        return;
    }
    inBackground(
        [record = std::make_shared<RunRecord>(std::move(*record)), directory] {
            return attempt([&] {
                if (record->setup.data && record->data_sha256.empty())
                    record->data_sha256 = sha256(*record->setup.data);
                etalon::save(*record, directory);
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
