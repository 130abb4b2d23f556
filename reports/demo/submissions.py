"""演示报送: a monthly series with its past periods, a table in all its states, a report some have not sent, and a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from accounts.models import Unit, User
from reports.demo.calendar import Days
from reports.demo.people import CITY, ECOLOGY, EMERGENCY, FARM, HEALTH, MARKET, TRAFFIC
from submissions.actions.answering import save_answer
from submissions.actions.drafting import draft_request
from submissions.actions.ending import close_request
from submissions.actions.handing_in import approve_hand_in, hand_in
from submissions.actions.opening import open_request
from submissions.actions.periods_opening import open_due_periods
from submissions.actions.review import accept, exempt, return_submission
from submissions.actions.series import start_series
from submissions.actions.urging import urge_missing
from submissions.models import Shape, Submission, SubmissionRequest
from submissions.periods import Period, PeriodKind
from submissions.tables.fields import Field, FieldKind, fields_as_json

UNITS = (MARKET, TRAFFIC, EMERGENCY, HEALTH, CITY, ECOLOGY, FARM)
PEOPLE = {name: (f"lianluo{number}" if number > 1 else "lianluo", f"fenguan{number}" if number > 1 else "fenguan") for number, name in enumerate(UNITS, 1)}
COURSES = ("行政处罚法专题培训", "执法文书制作培训", "行政执法监督条例学习班", "案卷评查标准培训")
TRAININGS = fields_as_json(
    [
        Field("month", "所属期间", FieldKind.TEXT, width=12),
        Field("course", "培训内容", FieldKind.TEXT, required=True, width=28),
        Field("held_on", "举办日期", FieldKind.DAY, required=True),
        Field("people", "参训人数", FieldKind.INTEGER, required=True, least="0"),
        Field("hours", "学时", FieldKind.INTEGER, required=True, least="0", most="60"),
        Field("mode", "培训方式", FieldKind.CHOICE, choices=("线上", "线下", "线上线下结合")),
    ]
)
CHECKS = fields_as_json(
    [
        Field("planned", "计划检查户数", FieldKind.INTEGER, required=True, least="0", group="计划"),
        Field("done", "已检查户数", FieldKind.INTEGER, required=True, least="0", group="执行"),
        Field("joint", "其中联合检查", FieldKind.INTEGER, least="0", group="执行"),
        Field("scanned", "扫码入企户数", FieldKind.INTEGER, least="0", group="执行"),
        Field("note", "备注", FieldKind.TEXT, width=24),
    ]
)
PARTS = [
    {"key": "done", "heading": "主要做法", "help": ""},
    {"key": "gaps", "heading": "存在问题", "help": ""},
    {"key": "next", "heading": "下一步安排", "help": ""},
]


class _County:
    """Who answers and who asks."""

    def __init__(self, users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
        self.staff, self.days = users["jiandu"], days
        self.units = {name: units[name] for name in UNITS}
        self.pairs = {name: (users[liaison], users[leader]) for name, (liaison, leader) in PEOPLE.items()}

    def answer(self, request: SubmissionRequest, name: str) -> Submission:
        return request.submissions.get(unit=self.units[name])

    def fill(
        self, request: SubmissionRequest, name: str, at: datetime, rows: Sequence[Mapping[str, str]], parts: Mapping[str, str] | None = None
    ) -> Submission:
        return save_answer(
            submission=self.answer(request, name), actor=self.pairs[name][0], at=at, seen=None, rows=rows if parts is None else None, parts=parts
        )

    def report(
        self, request: SubmissionRequest, name: str, at: datetime, rows: Sequence[Mapping[str, str]], parts: Mapping[str, str] | None = None
    ) -> Submission:
        """已报: filled in, let go by the unit's leader; a nil report where there is nothing to say."""
        liaison, leader = self.pairs[name]
        filled = self.fill(request, name, at, rows, parts)
        handed = hand_in(submission=filled, actor=liaison, at=at + timedelta(minutes=20), is_nil=not rows and parts is None)
        return approve_hand_in(submission=handed, actor=leader, at=at + timedelta(hours=1))

    def accepted(self, request: SubmissionRequest, name: str, at: datetime, rows: Sequence[Mapping[str, str]]) -> Submission:
        return accept(submission=self.report(request, name, at, rows), actor=self.staff, at=at + timedelta(hours=2))


