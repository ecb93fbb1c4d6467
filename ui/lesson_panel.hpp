// The step of a lesson that is being shown, in place of the explanation.
#pragma once

#include "ui/lesson.hpp"
#include "ui/theme.hpp"

#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace etalon {

class LessonPanel : public QWidget {
    Q_OBJECT

public:
    explicit LessonPanel(QWidget* parent = nullptr);

    void setLesson(Lesson lesson);
    const Lesson& lesson() const { return lesson_; }
    std::size_t place() const { return place_; }
    void goTo(std::size_t place); // clamped; announces the step
    /// What a presenter's remote does: the answer first, if one waits, then the next step.
    void forward();
    void back();
    bool answerWaits() const;
    void reveal();
    void setLook(const Look& look);

Q_SIGNALS:
    void stepShown(const etalon::LessonStep& step);
    void revealed(const etalon::LessonStep& step);
    void closeRequested();

private:
    void refresh();

    Lesson lesson_;
    std::size_t place_ = 0;
    bool is_revealed_ = false;
    QLabel *title_ = nullptr, *count_ = nullptr, *heading_ = nullptr, *text_ = nullptr,
           *question_ = nullptr, *answer_ = nullptr;
    QPushButton *reveal_ = nullptr, *next_ = nullptr, *previous_ = nullptr;
    QToolButton* close_ = nullptr;
};

} // namespace etalon
