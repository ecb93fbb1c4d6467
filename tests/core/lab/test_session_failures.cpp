// Saving while the disk fails or the process is killed. The linker sends every call by which a save
// touches the disk through the functions below.
#include "tests/core/lab/saved_run.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdarg>
#include <set>

using namespace etalon;
using namespace etalon::test;

namespace {

/// What happens to the disk calls of this process.
struct Disk {
    int calls = 0;  // so far
    int strike = 0; // at which one it happens; 0: never
    int error = 0;  // the call fails with it; 0: the process is killed
};
Disk disk;

/// Whether this call is to fail. A killed process does not come back.
bool strikes()
{
    if (++disk.calls != disk.strike)
        return false;
    if (disk.error == 0)
        ::raise(SIGKILL);
    errno = disk.error;
    return true;
}

} // namespace

extern "C" {
int __real_open(const char*, int, ...);
ssize_t __real_write(int, const void*, size_t);
int __real_close(int);
int __real_rename(const char*, const char*);

int __wrap_open(const char* path, int flags, mode_t mode)
{
    return strikes() ? -1 : __real_open(path, flags, mode);
}

/// Writes at most 8 kB at a time, as a disk may; half of it when it strikes.
ssize_t __wrap_write(int file, const void* bytes, size_t size)
{
    const size_t most = std::min<size_t>(size, 8192);
    if (disk.calls + 1 == disk.strike && __real_write(file, bytes, most / 2) < 0)
        return -1;
    return strikes() ? -1 : __real_write(file, bytes, most);
}

/// A killed process loses nothing that it has written: no need to wait for the disk.
int __wrap_fsync(int)
{
    return strikes() ? -1 : 0;
}

int __wrap_close(int file)
{
    const bool struck = strikes();
    const int result = __real_close(file); // the file is closed even if this fails
    if (struck)
        errno = disk.error;
    return struck ? -1 : result;
}

int __wrap_rename(const char* from, const char* to)
{
    return strikes() ? -1 : __real_rename(from, to);
}
}

namespace {

/// Which run stands in the directory; all of it must be of one run.
double which(const std::filesystem::path& directory)
{
    const auto record = load(directory, experiments());
    const double scale = std::get<std::vector<double>>(record.initial[0].values)[0];
    const auto expected = run(scale);
    const bool whole = record.final == expected.final
        && record.setup.values == expected.setup.values
        && record.checkpoints[1].tensors == expected.checkpoints[1].tensors
        && record.recording->snapshot()[0].sample(1)[0]
            == expected.recording->snapshot()[0].sample(1)[0];
    if (!whole)
        throw Error("parts of different runs");
    return scale;
}

/// Does the work in a child process; how that ended.
template <class Work>
int in_child(const Work& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = work();
        } catch (...) {
        }
        ::_exit(code);
    }
    int status = 0;
    return child < 0 || ::waitpid(child, &status, 0) != child ? -1 : status;
}

/// Saves in a child that is killed at one of its disk calls. Whether it was.
bool is_killed_while_saving(double scale, const std::filesystem::path& directory, int call)
{
    const int status = in_child([&] {
        disk = {.strike = call};
        save(run(scale), directory);
        return 0;
    });
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return true;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Error("the child ended otherwise");
    return false;
}

std::set<std::string> names(const std::filesystem::path& directory)
{
    std::set<std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        result.insert(entry.path().filename().string());
    return result;
}

const std::set<std::string> clean{"recording.h5", "run.json"};

