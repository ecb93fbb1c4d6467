#include "ui/status_line.hpp"

#include "ui/figure/translated.hpp"
#include "ui/lamp.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/tabular_label.hpp"

#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace etalon {

namespace {

QString stateText(RunState state)
{
    switch (state) {
    case RunState::paused:
        return StatusLine::tr("paused");
    case RunState::running:
        return StatusLine::tr("running");
    case RunState::analysing:
        return StatusLine::tr("analysing");
    case RunState::finished:
        return StatusLine::tr("finished");
    case RunState::stopped:
        return StatusLine::tr("stopped");
    case RunState::diverged:
        return StatusLine::tr("diverged");
    case RunState::failed:
        return StatusLine::tr("failed");
    }
    return {};
}

/// "pruning curves · 43 %"; what is done keeps its width while it counts up.
QString analysisText(const RunStatus& status)
{
    const auto percent = int(std::floor(100 * std::clamp(status.share, 0.0, 1.0)));
    const auto what = status.doing.empty() ? stateText(status.state) : translated(status.doing);
    return StatusLine::tr("%1 · %2 %").arg(what).arg(percent, 2, 10, QChar(0x2007));
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("statusBar"));
    setAttribute(Qt::WA_StyledBackground);
    line_ = new QHBoxLayout(this);
    line_->setContentsMargins(20, 5, 20, 6);
    line_->setSpacing(8);
    state_ = addPart();
    cancel_ = new QToolButton;
    cancel_->setObjectName(QStringLiteral("inLine"));
    cancel_->setText(tr("Cancel"));
    cancel_->setToolTip(tr("Give up the analyses; the run counts as stopped (Esc)"));
    cancel_->setAccessibleName(tr("Cancel the analyses"));
    cancel_->setFocusPolicy(Qt::TabFocus);
    cancel_->hide();
    connect(cancel_, &QToolButton::clicked, this, &StatusLine::cancelRequested);
    line_->addWidget(cancel_);
    step_ = addPart();
    headline_ = addPart();
    rate_ = addPart();
    frames_ = addPart();
    seed_ = addPart();
    readings_ = new QWidget;
    auto* readings_line = new QHBoxLayout(readings_);
    readings_line->setContentsMargins(6, 0, 0, 0);
    readings_line->setSpacing(6);
    line_->addWidget(readings_);
    line_->addStretch();
}

TabularLabel* StatusLine::addPart()
{
    if (line_->count() > 0) {
        auto* dot = new TabularLabel;
        dot->setText(QStringLiteral("·"));
        quiet_.push_back(dot);
        line_->addWidget(dot);
    }
    auto* part = new TabularLabel;
    quiet_.push_back(part);
    line_->addWidget(part);
    return part;
}

void StatusLine::showFrame(const Frame& frame, const RunStatus& status, double frames_per_second)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::IncludeTrailingZeroesAfterDot);
    const bool analyses = status.state == RunState::analysing;
    state_->setText(analyses ? analysisText(status) : stateText(status.state));
    cancel_->setMaximumHeight(state_->sizeHint().height()); // so that nothing above the line moves
    cancel_->setVisible(analyses);
    step_->setText(
        tr("step %1 / %2").arg(locale.toString(frame.step), locale.toString(frame.steps)));
    const auto& name = frame.experiment->headline;
    QString value;
    for (std::size_t i = 0; i < frame.series.size(); ++i) {
        const auto& channel = frame.recording->channels()[i];
        if (channel.name != name || frame.series[i].empty())
            continue;
        const auto sample = frame.series[i].sample(frame.series[i].at_or_before(frame.step));
        const auto label = channel.label.empty() ? display(name) : translated(channel.label);
        value =
            label.left(1).toLower() + label.mid(1) + u' ' + locale.toString(sample.front(), 'g', 3);
    }
    headline_->setText(value);
    rate_->setText(status.state == RunState::running
                       ? tr("%1 steps/s").arg(locale.toString(qint64(status.steps_per_second)))
                       : tr("– steps/s"));
    frames_->setText(frame.moving && frames_per_second > 0
                         ? tr("%1 fps").arg(int(frames_per_second + 0.5))
                         : tr("– fps"));
    seed_->setText(tr("seed %1").arg(frame.seed));
}

void StatusLine::setReadings(const std::vector<Reading>& readings)
{
    while (lamps_.size() < readings.size()) {
        auto* lamp = new Lamp;
        lamp->setLook(look_);
        auto* label = new TabularLabel;
        label->setColour(look_.colours().text);
        label->setElides(true);
        readings_->layout()->addWidget(lamp);
        readings_->layout()->addWidget(label);
        lamps_.emplace_back(lamp, label);
    }
    for (std::size_t i = 0; i < lamps_.size(); ++i) {
        const bool used = i < readings.size();
        lamps_[i].first->setVisible(used && readings[i].level != Level::plain);
        lamps_[i].second->setVisible(used);
        if (!used)
            continue;
        lamps_[i].first->setReading(readings[i].level, translated(readings[i].text));
        lamps_[i].second->setText(translated(readings[i].text));
        lamps_[i].second->setToolTip(translated(readings[i].text));
    }
}

void StatusLine::setLook(const Look& look)
{
    look_ = look;
    for (auto* part : quiet_)
        part->setColour(look.colours().muted);
    for (const auto& [lamp, label] : lamps_) {
        lamp->setLook(look);
        label->setColour(look.colours().text);
    }
}

QString StatusLine::text() const
{
    QStringList parts;
    for (const auto* part : {state_, step_, headline_, rate_, frames_, seed_})
        parts << part->text().simplified();
    for (const auto& [lamp, label] : lamps_)
        if (!label->isHidden())
            parts << label->text();
    return parts.join(QStringLiteral(" · "));
}

} // namespace etalon
