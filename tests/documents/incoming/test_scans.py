"""收文扫描件: what is asked before a file arrives is asked again when it is hung on its paper."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.errors import DomainError
from core.files.actions import store
from core.files.models import StoredFile
from documents.incoming import actions
from documents.incoming.access import may_upload, on_stored
from tests.documents.papers import PDF


def _stored(target: str, actor: User, at: datetime) -> StoredFile:
    return store(purpose="incoming_scan", name="来文.pdf", stream_or_bytes=PDF, actor=actor, at=at, attach=lambda file: on_stored(file, target, actor, at))


def test_a_paper_closed_while_the_file_was_on_its_way_takes_it_no_more(assigned, inspector, colleague, at):
    assert may_upload(inspector, assigned.upload_target) is not None
    actions.close(incoming=assigned, actor=colleague, at=at, result="已办。")

    with pytest.raises(DomainError, match="已办结，不能再传扫描件"):
        _stored(assigned.upload_target, inspector, at)
    assert not StoredFile.objects.exists()


def test_the_paper_is_locked_while_a_file_is_hung_on_it(registered, inspector, at):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        _stored(registered.upload_target, inspector, at)

    assert any("FOR UPDATE" in query["sql"] and "documents_incoming" in query["sql"] for query in asked)


def test_who_only_sees_the_paper_hangs_nothing_on_it(registered, leader, at):
    with pytest.raises(PermissionDenied):
        _stored(registered.upload_target, leader, at)


def test_a_file_hangs_on_the_paper_found_however_its_number_is_written(registered, inspector, at):
    file = _stored(f"incoming:00{registered.pk}", inspector, at)

    assert list(StoredFile.objects.owned_by(registered)) == [file]


@pytest.mark.parametrize("target", ["", "incoming:", "incoming:²", "document:1", "incoming:999999"])
def test_odd_targets_are_not_found(target, inspector):
    with pytest.raises(Http404):
        may_upload(inspector, target)
