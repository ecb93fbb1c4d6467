// Painting on the input of linear-scope, decisions that are held while one paints, and looking at
// large networks through notes.
#include "core/experiments/linear_scope/linear_scope_figures.hpp"
#include "core/experiments/linear_scope/linear_scope_painting.hpp"
#include "core/experiments/linear_scope/linear_scope_study.hpp"
#include "tests/core/experiments/drawing_check.hpp"
#include "tests/core/experiments/recorded_run.hpp"
#include "tests/core/experiments/scope_drawings.hpp"

#include <QtTest>

using namespace etalon;
using namespace etalon::test;

namespace {

/// One stroke on the input image of the scope figure, as the window would pass it on.
std::string painted(HandMadeScope& run, const std::string& pointer, double x, double y)
{
    const Drawing drawing = run.draw("scope", {{"pointer", pointer}});
    return drawing.panels.front().brush->stroke("", x, y, x, y);
}

} // namespace

class TestLinearScopePainting : public QObject {
    Q_OBJECT

private slots:
    void a_brush_paints_only_when_it_is_chosen();
    void white_and_black_are_those_of_the_data();
    void erasing_takes_paint_off();
    void paint_stays_on_its_own_image();
    void a_stroke_leaves_no_gap();
    void text_that_is_no_paint_is_skipped();
    void held_decisions_are_compared_with_the_network();
    void a_large_network_is_looked_at_in_the_background();
    void notes_draw_what_the_network_itself_would();
};

void TestLinearScopePainting::a_brush_paints_only_when_it_is_chosen()
{
    HandMadeScope run;
    QVERIFY(!run.draw("scope").panels[0].brush);
    const auto painting = run.draw("scope", {{"pointer", std::string("white")}});
    QVERIFY(painting.panels[0].brush && painting.panels[0].handles.empty());
    QCOMPARE(painting.panels[0].brush->option, std::string("painted"));
}

void TestLinearScopePainting::white_and_black_are_those_of_the_data()
{
    HandMadeScope run({{"input_offset", -0.5}});
    const auto white = painted_pixels(painted(run, "white", 0.5, 7.5));
    QCOMPARE(white.size(), std::size_t{1});
    QVERIFY(white[0] == (PaintedPixel{0, 0, 0, 0.5}));
    const auto black = painted_pixels(painted(run, "black", 7.5, 0.5));
    QVERIFY(black[0] == (PaintedPixel{0, 7, 7, -0.5}));
}

void TestLinearScopePainting::erasing_takes_paint_off()
{
    const PaintBrush white{.rows = 8, .columns = 8, .value = 1}, erase{.rows = 8, .columns = 8};
    const auto text = paint_stroke("", white, 2.5, 2.5, 5.5, 2.5);
    QCOMPARE(painted_pixels(text).size(), std::size_t{4});
    QCOMPARE(painted_pixels(paint_stroke(text, erase, 2.5, 2.5, 2.5, 2.5)).size(), std::size_t{3});
    QCOMPARE(paint_stroke(text, erase, 0, 2.5, 8, 2.5), std::string());
    // Painted twice is painted once, with the last value.
    const PaintBrush grey{.rows = 8, .columns = 8, .value = 0.25};
    const auto twice = painted_pixels(paint_stroke(text, grey, 2.5, 2.5, 5.5, 2.5));
    QCOMPARE(twice.size(), std::size_t{4});
    for (const PaintedPixel& pixel : twice)
        QCOMPARE(pixel.value, 0.25);
}

void TestLinearScopePainting::paint_stays_on_its_own_image()
{
    HandMadeScope run;
    const std::string paint = "1:0,0=0.75";
    const auto top_left = [&](double image) {
        const auto drawing = run.draw("scope", {{"painted", paint}, {"image", image}});
        return marks_of<HeatMap>(drawing.panels[0])[0].values[7 * 8];
    };
    QCOMPARE(top_left(1), run.image(0)[0]);
    QCOMPARE(top_left(2), 0.75);
}

void TestLinearScopePainting::a_stroke_leaves_no_gap()
{
    const PaintBrush brush{.image = 3, .rows = 16, .columns = 16, .radius = 0.75, .value = 1};
    const auto pixels = painted_pixels(paint_stroke("", brush, 0.5, 0.5, 15.5, 15.5));
    for (std::size_t i = 0; i < 16; ++i) // the diagonal from the bottom left to the top right
        QVERIFY(std::ranges::find(pixels, PaintedPixel{3, 15 - i, i, 1}) != pixels.end());
    QCOMPARE(pixels.size(), std::size_t{16 + 2 * 15}); // and its neighbours, at distance 0.71
}

void TestLinearScopePainting::text_that_is_no_paint_is_skipped()
{
    QVERIFY(painted_pixels("").empty());
    QCOMPARE(painted_pixels("0:1,2=0.5 rubbish 0:1=3 1:2,3=nan 0:-1,2=1 0:1,2=1x").size(),
             std::size_t{1});
    std::vector<double> image(4, 0.25);
    QCOMPARE(apply_paint("0:0,1=1 0:9,9=1 1:0,0=1", 0, 2, 2, image), std::size_t{1});
    QVERIFY(image == (std::vector<double>{0.25, 1, 0.25, 0.25}));
}

