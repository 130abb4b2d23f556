"""The corpus with its verdicts: what is taken as what, and the one sentence that refuses the rest."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import DomainError
from core.files import checks, children
from core.files.checks import FileFacts, clean_name, inspect
from core.files.structure import zipped
from tests.core.files import corpus

OFFICE = "application/vnd.openxmlformats-officedocument"
REAL = Path(__file__).parents[2] / "data" / "files"

MEASURED = """
import re, sys
from pathlib import Path
from core.errors import DomainError
from core.files.structure.zipped import check
try:
    check(Path(sys.argv[1]), "zip")
except DomainError:
    print("refused", *re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()))
"""

TAKEN = {
    "a.pdf": (lambda: corpus.pdf(3), FileFacts("application/pdf", 3)),
    "real.pdf": (lambda: (REAL / "明市监罚决〔2025〕32号.pdf").read_bytes(), FileFacts("application/pdf", 10)),
    "restricted.pdf": (lambda: corpus.pdf(2, "owner", reader=""), FileFacts("application/pdf", 2)),
    "leading.pdf": (lambda: b"\r\n" + corpus.pdf(2), FileFacts("application/pdf", 2)),
    "a.jpg": (corpus.picture, FileFacts("image/jpeg", 1)),
    "A.JPG": (corpus.picture, FileFacts("image/jpeg", 1)),
    "a.png": (lambda: corpus.picture("PNG"), FileFacts("image/png", 1)),
    "a.tif": (lambda: corpus.picture("TIFF"), FileFacts("image/tiff", 1)),
    "a.docx": (corpus.document, FileFacts(f"{OFFICE}.wordprocessingml.document", None)),
    "a.xlsx": (corpus.workbook, FileFacts(f"{OFFICE}.spreadsheetml.sheet", None)),
    "a.ofd": (lambda: corpus.zipped({"OFD.xml": b"<OFD/>"}), FileFacts("application/ofd", None)),
    "a.doc": (corpus.compound, FileFacts("application/msword", None)),
    "a.zip": (lambda: corpus.zipped({"材料/一.txt": b"1"}), FileFacts("application/zip", None)),
    "utf8.csv": (lambda: "单位,数量\n市监局,1\n".encode("utf-8-sig"), FileFacts("text/csv; charset=utf-8", None)),
    "gbk.csv": (lambda: "单位,数量\n市监局,1\n".encode("gb18030"), FileFacts("text/csv; charset=utf-8", None)),
    "utf16.txt": (lambda: "说明".encode("utf-16"), FileFacts("text/plain; charset=utf-8", None)),
    "BM.txt": (lambda: b"BM is a code", FileFacts("text/plain; charset=utf-8", None)),
    "a.mp4": (corpus.film, FileFacts("video/mp4", None)),
}

REFUSED = {
    "empty.pdf": (lambda: b"", "文件是空的（0 字节），没有保存。"),
    "page.pdf": (lambda: b"\xef\xbb\xbf\n<!DOCTYPE html><html></html>", "这是网页文件，不是 PDF（扩展名 pdf，内容为 HTML），请打印成 PDF 或重新导出后再传。"),
    "old.xls": (lambda: b"<html><table></table></html>", "这是网页文件，不是 Excel（扩展名 xls，内容为 HTML），请用 WPS 另存为 xlsx。"),
    "old.xlsx": (lambda: b"<?xml version='1.0'?><Workbook></Workbook>", "这是网页文件，不是 Excel（扩展名 xlsx，内容为 HTML），请用 WPS 另存为 xlsx。"),
    "page.csv": (lambda: b"<html></html>", "扩展名是 csv，内容却是网页（HTML），请改正扩展名或换文件再传。"),
    "locked.pdf": (lambda: corpus.pdf(1, "geheim"), "文件已加密，请去掉密码后再传。"),
    "locked.xlsx": (lambda: corpus.compound(locked=True), "文件已加密，请去掉密码后再传。"),
    "locked.zip": (corpus.locked_zip, "文件已加密，请去掉密码后再传。"),
    "renamed.xlsx": (corpus.compound, "扩展名是 xlsx，内容却是旧版 Office 文件，请用 WPS 另存为 xlsx 再传。"),
    "cut.pdf": (lambda: (REAL / "明市监罚决〔2025〕32号.pdf").read_bytes()[:40_000], "文件不完整（后半部分缺失），请重新导出或扫描后再传。"),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + b"noise " * 99 + b"%%EOF", "PDF 已损坏，打不开，请重新导出或扫描后再传。"),
    "cut.jpg": (lambda: corpus.picture()[:4000], "图片不完整或已损坏，请重新拍摄或另存后再传。"),
    "huge.png": (lambda: corpus.png_of_pixels(12_001, 10_000), "图片像素过多（上限 12000 万像素），请缩小后再传。"),
    "bomb.png": (lambda: corpus.png_of_pixels(60_000, 60_000), "图片像素过多（上限 12000 万像素），请缩小后再传。"),
    "photo.pdf": (corpus.picture, "扩展名是 pdf，内容却是JPG 图片，请改正扩展名或换文件再传。"),
    "program.pdf": (lambda: b"MZ\x90\0" + bytes(100), "扩展名是 pdf，内容却是程序，请改正扩展名或换文件再传。"),
    "program.exe": (lambda: b"MZ\x90\0", "这里只收 pdf、jpg、png、tif、docx、xlsx、doc、zip、csv、txt、mp4、wav、ofd 文件，不收 exe 文件。"),
    "noext": (lambda: b"x", "这里只收 pdf、jpg、png、tif、docx、xlsx、doc、zip、csv、txt、mp4、wav、ofd 文件，这个文件没有扩展名。"),
    "word.xlsx": (corpus.document, "扩展名是 xlsx，内容却是 Word 文档，请改正扩展名或换文件再传。"),
    "zip.docx": (lambda: corpus.zipped({"a.txt": b"1"}), "这不是完整的 Word 文档，请重新另存后再传。"),
    "cut.xlsx": (lambda: corpus.workbook()[:-40], "这不是完整的 Excel 表格（可能没有传完，或保存时中断），请重新另存后再传。"),
    "macro.docx": (lambda: corpus.document(**{"word/vbaProject.bin": b"x"}), "Word 文档里有宏，请另存为不带宏的文件再传。"),
    "doctype.xlsx": (
        lambda: corpus.workbook(**{"xl/styles.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}),
        "Excel 表格里有不允许的外部声明，没有保存，请用办公软件另存后再传。",
    ),
    "climb.zip": (lambda: corpus.zipped({"../../etc/cron.d/x": b"1"}), "压缩包里有不安全的文件路径，没有保存。"),
    "root.zip": (lambda: corpus.zipped({"/etc/x": b"1"}), "压缩包里有不安全的文件路径，没有保存。"),
    "drive.zip": (lambda: corpus.zipped({"C:/x": b"1"}), "压缩包里有不安全的文件路径，没有保存。"),
    "deep.zip": (lambda: corpus.zipped({"a/" * 12 + "x": b"1"}), "压缩包里有不安全的文件路径，没有保存。"),
    "link.zip": (corpus.with_symlink, "压缩包里有链接，没有保存。"),
    "twice.zip": (corpus.with_duplicates, "压缩包里有重名的文件，没有保存。"),
    "nested.zip": (lambda: corpus.zipped({"inner.zip": corpus.zipped({"a": b"1"})}), "压缩包里还有压缩包，请全部解开后重新打包再传。"),
    "many.zip": (lambda: corpus.zipped({str(number): b"" for number in range(5001)}), "压缩包里文件过多（上限 5000 个），没有保存。"),
    "overlap.zip": (corpus.overlapping, "压缩包已损坏，打不开，请重新打包后再传。"),
    "cut.zip": (lambda: corpus.zipped({"a.txt": b"1" * 5000})[:-40], "压缩包已损坏，打不开，请重新打包后再传。"),
    "lies.zip": (lambda: corpus.bomb(2, claimed=10), "压缩包已损坏，打不开，请重新打包后再传。"),
    "ratio.zip": (lambda: corpus.bomb(11), zipped.TOO_BIG),
    "cut.doc": (lambda: corpus.compound()[:300], "文件已损坏，打不开，请重新另存后再传。"),
    "binary.txt": (lambda: bytes(range(256)) * 4, "扩展名是 txt，内容却是其他格式，请改正扩展名或换文件再传。"),
    "cut.mp4": (lambda: corpus.film(broken_off=True), "录音录像文件不完整（后半部分缺失），请重新导出后再传。"),
    "cut.wav": (lambda: b"RIFF" + (5000).to_bytes(4, "little") + b"WAVEfmt " + bytes(50), "录音录像文件不完整（后半部分缺失），请重新导出后再传。"),
}


def _written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "received"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", TAKEN)
def test_a_sound_file_is_taken_as_what_it_is(name: str, tmp_path: Path) -> None:
    make, facts = TAKEN[name]

    assert inspect("material", name, _written(tmp_path, make())) == facts


@pytest.mark.parametrize("name", REFUSED)
def test_an_unsound_file_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    make, sentence = REFUSED[name]

    with pytest.raises(DomainError) as refusal:
        inspect("material", name, _written(tmp_path, make()))

    assert str(refusal.value) == sentence


def test_what_the_product_wrote_itself_is_not_measured(tmp_path: Path) -> None:
    assert inspect("export", "导出.zip", _written(tmp_path, corpus.bomb(11))) == FileFacts("application/zip", None)


def test_an_import_speaks_of_importing_and_names_the_new_format(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refusal:
        inspect("sheet", "台账.xls", _written(tmp_path, corpus.compound()))

    assert str(refusal.value) == "这里只收 xlsx、csv 文件，xls 请用 WPS 另存为 xlsx 再导。"


@pytest.mark.parametrize(("size", "sentence"), [(1024 * 1024, ""), (1024 * 1024 + 1, "文件有 1.1 MB，超过上限 1 MB，请压缩或分成几个文件再传。")])
def test_the_limit_is_exact_to_the_byte(size: int, sentence: str) -> None:
    try:
        checks.refuse_name_and_size("tiny", "a.txt", size)
        said = ""
    except DomainError as refusal:
        said = str(refusal)

    assert said == sentence


@pytest.mark.parametrize("claimed", [None, 1000])
def test_a_bomb_of_a_gigabyte_is_refused_within_five_seconds_and_300_megabytes(claimed: int | None, tmp_path: Path) -> None:
    path = _written(tmp_path, corpus.bomb(1024, claimed))

    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True, cwd=children.ROOT)
    seconds = time.monotonic() - started

    verdict, kilobytes = done.stdout.split()
    assert (verdict, int(kilobytes) < 300_000, seconds < 5) == ("refused", True, True)


def test_a_child_that_needs_more_memory_than_it_may_have_refuses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHILD_MEGABYTES", 100)

    with pytest.raises(DomainError, match="文件打不开（内容异常或过于复杂）"):
        inspect("material", "a.png", _written(tmp_path, corpus.plain_png(9000, 9000)))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\王\\材料.pdf", "材料.pdf"),
        ("明市监罚决〔2025〕32号.pdf", "明市监罚决〔2025〕32号.pdf"),
        ("a\0b\r\nc\u202e.pdf", "abc.pdf"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_as_data_without_path_and_control_marks(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_the_limits_of_a_child_are_set_inside_it() -> None:
    answer = children.ask_child("tests.core.files.limits_child", {}, megabytes=500, seconds=7)

    assert answer == {"memory": 500 * 1024 * 1024, "seconds": 7}


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children.subprocess, "run", _too_slow)

    with pytest.raises(children.ChildFailed):
        children.ask_child("tests.core.files.limits_child", {}, megabytes=500, seconds=1)


def _too_slow(*args: object, **options: object) -> None:
    raise subprocess.TimeoutExpired("child", 1)
