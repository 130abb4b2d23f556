"""Papers received in every state, and the people around them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from accounts.models import Unit, User
from documents.incoming import actions
from documents.incoming.actions.registering import Paper
from documents.incoming.models import Incoming

RECEIVED, DUE = date(2026, 3, 4), date(2026, 3, 20)


def paper(**facts: object) -> Paper:
    """A plain letter of the county government's office, with what a test says of it instead."""
    plain = {
        "sender": "明川县人民政府办公室",
        "sender_number": "明政办函〔2026〕12号",
        "title": "关于报送涉企行政检查整治情况的通知",
        "received_on": RECEIVED,
        "paper_on": date(2026, 3, 3),
        "demand": "汇总各部门涉企行政检查情况，书面报送。",
    }
    return Paper(**{**plain, **facts})


@pytest.fixture
def colleague(make_person: Callable[..., User], bureau: Unit) -> User:
    """另一名监督员: sees the register, handles nothing of it yet."""
    return make_person("许静文", "colleague", "bureau_staff", bureau)


@pytest.fixture
def third(make_person: Callable[..., User], bureau: Unit) -> User:
    """第三名监督员: has nothing to do with the paper."""
    return make_person("程远", "third", "bureau_staff", bureau)


@pytest.fixture
def registered(inspector: User, at: datetime) -> Incoming:
    return actions.register(paper=paper(), actor=inspector, at=at, due_on=DUE)


@pytest.fixture
def assigned(registered: Incoming, inspector: User, colleague: User, at: datetime) -> Incoming:
    return actions.assign(incoming=registered, actor=inspector, at=at, handler=colleague)


@pytest.fixture
def replied(assigned: Incoming, colleague: User, at: datetime) -> Incoming:
    return actions.reply(incoming=assigned, actor=colleague, at=at, answer="县政府办，明司函〔2026〕8号")


@pytest.fixture
def closed(assigned: Incoming, colleague: User, at: datetime) -> Incoming:
    return actions.close(incoming=assigned, actor=colleague, at=at, result="已汇总报送。", answer="明司函〔2026〕8号")


@pytest.fixture
def confidential(inspector: User, colleague: User, at: datetime) -> Incoming:
    """限阅: registered by the inspector, handled by the colleague."""
    closed_paper = paper(sender="群众来信", sender_number="", title="反映甲某执法不公的来信", is_confidential=True)
    return actions.register(paper=closed_paper, actor=inspector, at=at, due_on=DUE, handler=colleague)
