"""常用语 above a field: `{% phrases "return_report" %}` inside a form offers them for its first text field."""

from typing import Any

from django import template

from core.phrases.models import Phrase

register = template.Library()


@register.inclusion_tag("components/_phrases.html")
def phrases(kind: str) -> dict[str, Any]:
    """The sentences of one kind; nothing at all while there is none."""
    return {"rows": Phrase.objects.offered(kind)}
