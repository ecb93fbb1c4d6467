// The command line: `etalon run race --out DIR` and the rest.
#pragma once

namespace etalon {

/// Reads the arguments, does what they say, reports mistakes on standard error; the exit code.
int run_command_line(int& argc, char** argv);

} // namespace etalon
