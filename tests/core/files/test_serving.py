"""Handing out: to whom, with which headers, under which name, in which pieces."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.files.actions import store
from core.files.integrity import check
from core.files.models import ScanState, StoredFile
from core.files.serving import disposition
from tests.core.files import corpus

MakeFile = Callable[..., StoredFile]
INERT = "sandbox; default-src 'none'"


@pytest.fixture
def member(client_for: Callable[[User], Client], unit_member: User) -> Client:
    return client_for(unit_member)


def _bytes(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _stored_path(file: StoredFile) -> Path:
    return Path(settings.MEDIA_DIR) / "store" / file.storage_name


ADDRESSES = ("", "inline/", "view/", "pages/1.png", "pages/1.txt", "thumbs/1.png")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_file_is_known_to_an_outsider(address: str, make_file: MakeFile, client_for: Callable[[User], Client], outsider: User) -> None:
    file = make_file("现场.jpg", corpus.picture())

    assert client_for(outsider).get(f"/files/{file.pk}/{address}", headers={"Range": "bytes=0-1"}).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_file_works_without_login(address: str, make_file: MakeFile, client: Client) -> None:
    assert client.get(f"/files/{make_file().pk}/{address}").status_code == 302


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_a_file_only_answers_reads(address: str, make_file: MakeFile, member: Client) -> None:
    assert member.post(f"/files/{make_file().pk}/{address}").status_code == 405


KINDS = {
    "材料.pdf": (corpus.pdf, "application/pdf", "attachment", 404),
    "现场.jpg": (corpus.picture, "image/jpeg", "attachment", 200),
    "录像.mp4": (corpus.film, "video/mp4", "attachment", 200),
    "说明.txt": (lambda: b"<script>alert(1)</script> is no page", "text/plain; charset=utf-8", "attachment", 404),
    "台账.xlsx": (corpus.workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment", 404),
    "打包.zip": (lambda: corpus.zipped({"a.txt": b"1"}), "application/zip", "attachment", 404),
}


@pytest.mark.parametrize("name", [name for name in KINDS if name != "说明.txt"])
def test_each_type_is_served_inert_with_the_type_of_our_table(name: str, make_file: MakeFile, member: Client) -> None:
    make, mime, kind, inline = KINDS[name]
    content = make()
    file = make_file(name, content)

    answer = member.get(f"/files/{file.pk}/")
    shown = member.get(f"/files/{file.pk}/inline/")

    assert (_bytes(answer), answer["Content-Type"], answer["Content-Length"]) == (content, mime, str(len(content)))
    assert (answer["Content-Disposition"].split(";")[0], answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (kind, "nosniff", INERT)
    assert (answer["Cache-Control"], answer["Accept-Ranges"], answer["ETag"]) == ("private, no-store", "bytes", f'"{file.sha256}"')
    assert shown.status_code == inline
    if inline == 200:
        assert (_bytes(shown), shown["Content-Disposition"].split(";")[0], shown["Content-Security-Policy"]) == (content, "inline", INERT)


@pytest.mark.parametrize(
    "name",
    [
        "明市监罚决〔2025〕32号.pdf",
        'quote".pdf',
        "semi;colon.pdf",
        "per%cent.pdf",
        "new\r\nline: x.pdf",
        "back\\slash.pdf",
        "über.pdf",
        "emoji😀.pdf",
        "-rf.pdf",
        "'ap'.pdf",
    ],
)
def test_an_odd_name_makes_one_safe_header_from_which_the_name_comes_back(name: str) -> None:
    header = disposition("attachment", name)

    match = re.fullmatch(r"attachment; filename=\"([ -~]*)\"; filename\*=UTF-8''([A-Za-z0-9_.~%-]+)", header)
    assert match is not None
    assert ('"' in match.group(1), "\\" in match.group(1), unquote(match.group(2))) == (False, False, name)


RANGES = {
    "bytes=0-9": (206, slice(0, 10), "bytes 0-9/{size}"),
    "bytes=5-": (206, slice(5, None), "bytes 5-{last}/{size}"),
    "bytes=-7": (206, slice(-7, None), "bytes {tail}-{last}/{size}"),
    "bytes=0-999999": (206, slice(0, None), "bytes 0-{last}/{size}"),
    "bytes=0-1,4-5": (200, slice(0, None), ""),
    "lines=0-1": (200, slice(0, None), ""),
}


@pytest.mark.parametrize("header", RANGES)
def test_a_range_gives_exactly_its_bytes(header: str, make_file: MakeFile, member: Client) -> None:
    content = corpus.pdf(2)
    file, (status, piece, said) = make_file(content=content), RANGES[header]

    answer = member.get(f"/files/{file.pk}/", headers={"Range": header})

    wanted = said.format(size=len(content), last=len(content) - 1, tail=len(content) - 7)
    assert (answer.status_code, _bytes(answer), answer.get("Content-Range", "")) == (status, content[piece], wanted)


@pytest.mark.parametrize("header", ["bytes=9999999-", "bytes=10-5", "bytes=-0", "bytes=-"])
def test_a_range_outside_the_file_is_refused(header: str, make_file: MakeFile, member: Client) -> None:
    file = make_file()

    answer = member.get(f"/files/{file.pk}/", headers={"Range": header})

    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{file.size}")


def test_a_range_of_another_version_gives_the_whole_file(make_file: MakeFile, member: Client) -> None:
    file = make_file()
    ranged = {"Range": "bytes=0-1"}

    statuses = [member.get(f"/files/{file.pk}/", headers={**ranged, "If-Range": etag}).status_code for etag in (f'"{file.sha256}"', '"other"')]

    assert statuses == [206, 200]


def test_a_download_is_on_record_and_so_is_a_piece_but_not_a_look(make_file: MakeFile, member: Client, unit_member: User) -> None:
    """Pieces put together are the file."""
    file = make_file()

    member.get(f"/files/{file.pk}/")
    member.head(f"/files/{file.pk}/")
    member.get(f"/files/{file.pk}/", headers={"Range": "bytes=0-1"})
    member.get(f"/files/{file.pk}/pages/1.png")

    assert list(AuditEntry.objects.filter(act="file.download").values_list("actor", "target_id")) == [(unit_member.pk, str(file.pk))] * 2


@pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.INFECTED, ScanState.ERROR])
@pytest.mark.parametrize("address", ["", "pages/1.png", "thumbs/1.png", "pages/1.txt"])
def test_nothing_of_a_file_is_handed_out_before_the_scanner_calls_it_clean(state: ScanState, address: str, make_file: MakeFile, member: Client) -> None:
    file = make_file()
    StoredFile.objects.update(scan_state=state)
    file.refresh_from_db()

    answer = member.get(f"/files/{file.pk}/{address}")

    assert (answer.status_code, file.closed_sentence in answer.content.decode()) == (422, True)


def test_one_flipped_bit_is_found_by_the_download_and_by_the_nightly_check(make_file: MakeFile, member: Client) -> None:
    file = make_file()
    assert (member.get(f"/files/{file.pk}/").status_code, check()) == (200, [])
    path = _stored_path(file)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    answer = member.get(f"/files/{file.pk}/")

    assert (answer.status_code, "与登记时不一致" in answer.content.decode()) == (422, True)
    assert check() == [f"文件 {file.pk}（材料.pdf）的内容与登记的校验值不一致。"]


def test_a_missing_file_is_found_by_the_download_and_by_the_nightly_check(make_file: MakeFile, member: Client) -> None:
    file = make_file()
    _stored_path(file).unlink()

    answer = member.get(f"/files/{file.pk}/")

    assert (answer.status_code, "丢失" in answer.content.decode()) == (422, True)
    assert check() == [f"文件 {file.pk}（材料.pdf）丢失。"]


def test_a_file_of_a_purpose_given_up_is_nobodys(make_file: MakeFile, member: Client) -> None:
    file = make_file()
    StoredFile.objects.update(purpose="gone")

    assert member.get(f"/files/{file.pk}/").status_code == 404


def test_a_removed_file_is_gone_for_everybody(make_file: MakeFile, member: Client, at: datetime) -> None:
    file = make_file()
    StoredFile.objects.update(removed_at=at)

    assert member.get(f"/files/{file.pk}/").status_code == 404


def test_text_that_looks_like_a_page_stays_text(make_file: MakeFile, member: Client, unit: Unit, unit_member: User, at: datetime) -> None:
    content = "说明 <script>alert(1)</script>".encode()
    file = store(purpose="material", name="说明.txt", stream_or_bytes=content, actor=unit_member, at=at, unit=unit)

    answer = member.get(f"/files/{file.pk}/")

    assert (answer["Content-Type"], answer["Content-Security-Policy"], answer["Content-Disposition"][:10]) == ("text/plain; charset=utf-8", INERT, "attachment")
