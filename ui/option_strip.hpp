// Sliders below a figure for those of its options that stay in sight.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <string>
#include <vector>

class QGridLayout;
class QLabel;

namespace etalon {

class Slider;

class OptionStrip : public QWidget {
    Q_OBJECT

public:
    explicit OptionStrip(QWidget* parent = nullptr);

    /// Hidden where none of the options stays in sight.
    void declare(const std::vector<Option>& options);
    void setValue(const std::string& key, double value);
    void setLook(const Look& look);

Q_SIGNALS:
    void chosen(const std::string& key, double value);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row {
        Option option{};
        double value = 0;
        QLabel* name = nullptr;
        Slider* slider = nullptr;
        QLabel* reading = nullptr;
    };

    void show(Row& row, double value);
    void place();

    QGridLayout* grid_;
    std::vector<Row> rows_;
    int columns_ = 0;
    Look look_;
};

} // namespace etalon
