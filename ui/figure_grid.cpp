#include "ui/figure_grid.hpp"

#include "ui/figure/paint_turns.hpp"
#include "ui/figure/study_desk.hpp"
#include "ui/figure/translated.hpp"
#include "ui/figure_card.hpp"
#include "ui/parameter_draft.hpp"

#include <QActionGroup>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

constexpr double wide_enough = 900, tall_enough = 620; // pixels, for a fourth figure

} // namespace

FigureGrid::FigureGrid(QWidget* parent)
    : QWidget(parent)
    , turns_(new PaintTurns(this))
    , desk_(new StudyDesk(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(300, 240);
}

void FigureGrid::setExperiment(const Experiment& experiment)
{
    if (experiment_ == &experiment)
        return;
    experiment_ = &experiment;
    opening_ = experiment.opening;
    for (const auto& [id, card] : cards_) {
        card->hide(); // ends what is being dragged there
        card->deleteLater();
    }
    cards_.clear();
    placed_.clear();
    frame_.reset();
    shared_options_.clear();
    enlarged_.clear();
    visible_.clear();
    is_chosen_ = false;
    arrangement_ = Arrangement::focus;
    fitDefault();
}

void FigureGrid::setPreset(const std::string& name)
{
    if (!experiment_)
        return;
    auto opening = experiment_->opening;
    for (const auto& preset : experiment_->presets)
        if (preset.name == name && !preset.opening.empty())
            opening = preset.opening;
    if (opening == opening_)
        return;
    opening_ = opening;
    if (!is_chosen_)
        forgetChoice();
}

/// The opening figures, then the others in reading order; as many as can be read.
void FigureGrid::fitDefault()
{
    const bool is_roomy =
        width() >= wide_enough * look_.scale && height() >= tall_enough * look_.scale;
    const std::size_t room = is_roomy ? 4 : 3;
    auto order = opening_;
    for (const auto& figure : experiment_->figures)
        if (std::find(order.begin(), order.end(), figure.id) == order.end())
            order.push_back(figure.id);
    const auto count = std::min(experiment_->figures.size(), room);
    if (!enlarged_.empty())
        return;
    if (visible_.size() == count)
        return;
    visible_.clear();
    for (std::size_t i = 0; i < count; ++i)
        visible_.push_back(order[i]);
    arrange();
}

void FigureGrid::forgetChoice()
{
    is_chosen_ = false;
    arrangement_ = Arrangement::focus;
    enlarged_.clear();
    visible_.clear();
    if (experiment_)
        fitDefault();
}

FigureCard* FigureGrid::card(const std::string& id)
{
    if (const auto found = cards_.find(id); found != cards_.end())
        return found->second;
    const auto figure = std::find_if(experiment_->figures.begin(), experiment_->figures.end(),
                                     [&](const Figure& candidate) { return candidate.id == id; });
    if (figure == experiment_->figures.end())
        return nullptr;
    auto* card = new FigureCard(*figure, this);
    card->setLook(look_);
    auto& view = card->view();
    view.setTurns(turns_);
    view.setDesk(desk_);
    view.setHighlight(highlight_);
    view.setPinned(pinned_);
    if (frame_)
        view.setFrame(frame_);
    adoptShared(view);
    connect(&view, &FigureView::optionChanged, this,
            [this, &view](const std::string& key) { share(view, key); });
    connect(&view, &FigureView::optionsDeclared, this, [this, &view] { adoptShared(view); });
    connect(&view, &FigureView::highlighted, this, &FigureGrid::highlighted);
    connect(&view, &FigureView::pinned, this, &FigureGrid::pinned);
    connect(&view, &FigureView::stepPicked, this, &FigureGrid::stepPicked);
    connect(&view, &FigureView::handleDragged, this, &FigureGrid::handleDragged);
    connect(&view, &FigureView::enlargeRequested, this,
            [this, id] { enlarge(enlarged_ == id ? std::string() : id); });
    connect(&view, &FigureView::exportRequested, this,
            [this, id] { Q_EMIT exportRequested(display(id)); });
    connect(&view, &FigureView::sweepRequested, this, [this, id](const std::string& key) {
        Q_EMIT sweepRequested(display(id), display(key));
    });
    connect(card, &FigureCard::exchangeRequested, this,
            [this, id](const QString& other) { exchange(other.toStdString(), id); });
    cards_[id] = card;
    return card;
}

/// One value for all figures that have this option in common.
void FigureGrid::share(const FigureView& from, const std::string& key)
{
    for (const Option& option : from.options())
        if (option.key == key && option.shared)
            shared_options_[key] = from.option(key);
    for (const auto& [id, card] : cards_)
        if (&card->view() != &from)
            adoptShared(card->view());
}

void FigureGrid::adoptShared(FigureView& view)
{
    for (const Option& option : view.options())
        if (const auto chosen = shared_options_.find(option.key);
            option.shared && chosen != shared_options_.end())
            view.setOption(option.key, chosen->second);
}

FigureView* FigureGrid::view(const std::string& id)
{
    auto* found = experiment_ ? card(id) : nullptr;
    return found ? &found->view() : nullptr;
}

std::vector<FigureView*> FigureGrid::shownViews() const
{
    std::vector<FigureView*> views;
    for (const auto& id : visible_)
        if (const auto found = cards_.find(id); found != cards_.end() && !found->second->isHidden())
            views.push_back(&found->second->view());
    return views;
}

void FigureGrid::arrange()
{
    if (!experiment_)
        return;
    const auto shown = enlarged_.empty() ? visible_ : std::vector{enlarged_};
    placed_.clear();
    for (const auto& place : cells(arrangement_, int(shown.size())))
        placed_.push_back({card(shown[placed_.size()]), place});
    for (const auto& [id, card] : cards_)
        if (std::none_of(placed_.begin(), placed_.end(),
                         [card = card](const auto& entry) { return entry.first == card; }))
            card->hide();
    place();
    for (const auto& [card, where] : placed_)
        card->show();
    Q_EMIT layoutChanged();
}

/// From cells to pixels, with the same gap between all cards.
void FigureGrid::place()
{
    const double gap = 8; // the cards have a margin of two for their drop mark
    const auto edge = [&](int line, int length) {
        return int(std::lround(line * (length + gap) / grid_units));
    };
    for (const auto& [card, where] : placed_) {
        const QPoint corner(edge(where.x(), width()), edge(where.y(), height()));
        const QPoint next(edge(where.x() + where.width(), width()),
                          edge(where.y() + where.height(), height()));
        card->setGeometry(QRect(corner, next - QPoint(int(gap) + 1, int(gap) + 1)));
    }
}

void FigureGrid::resizeEvent(QResizeEvent*)
{
    if (experiment_ && !is_chosen_)
        fitDefault();
    place();
}

void FigureGrid::setFrame(const FramePointer& frame)
{
    frame_ = frame;
    for (const auto& [id, card] : cards_)
        card->view().setFrame(frame);
}

void FigureGrid::setLook(const Look& look)
{
    look_ = look;
    for (const auto& [id, card] : cards_)
        card->setLook(look);
    if (experiment_ && !is_chosen_)
        fitDefault();
}

void FigureGrid::setHighlight(const Item& item)
{
    highlight_ = item;
    for (const auto& [id, card] : cards_)
        card->view().setHighlight(item);
}

void FigureGrid::setPinned(const std::vector<Item>& items)
{
    pinned_ = items;
    for (const auto& [id, card] : cards_)
        card->view().setPinned(items);
}

void FigureGrid::setVisibleFigures(const std::vector<std::string>& ids)
{
    std::vector<std::string> known;
    for (const auto& id : ids)
        if (view(id) && std::find(known.begin(), known.end(), id) == known.end())
            known.push_back(id);
    if (known.empty())
        return;
    visible_ = std::move(known);
    is_chosen_ = true;
    enlarged_.clear();
    arrange();
}

void FigureGrid::setFigureVisible(const std::string& id, bool visible)
{
    auto ids = visible_;
    std::erase(ids, id);
    if (visible)
        ids.push_back(id);
    setVisibleFigures(ids);
}

void FigureGrid::setArrangement(Arrangement arrangement)
{
    arrangement_ = arrangement;
    is_chosen_ = true;
    enlarged_.clear();
    arrange();
}

void FigureGrid::enlarge(const std::string& id)
{
    if (enlarged_ == id || (!id.empty() && !view(id)))
        return;
    enlarged_ = id;
    arrange();
}

void FigureGrid::exchange(const std::string& a, const std::string& b)
{
    const auto first = std::find(visible_.begin(), visible_.end(), a);
    const auto second = std::find(visible_.begin(), visible_.end(), b);
    if (first == visible_.end() || second == visible_.end() || first == second)
        return;
    std::iter_swap(first, second);
    is_chosen_ = true;
    arrange();
}

void FigureGrid::fill(QMenu& menu)
{
    menu.clear();
    if (!experiment_)
        return;
    for (const auto& figure : experiment_->figures) {
        auto* action = menu.addAction(translated(figure.title));
        action->setCheckable(true);
        action->setChecked(std::find(visible_.begin(), visible_.end(), figure.id)
                           != visible_.end());
        connect(action, &QAction::toggled, this,
                [this, id = figure.id](bool on) { setFigureVisible(id, on); });
    }
    menu.addSeparator();
    auto* group = new QActionGroup(&menu);
    for (const auto& [arrangement, text] :
         {std::pair{Arrangement::focus, tr("One large, others small")},
          {Arrangement::even, tr("All of one size")},
          {Arrangement::single, tr("One alone")}}) {
        auto* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(arrangement_ == arrangement);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, choice = arrangement] { setArrangement(choice); });
    }
}

} // namespace etalon
