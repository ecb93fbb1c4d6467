#include "ui/figure/figure_export.hpp"

#include "core/lab/error.hpp"
#include "core/lab/whole_file.hpp"
#include "ui/figure/figure_csv.hpp"
#include "ui/figure/figure_painter.hpp"
#include "ui/figure/figure_scripts.hpp"
#include "ui/figure/translated.hpp"

#include <QBuffer>
#include <QImageWriter>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>

#include <algorithm>
#include <array>
#include <cmath>

namespace etalon {

namespace {

struct FormatName {
    FigureFormat format;
    const char *name, *ending;
};
constexpr std::array<FormatName, 6> formats{{{FigureFormat::pdf, "pdf", ".pdf"},
                                             {FigureFormat::svg, "svg", ".svg"},
                                             {FigureFormat::png, "png", ".png"},
                                             {FigureFormat::csv, "csv", ".csv"},
                                             {FigureFormat::script, "script", ".py"},
                                             {FigureFormat::pgfplots, "pgfplots", ".tex"}}};

const FormatName& described(FigureFormat format)
{
    return *std::find_if(formats.begin(), formats.end(),
                         [&](const FormatName& each) { return each.format == format; });
}

struct PageSize {
    double width_mm, height_mm;
    QSizeF units() const
    {
        return {width_mm / 25.4 * 72, height_mm / 25.4 * 72};
    } // one unit = 1 pt
};

PageSize page_size(const ExportSettings& settings)
{
    const PageSize size{settings.width_mm > 0 ? settings.width_mm : settings.style.width_mm,
                        settings.height_mm > 0 ? settings.height_mm : settings.style.height_mm};
    for (const double length : {size.width_mm, size.height_mm})
        if (!(length >= 15 && length <= 2000))
            throw UsageError("A figure of " + QString::number(size.width_mm).toStdString() + " × "
                             + QString::number(size.height_mm).toStdString()
                             + " mm cannot be drawn; each side must be 15 to 2000 mm.");
    return size;
}

// Draws what the screen shows, in points, once per file.
struct Sheet {
    const Figure& figure;
    const Frame& frame;
    const FigureChoices& choices;
    const Provenance& provenance;
    const ExportSettings& settings;
    Drawing drawing;
    std::vector<Drawing> ghosts{};

    Sheet(const Figure& the_figure, const Frame& the_frame, const FigureChoices& the_choices,
          const Provenance& the_provenance, const ExportSettings& the_settings)
        : figure(the_figure)
        , frame(the_frame)
        , choices(the_choices)
        , provenance(the_provenance)
        , settings(the_settings)
        , drawing(draw_figure(figure, frame, choices))
    {
        for (const auto& ghost : frame.ghosts)
            ghosts.push_back(ghost ? draw_figure(figure, *ghost, choices) : Drawing{});
    }

