"""Acts on a drawn file as POSTs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from cases.actions import objection, verdict
from cases.actions.assignment import assign_file, fill_seat
from cases.actions.draw import replace_file
from cases.actions.steps import require
from cases.forms.batch import ReasonForm
from cases.forms.file import AnswerForm, FindingForm, GroupForm, ObjectionForm, SeatForm, SeatsForm, finding_facts
from cases.models import DrawnFile
from cases.views.file import file_page, find_file, may_edit_findings
from cases.workflow import CATALOGUE, CONFIRM, ORGANISE
from core.acting import perform
from core.errors import StaleForm
from core.stamps import show_again


def _file(request: AuthedRequest, pk: int, power: str) -> DrawnFile:
    """The drawn file for who holds the power, asked before any form; the action judges again."""
    file = find_file(request, pk)
    require(request.user, power)
    return file


def _act(request: AuthedRequest, file: DrawnFile, done: Any, said: Any, **more: Any) -> HttpResponse:
    return perform(request, page=partial(file_page, request, file), goal=file, done=done, said=said, **more)


def _replaced(substitute: DrawnFile | None) -> str:
    return f"已替换为 {substitute}。" if substitute else "已记录；本单位没有可替换的案卷。"


@require_POST
def file_replace(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, ORGANISE)
    return _act(request, file, partial(replace_file, file=file), _replaced, form=ReasonForm(request.POST), bound_as="reason_form")


@require_POST
def file_assign(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, ORGANISE)
    return _act(request, file, partial(assign_file, file=file), "已分派给两位评查员。", form=SeatsForm(request.POST, file=file), bound_as="seats_form")


@require_POST
def file_fill_seat(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, ORGANISE)
    return _act(request, file, partial(fill_seat, file=file), "已补派评查员。", form=SeatForm(request.POST, file=file, user=request.user), bound_as="seat_form")


@require_POST
def file_lift_cap(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, CONFIRM)
    return _act(request, file, partial(verdict.lift_cap, file=file), "已记录另有期限规定，等次不设上限。", form=ReasonForm(request.POST))


@require_POST
def file_decide(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, CONFIRM)
    return _act(request, file, partial(verdict.decide_group, file=file), "已记录集体研究结论。", form=GroupForm(request.POST), bound_as="group_form")


@require_POST
def file_confirm(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, CONFIRM)
    return _act(request, file, partial(verdict.confirm_grade, file=file), lambda done: f"已确定等次：{done.get_final_grade_display()}。")


@require_POST
def file_object(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, CATALOGUE)
    return _act(
        request, file, partial(objection.object_to_grade, file=file), "已提出异议，复核后通知您。", form=ObjectionForm(request.POST), bound_as="objection_form"
    )


@require_POST
def file_answer(request: AuthedRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, CONFIRM)
    return _act(
        request, file, partial(objection.answer_objection, file=file), "已复核，并告知单位。", form=AnswerForm(request.POST, file=file), bound_as="answer_form"
    )


@require_POST
def finding_edit(request: AuthedRequest, pk: int, finding_pk: int) -> HttpResponse:
    file = _file(request, pk, CONFIRM)
    finding = get_object_or_404(file.findings.all(), pk=finding_pk)
    form, bound_as = FindingForm(request.POST, finding=finding), "finding_form" if may_edit_findings(file, request.user) else ""
    try:
        return _act(request, file, partial(verdict.edit_finding, finding=finding), "已修改。", form=form, bound_as=bound_as)
    except StaleForm as refusal:
        show_again(form, finding_facts(file.findings.get(pk=finding.pk)), refusal)
        return file_page(request, file, status=409, finding_form=form)
