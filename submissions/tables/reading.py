"""收表: a workbook that came back from a unit becomes rows. What a careless hand did to it is understood where it can be, and always told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import DomainError
from core.sheets.answers import error_workbook
from core.sheets.cells import Value, shown
from core.sheets.header import normal
from core.sheets.parsing import TOTAL, no_data
from core.sheets.reading import OpenBook, UnreadableFile, Worksheet, open_workbook
from core.sheets.template import GUIDE_HEADS
from submissions.tables.answer_facts import facts_of
from submissions.tables.answer_notes import Skipped, notes_of
from submissions.tables.fields import NUMBERS, Field, asked
from submissions.tables.layout import Blank, scratch
from submissions.tables.matching import Heads, Match, find_heads, head_texts
from submissions.tables.recognise import COUNTED, EXAMPLE, FOOT
from submissions.tables.rows import Row, RowProblem, TidiedCell, tidy_rows

NO_HEAD = "找不到表头：请按下发的表填写，保留表头，填好后重新上传。"
Numbered = tuple[int, dict[str, Value]]


class UnreadableAnswer(DomainError):
    """Nothing was read; `code` is stable."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Answer:
    """What was read. `numbers` are the rows' numbers in the file, `mapping` tells how each column was recognised."""

    name: str
    worksheet: str
    rows: list[Row]
    numbers: list[int]
    problems: list[RowProblem]
    tidied: list[TidiedCell]
    notes: list[str]
    unknown_columns: list[str]
    missing_columns: list[str]
    mapping: list[Match]
    head_first: int = 0
    head_last: int = 0
    width: int = 0
    headings: dict[int, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.problems and bool(self.rows)


def read_answer(data: bytes, name: str, fields: Sequence[Field], blank: Blank | None, pointed: Mapping[str, int | None] | None = None) -> Answer:
    """Read the workbook `data` (called `name` by its owner). Raises UnreadableAnswer with one sentence when it cannot be read at all.

    `pointed` is the unit's own word about columns: key of a field → place in the file, None for "not there".
    """
    with scratch(data) as path:
        try:
            with open_workbook(path, name) as book:
                return _read(path, name, book, fields, blank, pointed)
        except UnreadableFile as refused:
            raise UnreadableAnswer(refused.code, str(refused).replace("再导", "再上传")) from None


def _read(path: Path, name: str, book: OpenBook, fields: Sequence[Field], blank: Blank | None, pointed: Mapping[str, int | None] | None) -> Answer:
    page, heads, others = _chosen(book.worksheets, fields, blank, pointed)
    formulas = {heads.places[one.key]: one for one in fields if not one.is_asked and one.key in heads.places}
    facts = facts_of(path, page.name, set(formulas))
    skipped = Skipped()
    numbered = list(_data_rows(page, book.rows(page.place), heads, fields, blank, skipped))
    merged = _filled_down(page, heads, fields, blank, numbered, skipped)
    checked = tidy_rows(fields, numbered)
    missing = [one for one in asked(fields) if one.key not in heads.places]
    return Answer(
        name=name,
        worksheet=page.name,
        rows=checked.rows,
        numbers=checked.numbers,
        problems=sorted([*checked.problems, *merged], key=lambda problem: problem.row_number),
        tidied=checked.tidied,
        notes=notes_of(page.name, heads, fields, blank, facts, formulas, skipped, checked.numbers, others, missing),
        unknown_columns=[words for _, words in heads.unknown()],
        missing_columns=[one.full_heading for one in missing],
        mapping=list(heads.matches.values()),
        head_first=heads.first,
        head_last=heads.last,
        width=max(page.width, max(heads.paths, default=0) + 1),
        headings=heads.headings,
    )


# --- which worksheet -----------------------------------------------------------------------------------------------
def _chosen(
    pages: Sequence[Worksheet], fields: Sequence[Field], blank: Blank | None, pointed: Mapping[str, int | None] | None
) -> tuple[Worksheet, Heads, list[str]]:
    """The worksheet with most of the columns, rows and the right name; and the others that look filled in too."""
    wanted = [page for page in pages if not (page.head and tuple(page.head[0][1][: len(GUIDE_HEADS)])[:3] == GUIDE_HEADS[:3])]
    found = [(page, find_heads(page, fields, blank, pointed)) for page in wanted]
    found = [(page, heads) for page, heads in found if heads.last]
    if not found:
        raise UnreadableAnswer("no_head", NO_HEAD)
    right_name = blank.worksheet if blank is not None else ""

    def rank(one: tuple[Worksheet, Heads]) -> tuple[bool, bool, int, bool]:
        page, heads = one
        return len(heads.matches) * 2 > len(fields), _filled(page, heads, blank) > 0, len(heads.matches), page.name == right_name

    page, heads = max(found, key=rank)
    others = [other.name for other, its in found if other is not page and len(its.matches) * 2 > len(fields) and _filled(other, its, blank)]
    return page, heads, others


def _filled(page: Worksheet, heads: Heads, blank: Blank | None) -> int:
    """How many of the first rows below the head hold an answer."""
    places = [match.place for match in heads.matches.values()]
    foot = _known_lines(page, heads, blank)
    rows = [
        cells
        for number, cells in page.head
        if number > heads.last and not _is_numbering(number - heads.last, cells, blank) and no_data(cells, places) is None and _line(cells) not in foot
    ]
    return len([cells for cells in rows if len([cell for cell in cells if cell not in (None, "")]) > 1])


# --- which rows ----------------------------------------------------------------------------------------------------
def _data_rows(
    page: Worksheet, rows: Iterable[tuple[int, list[Any]]], heads: Heads, fields: Sequence[Field], blank: Blank | None, skipped: Skipped
) -> Iterable[Numbered]:
    places = {one.key: heads.places[one.key] for one in asked(fields) if one.key in heads.places}
    known, words = _known_lines(page, heads, blank), _head_words(page, heads)
    for number, cells in rows:
        if number <= heads.last or _is_numbering(number - heads.last, cells, blank):
            continue
        why = _no_answer(cells, list(places.values()), known, words)
        if why is None:
            yield number, {key: cells[place] if place < len(cells) else None for key, place in places.items()}
        elif why:
            skipped.rows.setdefault(why, []).append(number)


def _is_numbering(below: int, cells: Sequence[Any], blank: Blank | None) -> bool:
    """栏次: the blank's row of column numbers right below the head."""
    said = [shown(cell).strip() for cell in cells if cell not in (None, "")]
    return blank is not None and blank.has_numbers_below_head and below <= 2 and len({*said}) > 2 and all(COUNTED.fullmatch(word) for word in said)


def _no_answer(cells: Sequence[Any], places: Sequence[int], known: set[str], words: set[str]) -> str | None:
    """None for a row that holds an answer, else why it is left out ("" for what nobody will miss)."""
    texts = [shown(cell).strip() for cell in cells if cell not in (None, "") and shown(cell).strip()]
    if not texts or _line(cells) in known:
        return ""
    if EXAMPLE.match(texts[0]):
        return "示例"
    if any(TOTAL.match("".join(text.split())) for text in texts[:3]):
        return "合计行"
    if len(texts) > 1 and all(normal(text) in words for text in texts):
        return "重复的表头"
    foot = FOOT.search(texts[0])
    if foot:
        return "" if any(line.startswith(normal(foot[0])) for line in known) else "说明文字"
    why = no_data(list(cells), list(places))
    return "说明文字" if why else why


def _line(cells: Sequence[Any]) -> str:
    """All words of a row in one, by which the lines of the blank are known again."""
    return normal("".join(" ".join(cell.split()) for cell in cells if isinstance(cell, str)))


def _known_lines(page: Worksheet, heads: Heads, blank: Blank | None) -> set[str]:
    """Lines of the blank around its rows, and whatever stands above the head."""
    above = {_line(cells) for number, cells in page.head if number < heads.first}
    drawn = {*blank.foot, *blank.examples} if blank is not None else set()
    return (drawn | above) - {""}


def _head_words(page: Worksheet, heads: Heads) -> set[str]:
    texts = head_texts(page)
    return {normal(words) for number in range(heads.first, heads.last + 1) for words in texts.get(number, {}).values()}


# --- merged cells --------------------------------------------------------------------------------------------------
def _filled_down(page: Worksheet, heads: Heads, fields: Sequence[Field], blank: Blank | None, numbered: list[Numbered], skipped: Skipped) -> list[RowProblem]:
    """A cell merged over several rows counts for each; a figure cannot, because nobody knows how it is divided."""
    keyed = {heads.places[one.key]: one for one in asked(fields) if one.key in heads.places}
    rows = dict(numbered)
    problems = []
    for top, left, bottom, _ in page.merged:
        one = keyed.get(left)
        covered = [rows[number] for number in range(top + 1, bottom + 2) if number in rows] if one is not None and bottom > top else []
        if one is None or len(covered) < 2 or not shown(covered[0][one.key]).strip():
            continue
        if one.kind in NUMBERS:
            message = f"第 {top + 1}—{bottom + 1} 行合并成了一格，数字不能拆到各行。"
            problems.append(RowProblem(top + 1, one.key, "merged_number", message, "取消合并，逐行填写", shown(covered[0][one.key])))
            continue
        for row in covered[1:]:
            row[one.key] = covered[0][one.key] if row[one.key] in (None, "") else row[one.key]
        if blank is None or shown(covered[0][one.key]) not in {row.get(one.key) for row in blank.starting_rows}:
            skipped.merged.append((top + 1, bottom + 1, one.full_heading))
    return problems


# --- the workbook back ---------------------------------------------------------------------------------------------
def marked_workbook(data: bytes, answer: Answer, fields: Sequence[Field], blank: Blank | None = None) -> bytes:
    """The unit's own workbook with the bad cells tinted and a 原因 column at the end; nothing else of it changes."""
    names = {one.key: one.full_heading for one in fields}
    places = {names[match.key]: match.place for match in answer.mapping if match.key in names}
    reading = {
        "width": answer.width,
        "headings": list(answer.headings.items()),
        "header": (answer.head_first, answer.head_last),
        "worksheet": answer.worksheet,
    }
    by_row: dict[int, list[dict[str, str]]] = {}
    for problem in answer.problems:
        by_row.setdefault(problem.row_number, []).append({"column": names.get(problem.key, ""), "message": f"{problem.message}{_proposed(problem)}"})
    with scratch(data) as path, error_workbook(path, answer.name, reading, places, by_row.items()) as marked:
        return marked.read()


def _proposed(problem: RowProblem) -> str:
    """The likely option, told beside the refusal."""
    return problem.hint if problem.hint.startswith("是不是") else ""
