#include "ui/figure/chart_frame.hpp"

#include <QCategoryAxis>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QGraphicsLineItem>
#include <QGraphicsScene>
#include <QGraphicsTextItem>
#include <QLegend>
#include <QPainter>
#include <QTextDocument>

#include <cmath>

namespace etalon {

// Axes run over the share of their range, 0 to 1: Qt's logarithmic axis has no labels within a
// decade and hundreds beyond, so ticks and texts are ours and Qt Charts places them.
struct ChartFrame::Chart {
    QGraphicsScene scene;
    QChart* chart = new QChart;           // the scene's
    QCategoryAxis* x = new QCategoryAxis; // the chart's
    QCategoryAxis* y = new QCategoryAxis;

    Chart()
    {
        scene.setItemIndexMethod(QGraphicsScene::NoIndex);
        scene.addItem(chart);
        chart->setAnimationOptions(QChart::NoAnimation);
        chart->legend()->hide();
        chart->setBackgroundVisible(false);
        chart->setMargins({});
        chart->layout()->setContentsMargins(0, 0, 0, 0);
        chart->setMinimumSize(1, 1);
        chart->addAxis(x, Qt::AlignBottom);
        chart->addAxis(y, Qt::AlignLeft);
        for (QCategoryAxis* axis : {x, y}) {
            axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
            axis->setTruncateLabels(false);
            axis->setRange(0, 1);
            axis->setStartValue(-1); // the first category's own tick stays outside
        }
    }

    static void describe(QCategoryAxis* axis, const ChartAxis& wanted, const FigureStyle& style,
                         const Palette& palette)
    {
        const QStringList old = axis->categoriesLabels();
        for (const QString& label : old)
            axis->remove(label);
        QStringList used;
        for (const AxisTick& tick : wanted.ticks.major) {
            QString label = tick.label.toHtmlEscaped();
            while (used.contains(label) || label.isEmpty())
                label += QChar(0x200B); // labels are keys in Qt Charts; this one is not seen
            used.append(label);
            axis->append(label, wanted.range.share(tick.at));
        }
        axis->setVisible(!wanted.hidden);
        axis->setLabelsVisible(wanted.labels);
        axis->setTitleVisible(wanted.labels && !wanted.title.isEmpty());
        axis->setTitleText(wanted.title.toHtmlEscaped());
        axis->setTitleFont(figure_font(style.text));
        axis->setTitleBrush(palette.muted);
        axis->setLabelsFont(figure_font(style.ticks));
        axis->setLabelsBrush(palette.muted);
        axis->setLinePen(QPen(palette.axis, style.hairline * 1.3));
        axis->setGridLinePen(QPen(palette.grid, style.hairline * 1.3));
    }

