"""计划样例: this year's plan and the ledger of several years, with progress in every state; next year's plan waits to be approved."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Unit, User
from core.files.actions import store
from core.notices.actions import close_deadline
from reports.demo import people as who
from reports.demo.calendar import Days
from reports.demo.files import import_file
from reports.demo.paper import evidence_pdf
from supervision.plans import actions
from supervision.plans.models import Assignment, Plan
from supervision.plans.reading.shares import Part
from supervision.plans.workflow import PlanAct, ShareStatus

LEDGER, ANNUAL = "plan-fangcheng-2023-2025.xlsx", "plan-ouhai-2022.xlsx"
LIAISONS = {who.MARKET: "lianluo", who.TRAFFIC: "lianluo2", who.EMERGENCY: "lianluo3", who.CITY: "lianluo5"}


def seed_plans(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """Two plans running, one sent to the leaders."""
    year = days.today.year
    annual = _plan(f"明川县{year}年度行政执法监督工作计划", year, year, "annual", users, days, 300)
    _fill(annual, users, units, days.ago(299))
    ledger = _plan("提升行政执法质量三年行动重点工作台账（2023—2025）", 2023, 2025, "multi_year", users, days, 320)
    import_file("plan", LEDGER, users["jiandu"], days.ago(319), plan=ledger.pk)
    for plan in (annual, ledger):
        _run(plan, users, days)
    for share in Assignment.objects.filter(item__plan=ledger, unit__isnull=False).select_related("unit"):
        _finish(share, ShareStatus.DONE_CONTINUING, "已完成并转入长期推进。", days.ago(286), users)
    past = Assignment.objects.filter(item__plan=annual, due_on__lt=days.today).select_related("unit")
    late = past.filter(unit=units[who.TRAFFIC]).order_by("item__number", "pk").first()
    for share in past:
        if share == late:
            _begin(share, users["lianluo2"], users["jiandu2"], days)
        elif share.due_on is not None:
            _finish(share, ShareStatus.DONE, "已按时完成。", days.ago(min((days.today - share.due_on).days + 2, 286)), users)
    _stages(annual, users, days)
    coming = _plan(f"明川县{year + 1}年度行政执法监督工作计划", year + 1, year + 1, "annual", users, days, 6)
    _fill(coming, users, units, days.ago(5))
    actions.advance_plan(plan=coming, act=PlanAct.SUBMIT, actor=users["jiandu"], at=days.ago(2))


def _finish(share: Assignment, status: ShareStatus, text: str, at: datetime, users: dict[str, User]) -> None:
    """What was done before this year's records begin: the words, the state and the end of the deadline, without the messages of the time."""
    by = LIAISONS.get(share.unit.name if share.unit else "", "jiandu")
    share.progress.create(at=at, actor=users[by], text=text, is_done=True, answer="确认完成", answered_by=users["jiandu2"], answered_at=at)
    _stand(share, status, text, at)
    close_deadline(kind=actions.DEADLINE, target=share, actor=users["jiandu2"], at=at)


def _begin(share: Assignment, liaison: User, confirmer: User, days: Days) -> None:
    """The one task that is late: begun, not finished."""
    at = days.ago(29)
    share.progress.create(at=at, actor=liaison, text="正在推进。", answer="确认进展", answered_by=confirmer, answered_at=at)
    _stand(share, ShareStatus.IN_PROGRESS, "正在推进。", at)


def _stand(share: Assignment, status: ShareStatus, text: str, at: datetime) -> None:
    Assignment.objects.filter(pk=share.pk).update(status=status, latest=text, latest_at=at)
    actions.keep_states(shares=Assignment.objects.filter(pk=share.pk), at=at)


def _plan(name: str, first: int, last: int, kind: str, users: dict[str, User], days: Days, ago: int) -> Plan:
    return Plan.objects.create(name=name, kind=kind, first_year=first, last_year=last, created_by=users["jiandu"], created_at=days.ago(ago))


def _fill(plan: Plan, users: dict[str, User], units: dict[str, Unit], at: datetime) -> None:
    """The tasks of a year, led by the bureau."""
    import_file("plan", ANNUAL, users["jiandu"], at, plan=plan.pk)
    parts = [(units[who.BUREAU], "县司法局", Part.LEAD), *((units[name], name, Part.ASSIST) for name in LIAISONS)]
    Assignment.objects.bulk_create(
        Assignment(item=item, unit=unit, unit_text=text, part=part, due_on=item.due_on) for item in plan.items.all() for unit, text, part in parts
    )


def _run(plan: Plan, users: dict[str, User], days: Days) -> None:
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=users["jiandu"], at=days.ago(291))
    actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=users["juzhang"], at=days.ago(290))
    actions.advance_plan(plan=plan, act=PlanAct.ISSUE, actor=users["jiandu"], at=days.ago(288))
    actions.advance_plan(plan=plan, act=PlanAct.START, actor=users["jiandu"], at=days.ago(287))


def _stages(plan: Plan, users: dict[str, User], days: Days) -> None:
    """待确认, 退回 and 已确认 among the open shares of the demo units."""
    liaisons = {name: users[code] for name, code in LIAISONS.items()}
    opened = list(
        Assignment.objects.filter(item__plan=plan, status=ShareStatus.ASSIGNED, unit__name__in=liaisons)
        .select_related("unit", "item")
        .order_by("item__number", "pk")
    )
    for place, share in enumerate(opened[:6]):
        liaison = liaisons[share.unit.name] if share.unit else users["lianluo"]
        store(purpose="progress", name="进展佐证.pdf", stream_or_bytes=evidence_pdf(), actor=liaison, at=days.ago(6), unit=share.unit, owner=share)
        actions.submit_progress(share=share, actor=liaison, at=days.ago(5), text="已印发方案，完成第一轮自查，正在汇总。")
        share.refresh_from_db()
        if place % 3 == 1:
            actions.return_progress(share=share, actor=users["jiandu2"], at=days.ago(3), reason="请补充自查数量和发现的问题清单。")
        elif place % 3 == 2:
            actions.confirm_progress(share=share, actor=users["jiandu2"], at=days.ago(3))
