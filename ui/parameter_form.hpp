// The form of an experiment's parameters, generated from its schema.
#pragma once

#include "core/lab/experiment.hpp"
#include "ui/theme.hpp"

#include <QIcon>
#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace etalon {

class ParameterDraft;
class ParameterRow;

class ParameterForm : public QWidget {
    Q_OBJECT

public:
    explicit ParameterForm(ParameterDraft& draft, QWidget* parent = nullptr);

    /// The user's own data, or nothing; `problem` says why they could not be used.
    void setData(const std::optional<std::filesystem::path>& own_data, const QString& problem = {});
    void setReadings(const std::vector<Reading>& readings);
    void setLook(const Look& look);

Q_SIGNALS:
    void applyRequested(); // restart with the edited values
    void galleryRequested();
    void dataRequested();
    void dataCleared();

private:
    void build();   // for another experiment
    void addRows(); // the next ones
    void addRow(const Parameter& parameter);
    void refresh();
    void showGroups();
    void showReading(ParameterRow& row) const;
    QWidget* makeDataRow();
    QWidget* makeFooter();

    ParameterDraft& draft_;
    const Experiment* built_for_ = nullptr;
    Look look_;
    QIcon undo_;
    QLabel* heading_ = nullptr;
    QToolButton* gallery_ = nullptr;
    QScrollArea* area_ = nullptr;
    QVBoxLayout* column_ = nullptr; // of the rows
    QLabel* data_name_ = nullptr;
    QLabel* data_problem_ = nullptr;
    QToolButton* open_data_ = nullptr;
    QToolButton* clear_data_ = nullptr;
    QLabel* general_problem_ = nullptr;
    QPushButton* apply_ = nullptr;
    std::vector<ParameterRow*> rows_;
    std::vector<std::pair<QLabel*, std::vector<ParameterRow*>>> groups_;
    std::vector<Reading> readings_;
    QTimer next_rows_;
};

} // namespace etalon
