"""审计日志 for its reader: entries in sight, export and verification, both of them on the record."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.workflow import TrailAct
from core import audit
from core.audit.models import AuditEntry
from core.audit.verify import Verdict, verify
from core.audit.words import kind_name
from core.jobs.models import Heartbeat

CHAIN_CHECK, CHAIN_WHOLE = "audit-chain", "链完整"
RESULTS = {"ok": "成功", "refused": "被拒", "failed": "未完成"}


def entries(user: User) -> QuerySet[AuditEntry]:
    """Everything for who may read the trail, else nothing."""
    rows = AuditEntry.objects.select_related("actor")
    return rows if user.has_perm("core.view_audit") else rows.none()


def _role_name(code: str) -> str:
    """A role that has been struck from the table keeps its code."""
    return settings.ROLES[code].name if code in settings.ROLES else code or "—"


def facts_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """What one entry says, as term and value."""
    return [
        ("岗位", _role_name(entry.actor_post)),
        ("对象", entry.target_text or "—"),
        ("对象编号", f"{kind_name(entry)} {entry.target_id}".strip() or "—"),
        ("结果", RESULTS.get(entry.result, entry.result)),
        ("说明", entry.note or "—"),
        ("请求编号", entry.request_number or "—"),
        ("摘要", f"{entry.algorithm} {entry.digest}"),
    ]


@transaction.atomic
def verify_chain(*, actor: User, at: datetime) -> Verdict:
    """核验审计链."""
    if not actor.has_perm("core.view_audit"):
        raise PermissionDenied
    verdict = verify()
    Heartbeat.objects.update_or_create(name=CHAIN_CHECK, defaults={"started_at": at, "finished_at": at, "note": verdict.fault or CHAIN_WHOLE})
    audit.record(
        actor=actor, act=TrailAct.VERIFIED, target=None, at=at, note=verdict.fault or f"完整，{verdict.entries} 条", result="ok" if verdict.holds else "failed"
    )
    return verdict
