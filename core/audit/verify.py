"""审计链核验: recompute every digest and every link, and name the first row that does not fit."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.audit.digest import FIELDS, GENESIS, chained, digest_of
from core.audit.models import AuditEntry, AuditLink
from core.crypto.keys import derived, field_keys


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
    return Verdict(count, previous, _anchor_fault(count))


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


def signature(seq: int, head: str) -> str:
    """The signed head: HMAC under a key derived for anchors."""
    raw = next(iter(field_keys().values()))
    return hmac.new(derived(raw, "audit-anchor"), f"{seq}:{head}".encode(), "sha256").hexdigest()


def anchor_file() -> Path:
    """One line a head, in an independent place beside the media (mount it elsewhere in production)."""
    return Path(settings.AUDIT_ANCHOR_FILE)


def write_anchor() -> str:
    """链头留存: append the signed head to the anchor file; "" when the chain is empty."""
    link = AuditLink.objects.order_by("-seq").first()
    if link is None:
        return ""
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"database": connection.settings_dict["NAME"], "seq": link.seq, "head": link.chained, "signature": signature(link.seq, link.chained)})
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return link.chained


def _anchor_fault(count: int) -> str:
    path = anchor_file()
    if not path.is_file():
        return ""
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line["database"] != connection.settings_dict["NAME"]:
            continue
        if not hmac.compare_digest(line["signature"], signature(line["seq"], line["head"])):
            return f"留存的第 {line['seq']} 环链头签名不符"
        if line["seq"] > count:
            return f"链比留存的链头短：留存至第 {line['seq']} 环，现有 {count} 环"
        if AuditLink.objects.filter(seq=line["seq"]).values_list("chained", flat=True).first() != line["head"]:
            return f"第 {line['seq']} 环与留存的链头不符"
    return ""
