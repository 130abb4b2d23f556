"""The upload box as a page shows it, and what it does without JavaScript."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import Unit, User
from core.files.models import ScanState, StoredFile
from tests.core.files import corpus, handlers

SECRECY = "本系统为非涉密系统，严禁录入、上传国家秘密和工作秘密。"


@pytest.fixture
def member(client_for: Callable[[User], Client], unit_member: User) -> Client:
    return client_for(unit_member)


def _send(client: Client, *files: tuple[str, bytes], purpose: str = "material", target: str = "X002", after: str = "/jobs/") -> tuple[str, list[str]]:
    """Where the answer leads, and what the next page says."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post("/files/plain/", {"purpose": purpose, "target": target, "next": after, "files": sent})
    said = [str(message) for message in answer.wsgi_request._messages]
    return answer["Location"], said


def test_several_files_in_one_form_are_each_judged_alone(member: Client, unit: Unit) -> None:
    where, said = _send(member, ("案卷〔2025〕1号.pdf", corpus.pdf()), ("空.pdf", b""), ("现场.jpg", corpus.picture()))

    assert (where, said) == ("/jobs/", ["“空.pdf”未保存：文件是空的（0 字节），没有保存。", "已传 2 个文件。"])
    assert sorted(StoredFile.objects.values_list("original_name", "unit")) == [("案卷〔2025〕1号.pdf", unit.pk), ("现场.jpg", unit.pk)]
    assert handlers.stored == [("案卷〔2025〕1号.pdf", "X002"), ("现场.jpg", "X002")]


@pytest.mark.parametrize(
    ("purpose", "target", "sentence"),
    [
        ("material", "shut", "该批次已结束，不再收件。"),
        ("material", "X003", "您不能向这里上传文件。"),
        ("closed", "X002", "您不能向这里上传文件。"),
        ("forged", "", "没有这种上传用途，请刷新页面后再传。"),
    ],
)
def test_a_form_that_may_not_upload_says_why(purpose: str, target: str, sentence: str, member: Client, other_unit: Unit) -> None:
    assert _send(member, ("a.pdf", corpus.pdf()), purpose=purpose, target=target) == ("/jobs/", [sentence])
    assert StoredFile.objects.count() == 0


def test_a_form_without_a_file_says_so(member: Client, unit: Unit) -> None:
    assert _send(member) == ("/jobs/", ["请先选择文件。"])


@pytest.mark.parametrize("after", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org", ""])
def test_the_way_back_never_leads_to_another_site(after: str, member: Client, unit: Unit) -> None:
    assert _send(member, ("a.pdf", corpus.pdf()), after=after)[0] == "/"


def test_a_form_that_says_it_is_larger_than_anything_we_take_is_cut_off_unread(member: Client, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.files.intake.MOST_PLAIN", 1000)

    answer = member.post("/files/plain/", {"purpose": "material", "target": "X002", "files": [SimpleUploadedFile("a.pdf", corpus.pdf(20))]})

    assert (answer.status_code, StoredFile.objects.count()) == (413, 0)


def test_the_box_is_a_complete_form_with_its_rules_and_the_line_about_secrets(rf: RequestFactory) -> None:
    html = render_to_string("components/_uploader.html", {"purpose": "material", "target": "X002", "multiple": True}, rf.get("/page/?x=1"))

    for piece in (
        'action="/files/plain/"',
        'enctype="multipart/form-data"',
        'name="csrfmiddlewaretoken"',
        'name="purpose" value="material"',
        'name="target" value="X002"',
        'name="next" value="/page/?x=1"',
        'accept=".pdf,.jpg,.png,.tif,.docx,.xlsx,.doc,.zip,.csv,.txt,.mp4,.wav,.ofd" multiple required',
        "pdf、jpg、png、tif、docx、xlsx、doc、zip、csv、txt、mp4、wav、ofd，每个不超过 20 MB",
        SECRECY,
    ):
        assert piece in html


STATES = {
    ScanState.UNSCANNED: ("未查毒", True),
    ScanState.CLEAN: ("材料.pdf", True),
    ScanState.PENDING: ("正在查毒", False),
    ScanState.INFECTED: ("发现病毒", False),
}


@pytest.mark.parametrize("state", STATES)
def test_a_file_on_a_page_shows_its_state_and_links_only_when_it_may_be_opened(state: ScanState, make_file: Callable[..., StoredFile]) -> None:
    file = make_file()
    file.scan_state, file.on_behalf = state, True

    html = render_to_string("components/_file.html", {"file": file})

    words, is_open = STATES[state]
    assert (words in html, f'href="/files/{file.pk}/view/"' in html, f'href="/files/{file.pk}/"' in html, "代传" in html) == (True, is_open, is_open, is_open)
