// The first page: every experiment in sight at once, on any usual screen.
#include "opened_window.hpp"
#include "window_fixture.hpp"

#include "ui/figure/figure_view.hpp"
#include "ui/gallery.hpp"
#include "ui/notice.hpp"

#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>

using namespace etalon;

namespace {

/// As many and as wordy as the real ones.
std::vector<Experiment> five()
{
    std::vector<Experiment> result(5, oscillator());
    result[0].title = "Oscillators and the dominant frequency of springs";
    result[0].abstract = "A chain of springs learns the modes of its load one after another, in "
                         "sudden stages, and keeps only the dominant frequency of each. More.";
    result[2].reference = "A. Author, B. Author, C. Author: A long title about springs that swing "
                          "and come to rest in the end. Journal of Springs 10 (2021) 385–392.";
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i].id += std::to_string(i);
    return result;
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT

private:
    std::vector<Experiment> experiments_ = five();

    static QRect placeOf(const QWidget& widget, const QWidget& in)
    {
        return {widget.mapTo(&in, QPoint()), widget.size()};
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(); }

    void all_experiments_are_in_sight_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("scale");
        QTest::newRow("smallest window") << QSize(1024, 640) << 1.0;
        QTest::newRow("laptop") << QSize(1280, 720) << 1.0;
        QTest::newRow("first start") << QSize(1440, 900) << 1.0;
        QTest::newRow("wide") << QSize(1920, 1080) << 1.0;
        QTest::newRow("large type") << QSize(1920, 1080) << 1.3;
        QTest::newRow("one row") << QSize(2560, 1440) << 1.0;
    }

    void all_experiments_are_in_sight()
    {
        QFETCH(QSize, size);
        QFETCH(double, scale);
        const auto window = openedWindow(experiments_, size);
        window->setTypeScale(scale);
        auto* gallery = window->findChild<Gallery*>();
        QTRY_COMPARE(gallery->findChild<QScrollArea*>()->verticalScrollBar()->maximum(), 0);
        const auto cards = gallery->findChildren<GalleryCard*>();
        QCOMPARE(cards.size(), qsizetype(5));
        for (qsizetype i = 0; i < cards.size(); ++i) {
            const QRect place = placeOf(*cards[i], *gallery);
            QVERIFY(gallery->rect().contains(place));
            for (qsizetype j = 0; j < i; ++j)
                QVERIFY(!place.intersects(placeOf(*cards[j], *gallery)));
            const auto* picture = cards[i]->findChild<FigureView*>();
            QVERIFY(picture->height() >= 100);
            QCOMPARE(picture->height(), cards[0]->findChild<FigureView*>()->height());
            for (const auto* label :
                 cards[i]->findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly)) {
                if (!label->isVisible())
                    continue;
                QTRY_VERIFY(label->height()
                            >= label->heightForWidth(label->width())); // nothing is cut
                QVERIFY(cards[i]->rect().contains(label->geometry()));
            }
        }
    }

    void the_last_row_stands_in_the_middle()
    {
        const auto window = openedWindow(experiments_, {1280, 720});
        const auto cards = window->findChildren<GalleryCard*>();
        const auto middle = [&](int first, int last) {
            return (placeOf(*cards[first], *window).left() + placeOf(*cards[last], *window).right())
                / 2;
        };
        QCOMPARE(placeOf(*cards[0], *window).top(), placeOf(*cards[2], *window).top());
        QVERIFY(placeOf(*cards[3], *window).top() > placeOf(*cards[2], *window).bottom());
        QVERIFY(std::abs(middle(0, 2) - middle(3, 4)) <= 2);
        QVERIFY(std::abs(middle(0, 2) - window->width() / 2) <= 2);
    }

    void a_card_says_in_one_sentence_what_it_is_about()
    {
        const auto window = openedWindow(experiments_);
        const auto labels = window->findChild<GalleryCard*>()->findChildren<QLabel*>();
        QStringList texts;
        for (const auto* label : labels)
            texts << label->text();
        QVERIFY(texts.contains(QStringLiteral("A chain of springs learns the modes of its load one "
                                              "after another, in sudden stages, and keeps only the "
                                              "dominant frequency of each.")));
    }

    void a_complaint_finds_room()
    {
        const auto window = openedWindow(experiments_, {1280, 720});
        auto* gallery = window->findChild<Gallery*>();
        gallery->notice().complain(QStringLiteral("That is no saved run."));
        auto* bar = gallery->findChild<QScrollArea*>()->verticalScrollBar();
        QTRY_COMPARE(bar->maximum(), 0);
        QVERIFY(gallery->notice().isVisible());
    }
};

QTEST_MAIN(TestGallery)
#include "test_gallery.moc"
