#include "core/experiments/linear_scope/network_file.hpp"

#include "core/experiments/linear_scope/network_layers.hpp"
#include "core/lab/error.hpp"
#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"
#include "core/lab/rehearsal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

namespace etalon {
namespace {

constexpr std::size_t most_numbers = std::size_t{1} << 24; // of an image between two layers
constexpr std::size_t most_layers = 1000;

std::string text(const std::vector<std::size_t>& shape)
{
    std::string result;
    for (const std::size_t extent : shape)
        result += (result.empty() ? "" : " × ") + std::to_string(extent);
    return "(" + result + ")";
}

class File {
public:
    explicit File(const std::filesystem::path& path)
        : file_(path)
    {
    }

    ImportedNetwork read()
    {
        header();
        result_.network.input = input_shape();
        const Json list = attribute_json("layers");
        const auto layers = JsonReader(list, place("layers")).items();
        if (layers.empty() || layers.size() > most_layers)
            fail("attribute layers lists " + std::to_string(layers.size())
                 + " layers, expected 1 to " + std::to_string(most_layers));
        for (std::size_t j = 0; j < layers.size(); ++j)
            result_.network.layers.push_back(layer(j, layers[j]));
        connect(result_.network, file_.name());
        for (std::size_t j = 0; j < layers.size(); ++j)
            check_size(j, result_.network.layers[j]);
        names();
        normalisation();
        images();
        return std::move(result_);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const
    {
        throw UsageError(file_.name() + ": " + problem + ".");
    }
    [[noreturn]] void fail(std::size_t j, const std::string& type, const std::string& problem) const
    {
        fail("layer " + std::to_string(j) + " (" + type + ") " + problem);
    }
    [[noreturn]] void refuse_shape(std::size_t j, const std::string& type,
                                   const std::vector<std::size_t>& shape,
                                   const std::string& expected) const
    {
        fail(j, type,
             "has weights of shape " + text(shape) + ", expected " + expected + " in /layers/"
                 + std::to_string(j) + "/weight");
    }
    std::string place(const std::string& attribute) const
    {
        return file_.name() + ": attribute " + attribute;
    }

    void header() const
    {
        const auto format = file_.text("/", "format");
        if (format != "etalon-network")
            fail(format ? "attribute format is \"" + *format + "\", expected \"etalon-network\""
                        : "attribute format is missing, expected \"etalon-network\"");
        const auto version = file_.integer("/", "version");
        if (version != 1)
            fail(version ? "version " + std::to_string(*version)
                         + " is not known here, expected version 1"
                         : "attribute version is missing, expected 1");
    }

    Json attribute_json(const std::string& key) const
    {
        const auto found = file_.text("/", key);
        if (!found)
            fail("attribute " + key + " is missing, expected a JSON list");
        return parse_json(*found, place(key));
    }

    /// A row of numbers, or a JSON list of them.
    std::optional<std::vector<double>> attribute_numbers(const std::string& key) const
    {
        if (!file_.is_text("/", key))
            return file_.numbers("/", key);
        const Json list = attribute_json(key);
        std::vector<double> result;
        for (const JsonReader& item : JsonReader(list, place(key)).items())
            result.push_back(item.real());
        return result;
    }

    ScopeShape input_shape() const
    {
        const auto numbers = attribute_numbers("input_shape");
        if (!numbers || numbers->size() != 3)
            fail(numbers
                     ? "attribute input_shape has " + std::to_string(numbers->size())
                         + " numbers, expected 3 (channels, height, width)"
                     : "attribute input_shape is missing, expected 3 numbers (channels, height, "
                       "width)");
        std::array<std::size_t, 3> extents{};
        double product = 1;
        for (std::size_t i = 0; i < 3; ++i) {
            const double extent = (*numbers)[i];
            product *= extent;
            if (!(extent >= 1 && product <= static_cast<double>(most_numbers))
                || extent != std::floor(extent))
                fail("attribute input_shape holds " + std::to_string(extent)
                     + ", expected whole numbers from 1 on with a product of at most "
                     + std::to_string(most_numbers));
            extents[i] = static_cast<std::size_t>(extent);
        }
        return {extents[0], extents[1], extents[2]};
    }

    // ---- Layers

    /// A whole number of a layer, or its default.
    std::size_t whole(std::size_t j, const JsonReader& json, const std::string& key,
                      std::int64_t fallback, std::int64_t least, std::int64_t most) const
    {
        const auto found = json.find(key);
        const std::int64_t value = found ? found->integer() : fallback;
        if (value < least || value > most)
            fail(j, json.at("type").text(),
                 "has " + key + " " + std::to_string(value) + ", expected " + std::to_string(least)
                     + " to " + std::to_string(most));
        return static_cast<std::size_t>(value);
    }

    double real(std::size_t j, const JsonReader& json, const std::string& key, double fallback,
                double least, double most) const
    {
        const auto found = json.find(key);
        const double value = found ? found->real() : fallback;
        if (!(value >= least && value <= most))
            fail(j, json.at("type").text(),
                 "has " + key + " " + std::to_string(value) + ", expected " + std::to_string(least)
                     + " to " + std::to_string(most));
        return value;
    }

    ScopeLayer layer(std::size_t j, const JsonReader& json)
    {
        const std::string name = json.at("type").text();
        const auto type = layer_type(name);
        if (!type)
            fail("layer " + std::to_string(j) + " has the unknown type \"" + name
                 + "\", expected one of " + layer_types());
        ScopeLayer layer{.type = *type};
        const auto known = layer_keys(layer.type);
        for (const auto& [key, value] : json.members())
            if (!known.contains(key))
                fail(j, name, "has the unknown key \"" + key + "\"");
        switch (layer.type) {
        case ScopeLayerType::conv:
            layer.stride = whole(j, json, "stride", 1, 1, 2);
            layer.padding = whole(j, json, "padding", 0, 0, 1024);
            convolution(j, layer);
            break;
        case ScopeLayerType::dense:
            layer.weight = array(j, name, "weight", 2).values;
            layer.bias = optional_array(j, name, "bias");
            break;
        case ScopeLayerType::leaky_relu:
            layer.slope = real(j, json, "slope", 0.01, 0, 1);
            break;
        case ScopeLayerType::max:
        case ScopeLayerType::avg:
            layer.kernel = whole(j, json, "size", 2, 2, 4);
            if (const auto stride = json.find("stride");
                stride && stride->integer() != static_cast<std::int64_t>(layer.kernel))
                fail(j, name,
                     "has stride " + std::to_string(stride->integer()) + ", expected its size "
                         + std::to_string(layer.kernel));
            break;
        case ScopeLayerType::scale_shift:
            scale(j, layer, array(j, name, "scale", 1).values);
            break;
        case ScopeLayerType::instance_norm:
            layer.epsilon = real(j, json, "eps", 1e-5, 0, 1);
            scale(j, layer, optional_array(j, name, "scale"));
            break;
        case ScopeLayerType::add:
            layer.from = json.at("from").integer();
            break;
        default:
            break;
        }
        return layer;
    }

    void convolution(std::size_t j, ScopeLayer& layer)
    {
        const Array weight = array(j, "conv", "weight", 4);
        if (weight.shape[2] != weight.shape[3])
            refuse_shape(j, "conv", weight.shape, "a square kernel");
        const std::size_t channels = channels_before(j);
        if (weight.shape[1] != channels)
            refuse_shape(j, "conv", weight.shape,
                         std::to_string(channels) + " input channels (groups are not supported)");
        layer.kernel = weight.shape[2];
        layer.weight = weight.values;
        layer.bias = optional_array(j, "conv", "bias");
        if (!layer.bias.empty() && layer.bias.size() != weight.shape[0])
            fail(j, "conv",
                 "has a bias of " + std::to_string(layer.bias.size()) + " numbers, expected "
                     + std::to_string(weight.shape[0]));
    }

    /// Of the layers read so far.
    std::size_t channels_before(std::size_t j)
    {
        if (j == 0)
            return result_.network.input.channels;
        connect(result_.network, file_.name());
        return result_.network.layers.back().out.channels;
    }

    void scale(std::size_t j, ScopeLayer& layer, std::vector<double> scale)
    {
        layer.weight = std::move(scale);
        layer.bias = optional_array(j, std::string(to_text(layer.type)), "shift");
        const std::size_t channels = channels_before(j);
        if (layer.weight.empty())
            layer.weight.assign(channels, 1);
        if (layer.bias.empty())
            layer.bias.assign(channels, 0);
    }

    // ---- Arrays

    struct Array {
        std::vector<std::size_t> shape{};
        std::vector<double> values{};
    };

    Array numbers(const std::string& path, const std::string& who) const
    {
        const auto extent = file_.extent(path);
        Array result{.shape = extent.shape};
        auto values = file_.read(path);
        if (auto* whole = std::get_if<std::vector<std::int64_t>>(&values))
            result.values.assign(whole->begin(), whole->end());
        else
            result.values = std::move(std::get<std::vector<double>>(values));
        const auto bad = std::find_if_not(result.values.begin(), result.values.end(),
                                          [](double value) { return std::isfinite(value); });
        if (bad != result.values.end())
            fail(who + " (" + path + ") holds a number that is not finite at place "
                 + std::to_string(bad - result.values.begin()) + ", expected finite numbers");
        return result;
    }

    bool has(std::size_t j, const std::string& what) const
    {
        const std::string group = "/layers/" + std::to_string(j);
        if (!file_.has_group(group))
            return false;
        const auto names = file_.children(group);
        return std::ranges::find(names, what) != names.end();
    }

    Array array(std::size_t j, const std::string& type, const std::string& what,
                std::size_t rank) const
    {
        const std::string path = "/layers/" + std::to_string(j) + "/" + what;
        if (!has(j, what))
            fail(j, type, "has no " + what + ", expected the dataset " + path);
        if (!file_.extent(path).real)
            fail(j, type,
                 "has a " + what + " (" + path + ") of whole numbers, expected float32 or float64");
        Array result = numbers(path, "layer " + std::to_string(j) + " (" + type + ") " + what);
        if (result.shape.size() != rank || result.values.empty())
            fail(j, type,
                 "has a " + what + " of shape " + text(result.shape) + ", expected "
                     + std::to_string(rank) + (rank == 1 ? " extent in " : " extents in ") + path);
        return result;
    }

    std::vector<double> optional_array(std::size_t j, const std::string& type,
                                       const std::string& what) const
    {
        return has(j, what) ? array(j, type, what, 1).values : std::vector<double>();
    }

    void check_size(std::size_t j, const ScopeLayer& layer) const
    {
        const std::string name(to_text(layer.type));
        if (layer.out.size() > most_numbers)
            fail(j, name,
                 "gives " + std::to_string(layer.out.size()) + " numbers, expected at most "
                     + std::to_string(most_numbers));
        if (layer.type != ScopeLayerType::dense)
            return;
        const auto shape = file_.extent("/layers/" + std::to_string(j) + "/weight").shape;
        if (shape[1] != layer.in.channels)
            refuse_shape(j, name, shape, std::to_string(layer.in.channels) + " inputs");
    }

    // ---- The rest

    void names()
    {
        if (!file_.text("/", "class_names"))
            return;
        const Json list = attribute_json("class_names");
        for (const JsonReader& name : JsonReader(list, place("class_names")).items())
            result_.class_names.push_back(name.text());
        if (result_.class_names.size() != result_.network.outputs())
            fail("attribute class_names lists " + std::to_string(result_.class_names.size())
                 + " names, expected " + std::to_string(result_.network.outputs())
                 + " as there are outputs");
    }

    std::vector<double> per_channel(const std::string& key, bool positive) const
    {
        const auto found = attribute_numbers(key);
        const std::size_t channels = result_.network.input.channels;
        if (!found)
            return {};
        if (found->size() != channels)
            fail("attribute " + key + " has " + std::to_string(found->size())
                 + " numbers, expected " + std::to_string(channels) + ", one a channel");
        for (const double value : *found)
            if (!std::isfinite(value) || (positive && !(value > 0)))
                fail("attribute " + key + " holds " + std::to_string(value) + ", expected finite "
                     + (positive ? "numbers above 0" : "numbers"));
        return *found;
    }

    void normalisation()
    {
        result_.mean = per_channel("mean", false);
        result_.deviation = per_channel("std", true);
    }

    void images()
    {
        const auto names = file_.children("/");
        if (std::ranges::find(names, "images") == names.end())
            return;
        Array found = numbers("/images", "images");
        const ScopeShape& shape = result_.network.input;
        if (found.shape.size() != 4 || found.shape[0] == 0 || found.shape[1] != shape.channels
            || found.shape[2] != shape.height || found.shape[3] != shape.width)
            fail("/images has the shape " + text(found.shape) + ", expected (count × "
                 + std::to_string(shape.channels) + " × " + std::to_string(shape.height) + " × "
                 + std::to_string(shape.width) + ")");
        const std::size_t pixels = shape.height * shape.width;
        for (std::size_t i = 0; i < found.values.size(); ++i) {
            const std::size_t channel = i / pixels % shape.channels;
            if (!result_.mean.empty())
                found.values[i] -= result_.mean[channel];
            if (!result_.deviation.empty())
                found.values[i] /= result_.deviation[channel];
        }
        result_.images = std::move(found.values);
    }

    H5Reader file_;
    ImportedNetwork result_{};
};

} // namespace

ImportedNetwork read_network(const std::filesystem::path& path)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    const auto seconds = failed ? 2 : 2 + static_cast<unsigned>(size >> 25);
    rehearse(path.string(), seconds, [&] { File(path).read(); }); // nothing vouches for it
    return File(path).read();
}

} // namespace etalon
