// A sweep under a user's hands: started by the button of its figure, ended, started again.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/figure/figure_tools.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/parameter_draft.hpp"

#include <QMenu>
#include <QTimer>
#include <QToolButton>

using namespace etalon;

namespace {

constexpr double starts[] = {0.5, 1, 1.5};
constexpr int seeds = 2;

Drawing drawSweep(const FigureInput& input)
{
    if (input.sweep.empty())
        return {.empty = "Run the sweep: one dot for each start and seed."};
    Points dots{.label = "run"};
    for (const KeptRun& run : input.sweep) {
        dots.x.push_back(std::get<double>(run.parameters["start"]));
        dots.y.push_back(run.summary.front().second.value());
    }
    Panel panel;
    panel.x = {.label = "Start"};
    panel.y = {.label = "Final position"};
    panel.marks.emplace_back(std::move(dots));
    return {.panels = {panel}};
}

/// The oscillator with a figure that waits for a sweep in the first place.
Experiment sweptOscillator()
{
    Experiment experiment = oscillator();
    Figure swept{.id = "swept",
                 .title = "Where it ends",
                 .caption = "Final position over start.",
                 .draw = drawSweep,
                 .live = false,
                 .sweeps = {{"start", {starts[0], starts[1], starts[2]}}},
                 .sweep_seeds = seeds};
    experiment.figures.insert(experiment.figures.begin(), std::move(swept));
    return experiment;
}

/// The same run without a window.
double finalPosition(const KeptRun& run)
{
    const auto simulation = oscillator().make({run.parameters, run.seed, {}});
    for (std::int64_t step = 0; step < planned_steps(run.parameters); ++step)
        simulation->advance();
    return simulation->summary(Recording(simulation->channels())).front().second.value();
}

} // namespace

class TestSweepWindow : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{sweptOscillator()};
    std::unique_ptr<MainWindow> window_;

    FigureView& view() { return *window_->figures().view("swept"); }

    QToolButton* button()
    {
        const auto buttons = view().findChild<FigureTools*>()->findChildren<QToolButton*>();
        for (QToolButton* each : buttons)
            if (each->accessibleName() == QStringLiteral("Run sweep"))
                return each;
        return nullptr;
    }

    QAction* action(const QString& text)
    {
        const auto actions = window_->findChildren<QAction*>();
        for (QAction* each : actions)
            if (each->text().remove(QLatin1Char('&')) == text)
                return each;
        return nullptr;
    }

    void open(const std::string& preset)
    {
        window_->openExperiment("oscillator", preset, {}, 1, {}, After::pause);
        QTRY_VERIFY(!window_->model().isMaking());
        QVERIFY(window_->model().frame());
        window_->figures().setVisibleFigures({"swept"});
        QVERIFY(button());
        QTRY_VERIFY(button()->isVisible()); // a figure that waits for its sweep offers it
    }

    /// A click on the button opens its menu, a click there chooses the parameter.
    void start()
    {
        bool chosen = false;
        QTimer clicks;
        connect(&clicks, &QTimer::timeout, this, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (!menu || chosen)
                return;
            chosen = true;
            QCOMPARE(menu->actions().size(), 1);
            QAction* parameter = menu->actions().front();
            QCOMPARE(parameter->text(), QStringLiteral("start"));
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(parameter).center());
        });
        clicks.start(0);
        QTest::mouseClick(button(), Qt::LeftButton);
        QTRY_VERIFY(chosen);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init() { window_ = openedWindow(experiments_); }

    void cleanup() { window_.reset(); }

    void a_click_runs_the_sweep_and_its_points_arrive_in_order()
    {
        open("default");
        QVERIFY(view().choices().sweep.empty());
        start();
        QTRY_COMPARE(view().choices().sweep.size(), std::size(starts) * seeds);
        QTRY_VERIFY(button()->isEnabled());
        QCOMPARE(button()->text(), QStringLiteral("Run sweep"));
        QCOMPARE(view().choices().sweep_key, std::string("start"));
        const auto runs = view().choices().sweep;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            QCOMPARE(std::get<double>(runs[i].parameters["start"]), starts[i / seeds]);
            QCOMPARE(runs[i].seed, std::uint64_t(1 + i % seeds));
            QCOMPARE(runs[i].summary.front().second.value(), finalPosition(runs[i]));
        }
        QVERIFY(!action(QStringLiteral("End the sweep"))->isEnabled());
    }

    void a_sweep_can_be_ended_and_started_again()
    {
        open("long");
        QAction* end = action(QStringLiteral("End the sweep"));
        QVERIFY(end && !end->isEnabled());
        start();
        QVERIFY(end->isEnabled());
        QVERIFY(!button()->isEnabled()); // it says how far the sweep is
        QVERIFY2(button()->text().endsWith(QStringLiteral("of 6 runs")),
                 qPrintable(button()->text()));
        end->trigger();
        QVERIFY(!end->isEnabled());
        QVERIFY(button()->isEnabled());
        QCOMPARE(button()->text(), QStringLiteral("Run sweep"));
        QVERIFY(view().choices().sweep.size() < 6);

        // Shorter runs, as the parameters beside it say now.
        window_->draft().setValue("steps", Value(std::int64_t(100)));
        QTRY_VERIFY(button()->isVisible());
        start();
        QTRY_COMPARE(view().choices().sweep.size(), std::size_t(6));
        for (const KeptRun& run : view().choices().sweep)
            QCOMPARE(planned_steps(run.parameters), std::int64_t(100));
    }

    void closing_while_it_runs_is_clean()
    {
        open("long");
        start();
        QVERIFY(!button()->isEnabled());
        QVERIFY(window_->close());
        window_.reset();
    }
};

QTEST_MAIN(TestSweepWindow)
#include "test_sweep_window.moc"
