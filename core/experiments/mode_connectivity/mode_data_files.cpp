// The user's own examples: images with labels in IDX files, or a table of numbers.
#include "core/data/csv_file.hpp"
#include "core/data/idx_file.hpp"
#include "core/experiments/mode_connectivity/mode_data.hpp"
#include "core/lab/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etalon {

namespace fs = std::filesystem;
using Eigen::Index;

namespace {

using Settings = ModeConnectivitySettings;

constexpr std::int64_t most_classes = 100;
constexpr std::size_t most_numbers = std::size_t{1} << 27; // inputs of one part: a gigabyte

std::string text(std::size_t value)
{
    return std::to_string(value);
}

void require_room(const std::string& name, std::size_t examples, std::size_t numbers)
{
    if (numbers > most_numbers / examples)
        throw UsageError(name + ": " + text(examples) + " examples of " + text(numbers)
                         + " numbers are more than there is room for (" + text(most_numbers)
                         + " numbers); lower train_count or test_count.");
}

std::int64_t require_label(const std::string& name, std::size_t example, double label)
{
    if (label != std::floor(label) || label < 0 || label >= static_cast<double>(most_classes))
        throw UsageError(name + ": the label of example " + text(example + 1) + " is "
                         + to_text(Value(label)) + "; expected a whole number from 0 to "
                         + std::to_string(most_classes - 1) + ".");
    return static_cast<std::int64_t>(label);
}

std::int64_t count_classes(const std::string& name, const ModeExamples& examples)
{
    std::int64_t largest = 0;
    for (const auto* part : {&examples.train, &examples.test})
        for (const std::int64_t label : part->labels())
            largest = std::max(largest, label);
    if (largest == 0)
        throw UsageError(name + ": all labels are 0; expected two classes or more.");
    return largest + 1;
}

// ---- IDX

/// The file of a folder whose name has both texts; of a plain and a packed one, the plain one.
fs::path file_in(const fs::path& folder, const std::vector<std::string>& parts,
                 const std::string& kind)
{
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        const bool is_part = std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
            return name.find(part) != name.npos;
        });
        if (is_part && name.find(kind) != name.npos)
            found.push_back(entry->path());
    }
    if (failed)
        throw UsageError(folder.string() + ": the folder cannot be read (" + failed.message()
                         + "); dataset=idx needs a folder with the IDX files.");
    if (found.empty())
        throw UsageError(folder.string() + " has no file named *" + parts.front() + "*" + kind
                         + "*; expected a pair of images and labels for training (train) and one "
                           "for testing (t10k or test).");
    return *std::min_element(found.begin(), found.end());
}

ModeSamples read_pair(const fs::path& folder, const std::vector<std::string>& parts,
                      std::int64_t wanted, const std::string& key)
{
    const fs::path images_file = file_in(folder, parts, "images-idx3-ubyte"),
                   labels_file = file_in(folder, parts, "labels-idx1-ubyte");
    const IdxBytes images = read_idx_bytes(images_file, 3), labels = read_idx_bytes(labels_file, 1);
    if (images.shape[0] != labels.shape[0])
        throw UsageError(labels_file.string() + ": " + text(labels.shape[0]) + " labels for "
                         + text(images.shape[0]) + " images of " + images_file.string()
                         + "; expected as many.");
    const auto count = static_cast<std::size_t>(wanted);
    if (images.shape[0] < count)
        throw UsageError(key + "=" + text(count) + ", but " + images_file.string() + " has "
                         + text(images.shape[0]) + " images; lower " + key + ".");
    const std::size_t pixels = images.shape[1] * images.shape[2];
    if (pixels == 0)
        throw UsageError(images_file.string() + ": the images have no pixels.");
    require_room(images_file.string(), count, pixels);
    ModeMatrix inputs(wanted, static_cast<Index>(pixels));
    for (Index i = 0; i < inputs.size(); ++i)
        inputs.data()[i] = images.values[static_cast<std::size_t>(i)] / 255.0;
    std::vector<std::int64_t> classes;
    for (std::size_t i = 0; i < count; ++i)
        classes.push_back(require_label(labels_file.string(), i, labels.values[i]));
    return {std::move(inputs), std::move(classes)};
}

