// Paints a figure at any size, on screen and on paper alike.
#pragma once

#include "ui/figure/figure_layout.hpp"
#include "ui/figure/figure_source.hpp"
#include "ui/figure/label_layout.hpp"
#include "ui/figure/mark_scene.hpp"
#include "ui/figure/trace_painter.hpp"

#include <QPixmap>

#include <memory>
#include <span>
#include <vector>

namespace etalon {

/// One run as a figure draws it: the shown one, or one kept for comparison.
struct DrawnRun {
    const Drawing* drawing = nullptr;
    std::span<const Series> series{};
    std::int64_t step = 0; // shown
};

struct FigureSubject {
    DrawnRun run{};
    std::vector<DrawnRun> ghosts{};
    FigureTexts texts{};
    std::vector<Zoom> zooms{}; // one a panel, or fewer
    Item highlight{};
    std::span<const Item> pinned{};
    bool moving = false;
    bool cursor = true; // the time cursor on step axes
};

class FigurePainter {
public:
    FigurePainter();
    ~FigurePainter();

    /// Paints into (0, 0) … size, in units of `style`. `device_pixel_ratio` of the screen; on paper
    /// it has no meaning.
    void paint(QPainter&, const FigureSubject&, QSizeF size, const FigureStyle&, const Palette&,
               qreal device_pixel_ratio = 1);

    /// Where everything stood when it was last painted.
    const FigureLayout& layout() const { return layout_; }

    /// Automatic ranges start afresh: another run.
    void forget_ranges();

private:
    struct Keepers {
        RangeKeeper x, y, right;
    };
    std::vector<Keepers> keepers_;
    TracePainter traces_;
    ChartFrame chart_;
    FigureLayout layout_;
    QByteArray layout_key_;
    QPixmap ground_; // card, texts and axes, as long as they stay the same
    QByteArray ground_key_;

    std::vector<PanelRanges> ranges(const FigureSubject&);
    void paint_ground(QPainter&, const Drawing&, QSizeF, const FigureStyle&, const Palette&);
    void paint_panel(QPainter&, const FigureSubject&, std::size_t index, const FigureStyle&,
                     const Palette&, double pixel);
    void paint_marks(const MarkScene&, const PanelView& right, const Panel&, const DrawnRun&);
};

/// The texts inside a panel (labels, names of rules and spans), set apart from each other.
void paint_labels(const MarkScene&, const PanelView& right, const Panel&);

/// Left and right of a label's text, as a share of the type's size.
inline constexpr double label_padding = 0.2;

/// Where `paint_labels` puts them; parallel to their texts.
struct PlacedLabel {
    QString text{};
    QRectF box{};
    QPointF anchor{};
    bool bold = false, moved = false;
    Ink ink{};
    Item item{};
};
std::vector<PlacedLabel> placed_labels(const PanelView&, const PanelView& right, const Panel&,
                                       const FigureStyle&);

} // namespace etalon
