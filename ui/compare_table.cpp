#include "ui/compare_table.hpp"

#include "ui/figure/translated.hpp"
#include "ui/parameter_draft.hpp"

#include <algorithm>

namespace etalon {

CompareTable::CompareTable(RunModel& model, QObject* parent)
    : QAbstractTableModel(parent)
    , model_(model)
{
    connect(&model_, &RunModel::keptChanged, this, &CompareTable::reload);
    reload();
}

void CompareTable::reload()
{
    beginResetModel();
    parameters_.clear();
    scalars_.clear();
    const auto& runs = model_.kept();
    for (const auto& entry : runs) {
        for (const auto& [key, value] : entry.frame->parameters.all())
            if (value != runs.front().frame->parameters[key]
                && std::find(parameters_.begin(), parameters_.end(), key) == parameters_.end())
                parameters_.push_back(key);
        for (const auto& [name, value] : entry.frame->summary)
            if (std::find(scalars_.begin(), scalars_.end(), name) == scalars_.end())
                scalars_.push_back(name);
    }
    endResetModel();
}

int CompareTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(model_.kept().size());
}

int CompareTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : fixed_columns + int(parameters_.size() + scalars_.size());
}

QString CompareTable::cell(const KeptEntry& entry, int column) const
{
    if (column == 0)
        return display(entry.name);
    if (column == 1)
        return QString::number(entry.frame->seed);
    auto place = std::size_t(column - fixed_columns);
    if (place < parameters_.size())
        return display(to_text(entry.frame->parameters[parameters_[place]]));
    place -= parameters_.size();
    for (const auto& [name, value] : entry.frame->summary)
        if (name == scalars_[place])
            return value ? QString::number(*value, 'g', 5) : tr("not reached");
    return {};
}

QVariant CompareTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || std::size_t(index.row()) >= model_.kept().size())
        return {};
    const auto& entry = model_.kept()[std::size_t(index.row())];
    if (role == Qt::DisplayRole)
        return cell(entry, index.column());
    if (role == Qt::CheckStateRole && index.column() == 0)
        return int(entry.ghost ? Qt::Checked : Qt::Unchecked);
    if (role == Qt::TextAlignmentRole && index.column() > 0)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant CompareTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Vertical)
        return section + 1;
    if (section == 0)
        return tr("Run (ticked: ghost)");
    if (section == 1)
        return tr("Seed");
    auto place = std::size_t(section - fixed_columns);
    if (place < parameters_.size())
        return translated(
            model_.kept().front().frame->experiment->schema.at(parameters_[place]).label);
    place -= parameters_.size();
    return place < scalars_.size() ? display(scalars_[place]).replace(u'_', u' ') : QString();
}

Qt::ItemFlags CompareTable::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == 0)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool CompareTable::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.column() != 0 || role != Qt::CheckStateRole)
        return false;
    model_.setGhost(std::size_t(index.row()), value.toInt() == Qt::Checked);
    return true;
}

QString CompareTable::csv() const
{
    const auto quoted = [](QString text) {
        if (text.contains(u',') || text.contains(u'"'))
            text = u'"' + text.replace(QStringLiteral("\""), QStringLiteral("\"\"")) + u'"';
        return text;
    };
    QString result;
    for (int row = -1; row < rowCount(); ++row) {
        QStringList line;
        for (int column = 0; column < columnCount(); ++column)
            line << quoted(row < 0 ? headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()
                                   : data(index(row, column), Qt::DisplayRole).toString());
        result += line.join(u',') + u'\n';
    }
    return result;
}

} // namespace etalon
