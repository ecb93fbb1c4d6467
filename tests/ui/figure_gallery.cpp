// Paints synthetic figures with every kind of mark into PNG files, to be looked at by a person:
//   figure_gallery DIRECTORY
#include "synthetic_figures.hpp"
#include "ui/figure/figure_painter.hpp"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>

#include <cstdio>
#include <ctime>

using namespace etalon;

namespace {

struct Exhibit {
    QString name{};
    FigureTexts texts{};
    Drawing drawing{};
    std::vector<Series> series{};
    std::int64_t step = 0;
    Item highlight{};
};

Exhibit modes()
{
    Exhibit exhibit{.name = "modes",
                    .texts = {"Modes are learned one after another",
                              "Strength of each mode in the CNN (solid), the fully connected net "
                              "(pale) and theory (dotted). "
                              "Watch each mode stay near zero and then rise suddenly."},
                    .step = 330};
    exhibit.series.push_back(synthetic::series(4, 700, 1, synthetic::sigmoid));
    exhibit.series.push_back(synthetic::series(
        4, 700, 5, [](double t, std::size_t j) { return synthetic::sigmoid(0.9 * t, j); }));
    Traces measured{.channel = 0, .legend = "CNN"},
        theory{.channel = 0,
               .line = Line::dashed,
               .weight = Weight::thin,
               .whole = true,
               .legend = "theory"};
    Traces other{
        .channel = 1, .weight = Weight::hairline, .whole = true, .legend = "fully connected"};
    Panel panel{.x = {.label = "Step", .is_step = true},
                .y = {.label = "Share of its final strength", .include = {0, 1.1}}};
    Points stages{.y = {0, 0, 0, 0}, .label = "stages"};
    for (std::size_t i = 0; i < 4; ++i) {
        const Ink ink{Hue::sequence, static_cast<int>(i)};
        const Item item{"mode", static_cast<std::int64_t>(i)};
        measured.traces.push_back(
            {.entry = i, .ink = ink, .label = "mode " + std::to_string(i + 1), .item = item});
        theory.traces.push_back({.entry = i,
                                 .ink = ink,
                                 .label = "mode " + std::to_string(i + 1) + ", theory",
                                 .item = item});
        other.traces.push_back(
            {.entry = i, .ink = {Hue::sequence, static_cast<int>(i), 0.5}, .item = item});
        const double half = std::log(1 / 1e-4 - 1) * (1 + 0.45 * static_cast<double>(i)) / 0.06;
        stages.x.push_back(half);
        stages.inks.push_back(ink);
        panel.marks.push_back(Label{.text = "mode " + std::to_string(i + 1),
                                    .x = half,
                                    .y = 1,
                                    .ink = ink,
                                    .bold = true,
                                    .item = item});
    }
    panel.marks.insert(panel.marks.begin(),
                       {Mark(theory), Mark(other), Mark(measured), Mark(stages)});
    exhibit.drawing.panels.push_back(panel);
    return exhibit;
}

Exhibit race()
{
    Exhibit exhibit{
        .name = "race",
        .texts = {"The race: every neuron's norm",
                  "Those aligned early lead for ever. Colour: the group a neuron ends in."},
        .step = 1000};
    exhibit.series.push_back(synthetic::series(100, 1000, 1, synthetic::norm));
    Traces traces{.channel = 0, .weight = Weight::thin};
    for (std::size_t i = 0; i < 100; ++i)
        traces.traces.push_back({.entry = i,
                                 .ink = {Hue::sequence, static_cast<int>(i % 5)},
                                 .label = "neuron " + std::to_string(i),
                                 .item = {"neuron", static_cast<std::int64_t>(i)}});
    Panel panel{.x = {.label = "Step", .is_step = true},
                .y = {.label = "Norm |w||c|", .scale = Scale::logarithmic}};
    panel.marks = {Span{.from = 0, .to = 120, .label = "early"}, traces,
                   Rule{.at = 300, .line = Line::dotted, .label = "winners named"},
                   Rule{.at = 940, .ink = {Hue::theory}, .label = "loss drops"}};
    exhibit.drawing.panels.push_back(panel);
    return exhibit;
}

HeatMap spectrogram()
{
    HeatMap map{.rows = 32,
                .columns = 66,
                .left = 0,
                .right = 330,
                .bottom = -0.5,
                .top = 31.5,
                .label = "log₁₀ power"};
    for (std::size_t r = 0; r < map.rows; ++r)
        for (std::size_t c = 0; c < map.columns; ++c)
            map.values.push_back(
                -6
                + 5.8
                    / (1
                       + std::exp(-(static_cast<double>(c) - 20 - 3.0 * static_cast<double>(r % 7))
                                  / 8))
                    * (r % 5 == 1 || r % 7 == 3));
    map.limits = {-6, 0};
    map.rings = {{26, 40}};
    return map;
}

Exhibit heat()
{
    Exhibit exhibit{
        .name = "heat",
        .texts = {"Many frequencies grow, few survive", "Power in all kernels (logarithmic)."},
        .step = 330};
    Panel left{.x = {.label = "Step", .low = 0, .high = 700, .is_step = true},
               .y = {.label = "Frequency"}};
    left.marks = {spectrogram(),
                  Points{.x = {345, 345, 345},
                         .y = {31, 28, 26},
                         .shape = Shape::triangle_left,
                         .ink = {Hue::sequence, 1}},
                  Label{.text = "mode 2",
                        .x = 360,
                        .y = 31,
                        .anchor = Anchor::left,
                        .above = false,
                        .ink = {Hue::sequence, 1}},
                  Label{.text = "mode 3",
                        .x = 360,
                        .y = 28,
                        .anchor = Anchor::left,
                        .above = false,
                        .ink = {Hue::sequence, 2}},
                  Label{.text = "mode 1",
                        .x = 360,
                        .y = 26,
                        .anchor = Anchor::left,
                        .above = false,
                        .ink = {Hue::sequence, 0}}};
    Panel right{.title = "Neurons agree",
                .x = {.hidden = true},
                .y = {.hidden = true},
                .square_cells = true,
                .column = 1};
    HeatMap cosines{.rows = 9,
                    .columns = 9,
                    .left = 0,
                    .right = 9,
                    .bottom = 0,
                    .top = 9,
                    .colours = ColourMap::diverging,
                    .label = "cosine"};
    for (std::size_t r = 0; r < 9; ++r)
        for (std::size_t c = 0; c < 9; ++c)
            cosines.values.push_back(r == 4 && c == 2 ? std::nan("")
                                                      : std::cos(0.7 * static_cast<double>(r)
                                                                 - 0.7 * static_cast<double>(c)));
    right.marks = {cosines};
    exhibit.drawing.panels = {left, right};
    exhibit.drawing.column_stretch = {3, 2};
    return exhibit;
}

Exhibit bars()
{
    Exhibit exhibit{.name = "bars",
                    .texts = {"Only the dominant frequency is used",
                              "Power at each frequency: the data's mode (grey), the CNN (filled), "
                              "the fully connected net (line)."}};
    for (int m = 0; m < 4; ++m) {
        Panel panel{.x = {.label = "Frequency (cycles over the signal)", .low = 0, .high = 32},
                    .y = {.label = "Power", .low = 0, .high = 1.1, .ticks = {{0, "0"}, {1, "1"}}},
                    .row = m};
        const double w = 7 + 6 * m;
        Bars data{.x = {w, w - 4, w + 1},
                  .heights = {0.58, 0.28, 0.14},
                  .width = 1,
                  .ink = {Hue::data},
                  .legend = "data"};
        Bars cnn{.x = {w},
                 .heights = {1 - 0.02 * m},
                 .width = 0.5,
                 .ink = {Hue::sequence, m},
                 .items = {{"mode", m}},
                 .legend = "CNN"};
        Bars net{.x = {w, w - 4, w + 1},
                 .heights = {0.58, 0.26, 0.14},
                 .width = 1,
                 .fill = Fill::outlined,
                 .ink = {Hue::theory},
                 .legend = "fully connected"};
        panel.marks = {data, cnn, net,
                       Label{.text = "mode " + std::to_string(m + 1) + ": 99% at frequency "
                                 + std::to_string(int(w)),
                             .x = w - 1,
                             .y = 0.8,
                             .anchor = Anchor::right,
                             .ink = {Hue::sequence, m},
                             .bold = true}};
        exhibit.drawing.panels.push_back(panel);
    }
    exhibit.drawing.note = "Modes share frequencies: the bars are not a clean test here.";
    return exhibit;
}

Exhibit spectrum()
{
    Exhibit exhibit{.name = "spectrum",
                    .texts = {"Transmission, and what the network believes",
                              "Exact filled, surrogate line. Marks: maxima."}};
    Panel panel{.x = {.label = "Wavelength", .unit = "nm"},
                .y = {.label = "Transmission", .low = 0, .high = 1.1}};
    Band band{.ink = {Hue::sequence, 0}};
    Curve exact, net;
    net.ink.index = 1;
    exact.label = exact.legend = "exact";
    net.label = net.legend = "surrogate";
    Points marks{.shape = Shape::triangle_down, .ink = {Hue::neutral}};
    for (int i = 0; i <= 800; ++i) {
        const double x = 400 + 0.5 * i, phase = std::numbers::pi * 21300 / x / 2,
                     t = 1 / (1 + 20 * std::pow(std::sin(phase), 2));
        band.x.push_back(x);
        band.low.push_back(0);
        band.high.push_back(t);
        exact.x.push_back(x);
        exact.y.push_back(t);
        net.x.push_back(x);
        net.y.push_back(i > 300 && i < 330 ? std::nan("") : 0.8 * t + 0.05 * std::sin(x / 3));
    }
    for (int m = 14; m <= 26; ++m) {
        marks.x.push_back(10650.0 / m);
        marks.y.push_back(1.05);
    }
    panel.marks = {band, exact, net, marks};
    exhibit.drawing.panels = {panel};
    return exhibit;
}

Exhibit scatter()
{
    Exhibit exhibit{
        .name = "scatter",
        .texts = {"Best design against spectra computed",
                  "Median over 16 targets. Zeros cannot be shown on this axis: see the arrows."},
        .highlight = {"method", 2}};
    Panel panel{.x = {.label = "Spectra computed per target", .scale = Scale::logarithmic},
                .y = {.label = "Objective", .scale = Scale::logarithmic},
                .column_span = 2};
    const char* names[] = {"physics-aware", "Fourier-surrogate fit", "surrogate, Fourier",
                           "16 starts", "brute force"};
    for (int m = 0; m < 5; ++m) {
        Curve curve{.ink = {Hue::sequence, m}, .label = names[m], .item = {"method", m}};
        for (int i = 0; i < 40; ++i) {
            curve.x.push_back(30 * std::pow(10, 0.06 * i) * (1 + m));
            curve.y.push_back(
                m == 1 && i > 35
                    ? 0
                    : std::pow(10, -8.0 / (1 + std::exp(-(i - 12 - 4.0 * m) / 2)) - 0.2 * m));
        }
        panel.marks.push_back(curve);
        panel.marks.push_back(Label{.text = names[m],
                                    .x = curve.x[34],
                                    .y = 2e-9,
                                    .anchor = Anchor::left,
                                    .above = false,
                                    .ink = {Hue::sequence, m},
                                    .bold = true,
                                    .item = {"method", m}});
    }
    Points points{.shape = Shape::star, .size = 14, .ink = {Hue::accent}};
    points.x = {1000};
    points.y = {1e-3};
    panel.marks.push_back(points);
    Panel within{.title = "Within a decade",
                 .x = {.label = "Alignment cos δ"},
                 .y = {.label = "Norm", .scale = Scale::logarithmic},
                 .row = 1};
    Panel shapes{.title = "Shapes",
                 .x = {.label = "Layer",
                       .low = 0.4,
                       .high = 3.6,
                       .ticks = {{1, "layer 1"}, {2, "layer 2"}, {3, "output"}}},
                 .y = {.label = "Rise", .unit = "nats"},
                 .row = 1,
                 .column = 1};
    Points cloud{.size = 5};
    for (int i = 0; i < 60; ++i) {
        cloud.x.push_back(std::sin(i * 1.7));
        cloud.y.push_back(2 + 3 * std::exp(std::sin(i * 1.7)) * (1 + 0.2 * std::cos(9.1 * i)));
        cloud.inks.push_back({Hue::sequence, i % 6});
    }
    within.marks = {cloud};
    shapes.marks = {
        Bars{.x = {0.8, 1.8, 2.8}, .heights = {0.19, 0.36, 0.22}, .width = 0.36},
        Bars{
            .x = {1.2, 2.2, 3.2}, .heights = {0.07, 0.18, 0.22}, .width = 0.36, .ink = {Hue::data}},
        Label{.text = "measured", .x = 1.8, .y = 0.36, .ink = {Hue::sequence, 0}, .bold = true},
        Label{.text = "predicted", .x = 2.2, .y = 0.18, .bold = true}};
    for (int s = 0; s < 6; ++s)
        shapes.marks.push_back(Points{.x = {0.6 + 0.5 * s},
                                      .y = {0.3},
                                      .shape = static_cast<Shape>(s),
                                      .size = 9,
                                      .ink = {Hue::sequence, s}});
    exhibit.drawing.panels = {panel, within, shapes};
    exhibit.drawing.row_stretch = {3, 2};
    return exhibit;
}

Exhibit images()
{
    Exhibit exhibit{
        .name = "images",
        .texts = {"Kernels turn into waves",
                  "The kernels and the patterns of the data, each scaled to its own size."}};
    for (int i = 0; i < 8; ++i) {
        Panel panel{.title = "kernel " + std::to_string(i + 1),
                    .title_ink = {Hue::sequence, i},
                    .x = {.hidden = true},
                    .y = {.hidden = true},
                    .square_cells = true,
                    .row = i / 4,
                    .column = i % 4};
        HeatMap map{.rows = 16,
                    .columns = 16,
                    .left = 0,
                    .right = 16,
                    .bottom = 0,
                    .top = 16,
                    .colours = ColourMap::diverging,
                    .colour_bar = i % 4 == 3};
        for (int r = 0; r < 16; ++r)
            for (int c = 0; c < 16; ++c)
                map.values.push_back(std::sin(0.3 * (i + 1) * r + 0.5 * c));
        panel.marks = {map};
        exhibit.drawing.panels.push_back(panel);
    }
    return exhibit;
}

Exhibit empty()
{
    Exhibit exhibit{
        .name = "empty",
        .texts = {"Where the bias ends", "Final share of power at the dominant frequency."}};
    exhibit.drawing.empty = "Run a sweep to see how the share falls as the initial weights grow. "
                            "It takes about half a minute.";
    return exhibit;
}

void paint(const Exhibit& exhibit, const QDir& directory)
{
    struct Size {
        int width, height;
        double ratio;
    };
    for (const Size size :
         {Size{260, 180, 1}, Size{400, 300, 1}, Size{900, 600, 1}, Size{900, 600, 2}})
        for (const Theme theme : {Theme::light, Theme::dark}) {
            FigurePainter painter;
            FigureSubject subject{.run = {&exhibit.drawing, exhibit.series, exhibit.step},
                                  .texts = exhibit.texts,
                                  .highlight = exhibit.highlight};
            QImage image((QSizeF(size.width, size.height) * size.ratio).toSize(),
                         QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(size.ratio);
            double first = 0;
            for (int round = 0; round < 2; ++round) {
                const std::clock_t start = std::clock();
                QPainter inner(&image);
                painter.paint(inner, subject, QSizeF(size.width, size.height), FigureStyle{},
                              Palette::of(theme), size.ratio);
                inner.end();
                const double milliseconds =
                    1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
                if (round > 0)
                    std::printf("%s %dx%d@%g first %.1f ms, again %.1f ms\n",
                                qPrintable(exhibit.name), size.width, size.height, size.ratio,
                                first, milliseconds);
                first = milliseconds;
            }
            image.save(directory.filePath(QStringLiteral("%1-%2x%3@%4-%5.png")
                                              .arg(exhibit.name)
                                              .arg(size.width)
                                              .arg(size.height)
                                              .arg(size.ratio)
                                              .arg(theme == Theme::light ? "light" : "dark")));
        }
}

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    const QDir directory(argc > 1 ? argv[1] : ".");
    directory.mkpath(".");
    for (const Exhibit& exhibit :
         {modes(), race(), heat(), bars(), spectrum(), scatter(), images(), empty()})
        paint(exhibit, directory);
}
