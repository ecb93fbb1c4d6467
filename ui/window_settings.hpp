// What the window remembers from one start to the next, and nothing else.
#pragma once

#include "ui/card_layout.hpp"
#include "ui/theme.hpp"

#include <QByteArray>
#include <QString>

#include <map>
#include <string>
#include <vector>

namespace etalon {

struct WindowSettings {
    QByteArray geometry{};
    ThemeChoice theme = ThemeChoice::system;
    double scale = 1;
    bool explanation = true;
    QString last_folder{}, last_experiment{};

    struct Layout {
        Arrangement arrangement = Arrangement::focus;
        std::vector<std::string> figures{};
    };
    std::map<std::string, Layout> layouts{}; // by experiment

    static WindowSettings load();
    void save() const;
};

} // namespace etalon
