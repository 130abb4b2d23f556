"""Template tags of the product's look; `docs/look.md` shows each with an example."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.db.models import prefetch_related_objects
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from core.look import fields, marks, numbers
from core.look.band import Span, band
from core.look.day_count import weeks
from core.notices.chip import chip_of_day, day_cn
from core.notices.models import Deadline
from core.notices.recount import day_lines
from core.workdays import WorkCalendar, calendar_around, calendar_of

register = template.Library()
Context = template.Context

NOTE_ICONS = {"blue": "info-circle", "amber": "alert-circle", "red": "alert-triangle", "green": "circle-check"}
BUTTON_CLASSES = {"primary": "btn-primary", "secondary": "btn-secondary", "quiet": "btn-quiet", "danger": "btn-danger-open"}


# --- small marks: drawn in core.look.marks, so that list cells may use them too --------------------------------------
register.simple_tag(marks.icon)
register.simple_tag(marks.badge)
register.simple_tag(marks.level)
register.simple_tag(marks.person)
register.simple_tag(marks.due_chip, name="chip_mark")


@register.inclusion_tag("components/_progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """进度: a native bar with its percentage in words."""
    return {"done": done, "total": total or 1, "percent": round(100 * done / total) if total else 0, "label": label}


@register.inclusion_tag("components/_note.html")
def note(tone: str, text: object) -> dict[str, Any]:
    """说明条: blue fact, amber attention, red must fix, green done."""
    return {"tone": tone, "text": text, "symbol": NOTE_ICONS.get(tone, "info-circle")}


@register.inclusion_tag("components/_crumbs.html")
def crumbs(*words: str) -> dict[str, Any]:
    """位置: pairs of word and address, "" for a word without a page."""
    return {"steps": list(zip(words[::2], words[1::2], strict=True))}


# --- parts of a page -----------------------------------------------------------------------------------------------
@register.inclusion_tag("components/_stepper.html")
def stepper(steps: Iterable[object]) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("components/_timeline.html")
def timeline(events: Iterable[object]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("components/_facts.html")
def facts(pairs: Iterable[tuple[str, object]] | Mapping[str, object]) -> dict[str, Any]:
    """基本信息: term and value in two columns."""
    return {"pairs": pairs.items() if isinstance(pairs, Mapping) else pairs}


@register.inclusion_tag("components/_band.html")
def period_band(spans: Sequence[Span], on: date) -> dict[str, Any]:
    """证件状态: periods along the years, with the mark of `on`."""
    return {"band": band(spans, on)}


@register.inclusion_tag("components/_figures.html")
def figures(figures: Iterable[object]) -> dict[str, Any]:
    """数字条: up to six figures that each open their list."""
    return {"figures": list(figures)}


@register.inclusion_tag("components/_empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "", drawing: bool = False) -> dict[str, Any]:
    """空白页: why it is empty and what to do next; `drawing` only where it fills the page."""
    return {"title": title, "text": text, "url": url, "label": label, "drawing": drawing}


@register.inclusion_tag("components/_act_button.html", takes_context=True)
def act_button(context: Context, url: str, label: str, kind: str = "primary", size: str = "", symbol: str = "") -> dict[str, Any]:
    """An act as a POST; `kind` primary, secondary, quiet or danger, `size` "", sm or lg."""
    css = " ".join(filter(None, ["btn", BUTTON_CLASSES.get(kind, kind), f"btn-{size}" if size else ""]))
    return {"url": url, "label": label, "css": css, "symbol": symbol, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("components/_confirm.html", takes_context=True)
def confirm(context: Context, name: str, label: str, title: str, text: str, url: str = "", form: str = "", css: str = "btn btn-primary") -> dict[str, Any]:
    """确认框: the act is posted from a dialog that says what follows from it; to `url`, or with the fields of the form whose id is `form`."""
    return {
        "name": name, "label": label, "title": title, "text": text, "url": url, "form": form, "css": css, "csrf_token": context.get("csrf_token", "")
    }  # fmt: skip


# --- deadlines -----------------------------------------------------------------------------------------------------
def _calendar(context: Context) -> WorkCalendar:
    """The calendar of the request; a template drawn outside one reads it anew."""
    request = context.get("request")
    return calendar_of(request) if request is not None else calendar_around(timezone.localdate())


@register.simple_tag(takes_context=True)
def deadline_chip(context: Context, deadline: Deadline | None, named: str = "", short: bool = False) -> SafeString:
    """期限: linked to the count of its days; `short` where the date stands beside; None gives "—"."""
    if not deadline:
        return marks.NONE
    chip = deadline.chip(timezone.localdate(), _calendar(context))
    return marks.due_chip(chip, deadline.get_absolute_url(), named=named, short=short)


@register.simple_tag(takes_context=True)
def day_chip(context: Context, due_on: date) -> SafeString:
    """期限 of what has a day and no page that counts it."""
    chip = chip_of_day(due_on, timezone.localdate(), _calendar(context))
    return marks.due_chip(replace(chip, detail=f"{day_cn(due_on)}到期"), short=True)


@register.inclusion_tag("components/_day_count.html", takes_context=True)
def day_count(context: Context, deadline: Deadline) -> dict[str, Any]:
    """为什么是这一天: a little calendar beside the facts of the count."""
    prefetch_related_objects([deadline], "changes")
    lines = day_lines(deadline, _calendar(context))
    return {"deadline": deadline, "weeks": weeks(lines, deadline.due_on, timezone.localdate()), "changes": deadline.changes.all()}


# --- forms ---------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/_form.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of `form`, with the red note on top when something is missing."""
    return {"form": form, "rows": fields.field_rows(form), "faulty": fields.faulty_fields(form)}


@register.inclusion_tag("components/_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """One field, where the page lays its form out itself."""
    return {"row": fields.field_row(field)}


@register.simple_tag
def form_control(field: BoundField) -> SafeString:
    """The box alone, where the label stands beside it."""
    return fields.field_row(field).control


@register.inclusion_tag("components/_form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The red note on top of a form laid out by its page."""
    return {"form": form, "faulty": fields.faulty_fields(form)}


# --- words for values ----------------------------------------------------------------------------------------------
@register.filter
def date_cn(value: date | None, form: str = "full") -> str:
    return numbers.day_in_words(value, form)


@register.filter
def datetime_cn(value: datetime | None) -> str:
    return numbers.moment_in_words(value)


@register.filter
def money(value: numbers.Number | None, unit: str = "") -> str:
    return numbers.money_in_words(value, unit)


@register.filter
def rate(value: Any) -> str:
    return numbers.rate_in_words(value)


@register.filter
def dash(value: object) -> object:
    return numbers.or_dash(value)


@register.filter
def heat_class(score: float | None) -> str:
    """热力分档: class of a heat cell for a score of 0–100; None is 样本不足."""
    if score is None:
        return "md-heat-none"
    bands = ((60, "md-heat-1"), (70, "md-heat-2"), (80, "md-heat-3"), (90, "md-heat-4"))
    return next((css for limit, css in bands if score < limit), "md-heat-5")


@register.simple_tag
def today() -> date:
    return timezone.localdate()
