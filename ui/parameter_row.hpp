// One parameter in the form: label, symbol, value, slider, lamp, reset arrow, and what is wrong.
#pragma once

#include "core/lab/figure.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/theme.hpp"

#include <QWidget>

class QIcon;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace etalon {

class Lamp;
class Slider;

/// Shows and edits one key of a ParameterDraft.
class ParameterRow : public QWidget {
    Q_OBJECT

public:
    ParameterRow(ParameterDraft& draft, const Parameter& parameter, QWidget* parent);

    const std::string& key() const { return parameter_.key; }
    void refresh();                          // from the draft
    void setReading(const Reading* reading); // null: none
    void setLook(const Look& look, const QIcon& undo);

Q_SIGNALS:
    void applyRequested(); // Return was pressed in the field

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QString toolTipText() const;
    void addField(QHBoxLayout* line);
    QWidget* makeSlider();
    void nudge(int direction);
    void commit();

    ParameterDraft& draft_;
    const Parameter& parameter_;
    QLabel* label_ = nullptr;
    QLabel* problem_ = nullptr;
    Lamp* lamp_ = nullptr;
    QToolButton* reset_ = nullptr;
    QLineEdit* edit_ = nullptr;  // numbers and texts
    QComboBox* combo_ = nullptr; // choices
    QCheckBox* check_ = nullptr; // yes or no
    Slider* slider_ = nullptr;   // numbers with a finite range
    int gesture_ = 0;            // of the slider drag
};

} // namespace etalon
