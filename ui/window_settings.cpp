#include "ui/window_settings.hpp"

#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace etalon {

WindowSettings WindowSettings::load()
{
    const QSettings stored;
    WindowSettings result;
    result.geometry = stored.value(QStringLiteral("window/geometry")).toByteArray();
    result.theme =
        ThemeChoice(std::clamp(stored.value(QStringLiteral("window/theme"), 0).toInt(), 0, 2));
    result.scale =
        std::clamp(stored.value(QStringLiteral("window/scale"), 1.0).toDouble(), 0.8, 3.0);
    result.explanation = stored.value(QStringLiteral("window/explanation"), true).toBool();
    result.last_experiment = stored.value(QStringLiteral("last/experiment")).toString();
    result.last_folder =
        stored
            .value(QStringLiteral("last/folder"),
                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString();
    for (const auto& key : stored.allKeys()) {
        if (!key.startsWith(QStringLiteral("figures/")))
            continue;
        auto list = stored.value(key).toStringList();
        if (list.isEmpty())
            continue;
        Layout layout;
        layout.arrangement = Arrangement(std::clamp(list.takeFirst().toInt(), 0, 2));
        for (const auto& id : list)
            layout.figures.push_back(id.toStdString());
        result.layouts[key.mid(8).toStdString()] = std::move(layout);
    }
    return result;
}

void WindowSettings::save() const
{
    QSettings stored;
    stored.setValue(QStringLiteral("window/geometry"), geometry);
    stored.setValue(QStringLiteral("window/theme"), int(theme));
    stored.setValue(QStringLiteral("window/scale"), scale);
    stored.setValue(QStringLiteral("window/explanation"), explanation);
    stored.setValue(QStringLiteral("last/experiment"), last_experiment);
    stored.setValue(QStringLiteral("last/folder"), last_folder);
    for (const auto& [experiment, layout] : layouts) {
        QStringList list{QString::number(int(layout.arrangement))};
        for (const auto& id : layout.figures)
            list << QString::fromStdString(id);
        stored.setValue(QStringLiteral("figures/") + QString::fromStdString(experiment), list);
    }
}

} // namespace etalon
