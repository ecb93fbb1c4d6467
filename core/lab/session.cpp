#include "core/lab/session.hpp"

#include "core/lab/json.hpp"
#include "core/lab/recording_h5.hpp"
#include "core/lab/run_json.hpp"
#include "core/lab/whole_file.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace etalon {

namespace {

// Two files cannot be replaced at one instant. So run.json carries the digest of its recording, and
// a save goes: both new files to .part names; rename run.json, which from here on asks for the new
// recording; rename the recording. Whoever reads in between finds the recording that run.json asks
// for under one of its two names.
struct Places {
    explicit Places(const std::filesystem::path& directory)
        : document(directory / "run.json")
        , recording(directory / "recording.h5")
        , new_document(directory / "run.json.part")
        , new_recording(directory / "recording.h5.part")
    {
    }
    std::filesystem::path document, recording, new_document, new_recording;
};

bool is_there(const std::filesystem::path& path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

void discard(const std::filesystem::path& path)
{
    std::error_code error;
    std::filesystem::remove(path, error); // what cannot go is overwritten by the next save
}

bool matches(const std::filesystem::path& path, const Fingerprint& expected)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return !error && size == expected.bytes && sha256(path) == expected.sha256;
}

/// What run.json asks for, if it is there and says so.
std::optional<Fingerprint> saved_fingerprint(const Places& places)
{
    try {
        const Json document = read_json(places.document);
        return fingerprint(JsonReader(document, places.document.string()));
    } catch (const UsageError&) {
        return {}; // no run that could be lost
    }
}

/// Ends or undoes a save that was killed, so that nothing but a whole run is left.
void settle(const Places& places)
{
    discard(places.new_document);
    if (!is_there(places.new_recording))
        return;
    const auto expected = saved_fingerprint(places);
    if (expected && !matches(places.recording, *expected)
        && matches(places.new_recording, *expected))
        rename_file(places.new_recording, places.recording);
    else
        discard(places.new_recording);
}

void write_parts(const RunRecord& record, const Places& places)
{
    H5Writer file("recording.h5");
    write_recording(record, file);
    const auto bytes = file.bytes();
    const Fingerprint identity{bytes.size(), sha256_of({bytes.data(), bytes.size()})};
    const auto document = json_text(to_json(record, identity));
    try {
        write_to_disk(places.new_recording, bytes);
        write_to_disk(places.new_document, document);
    } catch (const Error&) {
        discard(places.new_recording);
        throw;
    }
}

/// Puts the two new files in their places.
void replace(const Places& places)
{
    const bool is_first =
        !is_there(places.document); // without run.json there is no run: it comes last
    bool is_placed = false;
    try {
        if (is_first) {
            rename_file(places.new_recording, places.recording);
            is_placed = true;
        }
        rename_file(places.new_document, places.document);
    } catch (const Error&) {
        discard(places.new_document);
        discard(is_placed ? places.recording : places.new_recording);
        throw;
    }
    if (!is_first)
        rename_file(places.new_recording, places.recording);
}

/// The recording that belongs to the document.
std::filesystem::path find_recording(const Places& places,
                                     const std::optional<Fingerprint>& expected)
{
    if (expected && is_there(places.new_recording) && !matches(places.recording, *expected)
        && matches(places.new_recording, *expected))
        return places.new_recording;
    if (!is_there(places.recording))
        throw UsageError(places.recording.string()
                         + " is missing: run.json alone is no saved run.");
    if (!expected)
        return places.recording;
    const auto size = std::filesystem::file_size(places.recording);
    if (size != expected->bytes)
        throw UsageError(places.recording.string() + " has " + std::to_string(size)
                         + " bytes, expected " + std::to_string(expected->bytes)
                         + " (run.json): it was cut or changed after it was saved.");
    if (const auto found = sha256(places.recording); found != expected->sha256)
        throw UsageError(places.recording.string() + " has the SHA-256 " + found + ", expected "
                         + expected->sha256
                         + " (run.json): it was damaged or changed after it was saved. If the "
                           "change is meant, remove "
                           "\"recording\" from run.json.");
    return places.recording;
}

void check_checkpoints(const RunDocument& document, const Places& places)
{
    for (const auto step : document.checkpoints)
        if (std::none_of(document.record.checkpoints.begin(), document.record.checkpoints.end(),
                         [&](const Checkpoint& checkpoint) { return checkpoint.step == step; }))
            throw UsageError(places.recording.string() + " has no group /state/checkpoints/"
                             + std::to_string(step) + ", which run.json lists.");
}

RunRecord read_run(const Places& places, std::span<const Experiment> experiments)
{
    const Json json = read_json(places.document);
    auto document = from_json(JsonReader(json, places.document.string()), experiments);
    const auto headline =
        document.has_step ? "" : find(experiments, document.record.experiment).headline;
    read_recording(find_recording(places, document.fingerprint),
                   document.fingerprint ? Trust::digest : Trust::none, document.record, headline);
    check_checkpoints(document, places);
    return std::move(document.record);
}

} // namespace

void fill(RunRecord& record, Capture capture)
{
    record.changes = std::move(capture.changes);
    record.state = capture.state;
    record.message = std::move(capture.message);
    record.step = capture.step;
    record.recording = std::move(capture.recording);
    record.final = std::move(capture.final);
    record.checkpoints = std::move(capture.checkpoints);
    record.summary = std::move(capture.summary);
    record.timing = capture.timing;
}

std::string version()
{
    return ETALON_VERSION;
}

std::string build_description()
{
    return ETALON_BUILD;
}

void save(const RunRecord& record, const std::filesystem::path& directory)
{
    std::error_code error;
    const bool is_new = std::filesystem::create_directories(directory, error);
    if (error)
        throw Error(directory.string() + " cannot be created: " + error.message() + ".");
    const Places places(directory);
    try {
        settle(places);
        write_parts(record, places);
        replace(places);
    } catch (const std::bad_alloc&) {
        throw Error(directory.string()
                    + " cannot be written: the run needs more memory than there is.");
    } catch (const Error&) {
        if (is_new)
            std::filesystem::remove(directory, error); // nothing of the run is in it
        throw;
    }
    sync_directory(directory);
}

RunRecord load(const std::filesystem::path& directory, std::span<const Experiment> experiments)
{
    if (!is_there(directory))
        throw UsageError(directory.string() + " does not exist.");
    const Places places(directory);
    if (!is_there(places.document))
        throw UsageError(directory.string() + " holds no saved run (run.json is missing).");
    try {
        return read_run(places, experiments);
    } catch (const std::bad_alloc&) {
        throw Error(directory.string() + " holds a run that needs more memory than there is.");
    } catch (const std::length_error&) {
        throw Error(directory.string() + " holds a run that needs more memory than there is.");
    }
}

SavedParameters load_parameters(const std::filesystem::path& run_json)
{
    std::error_code error;
    const auto file =
        std::filesystem::is_directory(run_json, error) ? run_json / "run.json" : run_json;
    const Json document = read_json(file);
    return saved_parameters(JsonReader(document, file.string()));
}

} // namespace etalon
