#include "ui/index_text.hpp"

#include <QRegularExpression>

namespace etalon {

QString withIndices(const std::string& formula)
{
    static const QRegularExpression index(QStringLiteral("_([A-Za-z0-9]+)"));
    return QString::fromStdString(formula).toHtmlEscaped().replace(
        index, QStringLiteral("<sub>\\1</sub>"));
}

} // namespace etalon
