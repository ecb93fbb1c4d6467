#include "core/lab/rehearsal.hpp"

#include "core/lab/error.hpp"
#include "core/lab/h5_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <string_view>

namespace etalon {

namespace {

// How the child ends; anything else is a crash.
enum Ending : int { done = 0, wrong_input = 41, failed = 42 };

int attempt(const std::function<std::string()>& work, std::string& message)
{
    try {
        message = work();
        return done;
    } catch (const UsageError& error) {
        message = error.what();
        return wrong_input;
    } catch (const std::exception& error) {
        message = error.what();
        return failed;
    }
}

/// What a damaged file says of the length of a text is not to be believed.
void limit_memory()
{
    constexpr rlim_t most = rlim_t{1} << 30; // beyond what the copied process has
    std::ifstream file("/proc/self/statm");
    rlim_t pages = 0;
    if (file >> pages) {
        const rlim_t bytes = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + most;
        const rlimit memory{bytes, bytes};
        ::setrlimit(RLIMIT_AS, &memory);
    }
}

/// A crash stays quiet: no handlers of the program, no core file, no last words of the C library.
void prepare_for_the_worst(unsigned seconds)
{
    for (const int signal :
         {SIGABRT, SIGALRM, SIGXCPU, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTERM, SIGINT})
        std::signal(signal, SIG_DFL);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDERR_FILENO);
    const rlimit computing{seconds, seconds}; // damage may lead HDF5 round and round
    ::setrlimit(RLIMIT_CPU, &computing);
    ::alarm(30 * seconds); // a slow disk needs more time than that
}

[[noreturn]] void run_child(const std::function<std::string()>& work, unsigned seconds, int pipe)
{
    prepare_for_the_worst(seconds);
    std::string message;
    const int ending = attempt(work, message);
    for (std::string_view rest = message; !rest.empty();) {
        const auto count = ::write(pipe, rest.data(), rest.size());
        if (count < 0 && errno != EINTR)
            ::_exit(done - 1);
        rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    ::_exit(ending);
}

std::string read_all(int pipe)
{
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto count = ::read(pipe, buffer.data(), buffer.size());
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR)
            return text;
    }
}

int wait_for(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

namespace {

std::string run_in_child(const std::string& name, unsigned seconds,
                         const std::function<std::string()>& work)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw Error(name + " cannot be tried: " + std::strerror(errno) + ".");
    const pid_t child = h5_fork();
    if (child == 0)
        run_child(work, seconds, pipe[1]);
    const int error = errno;
    ::close(pipe[1]);
    const auto message = child > 0 ? read_all(pipe[0]) : std::string();
    ::close(pipe[0]);
    if (child < 0)
        throw Error(name + " cannot be tried: " + std::strerror(error) + ".");
    switch (wait_for(child)) {
    case done:
        return message;
    case wrong_input:
        throw UsageError(message);
    case failed:
        throw Error(message);
    default:
        throw UsageError(name + " is damaged: HDF5 fails on it.");
    }
}

} // namespace

void rehearse(const std::string& name, unsigned seconds, const std::function<void()>& work)
{
    run_in_child(name, seconds, [&] {
        work();
        return std::string();
    });
}

std::string told_by_child(const std::string& name, unsigned seconds,
                          const std::function<std::string()>& work)
{
    return run_in_child(name, seconds, [&] {
        limit_memory();
        return work();
    });
}

} // namespace etalon
