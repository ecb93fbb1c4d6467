#include "ui/icons.hpp"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

static void initialiseResources() // the macro must stand outside every namespace
{
    Q_INIT_RESOURCE(etalon);
}

namespace etalon {

namespace {

QPixmap render(QSvgRenderer& renderer, int size)
{
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QByteArray read(const QString& name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void loadResources()
{
    initialiseResources();
}

QIcon icon(const QString& name, const QColor& colour)
{
    QIcon result;
    QSvgRenderer renderer(read(name).replace("#000000", colour.name().toLatin1()));
    for (const int size : {20, 40, 60}) {
        const auto pixmap = render(renderer, size);
        result.addPixmap(pixmap, QIcon::Normal);
        QPixmap pale(pixmap.size());
        pale.fill(Qt::transparent);
        QPainter painter(&pale);
        painter.setOpacity(0.35);
        painter.drawPixmap(0, 0, pixmap);
        painter.end();
        result.addPixmap(pale, QIcon::Disabled);
    }
    return result;
}

QIcon applicationIcon()
{
    QIcon result;
    QSvgRenderer renderer(read(QStringLiteral("etalon")));
    for (const int size : {16, 32, 48, 128, 256})
        result.addPixmap(render(renderer, size));
    return result;
}

} // namespace etalon
