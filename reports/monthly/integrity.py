"""完整性: a version's data still has the digest it was built with, and a locked one has its files."""

from core.jobs.models import OPEN_STATES, Job
from reports.models import Report, ReportStatus
from reports.monthly.build import digest_of, files_key


def check() -> list[str]:
    """One sentence for each finished version whose data differs, and for each locked one without files that are still to come."""
    done = Report.objects.exclude(status=ReportStatus.COLLECTING)
    found = [f"{report}（{report.revision_text}）的数据与摘要不符" for report in done if digest_of(report) != report.sha256]
    coming = set(Job.objects.filter(state__in=OPEN_STATES).values_list("key", flat=True))
    bare = Report.objects.filter(status=ReportStatus.LOCKED, workbook=None)
    return found + [f"{report}（{report.revision_text}）已锁定，没有锁定件" for report in bare if files_key(report) not in coming]
