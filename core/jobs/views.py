"""后台任务: the list of one's own jobs and the page of one, with progress that survives reload."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.jobs.models import Job
from core.jobs.queue import cancel, retry


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by", "result"), pk=pk)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Own jobs, newest first; all of them for whoever keeps the system."""
    page = Paginator(Job.objects.visible_to(request.user).select_related("requested_by", "result"), 30).get_page(request.GET.get("page"))
    return render(request, "core/job_list.html", {"page": page, "lines": [(job, job.is_handed_to(request.user)) for job in page]})


@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "core/job_detail.html", _context(request, pk))


@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress part of the page, asked again every two seconds while the job is under way."""
    return render(request, "core/job_detail.html#progress", _context(request, pk))


def _context(request: HttpRequest, pk: int) -> dict[str, object]:
    job = _job(request, pk)
    return {"job": job, "is_own": job.requested_by_id == request.user.pk, "is_handed": job.is_handed_to(request.user)}


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    cancel(job=job, actor=request.user, at=timezone.now())
    messages.success(request, "已取消这项后台任务。")
    return redirect(job)


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    retry(job=job, actor=request.user, at=timezone.now())
    messages.success(request, "已重新发起，完成后提醒您。")
    return redirect(job)
