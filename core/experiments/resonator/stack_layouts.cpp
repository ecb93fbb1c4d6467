// The structures of section 2.4 as layers and design parameters.
#include "core/experiments/resonator/layer_file.hpp"
#include "core/experiments/resonator/layered_model.hpp"
#include "core/experiments/resonator/materials.hpp"
#include "core/experiments/resonator/target_file.hpp"
#include "core/lab/error.hpp"
#include "core/lab/parameter.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {
namespace {

/// Indices as the settings' texts name them.
class Media {
public:
    Media(const std::optional<std::filesystem::path>& folder, std::span<const double> wavelengths,
          const KnownMedia& known)
        : folder_(folder)
        , wavelengths_(wavelengths)
        , known_(known)
    {
    }

    LayerIndex operator()(const std::string& key, const std::string& text, double highest) const
    {
        if (const auto number = constant_index(text);
            number && !(*number >= 1 && *number <= highest))
            throw UsageError(key + "=" + text + " is out of range (1 to " + to_text(highest)
                             + ").");
        if (const auto found = known_.find(text); found != known_.end())
            return found->second;
        return material_index(text, wavelengths_, folder_, key);
    }

private:
    const std::optional<std::filesystem::path>& folder_;
    std::span<const double> wavelengths_;
    const KnownMedia& known_;
};

constexpr double highest_outside = 4, highest_inside = 5;

/// Builds a layout from the incident side down.
class Builder {
public:
    explicit Builder(const ResonatorSettings& settings)
    {
        layout_.stack.angle = settings.angle;
        layout_.stack.polarisation =
            settings.polarization == "p" ? Polarisation::p : Polarisation::s;
    }

    std::size_t parameter(DesignParameter parameter)
    {
        layout_.design.push_back(std::move(parameter));
        return layout_.design.size() - 1;
    }

    void medium(LayerIndex index) { layout_.stack.indices.push_back(std::move(index)); }

    void layer(LayerIndex index, std::size_t index_row, std::size_t thickness_row)
    {
        medium(std::move(index));
        layout_.stack.thicknesses.push_back(0);
        layout_.sets.index.push_back(index_row);
        layout_.sets.thickness.push_back(thickness_row);
    }

    StackLayout finish(Observable observable, std::vector<std::size_t> scan_order)
    {
        layout_.sets.count = layout_.design.size();
        layout_.observable = observable;
        layout_.scan_order = std::move(scan_order);
        return std::move(layout_);
    }

private:
    StackLayout layout_{};
};

StackLayout slab(const ResonatorSettings& settings, const Media& media)
{
    Builder builder(settings);
    const auto index = builder.parameter({"index", "Index", "1", 1.2, 3.5});
    const auto thickness = builder.parameter({"thickness", "Thickness", "nm", 100, 1000});
    builder.medium({{settings.n_in}});
    builder.layer({{Complex(1.2, settings.extinction)}}, index, thickness);
    builder.medium(media("n_out", settings.n_out, highest_outside));
    return builder.finish(Observable::transmission, {thickness, index});
}

StackLayout bragg(const ResonatorSettings& settings, const Media& media)
{
    Builder builder(settings);
    const auto index = [&](const std::string& key, const std::string& text,
                           DesignParameter parameter) {
        if (constant_index(text)) // the design's, whatever the number
            return std::pair(LayerIndex{{Complex(parameter.low)}},
                             builder.parameter(std::move(parameter)));
        return std::pair(media(key, text, highest_inside), LayerRows::none);
    };
    const auto [low, n_low] =
        index("n_low", settings.n_low, {"n_low", "Lower index", "1", 1.3, 1.9});
    const auto [high, n_high] =
        index("n_high", settings.n_high, {"n_high", "Higher index", "1", 1.9, 2.6});
    const auto d_low = builder.parameter({"d_low", "Lower-index layer", "nm", 50, 200});
    const auto d_high = builder.parameter({"d_high", "Higher-index layer", "nm", 30, 150});
    builder.medium({{settings.n_in}});
    for (std::int64_t pair = 0; pair < settings.pairs; ++pair) {
        builder.layer(high, n_high, d_high);
        builder.layer(low, n_low, d_low);
    }
    builder.medium(media("n_out", settings.n_out, highest_outside));
    std::vector<std::size_t> scan_order{d_high, d_low};
    for (const std::size_t parameter : {n_high, n_low})
        if (parameter != LayerRows::none)
            scan_order.push_back(parameter);
    return builder.finish(Observable::reflection, std::move(scan_order));
}

StackLayout cavity(const ResonatorSettings& settings, const Media& media)
{
    Builder builder(settings);
    const auto d_low = builder.parameter({"d_low", "Lower-index layer", "nm", 50, 160});
    const auto d_high = builder.parameter({"d_high", "Higher-index layer", "nm", 30, 100});
    const auto d_defect = builder.parameter({"d_defect", "Defect", "nm", 100, 600});
    const LayerIndex low = media("n_low", settings.n_low, highest_inside);
    const LayerIndex high = media("n_high", settings.n_high, highest_inside);
    const LayerIndex defect = media("n_defect", settings.n_defect, highest_inside);
    const auto put_high = [&] { builder.layer(high, LayerRows::none, d_high); };
    const auto put_low = [&] { builder.layer(low, LayerRows::none, d_low); };
    builder.medium({{settings.n_in}});
    for (std::int64_t pair = 0; pair < settings.pairs; ++pair) {
        put_high();
        put_low();
    }
    put_high();
    builder.layer(defect, LayerRows::none, d_defect);
    put_high();
    for (std::int64_t pair = 0; pair < settings.pairs; ++pair) {
        put_low();
        put_high();
    }
    builder.medium(media("n_out", settings.n_out, highest_outside));
    return builder.finish(Observable::transmission, {d_defect, d_high, d_low});
}

/// Every thickness of the file, half to one and a half times as listed.
StackLayout listed(const ResonatorSettings& settings, const ResonatorFiles& files,
                   std::span<const double> wavelengths)
{
    Builder builder(settings);
    const LayerStack stack = read_layer_file(*files.layers, wavelengths, files.folder);
    builder.medium(stack.indices.front());
    for (std::size_t layer = 0; layer < stack.thicknesses.size(); ++layer) {
        const std::string number = std::to_string(layer + 1);
        const double thickness = stack.thicknesses[layer];
        const auto row = builder.parameter(
            {"thickness_" + number, "Layer " + number, "nm", 0.5 * thickness, 1.5 * thickness});
        builder.layer(stack.indices[layer + 1], LayerRows::none, row);
    }
    builder.medium(stack.indices.back());
    const bool reflects = files.target && read_target_file(*files.target).has_reflection;
    std::vector<std::size_t> scan_order(stack.thicknesses.size());
    std::iota(scan_order.begin(), scan_order.end(), std::size_t{0});
    return builder.finish(reflects ? Observable::reflection : Observable::transmission,
                          std::move(scan_order));
}

} // namespace

StackLayout stack_layout(const ResonatorSettings& settings,
                         const std::optional<std::filesystem::path>& data,
                         std::span<const double> wavelengths, const KnownMedia& known)
{
    const ResonatorFiles files = resonator_files(settings, data);
    const Media media(files.folder, wavelengths, known);
    if (settings.structure == "slab")
        return slab(settings, media);
    if (settings.structure == "bragg")
        return bragg(settings, media);
    if (settings.structure == "cavity")
        return cavity(settings, media);
    return listed(settings, files, wavelengths);
}

} // namespace etalon
