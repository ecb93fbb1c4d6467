#include "core/lab/recording_h5.hpp"

#include "core/lab/h5_file.hpp"
#include "core/lab/json.hpp"
#include "core/lab/rehearsal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace etalon {

namespace {

constexpr auto unordered = std::numeric_limits<std::int64_t>::max();

// ---- Writing -----------------------------------------------------------------------------------

/// The series without superseded samples.
struct Samples {
    std::vector<std::int64_t> steps{};
    std::vector<double> values{};
};

Samples distinct(const Series& series)
{
    Samples result;
    const auto steps = series.steps();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i + 1 < steps.size() && steps[i] == steps[i + 1])
            continue;
        const auto sample = series.sample(i);
        result.steps.push_back(steps[i]);
        result.values.insert(result.values.end(), sample.begin(), sample.end());
    }
    return result;
}

std::string group_of(const Channel& channel)
{
    return (channel.role == Role::theory ? "/theory/" : "/channels/") + channel.name;
}

void write_channel(H5Writer& file, const Channel& channel, const Series& series, std::size_t order)
{
    const auto samples = distinct(series);
    const auto group = group_of(channel);
    const auto values = group + "/values";
    std::vector<std::size_t> shape{samples.steps.size()};
    shape.insert(shape.end(), channel.shape.begin(), channel.shape.end());
    file.write(group + "/steps", {samples.steps.size()}, samples.steps);
    file.write(values, shape, samples.values);
    file.attribute(values, "unit", channel.unit);
    file.attribute(values, "label", channel.label);
    file.attribute(values, "dims", json_line(Json::List(channel.dims.begin(), channel.dims.end())));
    file.attribute(values, "every", channel.every);
    file.attribute(values, "index", channel.index);
    file.attribute(values, "order", static_cast<std::int64_t>(order));
}

/// A tensor named "group/name" stands in /state/group.
bool is_state_of_its_own(const Tensor& tensor)
{
    return tensor.name.find('/') != tensor.name.npos;
}

void write_tensors(H5Writer& file, const std::string& group, std::span<const Tensor> tensors)
{
    file.group(group);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto path =
            (is_state_of_its_own(tensors[i]) ? "/state" : group) + "/" + tensors[i].name;
        std::visit(
            [&](const auto& values) { file.write(path, tensors[i].shape, std::span(values)); },
            tensors[i].values);
        file.attribute(path, "order", static_cast<std::int64_t>(i));
    }
}

// ---- Reading -----------------------------------------------------------------------------------

std::string spaced(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

/// Axes of one sample. References may count the steps as an axis, or name none.
std::vector<std::string> read_dims(const H5Reader& file, const std::string& values,
                                   std::size_t rank)
{
    std::vector<std::string> dims;
    if (const auto text = file.text(values, "dims")) {
        const auto place = file.name() + ": " + values + ", attribute dims";
        const Json list = parse_json(*text, place);
        for (const JsonReader& item : JsonReader(list, place).items())
            dims.push_back(item.text());
    }
    if (dims.size() == rank + 1 && dims.front() == "step")
        dims.erase(dims.begin());
    if (dims.size() != rank) {
        dims.clear();
        for (std::size_t axis = 1; axis <= rank; ++axis)
            dims.push_back("axis_" + std::to_string(axis));
    }
    return dims;
}

/// What a file without this attribute leaves open: the common divisor of the steps, of which the
/// last may stand off the grid.
std::int64_t spacing(std::span<const std::int64_t> steps)
{
    if (steps.size() == 1)
        return steps[0] == 0 ? 0 : steps[0];
    std::int64_t divisor = 0;
    for (const auto step : steps.first(steps.size() - 1))
        divisor = std::gcd(divisor, step);
    return divisor > 0 ? divisor : steps.back() > 0 ? steps.back() : 1;
}

std::int64_t read_every(const H5Reader& file, const std::string& values,
                        std::span<const std::int64_t> steps)
{
    const auto every = file.integer(values, "every");
    if (!every)
        return spacing(steps);
    if (*every < 0)
        throw UsageError(file.name() + ": " + values + ", attribute every is "
                         + std::to_string(*every) + ", expected 0 or more.");
    const bool is_once = steps.size() == 1 && steps[0] == 0;
    return *every == 0 && !is_once ? spacing(steps) : *every;
}

struct StoredChannel {
    Channel channel;
    std::int64_t order = unordered;
    std::vector<std::int64_t> steps{};
};

std::vector<std::int64_t> read_steps(const H5Reader& file, const std::string& path)
{
    const auto extent = file.extent(path);
    if (extent.real || extent.shape.size() != 1)
        throw UsageError(file.name() + ": " + path
                         + " is no row of whole numbers, expected int64 of rank 1.");
    auto steps = std::get<std::vector<std::int64_t>>(file.read(path));
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] < (i > 0 ? steps[i - 1] : 0))
            throw UsageError(file.name() + ": " + path + " is " + std::to_string(steps[i]) + " at "
                             + std::to_string(i)
                             + ", expected steps of 0 or more that do not fall.");
    return steps;
}

