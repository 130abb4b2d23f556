"""Small marks as markup: icon, badge, alert level, deadline chip; list cells and template tags draw the same ones."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.notices.chip import Chip

BADGE_ICONS = {"green": "check", "red": "alert-triangle"}
LEVEL_WORDS = {"red": "红", "yellow": "黄", "blue": "蓝"}
NONE = SafeString('<span class="md-none">—</span>')


def icon(name: str, label: str = "", size: int = 16) -> SafeString:
    """A line icon of the sprite; hidden from readers unless it has a `label`."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="md-icon" width="{}" height="{}" {} focusable="false"><use href="{}#{}"></use></svg>', size, size, said, static("icons.svg"), name
    )


def badge(tone: str, text: object, symbol: str = "") -> SafeString:
    """状态: grey, blue, amber, green, ink, red or outline; green and red carry their icon."""
    name = symbol or BADGE_ICONS.get(tone, "")
    return format_html('<span class="md-badge md-badge-{}">{}{}</span>', tone, icon(name, size=14) if name else "", text)


def level(tone: str) -> SafeString:
    """预警级别: a square with its word; `tone` red, yellow or blue."""
    return format_html('<span class="md-level md-level-{}">{}</span>', tone, LEVEL_WORDS.get(tone, tone))


def person(user: object) -> SafeString:
    """The round mark with the last two characters of a name."""
    return format_html('<span class="md-person" aria-hidden="true">{}</span>', str(user)[-2:] if user else "")


def due_chip(chip: Chip | None, url: str = "", *, named: str = "", short: bool = False) -> SafeString:
    """期限: `short` leaves the date out, where it stands beside; `named` says whose clock it is (验收剩 7 个工作日)."""
    if chip is None:
        return NONE
    words = chip.text.split(" · ")[0] if short else chip.text
    tag, link = ("a", format_html(' href="{}"', url)) if url else ("span", "")
    detail = format_html(' title="{}"', chip.detail) if chip.detail else ""
    opening = format_html('<{} class="md-due md-due-{}"{}{}>', tag, chip.tone, link, detail)
    return format_html("{}{}<span>{}{}</span></{}>", opening, icon(chip.icon, size=14), named, words, tag)
