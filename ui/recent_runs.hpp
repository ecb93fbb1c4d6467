// The saved runs that were used last.
#pragma once

#include <QObject>
#include <QStringList>

class QMenu;

namespace etalon {

/// Ten folders, the newest first, kept in the settings from one start to the next.
class RecentRuns : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    QStringList folders() const;
    void add(const QString& folder); // just saved or opened
    /// One entry a folder; those that are gone are grey.
    void fill(QMenu& menu);

Q_SIGNALS:
    void chosen(const QString& folder);
};

} // namespace etalon
