// The small buttons at a figure's upper right corner: its options, scale, export, table, sweep.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/figure/palette.hpp"

#include <QWidget>

#include <string>
#include <vector>

class QHBoxLayout;
class QToolButton;

namespace etalon {

class FigureTools : public QWidget {
    Q_OBJECT

public:
    FigureTools(const Figure& figure, QWidget* parent);

    void setColours(const Palette&, double font_scale);
    void declare(const std::vector<Option>& options); // others than before
    void setOptions(const Options& complete);
    void setLogarithmic(bool on, bool possible);
    void setProgress(const QString& text); // of a sweep; empty: none is running
    /// In less room than its buttons need there is one button with a menu of them all.
    void setRoom(int width);

Q_SIGNALS:
    void optionChosen(const std::string& key, const etalon::Value& value);
    void scaleToggled(bool logarithmic);
    void exportRequested();
    void tableRequested();
    void sweepRequested(const std::string& key);

private:
    QHBoxLayout* row_;
    QToolButton* more_ = nullptr;
    QToolButton* scale_ = nullptr;
    QToolButton* sweep_ = nullptr;
    std::vector<Option> declared_;
    std::vector<std::pair<std::string, QToolButton*>> options_;

    QToolButton* addButton(const QString& text, const QString& tip);
    void addOption(const Option&);
    void fillMenu();
    void showButtons();

    int room_ = 1 << 20;
    bool is_scale_possible_ = true;
};

} // namespace etalon
