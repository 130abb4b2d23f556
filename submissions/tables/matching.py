"""认列: which column of the workbook that came back is which column that was asked for, and how that was recognised.

In this order: the same heading; the same but for blanks, brackets and groups; a similar heading; the same place where the layout is
otherwise the blank's. Whatever is not the same heading is told to the unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextChoices

from core.sheets.cells import shown
from core.sheets.header import REASON, normal
from core.sheets.reading import Worksheet
from submissions.tables.fields import Field
from submissions.tables.layout import Blank
from submissions.tables.recognise import COUNTERS, MOST_HEAD_ROWS, cleaned
from submissions.tables.rows import likeness

DEEPEST, LONGEST = 25, 100
NEAR, MARGIN = 0.6, 0.05
NO_ANSWER = {*COUNTERS, normal(REASON)}


class How(TextChoices):
    """How a column was recognised."""

    SAME = "same", "表头一致"
    NORMAL = "normal", "表头写法不同"
    NEAR = "near", "名称相近"
    PLACE = "place", "位置相同"
    POINTED = "pointed", "填报人指定"


@dataclass(frozen=True)
class Match:
    """Field `key` stands at `place` (from 0) under the heading that was found there."""

    key: str
    place: int
    heading: str
    how: How

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "place": self.place, "heading": self.heading, "how": str(self.how)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Match:
        return cls(said["key"], int(said["place"]), said["heading"], How(said["how"]))


@dataclass
class Heads:
    """表头所见: its rows, the words above each column, and what was recognised."""

    first: int = 0
    last: int = 0
    paths: dict[int, list[str]] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, int]:
        return {key: match.place for key, match in self.matches.items()}

    @property
    def headings(self) -> dict[int, str]:
        """The column names as they stand, groups left out."""
        return {place: path[-1] for place, path in self.paths.items() if path}

    def unknown(self) -> list[tuple[int, str]]:
        """Columns nobody asked for."""
        taken = {match.place for match in self.matches.values()}
        return [(place, words) for place, words in sorted(self.headings.items()) if place not in taken and normal(words) not in NO_ANSWER]


Texts = Mapping[int, Mapping[int, str]]


def head_texts(worksheet: Worksheet) -> dict[int, dict[int, str]]:
    """Words of the first rows by row and place; a merged cell counts for every cell it covers, whatever hides below it."""
    rows = {number: {place: cleaned(shown(cell))[:LONGEST] for place, cell in enumerate(cells)} for number, cells in worksheet.head[:DEEPEST]}
    for top, left, bottom, right in worksheet.merged:
        words = rows.get(top + 1, {}).get(left, "")
        is_head = bottom - top < MOST_HEAD_ROWS
        for number in range(top + 1, min(bottom + 1, DEEPEST) + 1):
            for place in range(left, min(right, 255) + 1):
                rows.setdefault(number, {})[place] = words if is_head or (number, place) == (top + 1, left) else ""
    return {number: {place: words for place, words in cells.items() if words} for number, cells in rows.items()}


def find_heads(worksheet: Worksheet, fields: Sequence[Field], blank: Blank | None, pointed: Mapping[str, int | None] | None = None) -> Heads:
    """The rows where most columns are recognised, the fewest of them that tell the most; `pointed` is the user's own word, None for "not there"."""
    texts, fields = head_texts(worksheet), _as_drawn(fields, blank)
    best, most = Heads(), (0, 0)
    for last in sorted(texts):
        for depth in range(1, MOST_HEAD_ROWS + 1):
            first = last - depth + 1
            if first not in texts:
                break
            heads = Heads(first, last, paths_of(texts, first, last))
            heads.matches = _in_order(heads.paths, fields)
            _by_place(heads.paths, fields, blank, heads.matches, renamed=False)
            _by_heading(heads.paths, fields, heads.matches)
            score = (len(heads.matches), len([match for match in heads.matches.values() if match.how == How.SAME]))
            if score > most:
                best, most = heads, score
    if not best.last or (most[0] < min(2, len(fields)) and not pointed):
        return Heads()
    _by_likeness(best, fields)
    _by_place(best.paths, fields, blank, best.matches, renamed=True)
    return _pointed(best, pointed or {})


def paths_of(texts: Texts, first: int, last: int) -> dict[int, list[str]]:
    """The words above each column from the top, a merged cell once; a column may have its only word in the upper row."""
    found: dict[int, list[str]] = {}
    for number in range(first, last + 1):
        for place, words in texts.get(number, {}).items():
            path = found.setdefault(place, [])
            if words and (not path or path[-1] != words):
                path.append(words)
    return {place: path for place, path in found.items() if path}


# --- the same heading ----------------------------------------------------------------------------------------------
def _as_drawn(fields: Sequence[Field], blank: Blank | None) -> list[Field]:
    """The fields under the names the blank prints, which is what units see."""
    drawn = {column.key: column.drawn for column in blank.columns if column.drawn} if blank is not None else {}
    return [replace(one, heading=drawn[one.key][-1], group="/".join(drawn[one.key][:-1])) if one.key in drawn else one for one in fields]


