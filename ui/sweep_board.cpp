#include "ui/sweep_board.hpp"

#include <algorithm>

namespace etalon {

SweepBoard::SweepBoard(QObject* parent)
    : QObject(parent)
{
    timer_.setInterval(100);
    connect(&timer_, &QTimer::timeout, this, &SweepBoard::poll);
}

SweepBoard::~SweepBoard() = default;

void SweepBoard::start(const Experiment& experiment, const Figure& figure, const Setup& base,
                       const std::string& key)
{
    cancel();
    const auto axis =
        std::find_if(figure.sweeps.begin(), figure.sweeps.end(),
                     [&](const SweepAxis& candidate) { return candidate.key == key; });
    if (axis == figure.sweeps.end())
        return;
    try {
        sweep_ = std::make_unique<Sweep>(experiment, base, key, axis->values, figure.sweep_seeds);
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
        return;
    }
    figure_ = figure.id;
    results_[figure_] = {key, {}, {}};
    timer_.start();
    poll();
}

void SweepBoard::poll()
{
    auto& results = results_[figure_];
    const bool over = sweep_->ended();
    results.runs = sweep_->results();
    results.progress = over
        ? QString()
        : tr("%1 of %2 runs").arg(qulonglong(sweep_->done())).arg(qulonglong(sweep_->total()));
    const auto message = QString::fromStdString(sweep_->message());
    if (over) {
        timer_.stop();
        sweep_.reset();
    }
    Q_EMIT changed(QString::fromStdString(figure_));
    if (over && !message.isEmpty())
        Q_EMIT failed(message);
}

void SweepBoard::cancel()
{
    if (!sweep_)
        return;
    sweep_->cancel();
    timer_.stop();
    sweep_.reset();
    results_[figure_].progress.clear();
    Q_EMIT changed(QString::fromStdString(figure_));
}

void SweepBoard::clear()
{
    cancel();
    results_.clear();
}

} // namespace etalon
