"""责任单位: "县司法局牵头、各级行政执法部门按照职责分工落实" as units and groups with their part.

A name that cannot be resolved is kept word for word and marked 待确认.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices


class Part(TextChoices):
    """分工."""

    LEAD = "lead", "牵头"
    SHARE = "share", "责任"
    ASSIST = "assist", "配合"


class Group(TextChoices):
    """单位分组: words that mean many units."""

    DEPARTMENTS = "departments", "各行政执法部门"
    TOWNS = "towns", "各乡镇（街道）"
    ENFORCERS = "enforcers", "各行政执法单位"


@dataclass(frozen=True)
class Share:
    """One share of a task: the words of the source, the part, and the group when they mean many units."""

    text: str
    part: Part
    group: Group | None = None


TAIL = re.compile(r"(?:各?按照?(?:各自)?职责分工(?:负责|落实)?|分工负责|负责)+$")
DENIED = re.compile(r"不(?:涉及|含|包括)|除.*外")  # words that take units out instead of naming them
GROUPS: tuple[tuple[re.Pattern[str], Group], ...] = (
    (re.compile(r"(?:各|^)(?:乡镇|镇|乡)(?:人民政府)?[(（]?(?:街道办事处|街道)[)）]?|各(?:乡镇|镇街|街道)(?:人民政府)?"), Group.TOWNS),
    (re.compile(r"(?:各级|各|县级|区级|市级|县直|区直)+(?:有关|相关)?(?:行政)?执法单位"), Group.ENFORCERS),
    (re.compile(r"(?:各级|各|县级|区级|市级|县直|区直)+(?:有关|相关)?(?:行政)?执法(?:部门|机关)"), Group.DEPARTMENTS),
)


def _take_groups(piece: str) -> tuple[str, list[Group]]:
    """The groups named in a piece, and what is left of it."""
    found = []
    for pattern, group in GROUPS:
        if pattern.search(piece) and not DENIED.search(piece):
            found.append(group)
            piece = pattern.sub("", piece)
    return piece, found


def _pieces(text: str) -> list[str]:
    """Separate names; "县委编办牵头各行政执法部门" is cut behind 牵头, "发展和改革委员会" is not cut at 和."""
    plain = unicodedata.normalize("NFKC", text or "")
    plain = re.sub(r"牵头(?!$)", "牵头、", plain)
    return [piece.strip() for piece in re.split(r"[、,;\n]+", plain) if piece.strip()]


def read_shares(text: str) -> list[Share]:
    """The shares a cell names, in its order, each once."""
    shares: list[Share] = []
    pieces = _pieces(text)
    leads_until = max((n for n, piece in enumerate(pieces) if piece.endswith("牵头")), default=-1)
    for n, piece in enumerate(pieces):
        part = Part.LEAD if n <= leads_until else (Part.ASSIST if leads_until >= 0 or piece.endswith("配合") else Part.SHARE)
        shares += [Share(group.label, part, group) for group in _take_groups(piece)[1]]
        name = TAIL.sub("", TAIL.sub("", _take_groups(piece)[0])).removesuffix("牵头").removesuffix("配合").strip()
        if name:
            shares.append(Share(name, part))
    return list(dict.fromkeys(shares))
