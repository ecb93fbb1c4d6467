// A catalogue serves the texts of experiments as well as those of the interface.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/elided_label.hpp"
#include "ui/figure/figure_layout.hpp"
#include "ui/figure/figure_view.hpp"
#include "ui/figure_grid.hpp"
#include "ui/gallery.hpp"
#include "ui/parameter_form.hpp"
#include "ui/parameter_row.hpp"

#include <QLabel>
#include <QTranslator>

using namespace etalon;

namespace {

/// Puts every text of one context between angle quotes.
class Quoting final : public QTranslator {
public:
    explicit Quoting(const char* context)
        : context_(context)
    {
    }
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* text, const char*, int) const override
    {
        return context_ == context ? u'«' + QString::fromUtf8(text) + u'»' : QString();
    }

private:
    QByteArray context_;
};

} // namespace

class TestTranslation : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_{oscillator()};

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void labels_captions_and_messages_of_an_experiment_are_translated()
    {
        Quoting quoting("core");
        QCoreApplication::installTranslator(&quoting);
        const auto window = openedWindow(experiments_);
        QStringList card;
        for (const auto* label : window->findChild<GalleryCard*>()->findChildren<QLabel*>())
            card << label->text();
        QVERIFY(card.contains(QStringLiteral("«Damped oscillator»")));

        window->openExperiment("oscillator", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(!window->model().isMaking());
        QTRY_VERIFY(window->findChild<ParameterRow*>(QStringLiteral("damping")));
        const auto* row = window->findChild<ParameterRow*>(QStringLiteral("damping"));
        QCOMPARE(row->findChild<ElidedLabel*>()->text(), QStringLiteral("«Damping»"));
        QCOMPARE(window->windowTitle(), QStringLiteral("«Damped oscillator» – Etalon"));
        auto* view = window->figures().view("energy");
        QCOMPARE(view->accessibleName(), QStringLiteral("«Energy only falls»"));
        QVERIFY2(view->summary().startsWith(QStringLiteral("«Energy»: ")),
                 qPrintable(view->summary()));
        window->draft().setValue("steps", std::int64_t(2));
        window->draft().setValue("method", std::string("euler"));
        QVERIFY2(window->draft()
                     .problem("substeps")
                     .startsWith(QStringLiteral("«substeps=4 is more than the steps.»")),
                 qPrintable(window->draft().problem("substeps")));
        QCoreApplication::removeTranslator(&quoting);
    }

    void axes_and_legends_are_translated_and_data_are_not()
    {
        Quoting quoting("core");
        QCoreApplication::installTranslator(&quoting);
        const Drawing drawing{
            .panels = {{.x = {.label = "Step"},
                        .y = {.label = "Energy", .unit = "J"},
                        .marks = {Curve{
                            .x = {0, 1}, .y = {1, 0}, .label = "energy", .legend = "measured"}}}}};
        const auto layout = lay_out(drawing, {{{0, 1}, {0, 1}, {}}}, {}, {500, 300}, FigureStyle{});
        QCoreApplication::removeTranslator(&quoting);
        QCOMPARE(layout.panels[0].x.title, QStringLiteral("«Step»"));
        QCOMPARE(layout.panels[0].y.title, QStringLiteral("«Energy» («J»)"));
        QCOMPARE(layout.legend[0].name, QStringLiteral("«measured»"));
    }

    void the_words_of_a_summary_are_translated()
    {
        Quoting quoting("etalon::Figure");
        QCoreApplication::installTranslator(&quoting);
        const auto window = openedWindow(experiments_);
        window->openExperiment("oscillator", "default", {}, 1, {}, After::pause);
        QTRY_VERIFY(window->figures().view("energy") && window->model().frame());
        const auto summary = window->figures().view("energy")->summary();
        QCoreApplication::removeTranslator(&quoting);
        QVERIFY2(summary.startsWith(QStringLiteral("Energy: «")) && summary.contains(u"«steady»"),
                 qPrintable(summary));
    }
};

QTEST_MAIN(TestTranslation)
#include "test_translation.moc"
