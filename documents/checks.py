"""签发前检查: what a signer would otherwise have to look up, one line each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.separation import same_person
from documents.authors import authors_of, made, takers_of
from documents.contexts import period_text
from documents.models import Document
from documents.sections import ATTACHMENTS, missing

if TYPE_CHECKING:
    from accounts.models import User

LOCAL, OTHERS_SIGN = "本地设置", "，与您是同一人，由他人签发"
QUOTES = re.compile(r"[《》\s]|中华人民共和国")


@dataclass(frozen=True)
class Check:
    """One line: label, whether it is in order, and in words."""

    label: str
    is_met: bool
    words: str


def checks_of(document: Document, user: User) -> list[Check]:
    """The list for `user`, empty where it was issued on paper; the acts themselves refuse what must not pass."""
    if document.came_by_import:
        return []
    kind, empty = document.kind, missing(document.kind.parts, document.content)
    tables = document.content.get(ATTACHMENTS) or []
    period = period_text(document)
    asks = bool(kind.reply_what) and (bool(document.reply_rule) or not kind.reply_rule)
    own = document.signed_at is None and made(document, user)
    vertical = bool(document.to_unit and document.to_unit.is_vertical)
    return [
        Check("文种", kind.is_active, kind.full_name),
        Check("主送", bool(document.to_text), document.to_text or "未填"),
        _basis(document),
        Check("正文", not empty, "齐全" if not empty else f"还缺：{'、'.join(empty)}"),
        Check("期限", bool(period) or not asks, period or ("未写明期限" if asks else "不要求回复")),
        Check(
            "异议权", bool(document.objection_days) or not kind.has_objection, f"{document.objection_days}日内可以提出" if document.objection_days else "不适用"
        ),
        Check("附件", all(table["title"] and table["rows"] for table in tables), f"{len(tables)} 件" if tables else "无附件"),
        _review(document, user),
        Check("拟制人不签发", not own, _made_by(document) + (OTHERS_SIGN if own else "")),
        Check("垂管单位", not vertical or kind.code == "inform", "垂直管理单位，可以改用告知函告知其上一级主管部门" if vertical else "不涉及"),
    ]


def _basis(document: Document) -> Check:
    """依据: the text names the article that its kind rests on."""
    article = document.kind.basis
    if not article or article == LOCAL:
        return Check("依据", True, LOCAL)
    said = QUOTES.sub("", json.dumps(document.content, ensure_ascii=False))
    is_named = QUOTES.sub("", article) in said
    return Check("依据", is_named, f"正文已引用{article}" if is_named else f"正文没有引用{article}")


def _made_by(document: Document) -> str:
    """拟制人, 修改人 and 接手人 by name."""
    drafter, *others = map(str, authors_of(document))
    groups = {"拟制人": [drafter], "修改人": others, "接手人": list(map(str, takers_of(document)))}
    return "，".join(f"{word} {'、'.join(names)}" for word, names in groups.items() if names)


def _review(document: Document, user: User) -> Check:
    """核稿: by somebody who did not make it and does not sign it."""
    if document.reviewed_by is not None:
        if document.signed_at is None and same_person(document.reviewed_by, user):
            return Check("核稿", False, f"{document.reviewed_by}{OTHERS_SIGN}")
        own = made(document, document.reviewed_by)
        return Check("核稿", not own, f"{document.reviewed_by}{'，参与了拟制，应退回由他人核稿' if own else ''}")
    if not document.kind.needs_review:
        return Check("核稿", True, "不须核稿")
    return Check("核稿", False, "送审后由他人核稿" if document.submitted_at is None else "尚未核稿")
