"""整改样例: one order in every state; due today, tomorrow, this week and overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Unit, User
from core.files.actions import store
from rectification import actions
from rectification.actions import ProblemText
from rectification.models import Order
from reports.demo import people as who
from reports.demo.calendar import Days
from reports.demo.paper import evidence_pdf


@dataclass(frozen=True)
class Sample:
    """One order: its unit, problem, days since issue and until due, and how far it has come."""

    unit: str
    liaison: str
    leader: str
    title: str
    basis: str
    issued: int
    due: int
    stage: str


SAMPLES: tuple[Sample, ...] = (
    Sample(who.TRAFFIC, "lianluo2", "fenguan2", "道路运输处罚案卷告知、送达不规范", "行政处罚法第四十四条、第六十一条", 34, -3, "acknowledged"),
    Sample(who.TRAFFIC, "lianluo2", "fenguan2", "超限检测站检查记录缺执法人员签名", "行政处罚法第五十五条", 28, 0, "plan"),
    Sample(who.MARKET, "lianluo", "fenguan", "三件处罚决定公示超过七个工作日", "国办发〔2018〕118号", 27, 1, "progress"),
    Sample(who.MARKET, "lianluo", "fenguan", "价格检查未制作现场笔录", "行政处罚法第五十五条", 20, 10, "unit_review"),
    Sample(who.MARKET, "lianluo", "fenguan", "裁量说理缺失", "行政处罚法第三十四条", 40, -6, "reported"),
    Sample(who.EMERGENCY, "lianluo3", "fenguan3", "现场检查未使用统一文书", "行政检查文书基本格式文本", 25, 3, "issued"),
    Sample(who.HEALTH, "lianluo4", "fenguan4", "医疗机构检查记录签名不全", "行政处罚法第五十五条", 32, 5, "returned"),
    Sample(who.CITY, "lianluo5", "fenguan5", "占道经营案件未告知陈述申辩权", "行政处罚法第四十四条", 70, -20, "closed"),
    Sample(who.FARM, "lianluo7", "fenguan7", "兽药处罚案卷送达缺项", "行政处罚法第六十一条", 26, 4, "reported"),
    Sample(who.ECOLOGY, "lianluo6", "fenguan6", "音像记录未按要求归档", "国办发〔2018〕118号", 60, -12, "closed"),
    Sample(who.CITY, "lianluo5", "fenguan5", "先行登记保存超过七日未处理", "行政处罚法第五十六条", 32, 6, "reported"),
    Sample(who.HEALTH, "lianluo4", "fenguan4", "公共场所卫生检查未出示执法证件", "行政处罚法第五十五条", 18, 9, "unit_review"),
    Sample(who.FARM, "lianluo7", "fenguan7", "农药抽检结果未书面告知", "行政处罚法第四十四条", 16, 12, "unit_review"),
    Sample(who.FARM, "lianluo7", "fenguan7", "种子检查笔录缺被检查人签名", "行政处罚法第五十五条", 3, 27, "issued"),
    Sample(who.CITY, "lianluo5", "fenguan5", "占道经营检查未全程音像记录", "国办发〔2018〕118号", 15, 11, "unit_review"),
    Sample(who.ECOLOGY, "lianluo6", "fenguan6", "排污口检查笔录缺见证人签名", "行政处罚法第五十五条", 14, 13, "unit_review"),
    Sample(who.ECOLOGY, "lianluo6", "fenguan6", "危险废物检查未告知检查事由", "行政处罚法第五十五条", 4, 26, "issued"),
    Sample(who.WATER, "", "", "取水许可受理通知书缺专用印章", "行政许可法第三十二条", 22, 8, "issued"),
    Sample(who.EMERGENCY, "lianluo3", "fenguan3", "有限空间作业检查记录缺项", "行政处罚法第五十五条", 24, 6, "extension_asked"),
    Sample(who.FARM, "lianluo7", "fenguan7", "农机安全检查一人进行", "行政处罚法第四十二条", 23, 7, "extension_refused"),
    Sample(who.ECOLOGY, "lianluo6", "fenguan6", "噪声检查记录未附监测报告", "行政处罚法第四十六条", 21, 14, "cancelled"),
    Sample(who.GRAIN, "", "", "粮食库存检查未出示行政检查通知书", "行政检查文书基本格式文本", 24, 8, "issued"),
)


def seed_orders(users: dict[str, User], units: dict[str, Unit], days: Days) -> list[Order]:
    """Issue every sample and take it as far as it goes."""
    return [_one(sample, users, units[sample.unit], days) for sample in SAMPLES]


def _one(sample: Sample, users: dict[str, User], unit: Unit, days: Days) -> Order:
    staff = users["jiandu"]
    order = actions.issue_order(
        unit=unit, title=sample.title, problems=[ProblemText(sample.title, sample.basis), ProblemText("同类案件未开展自查", "本地设置")], basis=sample.basis,
        actor=staff, at=days.ago(sample.issued), due_on=days.on(sample.due), source_kind="manual", source_label="监督检查",
    )  # fmt: skip
    return walk(order, sample, users, days)


def walk(order: Order, sample: Sample, users: dict[str, User], days: Days) -> Order:
    """Take the order through the steps of the sample's stage."""
    for step in PATHS[sample.stage]:
        step(order, sample, users, days)
        order.refresh_from_db()
    return order


