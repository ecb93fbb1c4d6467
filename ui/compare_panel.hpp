// A window with the table of kept runs and what can be done with them.
#pragma once

#include <QDialog>

class QTableView;

namespace etalon {

class CompareTable;
class RunModel;

class ComparePanel : public QDialog {
    Q_OBJECT

public:
    ComparePanel(RunModel& model, QWidget* parent);

Q_SIGNALS:
    void addRequested(); // a saved run

private:
    void removeSelected();

    RunModel& model_;
    CompareTable* table_ = nullptr;
    QTableView* view_ = nullptr;
};

} // namespace etalon
