// The bar at the top: run, pause, step, reset; seed, speed and preset; lesson, export, full screen.
#pragma once

#include "core/lab/experiment.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <vector>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace etalon {

class Slider;
struct WindowActions;

class TransportBar : public QWidget {
    Q_OBJECT

public:
    /// The buttons trigger the window's own actions.
    TransportBar(const WindowActions& actions, QWidget* parent);

    void setExperiment(const Experiment& experiment);
    void setPreset(const std::string& name);
    void setSeed(std::uint64_t seed);
    void setSpeed(double factor);
    void setLook(const Look& look);
    void setRunning(bool running, const Look& look);
    void setCompact(bool compact); // narrow windows: symbols without words

Q_SIGNALS:
    void seedChosen(quint64 seed);
    void speedChosen(double factor);
    void presetChosen(const QString& name);

private:
    QToolButton* addButton(QAction* action, const QString& icon, const QString& text);
    void addSeed(const WindowActions& actions);
    void addSpeed();
    void addPreset();
    void addCaption(const QString& text);
    void commitSeed();

    struct Button {
        QToolButton* button;
        QString icon;
        bool has_words;
    };
    QHBoxLayout* line_ = nullptr;
    QToolButton* run_ = nullptr;
    std::vector<Button> buttons_;
    std::vector<QLabel*> captions_;
    QLineEdit* seed_ = nullptr;
    Slider* speed_ = nullptr;
    QLabel* speed_text_ = nullptr;
    QComboBox* preset_ = nullptr;
    std::uint64_t shown_seed_ = 1;
};

} // namespace etalon
