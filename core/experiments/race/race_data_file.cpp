#include "core/experiments/race/race_data_file.hpp"

#include "core/experiments/race/race_lists.hpp"

#include <algorithm>
#include <cmath>

namespace etalon {
namespace {

/// Row numbers of one class, in file order.
class ClassRows {
public:
    ClassRows(const RaceFileRows& file, const std::string& key, const std::string& list)
        : list_(list)
    {
        const auto labels = race_labels(key, list);
        for (std::size_t row = 0; row < file.labels.size(); ++row)
            if (std::find(labels.begin(), labels.end(), file.labels[row]) != labels.end())
                rows_.push_back(row);
    }

    void require(std::size_t needed, const std::string& what) const
    {
        if (rows_.size() < needed)
            throw UsageError((list_.find(',') == list_.npos ? "class " : "classes ") + list_ + ": "
                             + std::to_string(rows_.size()) + " rows, " + std::to_string(needed)
                             + " needed" + what + ".");
    }

    bool is_empty() const { return next_ == rows_.size(); }
    std::size_t take() { return rows_[next_++]; }

private:
    std::string list_;
    std::vector<std::size_t> rows_;
    std::size_t next_ = 0;
};

RaceSamples samples_of(const RaceFileRows& file, const std::vector<std::size_t>& rows)
{
    const auto count = static_cast<Eigen::Index>(rows.size());
    RaceSamples samples{RaceMatrix(count, static_cast<Eigen::Index>(file.columns)),
                        RaceVector(count)};
    for (Eigen::Index i = 0; i < count; ++i) {
        samples.inputs.row(i) = file.row(rows[static_cast<std::size_t>(i)]);
        samples.labels(i) = i % 2 == 0 ? 1 : -1;
    }
    return samples;
}

} // namespace

Eigen::RowVectorXd RaceFileRows::row(std::size_t index) const
{
    const auto count = static_cast<Eigen::Index>(columns);
    if (const auto* bytes = std::get_if<std::vector<unsigned char>>(&values)) {
        const Eigen::Map<const Eigen::Matrix<unsigned char, 1, Eigen::Dynamic>> stored(
            bytes->data() + index * columns, count);
        return stored.cast<double>() / 255.0;
    }
    return Eigen::Map<const Eigen::RowVectorXd>(
        std::get<std::vector<double>>(values).data() + index * columns, count);
}

RaceRowChoice choose_race_rows(const RaceFileRows& file, const RaceSettings& settings)
{
    ClassRows positive(file, "positive_labels", settings.positive_labels);
    ClassRows negative(file, "negative_labels", settings.negative_labels);
    const auto samples = static_cast<std::size_t>(settings.sample_count);
    const auto tests = static_cast<std::size_t>(settings.test_count);
    positive.require(samples / 2, "");
    negative.require(samples / 2, "");
    positive.require(samples / 2 + 1, " (" + std::to_string(samples / 2) + " to train, 1 to test)");

    RaceRowChoice choice;
    const auto take = [&](std::vector<std::size_t>& rows) {
        ClassRows& side = rows.size() % 2 == 0 ? positive : negative;
        if (side.is_empty())
            return false;
        rows.push_back(side.take());
        return true;
    };
    while (choice.train.size() < samples && take(choice.train)) {}
    while (choice.test.size() < tests && take(choice.test)) {}
    return choice;
}

RaceData read_race_file(const RaceSettings& settings, const std::filesystem::path& path)
{
    const RaceFileRows file = read_race_rows(path, settings.labels_path);
    const RaceRowChoice choice = choose_race_rows(file, settings);
    RaceData data{.train = samples_of(file, choice.train), .test = samples_of(file, choice.test)};
    const Eigen::RowVectorXd mean = data.train.inputs.colwise().mean();
    for (RaceSamples* samples : {&data.train, &data.test})
        samples->inputs.rowwise() -= mean;
    const double length =
        std::sqrt(data.train.inputs.squaredNorm() / static_cast<double>(data.train.inputs.rows()));
    if (!(length > 0) || !std::isfinite(length))
        throw UsageError(file.name
                         + (length > 0 ? ": the training rows are too large to be scaled."
                                       : ": all training rows are equal, so they have no scale."));
    for (RaceSamples* samples : {&data.train, &data.test})
        samples->inputs *= settings.data_scale / length;
    if (const auto found = static_cast<std::int64_t>(choice.test.size());
        found < settings.test_count)
        data.warning = "test_count=" + std::to_string(settings.test_count) + ", but " + file.name
            + " has rows for " + std::to_string(found) + " test samples.";
    return data;
}

} // namespace etalon
