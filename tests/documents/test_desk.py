"""工作台和文书页: what has waited longest is never left out, and pages cost the same however much they show."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from documents import actions, desk
from documents.models import Document
from tests.documents.conftest import TEXT
from tests.factories.accounts import UnitFactory
from tests.fixtures.cast import HouseClient

LookIn = Callable[[User], HouseClient]


def sent_in(like: Document, number: int) -> Document:
    """Another draft that waits to be checked, drafted so many days later."""
    at = like.drafted_at + timedelta(days=number)
    facts = {"kind_id": like.kind_id, "to_unit": like.to_unit, "to_text": like.to_text, "drafted_by": like.drafted_by, "content": like.content}
    return Document(title=f"第{number}件", drafted_at=at, submitted_at=at, **facts)


def test_of_more_than_the_desk_shows_the_oldest_stay(drafted: Document, second_inspector: User, today: date) -> None:
    Document.objects.bulk_create([sent_in(drafted, number) for number in range(desk.MOST + 1)])

    shown = {task.title.split("（")[0] for task in desk.of_documents(second_inspector, today)}

    assert (len(shown), "第0件" in shown, f"第{desk.MOST}件" in shown) == (desk.MOST, True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_one_statement(
    drafted: Document, second_inspector: User, today: date, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Document.objects.bulk_create([sent_in(drafted, number) for number in range(count)])
    assert second_inspector.has_perm("documents.review_document")

    with django_assert_num_queries(1):
        assert len(desk.of_documents(second_inspector, today)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_unit_and_three(
    unit: Unit, inspector: User, client_for: LookIn, at: datetime, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    document = actions.draft(kind="notice", title="通知书", to_unit=unit, content=TEXT, actor=inspector, at=at)
    actions.edit_document(document=document, actor=inspector, at=at, title="通知书（改）", units=UnitFactory.create_batch(count - 1))
    client = client_for(inspector)
    client.get(document.get_absolute_url())

    with django_assert_num_queries(18):
        assert client.get(document.get_absolute_url()).content.decode().count("<h2>送达") == count
