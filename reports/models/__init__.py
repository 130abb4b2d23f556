"""Tables of `reports`."""

from reports.models.pack import UnitPack
from reports.models.report import Figure, FrozenRow, Report, ReportKind, ReportStatus

__all__ = ["Figure", "FrozenRow", "Report", "ReportKind", "ReportStatus", "UnitPack"]
