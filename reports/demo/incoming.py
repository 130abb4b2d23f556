"""收文样例: papers and instructions received, one in each state, linked to what they concern."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from cases.incoming import BATCH
from cases.models import ReviewBatch
from core.files.actions import store
from documents.incoming import actions
from documents.incoming.access import PURPOSE
from documents.incoming.actions.registering import Paper
from documents.incoming.models import DOCUMENT, Incoming, Kind
from documents.models import Document
from documents.notices import bureau
from rectification.incoming import ORDER
from rectification.models import Order
from reports.demo.calendar import Days
from reports.demo.paper import scan_pdf
from supervision.plans.incoming import TASK
from supervision.plans.models import PlanItem

OFFICE, CITY_BUREAU = "明川县人民政府办公室", "明山市司法局"


def seed_incoming(users: dict[str, User], days: Days) -> None:
    """Nine papers: overdue, due today and later, waiting for a leader, to be handed out, answered, closed, for reading, voided; one of them 限阅."""
    _seed_past(users, days)
    _seed_open(users, days)
    _seed_new(users, days)


def _register(users: dict[str, User], days: Days, ago: int, *, due_in: int | None = None, handler: str = "", **facts: object) -> Incoming:
    """Received `ago` days ago and registered the same day; due `due_in` days from today."""
    at = days.ago(ago, 9)
    on = at.date()
    facts["sender_number"] = str(facts.get("sender_number", "")).replace("〔〕", f"〔{on.year}〕")
    paper = Paper(received_on=on, paper_on=on - timedelta(days=2), **facts)  # type: ignore[arg-type]
    due_on = None if due_in is None else days.on(due_in) if due_in < 1 else days.workday_from(days.on(due_in))
    return actions.register(paper=paper, actor=users["jiandu2"], at=at, due_on=due_on, handler=users[handler] if handler else None)


def _link(incoming: Incoming, kind: str, row: object, users: dict[str, User], days: Days, ago: int) -> None:
    if row is not None:
        actions.link(incoming=incoming, actor=users["jiandu"], at=days.ago(ago, 15), kind=kind, target_id=str(row.pk))  # type: ignore[attr-defined]


def _seed_past(users: dict[str, User], days: Days) -> None:
    """Closed with what went out, for reading, voided."""
    closed = _register(
        users, days, 52, due_in=-38, handler="jiandu", kind=Kind.CONSULTATION, sender=CITY_BUREAU, sender_number="明山司函〔〕41号",
        title="关于征求行政执法监督文书格式意见的函", demand="结合本县实际提出修改意见，书面回复。", proposal="拟请监督科研提意见，报局领导审定后回复。",
    )  # fmt: skip
    actions.note_progress(incoming=closed, actor=users["jiandu"], at=days.ago(48), text="已征求六个部门意见，汇总修改建议四条。")
    actions.reply(incoming=closed, actor=users["jiandu"], at=days.ago(42), answer=f"明山市司法局，明司函〔{days.ago(42).year}〕22号")
    actions.close(incoming=closed, actor=users["jiandu"], at=days.ago(41), result="提出修改建议四条，已函复市司法局。")
    actions.register(
        paper=Paper(sender=OFFICE, sender_number=f"明政办发〔{days.ago(20).year}〕30号", title="关于做好政务值班工作的通知", received_on=days.ago(20).date()),
        actor=users["jiandu2"], at=days.ago(20, 11), is_for_reading=True, co_handlers=[users["jiandu"]],
    )  # fmt: skip
    wrong = _register(users, days, 19, sender=OFFICE, sender_number="明政办函〔〕55号", title="关于报送年度法治政府建设情况的通知")
    actions.void(incoming=wrong, actor=users["jiandu2"], at=days.ago(19, 16), reason="应由法治调研科登记办理，误登记。")


def _seed_open(users: dict[str, User], days: Days) -> None:
    """With their handlers: overdue, in hand with a leader's instruction, answered and to be closed."""
    late = _register(
        users, days, 16, due_in=-2, handler="jiandu", kind=Kind.ASSIGNED, sender=OFFICE, sender_number="明政办督〔〕17号",
        title="关于督办超限运输案件查处情况的通知", demand="督促县交通运输局限期处理，并报告结果。",
    )  # fmt: skip
    letter = Document.objects.filter(kind="supervise", served_at__isnull=False).order_by("-pk").first()
    _link(late, DOCUMENT, letter, users, days, 14)
    answered = _register(
        users, days, 12, due_in=3, handler="jiandu", sender=CITY_BUREAU, sender_number="明山司函〔〕63号", title="关于报送执法人员持证情况的函",
        demand="报送截至上月底的持证人数、到期人数。",
    )  # fmt: skip
    actions.reply(incoming=answered, actor=users["jiandu"], at=days.ago(3), answer="明山市司法局，电子邮件报送统计表")
    going = _register(
        users, days, 9, due_in=0, handler="jiandu", kind=Kind.INSTRUCTION, sender="县人民政府县长", title="在《法制审核缺失问题专报》上的批示",
        demand="举一反三，全面清理应审未审案件，月底前报告整改情况。", is_for_instruction=True, proposal="拟由监督科牵头，逐件督促整改并汇总报告。",
    )  # fmt: skip
    given_on = days.ago(10).date()
    words = "请司法局牵头，各执法部门逐件整改，结果报我。"
    actions.record_instruction(incoming=going, actor=users["jiandu2"], at=days.ago(9, 10), leader_name="县长", given_on=given_on, text=words)
    store(purpose=PURPOSE, name="县长批示件.pdf", stream_or_bytes=scan_pdf(), actor=users["jiandu2"], at=days.ago(9, 11), unit=bureau(), owner=going)
    actions.instruct(incoming=going, actor=users["juzhang"], at=days.ago(8), text="请监督科按县长批示抓紧办理，整改一件、销号一件。")
    _link(going, ORDER, Order.objects.order_by("pk").first(), users, days, 7)
    _link(going, BATCH, ReviewBatch.objects.order_by("pk").first(), users, days, 7)
    actions.note_progress(incoming=going, actor=users["jiandu"], at=days.ago(5), text="已通知各单位清理，市场监管、交通运输两个单位已报整改情况。")


def _seed_new(users: dict[str, User], days: Days) -> None:
    """To be handed out, waiting for a leader, and one for the eyes of few."""
    _register(
        users, days, 3, due_in=6, handler="jiandu2", kind=Kind.PETITION, sender="群众来信", title="反映某执法人员选择性执法的来信",
        demand="核实反映的情况，按规定反馈。", is_confidential=True,
    )  # fmt: skip
    fresh = _register(
        users, days, 2, due_in=10, kind=Kind.ASSIGNED, sender=OFFICE, sender_number="明政办函〔〕88号", title="关于报送涉企行政检查整治情况的通知",
        demand="汇总各部门涉企行政检查次数、存在问题和整改情况，书面报送。",
    )  # fmt: skip
    _link(fresh, TASK, PlanItem.objects.order_by("pk").first(), users, days, 1)
    _register(
        users, days, 1, due_in=14, sender="明川县人民代表大会常务委员会办公室", sender_number="明常办函〔〕12号", title="关于听取行政执法监督工作情况报告的函",
        demand="准备专题报告，提前十日送达。", is_for_instruction=True, proposal="拟请监督科起草报告，报局领导审定。",
    )  # fmt: skip
