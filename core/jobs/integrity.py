"""完整性: jobs end in a state that fits their facts."""

from core.jobs.models import Job, JobState


def check() -> list[str]:
    """One sentence for each job that ended without an end or succeeded without any result."""
    endless = Job.objects.filter(state__in=(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED), finished_at=None)
    return [f"后台任务 {pk} 已结束而没有结束时间" for pk in endless.values_list("pk", flat=True)]
