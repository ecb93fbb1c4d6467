#include "app/export_command.hpp"

#include "app/figure_files.hpp"
#include "app/mistakes.hpp"
#include "app/run_request.hpp"

#include <limits>
#include <sstream>

namespace etalon {
namespace {

std::vector<FigureFormat> read_formats(const std::string& text, Mistakes& mistakes)
{
    std::vector<FigureFormat> formats;
    std::istringstream names(text);
    for (std::string name; std::getline(names, name, ',');)
        mistakes.attempt([&] { formats.push_back(find_format(name)); });
    if (text.empty())
        mistakes.add("--format: name at least one of pdf, svg, png, csv.");
    return formats;
}

ExportSettings read_settings(const ExportArguments& arguments, Mistakes& mistakes)
{
    const Limits millimetres = {10, 1000, "mm"};
    const Limits dots = {30, 2400, "dots per inch"};
    constexpr double most_pixels = 1e8; // 400 MB while it is painted
    ExportSettings settings;
    mistakes.attempt([&] { settings.style = find_style(arguments.style); });
    if (arguments.width)
        settings.width_mm = read_quantity("--width", *arguments.width, millimetres, mistakes);
    if (arguments.height)
        settings.height_mm = read_quantity("--height", *arguments.height, millimetres, mistakes);
    if (arguments.dpi)
        settings.dpi = read_quantity("--dpi", *arguments.dpi, dots, mistakes);
    settings.footer = arguments.footer;

    const double width = settings.width_mm > 0 ? settings.width_mm : settings.style.width_mm;
    const double height = settings.height_mm > 0 ? settings.height_mm : settings.style.height_mm;
    const double scale = settings.dpi / 25.4;
    if (width * scale * height * scale > most_pixels)
        mistakes.add("A picture of " + to_text(width) + " × " + to_text(height) + " mm at "
                     + to_text(settings.dpi)
                     + " dots per inch has more than 100 million pixels; lower --dpi.");
    return settings;
}

} // namespace

void export_figures(const ExportArguments& arguments, std::span<const Experiment> experiments)
{
    Mistakes mistakes;
    FigureRequest request;
    request.figures = arguments.figures;
    request.formats = read_formats(arguments.formats, mistakes);
    if (arguments.script)
        request.formats.insert(request.formats.end(),
                               {FigureFormat::script, FigureFormat::pgfplots});
    request.settings = read_settings(arguments, mistakes);
    if (arguments.step) {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        request.step =
            static_cast<std::int64_t>(read_number("--step", *arguments.step, most, mistakes));
    }
    if (arguments.directory.empty())
        mistakes.add("Say which saved run: etalon export DIR.");
    mistakes.throw_if_any();

    const std::filesystem::path directory = arguments.directory;
    const RunRecord record = load(directory, experiments);
    const std::filesystem::path target =
        arguments.to ? std::filesystem::path(*arguments.to) : directory / "figures";
    write_figures(record, directory, find(experiments, record.experiment), request, target);
}

} // namespace etalon