StoredChannel read_channel(const H5Reader& file, const std::string& group, const std::string& name,
                           Role role)
{
    const auto values = group + "/" + name + "/values";
    StoredChannel stored;
    stored.steps = read_steps(file, group + "/" + name + "/steps");
    const auto extent = file.extent(values);
    if (!extent.real)
        throw UsageError(file.name() + ": " + values + " holds whole numbers, expected float64.");
    const auto rank = extent.shape.size();
    if (rank < 1 || rank > 4)
        throw UsageError(file.name() + ": " + values + " has rank " + std::to_string(rank)
                         + ", expected 1 (a number a step) to 4.");
    if (extent.shape[0] != stored.steps.size())
        throw UsageError(file.name() + ": " + values + " holds " + std::to_string(extent.shape[0])
                         + " samples for " + std::to_string(stored.steps.size()) + " steps.");
    if (stored.steps.empty())
        return stored;
    stored.channel = {.name = name,
                      .label = file.text(values, "label").value_or(spaced(name)),
                      .unit = file.text(values, "unit").value_or("1"),
                      .dims = read_dims(file, values, rank - 1),
                      .shape = {extent.shape.begin() + 1, extent.shape.end()},
                      .every = read_every(file, values, stored.steps),
                      .role = role,
                      .index = file.text(values, "index").value_or("step")};
    stored.order = file.integer(values, "order").value_or(unordered);
    return stored;
}

std::vector<StoredChannel> read_channels(const H5Reader& file)
{
    std::vector<StoredChannel> all;
    const auto add = [&](const std::string& group, Role role) {
        for (const auto& name : file.children(group))
            if (auto stored = read_channel(file, group, name, role); !stored.steps.empty())
                all.push_back(std::move(stored));
    };
    add("/channels", Role::measured);
    if (file.has_group("/theory"))
        add("/theory", Role::theory);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.order < b.order; });
    return all;
}

std::shared_ptr<const Recording>
read_samples(const H5Reader& file, const std::vector<StoredChannel>& stored, std::int64_t last_step)
{
    std::vector<Channel> channels;
    for (const auto& one : stored) {
        channels.push_back(one.channel);
        if (is_over_steps(one.channel))
            last_step = std::max(last_step, one.steps.back());
    }
    // Once finished, a recording keeps every sample and grows with them, whatever its first size.
    const auto recording = std::make_shared<Recording>(std::move(channels), 0);
    recording->finish(last_step);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto all =
            std::get<std::vector<double>>(file.read(group_of(stored[i].channel) + "/values"));
        const auto size = width(stored[i].channel);
        for (std::size_t sample = 0; sample < stored[i].steps.size(); ++sample)
            recording->append(i, stored[i].steps[sample],
                              std::span(all).subspan(sample * size, size));
    }
    recording->publish();
    return recording;
}

