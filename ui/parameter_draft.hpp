// The parameters as they are being edited: what the form shows, before and beside what runs.
#pragma once

#include "core/lab/experiment.hpp"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <map>
#include <string>

namespace etalon {

QString display(const std::string& text);

/// One experiment's values under the user's hands. Live parameters are announced at once; the
/// others wait until the run is started anew. Text that cannot be read never becomes a value.
class ParameterDraft : public QObject {
    Q_OBJECT

public:
    explicit ParameterDraft(QObject* parent = nullptr);

    /// Another experiment or preset: `base` is what "reset this parameter" returns to.
    void start(const Experiment& experiment, const Values& base, const Values& values,
               bool has_data);
    void setApplied(const Values& values); // a run was made with these
    void setHasData(bool has_data);

    const Experiment* experiment() const { return experiment_; }
    const Values& values() const { return values_; }
    const Values& applied() const { return applied_; }
    bool isChanged(const std::string& key) const; // against the preset
    bool needsRestart() const;                    // a restart parameter differs from the run's
    bool needsRestart(const std::string& key) const;
    QString problem(const std::string& key) const; // for the line under the field; empty: none
    bool isMistyped(const std::string& key) const { return mistyped_.contains(key); }
    bool isSound() const { return mistyped_.empty() && contradictions_.empty(); }

    /// The value as the field shows it: "0.005", "automatic".
    QString text(const std::string& key) const;
    QString textWithUnit(const std::string& key) const; // "0.05 nm"

    /// Typed text; false if it cannot be read: `problem` then says why and the value stays.
    bool setText(const std::string& key, const QString& text);
    /// A number for a drag that begins now.
    int newGesture() { return ++gestures_; }
    /// Edits of one gesture (none: 0) are one undo step.
    void setValue(const std::string& key, const Value& value, int gesture = 0);
    void resetValue(const std::string& key);
    void refuse(const std::string& key, const QString& why); // said by the run that could not start

    QUndoStack* undoStack() { return &undo_; }

Q_SIGNALS:
    void changed();
    void liveChanged(const QString& key, const etalon::Value& value);

private:
    friend class EditParameter;

    void put(const std::string& key, const Value& value);
    void check();

    const Experiment* experiment_ = nullptr;
    Values base_, applied_, values_;
    bool has_data_ = false;
    std::map<std::string, QString> mistyped_, contradictions_, refused_;
    QUndoStack undo_;
    int gestures_ = 0;
};

} // namespace etalon