def seed_submissions(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """Everything that hangs on requests."""
    county = _County(users, units, days)
    _monthly(county)
    _table(county)
    _report(county)
    draft_request(
        actor=county.staff, at=days.ago(1, 15), units=list(county.units.values()), title="行政裁量权基准适用情况统计表", basis="行政裁量权基准制度",
        fields=CHECKS[:1], due_on=days.workday_from(days.on(20)),
    )  # fmt: skip


def _monthly(county: _County) -> None:
    """培训情况: past months answered – nil here, late there – and the newest one open."""
    days = county.days
    period = Period.holding(PeriodKind.MONTH, days.today).previous().previous().previous().previous()
    start_series(
        actor=county.staff, at=days.ago(170), units=list(county.units.values()), first_on=period.first, title="行政执法人员培训情况月报", shape=Shape.TABLE,
        basis="年度行政执法培训计划", held_note="人员名册已掌握，只报当月培训", fields=TRAININGS, sources={"month": "period"}, period_kind=PeriodKind.MONTH, due_days=5,
    )  # fmt: skip
    opened = []
    while (day := days.workday_from(period.next().first)) < days.today:
        (request,) = open_due_periods(actor=User.objects.system(), at=_at(days, day, 9)).requests
        opened.append((request, day))
        period = period.next()
    for place, (request, day) in enumerate(opened):
        _month(county, request, day, is_newest=place == len(opened) - 1)


def _at(days: Days, day: date, hour: int) -> datetime:
    return days.ago((days.today - day).days, hour)


def _month(county: _County, request: SubmissionRequest, day: date, *, is_newest: bool) -> None:
    """Each unit answers on a day of its own; one of an older month comes late, in the newest some have not come yet."""
    for place, name in enumerate(UNITS[:3] if is_newest else UNITS):
        at = _at(county.days, day + timedelta(days=16 if place == 4 else place), 10 + place)
        if at < county.days.ago(0, 0):
            county.accepted(request, name, at, [] if place == 2 else [_course(request, place, at)])
    if not is_newest:
        close_request(request=request, actor=county.staff, at=_at(county.days, day + timedelta(days=24), 17))


def _course(request: SubmissionRequest, place: int, at: datetime) -> dict[str, str]:
    month = request.period.first if request.period else at.date()
    held_on = month + timedelta(days=5 + 2 * place)
    return {
        "month": str(request.period), "course": COURSES[(place + month.month) % len(COURSES)], "held_on": held_on.isoformat(), "people": str(18 + 7 * place),
        "hours": str(4 + place % 3 * 2), "mode": ("线下", "线上", "线上线下结合")[place % 3],
    }  # fmt: skip


def _checks(place: int) -> list[dict[str, str]]:
    planned = 120 + 35 * place
    return [{"planned": str(planned), "done": str(planned - 20 - 9 * place), "joint": str(8 + place), "scanned": str(planned - 30 - 9 * place), "note": ""}]


def _table(county: _County) -> None:
    """涉企检查: one answer in every state there is."""
    days = county.days
    request = _opened(
        county, days.ago(6, 9), title="涉企行政检查计划执行情况表", basis="关于严格规范涉企行政检查的意见", shape=Shape.TABLE, fields=CHECKS,
        due_on=days.workday_from(days.on(3)), guide="按户填报，不含双随机抽查以外的日常巡查。",
    )  # fmt: skip
    county.report(request, MARKET, days.ago(4, 10), _checks(0))
    hand_in(submission=county.fill(request, TRAFFIC, days.ago(3, 10), _checks(1)), actor=county.pairs[TRAFFIC][0], at=days.ago(3, 11))
    wrong = county.report(request, EMERGENCY, days.ago(4, 9), _checks(2))
    return_submission(
        submission=wrong, actor=county.staff, at=days.ago(2, 16), reason="已检查户数大于扫码入企户数 10 户，请核对后说明", due_on=days.workday_from(days.on(2))
    )
    county.accepted(request, HEALTH, days.ago(4, 11), _checks(3))
    county.fill(request, CITY, days.ago(2, 9), [{"planned": "260"}])
    county.report(request, ECOLOGY, days.ago(3, 15), [])
    exempt(submission=county.answer(request, FARM), actor=county.staff, at=days.ago(5, 9), reason="本年度检查计划未含涉企事项")


def _report(county: _County) -> None:
    """条例贯彻情况: past its day; two have sent it, the others were urged."""
    days = county.days
    request = _opened(
        county, days.ago(15, 9), title="行政执法监督条例贯彻情况报告", basis="行政执法监督条例第八条", shape=Shape.REPORT, parts=PARTS, due_on=days.on(-3), needs_scan=False,
        allows_nil=False,
    )  # fmt: skip
    said = {"done": "组织学习条例 2 次，修订本单位法制审核目录。", "gaps": "基层执法队法制审核力量不足。", "next": "年内配齐专职法制审核人员。"}
    for place, name in enumerate((HEALTH, ECOLOGY)):
        county.report(request, name, days.ago(8 - place, 10), [], said)
    urge_missing(request=request, actor=county.staff, at=days.ago(2, 9))


def _opened(county: _County, at: datetime, **facts: object) -> SubmissionRequest:
    draft = draft_request(actor=county.staff, at=at, units=list(county.units.values()), **facts)
    return open_request(request=draft, actor=county.staff, at=at + timedelta(minutes=30))
