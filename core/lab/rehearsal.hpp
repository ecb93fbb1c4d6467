// Work that may crash is tried in a copy of this process first.
#pragma once

#include <functional>
#include <string>

namespace etalon {

/// HDF5 trusts what a file says of itself: some damage makes it crash. So a file that nothing vouches
/// for is read in a child process first. Returns if that went well; throws what the work threw
/// (UsageError or Error, by its text), or UsageError if the child crashed or took more than so many
/// seconds of computing. `name` is the file that is to blame.
void rehearse(const std::string& name, unsigned seconds, const std::function<void()>& work);

/// The same for work whose result must come from the child: what it has read of a damaged file may
/// have overwritten its memory without a crash, so that nothing of it is done here again.
std::string told_by_child(const std::string& name, unsigned seconds,
                          const std::function<std::string()>& work);

} // namespace etalon
