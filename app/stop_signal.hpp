// Ctrl-C as a question that training asks between two steps.
#pragma once

namespace etalon {

/// From now on Ctrl-C (and a polite request to end) only sets a flag.
void watch_for_stop();

/// Whether it was pressed.
bool stop_requested();

} // namespace etalon
