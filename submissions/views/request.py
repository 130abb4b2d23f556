"""报送任务: the list, drafting, and one request with its units."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.notices.actions import URGE
from core.stamps import show_again
from documents.models import Incoming
from submissions.actions.drafting import change_request, draft_request, draft_stamp, lacking
from submissions.actions.ending import after_closing
from submissions.actions.urging import foreseen
from submissions.forms.request import STAMPED, AddUnitForm, BlankForm, CancelForm, DayForm, PartsForm, RequestForm, initial_of
from submissions.incoming import REQUEST
from submissions.lists import REQUESTS, units_of
from submissions.models import SubmissionRequest
from submissions.notices import unheard
from submissions.outline import head_of, steps_of
from submissions.repeats import repeats_of
from submissions.tables.fields import fields_from_json
from submissions.workflow import MANAGE, SubmissionStatus

OWN_MESSAGE = "已存为草稿，填齐后下发。"


@require_GET
def request_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, REQUESTS)


def in_sight(request: AuthedRequest, pk: int) -> SubmissionRequest:
    """A request the person may know of, or 404."""
    found = SubmissionRequest.objects.visible_to(request.user).select_related("created_by", "opened_by", "series", "blank")
    return get_object_or_404(found, pk=pk)


@require_GET
def request_detail(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """A draft with what it lacks; once it has gone out the list of its units, or a unit's own answer."""
    asked = in_sight(request, pk)
    if request.user.unit_ids() is not None:
        own = asked.submissions.visible_to(request.user).first()
        return redirect(own) if own is not None else sent_page(request, asked)
    return draft_page(request, asked) if asked.is_draft else sent_page(request, asked)


def draft_page(request: AuthedRequest, asked: SubmissionRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    """草拟中: what is asked as it stands, what lacks, and the next step."""
    may_manage = request.user.has_perm(MANAGE)
    chosen = [row.unit for row in asked.chosen.select_related("unit")]
    context = {
        "asked": asked,
        "head": head_of(asked),
        "steps": steps_of(asked),
        "fields": fields_from_json(asked.fields),
        "chosen": chosen,
        "unheard": unheard(chosen),
        "missing": lacking(asked),
        "seen": draft_stamp(asked),
        "repeats": repeats_of(asked, request.user, timezone.now()),
        "may_manage": may_manage,
        "blank_form": bound.get("blank_form") or BlankForm(),
        "parts_form": bound.get("parts_form") or PartsForm(initial={"parts": "\n".join(_part_line(part) for part in asked.parts)}),
        "cancel_form": bound.get("cancel_form") or CancelForm(),
    }
    return render(request, "submissions/request_draft.html", context, status=status)


def _part_line(part: dict[str, str]) -> str:
    return f"{part['heading']}：{part['help']}" if part.get("help") else part["heading"]


def sent_page(request: AuthedRequest, asked: SubmissionRequest, *, status: int = 200, **bound: Any) -> HttpResponseBase:
    """报送中、已办结: the units of one request, how far each is, and the acts on all of them."""
    user = request.user
    acts = {act.name: act for act in asked.acts_for(user)}
    counts = SubmissionRequest.objects.filter(pk=asked.pk).with_counts(timezone.localdate()).get() if user.unit_ids() is None else None
    left = counts.owed - counts.handed_in if counts is not None else 0  # type: ignore[attr-defined]
    may_urge = user.has_perm(URGE) and asked.is_open and left > 0
    response = list_view(
        request,
        units_of(asked),
        template="submissions/request_detail.html",
        asked_for=asked,
        head=head_of(asked),
        steps=steps_of(asked),
        counts=counts,
        acts=acts,
        may_manage=user.has_perm(MANAGE),
        may_urge=may_urge,
        urging=foreseen(asked, left, timezone.localdate()) if may_urge else "",
        closing=after_closing(left),
        cancel_form=bound.get("cancel_form") or CancelForm(),
        unit_form=bound.get("unit_form") or (AddUnitForm(user) if "CLOSE" in acts else None),
        linked_incoming=Incoming.objects.linked_to(REQUEST, asked.pk).visible_to(user),
        copy_form=bound.get("copy_form") or DayForm(),
        accepted=asked.submissions.filter(status=SubmissionStatus.ACCEPTED).exists() if asked.is_table and user.has_perm(MANAGE) else False,
    )
    response.status_code = status if status != 200 else response.status_code
    return response


@require_http_methods(["GET", "POST"])
def request_new(request: AuthedRequest) -> HttpResponse:
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form = RequestForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = draft_request(actor=request.user, at=timezone.now(), **_facts(form))
        messages.success(request, OWN_MESSAGE)
        return redirect(made)
    return render(request, "submissions/request_form.html", {"form": form, "title": "新建报送任务"}, status=422 if form.errors else 200)


def _facts(form: RequestForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


@require_http_methods(["GET", "POST"])
def request_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    asked = in_sight(request, pk)
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    if not asked.is_draft:
        messages.error(request, f"《{asked}》现为“{asked.get_status_display()}”，不能再修改。")
        return redirect(asked)
    form = RequestForm(request.user, request.POST if request.method == "POST" else None, request=asked)
    status = 200
    if request.method == "POST":
        answer = _change(request, asked, form)
        if not isinstance(answer, int):
            return answer
        status = answer
    return render(request, "submissions/request_form.html", {"form": form, "title": "修改报送任务", "asked": asked}, status=status)


def _change(request: AuthedRequest, asked: SubmissionRequest, form: RequestForm) -> HttpResponse | int:
    """The page of the changed draft, or the status with which the form comes again."""
    if not form.is_valid():
        return 422
    change = partial(change_request, request=asked, actor=request.user, at=timezone.now(), seen=form.cleaned_data["seen"])
    try:
        changed = change(stamped=STAMPED, **_facts(form))
    except StaleForm as refusal:
        show_again(form, initial_of(in_sight(request, asked.pk)), refusal)
        return 409
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return 422
    messages.success(request, "已保存草稿。")
    return redirect(changed)
