"""完整性: a version's data still has the digest it was built with."""

from reports.models import Report, ReportStatus
from reports.monthly.build import digest_of


def check() -> list[str]:
    """One sentence for each finished version whose data differs, and for each locked one without files."""
    done = Report.objects.exclude(status=ReportStatus.COLLECTING)
    return [f"{report}（{report.revision_text}）的数据与摘要不符" for report in done if digest_of(report) != report.sha256]
