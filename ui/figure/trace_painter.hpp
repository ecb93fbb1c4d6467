// Draws traces from the recording and remembers what it has drawn, so that a running experiment
// costs only its new samples.
#pragma once

#include "ui/figure/column_table.hpp"
#include "ui/figure/mark_scene.hpp"

#include <QImage>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace etalon {

/// More traces than this are drawn as a bundle also when nothing moves.
constexpr std::size_t most_fine_traces = 32;

class TracePainter {
public:
    TracePainter();
    ~TracePainter();

    /// The extent of the traces' values so far.
    const Extent& extent(const Series&, const Traces&);

    /// Traces are strong up to `step` and pale after it, unless they are drawn whole. The pale parts
    /// of all traces are drawn before everything else, so that they hide nothing.
    enum class Part { after_step, until_step };
    void paint(const MarkScene&, const Series&, const Traces&, std::int64_t step, Part);

    /// Forgets what was not asked for since the last call.
    void tidy();

private:
    struct Memory;
    std::vector<std::unique_ptr<Memory>> memories_;

    Memory& memory(const Series&, const Traces&);
};

} // namespace etalon
