"""月报 PDF: the same tables on A4 paper, set by the child process that sets the documents."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from documents.render import pdf_from_html
from reports.models import Report
from reports.monthly.tables import by_unit, lists, shown, summary, unit_heads


def context_of(report: Report) -> dict[str, object]:
    """What the paper prints."""
    tables = [(one.title, [head for head, _ in one.heads], [[shown(cell) for cell in cells] for cells in one.rows]) for one in lists(report)]
    return {
        "report": report,
        "bureau": settings.BUREAU_NAME,
        "numbers": summary(report),
        "heads": unit_heads(),
        "lines": by_unit(report),
        "tables": tables,
        "is_sample": settings.DEMO,
    }


def paper_of(report: Report) -> bytes:
    """The PDF; RenderRefused in words when the component is missing."""
    css = (settings.BASE_DIR / "static" / "css" / "report-paper.css").read_text(encoding="utf-8")
    return pdf_from_html(render_to_string("reports/monthly_paper.html", context_of(report)), css, identifier=f"monthly-{report.period}-{report.revision}")
