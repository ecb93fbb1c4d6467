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

QPixmap render(const QByteArray& svg, int size)
{
    QSvgRenderer renderer(svg);
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
    const auto svg = read(name);
    for (const auto& [mode, opacity] : {std::pair{QIcon::Normal, 1.0}, {QIcon::Disabled, 0.35}}) {
        auto coloured = svg;
        coloured.replace("#000000", colour.name().toLatin1());
        for (const int size : {20, 40, 60}) {
            auto pixmap = render(coloured, size);
            if (opacity < 1) {
                QPixmap pale(pixmap.size());
                pale.fill(Qt::transparent);
                QPainter painter(&pale);
                painter.setOpacity(opacity);
                painter.drawPixmap(0, 0, pixmap);
                pixmap = pale;
            }
            result.addPixmap(pixmap, mode);
        }
    }
    return result;
}

QIcon applicationIcon()
{
    QIcon result;
    for (const int size : {16, 32, 48, 128, 256})
        result.addPixmap(render(read(QStringLiteral("etalon")), size));
    return result;
}

} // namespace etalon
