"""计划样例: this year's plan and the ledger of several years, with progress in every state."""

from __future__ import annotations

from accounts.models import Unit, User
from core.files.actions import store
from reports.demo import people as who
from reports.demo.calendar import Days
from reports.demo.files import import_file
from reports.demo.paper import evidence_pdf
from supervision.plans import actions
from supervision.plans.models import Assignment, Plan
from supervision.plans.reading.shares import Part
from supervision.plans.workflow import PlanAct, ShareStatus

LEDGER, ANNUAL = "plan-fangcheng-2023-2025.xlsx", "plan-ouhai-2022.xlsx"
SHARED = (who.MARKET, who.TRAFFIC, who.EMERGENCY, who.CITY)


def seed_plans(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """Both plans running."""
    year = days.today.year
    annual = _plan(f"明川县{year}年度行政执法监督工作计划", year, year, "annual", users, days, 300)
    import_file("plan", ANNUAL, users["jiandu"], days.ago(299), plan=annual.pk)
    for item in annual.items.all():
        Assignment.objects.create(item=item, unit=units[who.BUREAU], unit_text="县司法局", part=Part.LEAD, due_on=item.due_on)
        for name in SHARED:
            Assignment.objects.create(item=item, unit=units[name], unit_text=name, part=Part.ASSIST, due_on=item.due_on)
    ledger = _plan("提升行政执法质量三年行动重点工作台账（2023—2025）", 2023, 2025, "multi_year", users, days, 320)
    import_file("plan", LEDGER, users["jiandu"], days.ago(319), plan=ledger.pk)
    for plan in (annual, ledger):
        _run(plan, users, days)
    Assignment.objects.filter(item__plan=ledger, unit__isnull=False).update(
        status=ShareStatus.DONE_CONTINUING, latest="已完成并转入长期推进。", latest_at=days.ago(200)
    )
    actions.keep_states(shares=Assignment.objects.filter(item__plan=ledger), at=days.ago(200))
    past = Assignment.objects.filter(item__plan=annual, due_on__lt=days.today)
    past.update(status=ShareStatus.DONE, latest="已按时完成。", latest_at=days.ago(30))
    actions.keep_states(shares=past, at=days.ago(30))
    _stages(annual, users, units, days)


def _plan(name: str, first: int, last: int, kind: str, users: dict[str, User], days: Days, ago: int) -> Plan:
    return Plan.objects.create(name=name, kind=kind, first_year=first, last_year=last, created_by=users["jiandu"], created_at=days.ago(ago))


def _run(plan: Plan, users: dict[str, User], days: Days) -> None:
    actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=users["jiandu"], at=days.ago(291))
    actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=users["juzhang"], at=days.ago(290))
    actions.advance_plan(plan=plan, act=PlanAct.ISSUE, actor=users["jiandu"], at=days.ago(288))
    actions.advance_plan(plan=plan, act=PlanAct.START, actor=users["jiandu"], at=days.ago(287))


def _stages(plan: Plan, users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """待确认, 退回, 已确认 and 逾期 among the open shares of the demo units."""
    liaisons = {who.MARKET: users["lianluo"], who.TRAFFIC: users["lianluo2"], who.EMERGENCY: users["lianluo3"], who.CITY: users["lianluo5"]}
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
    late = Assignment.objects.filter(item__plan=plan, unit=units[who.TRAFFIC], status=ShareStatus.DONE).first()
    if late is not None:
        Assignment.objects.filter(pk=late.pk).update(status=ShareStatus.IN_PROGRESS, latest="正在推进。")
        actions.keep_states(shares=Assignment.objects.filter(pk=late.pk), at=days.ago(29))