std::vector<Tensor> read_tensors(const H5Reader& file, const std::string& group)
{
    std::vector<std::pair<std::int64_t, Tensor>> ordered;
    for (const auto& name : file.children(group)) {
        const auto path = group + "/" + name;
        const auto order = file.integer(path, "order").value_or(unordered);
        ordered.emplace_back(order, Tensor{name, file.extent(path).shape, file.read(path)});
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Tensor> tensors;
    for (auto& [order, tensor] : ordered)
        tensors.push_back(std::move(tensor));
    return tensors;
}

/// The final weights and the states that came about on the way.
std::vector<Tensor> read_final(const H5Reader& file)
{
    auto tensors = read_tensors(file, "/state/final");
    for (const auto& name : file.children("/state")) {
        if (name == "initial" || name == "final" || name == "checkpoints"
            || !file.has_group("/state/" + name))
            continue;
        for (auto& tensor : read_tensors(file, "/state/" + name)) {
            tensor.name = name + "/" + tensor.name;
            tensors.push_back(std::move(tensor));
        }
    }
    return tensors;
}

std::vector<Checkpoint> read_checkpoints(const H5Reader& file)
{
    const std::string group = "/state/checkpoints";
    std::vector<Checkpoint> checkpoints;
    if (!file.has_group(group))
        return checkpoints;
    for (const auto& name : file.children(group)) {
        std::int64_t step = -1;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
        if (error != std::errc() || end != name.data() + name.size() || step < 0)
            throw UsageError(file.name() + ": " + group + "/" + name
                             + " is named by no step, expected 0, 1, 2, ….");
        checkpoints.push_back({step, read_tensors(file, group + "/" + name)});
    }
    std::sort(checkpoints.begin(), checkpoints.end(),
              [](const auto& a, const auto& b) { return a.step < b.step; });
    return checkpoints;
}

void read_all(const std::filesystem::path& path, RunRecord& record, const std::string& headline)
{
    const H5Reader file(path);
    const auto stored = read_channels(file);
    if (!headline.empty())
        for (const auto& one : stored)
            if (one.channel.name == headline && one.channel.role == Role::measured)
                record.step = one.steps.back();
    record.recording = read_samples(file, stored, record.step);
    record.initial = read_tensors(file, "/state/initial");
    record.final = read_final(file);
    record.data = std::make_shared<const std::vector<Tensor>>(read_tensors(file, "/data"));
    record.checkpoints = read_checkpoints(file);
}

} // namespace

void write_recording(const RunRecord& record, H5Writer& file)
{
    file.group("/channels");
    if (record.recording) {
        const auto& channels = record.recording->channels();
        const auto series = record.recording->snapshot();
        for (std::size_t i = 0; i < channels.size(); ++i)
            if (!series[i].empty())
                write_channel(file, channels[i], series[i], i);
    }
    write_tensors(file, "/state/initial", record.initial);
    write_tensors(file, "/state/final", record.final);
    for (const Checkpoint& checkpoint : record.checkpoints)
        write_tensors(file, "/state/checkpoints/" + std::to_string(checkpoint.step),
                      checkpoint.tensors);
    write_tensors(file, "/data",
                  record.data ? std::span<const Tensor>(*record.data) : std::span<const Tensor>());
}

void read_recording(const std::filesystem::path& file, Trust trust, RunRecord& record,
                    const std::string& headline)
{
    if (trust == Trust::none) { // the child fills its own copy of the record
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        const auto seconds =
            error ? 2 : 2 + static_cast<unsigned>(size >> 25); // reading: 1 GB/s or so
        rehearse(file.string(), seconds, [&] { read_all(file, record, headline); });
    }
    read_all(file, record, headline);
}

} // namespace etalon
