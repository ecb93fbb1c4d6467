#include "core/experiments/linear_scope/network_layers.hpp"

#include "core/experiments/linear_scope/network_file.hpp"

#include <array>
#include <fstream>

namespace etalon {
namespace {

constexpr int type_count = static_cast<int>(ScopeLayerType::add) + 1;

} // namespace

std::optional<ScopeLayerType> layer_type(std::string_view name)
{
    for (int i = 0; i < type_count; ++i)
        if (const auto type = static_cast<ScopeLayerType>(i); to_text(type) == name)
            return type;
    return {};
}

std::string layer_types()
{
    std::string list;
    for (int i = 0; i < type_count; ++i)
        list += (i == 0 ? "" : ", ") + std::string(to_text(static_cast<ScopeLayerType>(i)));
    return list;
}

std::set<std::string> layer_keys(ScopeLayerType type)
{
    switch (type) {
    case ScopeLayerType::conv:
        return {"type", "stride", "padding"};
    case ScopeLayerType::leaky_relu:
        return {"type", "slope"};
    case ScopeLayerType::max:
    case ScopeLayerType::avg:
        return {"type", "size", "stride"};
    case ScopeLayerType::instance_norm:
        return {"type", "eps"};
    case ScopeLayerType::add:
        return {"type", "from"};
    default:
        return {"type"};
    }
}

bool is_network_file(const std::filesystem::path& path)
{
    constexpr std::array<char, 8> signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
    std::array<char, 8> bytes{};
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed))
        return false;
    std::ifstream file(path, std::ios::binary);
    return file.read(bytes.data(), bytes.size()) && bytes == signature;
}

} // namespace etalon
