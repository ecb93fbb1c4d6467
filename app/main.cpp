// The executable: a window, or a command.
#include "app/command_line.hpp"

int main(int argc, char** argv)
{
    return etalon::run_command_line(argc, argv);
}
