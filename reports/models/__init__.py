"""Tables of `reports`."""

from reports.models.report import Figure, FrozenRow, Report, ReportKind, ReportStatus

__all__ = ["Figure", "FrozenRow", "Report", "ReportKind", "ReportStatus"]
