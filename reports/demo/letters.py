"""文书样例: documents on every part of their way, from draft to archive, with objections."""

from __future__ import annotations

from accounts.models import Unit, User
from documents import actions
from documents.jobs import files_of
from documents.models import Document, Objection
from documents.workflow import ObjectionAct
from reports.demo import people as who
from reports.demo.calendar import Days
from reports.demo.jobs import finish

OPINION = {
    "origin": "根据年度监督工作安排，我局对你单位行政执法情况开展监督检查。",
    "facts": "抽查本年度办结的行政处罚案卷，发现三件案件作出决定前未经法制审核。",
    "basis": "违反《中华人民共和国行政处罚法》第五十八条。依据《行政执法监督条例》第二十八条。",
    "opinions": ["对三件案件补作法制审核，形成书面意见。", "修订法制审核目录，明确应审范围。"],
}
SUPERVISION = {
    "origin": "我局收到反映，某货运企业多次超限运输，你单位立案后长期未作处理。",
    "facts": "你单位立案满九十日未作出决定，也未办理延长，属于不履行法定职责。",
    "basis": "违反《中华人民共和国行政处罚法》第六十条。依据《行政执法监督条例》第二十七条。",
    "opinions": ["依法作出处理决定，或者依法办理延长手续。", "清理超期未结案件，书面报告履行情况。"],
}
DECISION = {
    "origin": "县司法局发出督办函后，你单位在规定期限内没有履行，也没有说明理由。",
    "facts": "三件立案满九十日的案件仍未作出决定。",
    "basis": "依据《行政执法监督条例》第二十九条。",
    "approval": "县司法局提出，经县人民政府研究决定。",
    "decisions": ["责令限期履行法定职责，作出处理决定。", "向县人民政府书面报告履行情况。"],
}
TEXTS = {"opinion": OPINION, "supervise": SUPERVISION, "decision": DECISION}
TITLES = {"opinion": "明川县司法局行政执法监督意见书", "supervise": "明川县司法局行政执法监督督办函", "decision": "明川县人民政府行政执法监督决定书"}


def issue_and_serve(document: Document, users: dict[str, User], days: Days, ago: int) -> Document:
    """送审、核稿 (where the kind needs it)、签发、成文、送达 on one day."""
    document = actions.submit_for_review(document=document, actor=users["jiandu"], at=days.ago(ago, 9))
    if document.kind.needs_review:
        document = actions.review(document=document, actor=users["jiandu2"], at=days.ago(ago, 10), text="内容属实，依据准确。")
    document = actions.sign(document=document, actor=users["juzhang"], at=days.ago(ago, 11), text="同意。")
    pdf, word = files_of(document)
    document = actions.issue(document=document, number=document.number, pdf=pdf, docx=word, actor=users["juzhang"], at=days.ago(ago, 14))
    if document.job is not None:
        finish(document.job, days.ago(ago, 14))
    return actions.serve(document=document, actor=users["jiandu"], at=days.ago(ago, 15))


def _draft(kind: str, unit: Unit, users: dict[str, User], days: Days, ago: int) -> Document:
    return actions.draft(kind=kind, title=TITLES[kind], to_unit=unit, content=TEXTS[kind], actor=users["jiandu"], at=days.ago(ago))


def _reviewed(kind: str, unit: Unit, users: dict[str, User], days: Days, ago: int) -> Document:
    document = _draft(kind, unit, users, days, ago)
    actions.submit_for_review(document=document, actor=users["jiandu"], at=days.ago(ago - 1))
    return actions.review(document=document, actor=users["jiandu2"], at=days.ago(ago - 2), text="依据准确，建议签发。")


def _served(kind: str, unit: Unit, users: dict[str, User], days: Days, ago: int, liaison: str = "") -> Document:
    """Served `ago` days ago and, where the unit has signed for it, by whom."""
    document = issue_and_serve(_draft(kind, unit, users, days, ago + 2), users, days, ago)
    if liaison:
        actions.receive(service=document.services.get(), actor=users[liaison], at=days.ago(ago - 1, 16))
    return document


def _object(document: Document, liaison: User, days: Days, ago: int) -> Objection:
    reason = "其中一件案件已由法制机构审核，审核意见存于副卷，请予复查。"
    return actions.object_to(service=document.services.get(), actor=liaison, at=days.ago(ago, 17), reason=reason)


def _seed_past(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """Answered and archived, upheld after an objection, revoked, dropped."""
    answered = _served("opinion", units[who.HEALTH], users, days, 60, "lianluo4")
    actions.record_reply(service=answered.services.get(), actor=users["lianluo4"], at=days.ago(45), note="三件案件已补作法制审核，目录已修订。")
    actions.archive(document=answered, actor=users["jiandu"], at=days.ago(35))
    objection = _object(_served("opinion", units[who.FARM], users, days, 48, "lianluo7"), users["lianluo7"], days, 44)
    actions.check_objection(objection=objection, actor=users["jiandu2"], at=days.ago(42))
    opinion = "副卷没有审核意见，原意见书认定的事实清楚。"
    actions.decide_objection(objection=objection, act=ObjectionAct.UPHOLD, actor=users["jiandu2"], at=days.ago(40), opinion=opinion)
    revoked = _served("supervise", units[who.CITY], users, days, 28)
    actions.revoke(document=revoked, actor=users["juzhang"], at=days.ago(25), reason="三件案件已在送达前作出决定。")
    dropped = _draft("supervise", units[who.HEALTH], users, days, 20)
    actions.drop_draft(document=dropped, actor=users["jiandu"], at=days.ago(18), reason="单位已自行办结，不再督办。")


def seed_letters(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """One in each state; three wait for the bureau's leader, one for the government, one objection to be decided."""
    _seed_past(users, units, days)
    _draft("supervise", units[who.TRAFFIC], users, days, 1)
    waiting = _draft("opinion", units[who.CITY], users, days, 3)
    actions.submit_for_review(document=waiting, actor=users["jiandu"], at=days.ago(2))
    for kind, unit, ago in (("opinion", who.FARM, 4), ("supervise", who.CITY, 3), ("opinion", who.HEALTH, 3)):
        _reviewed(kind, units[unit], users, days, ago)
    _reviewed("decision", units[who.WATER], users, days, 5)
    _served("opinion", units[who.MARKET], users, days, 10, "lianluo")
    _object(_served("opinion", units[who.ECOLOGY], users, days, 8, "lianluo6"), users["lianluo6"], days, 4)
    _served("supervise", units[who.TRAFFIC], users, days, 6)
