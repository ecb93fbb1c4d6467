// What the user asked to be run: from the words of the command line to a checked request.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/train.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

class Mistakes;

/// The words as they were typed; nothing is checked yet.
struct RunArguments {
    std::string experiment{};
    std::optional<std::string> preset{}; // a name, a run.json or a saved run's directory
    std::vector<std::string> settings{}; // key=value
    std::vector<std::string> changes{};  // STEP:key=value
    std::optional<std::string> seed{}, steps{}, data{};
};

struct RunRequest {
    const Experiment* experiment = nullptr;
    std::string preset{};
    Overrides overrides{}; // over the preset's values
    Setup setup{};
    std::vector<Change> changes{}; // ascending in step
};

/// Everything that is wrong goes to `mistakes`; then the result is good for nothing.
RunRequest read_request(const RunArguments&, std::span<const Experiment>, Mistakes&);

/// Whole numbers without a sign; the text and `what` it is for stand in the mistake.
std::uint64_t read_number(std::string_view what, const std::string& text, std::uint64_t maximum,
                          Mistakes&);

struct Limits {
    double least = 0, most = 0;
    std::string unit{};
};

/// Any number within the limits.
double read_quantity(const std::string& what, const std::string& text, const Limits&, Mistakes&);

} // namespace etalon
