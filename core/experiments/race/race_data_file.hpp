// The user's own data: CIFAR-10, IDX or CSV, two classes chosen by their labels.
#pragma once

#include "core/experiments/race/race_data.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

/// A file's rows as they are stored; bytes stay bytes until they are chosen.
struct RaceFileRows {
    std::string name{}; // for messages
    std::size_t columns = 0;
    std::vector<std::int64_t> labels{}; // a row each
    std::variant<std::vector<unsigned char>, std::vector<double>> values{};

    /// Bytes as 0 … 1, other numbers as they are.
    Eigen::RowVectorXd row(std::size_t index) const;
};

/// The format is recognised by content, then by name. `labels_path` may be empty.
RaceFileRows read_race_rows(const std::filesystem::path&, const std::string& labels_path);

/// Rows in file order, of class +1 and −1 in turn: sample_count to train on, then up to test_count
/// to test on, until the class whose turn it is has none left.
struct RaceRowChoice {
    std::vector<std::size_t> train{}, test{};
};
RaceRowChoice choose_race_rows(const RaceFileRows&, const RaceSettings&);

/// The mean training row subtracted, then all scaled so that the training rows' root mean square
/// length is `data_scale`.
RaceData read_race_file(const RaceSettings&, const std::filesystem::path&);

} // namespace etalon
