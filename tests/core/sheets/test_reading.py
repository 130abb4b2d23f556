"""读表: hostile, broken and disguised files end in one sentence; odd but honest ones are read."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.sheets.engine import UnmatchedColumns, read
from core.sheets.reading import UnreadableFile, open_workbook
from tests.core.sheets.conftest import book_bytes
from tests.core.sheets.kind import HEADS, RULES

LINE = ["R1", "办结", 5, "日"]
SHEET_XML = "xl/worksheets/sheet1.xml"


def with_part(content: bytes, **parts: bytes) -> bytes:
    """The package with some parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return target.getvalue()


def sheet_of_cells(cells: str, prefix: str = "") -> bytes:
    colon = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    return f'<{colon}worksheet {space}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><{colon}sheetData>{cells}</{colon}sheetData></{colon}worksheet>'.encode()


WHOLE = book_bytes([HEADS, LINE])
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FAR_PREFIXED = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row  r = "1048576"><x:c t="n" r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
HOSTILE = {
    "空文件.xlsx": (b"", "empty_file"),
    "截断.xlsx": (WHOLE[: len(WHOLE) // 2], "broken"),
    "远处的单元格.xlsx": (with_part(WHOLE, **{SHEET_XML: sheet_of_cells(FAR)}), "sparse"),
    "带前缀的远处.xlsx": (with_part(WHOLE, **{SHEET_XML: sheet_of_cells(FAR_PREFIXED, "x")}), "sparse"),
    "文档类型.xlsx": (with_part(WHOLE, **{SHEET_XML: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + sheet_of_cells("")}), "dtd"),
    "压缩炸弹.xlsx": (with_part(WHOLE, **{"xl/sharedStrings.xml": b"<sst>" + b" " * 120_000_000 + b"</sst>"}), "bomb"),
    "外部链接.xlsx": (with_part(WHOLE, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "external_links"),
    "带宏.xlsx": (with_part(WHOLE, **{"xl/vbaProject.bin": b"x"}), "macros"),
    "越界路径.xlsx": (with_part(WHOLE, **{"../../evil.xml": b"<a/>"}), "bomb"),
    "加密.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "旧版.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old_format"),
    "网页.xls": ("<html><head></head><body><table><tr><td>编码</td></tr></table></body></html>".encode(), "web_page"),
    "带标记的网页.xls": ("\ufeff\n<!DOCTYPE html><html><table></table></html>".encode(), "web_page"),
    "图片.xlsx": (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "not_a_workbook"),
    "文字.xlsx": ("就是一段文字".encode(), "not_a_workbook"),
    "压缩包.xlsx": (with_part(b"PK\x05\x06" + b"\0" * 18, **{"a.txt": b"a"}), "not_a_workbook"),
    "二进制.csv": (b"\x81\x00\xff" * 50, "encoding"),
    "零字节.csv": (b"a,b\x00\n" * 5, "not_a_workbook"),
    "只有空行.xlsx": (book_bytes([[None]]), "no_rows"),
    "只有表头.xlsx": (book_bytes([HEADS]), "no_rows"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_taken_is_refused_in_one_sentence_and_in_time(tmp_path: Path, name: str) -> None:
    content, code = HOSTILE[name]
    path = tmp_path / "upload"
    path.write_bytes(content)
    start = time.monotonic()

    with pytest.raises(UnreadableFile) as refused:
        read(RULES, path, name)

    assert refused.value.code == code
    assert str(refused.value).endswith("。")
    assert time.monotonic() - start < 20


def test_the_web_page_sentence_names_the_extension(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(HOSTILE["网页.xls"][0])

    with pytest.raises(UnreadableFile, match="这是网页文件，不是 Excel（扩展名 xls，内容为 HTML），请用 WPS 另存为 xlsx。"):
        read(RULES, path, "网页.xls")


def rows_of(path: Path, name: str = "rules.xlsx") -> list[tuple[int, str, int]]:
    return [(row.number, row["code"], row["days"]) for row in read(RULES, path, name).rows]


def test_columns_in_any_order_under_aliases_title_rows_and_above_notes_are_read(workbook: Callable[..., Path]) -> None:
    path = workbook(
        ["期限规则一览表"], ["填报单位：明川县司法局"], ["天数\n（必填）", "事项名称*", "计算 单位", "多余的列", "规则编码"], [5, "办结", "日", "x", "R1"], [None, None, None, None, None],
        [7, "答复", "天", None, "R2"], ["合计", None, None, None, None], ["注：以上由法规科填写"], heads=None,
    )  # fmt: skip

    examined = read(RULES, path, "a.xlsx")

    assert [(row.number, row["code"], row["days"]) for row in examined.rows] == [(4, "R1", 5), (6, "R2", 7)]
    assert examined.reading()["unknown"] == ["多余的列"]
    assert [number for number, _ in examined.skipped] == [7, 8]


def test_merged_group_heads_over_the_names_are_understood(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for line in (["规则", None, "时间", None], ["代码", "名称", "期限", "计算单位"], ["R1", "办结", 5, "日"]):
        page.append(line)
    page.merge_cells("A1:B1")
    page.merge_cells("C1:D1")
    page["B2"] = "事项"
    book.save(tmp_path / "a.xlsx")

    examined = read(RULES, tmp_path / "a.xlsx", "a.xlsx")

    assert (examined.header.first, examined.header.last) == (1, 2)
    assert examined.header.places == {"code": 0, "name": 1, "days": 2, "unit": 3}


def test_a_vertically_merged_cell_counts_for_its_rows_where_the_column_asks_for_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for line in (HEADS, ["R1", "甲", 5, "日", "条例第十条"], ["R2", "乙", 5, "日"], ["R3", "丙", 5, "日"]):
        page.append(line)
    page.merge_cells("E2:E3")
    book.save(tmp_path / "a.xlsx")

    rows = read(RULES, tmp_path / "a.xlsx", "a.xlsx").rows

    assert [row["basis"] for row in rows] == ["条例第十条", "条例第十条", None]
    assert [row.spans.get("basis") for row in rows] == [(2, 3), (2, 3), None]


def test_a_missing_column_names_what_was_recognised_and_may_be_pointed_at(workbook: Callable[..., Path]) -> None:
    path = workbook(["R1", "办结", 5, "日"], heads=["编码", "事项", "天天数数", "计算单位"])

    with pytest.raises(UnmatchedColumns, match="找不到列“期限”，已识别的列：编码、事项、计算单位。请在下方指定。"):
        read(RULES, path, "a.xlsx")
    assert [row["days"] for row in read(RULES, path, "a.xlsx", {"days": 2}).rows] == [5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [HEADS, ["R1", "办结，含逗号", "5", "日", "", "2026-03-05", "0.5", ""], ["R2", "答复", "7", "日", "", "2026年3月5日", "", ""]]
    path = tmp_path / "a.csv"
    path.write_text("\r\n".join(separator.join(line) for line in lines), encoding=encoding)

    rows = read(RULES, path, "a.csv").rows

    assert [(row["code"], row["days"], row["since"]) for row in rows] == [("R1", 5, date(2026, 3, 5)), ("R2", 7, date(2026, 3, 5))]
    assert [bool(row.tidied) for row in rows] == [False, True]


def test_the_sheet_with_our_columns_is_found_among_several(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes([["说明"], ["随便写写"]], "封面")))
    page = book.create_sheet("数据")
    page.append(HEADS)
    page.append(LINE)
    book.save(tmp_path / "a.xlsx")

    examined = read(RULES, tmp_path / "a.xlsx", "a.xlsx")

    assert (examined.worksheet, len(examined.rows)) == ("数据", 1)


def several(*pages: tuple[str, list[list[object]]]) -> bytes:
    """A workbook of several worksheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in pages:
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


OTHER = ["R2", "答复", 7, "日"]


def test_worksheets_that_were_not_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(several(("封面", [["说明"]]), ("数据", [HEADS, LINE]), ("汇总", [["编码", "件数"], ["R1", 3]]), ("空白", [])))

    examined = read(RULES, tmp_path / "a", "a.xlsx")

    assert (examined.worksheet, [row["code"] for row in examined.rows]) == ("数据", ["R1"])
    assert examined.reading()["unread"] == "未读取工作表：“封面”、“汇总”。其中有要导入的行的，请另存后单独上传。"


@pytest.mark.parametrize("second", [[HEADS, OTHER], [["二季度"], HEADS[:4], OTHER], [HEADS, *[OTHER] * 40]], ids=["same", "title-and-fewer-columns", "long"])
def test_two_worksheets_with_the_same_header_are_refused_and_named(tmp_path: Path, second: list[list[object]]) -> None:
    (tmp_path / "a").write_bytes(several(("一季度", [HEADS, LINE]), ("二季度", second)))

    with pytest.raises(UnreadableFile, match="工作表“一季度”、“二季度”的表头相同，一次只读一个。请合并成一个工作表，或分开另存后逐个上传。") as refused:
        read(RULES, tmp_path / "a", "a.xlsx")
    assert refused.value.code == "several_sheets"


def test_columns_pointed_at_by_hand_do_not_hide_the_second_worksheet(tmp_path: Path) -> None:
    heads = ["编码", "事项", "多少天", "计算单位"]
    (tmp_path / "a").write_bytes(several(("一季度", [heads, LINE]), ("二季度", [heads, OTHER])))

    with pytest.raises(UnreadableFile, match="表头相同"):
        read(RULES, tmp_path / "a", "a.xlsx", {"days": 2})


def test_a_second_worksheet_with_nothing_but_the_header_and_a_note_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(several(("一季度", [HEADS, LINE]), ("二季度", [HEADS, ["填表人：王海棠"], ["合计"]])))

    examined = read(RULES, tmp_path / "a", "a.xlsx")

    assert (examined.worksheet, examined.unread) == ("一季度", "")


def test_where_the_best_worksheet_is_empty_the_full_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(several(("模板", [HEADS]), ("一季度", [HEADS[:4], LINE])))

    with pytest.raises(UnreadableFile, match="“模板”里没有数据行。未读取工作表：“一季度”"):
        read(RULES, tmp_path / "a", "a.xlsx")


def test_every_bad_cell_of_a_row_is_reported_with_its_value_and_secrets_masked(workbook: Callable[..., Path]) -> None:
    path = workbook([None, "办结", "五", "年", None, "2023-02-30", "1万元", "419921199001010022"])

    (row,) = read(RULES, path, "a.xlsx").rows

    assert [(problem.column, problem.code, problem.value) for problem in row.errors] == [
        ("编码", "empty", "空"),
        ("期限", "integer_text", "五"),
        ("计算单位", "choice", "年"),
        ("施行日期", "date_impossible", "2023-02-30"),
        ("金额（万元）", "money_text", "1万元"),
        ("联系人身份证号", "identity_check", "419921********0022"),
    ]


def test_the_child_knows_no_secret_of_this_process(tmp_path: Path, workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    real = __import__("subprocess").Popen

    class Watched(real):  # type: ignore[misc, valid-type]
        def __init__(self, *args: object, **options: object) -> None:
            seen.append(dict(options["env"]))  # type: ignore[call-overload]
            super().__init__(*args, **options)

    monkeypatch.setattr("core.sheets.reading.subprocess.Popen", Watched)
    with open_workbook(workbook(LINE), "a.xlsx") as book:
        list(book.rows(0))

    assert set(seen[0]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "PYTHONUTF8"}


@pytest.mark.parametrize("program", ["/bin/false", "/bin/true"])
def test_a_child_that_dies_leaves_one_sentence(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    path = workbook(LINE)
    monkeypatch.setattr("core.sheets.reading.sys.executable", program)

    with pytest.raises(UnreadableFile, match="文件过大或结构异常，读取时中断。请把数据复制到新的 xlsx 里再导。"):
        read(RULES, path, "a.xlsx")


def test_a_child_that_takes_too_long_is_stopped(workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(LINE)
    monkeypatch.setattr("core.sheets.reading.WALL_SECONDS", 0.01)

    with pytest.raises(UnreadableFile, match="读取时中断"):
        read(RULES, path, "a.xlsx")


def test_tags_that_never_close_are_looked_through_in_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(with_part(WHOLE, **{SHEET_XML: sheet_of_cells("<row<c" * 400_000)}))
    start = time.monotonic()

    with pytest.raises(UnreadableFile):
        read(RULES, path, "a.xlsx")

    assert time.monotonic() - start < 20
