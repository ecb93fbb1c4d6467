#include "ui/gallery.hpp"

#include "ui/figure/figure_view.hpp"
#include "ui/notice.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/run_model.hpp"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace etalon {

namespace {

QString firstSentence(const std::string& text)
{
    const auto end = text.find(". ");
    return display(end == std::string::npos ? text : text.substr(0, end + 1));
}

QLabel* addLabel(QVBoxLayout* column, const QString& text, const char* role)
{
    auto* label = new QLabel(text);
    label->setObjectName(QLatin1String(role));
    label->setWordWrap(true);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addWidget(label);
    return label;
}

} // namespace

// ---- one card

GalleryCard::GalleryCard(const Experiment& experiment, QWidget* parent)
    : QFrame(parent)
    , experiment_(experiment)
{
    setObjectName(QStringLiteral("card"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(display(experiment.title));
    setAccessibleDescription(display(experiment.abstract));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 16);
    column->setSpacing(6);
    if (!experiment.figures.empty()) {
        view_ = new FigureView(experiment.figures.front(), this);
        view_->setAttribute(Qt::WA_TransparentForMouseEvents);
        view_->setFocusPolicy(Qt::NoFocus);
        view_->setMinimumHeight(230);
        column->addWidget(view_, 1);
    }
    auto* texts = new QVBoxLayout;
    texts->setContentsMargins(20, 6, 20, 0);
    texts->setSpacing(6);
    column->addLayout(texts);
    addLabel(texts, display(experiment.title), "heading");
    addLabel(texts, firstSentence(experiment.abstract), "");
    addLabel(texts, display(experiment.reference), "small");

    model_ = new RunModel(this);
    if (view_)
        connect(model_, &RunModel::frameChanged, view_, &FigureView::setFrame);
}

void GalleryCard::wakeUp()
{
    if (model_->isMaking())
        return;
    if (model_->frame() && !model_->hasEnded()) {
        model_->play();
        return;
    }
    try {
        const auto& preset = experiment_.presets.front();
        RunPlan plan{&experiment_, preset.name, {resolve(experiment_, {preset.overrides})}, {}};
        model_->start(std::move(plan), After::play);
    } catch (const Error&) {
        return; // the card stays without a picture; opening the experiment says why
    }
}

void GalleryCard::rest()
{
    model_->pause();
}

void GalleryCard::setLook(const Look& look)
{
    if (!view_)
        return;
    view_->setTheme(look.theme);
    view_->setFontScale(0.9 * look.scale);
}

bool GalleryCard::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QFrame::event(event);
}

void GalleryCard::enterEvent(QEnterEvent*)
{
    if (model_->hasEnded())
        wakeUp();
}

void GalleryCard::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT chosen(display(experiment_.id));
}

void GalleryCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return
        || event->key() == Qt::Key_Enter)
        Q_EMIT chosen(display(experiment_.id));
    else
        QFrame::keyPressEvent(event);
}

void GalleryCard::focusInEvent(QFocusEvent*)
{
    setProperty("dropping", true); // the same frame as a card that something is dropped on
    style()->polish(this);
}

void GalleryCard::focusOutEvent(QFocusEvent*)
{
    setProperty("dropping", false);
    style()->polish(this);
}

// ---- the page

Gallery::Gallery(std::span<const Experiment> experiments, QWidget* parent)
    : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    outer->addWidget(area);
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("background"));
    area->setWidget(page);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(40, 34, 40, 34);
    column->setSpacing(8);
    column->addStretch(1);
    auto* heading = addLabel(column, tr("Etalon"), "welcome");
    heading->setAlignment(Qt::AlignHCenter);
    heading->setAccessibleName(tr("Etalon, all experiments"));
    addLabel(column,
             tr("A laboratory for watching neural networks learn. Choose an experiment; it starts "
                "by itself."),
             "muted")
        ->setAlignment(Qt::AlignHCenter);
    column->addSpacing(18);
    notice_ = new Notice;
    column->addWidget(notice_);
    grid_ = new QGridLayout;
    grid_->setSpacing(18);
    column->addLayout(grid_);
    column->addStretch(2);
    for (const auto& experiment : experiments) {
        auto* card = new GalleryCard(experiment, page);
        connect(card, &GalleryCard::chosen, this, &Gallery::chosen);
        cards_.push_back(card);
    }
}

void Gallery::arrange()
{
    const int room = std::max(1, (width() - 80) / look_.pixels(380));
    const int columns = std::clamp(room, 1, std::max(1, std::min(3, int(cards_.size()))));
    if (columns == columns_)
        return;
    columns_ = columns;
    for (int i = 0; i < int(cards_.size()); ++i) {
        auto* card = cards_[std::size_t(i)];
        grid_->removeWidget(card);
        card->setMaximumWidth(look_.pixels(cards_.size() == 1 ? 640 : 560));
        grid_->addWidget(card, i / columns, i % columns);
    }
}

void Gallery::setLook(const Look& look)
{
    look_ = look;
    notice_->setLook(look);
    columns_ = 0;
    for (auto* card : cards_)
        card->setLook(look);
    arrange();
}

void Gallery::resizeEvent(QResizeEvent*)
{
    arrange();
}

void Gallery::showEvent(QShowEvent*)
{
    for (auto* card : cards_)
        card->wakeUp();
}

void Gallery::hideEvent(QHideEvent*)
{
    for (auto* card : cards_)
        card->rest();
}

} // namespace etalon