def _in_order(paths: Mapping[int, Sequence[str]], fields: Sequence[Field]) -> dict[str, Match]:
    """The same heads, those of one name in their order. Where one of several is missing or too many, nobody knows which: none is taken."""
    wanted: dict[str, list[Field]] = defaultdict(list)
    there: dict[str, list[int]] = defaultdict(list)
    for one in fields:
        wanted[_name(one, True)].append(one)
    for place, path in sorted(paths.items()):
        there[normal("/".join(path))].append(place)
    pairs = [pair for name, named in wanted.items() if len(named) == len(there[name]) for pair in zip(named, there[name], strict=True)]
    return {one.key: Match(one.key, place, _said(paths[place], one), How.SAME) for one, place in pairs}


def _by_heading(paths: Mapping[int, Sequence[str]], fields: Sequence[Field], found: dict[str, Match]) -> None:
    """With the groups, then without; only where one field and one column have the name."""
    for with_group in (True, False):
        taken = {match.place for match in found.values()}
        named: dict[str, list[Field]] = defaultdict(list)
        for one in fields:
            if one.key not in found:
                named[_name(one, with_group)].append(one)
        columns: dict[str, list[int]] = defaultdict(list)
        for place, path in sorted(paths.items()):
            for name in {normal("/".join(path[at:])) for at in range(len(path))} if with_group else {normal(path[-1])}:
                if place not in taken and name in named:
                    columns[name].append(place)
        for name in sorted(columns, key=len, reverse=True):
            place = _only(columns[name], name, paths)
            if len(named[name]) == 1 and place >= 0 and place not in taken:
                one, path = named[name][0], paths[place]
                same = path[-1] == one.heading and (with_group or not one.group)
                found[one.key] = Match(one.key, place, _said(path, one), How.SAME if same else How.NORMAL)
                taken.add(place)


def _only(places: Sequence[int], name: str, paths: Mapping[int, Sequence[str]]) -> int:
    """The one column of the name; of several the one without other groups, or the first of equal ones; -1 where nobody knows."""
    if len({normal("/".join(paths[place])) for place in places}) == 1:
        return places[0]
    whole = [place for place in places if normal("/".join(paths[place])) == name]
    return whole[0] if len(whole) == 1 else -1


def _name(one: Field, with_group: bool) -> str:
    return normal(one.full_heading if with_group else one.heading)


def _said(path: Sequence[str], one: Field) -> str:
    """The heading as it stands, with its groups where the field has some."""
    return "/".join(path[-1 - len(list(filter(None, one.group.split("/")))) :])


# --- a similar heading, the same place -----------------------------------------------------------------------------
def _by_likeness(heads: Heads, fields: Sequence[Field]) -> None:
    """The most alike first, each only where no other column or field is nearly as like."""
    pairs = sorted(((score, one, place) for one, place, score in _pairs(heads, fields) if score >= NEAR - MARGIN), key=lambda pair: -pair[0])
    while clear := next((pair for pair in pairs if pair[0] >= NEAR and not _has_rival(pair, pairs)), None):
        _, one, place = clear
        pairs = [pair for pair in pairs if pair[1] is not one and pair[2] != place]
        heads.matches[one.key] = Match(one.key, place, _said(heads.paths[place], one), How.NEAR)


def _pairs(heads: Heads, fields: Sequence[Field]) -> Iterable[tuple[Field, int, float]]:
    for place, words in heads.unknown():
        for one in fields:
            if one.key not in heads.matches:
                full = likeness(_said(heads.paths[place], one), one.full_heading)
                yield one, place, max(likeness(words, one.heading), full if one.group else 0.0)


def _has_rival(pair: tuple[float, Field, int], pairs: Sequence[tuple[float, Field, int]]) -> bool:
    score, one, place = pair
    return any(other is not pair and (other[1] is one) != (other[2] == place) and other[0] > score - MARGIN for other in pairs)


def _by_place(paths: Mapping[int, Sequence[str]], fields: Sequence[Field], blank: Blank | None, found: dict[str, Match], *, renamed: bool) -> None:
    """The column at the blank's own place, where most others stand as in the blank; `renamed` takes it whatever it is called."""
    drawn = {column.key: column.place for column in blank.columns} if blank is not None else {}
    leaves = {place: normal(path[-1]) for place, path in paths.items()}
    shifts = Counter(place - drawn[one.key] for one in fields if one.key in drawn for place, words in leaves.items() if words == normal(one.heading))
    shift, count = shifts.most_common(1)[0] if shifts else (0, 0)
    if count * 2 < len(fields):
        return
    taken = {match.place for match in found.values()}
    for one in fields:
        place = drawn.get(one.key, -256) + shift
        if one.key in found or place not in leaves or place in taken:
            continue
        is_same = leaves[place] == normal(one.heading)
        if is_same or (renamed and leaves[place] not in NO_ANSWER):
            found[one.key] = Match(one.key, place, _said(paths[place], one), How.NORMAL if is_same else How.PLACE)
            taken.add(place)


def _pointed(heads: Heads, pointed: Mapping[str, int | None]) -> Heads:
    for key, place in pointed.items():
        heads.matches = {other: match for other, match in heads.matches.items() if other != key and match.place != place}
        if place is not None:
            heads.matches[key] = Match(key, place, heads.headings.get(place, f"第 {place + 1} 列"), How.POINTED)
    return heads
