"""收表告知: what a unit is told about how its workbook was read, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from submissions.tables.answer_facts import Facts
from submissions.tables.fields import Field
from submissions.tables.layout import Blank
from submissions.tables.matching import Heads, How

MOST_NAMED = 8
TOLD = frozenset({How.NEAR, How.PLACE, How.POINTED})


@dataclass
class Skipped:
    """Rows left out by reason, and cells merged over several rows that were filled down."""

    rows: dict[str, list[int]] = field(default_factory=dict)
    merged: list[tuple[int, int, str]] = field(default_factory=list)


def notes_of(
    worksheet: str, heads: Heads, fields: Sequence[Field], blank: Blank | None, facts: Facts, formulas: Mapping[int, Field], skipped: Skipped,
    taken: Sequence[int], others: Sequence[str], missing: Sequence[Field],
) -> list[str]:  # fmt: skip
    """In the order in which a person would look: the sheet, the columns, the rows, the cells, the pictures."""
    notes = _sheet_notes(worksheet, blank, others)
    notes += _column_notes(heads, fields, missing)
    notes += [f"{_listed(numbers)}是{why}，未读取。" for why, numbers in skipped.rows.items()]
    hidden = sorted(facts.hidden & {*taken})
    if hidden:
        notes.append(f"{_listed(hidden)}是隐藏行，已一并读取。")
    notes += [f"第 {top}—{bottom} 行“{name}”是合并单元格，已逐行填入。" for top, bottom, name in skipped.merged]
    for place, one in formulas.items():
        typed = [number for number in facts.typed_over.get(place, ()) if number in taken]
        if typed:
            notes.append(f"“{one.full_heading}”由公式计算，{_listed(typed)}填写的内容未采用。")
    if facts.pictures:
        notes.append(f"表中有图片 {facts.pictures} 张，图片不导入；需要报送的，请作为附件上传。")
    return notes


def _sheet_notes(worksheet: str, blank: Blank | None, others: Sequence[str]) -> list[str]:
    notes = []
    if blank is not None and worksheet != blank.worksheet:
        notes.append(f"读取的是工作表“{worksheet}”（下发的表为“{blank.worksheet}”）。")
    if others:
        notes.append(f"工作表{'、'.join(f'“{name}”' for name in others[:MOST_NAMED])}也有填写内容，未读取；请合并到一个工作表后重新上传。")
    return notes


def _column_notes(heads: Heads, fields: Sequence[Field], missing: Sequence[Field]) -> list[str]:
    names = {one.key: one.full_heading for one in fields}
    notes = [f"列“{match.heading}”按“{names[key]}”读取（{match.how.label}）。" for key, match in heads.matches.items() if match.how in TOLD and key in names]
    unknown = [words for _, words in heads.unknown()]
    if unknown:
        notes.append(f"多出的列不读取：{_named(unknown)}。")
    if missing:
        notes.append(f"没有找到的栏目：{_named([one.full_heading for one in missing])}。")
    return notes


def _named(words: Sequence[str]) -> str:
    return "、".join(f"“{word}”" for word in words[:MOST_NAMED]) + (f"等 {len(words)} 列" if len(words) > MOST_NAMED else "")


def _listed(numbers: Sequence[int]) -> str:
    """第 3、7 行."""
    return f"第 {'、'.join(map(str, numbers[:MOST_NAMED]))} {'行等 ' + str(len(numbers)) + ' ' if len(numbers) > MOST_NAMED else ''}行"
