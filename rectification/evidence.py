"""佐证材料: who may add evidence to a problem and who may look at it. `target` is "problem:<id>"."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.whole_number import whole_number
from rectification.models import Order, Problem
from rectification.workflow import ANSWERABLE_STATUSES, FILL

OWNER = "rectification.problem"


def _problem(user: User, target: str) -> Problem:
    kind, _, pk = target.partition(":")
    if kind != "problem" or whole_number(pk) is None:
        raise Http404
    problem = Problem.objects.select_related("order", "order__unit").filter(order__in=Order.objects.visible_to(user), pk=pk).first()
    if problem is None:
        raise Http404
    return problem


def _refuse_late(order: Order) -> None:
    if order.status not in ANSWERABLE_STATUSES:
        raise DomainError(f"{order.number} 现为“{order.get_status_display()}”，不能再加佐证材料。")


def may_upload(user: User, target: str) -> Unit:
    """The unit's liaison while the order is with the unit."""
    problem = _problem(user, target)
    if not user.has_perm(FILL):
        raise PermissionDenied
    _refuse_late(problem.order)
    return problem.order.unit


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Hang the file on its problem, in the transaction that stores it; the same file twice on one problem is refused."""
    problem = _problem(actor, target)
    order = Order.objects.select_for_update(of=("self",)).get(pk=problem.order_id)  # two uploads of one file come one after the other
    _refuse_late(order)  # the upload may have taken longer than the order was with the unit
    if files_of(problem).filter(sha256=file.sha256).exclude(pk=file.pk).exists():
        raise DomainError("同一文件已在本项，没有重复保存。")
    file.owner_kind, file.owner_id = OWNER, str(problem.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
    record(actor=actor, act="add-evidence", act_label="上传佐证材料", target=problem.order, at=at, note=f"第 {problem.number} 项")


def files_of(problem: Problem) -> QuerySet[StoredFile]:
    """佐证材料 of one problem that was not removed."""
    return StoredFile.objects.present().filter(owner_kind=OWNER, owner_id=str(problem.pk))


def is_earlier(file: StoredFile, order: Order) -> bool:
    """重新整改前的佐证材料: proves what was answered then, nothing of the new report."""
    return order.reopened_at is not None and file.created_at <= order.reopened_at


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever sees the order sees its evidence."""
    return file.owner_kind == OWNER and Problem.objects.filter(pk=file.owner_id, order__in=Order.objects.visible_to(user)).exists()


def evidence_of(order: Order) -> dict[int, list[StoredFile]]:
    """Problem id → its files, oldest first; one query for the order."""
    found: dict[int, list[StoredFile]] = {problem.pk: [] for problem in order.problems.all()}
    for file in StoredFile.objects.present().filter(owner_kind=OWNER, owner_id__in=[str(pk) for pk in found]).order_by("created_at"):
        found[int(file.owner_id)].append(file)
    return found
