"""责任单位: "县司法局牵头、各级行政执法部门按照职责分工落实", "牵头单位：甲；配合单位：乙", "甲（牵头）、乙" as units and groups with their part.

A name that cannot be resolved is kept word for word and marked 待确认.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
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


ROLES = {"牵头": Part.LEAD, "主办": Part.LEAD, "负责": Part.SHARE, "责任": Part.SHARE, "配合": Part.ASSIST, "协办": Part.ASSIST, "协助": Part.ASSIST}
ROLE = rf"({'|'.join(ROLES)})(?:单位|部门|机关)?"
LABEL = re.compile(rf"(?:^|[、,;\s]|(?<=[)\]】〕。])){ROLE}\s*:")  # 牵头单位：
BRACKETED = re.compile(rf"[(\[【〔]\s*{ROLE}\s*[)\]】〕]")  # （牵头）
BETWEEN = re.compile(  # marks between two units, none inside brackets; a blank only behind the end of a name
    rf"(?:[、,;/\n]|(?<=[局委办部队所院会府处厅站心镇乡道合头])[^\S\n]+(?!{ROLE}|[(\[【〔]))+(?![^()]*\))"
)
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


def _sections(text: str) -> list[tuple[Part | None, list[str]]]:
    """The names under each label ("牵头单位："); None for those under none."""
    before, *labelled = LABEL.split(unicodedata.normalize("NFKC", text or "").strip())
    return [(None, _pieces(before))] + [(ROLES[role], _pieces(names)) for role, names in zip(labelled[::2], labelled[1::2], strict=True)]


def _pieces(text: str) -> list[str]:
    """Separate names; "县委编办牵头各行政执法部门" is cut behind 牵头, "发展和改革委员会" is not cut at 和."""
    plain = re.sub(r"(?<![(\[【〔])牵头(?=[^\s、,;/])", "牵头、", BRACKETED.sub(r"\g<0>、", text))
    return [piece.strip() for piece in BETWEEN.split(plain) if piece and piece.strip(" 。")]


def _parts(pieces: list[str], said: Part | None) -> Iterator[tuple[str, Part | None]]:
    """Each name with the part its own words, or the label above it, give it; None where nothing is said of it."""
    leads_until = max((n for n, piece in enumerate(pieces) if piece.endswith("牵头")), default=-1)
    for n, piece in enumerate(pieces):
        if own := BRACKETED.search(piece):
            yield BRACKETED.sub("", piece), ROLES[own[1]]
        elif n <= leads_until:
            yield piece, Part.LEAD
        else:
            yield piece, Part.ASSIST if piece.endswith("配合") else said


def read_shares(text: str) -> list[Share]:
    """The shares a cell names, in its order, each once; beside a lead, whoever has no part of his own assists."""
    named = [found for said, pieces in _sections(text) for found in _parts(pieces, said)]
    unsaid = Part.ASSIST if any(part == Part.LEAD for _, part in named) else Part.SHARE
    shares: list[Share] = []
    for piece, said in named:
        rest, groups = _take_groups(piece)
        part = said or unsaid
        shares += [Share(group.label, part, group) for group in groups]
        name = TAIL.sub("", TAIL.sub("", rest)).removesuffix("牵头").removesuffix("配合").strip()
        if name:
            shares.append(Share(name, part))
    return list(dict.fromkeys(shares))
