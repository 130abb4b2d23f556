"""期限规则: the shipped table, and changes to it made here."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from core import audit
from core.errors import DomainError
from core.stamps import refuse_stale
from core.workdays.models import DeadlineRule

RULES = Path(__file__).parent / "data" / "rules.csv"
POWERS = ("core.manage_dictionaries", "core.manage_calendar")
FIELDS = ("name", "days", "unit", "start_event", "first_day", "roll", "basis", "jurisdiction")


def shipped_rules() -> dict[str, dict[str, Any]]:
    """Rows of the shipped table by code."""
    with RULES.open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): {**row, "days": int(row["days"]), "first_day": row["first_day"] == "1"} for row in csv.DictReader(file)}


def load_rules(model: Any = DeadlineRule) -> tuple[int, int]:
    """Bring the shipped rules in; rows changed here are left alone. Returns how many were created and updated."""
    present = {row.code: row for row in model.objects.all()}
    created = updated = 0
    for code, values in shipped_rules().items():
        row = present.get(code)
        if row is None:
            model.objects.create(code=code, **values)
            created += 1
        elif not row.is_local and any(getattr(row, name) != value for name, value in values.items()):
            model.objects.filter(pk=row.pk).update(**values)
            updated += 1
    return created, updated


def uses() -> dict[str, str]:
    """用于: the rules that something is counted by, and what; a rule that is not here has no effect yet."""
    theirs = {code: words for name in settings.RULE_USERS for code, words in import_string(name)().items()}
    return theirs | settings.RULE_USES


def may_change_rules(user: Any) -> bool:
    """Holders of the dictionary or of the calendar."""
    return any(user.has_perm(power) for power in POWERS)


@transaction.atomic
def change_rule(*, rule: DeadlineRule, actor: Any, at: datetime, reason: str, seen: str = "", **values: Any) -> DeadlineRule:
    """修改期限规则: from now on this count holds; deadlines already running keep the count they began with.

    Raises PermissionDenied, StaleForm when it is no longer as `seen`, DomainError without a reason.
    """
    if not may_change_rules(actor):
        raise PermissionDenied("没有维护期限规则的权限。")
    row = DeadlineRule.objects.select_for_update().get(pk=rule.pk)
    refuse_stale(row, FIELDS, seen)
    if not reason.strip():
        raise DomainError("请填写修改理由。")
    changes = {name: [getattr(row, name), values[name]] for name in FIELDS if name in values and getattr(row, name) != values[name]}
    if not changes:
        return row
    for name in changes:
        setattr(row, name, values[name])
    row.is_local = True
    row.full_clean()
    row.save(update_fields=[*changes, "is_local"])
    audit.record(actor=actor, act="change_rule", act_label="修改期限规则", target=row, at=at, note=reason, changes=changes)
    return row
