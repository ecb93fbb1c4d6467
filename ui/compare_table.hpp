// The kept runs as a table: where their parameters differ, and what came out.
#pragma once

#include "ui/run_model.hpp"

#include <QAbstractTableModel>

namespace etalon {

/// Columns: run (with a check box: drawn as a ghost), seed, each parameter in which the runs
/// differ, each scalar of their summaries.
class CompareTable : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit CompareTable(RunModel& model, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    /// The whole table as lines of comma-separated values.
    QString csv() const;

private:
    static constexpr int fixed_columns = 2;

    void reload();
    QString cell(const KeptEntry& entry, int column) const;

    RunModel& model_;
    std::vector<std::string> parameters_, scalars_;
};

} // namespace etalon
