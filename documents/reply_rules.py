"""回复期限规则: by which rule the answer to a kind of document is counted."""

from core.workdays.models import DeadlineRule
from documents.models import DocumentKind


def uses() -> dict[str, str]:
    """The rules that kinds name, and which kinds they are."""
    told: dict[str, list[str]] = {}
    for code, name in DocumentKind.objects.filter(is_active=True).exclude(reply_rule="").values_list("reply_rule", "short_name"):
        told.setdefault(code, []).append(name)
    return {code: f"{'、'.join(names)}的回复" for code, names in told.items()}


def choices() -> list[tuple[str, str]]:
    """What a kind may name."""
    return [("", "不定期限"), *((rule.code, str(rule)) for rule in DeadlineRule.objects.order_by("name"))]
