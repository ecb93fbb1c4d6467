#include "ui/gallery.hpp"

#include "ui/figure/figure_view.hpp"
#include "ui/figure/translated.hpp"
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
#include <numeric>

namespace etalon {

namespace {

// Lengths of a card, in pixels.
constexpr int picture_inset = 6, text_margin = 18, text_spacing = 5;
// Of the page, at type of normal size.
constexpr int least_card = 290, most_card = 520, least_picture = 112, gap = 16;
constexpr double widest_picture = 0.68; // height over width
constexpr int picture_beside_reference = 200;

QString firstSentence(const QString& text)
{
    const auto end = text.indexOf(QStringLiteral(". "));
    return end < 0 ? text : text.left(end + 1);
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
    setAccessibleName(translated(experiment.title));
    setAccessibleDescription(translated(experiment.abstract));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(picture_inset, picture_inset, picture_inset, text_margin);
    column->setSpacing(0);
    if (!experiment.figures.empty()) {
        view_ = new FigureView(experiment.figures.front(), this);
        view_->setPlotOnly(true);
        view_->setAttribute(Qt::WA_TransparentForMouseEvents);
        view_->setFocusPolicy(Qt::NoFocus);
        column->addWidget(view_);
    }
    auto* texts = new QVBoxLayout;
    texts->setContentsMargins(text_margin - picture_inset, 4, text_margin - picture_inset, 0);
    texts->setSpacing(text_spacing);
    column->addLayout(texts);
    addLabel(texts, translated(experiment.title), "heading");
    addLabel(texts, firstSentence(translated(experiment.abstract)), "");
    reference_ = addLabel(texts, translated(experiment.reference), "small");
    column->addStretch(1);
    setToolTip(translated(experiment.reference));

    model_ = new RunModel(this);
    if (view_)
        connect(model_, &RunModel::frameChanged, view_, &FigureView::setFrame);
}

int GalleryCard::textHeight(int width, bool with_reference) const
{
    int height = 4 + text_margin;
    for (auto* label : findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (label == reference_ && !with_reference)
            continue;
        label->ensurePolished();
        height += label->heightForWidth(width - 2 * text_margin) + text_spacing;
    }
    return height + picture_inset;
}

void GalleryCard::setPicture(int height, bool with_reference)
{
    if (view_)
        view_->setFixedHeight(height);
    reference_->setVisible(with_reference);
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
    area_ = new QScrollArea;
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(area_);
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("background"));
    area_->setWidget(page);
    column_ = new QVBoxLayout(page);
    column_->setSpacing(4);
    column_->addStretch(1);
    heading_ = addLabel(column_, tr("Etalon"), "welcome");
    heading_->setAlignment(Qt::AlignHCenter);
    heading_->setAccessibleName(tr("Etalon, all experiments"));
    motto_ = addLabel(column_,
                      tr("A laboratory for watching neural networks learn. Choose an experiment; "
                         "it starts by itself."),
                      "muted");
    motto_->setAlignment(Qt::AlignHCenter);
    column_->addSpacing(gap);
    notice_ = new Notice;
    notice_->installEventFilter(this);
    column_->addWidget(notice_);
    grid_ = new QGridLayout;
    grid_->setSpacing(gap);
    column_->addLayout(grid_);
    column_->addStretch(1);
    for (const auto& experiment : experiments) {
        auto* card = new GalleryCard(experiment, page);
        connect(card, &GalleryCard::chosen, this, &Gallery::chosen);
        cards_.push_back(card);
    }
}

/// As few rows as the width allows, as many cards in each; the last row stands in the middle. The
/// pictures take what height the words leave, so that all cards are in sight if they can be.
void Gallery::arrange()
{
    if (cards_.empty())
        return;
    const int count = int(cards_.size());
    const int side = std::max(24, width() / 32), edge = std::clamp(height() / 36, 12, 40);
    const int most = std::max(1, (width() - 2 * side + gap) / (look_.pixels(least_card) + gap));
    const int rows = (count + most - 1) / most, columns = (count + rows - 1) / rows;
    const int free = width() - 2 * side - (columns - 1) * gap;
    const int card_width = std::min(free / columns, look_.pixels(most_card));
    const int beside = (width() - columns * card_width - (columns - 1) * gap) / 2;
    column_->setContentsMargins(beside, edge, beside, edge);

    const int words_width = width() - 2 * beside;
    int head = 2 * edge + gap + 5 * column_->spacing();
    for (auto* label : {heading_, motto_}) {
        label->ensurePolished();
        head += label->heightForWidth(words_width);
    }
    if (!notice_->isHidden())
        head += std::max(notice_->sizeHint().height(), notice_->heightForWidth(words_width));
    const auto picture_beside = [&](bool reference) {
        std::vector<int> words(std::size_t(rows), 0); // of the longest card in each row
        for (int i = 0; i < count; ++i) {
            int& longest = words[std::size_t(i / columns)];
            longest = std::max(longest, cards_[std::size_t(i)]->textHeight(card_width, reference));
        }
        const int all = std::accumulate(words.begin(), words.end(), head + (rows - 1) * gap);
        return (height() - all) / rows;
    };
    const bool reference =
        picture_beside(true) >= std::min(look_.pixels(picture_beside_reference), card_width / 2);
    const int least = look_.pixels(least_picture);
    const int picture = std::clamp(picture_beside(reference), least,
                                   std::max(least, int(widest_picture * card_width)));
    for (int i = 0; i < count; ++i) {
        auto* card = cards_[std::size_t(i)];
        const int line = i / columns, in_line = std::min(columns, count - line * columns);
        grid_->removeWidget(card);
        card->setMaximumWidth(card_width);
        card->setPicture(picture, reference);
        // Two grid columns a card, so that a shorter row stands in the middle.
        grid_->addWidget(card, line, columns - in_line + 2 * (i % columns), 1, 2);
    }
    for (int i = 0; i < grid_->columnCount(); ++i)
        grid_->setColumnStretch(i, i < 2 * columns ? 1 : 0);
}

void Gallery::setLook(const Look& look)
{
    look_ = look;
    notice_->setLook(look);
    for (auto* card : cards_)
        card->setLook(look);
    arrange();
}

void Gallery::resizeEvent(QResizeEvent*)
{
    arrange();
}

bool Gallery::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == notice_ && (event->type() == QEvent::Show || event->type() == QEvent::Hide))
        QMetaObject::invokeMethod(this, &Gallery::arrange, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void Gallery::showEvent(QShowEvent*)
{
    arrange();
    for (auto* card : cards_)
        card->wakeUp();
}

void Gallery::hideEvent(QHideEvent*)
{
    for (auto* card : cards_)
        card->rest();
}

} // namespace etalon
