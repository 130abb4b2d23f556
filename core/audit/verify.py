"""审计链核验: recompute every digest and every link, and name the first row that does not fit."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from core.audit.digest import FIELDS, GENESIS, chained, digest_of
from core.audit.models import AuditEntry, AuditLink
from core.crypto.keys import derived, field_keys
from core.jobs.models import Heartbeat

ANCHOR_BEAT = "anchor_audit"  # the hourly task, whose heartbeat notes the head it kept


@dataclass(frozen=True)
class Verdict:
    """What the check found: `fault` is empty when the chain holds."""

    entries: int
    head: str
    fault: str = ""

    @property
    def holds(self) -> bool:
        return not self.fault


def _links() -> Iterator[AuditLink]:
    return AuditLink.objects.select_related("entry").order_by("seq").iterator(chunk_size=2000)


def verify() -> Verdict:
    """Walk the chain from its beginning; tells altered entry / broken link / entry outside the chain / anchor differs."""
    head, anchors = last_kept_head(), kept_anchors()  # first, so that what is kept while the chain is walked raises no alarm
    previous, count = GENESIS, 0
    for link in _links():
        count += 1
        fault = _fault_of(link, count, previous)
        if fault:
            return Verdict(count, previous, fault)
        previous = link.chained
    outside = AuditEntry.objects.filter(link=None).order_by("pk").values_list("pk", flat=True).first()
    if outside is not None:
        return Verdict(count, previous, f"日志 {outside} 不在链上：日志比链长")
    return Verdict(count, previous, _anchor_fault(anchors, head, count))


def _fault_of(link: AuditLink, position: int, previous: str) -> str:
    entry = link.entry
    facts = {name: getattr(entry, name) for name in FIELDS}
    if link.seq != position:
        return f"第 {position} 环缺失：链上有断号"
    if digest_of(entry.at, facts, entry.algorithm) != entry.digest:
        return f"第 {position} 环对应的日志 {entry.pk} 被改动"
    if link.previous != previous or link.chained != chained(previous, entry.digest):
        return f"第 {position} 环与前一环不相接"
    return ""


def signature(seq: int, head: str, key_id: str) -> str:
    """The signed head: HMAC under a key derived for anchors from the field key `key_id`."""
    return hmac.new(derived(field_keys()[key_id], "audit-anchor"), f"{seq}:{head}".encode(), "sha256").hexdigest()


def anchor_file() -> Path:
    """One line a head, in an independent place beside the media (mount it elsewhere in production)."""
    return Path(settings.AUDIT_ANCHOR_FILE)


def write_anchor() -> str:
    """链头留存: append the head, signed with the writing key, to the anchor file. Returns what `last_kept_head` reads, "" for an empty chain."""
    link = AuditLink.objects.order_by("-seq").first()
    if link is None:
        return ""
    path, key_id = anchor_file(), next(iter(field_keys()))
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"database": connection.settings_dict["NAME"], "seq": link.seq, "head": link.chained, "key": key_id}
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps({**line, 'signature': signature(link.seq, link.chained, key_id)})}\n")
    return f"{link.chained} {line['database']}"


def kept_anchors() -> list[dict[str, Any]]:
    """留存的链头 of this database, in the order in which they were kept."""
    path = anchor_file()
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
    return [line for line in lines if line["database"] == connection.settings_dict["NAME"]]


def last_kept_head() -> str:
    """The head that the hourly task says it kept last for this database, "" when it never did: the anchor file must hold it."""
    note = Heartbeat.objects.filter(name=ANCHOR_BEAT).values_list("note", flat=True).first() or ""
    head, _, database = note.partition(" ")
    return head if database == connection.settings_dict["NAME"] else ""  # a copy restored under another name has kept none itself


def _is_signed(line: dict[str, Any]) -> bool:
    """Whether the signature fits; a line without the name of its key is tried with every key."""
    keys = field_keys()
    names = [line["key"]] if "key" in line else list(keys)
    return any(name in keys and hmac.compare_digest(line["signature"], signature(line["seq"], line["head"], name)) for name in names)


def _anchor_fault(anchors: list[dict[str, Any]], head: str, count: int) -> str:
    """What does not fit between the chain and what was kept before the walk began."""
    if head and head not in {line["head"] for line in anchors}:
        return "留存的链头不全：最近一次留存的链头不在留存文件里"
    for line in anchors:
        if not _is_signed(line):
            return f"留存的第 {line['seq']} 环链头签名不符"
        if line["seq"] > count:
            return f"链比留存的链头短：留存至第 {line['seq']} 环，现有 {count} 环"
        if AuditLink.objects.filter(seq=line["seq"]).values_list("chained", flat=True).first() != line["head"]:
            return f"第 {line['seq']} 环与留存的链头不符"
    return ""
