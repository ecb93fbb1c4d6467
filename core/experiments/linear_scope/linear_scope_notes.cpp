#include "core/experiments/linear_scope/linear_scope_notes.hpp"

#include "core/experiments/linear_scope/linear_scope_tensors.hpp"

#include <utility>
#include <variant>

namespace etalon::linear_scope_figures_detail {

std::vector<double> ScopeNotes::answer(const std::string& kind, std::optional<std::size_t> size,
                                       const Work& work)
{
    const std::string name = "note_" + kind + "_" + std::to_string(asked_[kind]++);
    if (!is_written_) {
        auto values = work();
        noted_.push_back({name, {values.size()}, values});
        return values;
    }
    const Tensor* tensor = find_scope_tensor(found_, name);
    const auto* values = tensor ? std::get_if<std::vector<double>>(&tensor->values) : nullptr;
    if (values && (!size || values->size() == *size))
        return *values;
    is_missing_ = true;
    return std::vector<double>(size.value_or(0));
}

} // namespace etalon::linear_scope_figures_detail