def _acknowledge(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.acknowledge(order=order, actor=users[sample.liaison], at=days.ago(sample.issued - 2, 9))


def _plan(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    plan = f"问题表现：{sample.title}。\n措施：逐卷复查，补正文书，组织培训。\n标准：同类案件无再犯。\n时限：{order.due_on}前。"
    actions.submit_plan(order=order, actor=users[sample.liaison], at=days.ago(sample.issued - 5, 15), responsible=users[sample.leader].name, plan=plan)


def _progress(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.note_progress(
        order=order, actor=users[sample.liaison], at=days.ago(max(sample.issued - 12, 1), 16), text="已完成近三个月同类案卷自查，正在补正文书。"
    )


def _answer(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    liaison = users[sample.liaison]
    at = days.ago(max(sample.issued - 15, 1), 11)
    answers = dict.fromkeys(order.problems.values_list("pk", flat=True), "已补正相关文书，对承办人批评教育，并组织全员培训一次。")
    actions.answer_problems(order=order, actor=liaison, at=at, answers=answers)
    for problem in order.problems.all():
        store(purpose="evidence", name=f"整改佐证{problem.number}.pdf", stream_or_bytes=evidence_pdf(), actor=liaison, at=at, unit=order.unit, owner=problem)


def _submit(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.submit_report(order=order, actor=users[sample.liaison], at=days.ago(max(sample.issued - 18, 1), 14))


def _approve(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.approve_report(order=order, actor=users[sample.leader], at=days.ago(max(sample.issued - 19, 1), 17))


def _return(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    verdicts = {problem.pk: ("return", "佐证材料看不清签名") for problem in order.problems.all()}
    actions.return_order(order=order, actor=users["jiandu"], at=days.ago(2, 10), reason="佐证材料看不清签名，请重新扫描后报送。", verdicts=verdicts)


def _accept(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    verdicts = {problem.pk: ("pass", "") for problem in order.problems.all()}
    actions.accept_order(order=order, actor=users["jiandu2"], at=days.ago(max(sample.issued - 25, 1), 10), opinion="已核对原件，整改到位。", verdicts=verdicts)


def _ask(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    day, reason = days.workday_from(order.due_on + timedelta(days=15)), "涉及的当事人在外地，补正手续须当面办理。"
    actions.request_extension(order=order, actor=users[sample.liaison], at=days.ago(2, 9), new_due_on=day, reason=reason)


def _refuse(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.refuse_extension(extension=order.extensions.get(), actor=users["juzhang"], at=days.ago(1, 15), note="可以委托当地执法机关协助，按原期限完成。")


def _cancel(order: Order, sample: Sample, users: dict[str, User], days: Days) -> None:
    actions.cancel_order(order=order, actor=users["jiandu"], at=days.ago(12, 15), reason="监测报告另卷保存，核实后不属于问题。")


_PLANNED = (_acknowledge, _plan)
_REPORTED = (*_PLANNED, _progress, _answer, _submit, _approve)
PATHS = {
    "issued": (),
    "acknowledged": (_acknowledge,),
    "plan": _PLANNED,
    "progress": (*_PLANNED, _progress),
    "unit_review": (*_PLANNED, _answer, _submit),
    "reported": _REPORTED,
    "returned": (*_REPORTED, _return),
    "closed": (*_REPORTED, _accept),
    "extension_asked": (*_PLANNED, _ask),
    "extension_refused": (*_PLANNED, _ask, _refuse),
    "cancelled": (_acknowledge, _cancel),
}
