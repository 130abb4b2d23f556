"""Documents in every state, and the people who move them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from accounts.models import Unit, User
from core.files.actions import store
from core.files.models import StoredFile
from documents import actions
from documents.models import Document
from tests.documents.papers import PDF, word

TEXT = {
    "origin": "根据《行政执法监督条例》第二十八条，我局对你局处罚案件进行了监督。",
    "facts": "2026年2月3日，你局对同一路段三名当事人分别罚款50元、200元、450元。",
    "basis": "上述处罚决定与违法事实不相当。",
    "opinions": ["依法纠正明显不当的决定。", "完善裁量说理制度。"],
}


@pytest.fixture
def second_inspector(make_person: Callable[..., User], bureau: Unit) -> User:
    """另一名监督员: reviews what the first drafted."""
    return make_person("许静文", "second_inspector", "bureau_staff", bureau)


@pytest.fixture
def second_leader(make_person: Callable[..., User], bureau: Unit) -> User:
    """另一名局领导: may sign and revoke, and did not sign what the first has signed."""
    return make_person("程远", "second_leader", "bureau_leader", bureau)


@pytest.fixture
def approver(make_person: Callable[..., User], government: Unit) -> User:
    """政府办."""
    return make_person("高远航", "approver", "government_approver", government)


@pytest.fixture
def drafted(inspector: User, unit: Unit, at: datetime) -> Document:
    return actions.draft(kind="opinion", title="明川县司法局行政执法监督意见书", to_unit=unit, content=TEXT, actor=inspector, at=at)


@pytest.fixture
def reviewed(drafted: Document, inspector: User, second_inspector: User, at: datetime) -> Document:
    submitted = actions.submit_for_review(document=drafted, actor=inspector, at=at)
    return actions.review(document=submitted, actor=second_inspector, at=at, text="同意。")


@pytest.fixture
def signed(reviewed: Document, leader: User, at: datetime) -> Document:
    return actions.sign(document=reviewed, actor=leader, at=at, text="同意签发。")


@pytest.fixture
def issued(signed: Document, leader: User, at: datetime) -> Document:
    return actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=at)


@pytest.fixture
def served(issued: Document, inspector: User, at: datetime) -> Document:
    return actions.serve(document=issued, actor=inspector, at=at)


@pytest.fixture
def scan(inspector: User, unit: Unit, drafted: Document, at: datetime) -> StoredFile:
    return store(purpose="document_approval", name="签批件.pdf", stream_or_bytes=PDF, actor=inspector, at=at, unit=unit, owner=drafted)


@pytest.fixture
def today(at: datetime) -> date:
    return date(2026, 3, 5)
