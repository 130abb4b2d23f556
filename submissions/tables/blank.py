"""表样: reading the bureau's own blank Excel; what comes out is a proposal the bureau may change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.sheets.cells import shown
from core.sheets.header import normal
from submissions.tables.fields import MOST_FIELDS, Field, FieldKind
from submissions.tables.kind_guess import guess
from submissions.tables.layout import Blank, BlankColumn, Label, UnreadableBlank, look_at
from submissions.tables.recognise import COUNTERS, LABEL, Body, Head, Page, cleaned, find_body, find_head, path_of

__all__ = ["Blank", "BlankColumn", "Label", "UnreadableBlank", "read_blank"]

GUIDES = re.compile(r"说明|须知|要求|指标解释|填报口径")
SIDE = re.compile(r"说明|选项|字典|下拉|代码表|参数|示例|样例")
LONGEST_GUIDE, MOST_STARTING = 4_000, 300


def read_blank(data: bytes, name: str) -> Blank:
    """The blank in `data` (called `name` by its owner). Raises UnreadableBlank with one sentence."""
    pages = [Page(told) for told in look_at(data, name)["sheets"] if told["shown"]]
    heads = {page.name: find_head(page) for page in pages}
    found = [(page, head) for page in pages if (head := heads[page.name]) is not None]
    if not found:
        raise UnreadableBlank("no_head", "没有找到表头：表样里要有一行栏目名称（至少两栏），栏目下面留空白行。")
    page, head = max(found, key=lambda one: (not SIDE.search(one[0].name), len(one[1].leaves)))
    if len(head.leaves) > MOST_FIELDS:
        raise UnreadableBlank("too_wide", f"表样有 {len(head.leaves)} 栏，最多 {MOST_FIELDS} 栏，请分成几张表。")
    return _blank(page, head, [other for other in pages if other is not page])


def _blank(page: Page, head: Head, others: Sequence[Page]) -> Blank:
    body = find_body(page, head)
    remarks = [f"“{cleaned(head.leaves[place].text)}”是隐藏列，没有列为栏目。" for place in sorted({*head.leaves} & page.hidden)]
    columns = _columns(page, head, body, remarks)
    counter = next((place for place, spot in head.leaves.items() if normal(spot.text) in COUNTERS), -1)
    if not any(column.field.is_asked for column in columns):
        raise UnreadableBlank("nothing_asked", "表样里没有要填的栏目（全是公式），请检查表头。")
    starting = _starting_rows(page, body, columns)
    if starting:
        remarks.append(f"表样里已写的内容（{len([row for row in starting if row])} 行）会发给每个单位，在此基础上填写；不需要的，请清空后重新上传。")
    if others:
        remarks.append(f"按工作表“{page.name}”识别，其余工作表随表下发，不收回：{'、'.join(other.name for other in others[:5])}。")
    return Blank(
        worksheet=page.name,
        title=_title(page, head),
        head_first=head.first,
        head_last=body.first - 1,
        first_row=body.first,
        last_row=body.last,
        total_row=0 if body.first <= body.total <= body.last else body.total,
        height=max(page.height, body.last),
        width=max(page.width, max(head.leaves) + 1),
        columns=columns,
        counter=counter,
        has_numbers_below_head=head.last > head.names_row,
        labels=_labels(page, head, body),
        foot=tuple(text for row in range(body.last + 1, page.height + 1) if (text := page.text_of(row))),
        guide=_guide(page, body, others),
        examples=body.examples,
        starting_rows=starting,
        remarks=tuple(remarks),
    )


# --- columns -------------------------------------------------------------------------------------------------------
def _columns(page: Page, head: Head, body: Body, remarks: list[str]) -> tuple[BlankColumn, ...]:
    made: list[BlankColumn] = []
    used: Counter[str] = Counter()
    for place, spot in sorted(head.leaves.items()):
        path = path_of(page, head, place)
        if normal(spot.text) in COUNTERS or not path or place in page.hidden:
            continue
        column = _column(page, head, body, place, path, remarks)
        full = normal(column.field.full_heading)
        used[full] += 1
        if used[full] > 1:
            column = _renamed(column, f"{column.field.heading}（{used[full]}）")
            remarks.append(f"“{column.field.full_heading}”：表头里有同名的栏目，已加上序号，可改名。")
        made.append(column)
    return tuple(made)


def _renamed(column: BlankColumn, heading: str) -> BlankColumn:
    field = Field.from_json({**column.field.as_json(), "heading": heading})
    return replace(column, field=field)


def _column(page: Page, head: Head, body: Body, place: int, path: Sequence[str], remarks: list[str]) -> BlankColumn:
    is_prepared = body.last >= body.first
    number_format = page.number_format(body.first, place) if is_prepared else "General"
    spot = page.spots.get((body.first, place)) if is_prepared else None
    rules = page.rules(body.first, place)
    formula = str(spot.value) if spot is not None and spot.kind == "f" else ""
    found = guess(path[-1], number_format, rules, "/".join(path[:-1]))
    if found.remark and not formula:
        remarks.append(found.remark)
    raw = head.leaves[place].text
    field = Field(
        key=f"c{place + 1}",
        heading=path[-1],
        kind=FieldKind.FORMULA if formula else found.kind,
        required=not formula and ("*" in raw or "＊" in raw or "必填" in raw),
        choices=() if formula else found.choices,
        help=_help(page, head, place, rules),
        width=page.column_width(place),
        group="/".join(path[:-1]),
        least="" if formula else found.least,
        most="" if formula else found.most,
    )
    return BlankColumn(place, field, formula, number_format, tuple(path))


def _help(page: Page, head: Head, place: int, rules: Sequence[Mapping[str, Any]]) -> str:
    """The comment on the head, else the prompt of the drop-down."""
    comment = page.comment(range(head.first, head.last + 1), place)
    return (comment or next((str(rule["prompt"]) for rule in rules if rule["prompt"]), ""))[:300]


# --- the lines around ----------------------------------------------------------------------------------------------
def _title(page: Page, head: Head) -> str:
    """The longest line above the head that is no label."""
    lines = [cleaned(spot.text) for row in range(1, head.first) for spot in page.line(row) if spot.text and not LABEL.search(spot.text)]
    return max(lines, key=len, default="")[:200]


def _labels(page: Page, head: Head, body: Body) -> tuple[Label, ...]:
    rows = [*range(1, head.first), *range(body.last + 1, page.height + 1)]
    return tuple(Label(row, spot.left, str(spot.value)) for row in rows for spot in page.line(row) if spot.text and LABEL.search(spot.text))


def _guide(page: Page, body: Body, others: Sequence[Page]) -> str:
    """填表说明: below the table, and on a worksheet of its own."""
    below = [str(spot.value) for row in range(body.last + 1, page.height + 1) for spot in page.line(row) if spot.text and not LABEL.search(spot.text)]
    said = [text for text in below if GUIDES.search(text) or text.startswith(("注", "备注")) or len(text) > 30]
    for other in others:
        if GUIDES.search(other.name):
            said += [" ".join(spot.text for spot in other.line(row) if spot.text) for row in range(1, other.height + 1)]
    return "\n".join(filter(None, said))[:LONGEST_GUIDE]


def _starting_rows(page: Page, body: Body, columns: Sequence[BlankColumn]) -> tuple[dict[str, str], ...]:
    """What the bureau has written into the prepared rows already; none when they are empty."""
    made = []
    for row in range(body.first, body.last + 1):
        said = {}
        for column in columns:
            spot = page.cover.get((row, column.place))
            if spot is not None and spot.kind != "f" and column.field.is_asked:
                said[column.key] = str(spot.value)[:10] if spot.kind == "d" and column.field.kind == FieldKind.DAY else shown(spot.value)
        made.append(said)
    written = len([said for said in made if said])
    if written > MOST_STARTING:
        raise UnreadableBlank("filled", f"表样里已有 {written} 行内容，看起来是填好的表，请清空后重新上传。")
    return tuple(made) if written else ()
