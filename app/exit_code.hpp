// What the process says when it ends.
#pragma once

namespace etalon {

enum ExitCode {
    exit_done = 0,
    exit_failed = 1,
    exit_wrong_usage = 2,
    exit_diverged = 3, // saved up to there
};

} // namespace etalon
