#include "ui/lesson_panel.hpp"

#include "ui/figure/translated.hpp"
#include "ui/icons.hpp"
#include "ui/parameter_draft.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace etalon {

namespace {

QLabel* addLabel(QVBoxLayout* column, const char* role)
{
    auto* label = new QLabel;
    label->setObjectName(QLatin1String(role));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    column->addWidget(label);
    return label;
}

} // namespace

LessonPanel::LessonPanel(QWidget* parent)
    : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(16, 12, 8, 12);
    auto* top = new QHBoxLayout;
    title_ = new QLabel;
    title_->setObjectName(QStringLiteral("small"));
    title_->setWordWrap(true);
    count_ = new QLabel;
    count_->setObjectName(QStringLiteral("small"));
    close_ = new QToolButton;
    close_->setObjectName(QStringLiteral("rowTool"));
    close_->setFocusPolicy(Qt::TabFocus);
    close_->setToolTip(tr("Leave the lesson (Esc)"));
    close_->setAccessibleName(tr("Leave the lesson"));
    connect(close_, &QToolButton::clicked, this, &LessonPanel::closeRequested);
    top->addWidget(title_, 1);
    top->addWidget(count_);
    top->addWidget(close_);
    outer->addLayout(top);

    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("plain"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 10, 0);
    column->setSpacing(9);
    heading_ = addLabel(column, "heading");
    text_ = addLabel(column, "");
    question_ = addLabel(column, "changed");
    reveal_ = new QPushButton(tr("Show the answer"));
    connect(reveal_, &QPushButton::clicked, this, &LessonPanel::reveal);
    column->addWidget(reveal_);
    answer_ = addLabel(column, "hint");
    column->addStretch();
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(page);
    outer->addWidget(area, 1);

    auto* bottom = new QHBoxLayout;
    previous_ = new QPushButton(tr("Back"));
    previous_->setToolTip(tr("Back (Page Up)"));
    next_ = new QPushButton(tr("Next"));
    next_->setObjectName(QStringLiteral("primary"));
    next_->setToolTip(tr("Next (Page Down)"));
    for (auto* button : {previous_, next_, reveal_})
        button->setFocusPolicy(Qt::TabFocus);
    connect(previous_, &QPushButton::clicked, this, &LessonPanel::back);
    connect(next_, &QPushButton::clicked, this, &LessonPanel::forward);
    bottom->addWidget(previous_);
    bottom->addStretch();
    bottom->addWidget(next_);
    outer->addLayout(bottom);
}

void LessonPanel::setLesson(Lesson lesson)
{
    lesson_ = std::move(lesson);
    goTo(0);
}

void LessonPanel::goTo(std::size_t place)
{
    if (lesson_.steps.empty())
        return;
    place_ = std::min(place, lesson_.steps.size() - 1);
    is_revealed_ = false;
    refresh();
    Q_EMIT stepShown(lesson_.steps[place_]);
}

bool LessonPanel::answerWaits() const
{
    return !lesson_.steps.empty() && !lesson_.steps[place_].reveal.empty() && !is_revealed_;
}

void LessonPanel::reveal()
{
    if (!answerWaits())
        return;
    is_revealed_ = true;
    refresh();
    Q_EMIT revealed(lesson_.steps[place_]);
}

void LessonPanel::forward()
{
    if (answerWaits())
        reveal();
    else if (place_ + 1 < lesson_.steps.size())
        goTo(place_ + 1);
}

void LessonPanel::back()
{
    goTo(place_ > 0 ? place_ - 1 : 0);
}

void LessonPanel::refresh()
{
    const auto& step = lesson_.steps[place_];
    title_->setText(translated(lesson_.title));
    count_->setText(tr("%1 / %2").arg(place_ + 1).arg(lesson_.steps.size()));
    heading_->setText(translated(step.title));
    text_->setText(translated(step.text));
    question_->setText(translated(step.question));
    question_->setVisible(!step.question.empty());
    answer_->setText(translated(step.reveal));
    answer_->setVisible(is_revealed_);
    reveal_->setVisible(answerWaits());
    previous_->setEnabled(place_ > 0);
    next_->setEnabled(answerWaits() || place_ + 1 < lesson_.steps.size());
}

void LessonPanel::setLook(const Look& look)
{
    close_->setIcon(icon(QStringLiteral("close"), look.colours().muted));
}

} // namespace etalon
