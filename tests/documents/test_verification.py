"""公开核验: state and hash for everybody, content for nobody, a bounded number of questions."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import actions
from documents.models import Document
from documents.verification import PER_MINUTE
from tests.documents.papers import PDF


@pytest.fixture
def address(issued):
    return reverse("verification:document-verify", args=[issued.code])


def test_page_needs_no_login_and_shows_state_and_hash_but_no_content(client, issued, address):
    page = client.get(address)
    words = page.content.decode()

    assert page.status_code == 200
    for part in ("行政执法监督意见书", "明司执监意〔2026〕1号", "明川县市场监督管理局", "2026年3月5日", "已制发", issued.pdf.sha256):
        assert part in words
    assert issued.content["facts"] not in words
    assert issued.drafted_by.name not in words


def test_revoked_document_is_said_to_be_void(client, issued, leader, address, at):
    actions.revoke(document=issued, actor=leader, at=at, reason="适用依据错误。")

    words = client.get(address).content.decode()

    assert "已经撤销" in words
    assert "现行有效" not in words


@pytest.mark.parametrize("code", ["ZZZZZZZZZZZZZZZZ", "1", "x-y"])
def test_unknown_code_is_404_in_words(client, issued, code):
    answer = client.get(reverse("verification:document-verify", args=[code]))

    assert answer.status_code == 404
    assert "没有这个核验码" in answer.content.decode()


def test_code_of_a_document_that_is_not_issued_yet_is_unknown(client, signed):
    assert client.get(reverse("verification:document-verify", args=[signed.code])).status_code == 404


def test_code_may_be_typed_in_small_letters(client, issued):
    assert client.get(reverse("verification:document-verify", args=[issued.code.lower()])).status_code == 200


def test_uploaded_file_is_compared_and_not_kept(client, issued, address):
    before = Document.objects.get(pk=issued.pk)

    same = client.post(address, {"file": SimpleUploadedFile("x.pdf", PDF)}).content.decode()
    other = client.post(address, {"file": SimpleUploadedFile("x.pdf", PDF + b" ")}).content.decode()

    assert "与制发的文件一致" in same
    assert "与制发的文件不一致" in other
    assert before.pdf.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize("asked", [{}, {"digest": "abc"}, {"digest": "g" * 64}])
def test_what_is_no_hash_is_refused_in_words(client, address, asked):
    answer = client.post(address, asked)

    assert answer.status_code == 422
    assert "64 位的 SHA-256" in answer.content.decode()


def test_pasted_hash_may_be_in_capitals(client, issued, address):
    assert "与制发的文件一致" in client.post(address, {"digest": issued.pdf.sha256.upper()}).content.decode()


def test_one_source_asks_a_bounded_number_of_times_a_minute(client, address, monkeypatch, at):
    monkeypatch.setattr("documents.views.verify.timezone.now", lambda: at)

    codes = [client.get(address).status_code for _ in range(PER_MINUTE + 1)]

    assert codes == [200] * PER_MINUTE + [429]