void TestLinearScopePainting::held_decisions_are_compared_with_the_network()
{
    HandMadeScope run(task("shift"));
    const std::string paint = "0:3,3=4 0:3,4=4";
    QCOMPARE(run.draw("scope", {{"painted", paint}}).panels.size(), std::size_t{4});
    const auto held = run.draw("scope", {{"painted", paint}, {"decisions", std::string("locked")}});
    QCOMPARE(held.panels.size(), std::size_t{6});
    titled(held, "decisions held");
    titled(held, "network − replay");
    QVERIFY(held.note.find("2 pixels painted") != std::string::npos);
    // Without paint there is nothing to hold.
    QCOMPARE(run.draw("scope", {{"decisions", std::string("locked")}}).panels.size(),
             std::size_t{4});
}

void TestLinearScopePainting::a_large_network_is_looked_at_in_the_background()
{
    HandMadeScope run({{"task", std::string("denoise")},
                       {"image_size", std::int64_t{64}},
                       {"channels", std::int64_t{24}}});
    const Options at{{"pixel_x", 20.0}, {"pixel_y", 30.0}};
    const auto drawing = run.draw("scope", at); // with its study
    const auto map = marks_of<HeatMap>(titled(drawing, "column (30, 20)")).at(0);
    const auto column = run.frozen(0).column(30 * 64 + 20);
    for (std::size_t row = 0; row < 64; ++row)
        for (std::size_t i = 0; i < 64; ++i)
            QCOMPARE(map.values[(63 - row) * 64 + i], column[row * 64 + i]);
    QVERIFY(mistakes(run.input(at), drawing).empty());
    // Without it no frame waits for the network.
    for (const char* id : {"scope", "votes", "rows", "kernels"}) {
        const auto waiting = HandMadeScope::figure(id).draw(run.input(at));
        QVERIFY2(waiting.panels.empty() && !waiting.empty.empty(), id);
    }
    for (const char* id : {"bias-share", "decisions"}) { // what was recorded is there at once
        const auto waiting = HandMadeScope::figure(id).draw(run.input(at));
        QVERIFY2(waiting.panels.size() + 1 == run.draw(id, at).panels.size(), id);
    }
    // A small network needs no study to be looked at.
    HandMadeScope small;
    QVERIFY(HandMadeScope::figure("scope").study.subject(small.input(at)).empty());
}

void TestLinearScopePainting::notes_draw_what_the_network_itself_would()
{
    using linear_scope_figures_detail::ScopeNotes, linear_scope_figures_detail::whole_look,
        linear_scope_figures_detail::noted_look;
    for (const char* name : {"classify", "fill"}) {
        HandMadeScope run(task(name));
        const Options options{{"painted", std::string("0:3,3=1")},
                              {"decisions", std::string("locked")},
                              {"votes", std::string("relative")}};
        for (const auto& [id, draw] : std::vector<std::pair<const char*, LookDrawing>>{
                 {"scope", draw_scope_scope},
                 {"rows", draw_scope_rows},
                 {"votes", draw_scope_votes},
                 {"bias-share", draw_scope_bias_share},
                 {"kernels", draw_scope_kernels},
                 {"decisions", draw_scope_decisions}}) {
            const Drawing straight = run.draw(id, options); // small: no notes are needed
            auto input = run.input(options);
            const auto declared = options_of(HandMadeScope::figure(id), run.parameters);
            input.declared = declared;
            const auto notes = scope_look_notes(input, draw);
            input.study = notes;
            const auto seen = noted_look(input);
            QVERIFY2(seen, id);
            const Drawing noted = draw(input, &*seen);
            QVERIFY2(!seen->notes->are_incomplete(), id);
            QCOMPARE(noted.note, straight.note);
            // The study adds the average kernel.
            const bool has_more = std::string(id) == "kernels" && noted.empty.empty();
            const std::size_t panels = has_more ? noted.panels.size() - 1 : noted.panels.size();
            QVERIFY(has_more || panels == straight.panels.size());
            for (std::size_t i = 0; i < panels; ++i) {
                const auto a = marks_of<HeatMap>(noted.panels[i]),
                           b = marks_of<HeatMap>(straight.panels[i]);
                QCOMPARE(a.size(), b.size());
                for (std::size_t k = 0; k < a.size(); ++k)
                    QVERIFY2(same_bytes(a[k].values, b[k].values), id);
                const auto c = marks_of<Bars>(noted.panels[i]),
                           d = marks_of<Bars>(straight.panels[i]);
                QCOMPARE(c.size(), d.size());
                for (std::size_t k = 0; k < c.size(); ++k)
                    QVERIFY2(c[k].heights == d[k].heights, id);
            }
            // Of another subject a note may be missing: the figure then says that it waits.
            input.study = std::span(notes).first(1);
            const auto early = noted_look(input);
            QVERIFY(early);
            draw(input, &*early);
            QCOMPARE(early->notes->are_incomplete(), notes.size() > 1);
        }
    }
}

QTEST_APPLESS_MAIN(TestLinearScopePainting)
#include "test_linear_scope_painting.moc"
