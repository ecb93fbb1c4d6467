// What happens and why, beside the figures: paragraphs with the run's current numbers.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace etalon {

class WrappedLabel;

class ExplanationPanel : public QWidget {
    Q_OBJECT

public:
    explicit ExplanationPanel(QWidget* parent = nullptr);

    void setParagraphs(const std::vector<Paragraph>& paragraphs);
    void setReference(const QString& reference);

Q_SIGNALS:
    void closeRequested();

private:
    struct Labels {
        WrappedLabel *heading, *text, *formula;
    };
    QVBoxLayout* column_ = nullptr;
    WrappedLabel* reference_ = nullptr;
    std::vector<Labels> labels_;
};

} // namespace etalon
