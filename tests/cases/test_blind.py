"""背靠背: before both are in, nobody learns what the other gave – on no page, in no message, in no export."""

from collections.abc import Callable

import pytest

from accounts.models import User
from cases.models import DrawnFile, ReviewSheet
from cases.workflow import ReviewState
from core.audit.models import AuditEntry
from core.notices.models import Message
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]
MARK = "这句话只有对方知道"


@pytest.fixture
def half(sheets: list[ReviewSheet], score: Callable[..., ReviewSheet]) -> ReviewSheet:
    """The second reviewer has handed in 87.00 with words of his own; the first has not."""
    ReviewSheet.objects.filter(pk=sheets[1].pk).update(problems=MARK)
    score(ReviewSheet.objects.get(pk=sheets[1].pk), "CF-102", "CF-203", "CF-302", "CF-402")
    return sheets[0]


def addresses(sheet: ReviewSheet) -> list[str]:
    file, row = sheet.file, sheet.file.row
    return [
        *(f"{sheet.get_absolute_url()}?tab={tab}" for tab in ("items", "vetoes", "summary")),
        "/cases/sheets/?tab=all",
        "/cases/sheets/?tab=all&format=csv",
        "/cases/files/",
        "/cases/files/?format=csv",
        file.get_absolute_url(),
        f"{file.get_absolute_url()}print/",
        "/cases/batches/",
        row.batch.get_absolute_url(),
        row.get_absolute_url(),
        file.sheets.get(seat=2).get_absolute_url(),
        "/notices/",
    ]


@pytest.mark.parametrize("who", ["reviewer", "inspector", "unit_member", "leader"])
def test_no_page_shows_the_other_score_before_both_are_in(half: ReviewSheet, who: str, request: pytest.FixtureRequest, client_for: Log) -> None:
    user = half.reviewer if who == "reviewer" else request.getfixturevalue(who)
    client = client_for(user)

    for address in addresses(half):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code in {200, 302, 403, 404}, address
        for secret in ("87.00", MARK, "CF-102 的事实"):
            assert secret not in body.decode("utf-8", "replace"), (address, secret)


def test_the_marks_are_there_to_leak(half: ReviewSheet) -> None:
    other = half.file.sheets.get(seat=2)

    assert (str(other.score), other.problems, other.scores.first().reason) == ("87.00", MARK, "CF-102 的事实")


def test_neither_messages_nor_the_trail_carry_a_score(half: ReviewSheet) -> None:
    assert not Message.objects.filter(body__contains="87").exists()
    assert not AuditEntry.objects.filter(target_kind__startswith="cases.", note__contains="87.00").exists()


def test_anothers_sheet_is_not_there(half: ReviewSheet, reviewers: list[User], inspector: User) -> None:
    other = half.file.sheets.get(seat=2)

    assert not ReviewSheet.objects.visible_to(half.reviewer).filter(pk=other.pk).exists()
    assert not ReviewSheet.objects.visible_to(inspector).filter(pk=other.pk).exists()
    assert not ReviewSheet.objects.visible_to(reviewers[2]).exists()


def test_once_both_are_in_they_see_each_other_and_the_office_sees_both(
    half: ReviewSheet, score: Callable[..., ReviewSheet], inspector: User, client_for: Log
) -> None:
    score(half, "CF-102", "CF-203", "CF-302", "CF-402")
    assert DrawnFile.objects.get(pk=half.file_id).review_state == ReviewState.SUBMITTED

    assert "李明鉴　87.00 分" in client_for(half.reviewer).get(f"{half.get_absolute_url()}?tab=summary").content.decode()
    assert MARK in client_for(inspector).get(f"{half.file.get_absolute_url()}print/").content.decode()


def test_the_third_is_blind_too(half: ReviewSheet, score: Callable[..., ReviewSheet], client_for: Log) -> None:
    score(half)
    third = half.file.sheets.get(seat=3)

    body = client_for(third.reviewer).get(f"{third.get_absolute_url()}?tab=summary").content.decode()

    assert "背靠背" in body
    assert "87.00" not in body
    assert "87.00" not in client_for(half.reviewer).get(f"{half.get_absolute_url()}?tab=summary").content.decode()