std::string failure(const RunRecord& record, const std::filesystem::path& directory)
{
    try {
        save(record, directory);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

class TestSessionFailures : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void a_kill_at_any_disk_call_leaves_the_old_or_the_new_run();
    void a_kill_of_the_first_save_leaves_nothing_or_the_run();
    void a_second_kill_loses_nothing_either();
    void a_kill_at_any_other_moment_leaves_a_whole_run();
    void a_failing_disk_call_is_an_error_and_leaves_a_whole_run();
    void a_failing_first_save_leaves_nothing();
    void a_limit_on_file_size_is_an_error_that_names_file_and_reason();
    void an_unwritable_directory_is_an_error_that_names_it();
    void a_file_in_the_place_of_the_directory_is_an_error();

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    std::filesystem::path directory_;
};

void TestSessionFailures::init()
{
    temporary_ = std::make_unique<QTemporaryDir>();
    directory_ = std::filesystem::path(temporary_->path().toStdString()) / "run";
}

void TestSessionFailures::cleanup()
{
    disk = {};
}

void TestSessionFailures::a_kill_at_any_disk_call_leaves_the_old_or_the_new_run()
{
    std::set<double> seen;
    bool killed = true;
    for (int call = 1; killed; ++call) {
        save(run(1), directory_);
        QCOMPARE(names(directory_), clean);
        killed = is_killed_while_saving(2, directory_, call);
        const double found = which(directory_);
        QVERIFY(found == 2 || (killed && found == 1));
        seen.insert(found + (killed ? 0 : 10));
        QVERIFY(call < 1000);
    }
    QCOMPARE(
        seen,
        (std::set<double>{1, 2, 12})); // killed before and after the run changed, and not at all
}

void TestSessionFailures::a_kill_of_the_first_save_leaves_nothing_or_the_run()
{
    bool killed = true;
    int nothing = 0;
    for (int call = 1; killed; ++call) {
        std::filesystem::remove_all(directory_);
        killed = is_killed_while_saving(2, directory_, call);
        if (std::filesystem::exists(directory_ / "run.json")) {
            QCOMPARE(which(directory_), 2.0);
            QVERIFY(std::filesystem::exists(directory_ / "recording.h5"));
        } else {
            QVERIFY(complaint(directory_).find("holds no saved run") != std::string::npos);
            ++nothing;
        }
        save(run(3), directory_);
        QCOMPARE(which(directory_), 3.0);
        QCOMPARE(names(directory_), clean);
    }
    QVERIFY(nothing > 5);
}

void TestSessionFailures::a_second_kill_loses_nothing_either()
{
    bool first_killed = true;
    for (int first = 2; first_killed; first += 2) {
        bool second_killed = true;
        for (int second = 1 + first / 2 % 2; second_killed; second += 2) {
            std::filesystem::remove_all(directory_);
            save(run(1), directory_);
            first_killed = is_killed_while_saving(2, directory_, first);
            const double before = which(directory_);
            second_killed = is_killed_while_saving(3, directory_, second);
            const double after = which(directory_);
            QVERIFY(after == before || after == 3);
        }
        save(run(4), directory_);
        QCOMPARE(which(directory_), 4.0);
        QCOMPARE(names(directory_), clean);
    }
}

void TestSessionFailures::a_kill_at_any_other_moment_leaves_a_whole_run()
{
    save(run(1), directory_);
    for (int round = 0; round < 15; ++round) {
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            for (int scale = 1;; ++scale) {
                save(run(1 + scale % 5), directory_);
                if (__real_write(pipe[1], "s", 1) != 1)
                    ::_exit(1);
            }
        }
        char said = 0;
        for (int saves = 0; saves <= round % 4; ++saves) // then it is somewhere in the next one
            QCOMPARE(::read(pipe[0], &said, 1), ssize_t{1});
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        ::close(pipe[0]);
        ::close(pipe[1]);
        QVERIFY(which(directory_) >= 1);
    }
}

void TestSessionFailures::a_failing_disk_call_is_an_error_and_leaves_a_whole_run()
{
    int failures = 0;
    for (int call = 1, calls = 1; call <= calls; ++call) {
        std::filesystem::remove_all(directory_);
        save(run(1), directory_);
        disk = {.strike = call, .error = ENOSPC};
        const auto message = failure(run(2), directory_);
        calls = disk.calls < call ? call : call + 1; // until a save has fewer
        disk = {};
        const double found = which(directory_);
        if (message.empty()) {
            QCOMPARE(found, 2.0); // the names could not be synchronised: nothing to be done
        } else {
            ++failures;
            QVERIFY2(message.starts_with(directory_.string()), message.c_str());
            QVERIFY2(message.ends_with(": No space left on device."), message.c_str());
            QVERIFY(found == 1
                    || message.starts_with((directory_ / "recording.h5.part").string()
                                           + " cannot be renamed"));
        }
        if (found == 1)
            QCOMPARE(names(directory_), clean);
    }
    QVERIFY(failures > 8);
}

void TestSessionFailures::a_failing_first_save_leaves_nothing()
{
    int failures = 0;
    for (int call = 1, calls = 1; call <= calls; ++call) {
        std::filesystem::remove_all(directory_);
        disk = {.strike = call, .error = EIO};
        const auto message = failure(run(2), directory_);
        calls = disk.calls < call ? call : call + 1; // until a save has fewer
        disk = {};
        QCOMPARE(std::filesystem::exists(directory_), message.empty());
        if (message.empty())
            QCOMPARE(names(directory_), clean);
        failures += message.empty() ? 0 : 1;
    }
    QVERIFY(failures > 8);
}

void TestSessionFailures::a_limit_on_file_size_is_an_error_that_names_file_and_reason()
{
    save(run(1), directory_);
    const auto expected =
        (directory_ / "recording.h5.part").string() + " cannot be written: File too large.";
    const int status = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            return 2;
        return failure(run(2), directory_) == expected ? 0 : 1;
    });
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(which(directory_), 1.0);
    QCOMPARE(names(directory_), clean);
}

void TestSessionFailures::an_unwritable_directory_is_an_error_that_names_it()
{
    save(run(1), directory_);
    ::chmod(temporary_->path().toStdString().c_str(), 0755);
    ::chmod(directory_.c_str(), 0555);
    const auto expected =
        (directory_ / "recording.h5.part").string() + " cannot be created: Permission denied.";
    const int status = in_child([&] {
        if (::geteuid() == 0 && ::seteuid(65534) != 0) // root may write anywhere
            return 2;
        return failure(run(2), directory_) == expected ? 0 : 1;
    });
    ::chmod(directory_.c_str(), 0755);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(which(directory_), 1.0);
    QCOMPARE(names(directory_), clean);
}

void TestSessionFailures::a_file_in_the_place_of_the_directory_is_an_error()
{
    put(directory_, "a file");
    QCOMPARE(failure(run(1), directory_),
             directory_.string() + " cannot be created: Not a directory.");
    QCOMPARE(contents(directory_), std::string("a file"));
    QVERIFY(failure(run(1), directory_ / "below")
                .starts_with((directory_ / "below").string() + " cannot be created: "));
}

QTEST_APPLESS_MAIN(TestSessionFailures)
#include "test_session_failures.moc"
