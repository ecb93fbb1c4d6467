// What a figure asks of a network that is too large to be asked in every frame. A study draws the
// figure once and notes the answers; the window draws it again from the notes.
#pragma once

#include "core/lab/experiment.hpp"
#include "core/lab/figure.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace etalon::linear_scope_figures_detail {

class ScopeNotes {
public:
    /// Blank: answers are worked out and noted.
    ScopeNotes() = default;
    /// To be read: those that a study has found so far.
    explicit ScopeNotes(std::span<const Tensor> found)
        : found_(found)
        , is_written_(true)
    {
    }

    using Work = std::function<std::vector<double>()>;
    /// The next answer of this kind ("row"): `size` numbers, or as many as there are. Zeros if it is
    /// not in the notes.
    std::vector<double> answer(const std::string& kind, std::optional<std::size_t> size,
                               const Work& work);
    /// Whether something was asked that is not in the notes: another drawing than the noted one.
    bool are_incomplete() const { return is_missing_; }
    /// `note_row_0`, `note_row_1`, … as they were noted.
    const std::vector<Tensor>& tensors() const { return noted_; }

private:
    std::span<const Tensor> found_{};
    bool is_written_ = false, is_missing_ = false;
    std::map<std::string, int> asked_{}; // so far, of each kind
    std::vector<Tensor> noted_{};
};

} // namespace etalon::linear_scope_figures_detail
