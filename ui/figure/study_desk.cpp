#include "ui/figure/study_desk.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace etalon {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t results_kept = 8;

// While a run goes on, a kind of study takes one part in so many of its thread's time.
constexpr int parts_of_time = 3;

// Training and window come first.
void be_modest()
{
#ifdef __linux__
    constexpr int niceness = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
#endif
}

} // namespace

/// One kind of study.
class StudyDesk::Worker {
public:
    Worker(StudyDesk& desk, Make kind)
        : desk_(desk)
        , make_(kind)
        , thread_([this](const std::stop_token& token) { work(token); })
    {
    }

    struct Question {
        std::string subject{};
        const Figure* figure = nullptr;
        FramePointer frame{};
        FigureChoices choices{};
    };

    SharedTensors ask(Question question)
    {
        const std::lock_guard lock(mutex_);
        const Result* exact = nullptr;
        const Result* near = nullptr;
        for (const Result& result : results_)
            if (result.run.lock() == question.frame->recording) {
                near = &result;
                if (result.subject == question.subject)
                    exact = &result;
            }
        const bool is_being_made = is_working_ && current_.subject == question.subject
            && current_.frame->recording == question.frame->recording;
        const auto best = exact ? exact->found : near ? near->found : nullptr;
        std::erase_if(waiting_,
                      [&](const Question& other) { return other.figure == question.figure; });
        if (!is_being_made && !(exact && exact->is_whole)) {
            question.choices.study = best; // `input.study`: a guess to begin with
            waiting_.push_back(std::move(question));
            wake_.notify_one();
        }
        return best;
    }

private:
    struct Result {
        std::string subject{};
        std::weak_ptr<const Recording> run{};
        SharedTensors found{};
        bool is_whole = false;
    };

    StudyDesk& desk_;
    const Make make_;
    std::mutex mutex_; // guards all down to thread_
    std::condition_variable_any wake_;
    std::vector<Question> waiting_; // at most one a figure, the oldest first
    Question current_{};
    bool is_working_ = false;
    std::vector<Result> results_;                  // the newest last
    std::map<const Figure*, Options> looked_with_; // the options last studied
    Clock::time_point rested_{};                   // when looks at a moving run may go on
    std::jthread thread_; // last member: started when all else exists, joined first

    void work(const std::stop_token& token)
    {
        be_modest();
        for (std::unique_lock lock(mutex_);;) {
            if (!wake_.wait(lock, token, [this] { return !waiting_.empty(); }))
                return;
            wake_.wait_until(lock, token, rested_, [this] { return urgent() != waiting_.end(); });
            if (token.stop_requested())
                return;
            if (waiting_.empty()) // the figure has seen enough meanwhile
                continue;
            const auto next = urgent() != waiting_.end() ? urgent() : waiting_.begin();
            current_ = std::move(*next);
            waiting_.erase(next);
            looked_with_[current_.figure] = current_.choices.options;
            is_working_ = true;
            lock.unlock();
            const auto begin = Clock::now();
            const bool is_whole = make(current_, token);
            const auto end = Clock::now();
            lock.lock();
            is_working_ = false;
            if (current_.frame->moving)
                rested_ = std::max(rested_, end + (parts_of_time - 1) * (end - begin));
            if (is_whole)
                result_of(current_).is_whole = true;
            current_ = {};
        }
    }

    // A question that cannot wait: the run stands still, or somebody has just chosen something.
    // With the lock held.
    std::vector<Question>::iterator urgent()
    {
        return std::find_if(waiting_.begin(), waiting_.end(), [this](const Question& question) {
            const auto before = looked_with_.find(question.figure);
            return !question.frame->moving || before == looked_with_.end()
                || before->second != question.choices.options;
        });
    }

    // Whether it came to its end. One that fails has nothing more to say and is not tried again.
    bool make(const Question& question, const std::stop_token& token)
    {
        bool goes_on = true;
        try {
            const FigureSource source(*question.figure, *question.frame, question.choices);
            make_(source.input(), [&](std::vector<Tensor> found, double) {
                goes_on = show(question, std::move(found), token);
                return goes_on;
            });
        } catch (const std::exception&) {
            return true;
        }
        return goes_on;
    }

    bool show(const Question& question, std::vector<Tensor> found, const std::stop_token& token)
    {
        auto shared = std::make_shared<const std::vector<Tensor>>(std::move(found));
        const std::lock_guard lock(mutex_);
        result_of(question).found = std::move(shared);
        QMetaObject::invokeMethod(
            &desk_, [&desk = desk_, kind = make_] { Q_EMIT desk.found(kind); },
            Qt::QueuedConnection);
        // Its figure wants to know something else by now.
        const bool is_superseded =
            std::any_of(waiting_.begin(), waiting_.end(),
                        [&](const Question& other) { return other.figure == question.figure; });
        return !is_superseded && !token.stop_requested();
    }

    // With the lock held.
    Result& result_of(const Question& question)
    {
        for (Result& result : results_)
            if (result.subject == question.subject
                && result.run.lock() == question.frame->recording)
                return result;
        if (results_.size() == results_kept)
            results_.erase(results_.begin());
        results_.push_back({question.subject, question.frame->recording, nullptr, false});
        return results_.back();
    }
};

StudyDesk::StudyDesk(QObject* parent)
    : QObject(parent)
{
}

StudyDesk::~StudyDesk() = default;

SharedTensors StudyDesk::ask(const Figure& figure, const FramePointer& frame,
                             const FigureChoices& choices)
{
    if (!figure.study.make || !frame || !frame->recording)
        return nullptr;
    const auto subject = FigureSource(figure, *frame, choices).subject();
    if (subject.empty())
        return nullptr;
    auto& worker = workers_[figure.study.make];
    if (!worker)
        worker = std::make_unique<Worker>(*this, figure.study.make);
    return worker->ask({subject, &figure, frame, choices});
}

} // namespace etalon
