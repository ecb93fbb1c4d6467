// Where a figure's numbers come from, in words that can be stored in every file it is written to.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

struct Figure;
struct Frame;

struct Provenance {
    std::string version{}, build{}; // of the program
    std::string experiment{}, preset{}, figure{};
    std::vector<std::pair<std::string, std::string>>
        changed{}; // parameters that differ from their default
    std::uint64_t seed = 1;
    std::int64_t step = 0;     // shown
    std::string data_sha256{}; // of the user's data; empty without
    std::string run_json{};    // the whole run.json, attached to a PDF; empty: a short one is made

    /// One line: "Etalon 1.0.0 · race · figure norms · seed 7 · step 300 · hidden=12".
    std::string line() const;
    /// The command that makes the run again: "etalon run race --seed 7 --set hidden=12".
    std::string command() const;
    std::string json() const;
};

/// As far as a frame knows it: the preset and the user's data are not in it.
Provenance provenance_of(const Frame&, const Figure&);

} // namespace etalon
