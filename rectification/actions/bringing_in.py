"""启用前数据: orders of a ledger kept before the system come in as they stood; nobody is made up who issued or accepted them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import User
from core.day_bounds import beginning_of
from core.notices.actions import NamedDay, open_named_days
from rectification.actions.clocks import report_is_in
from rectification.actions.numbers import go_on_from, locked_counter, own_number
from rectification.actions.order import DEADLINE
from rectification.models import Order, OrderState, Problem, Progress
from rectification.workflow import WITH_UNIT, Status

if TYPE_CHECKING:
    from core.sheets import Row
    from core.sheets.models import ImportBatch

SOURCE, SOURCE_LABEL = "ledger", "启用前台账"
STATES = (Status.ISSUED, Status.IN_PROGRESS, Status.REPORT_SUBMITTED, Status.CLOSED)


def bring_in(rows: Sequence[Row], *, batch: ImportBatch | None, actor: User, at: datetime) -> list[Order]:
    """导入台账: orders with their problem, their history by its own days, the deadlines of the open ones; the counters go on behind them.

    Called inside the import's transaction, which has asked the power and writes the audit entry.
    """
    orders = Order.objects.bulk_create([_order(row, batch, actor) for row in rows], batch_size=500)
    pairs = list(zip(orders, rows, strict=True))
    Problem.objects.bulk_create([_problem(order, row) for order, row in pairs], batch_size=500)
    Progress.objects.bulk_create([Progress(order=order, at=at, actor=actor, text=row["progress"]) for order, row in pairs if _runs(order) and row["progress"]])
    OrderState.objects.bulk_create([state for order in orders for state in _history(order, at)], batch_size=500)
    _start_clocks(orders, actor, at)
    _continue_counters(orders, actor, at)
    return orders


def _runs(order: Order) -> bool:
    return order.status in WITH_UNIT


def _order(row: Row, batch: ImportBatch | None, actor: User) -> Order:
    words = {name: row[name] for name in ("number", "title", "basis", "standard", "issue_type", "responsible", "issued_on", "due_on")}
    reported, closed = row.get("reported_on"), row.get("closed_on")
    return Order(
        **words, unit=row["unit_found"], source_kind=SOURCE, source_label=row["source_label"], status=row["state"], issued_by=actor, import_batch=batch,
        reported_at=beginning_of(reported) if reported else None, closed_at=beginning_of(closed) if closed else None,
    )  # fmt: skip


def _problem(order: Order, row: Row) -> Problem:
    return Problem(order=order, number=1, text=row["text"], basis=order.basis, answer="" if _runs(order) else row["progress"])


def _history(order: Order, at: datetime) -> list[OrderState]:
    """沿革 by the days of the ledger, so that a month before the system is told as it was."""
    facts = {"order": order, "due_on": order.due_on}
    told = [OrderState(**facts, at=beginning_of(order.issued_on), status=Status.ISSUED)]
    if order.reported_at:
        told.append(OrderState(**facts, at=order.reported_at, status=Status.REPORT_SUBMITTED, reported_at=order.reported_at))
    if order.closed_at:
        told.append(OrderState(**facts, at=order.closed_at, status=Status.CLOSED, reported_at=order.reported_at, closed_at=order.closed_at))
    if told[-1].status != order.status:
        told.append(OrderState(**facts, at=at, status=order.status, reported_at=order.reported_at))
    return told


def _start_clocks(orders: Sequence[Order], actor: User, at: datetime) -> None:
    """Open ones run on to the day they had; what wait for acceptance are given its days from now on. One reminder makes up for days past."""
    running = [
        NamedDay(order, f"{order.number} {order.title}"[:200], order.unit, order.due_on, "整改通知载明（启用前下达）", order.get_absolute_url())
        for order in orders
        if _runs(order)
    ]
    open_named_days(kind=DEADLINE, days=running, actor=actor, at=at, start_event="启用前下达", verb="报送整改报告")
    for order in orders:
        if order.status == Status.REPORT_SUBMITTED:
            report_is_in(order, actor, at)


def _continue_counters(orders: Sequence[Order], actor: User, at: datetime) -> None:
    """明司整〔2026〕18号 came in: the system goes on with 19; numbers between that the ledger does not hold are 启用前已用."""
    highest: dict[int, int] = {}
    for year, seq in filter(None, (own_number(order.number) for order in orders)):
        highest[year] = max(seq, highest.get(year, 0))
    for year, seq in sorted(highest.items()):
        counter = locked_counter(year)
        if seq > counter.last:
            go_on_from(counter, seq + 1, "随整改台账导入", actor, at)


def correct(changed: Sequence[tuple[Order, Mapping[str, Any], str]]) -> None:
    """Words of rows that were brought in before and that nobody has gone on with, and the whole text of the problem."""
    for order, words, text in changed:
        for name, value in words.items():
            setattr(order, name, value)
        order.save(update_fields=[*words])
        order.problems.filter(number=1).update(basis=order.basis, text=text)
