// The keys of the window, one by one, and all that is reached with the keyboard alone.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/export_dialog.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_card.hpp"
#include "ui/figure_grid.hpp"
#include "ui/parameter_form.hpp"
#include "ui/parameter_row.hpp"
#include "ui/slider.hpp"
#include "ui/timeline.hpp"

#include <QAbstractButton>
#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QTimer>

#include <set>

using namespace etalon;

class TestWindowKeys : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};
    std::unique_ptr<MainWindow> window_;

    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window_.get(), which, modifiers);
    }

    /// The title of the file dialogue that a key opens; it is closed again.
    QString dialogueOf(Qt::Key which)
    {
        window_->activateWindow();
        [this] { QTRY_VERIFY(window_->isActiveWindow()); }();
        QString title;
        QTimer poll;
        connect(&poll, &QTimer::timeout, &poll, [&] {
            if (auto* dialogue = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
                title = dialogue->windowTitle();
                poll.stop();
                dialogue->reject();
            }
        });
        poll.start(5);
        key(which, Qt::ControlModifier);
        return title;
    }

private Q_SLOTS:
    void initTestCase()
    {
        prepareApplication();
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void init()
    {
        window_ = openedWindow(experiments_);
        window_->openExperiment("oscillator", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(!window_->model().isMaking());
        QTRY_COMPARE(std::size_t(window_->form().findChildren<ParameterRow*>().size()),
                     oscillator().schema.parameters().size());
    }

    void cleanup() { window_.reset(); }

    void every_command_has_its_key()
    {
        const auto& a = window_->actions();
        const std::pair<const char*, QAction*> keys[] = {
            {"Space", a.run},
            {"Right", a.step},
            {"Shift+Right", a.step_ten},
            {"R", a.reset},
            {"N", a.new_seed},
            {"+", a.faster},
            {"-", a.slower},
            {"F", a.full_screen},
            {"L", a.lesson},
            {"Ctrl+E", a.export_figures},
            {"Ctrl+S", a.save},
            {"Ctrl+O", a.open},
            {"Ctrl+Z", a.undo},
            {"Ctrl+Y", a.redo},
            {"?", a.keys},
            {"Esc", a.leave},
            {"PgDown", a.next},
            {"PgUp", a.previous},
            {"Return", a.apply},
        };
        for (const auto& [name, action] : keys)
            QVERIFY2(action->shortcuts().contains(QKeySequence(QLatin1String(name))), name);
    }

    void f_fills_the_screen_and_escape_leaves_it()
    {
        key(Qt::Key_F);
        QTRY_VERIFY(window_->isFullScreen());
        key(Qt::Key_Escape);
        QTRY_VERIFY(!window_->isFullScreen());
    }

    void control_e_offers_the_figures_in_sight()
    {
        key(Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(window_->findChild<ExportDialog*>());
        QTest::keyClick(window_->findChild<ExportDialog*>(), Qt::Key_Escape);
        QTRY_VERIFY(!window_->findChild<ExportDialog*>());
    }

    void control_s_and_control_o_ask_for_a_folder()
    {
        QVERIFY(dialogueOf(Qt::Key_S).startsWith(QStringLiteral("Save the run")));
        QVERIFY(dialogueOf(Qt::Key_O).startsWith(QStringLiteral("Open a saved run")));
    }

    void control_z_takes_an_edit_back_and_control_y_makes_it_again()
    {
        window_->draft().setValue("start", -1.0);
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(std::get<double>(window_->draft().values()["start"]), 1.0);
        key(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(std::get<double>(window_->draft().values()["start"]), -1.0);
    }

    void a_card_that_is_dropped_on_another_changes_places_with_it()
    {
        auto& grid = window_->figures();
        QCOMPARE(grid.visibleFigures(), (std::vector<std::string>{"position", "energy", "speed"}));
        auto* target = qobject_cast<FigureCard*>(grid.view("speed")->parentWidget());
        QVERIFY(target);
        QMimeData content;
        content.setData(QStringLiteral("application/x-etalon-figure"), "position");
        QDragEnterEvent enter({50, 50}, Qt::MoveAction, &content, Qt::LeftButton, {});
        QCoreApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent dropped({50, 50}, Qt::MoveAction, &content, Qt::LeftButton, {});
        QCoreApplication::sendEvent(target, &dropped);
        QCOMPARE(grid.visibleFigures(), (std::vector<std::string>{"speed", "energy", "position"}));
    }

    void a_real_double_click_enlarges_the_figure_under_it()
    {
        auto* view = window_->figures().shownViews().back();
        QTest::mouseDClick(view, Qt::LeftButton, {}, QPoint(30, 12)); // its title
        QCOMPARE(window_->figures().shownViews(), (std::vector<FigureView*>{view}));
    }

    void tab_reaches_every_control()
    {
        std::set<const QWidget*> reached;
        for (const QWidget* next = window_->nextInFocusChain(); next != window_.get();
             next = next->nextInFocusChain())
            if (next->focusPolicy() & Qt::TabFocus)
                reached.insert(next);
        const auto check = [&](const auto& controls) {
            for (const QWidget* control : controls)
                if (control->isVisible() && control->isEnabled()
                    && !control->inherits("QTableCornerButton"))
                    QVERIFY2(
                        reached.contains(control)
                            || (control->focusProxy() && reached.contains(control->focusProxy())),
                        qPrintable(QString::fromLatin1(control->metaObject()->className()) + u' '
                                   + control->objectName() + u' ' + control->accessibleName()));
        };
        check(window_->findChildren<Slider*>());
        check(window_->findChildren<QLineEdit*>());
        check(window_->findChildren<QComboBox*>());
        check(window_->findChildren<Timeline*>());
        check(window_->findChildren<FigureView*>());
    }
};

QTEST_MAIN(TestWindowKeys)
#include "test_window_keys.moc"
