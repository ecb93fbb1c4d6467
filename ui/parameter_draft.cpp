#include "ui/parameter_draft.hpp"
#include "ui/figure/translated.hpp"

#include <QUndoCommand>

#include <utility>

namespace etalon {

QString display(const std::string& text)
{
    return QString::fromStdString(text);
}

/// One edit; edits of one gesture melt into one, also if they are of several parameters.
class EditParameter : public QUndoCommand {
public:
    EditParameter(ParameterDraft& draft, const std::string& key, Value before, Value after,
                  int gesture)
        : draft_(draft)
        , gesture_(gesture)
    {
        changes_[key] = {std::move(before), std::move(after)};
        setText(ParameterDraft::tr("change of %1")
                    .arg(translated(draft.experiment()->schema.at(key).label)));
    }

    void undo() override
    {
        for (const auto& [key, change] : changes_)
            draft_.put(key, change.before);
    }
    void redo() override
    {
        for (const auto& [key, change] : changes_)
            draft_.put(key, change.after);
    }
    int id() const override { return gesture_ != 0 ? 1 : -1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* later = static_cast<const EditParameter*>(other); // same id, hence same class
        if (later->gesture_ != gesture_)
            return false;
        for (const auto& [key, change] : later->changes_)
            changes_.try_emplace(key, change).first->second.after = change.after;
        return true;
    }

private:
    struct Change {
        Value before{}, after{};
    };
    ParameterDraft& draft_;
    std::map<std::string, Change> changes_;
    int gesture_;
};

ParameterDraft::ParameterDraft(QObject* parent)
    : QObject(parent)
{
}

void ParameterDraft::start(const Experiment& experiment, const Values& base, const Values& values,
                           bool has_data)
{
    experiment_ = &experiment;
    base_ = base;
    applied_ = values_ = values;
    has_data_ = has_data;
    mistyped_.clear();
    refused_.clear();
    undo_.clear();
    check();
    Q_EMIT changed();
}

void ParameterDraft::setApplied(const Values& values)
{
    applied_ = values;
    refused_.clear();
    Q_EMIT changed();
}

void ParameterDraft::setHasData(bool has_data)
{
    if (has_data == has_data_)
        return;
    has_data_ = has_data;
    check();
    Q_EMIT changed();
}

bool ParameterDraft::isChanged(const std::string& key) const
{
    return values_[key] != base_[key];
}

bool ParameterDraft::needsRestart(const std::string& key) const
{
    return experiment_->schema.at(key).effect == Effect::restart && values_[key] != applied_[key];
}

bool ParameterDraft::needsRestart() const
{
    if (!experiment_)
        return false;
    for (const auto& parameter : experiment_->schema.parameters())
        if (needsRestart(parameter.key))
            return true;
    return false;
}

QString ParameterDraft::problem(const std::string& key) const
{
    for (const auto* problems : {&mistyped_, &contradictions_, &refused_})
        if (const auto found = problems->find(key); found != problems->end())
            return found->second;
    return {};
}

QString ParameterDraft::text(const std::string& key) const
{
    const auto& parameter = experiment_->schema.at(key);
    const auto& value = values_[key];
    if (parameter.special) {
        const double special = parameter.special->value;
        const auto* real = std::get_if<double>(&value);
        const auto* whole = std::get_if<std::int64_t>(&value);
        if ((real && *real == special) || (whole && double(*whole) == special))
            return translated(parameter.special->label);
    }
    return display(to_text(value));
}

QString ParameterDraft::textWithUnit(const std::string& key) const
{
    const auto& parameter = experiment_->schema.at(key);
    const auto plain = text(key);
    const bool is_number = !std::holds_alternative<std::string>(parameter.fallback)
        && !(parameter.special && plain == translated(parameter.special->label));
    return is_number && parameter.unit != "1" ? plain + u' ' + display(parameter.unit) : plain;
}

bool ParameterDraft::setText(const std::string& key, const QString& text)
{
    const auto& parameter = experiment_->schema.at(key);
    QString plain = text.trimmed();
    if (parameter.unit != "1" && plain.endsWith(display(parameter.unit)))
        plain = plain.chopped(qsizetype(display(parameter.unit).size())).trimmed();
    if (parameter.special
        && plain.compare(translated(parameter.special->label), Qt::CaseInsensitive) == 0)
        plain = QString::number(parameter.special->value);
    try {
        const auto value = experiment_->schema.parse(key, plain.toStdString());
        mistyped_.erase(key);
        setValue(key, value);
        return true;
    } catch (const Error& error) {
        mistyped_[key] = translated(error.what());
        Q_EMIT changed();
        return false;
    }
}

void ParameterDraft::setValue(const std::string& key, const Value& value, int gesture)
{
    const bool was_mistyped = mistyped_.erase(key) > 0;
    if (const auto problem = experiment_->schema.check(key, value)) {
        mistyped_[key] = translated(problem->message);
        Q_EMIT changed();
        return;
    }
    if (values_[key] != value)
        undo_.push(new EditParameter(*this, key, values_[key], value, gesture));
    else if (was_mistyped)
        Q_EMIT changed();
}

void ParameterDraft::resetValue(const std::string& key)
{
    setValue(key, base_[key]);
}

void ParameterDraft::refuse(const std::string& key, const QString& why)
{
    refused_[key] = why;
    Q_EMIT changed();
}

void ParameterDraft::put(const std::string& key, const Value& value)
{
    values_ = experiment_->schema.with(values_, key, value);
    mistyped_.erase(key);
    refused_.clear();
    check();
    Q_EMIT changed();
    if (experiment_->schema.at(key).effect == Effect::live)
        Q_EMIT liveChanged(display(key), value);
}

void ParameterDraft::check()
{
    contradictions_.clear();
    if (!experiment_ || !experiment_->check)
        return;
    for (const auto& problem : experiment_->check(values_, has_data_)) {
        auto& text = contradictions_[problem.key];
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + translated(problem.message);
    }
}

} // namespace etalon