    void paint(QPainter& painter, QSizeF size) const
    {
        FigureStyle style = settings.style;
        style.paper = true;
        style.captions = settings.caption;
        const Palette& palette = Palette::of(settings.theme);
        if (settings.theme == Theme::dark)
            painter.fillRect(QRectF(QPointF(), size), palette.card);
        FigureSubject subject;
        subject.run = {&drawing, frame.series, frame.step};
        for (std::size_t i = 0; i < ghosts.size(); ++i)
            if (frame.ghosts[i])
                subject.ghosts.push_back(
                    {&ghosts[i], frame.ghosts[i]->series, frame.ghosts[i]->step});
        subject.texts.title = translated(figure.title);
        subject.texts.caption = translated(figure.caption);
        if (settings.footer)
            subject.texts.footer = QString::fromStdString(provenance.line());
        subject.zooms = choices.zooms;
        subject.pinned = choices.pinned;
        subject.cursor = frame.step < frame.newest; // at the end it says nothing
        FigurePainter().paint(painter, subject, size, style, palette);
    }
};

QByteArray xmp(const Sheet& sheet)
{
    const auto escaped = [](const std::string& text) {
        return QString::fromStdString(text).toHtmlEscaped();
    };
    return QStringLiteral(
               "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
               "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
               "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
               "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
               "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
               "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%1</rdf:li></rdf:Alt></dc:title>"
               "<dc:description><rdf:Alt><rdf:li "
               "xml:lang=\"x-default\">%2</rdf:li></rdf:Alt></dc:description>"
               "<dc:source>%3</dc:source><xmp:CreatorTool>Etalon %4</xmp:CreatorTool>"
               "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n")
        .arg(escaped(sheet.figure.title), escaped(sheet.provenance.line()),
             escaped(sheet.provenance.command()), escaped(sheet.provenance.version))
        .toUtf8();
}

QByteArray pdf_bytes(const Sheet& sheet)
{
    const PageSize size = page_size(sheet.settings);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(translated(sheet.figure.title));
        writer.setCreator(QStringLiteral("Etalon ")
                          + QString::fromStdString(sheet.provenance.version));
        writer.setResolution(1200);
        writer.setPageSize(QPageSize(QSizeF(size.width_mm, size.height_mm), QPageSize::Millimeter,
                                     {}, QPageSize::ExactMatch));
        writer.setPageMargins({});
        writer.setDocumentXmpMetadata(xmp(sheet));
        const std::string& run = sheet.provenance.run_json;
        writer.addFileAttachment(
            QStringLiteral("run.json"),
            QByteArray::fromStdString(run.empty() ? sheet.provenance.json() : run),
            QStringLiteral("application/json"));
        QPainter painter(&writer);
        painter.scale(1200.0 / 72, 1200.0 / 72);
        sheet.paint(painter, size.units());
    }
    return bytes;
}

QByteArray svg_bytes(const Sheet& sheet)
{
    const PageSize size = page_size(sheet.settings);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(72);
    generator.setSize(size.units().toSize());
    generator.setViewBox(QRectF(QPointF(), size.units()));
    QPainter painter(&generator);
    sheet.paint(painter, size.units());
    painter.end();

    // Qt rounds the size to whole units; the contract is in millimetres. Its title and description
    // are not escaped in all versions: ours take their place.
    QString text = QString::fromUtf8(bytes);
    const auto replace = [&text](const QString& pattern, const QString& by) {
        const auto match =
            QRegularExpression(pattern, QRegularExpression::DotMatchesEverythingOption).match(text);
        if (match.hasMatch())
            text.replace(match.capturedStart(), match.capturedLength(), by);
    };
    const auto escaped = [](const std::string& words) {
        return QString::fromStdString(words).toHtmlEscaped();
    };
    replace(QStringLiteral("<svg width=\"[^\"]*\" height=\"[^\"]*\""),
            QStringLiteral("<svg width=\"%1mm\" height=\"%2mm\"")
                .arg(size.width_mm)
                .arg(size.height_mm));
    replace(QStringLiteral("<title>.*?</title>"),
            QStringLiteral("<title>%1</title>").arg(escaped(sheet.figure.title)));
    replace(QStringLiteral("<desc>.*?</desc>"),
            QStringLiteral("<desc>%1</desc>\n<metadata>%2</metadata>")
                .arg(escaped(sheet.provenance.line()), escaped(sheet.provenance.json())));
    return text.toUtf8();
}

QByteArray png_bytes(const Sheet& sheet)
{
    const PageSize size = page_size(sheet.settings);
    const double dpi = sheet.settings.dpi;
    const QSizeF pixels(size.width_mm / 25.4 * dpi, size.height_mm / 25.4 * dpi);
    if (!(dpi >= 30 && dpi <= 2400) || pixels.width() * pixels.height() > 4e8)
        throw UsageError(QStringLiteral("A picture of %1 × %2 mm at %3 dots per inch cannot be "
                                        "drawn; use 30 to 2400 dpi and at most 400 million pixels.")
                             .arg(size.width_mm)
                             .arg(size.height_mm)
                             .arg(dpi)
                             .toStdString());
    QImage image(QSize(static_cast<int>(std::lround(pixels.width())),
                       static_cast<int>(std::lround(pixels.height()))),
                 QImage::Format_RGB32);
    image.fill(Palette::of(sheet.settings.theme).card);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(dpi / 72, dpi / 72);
    sheet.paint(painter, size.units());
    painter.end();
    image.setDotsPerMeterX(static_cast<int>(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    image.setText(QStringLiteral("Title"), translated(sheet.figure.title));
    image.setText(QStringLiteral("Description"), QString::fromStdString(sheet.provenance.line()));
    image.setText(QStringLiteral("Software"),
                  QStringLiteral("Etalon ") + QString::fromStdString(sheet.provenance.version));
    image.setText(QStringLiteral("Provenance"), QString::fromStdString(sheet.provenance.json()));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!writer.write(image))
        throw Error("The picture cannot be written as PNG: " + writer.errorString().toStdString()
                    + ".");
    return bytes;
}

void write_file(const std::filesystem::path& path, const QByteArray& bytes)
{
    replace_file(path, {bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

QByteArray bytes_of(const Sheet& sheet, FigureFormat format, const std::string& csv_name)
{
    switch (format) {
    case FigureFormat::pdf:
        return pdf_bytes(sheet);
    case FigureFormat::svg:
        return svg_bytes(sheet);
    case FigureFormat::png:
        return png_bytes(sheet);
    case FigureFormat::csv:
        return QByteArray::fromStdString(
            figure_csv(sheet.drawing, sheet.frame.series, sheet.provenance));
    case FigureFormat::script:
    case FigureFormat::pgfplots: {
        const PageSize size = page_size(sheet.settings);
        const auto& make = format == FigureFormat::script ? matplotlib_script : pgfplots_picture;
        return QByteArray::fromStdString(make(sheet.figure, sheet.drawing, sheet.frame.series,
                                              sheet.provenance, csv_name, size.width_mm,
                                              size.height_mm));
    }
    }
    return {};
}

} // namespace

FigureFormat find_format(std::string_view name)
{
    std::string known;
    for (const FormatName& each : formats) {
        if (each.name == name)
            return each.format;
        known += (known.empty() ? "" : ", ") + std::string(each.name);
    }
    throw UsageError("Unknown figure format \"" + std::string(name) + "\"; choose one of " + known
                     + ".");
}

std::string to_text(FigureFormat format)
{
    return described(format).name;
}

std::string file_ending(FigureFormat format)
{
    return described(format).ending;
}

void write_figure(const Figure& figure, const Frame& frame, const FigureChoices& choices,
                  const Provenance& provenance, const ExportSettings& settings, FigureFormat format,
                  const std::filesystem::path& path)
{
    const std::string csv_name =
        std::filesystem::path(path).replace_extension(".csv").filename().string();
    write_file(path,
               bytes_of(Sheet(figure, frame, choices, provenance, settings), format, csv_name));
}

std::vector<std::filesystem::path>
write_figure_files(const Figure& figure, const Frame& frame, const FigureChoices& choices,
                   const Provenance& provenance, const ExportSettings& settings,
                   const std::vector<FigureFormat>& wanted, const std::filesystem::path& directory)
{
    std::vector<FigureFormat> all = wanted;
    const bool script = std::any_of(all.begin(), all.end(), [](FigureFormat format) {
        return format == FigureFormat::script || format == FigureFormat::pgfplots;
    });
    if (script && std::find(all.begin(), all.end(), FigureFormat::csv) == all.end())
        all.push_back(FigureFormat::csv); // scripts read it
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        throw Error("Cannot make the folder " + directory.string() + ": " + failure.message()
                    + ".");

    const Sheet sheet(figure, frame, choices, provenance, settings);
    std::vector<std::filesystem::path> written;
    for (const FigureFormat format : all) {
        const auto path = directory / (figure.id + file_ending(format));
        write_file(path, bytes_of(sheet, format, figure.id + ".csv"));
        written.push_back(path);
    }
    return written;
}

std::string figure_svg(const Figure& figure, const Frame& frame, const FigureChoices& choices,
                       const Provenance& provenance, const ExportSettings& settings)
{
    return svg_bytes(Sheet(figure, frame, choices, provenance, settings)).toStdString();
}

} // namespace etalon
