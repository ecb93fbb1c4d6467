#include "ui/explanation_panel.hpp"

#include "ui/figure/translated.hpp"
#include "ui/index_text.hpp"
#include "ui/parameter_draft.hpp"
#include "ui/wrapped_label.hpp"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace etalon {

namespace {

void setTextOrHide(WrappedLabel* label, const QString& text)
{
    label->setWords(text);
    label->setVisible(!text.isEmpty());
}

WrappedLabel* addLabel(QVBoxLayout* column, int at, const char* role)
{
    auto* label = new WrappedLabel;
    label->setObjectName(QLatin1String(role));
    label->setTextFormat(Qt::PlainText);
    column->insertWidget(at, label);
    return label;
}

} // namespace

ExplanationPanel::ExplanationPanel(QWidget* parent)
    : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(16, 14, 4, 10);
    auto* heading = new QLabel(tr("What happens here"));
    heading->setObjectName(QStringLiteral("title"));
    outer->addWidget(heading);

    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("plain"));
    column_ = new QVBoxLayout(page);
    column_->setContentsMargins(0, 4, 12, 0);
    column_->setSpacing(7);
    column_->addStretch();
    reference_ = addLabel(column_, column_->count(), "small");

    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(page);
    area->setAccessibleName(heading->text());
    outer->addWidget(area);
}

void ExplanationPanel::setParagraphs(const std::vector<Paragraph>& paragraphs)
{
    column_->setEnabled(false); // else each label that appears lays out all of them
    while (labels_.size() < paragraphs.size()) {
        const int at = column_->count() - 2; // before the stretch and the reference
        auto* heading = addLabel(column_, at, "changed");
        auto* text = addLabel(column_, at + 1, "");
        auto* formula = addLabel(column_, at + 2, "formula");
        formula->setTextFormat(Qt::RichText);
        labels_.push_back({heading, text, formula});
    }
    for (std::size_t i = 0; i < labels_.size(); ++i) {
        const auto paragraph = i < paragraphs.size() ? paragraphs[i] : Paragraph{};
        setTextOrHide(labels_[i].heading, translated(paragraph.heading));
        setTextOrHide(labels_[i].text, translated(paragraph.text));
        setTextOrHide(labels_[i].formula, withIndices(paragraph.formula));
    }
    column_->setEnabled(true);
}

void ExplanationPanel::setReference(const QString& reference)
{
    setTextOrHide(reference_, reference);
}

} // namespace etalon
