// A file or folder that is dropped on a window from elsewhere.
#pragma once

#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace etalon {

/// Whether the window took it.
inline bool drop(QWidget& window, const QString& path)
{
    QMimeData content;
    content.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({400, 300}, Qt::CopyAction, &content, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&window, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event({400, 300}, Qt::CopyAction, &content, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&window, &event);
    return event.isAccepted();
}

} // namespace etalon
