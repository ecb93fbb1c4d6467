// run.json: all of a saved run but its arrays.
#pragma once

#include "core/lab/json.hpp"
#include "core/lab/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

/// Tells which recording.h5 a run.json belongs to, and whether it is undamaged.
struct Fingerprint {
    std::uint64_t bytes = 0;
    std::string sha256{};
    bool operator==(const Fingerprint&) const = default;
};

/// The document. A run that is saved while it goes on counts as stopped.
Json to_json(const RunRecord&, const Fingerprint&);

/// What a document says, checked. The arrays of `record` are empty.
struct RunDocument {
    RunRecord record;
    bool has_step = true;                     // else `record.step` is the planned last one
    std::vector<std::int64_t> checkpoints{};  // steps that recording.h5 must hold
    std::optional<Fingerprint> fingerprint{}; // references and early versions write none
};
RunDocument from_json(const JsonReader&, std::span<const Experiment>);

/// Of a document that may be anything: the fingerprint, or nothing.
std::optional<Fingerprint> fingerprint(const JsonReader&);

/// The keys that make a preset; UsageError if this is no run of ours or of a later schema.
SavedParameters saved_parameters(const JsonReader&);

} // namespace etalon
