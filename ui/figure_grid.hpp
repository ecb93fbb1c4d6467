// The experiment's figures: some of them at a time, arranged, enlarged and exchanged.
#pragma once

#include "ui/card_layout.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/frame.hpp"
#include "ui/theme.hpp"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QMenu;

namespace etalon {

class FigureCard;

class FigureGrid : public QWidget {
    Q_OBJECT

public:
    explicit FigureGrid(QWidget* parent = nullptr);

    void setExperiment(const Experiment& experiment);
    /// Figures that nobody chose follow the preset.
    void setPreset(const std::string& name);
    const Experiment* experiment() const { return experiment_; }
    void setFrame(const FramePointer& frame);
    void setLook(const Look& look);
    void setHighlight(const Item& item);
    void setPinned(const std::vector<Item>& items);

    /// Whether somebody chose figures or arrangement; else they follow the room there is.
    bool isChosen() const { return is_chosen_; }
    void forgetChoice();
    /// Ids in order of place. Unknown ids are left out.
    void setVisibleFigures(const std::vector<std::string>& ids);
    std::vector<std::string> visibleFigures() const { return visible_; }
    void setFigureVisible(const std::string& id, bool visible);
    void setArrangement(Arrangement arrangement);
    Arrangement arrangement() const { return arrangement_; }

    /// One figure fills the grid; empty: all are back.
    void enlarge(const std::string& id);
    const std::string& enlarged() const { return enlarged_; }

    FigureView* view(const std::string& id); // made if need be; null if there is no such figure
    std::vector<FigureView*> shownViews() const;

    /// Shows a menu of all figures and arrangements.
    void fill(QMenu& menu);

Q_SIGNALS:
    void highlighted(const etalon::Item& item);
    void pinned(const etalon::Item& item);
    void stepPicked(qint64 step);
    void handleDragged(const etalon::Overrides& values, etalon::DragPhase phase);
    void exportRequested(const QString& figure_id);
    void sweepRequested(const QString& figure_id, const QString& key);
    void layoutChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    FigureCard* card(const std::string& id);
    void arrange();
    void place();
    void fitDefault();
    void exchange(const std::string& a, const std::string& b);
    void share(const FigureView& from, const std::string& key);
    void adoptShared(FigureView& view);

    const Experiment* experiment_ = nullptr;
    std::map<std::string, FigureCard*> cards_; // those made so far
    std::vector<std::string> visible_;
    Arrangement arrangement_ = Arrangement::focus;
    std::string enlarged_;
    bool is_chosen_ = false;
    FramePointer frame_;
    Look look_;
    Item highlight_;
    PaintTurns* turns_;
    StudyDesk* desk_;
    Options shared_options_; // those that figures have in common, as they were chosen last
    std::vector<Item> pinned_;
    std::vector<std::string> opening_;                  // the experiment's or the preset's
    std::vector<std::pair<FigureCard*, QRect>> placed_; // with their cells
};

} // namespace etalon
