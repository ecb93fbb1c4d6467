// Which format a user's file has, and its rows.
#include "core/data/byte_file.hpp"
#include "core/data/cifar_file.hpp"
#include "core/data/csv_file.hpp"
#include "core/data/idx_file.hpp"
#include "core/experiments/race/race_data_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {
namespace {

namespace fs = std::filesystem;

using Bytes = std::vector<unsigned char>;
enum class Format { unknown, cifar10, idx, csv };

/// Two zero bytes, a type, a number of extents, and as many values as the extents say.
bool is_whole_idx(const Bytes& bytes)
{
    if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[3] == 0
        || bytes.size() < 4 + 4 * std::size_t{bytes[3]})
        return false;
    const std::size_t width =
        bytes[2] == 0x08 ? 1 : (bytes[2] == 0x0D ? 4 : (bytes[2] == 0x0E ? 8 : 0));
    const std::size_t data = bytes.size() - 4 - 4 * std::size_t{bytes[3]};
    std::size_t expected = width;
    for (std::size_t extent = 0; extent < bytes[3]; ++extent) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < 4; ++i)
            size = size << 8 | bytes[4 + 4 * extent + i];
        if (size != 0 && expected > data / size)
            return false;
        expected *= size;
    }
    return expected > 0 && expected == data;
}

bool is_whole_cifar10(const Bytes& bytes)
{
    if (bytes.empty() || bytes.size() % cifar_record != 0)
        return false;
    for (std::size_t record = 0; record < bytes.size(); record += cifar_record)
        if (bytes[record] > 9)
            return false;
    return true;
}

bool is_text(const Bytes& bytes)
{
    return std::none_of(bytes.begin(), bytes.end(), [](unsigned char byte) {
        return byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
    });
}

Format format_by_name(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    if (name.ends_with(".gz"))
        name.resize(name.size() - 3);
    const auto has = [&](const char* part) { return name.find(part) != name.npos; };
    if (has("idx") || has("ubyte"))
        return Format::idx;
    if (name.ends_with(".bin") || has("cifar") || has("data_batch"))
        return Format::cifar10;
    if (name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".txt"))
        return Format::csv;
    return Format::unknown;
}

Format format_of(const Bytes& bytes, const fs::path& path)
{
    const Format by_name = format_by_name(path.filename().string());
    const bool idx = is_whole_idx(bytes), cifar10 = is_whole_cifar10(bytes);
    if (idx && cifar10 && by_name == Format::cifar10)
        return Format::cifar10;
    if (idx)
        return Format::idx;
    if (cifar10)
        return Format::cifar10;
    if (is_text(bytes))
        return Format::csv;
    if (by_name != Format::unknown)
        return by_name;
    return bytes.size() >= 2 && bytes[0] == 0 && bytes[1] == 0 ? Format::idx : Format::unknown;
}

std::vector<std::int64_t> read_labels(const fs::path& images, const std::string& labels_path,
                                      std::size_t count)
{
    const fs::path path = labels_path.empty() ? labels_beside(images) : fs::path(labels_path);
    const IdxBytes labels = read_idx_bytes(path, 1);
    if (labels.values.size() != count)
        throw UsageError(path.string() + ": " + std::to_string(labels.values.size())
                         + " labels for the " + std::to_string(count) + " images of "
                         + images.string() + ".");
    return {labels.values.begin(), labels.values.end()};
}

RaceFileRows idx_rows(Bytes bytes, const fs::path& path, const std::string& labels_path)
{
    const std::string name = path.string();
    RaceFileRows rows{.name = name};
    std::vector<std::size_t> shape;
    if (bytes.size() >= 4 && bytes[2] == 0x08 && bytes[3] >= 2 && bytes[0] == 0 && bytes[1] == 0) {
        IdxBytes images = parse_idx_bytes(std::move(bytes), bytes[3], name);
        shape = std::move(images.shape);
        rows.values = std::move(images.values);
    } else {
        IdxArray images = parse_idx(bytes, name);
        if (images.shape.size() < 2)
            throw UsageError(name
                             + ": 1 extent at byte 3, as labels have; expected 2 or more (images, "
                               "rows, columns).");
        shape = std::move(images.shape);
        rows.values = std::move(images.values);
    }
    rows.columns = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
        rows.columns *= shape[axis];
    rows.labels = read_labels(path, labels_path, shape[0]);
    return rows;
}

RaceFileRows csv_rows(const Bytes& bytes, const fs::path& path)
{
    const std::string name = path.string();
    const CsvTable table =
        parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name);
    if (table.columns < 2)
        throw UsageError(name + ": 1 column; expected one or more of features, then labels.");
    RaceFileRows rows{.name = name, .columns = table.columns - 1};
    std::vector<double> features;
    features.reserve(table.rows * rows.columns);
    for (std::size_t i = 0; i < table.rows; ++i) {
        const double* row = table.values.data() + i * table.columns;
        features.insert(features.end(), row, row + rows.columns);
        const double label = row[rows.columns];
        if (label != std::floor(label) || std::abs(label) > 0x1p53)
            throw UsageError(name + ": row " + std::to_string(i + 1) + ", column "
                             + std::to_string(table.columns) + ": the label is no whole number.");
        rows.labels.push_back(static_cast<std::int64_t>(label));
    }
    rows.values = std::move(features);
    return rows;
}

RaceFileRows cifar_rows(const Bytes& bytes, const fs::path& path)
{
    ImageBytes images;
    append_cifar10(images, bytes, path.string());
    return {.name = path.string(),
            .columns = cifar_record - 1,
            .labels = std::move(images.labels),
            .values = std::move(images.pixels)};
}

} // namespace

RaceFileRows read_race_rows(const fs::path& path, const std::string& labels_path)
{
    Bytes bytes = read_bytes(path, largest_idx_file);
    if (bytes.empty())
        throw UsageError(path.string() + ": is empty; expected CIFAR-10, IDX or CSV data.");
    switch (format_of(bytes, path)) {
    case Format::cifar10:
        return cifar_rows(bytes, path);
    case Format::idx:
        return idx_rows(std::move(bytes), path, labels_path);
    case Format::csv:
        if (bytes.size() > largest_csv_file)
            throw UsageError(path.string() + ": has " + std::to_string(bytes.size())
                             + " bytes of text; at most " + std::to_string(largest_csv_file)
                             + " are read.");
        return csv_rows(bytes, path);
    case Format::unknown:
        break;
    }
    throw UsageError(path.string() + ": " + std::to_string(bytes.size())
                     + " bytes that are no CIFAR-10 data (records of "
                     + std::to_string(cifar_record) + " bytes), no IDX and no CSV.");
}

} // namespace etalon
