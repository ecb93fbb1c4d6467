#include "ui/figure/translated.hpp"

#include <QCoreApplication>

namespace etalon {

QString translated(const std::string& text)
{
    return QCoreApplication::translate("core", text.c_str());
}

QString figure_words(const char* text)
{
    return QCoreApplication::translate("etalon::Figure", text);
}

} // namespace etalon
