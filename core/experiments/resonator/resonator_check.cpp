// Mistakes that only several parameters together make (section 12); files are not looked at.
#include "core/experiments/resonator/inverse_design.hpp"
#include "core/experiments/resonator/materials.hpp"

#include <algorithm>
#include <cstdio>

namespace etalon {
namespace {

constexpr double most_training_values = 1e9; // 8 GB

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

std::string rounded(double value)
{
    char result[32];
    std::snprintf(result, sizeof result, "%.3g", value);
    return result;
}

/// An index that is a number or names a material.
struct IndexText {
    const char* key;
    const std::string& value;
    double highest;
    bool number_is_ignored = false; // bragg's own indices
};

class Checks {
public:
    Checks(const ResonatorSettings& settings, bool has_data)
        : s_(settings)
        , has_data_(has_data)
    {
    }

    void model()
    {
        if (!(s_.lambda_min < s_.lambda_max))
            add("lambda_min",
                "lambda_min=" + to_text(s_.lambda_min)
                    + " must be less than lambda_max=" + to_text(s_.lambda_max) + ".");
        for (const IndexText& index : indices())
            check_index(index);
    }

    void files()
    {
        const bool needs = s_.structure == "stack" || s_.target == "csv";
        if (!has_data_ && s_.structure == "stack")
            add("structure",
                "structure=stack needs a file of layers: name it, or a folder with layers.csv, "
                "with --data PATH.");
        if (!has_data_ && s_.target == "csv")
            add("target",
                "target=csv needs a target: name its file, or a folder with target.csv, with "
                "--data PATH.");
        if (has_data_ && !needs && !reads_material_)
            add("target",
                "structure=" + s_.structure + " with target=" + s_.target
                    + " reads no file, but --data names one; set target=csv or structure=stack.");
    }

    void training()
    {
        if (s_.batch_size > s_.train_size)
            add("batch_size",
                "batch_size=" + text(s_.batch_size)
                    + " is out of range (1 to train_size=" + text(s_.train_size) + ").");
        const double values = static_cast<double>(s_.train_size + s_.validation_size)
            * (static_cast<double>(s_.wavelengths)
               + static_cast<double>(design().value_or(1) * (1 + 2 * s_.feature_bands)));
        if (values > most_training_values)
            add("train_size",
                "train_size=" + text(s_.train_size) + " with wavelengths=" + text(s_.wavelengths)
                    + " makes " + rounded(values) + " numbers to learn from; expected at most "
                    + rounded(most_training_values) + ".");
    }

    void methods()
    {
        if (s_.fourier_bins > s_.wavelengths / 2)
            add("fourier_bins",
                "fourier_bins=" + text(s_.fourier_bins)
                    + " is out of range (1 to wavelengths/2=" + text(s_.wavelengths / 2) + ").");
        if (s_.candidates > s_.pool)
            add("candidates",
                "candidates=" + text(s_.candidates) + " is out of range (1 to pool=" + text(s_.pool)
                    + ").");
        const auto d = design();
        if (!d)
            return; // as many as the file has layers
        if (s_.global_evaluations < 20 * *d)
            add("global_evaluations",
                "global_evaluations=" + text(s_.global_evaluations) + " is out of range ("
                    + text(20 * *d) + " to 100000000) for " + text(*d) + " design numbers.");
        const double points = grid_points(s_, static_cast<std::size_t>(*d));
        const double values = points * static_cast<double>(s_.wavelengths);
        if (values > largest_grid)
            add("grid_points",
                "grid_points=" + text(s_.grid_points) + " makes a grid of " + rounded(points)
                    + " designs of " + text(s_.wavelengths) + " wavelengths, " + rounded(values)
                    + " values; expected at most " + rounded(largest_grid) + ".");
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    void add(std::string key, std::string message)
    {
        problems_.push_back({std::move(key), std::move(message)});
    }

    std::vector<IndexText> indices() const
    {
        const IndexText out{"n_out", s_.n_out, 4};
        const bool bragg = s_.structure == "bragg";
        if (s_.structure == "slab")
            return {out};
        if (bragg || s_.structure == "cavity") {
            std::vector<IndexText> all{
                out, {"n_low", s_.n_low, 5, bragg}, {"n_high", s_.n_high, 5, bragg}};
            if (!bragg)
                all.push_back({"n_defect", s_.n_defect, 5});
            return all;
        }
        return {};
    }

    void check_index(const IndexText& index)
    {
        if (const auto number = constant_index(index.value)) {
            if (!index.number_is_ignored && !(*number >= 1 && *number <= index.highest))
                add(index.key,
                    std::string(index.key) + "=" + index.value + " is out of range (1 to "
                        + to_text(index.highest) + ", or a material).");
            return;
        }
        const auto& known = bundled_materials();
        const auto material =
            std::find_if(known.begin(), known.end(),
                         [&](const BundledMaterial& m) { return m.name == index.value; });
        if (material == known.end()) {
            reads_material_ = true;
            if (!has_data_)
                add(index.key, unknown_material(index));
        } else if (s_.lambda_min < material->lowest || s_.lambda_max > material->highest) {
            add(index.key,
                std::string(index.key) + "=" + index.value + ": the formula covers "
                    + range_text(material->lowest, material->highest) + " nm, the grid needs "
                    + range_text(s_.lambda_min, s_.lambda_max) + ".");
        }
    }

    std::string unknown_material(const IndexText& index) const
    {
        std::vector<std::string> names;
        for (const BundledMaterial& material : bundled_materials())
            names.push_back(material.name);
        return std::string(index.key) + "=" + index.value + " is out of range (1 to "
            + to_text(index.highest) + ", or a material). "
            + unknown("material", index.value, "", names)
            + " A table of your own, NAME.csv, is looked for in the folder that --data names.";
    }

    /// d; nothing where a layer file decides.
    std::optional<std::int64_t> design() const
    {
        if (s_.structure == "stack")
            return std::nullopt;
        if (s_.structure == "airy" || s_.structure == "slab")
            return 2;
        if (s_.structure == "cavity")
            return 3;
        if (s_.structure == "bragg-cmt")
            return 4;
        return 2 + (constant_index(s_.n_low) ? 1 : 0) + (constant_index(s_.n_high) ? 1 : 0);
    }

    const ResonatorSettings& s_;
    bool has_data_;
    bool reads_material_ = false; // a table of the user's
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> check_resonator(const Values& values, bool has_data)
{
    const auto settings = resonator_schema().settings(values);
    Checks checks(settings, has_data);
    checks.model();
    checks.files();
    checks.training();
    checks.methods();
    return checks.problems();
}

} // namespace etalon
