"""成文: the PDF is A4 with 22 lines of 28 characters, says what was signed, and fetches nothing."""

import io
import re
import shutil
import socket
import subprocess
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
from docx import Document as read_word

from documents import actions, docx
from documents.contexts import context_for
from documents.render import STYLESHEET, RenderRefused, house, html_of, pdf_of, qr_address
from documents.render_child import inline_image
from documents.typeset import blocks, title_lines
from tests.fixtures.absence import absent

MILLIMETRE = 72 / 25.4
AT = datetime(2026, 3, 5, 6, 32, tzinfo=UTC)


def _words(pdf: bytes) -> list[str]:
    """The words of each page without blanks and line ends."""
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(pdf)]


def _lines(page: pypdfium2.PdfPage) -> dict[float, float]:
    """Baseline → right edge of every line of the type area."""
    text, found = page.get_textpage(), {}
    for place in range(text.count_chars()):
        left, bottom, right, _ = text.get_charbox(place, loose=True)
        if bottom >= 35 * MILLIMETRE - 2 and right > left:
            found[round(bottom)] = max(found.get(round(bottom), 0), right)
    return found


def test_pdf_says_what_was_signed_on_a4(signed):
    document = signed
    words = "".join(_words(pdf_of(context_for(document, house(), year=2026), identifier="x")))

    assert pypdfium2.PdfDocument(pdf_of(context_for(document, house(), year=2026), identifier="x"))[0].get_size() == pytest.approx(
        (210 * MILLIMETRE, 297 * MILLIMETRE), abs=0.5
    )
    for part in ("明川县司法局", "明司执监意〔2026〕1号", "行政执法监督意见书", "明川县市场监督管理局：", "一、查明的事实", "2026年3月5日", "期限与异议"):
        assert part in words, part


def test_full_page_holds_22_lines_of_28_characters_with_an_even_right_edge(drafted):
    drafted.content = {**drafted.content, "facts": "监" * 28 * 60}
    page = pypdfium2.PdfDocument(pdf_of(context_for(drafted, house(), year=2026), identifier="x"))[1]

    lines = _lines(page)

    assert len(lines) == 22
    full = [edge for edge in lines.values() if edge > 100]
    assert max(full) - min(sorted(full)[1:]) < 1.5
    assert max(full) == pytest.approx((210 - 26) * MILLIMETRE, abs=2)
    assert page.get_textpage().get_text_bounded().replace("\r", "").split("\n")[1].count("监") == 28


def test_child_opens_no_connection_for_a_reference_in_the_text(drafted):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(1)
    asked: list[bool] = []

    def wait() -> None:
        try:
            listener.accept()[0].close()
            asked.append(True)
        except TimeoutError:
            pass

    thread = threading.Thread(target=wait)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    drafted.content = {**drafted.content, "facts": f'<img src="{address}"> {address}'}
    pdf = pdf_of(context_for(drafted, replace(house(), base_url=address), year=2026), identifier="x")
    thread.join()
    listener.close()

    assert pdf.startswith(b"%PDF")
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "file:///etc/passwd", "data:text/html;base64,PGI+", "ftp://x/y"])
def test_every_address_but_an_inline_picture_is_refused(url):
    with pytest.raises(ValueError, match="refused"):
        inline_image(url)


def test_text_is_escaped_in_the_paper(drafted):
    drafted.content = {**drafted.content, "facts": "<script>alert(1)</script>"}

    html = html_of(context_for(drafted, house(), year=2026))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_missing_component_is_told_in_a_sentence(drafted, monkeypatch, tmp_path):
    fake = tmp_path / "weasyprint"
    fake.mkdir()
    (fake / "__init__.py").write_text("raise OSError('cannot load library pango')")
    monkeypatch.setattr("documents.render.settings.BASE_DIR", tmp_path)
    (tmp_path / "documents").symlink_to(STYLESHEET.parents[2])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(RenderRefused, match="PDF 组件未安装"):
        pdf_of(context_for(drafted, house(), year=2026), identifier="x")


