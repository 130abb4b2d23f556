"""断点续传: parts, offsets, interruption, races, and who may touch an upload."""

import base64
import hashlib
import io
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Unit, User
from core.files import uploads
from core.files.actions import open_file
from core.files.models import StoredFile, Upload, UploadPart
from tests.core.files import corpus, handlers
from tests.factories.accounts import UnitFactory, UserFactory

LIST = "/files/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}


def _metadata(**facts: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items())


def start(client: Client, length: int, purpose: str = "material", target: str = "X002", name: str = "案卷〔2025〕1号.pdf", **headers: str) -> Any:
    facts = _metadata(filename=name, purpose=purpose, target=target, stamp="171")
    return client.post(LIST, headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": facts, **headers})


def send(client: Client, url: str, offset: int, content: bytes, **headers: str) -> Any:
    return client.patch(url, content, content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": str(offset), **headers})


def _stored_names() -> list[str]:
    return sorted(path.name for path in (settings.MEDIA_DIR / "store").rglob("*") if path.is_file())


@pytest.fixture
def member(client_for: Callable[[User], Client], unit_member: User) -> Client:
    return client_for(unit_member)


def test_a_file_in_three_parts_becomes_one_stored_file(member: Client, unit: Unit, unit_member: User) -> None:
    content = corpus.pdf(40)
    third = len(content) // 3

    url = start(member, len(content))["Location"]
    offsets = [send(member, url, 0, content[:third])["Upload-Offset"], send(member, url, third, content[third : 2 * third])["Upload-Offset"]]
    last = send(member, url, 2 * third, content[2 * third :])

    file = StoredFile.objects.get()
    assert (offsets, last.status_code, last["Upload-File"]) == ([str(third), str(2 * third)], 204, file.get_absolute_url())
    with open_file(file) as stream:
        assert stream.read() == content
    assert (file.sha256, file.original_name, file.unit, file.uploaded_by, file.on_behalf) == (
        hashlib.sha256(content).hexdigest(),
        "案卷〔2025〕1号.pdf",
        unit,
        unit_member,
        False,
    )
    assert handlers.stored == [("案卷〔2025〕1号.pdf", "X002")]
    assert _stored_names() == [file.storage_name.rpartition("/")[2]]


def test_after_an_interruption_the_upload_goes_on_where_it_stood(member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    send(member, url, 0, content[:100])

    listed = member.get(LIST, {"purpose": "material", "target": "X002"}).json()
    standing = member.head(url, headers=TUS)
    last = send(member, url, 100, content[100:])

    assert listed == {"uploads": [{"name": "案卷〔2025〕1号.pdf", "size": len(content), "stamp": "171", "offset": 100, "url": url}]}
    assert (standing.status_code, standing["Upload-Offset"], standing["Upload-Length"]) == (200, "100", str(len(content)))
    assert standing["Cache-Control"] == "no-store"
    assert last.status_code == 204
    assert member.head(url, headers=TUS)["Upload-File"] == StoredFile.objects.get().get_absolute_url()
    assert member.get(LIST, {"purpose": "material", "target": "X002"}).json() == {"uploads": []}


@pytest.mark.parametrize("offset", [0, 99, 101])
def test_a_part_at_a_wrong_offset_is_refused_and_changes_nothing(offset: int, member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    send(member, url, 0, content[:100])

    answer = send(member, url, offset, content[offset:])

    assert (answer.status_code, Upload.objects.get().offset, UploadPart.objects.count(), len(_stored_names())) == (409, 100, 1, 1)


@pytest.mark.parametrize(("sent", "status"), [("right", 204), ("wrong", 460), ("md5", 400), ("nonsense", 400)])
def test_a_part_is_proved_against_its_checksum(sent: str, status: int, member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    digest = base64.b64encode(hashlib.sha256(content[:100]).digest()).decode()
    header = {"right": f"sha256 {digest}", "wrong": f"sha256 {base64.b64encode(bytes(32)).decode()}", "md5": f"md5 {digest}", "nonsense": "sha256 !"}[sent]

    answer = send(member, url, 0, content[:100], **{"Upload-Checksum": header})

    assert (answer.status_code, Upload.objects.get().offset) == (status, 100 if status == 204 else 0)


def test_a_gateway_that_lets_only_post_through_is_no_obstacle(member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]

    answer = member.post(url, content, content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"})

    assert (answer.status_code, StoredFile.objects.count()) == (204, 1)


def test_more_bytes_than_announced_are_refused(member: Client, unit: Unit) -> None:
    url = start(member, 50)["Location"]

    answer = send(member, url, 0, b"x" * 51)

    assert (answer.status_code, answer.content.decode(), Upload.objects.get().offset) == (422, "收到的内容比登记的文件长，没有保存。", 0)


@pytest.mark.parametrize(
    ("facts", "status", "sentence"),
    [
        ({"length": 0}, 422, "文件是空的（0 字节），没有保存。"),
        ({"length": 20 * 1024 * 1024 + 1}, 422, "文件有 20.1 MB，超过上限 20 MB，请压缩或分成几个文件再传。"),
        ({"length": 9, "name": "a.exe"}, 422, "这里只收 pdf、jpg、png、tif、docx、xlsx、doc、zip、csv、txt、mp4、wav、ofd 文件，不收 exe 文件。"),
        ({"length": 9, "target": "shut"}, 422, "该批次已结束，不再收件。"),
        ({"length": 9, "purpose": "forged"}, 422, "没有这种上传用途，请刷新页面后再传。"),
        ({"length": 9, "target": "x" * 121}, 400, "上传请求不完整，请刷新页面后再传。"),
        ({"length": -1}, 400, "上传请求不完整，请刷新页面后再传。"),
    ],
)
def test_what_can_be_refused_at_once_is_refused_before_a_byte_arrives(facts: dict[str, Any], status: int, sentence: str, member: Client, unit: Unit) -> None:
    answer = start(member, **facts)

    assert (answer.status_code, answer.content.decode(), Upload.objects.count()) == (status, sentence, 0)


@pytest.mark.parametrize(("purpose", "target"), [("closed", "X002"), ("material", "X003")])
def test_a_purpose_or_a_unit_out_of_reach_takes_nothing(purpose: str, target: str, member: Client, other_unit: Unit) -> None:
    assert (start(member, 9, purpose=purpose, target=target).status_code, Upload.objects.count()) == (403, 0)


def test_a_wrong_version_of_the_protocol_is_named(member: Client) -> None:
    answer = start(member, 9, **{"Tus-Resumable": "0.9"})

    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_the_server_tells_what_it_can_do(member: Client) -> None:
    answer = member.options(LIST)

    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Extension"], answer["Tus-Checksum-Algorithm"]) == (
        204,
        "1.0.0",
        "creation,termination,checksum,expiration",
        "sha256",
    )


@pytest.mark.parametrize("method", ["head", "patch", "delete", "get", "put"])
def test_an_upload_is_its_authors_alone(method: str, member: Client, client_for: Callable[[User], Client], inspector: User, unit: Unit) -> None:
    url = start(member, 100)["Location"]

    answer = getattr(client_for(inspector), method)(url, headers=TUS)

    assert (answer.status_code, Upload.objects.count()) == (404, 1)
    assert client_for(inspector).get(LIST, {"purpose": "material", "target": "X002"}).json() == {"uploads": []}


def test_uploads_need_a_login(client: Client, member: Client, unit: Unit) -> None:
    url = start(member, 100)["Location"]

    assert [client.head(url).status_code, client.get(LIST).status_code, start(client, 9).status_code] == [302, 302, 302]


def test_uploads_need_the_token_of_the_page(unit_member: User, unit: Unit) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(unit_member)

    assert [start(strict, 9).status_code, strict.post("/files/plain/", {"purpose": "material"}).status_code] == [403, 403]


def test_an_upload_can_be_given_up(member: Client, unit: Unit) -> None:
    url = start(member, 100)["Location"]
    send(member, url, 0, b"x" * 50)

    answer = member.delete(url, headers=TUS)

    assert (answer.status_code, Upload.objects.count(), UploadPart.objects.count(), _stored_names()) == (204, 0, 0, [])


def test_a_refused_file_keeps_its_reason_and_none_of_its_bytes(member: Client, unit: Unit) -> None:
    content = b"<html>" + b"x" * 300
    url = start(member, len(content))["Location"]
    send(member, url, 0, content[:200])

    answer = send(member, url, 200, content[200:])

    sentence = "这是网页文件，不是 PDF（扩展名 pdf，内容为 HTML），请打印成 PDF 或重新导出后再传。"
    assert (answer.status_code, answer.content.decode(), Upload.objects.get().refused) == (422, sentence, sentence)
    assert (StoredFile.objects.count(), UploadPart.objects.count(), _stored_names()) == (0, 0, [])
    assert member.head(url, headers=TUS).status_code == 410
    assert send(member, url, 0, content).content.decode() == sentence


def test_an_owner_that_refuses_the_file_leaves_nothing(member: Client, unit: Unit) -> None:
    content = corpus.pdf()

    answer = send(member, start(member, len(content), purpose="refused")["Location"], 0, content)

    assert (answer.status_code, answer.content.decode(), StoredFile.objects.count(), _stored_names()) == (422, "这份案卷已有同名材料。", 0, [])


def test_an_owner_that_breaks_leaves_the_upload_where_it_stood(member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content), purpose="broken")["Location"]
    send(member, url, 0, content[:100])

    with pytest.raises(RuntimeError):
        send(member, url, 100, content[100:])

    upload = Upload.objects.get()
    assert (upload.offset, upload.file, upload.refused, StoredFile.objects.count(), len(_stored_names())) == (100, None, "", 0, 1)


def test_a_right_lost_on_the_way_stops_the_file(member: Client, unit: Unit, other_unit: Unit, unit_member: User) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    send(member, url, 0, content[:100])
    Upload.objects.update(target="X003")

    assert (send(member, url, 100, content[100:]).status_code, StoredFile.objects.count()) == (403, 0)


def test_a_part_that_changed_on_the_disk_is_found_before_the_file_is_stored(member: Client, unit: Unit) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    send(member, url, 0, content[:100])
    part = settings.MEDIA_DIR / "store" / UploadPart.objects.get().storage_name
    part.write_bytes(bytes([part.read_bytes()[0] ^ 1]) + content[1:100])

    answer = send(member, url, 100, content[100:])

    assert (answer.status_code, answer.content.decode(), StoredFile.objects.count()) == (422, "已传的部分在服务器上损坏，请重新上传。", 0)


@pytest.mark.parametrize("point", ["put", "row"])
def test_a_crash_while_a_part_is_kept_leaves_the_offset_true(point: str, member: Client, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    content = corpus.pdf()
    url = start(member, len(content))["Location"]
    with monkeypatch.context() as patch:
        patch.setattr("core.files.storage.os.replace" if point == "put" else "core.files.uploads.UploadPart.objects.create", _crash)
        with pytest.raises(RuntimeError):
            send(member, url, 0, content[:100])

    assert (Upload.objects.get().offset, _stored_names()) == (0, [])
    assert send(member, url, 0, content).status_code == 204


def _crash(*args: object, **options: object) -> None:
    raise RuntimeError("power cut")


class _Hangup:
    """A request body whose sender goes away after ten bytes."""

    def __init__(self) -> None:
        self.sent = False

    def read(self, size: int = -1) -> bytes:
        if self.sent:
            raise OSError("connection reset")
        self.sent = True
        return b"%PDF-1.7\n\n"[: size if size > 0 else None]

    readline = read


def test_a_browser_that_goes_away_in_the_middle_of_a_part_changes_nothing(member: Client, unit: Unit) -> None:
    url = start(member, 500)["Location"]

    kind, headers = "application/offset+octet-stream", {**TUS, "Upload-Offset": "0"}
    answer = member.patch(url, b"x" * 500, content_type=kind, headers=headers, **{"wsgi.input": _Hangup()})

    assert (answer.status_code, Upload.objects.get().offset, _stored_names()) == (400, 0, [])


def test_staff_of_the_bureau_upload_on_behalf_of_a_unit(client_for: Callable[[User], Client], inspector: User, unit: Unit) -> None:
    content, client = corpus.pdf(), client_for(inspector)

    send(client, start(client, len(content))["Location"], 0, content)

    assert StoredFile.objects.values_list("unit", "on_behalf").get() == (unit.pk, True)


def test_a_person_cannot_open_uploads_without_end(member: Client, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)

    assert [start(member, 9).status_code for _ in range(3)] == [201, 201, 422]


def test_of_two_parts_that_arrive_at_once_one_counts(committed_db: str, tmp_path: Path, at: datetime) -> None:
    """Both threads stand at offset 0 before either commits; real commits, real row locks."""
    unit = UnitFactory()
    user = UserFactory(unit=unit, role="dept_liaison")
    content = corpus.pdf()
    upload = uploads.start_upload(purpose="material", target=unit.code, name="a.pdf", length=len(content), stamp="", actor=user, at=at)
    both, said = threading.Barrier(2), []

    def work(part: bytes) -> None:
        mine = Upload.objects.get(pk=upload.pk)
        both.wait()
        try:
            said.append(uploads.add_part(upload=mine, offset=0, content=io.BytesIO(part), checksum="", actor=user, at=at).offset)
        except uploads.WrongOffset:
            said.append(-1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(part,)) for part in (content[:100], content)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    upload.refresh_from_db()
    assert sorted(said) == [-1, upload.offset]
    assert len(_stored_names()) == 1
    assert (UploadPart.objects.count(), StoredFile.objects.count()) == ((1, 0) if upload.offset == 100 else (0, 1))
