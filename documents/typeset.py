"""排版: cutting a title into lines and a text into headed paragraphs, the same for PDF, Word and screen."""

import re
from dataclasses import dataclass

NUMERALS = "一二三四五六七八九十"
SECOND_LEVEL = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
FIRST_LEVEL = re.compile(r"^[一二三四五六七八九十]{1,3}、")
TITLE_WIDTH = 19.0  # characters of 二号 that fit the type area, with some air
SHORT_TITLE = 12.0  # up to here the issuer's name and the rest share a line
# Words of titles that are not torn apart at the end of a line.
WORDS = re.compile(
    r"人民政府|司法局|行政执法|监督|意见书|决定书|通知书|建议书|反馈函|督办函|告知函|移送函|追责|函告|关于|\d+年度|\d+年|案卷|评查|情况|有关|问题|线索|整改|通报|行政处罚|行政许可|处罚|管理局|委员会|约谈|调阅|自查|说明|异议|复查|争议|协调|人员|处理|提请|作出|请示|的|."
)


@dataclass(frozen=True)
class Block:
    """A paragraph: `level` 1 一、黑体, 2 （一）楷体, 0 仿宋; `lead` is the part set in the heading's face, `text` runs on after it."""

    level: int
    lead: str
    text: str


def width(text: str) -> float:
    """Width in characters: a half-width sign counts one half."""
    return sum(0.5 if ord(sign) < 0x2000 else 1.0 for sign in text)


def numeral(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones - 1]
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def title_lines(title: str, issuer: str) -> list[str]:
    """标题分行: the issuer's name stands alone when the whole does not fit; the rest is balanced, the upper line the longer one."""
    if width(title) <= (TITLE_WIDTH if not title.startswith(issuer) else SHORT_TITLE):
        return [title]
    if title.startswith(issuer) and width(title) > width(issuer) + 4:
        return [issuer, *_balanced(title[len(issuer) :])]
    return _balanced(title)


def _balanced(text: str) -> list[str]:
    lines = max(1, -int(-width(text) // TITLE_WIDTH))
    if lines == 1:
        return [text]
    goal, words, cut = width(text) / lines, WORDS.findall(text), ""
    for word in words:
        if cut and width(cut) >= goal - 0.5:
            break
        if width(cut) + width(word) > TITLE_WIDTH:
            break
        cut += word
    if cut == text:
        return [text]
    return [cut, *_balanced(text[len(cut) :])]


def blocks(text: str) -> list[Block]:
    """Paragraphs of a free text; lines beginning with 一、 or （一） are headings of that level."""
    return [_block(line.strip()) for line in text.splitlines() if line.strip()]


def _block(line: str) -> Block:
    if FIRST_LEVEL.match(line) and len(line) <= 30 and not line.endswith("。"):
        return Block(1, line, "")
    if SECOND_LEVEL.match(line):
        lead, stop, rest = line.partition("。")
        return Block(2, lead + stop, rest) if len(lead) <= 30 else Block(0, "", line)
    return Block(0, "", line)


def items(lines: list[str]) -> list[Block]:
    """Numbered items: 1. 2. 3. in the face of the text; one item alone carries no number."""
    if len(lines) == 1:
        return blocks(lines[0])
    return [Block(0, "", f"{number}.{line}" if not line[:1].isdigit() else line) for number, line in enumerate(lines, start=1)]


def numbered_notes(titles: list[str]) -> list[str]:
    """附件说明: "附件：1.…", the second and later ones without the label; one alone carries no number."""
    if len(titles) == 1:
        return [f"附件：{titles[0]}"]
    return [f"{'附件：' if place == 1 else ''}{place}.{title}" for place, title in enumerate(titles, start=1)]


def column_shares(rows: list[list[str]]) -> list[int]:
    """Widths of the columns in percent, by the widest cell of each, within bounds so that none starves another."""
    if not rows:
        return []
    count = max(len(row) for row in rows)
    weights = [min(max([width(row[place]) for row in rows if place < len(row)], default=1.0), 16.0) + 2.0 for place in range(count)]
    shares = [round(100 * weight / sum(weights)) for weight in weights]
    shares[-1] += 100 - sum(shares)
    return shares