def test_demo_documents_are_marked_as_samples(drafted):
    sample = context_for(drafted, replace(house(), is_sample=True), year=2026)

    assert "样本" in "".join(_words(pdf_of(sample, identifier="x")))
    assert "样本" in "".join(paragraph.text for paragraph in read_word(io.BytesIO(docx.document_of(sample))).sections[0].header.paragraphs)


def test_word_file_has_the_margins_fonts_and_words(signed):
    context = context_for(signed, house(), year=2026)
    word = read_word(io.BytesIO(docx.document_of(context, qr_address(context["verify_url"]))))
    section = word.sections[0]

    margins = [round(side.mm) for side in (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)]
    assert margins == [37, 28, 26, 35]
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "明司执监意〔2026〕1号" in text
    assert "明川县市场监督管理局：" in text
    faces = {run.font.name for paragraph in word.paragraphs for run in paragraph.runs}
    assert faces == {"仿宋_GB2312", "黑体", "方正小标宋简体"}


def test_word_file_is_chinese_and_names_stand_ins_for_its_faces(signed):
    archive = zipfile.ZipFile(io.BytesIO(docx.document_of(context_for(signed, house(), year=2026))))
    parts = {name: archive.read(f"word/{name}.xml").decode() for name in ("document", "footer1", "fontTable", "styles", "settings")}
    named = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', parts["fontTable"]))

    assert set(re.findall(r'w:eastAsia="([^"]+)"', parts["document"] + parts["footer1"])) <= set(named)
    assert named["仿宋_GB2312"].startswith("FangSong_GB2312,仿宋,FangSong")
    assert {
        re.search(r'<w:lang [^>]*w:eastAsia="([^"]+)"', parts["styles"])[1],
        re.search(r'<w:themeFontLang [^>]*w:eastAsia="([^"]+)"', parts["settings"])[1],
    } == {"zh-CN"}


def test_word_file_opens_in_libreoffice(signed, tmp_path):
    if shutil.which("soffice") is None:
        absent("no LibreOffice on this machine: apt-get install libreoffice-writer")
    (tmp_path / "letter.docx").write_bytes(docx.document_of(context_for(signed, house(), year=2026)))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "letter.docx"),
    ]

    subprocess.run(command, check=True, capture_output=True, timeout=180)

    assert "明司执监意〔2026〕1号" in "".join(_words((tmp_path / "letter.pdf").read_bytes()))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("明川县司法局行政执法监督意见书", ["明川县司法局", "行政执法监督意见书"]),
        ("关于2025年度行政执法案卷评查情况的反馈函", ["关于2025年度行政执法", "案卷评查情况的反馈函"]),
        ("关于有关问题的告知函", ["关于有关问题的告知函"]),
    ],
)
def test_titles_are_broken_between_words(title, lines):
    assert title_lines(title, "明川县司法局") == lines


def test_headings_in_the_text_are_recognised():
    found = blocks("一、总体情况\n（一）幅度差异明显。三案相差9倍。\n普通段落。")

    assert [(block.level, block.lead, block.text) for block in found] == [
        (1, "一、总体情况", ""),
        (2, "（一）幅度差异明显。", "三案相差9倍。"),
        (0, "", "普通段落。"),
    ]


def test_terms_of_the_kind_stand_in_the_text(drafted):
    text = [block.text for block in context_for(drafted, house(), year=2026)["blocks"]]

    assert "请你单位自收到本意见书之日起30日内予以改正，并将纠正情况报告书面报送我局。" in text
    assert "对本意见书有异议的，可以自收到之日起15日内向我局书面提出，并说明理由。" in text


def test_a_day_named_in_the_document_replaces_the_count(drafted, inspector, today):
    edited = actions.edit_document(document=drafted, actor=inspector, at=AT, reply_on=today.replace(month=4), reply_days=None)

    assert "请你单位于2026年4月5日前予以改正，并将纠正情况报告书面报送我局。" in [block.text for block in context_for(edited, house(), year=2026)["blocks"]]
