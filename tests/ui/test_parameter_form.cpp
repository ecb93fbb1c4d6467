// The form: a field of every kind, bad text, contradictions, undo, and what is asked of the run.
#include "window_fixture.hpp"

#include "ui/elided_label.hpp"
#include "ui/index_text.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/parameter_form.hpp"
#include "ui/parameter_row.hpp"
#include "ui/slider.hpp"
#include "ui/slider_scale.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace etalon;

class TestParameterForm : public QObject {
    Q_OBJECT

private:
    ParameterDraft draft_;
    std::unique_ptr<ParameterForm> form_;

    QWidget* row(const char* key) const
    {
        return form_->findChild<ParameterRow*>(QLatin1String(key));
    }
    template <class Field>
    Field* field(const char* key) const
    {
        return row(key)->findChild<Field*>();
    }
    QString problem(const char* key) const
    {
        return row(key)->findChild<QLabel*>(QStringLiteral("problem"))->text();
    }
    void type(const char* key, const QString& text)
    {
        auto* edit = field<QLineEdit>(key);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void init()
    {
        form_ = std::make_unique<ParameterForm>(draft_);
        const auto values = resolve(oscillator(), {});
        draft_.start(oscillator(), values, values, false);
        form_->resize(300, 700);
        form_->show();
        QVERIFY(QTest::qWaitForWindowExposed(form_.get()));
        form_->activateWindow();
    }

    void cleanup() { form_.reset(); }

    void every_parameter_has_its_own_kind_of_field()
    {
        QVERIFY(field<Slider>("damping"));
        QVERIFY(field<QLineEdit>("damping"));
        QVERIFY(field<Slider>("order"));
        QVERIFY(field<QComboBox>("method"));
        QVERIFY(field<QCheckBox>("kicked"));
        QVERIFY(field<QLineEdit>("note"));
        QVERIFY(!field<Slider>("note"));
        for (const auto* edit : form_->findChildren<QLineEdit*>())
            QVERIFY(!edit->accessibleName().isEmpty());
    }

    void values_stand_with_their_unit_and_special_values_by_name()
    {
        QCOMPARE(field<QLineEdit>("damping")->text(), QStringLiteral("0.05 1/s"));
        QCOMPARE(field<QLineEdit>("order")->text(), QStringLiteral("linear"));
    }

    void an_index_stands_whole_below_the_line()
    {
        QCOMPARE(withIndices("λ_min"), QStringLiteral("λ<sub>min</sub>"));
        QCOMPARE(withIndices("Û_ck(ω) < 1"), QStringLiteral("Û<sub>ck</sub>(ω) &lt; 1"));
        QCOMPARE(withIndices("β₁"), QStringLiteral("β₁"));
    }

    void a_long_name_gives_way_and_says_so()
    {
        ElidedLabel label(QStringLiteral("Thickness of the second layer"));
        label.resize(label.sizeHint());
        QCOMPARE(label.shownText(), label.text());
        label.resize(label.width() / 2, label.height());
        QVERIFY(label.shownText().endsWith(u'…'));
        QVERIFY(label.text().startsWith(label.shownText().chopped(1)));
        QVERIFY(label.minimumSizeHint().width() < label.width());
    }

    void return_takes_a_restart_value_and_asks_for_the_restart()
    {
        QSignalSpy applied(form_.get(), &ParameterForm::applyRequested);
        type("start", QStringLiteral("-1.5 m"));
        QCOMPARE(std::get<double>(draft_.values()["start"]), 1.0); // not while typing
        QTest::keyClick(field<QLineEdit>("start"), Qt::Key_Return);
        QCOMPARE(std::get<double>(draft_.values()["start"]), -1.5);
        QCOMPARE(applied.count(), 1);
        QVERIFY(draft_.needsRestart());
    }

    void bad_text_is_explained_below_and_never_becomes_a_value()
    {
        const auto before = draft_.values();
        for (const auto* text : {"fast", "11", "-1", "", "1e400", "nan", "0.05 nm"}) {
            type("damping", QString());
            field<QLineEdit>("damping")->clear();
            QTest::keyClicks(field<QLineEdit>("damping"), QLatin1String(text));
            field<QLineEdit>("damping")->setModified(true);
            QTest::keyClick(field<QLineEdit>("damping"), Qt::Key_Return);
            QVERIFY2(problem("damping").contains(QStringLiteral("damping")), text);
            QVERIFY(draft_.values() == before);
            QVERIFY(!draft_.isSound());
            QCOMPARE(field<QLineEdit>("damping")->text(), QLatin1String(text)); // to be corrected
        }
        QTest::keyClick(field<QLineEdit>("damping"), Qt::Key_Escape);
        QVERIFY(problem("damping").isEmpty());
        QCOMPARE(field<QLineEdit>("damping")->text(), QStringLiteral("0.05 1/s"));
    }

    void even_orders_are_refused_and_the_special_name_is_understood()
    {
        QVERIFY(!draft_.setText("order", QStringLiteral("4")));
        QVERIFY(draft_.setText("order", QStringLiteral("5")));
        QVERIFY(draft_.setText("order", QStringLiteral("Linear")));
        QCOMPARE(std::get<std::int64_t>(draft_.values()["order"]), std::int64_t(0));
    }

    void a_live_value_is_announced_at_once_and_asks_for_no_restart()
    {
        QSignalSpy live(&draft_, &ParameterDraft::liveChanged);
        type("damping", QStringLiteral("0.2"));
        QTest::keyClick(field<QLineEdit>("damping"), Qt::Key_Tab);
        QCOMPARE(live.count(), 1);
        QVERIFY(!draft_.needsRestart());
    }

    void parameters_that_do_not_apply_are_hidden()
    {
        QVERIFY(row("substeps")->isHidden());
        auto* combo = field<QComboBox>("method");
        combo->setCurrentIndex(1);
        Q_EMIT combo->activated(1);
        QVERIFY(!row("substeps")->isHidden());
    }

    void contradictions_stand_under_the_field_they_belong_to()
    {
        draft_.setValue("method", std::string("euler"));
        draft_.setValue("substeps", std::int64_t(100));
        QVERIFY(draft_.isSound());
        draft_.setValue("steps", std::int64_t(50));
        QVERIFY(problem("substeps").contains(QStringLiteral("more than the steps")));
        QVERIFY(!draft_.isSound());
        auto* apply = form_->findChild<QPushButton*>(QStringLiteral("primary"));
        QVERIFY(apply->isVisible());
        QVERIFY(!apply->isEnabled());
        draft_.setValue("steps", std::int64_t(100));
        QVERIFY(problem("substeps").isEmpty());
    }

    void changed_values_are_bold_and_their_arrow_resets_them()
    {
        auto* reset = field<QToolButton>("start");
        QVERIFY(reset->isHidden());
        draft_.setValue("start", 0.5);
        QVERIFY(!reset->isHidden());
        QVERIFY(row("start")->findChild<QLabel*>(QStringLiteral("changed")));
        reset->click();
        QCOMPARE(std::get<double>(draft_.values()["start"]), 1.0);
        QVERIFY(reset->isHidden());
    }

    void a_slider_drag_is_one_step_of_undo()
    {
        auto* slider = field<Slider>("start");
        const auto at = [&](double share) {
            return QPoint(int(share * slider->width()), slider->height() / 2);
        };
        QTest::mousePress(slider, Qt::LeftButton, {}, at(0.6));
        for (const double share : {0.65, 0.7, 0.8, 0.9})
            QTest::mouseMove(slider, at(share));
        QTest::mouseRelease(slider, Qt::LeftButton, {}, at(0.9));
        QVERIFY(std::get<double>(draft_.values()["start"]) > 1.3);
        QCOMPARE(draft_.undoStack()->count(), 1);
        QTest::mousePress(slider, Qt::LeftButton, {}, at(0.2)); // a second drag is a second step
        QTest::mouseRelease(slider, Qt::LeftButton, {}, at(0.2));
        QCOMPARE(draft_.undoStack()->count(), 2);
        draft_.undoStack()->undo();
        draft_.undoStack()->undo();
        QCOMPARE(std::get<double>(draft_.values()["start"]), 1.0);
        draft_.undoStack()->redo();
        QVERIFY(std::get<double>(draft_.values()["start"]) > 1.3);
    }

    void arrow_keys_in_a_field_change_it_a_little()
    {
        field<QLineEdit>("order")->setFocus();
        draft_.setValue("order", std::int64_t(5));
        QTest::keyClick(field<QLineEdit>("order"), Qt::Key_Up);
        QCOMPARE(std::get<std::int64_t>(draft_.values()["order"]), std::int64_t(7));
        field<QLineEdit>("damping")->setFocus();
        QTest::keyClick(field<QLineEdit>("damping"), Qt::Key_Down);
        QCOMPARE(std::get<double>(draft_.values()["damping"]), 0.049);
    }

    void every_place_of_a_slider_is_an_allowed_value()
    {
        for (const auto& parameter : oscillator().schema.parameters()) {
            if (!SliderScale::fits(parameter))
                continue;
            const SliderScale scale(parameter);
            for (int place = 0; place <= scale.last(); ++place) {
                const auto value = scale.value(place);
                QVERIFY2(!oscillator().schema.check(parameter.key, value), parameter.key.c_str());
            }
            QCOMPARE(scale.place(scale.value(0)), 0);
            QCOMPARE(scale.place(scale.value(scale.last())), scale.last());
        }
    }

    void a_reading_lights_the_lamp_of_its_parameter()
    {
        form_->setReadings({{"much too strong", Level::bad, "damping"}});
        bool found = false;
        for (const auto* child : row("damping")->findChildren<QWidget*>())
            found = found
                || (child->accessibleName() == QStringLiteral("much too strong")
                    && !child->isHidden());
        QVERIFY(found);
    }

    void unusable_data_are_explained_in_the_form()
    {
        form_->setData(std::filesystem::path("/no/such/file"), QStringLiteral("No such file."));
        bool found = false;
        for (const auto* label : form_->findChildren<QLabel*>())
            found =
                found || (label->text() == QStringLiteral("No such file.") && label->isVisible());
        QVERIFY(found);
    }
};

QTEST_MAIN(TestParameterForm)
#include "test_parameter_form.moc"
