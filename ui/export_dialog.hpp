// Which figures are written, how large, in which formats and where.
#pragma once

#include "ui/figure/figure_export.hpp"
#include "ui/frame.hpp"

#include <QDialog>

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

    /// Writes what is chosen; the result or the problem stands in the dialog.
    bool write();

private:
    QWidget* makeFigureList();
    QWidget* makeSettings(const QString& directory);
    void followStyle();
    void refresh();

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
};

} // namespace etalon
