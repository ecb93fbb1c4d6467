// The sweeps that figures offer: one at a time runs in the background, results come as they are done.
#pragma once

#include "core/lab/sweep.hpp"

#include <QObject>
#include <QTimer>

#include <map>
#include <string>
#include <vector>

namespace etalon {

struct SweepResults {
    std::string key{};
    std::vector<KeptRun> runs{};
    QString progress{}; // "12 of 30 runs"; empty: none is running
};

class SweepBoard : public QObject {
    Q_OBJECT

public:
    explicit SweepBoard(QObject* parent = nullptr);
    ~SweepBoard() override;

    /// Runs the sweep of `key` under `figure`; one that is running is ended.
    void start(const Experiment& experiment, const Figure& figure, const Setup& base,
               const std::string& key);
    void cancel();
    void clear(); // another experiment
    bool isRunning() const { return sweep_ != nullptr; }
    const SweepResults& results(const std::string& figure_id) { return results_[figure_id]; }

Q_SIGNALS:
    void changed(const QString& figure_id);
    void failed(const QString& what);

private:
    void poll();

    std::map<std::string, SweepResults> results_; // by figure
    std::string figure_;
    std::unique_ptr<Sweep> sweep_;
    QTimer timer_;
};

} // namespace etalon