    // Qt Charts sets texts on whole units, titles beside its own idea of the labels, and grid lines
    // at the ends of the axes too. On paper a unit is a third of a millimetre: put right here.
    void put_right(const QRectF& plot, const ChartAxis& x_axis, const ChartAxis& y_axis,
                   double x_title_top, double y_title_left, const FigureStyle& style) const
    {
        const ChartSpacing spacing(style);
        const QFontMetricsF ticks(figure_font(style.ticks));
        const auto near = [](double a, double b) { return std::abs(a - b) < 0.01; };

        const auto tighten = [](QGraphicsTextItem* item) { // as wide and high as its one line
            item->setTextWidth(-1);
            item->document()->setDocumentMargin(0);
        };

        // Numbers of the vertical axis begin above the plot's lower end, those of the horizontal one
        // and its title below it.
        const auto place = [&](QGraphicsTextItem* item) {
            const bool below = item->sceneBoundingRect().top() > plot.bottom();
            const ChartAxis& axis = below ? x_axis : y_axis;
            tighten(item);
            QString text = item->toPlainText().remove(QChar(0x200B));
            for (const AxisTick& tick : axis.ticks.major) {
                // Rich text takes the thin space of "10 000" for an ordinary one.
                if (tick.label.simplified() != text.simplified())
                    continue;
                if (text != tick.label)
                    item->setPlainText(text = tick.label);
                const QSizeF size = item->boundingRect().size();
                const double share = axis.range.share(tick.at);
                if (below)
                    item->setPos(plot.left() + share * plot.width() - size.width() / 2,
                                 plot.bottom() + spacing.tick + spacing.gap);
                else // the middle of the digits, not of the line, stands at the tick
                    item->setPos(plot.left() - spacing.tick - spacing.gap - size.width(),
                                 plot.bottom() - share * plot.height() - ticks.ascent()
                                     + ticks.capHeight() / 2);
                item->setVisible(!text.isEmpty());
                return;
            }
            item->setVisible(below && x->isTitleVisible() && x->isVisible());
            if (item->isVisible()) { // shortened by Qt Charts where it thought there was no room
                item->setPlainText(x_axis.title);
                item->setPos(plot.center().x() - item->boundingRect().width() / 2, x_title_top);
            }
        };

        const QList<QGraphicsItem*> items = scene.items();
        for (QGraphicsItem* item : items) {
            if (auto* text = qgraphicsitem_cast<QGraphicsTextItem*>(item)) {
                if (text->rotation() != 0) {
                    tighten(text);
                    text->setPlainText(y_axis.title);
                    text->setTransformOriginPoint(0, 0);
                    text->setPos(y_title_left,
                                 plot.center().y() + text->boundingRect().width() / 2);
                } else if (!text->toPlainText().isEmpty()) {
                    place(text);
                }
            } else if (auto* line = dynamic_cast<QGraphicsLineItem*>(item)) {
                const QLineF at = line->line();
                const bool vertical = near(at.dx(), 0);
                const bool tick =
                    at.length() > 1 && at.length() < 5; // Qt's are 4 units long, whatever the type
                const auto beside = [](double a, double b) {
                    return std::abs(a - b) < 2;
                }; // rounded by Qt
                if (tick && vertical && beside(at.y1(), plot.bottom()))
                    line->setLine({at.x1(), plot.bottom(), at.x1(), plot.bottom() + spacing.tick});
                else if (tick && !vertical && beside(at.x2(), plot.left()))
                    line->setLine({plot.left() - spacing.tick, at.y1(), plot.left(), at.y1()});
                else if (vertical && beside(at.x1(), plot.left()) && !near(at.x1(), plot.left()))
                    line->setLine({plot.bottomLeft(), plot.topLeft()}); // the axis itself
                else if (!vertical && beside(at.y1(), plot.bottom())
                         && !near(at.y1(), plot.bottom()))
                    line->setLine({plot.bottomLeft(), plot.bottomRight()});
                else if ((vertical && near(at.x1(), plot.right()))
                         || (!vertical && near(at.y1(), plot.top())))
                    line->setVisible(false);
            }
        }
    }
};

ChartFrame::ChartFrame() = default;
ChartFrame::~ChartFrame() = default;

void ChartFrame::paint(QPainter& painter, const QRectF& plot, const ChartAxis& x,
                       const ChartAxis& y, double x_title_top, double y_title_left,
                       const FigureStyle& style, const Palette& palette)
{
    if ((x.hidden && y.hidden) || plot.width() < 2 || plot.height() < 2)
        return;
    if (!chart_)
        chart_ = std::make_unique<Chart>();
    Chart& chart = *chart_;

    // The chart's corner lies left and above of all it draws; its own margins must hold its labels.
    const double room = 12 * style.text;
    const QRectF cell = plot.adjusted(-room, -room, room, room);
    const QRectF inner = plot.translated(-cell.topLeft());
    Chart::describe(chart.x, x, style, palette);
    Chart::describe(chart.y, y, style, palette);
    chart.chart->resize(cell.size());
    chart.chart->setPlotArea(inner);
    chart.scene.setSceneRect(QRectF(QPointF(), cell.size()));
    chart.chart->layout()->invalidate();
    chart.chart->layout()->activate();
    chart.put_right(inner, x, y, x_title_top - cell.top(), y_title_left - cell.left(), style);
    chart.scene.render(&painter, cell, QRectF(QPointF(), cell.size()), Qt::IgnoreAspectRatio);

    // Qt Charts spaces minor ticks evenly, which is wrong between decades.
    painter.save();
    painter.setPen(QPen(palette.axis, style.hairline));
    const double length = 0.55 * ChartSpacing(style).tick;
    if (!x.hidden)
        for (const double at : x.ticks.minor) {
            const double place = plot.left() + x.range.share(at) * plot.width();
            painter.drawLine(QPointF(place, plot.bottom()), QPointF(place, plot.bottom() + length));
        }
    if (!y.hidden)
        for (const double at : y.ticks.minor) {
            const double place = plot.bottom() - y.range.share(at) * plot.height();
            painter.drawLine(QPointF(plot.left(), place), QPointF(plot.left() - length, place));
        }
    painter.restore();
}

} // namespace etalon
