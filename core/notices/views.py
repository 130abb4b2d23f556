"""提醒 and 期限 pages."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.crypto import mask_address
from core.errors import DomainError
from core.lists.view import list_view
from core.notices.actions import URGE, note_phone_urging
from core.notices.forms import PhoneUrgingForm
from core.notices.lists import LEDGER, OUTBOX, content, matter, outcome, recipient
from core.notices.messages import mark_read
from core.notices.models import Deadline, Message, Notice
from core.notices.outbox import resend
from core.notices.proof import proofs_of
from core.notices.recount import day_lines
from core.notices.urging import said_of, urge
from core.workdays.calendar import load_calendar

PAGE_SIZE = 30


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """站内信: unread ones first, or all."""
    rows = Message.objects.inbox(request.user)
    unread = rows.unread().count()
    shows_all = request.GET.get("show") == "all" or not unread
    paginator = Paginator(rows if shows_all else rows.unread(), PAGE_SIZE)
    if not shows_all:
        paginator.count = unread  # counted above
    page = paginator.get_page(request.GET.get("page"))
    return render(request, "core/notice_list.html", {"page": page, "unread": unread, "shows_all": shows_all})


@require_POST
def message_read(request: HttpRequest, pk: int) -> HttpResponse:
    """查看: marks the message read and goes where it leads."""
    message = get_object_or_404(Message.objects.inbox(request.user), pk=pk)
    mark_read(recipient=request.user, at=timezone.now(), pk=pk)
    return redirect(message.url or "core:notice-list")


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """全部标为已读."""
    count = mark_read(recipient=request.user, at=timezone.now())
    messages.success(request, f"已把 {count} 条提醒标为已读。")
    return redirect("core:notice-list")


@require_GET
def ledger(request: HttpRequest) -> HttpResponseBase:
    """提醒记录."""
    return list_view(request, LEDGER)


@require_GET
def outbox(request: HttpRequest) -> HttpResponseBase:
    """对外消息, with what could not be sent first."""
    return list_view(request, OUTBOX)


@require_GET
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One outgoing message with every try to hand it over."""
    rows = Message.objects.visible_to(request.user).outgoing().select_related("recipient").prefetch_related("attempts")
    message = get_object_or_404(rows, pk=pk)
    context = {
        "message": message,
        "matter": message.title if message.recipient_id == request.user.pk else matter(message),
        "address": mask_address(message.recipient.email),
        "may_resend": request.user.has_perm("core.view_health"),
    }
    return render(request, "core/message_detail.html", context)


@require_POST
def message_resend(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user).outgoing(), pk=pk)
    resend(message=message, actor=request.user, at=timezone.now())
    messages.success(request, "已重新排队，几分钟内发出。")
    return redirect("core:message-detail", pk=pk)


def _deadline(request: HttpRequest, pk: int) -> Deadline:
    rows = Deadline.objects.visible_to(request.user).select_related("unit", "assignee", "rule").prefetch_related("changes__actor")
    return get_object_or_404(rows, pk=pk)


def _detail(request: HttpRequest, deadline: Deadline, form: PhoneUrgingForm, status: int = 200) -> HttpResponse:
    start_on = deadline.start_on or deadline.due_on
    calendar = load_calendar(start_on.year - 1, deadline.due_on.year + 2)
    notices = Notice.objects.filter(deadline=deadline).select_related("recipient", "message").order_by("-not_before", "-pk")[:20]
    context = {
        "deadline": deadline,
        "lines": day_lines(deadline, calendar),
        "notices": [
            {"at": row.sent_at or row.not_before, "to": recipient(row), "by": row.get_channel_display(), "what": content(row), "state": outcome(row)}
            for row in notices
        ],
        "form": form if request.user.has_perm(URGE) and deadline.is_open else None,
        "may_urge": request.user.has_perm(URGE) and deadline.is_open and deadline.paused_on is None,
    }
    return render(request, "core/deadline_detail.html", context, status=status)


@require_GET
def deadline_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """为什么是这一天."""
    return _detail(request, _deadline(request, pk), PhoneUrgingForm())


@require_POST
def deadline_urge(request: HttpRequest, pk: int) -> HttpResponse:
    """催办."""
    deadline = _deadline(request, pk)
    count = urge(deadline=deadline, actor=request.user, at=timezone.now())
    messages.success(request, said_of(count))
    return redirect(deadline)


@require_POST
def deadline_note_phone_urging(request: HttpRequest, pk: int) -> HttpResponse:
    """登记电话催办. The power is asked before the form."""
    deadline = _deadline(request, pk)
    if not request.user.has_perm(URGE):
        raise PermissionDenied
    form = PhoneUrgingForm(request.POST)
    if form.is_valid():
        try:
            note_phone_urging(deadline=deadline, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记电话催办。")
            return redirect(deadline)
    return _detail(request, deadline, form, status=422)


@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """催办证明: what was sent to whom, when, and when it was seen; made for paper."""
    deadline = _deadline(request, pk)
    lines = proofs_of([deadline]).get(deadline.pk, [])
    return render(request, "core/notice_proof.html", {"deadline": deadline, "lines": lines, "bureau": settings.BUREAU_NAME, "now": timezone.now()})
