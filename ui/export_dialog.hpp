// Which figures are written, how large, in which formats and where.
#pragma once

#include "ui/figure/figure_export.hpp"
#include "ui/frame.hpp"

#include <QDialog>

#include <deque>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace etalon {

/// A figure on offer, with the options it is shown with.
struct ExportItem {
    const Figure* figure = nullptr;
    FigureChoices choices{};
    bool chosen = false;
};

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(FramePointer frame, Provenance provenance, std::vector<ExportItem> items,
                 const QString& directory, QWidget* parent);

    QString directory() const;
    std::vector<FigureFormat> formats() const;
    ExportSettings settings() const;

    /// Writes what is chosen, one file after the other, so that the window stays alive; the result
    /// or the problem stands in the dialog.
    void write();

Q_SIGNALS:
    void written(bool all);

private:
    QWidget* makeFigureList();
    QWidget* makeSettings(const QString& directory);
    void followStyle();
    void refresh();
    void writeNext();
    void conclude(const QString& text, bool all);

    struct Job {
        std::size_t item;
        FigureFormat format;
    };

    FramePointer frame_;
    Provenance provenance_;
    std::vector<ExportItem> items_;
    QListWidget* list_ = nullptr;
    std::vector<std::pair<FigureFormat, QCheckBox*>> formats_;
    QComboBox* style_ = nullptr;
    QDoubleSpinBox *width_ = nullptr, *height_ = nullptr, *dpi_ = nullptr;
    QCheckBox *caption_ = nullptr, *footer_ = nullptr;
    QLineEdit* directory_ = nullptr;
    QLabel* result_ = nullptr;
    QPushButton* write_ = nullptr;
    std::deque<Job> jobs_; // still to be written
    QStringList names_;    // written
};

} // namespace etalon
