#include "ui/recent_runs.hpp"

#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

namespace etalon {

namespace {

constexpr qsizetype most_folders = 10;
constexpr int widest_path = 420; // pixels, in the menu

QString settings_key()
{
    return QStringLiteral("recent/runs");
}

} // namespace

QStringList RecentRuns::folders() const
{
    return QSettings().value(settings_key()).toStringList().mid(0, most_folders);
}

void RecentRuns::add(const QString& folder)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    QStringList all = folders();
    all.removeAll(path);
    all.prepend(path);
    QSettings().setValue(settings_key(), QVariant(all.mid(0, most_folders)));
}

void RecentRuns::fill(QMenu& menu)
{
    menu.clear();
    menu.setToolTipsVisible(true);
    const QStringList all = folders();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString& folder = all[i];
        const bool exists = QFileInfo::exists(folder + QStringLiteral("/run.json"));
        QString text = menu.fontMetrics().elidedText(QDir::toNativeSeparators(folder),
                                                     Qt::ElideMiddle, widest_path);
        text.replace(QLatin1Char('&'), QStringLiteral("&&"));
        auto* action =
            menu.addAction((i < 9 ? QStringLiteral("&%1  ").arg(i + 1) : QString()) + text);
        action->setEnabled(exists);
        action->setToolTip(exists ? folder : tr("%1 is gone").arg(folder));
        connect(action, &QAction::triggered, this, [this, folder] { Q_EMIT chosen(folder); });
    }
    if (all.isEmpty())
        menu.addAction(tr("No run has been saved or opened yet"))->setEnabled(false);
}

} // namespace etalon