// ---- CSV

/// Rows `first` … of a shuffled table, without the last column.
ModeMatrix rows_of(const CsvTable& table, std::span<const std::size_t> order)
{
    const std::size_t inputs = table.columns - 1;
    ModeMatrix rows(std::ssize(order), static_cast<Index>(inputs));
    for (std::size_t i = 0; i < order.size(); ++i)
        std::copy_n(table.values.data() + order[i] * table.columns, inputs,
                    rows.row(static_cast<Index>(i)).data());
    return rows;
}

std::string column_name(const CsvTable& table, std::size_t column)
{
    const std::string number = "column " + text(column + 1);
    return table.names.empty() ? number : number + " (" + table.names[column] + ")";
}

} // namespace

ModeExamples read_mode_images(const Settings& settings, const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw UsageError(folder.string()
                         + " is no folder; dataset=idx needs a folder with the IDX files.");
    ModeExamples examples;
    examples.train = read_pair(folder, {"train"}, settings.train_count, "train_count");
    examples.test = read_pair(folder, {"t10k", "test"}, settings.test_count, "test_count");
    if (examples.train.inputs().cols() != examples.test.inputs().cols())
        throw UsageError(
            folder.string() + ": training images of "
            + std::to_string(examples.train.inputs().cols()) + " pixels and test images of "
            + std::to_string(examples.test.inputs().cols()) + "; expected images of one size.");
    const double mean = examples.train.inputs().mean();
    for (auto* part : {&examples.train, &examples.test})
        *part = ModeSamples(part->inputs().array() - mean, part->labels());
    examples.classes = count_classes(folder.string(), examples);
    return examples;
}

ModeExamples read_mode_table(const Settings& settings, std::uint64_t seed, const fs::path& file)
{
    const CsvTable table = read_csv(file);
    const std::string name = file.string();
    const auto train = static_cast<std::size_t>(settings.train_count),
               test = static_cast<std::size_t>(settings.test_count);
    if (table.columns < 2)
        throw UsageError(name + ": one column; expected numbers and, in the last column, a label.");
    if (table.rows < train + test)
        throw UsageError(name + ": " + text(table.rows) + " rows, but train_count=" + text(train)
                         + " and test_count=" + text(test) + " need " + text(train + test)
                         + "; lower them.");
    require_room(name, train + test, table.columns);
    for (std::size_t row = 0; row < table.rows; ++row) // of all, whichever the seed will choose
        require_label(name, row, table.values[(row + 1) * table.columns - 1]);
    const auto order = Random(seed, mode_stream_split).permutation(table.rows);
    const auto part_of = [&](std::size_t first, std::size_t count, const Eigen::RowVectorXd& mean,
                             const Eigen::RowVectorXd& deviation) {
        const auto rows = std::span(order).subspan(first, count);
        ModeMatrix inputs = rows_of(table, rows);
        inputs.rowwise() -= mean;
        inputs.array().rowwise() /= deviation.array();
        std::vector<std::int64_t> labels;
        for (const std::size_t row : rows)
            labels.push_back(require_label(name, row, table.values[(row + 1) * table.columns - 1]));
        return ModeSamples(std::move(inputs), std::move(labels));
    };
    const ModeMatrix raw = rows_of(table, std::span(order).first(train));
    const Eigen::RowVectorXd mean = raw.colwise().mean();
    const Eigen::RowVectorXd deviation =
        (raw.rowwise() - mean).array().square().colwise().mean().sqrt();
    for (Index column = 0; column < raw.cols(); ++column)
        if (raw.col(column).minCoeff() == raw.col(column).maxCoeff() || !(deviation(column) > 0)
            || !std::isfinite(deviation(column)))
            throw UsageError(name + ": " + column_name(table, static_cast<std::size_t>(column))
                             + " is constant or too large over the training rows; it cannot be "
                               "standardised. Remove it.");
    ModeExamples examples;
    examples.train = part_of(0, train, mean, deviation);
    examples.test = part_of(train, test, mean, deviation);
    examples.classes = count_classes(name, examples);
    return examples;
}

} // namespace etalon
