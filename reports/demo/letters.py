"""文书样例: documents in every state from draft to archive."""

from __future__ import annotations

from accounts.models import Unit, User
from documents import actions
from documents.jobs import files_of
from documents.models import Document
from reports.demo import people as who
from reports.demo.calendar import Days

TEXT = {
    "origin": "根据年度监督工作安排，我局对你单位行政执法情况开展监督检查。",
    "facts": "抽查2026年办结的行政处罚案卷，发现三件案件作出决定前未经法制审核。",
    "basis": "违反《中华人民共和国行政处罚法》第五十八条。依据《行政执法监督条例》第二十八条。",
    "opinions": ["对三件案件补作法制审核，形成书面意见。", "修订法制审核目录，明确应审范围。"],
}


def issue_and_serve(document: Document, users: dict[str, User], days: Days, ago: int) -> Document:
    """送审、核稿、签发、成文、送达 on one day."""
    document = actions.submit_for_review(document=document, actor=users["jiandu"], at=days.ago(ago, 9))
    document = actions.review(document=document, actor=users["jiandu2"], at=days.ago(ago, 10), text="内容属实，依据准确。")
    document = actions.sign(document=document, actor=users["juzhang"], at=days.ago(ago, 11), text="同意。")
    pdf, word = files_of(document)
    document = actions.issue(document=document, number=document.number, pdf=pdf, docx=word, actor=users["juzhang"], at=days.ago(ago, 14))
    return actions.serve(document=document, actor=users["jiandu"], at=days.ago(ago, 15))


def _draft(kind: str, title: str, unit: Unit, users: dict[str, User], days: Days, ago: int) -> Document:
    return actions.draft(kind=kind, title=title, to_unit=unit, content=TEXT, actor=users["jiandu"], at=days.ago(ago))


def seed_letters(users: dict[str, User], units: dict[str, Unit], days: Days) -> None:
    """One in each state."""
    _draft("supervise", "明川县司法局行政执法监督督办函", units[who.TRAFFIC], users, days, 1)
    waiting = _draft("opinion", "明川县司法局行政执法监督意见书", units[who.CITY], users, days, 3)
    actions.submit_for_review(document=waiting, actor=users["jiandu"], at=days.ago(2))
    ready = _draft("opinion", "明川县司法局行政执法监督意见书", units[who.FARM], users, days, 4)
    actions.submit_for_review(document=ready, actor=users["jiandu"], at=days.ago(3))
    actions.review(document=ready, actor=users["jiandu2"], at=days.ago(2), text="依据准确，建议签发。")
    served = issue_and_serve(_draft("opinion", "明川县司法局行政执法监督意见书", units[who.MARKET], users, days, 12), users, days, 10)
    actions.receive(service=served.services.get(), actor=users["lianluo"], at=days.ago(9))
    issue_and_serve(_draft("supervise", "明川县司法局行政执法监督督办函", units[who.TRAFFIC], users, days, 8), users, days, 6)
