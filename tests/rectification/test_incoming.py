"""关联收文 of an order: found by who sees it, shown on its page to who sees the paper."""

import pytest

from documents.incoming import actions, targets
from documents.incoming.actions.registering import Paper
from rectification.incoming import ORDER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["明司整", "法制审核", "市场监督"])
def test_orders_are_found_by_number_title_and_unit(order, inspector, outsider, text):
    assert [place.pk for place in targets.find(inspector, ORDER, text)] == [str(order.pk)]
    assert targets.find(outsider, ORDER, text) == []
    assert targets.place_of(outsider, ORDER, str(order.pk)) is None


def test_the_page_names_the_paper_to_the_bureau_alone(order, inspector, unit_member, client_for, at):
    made = actions.register(paper=Paper(sender="县委办", title="督办通知", received_on=at.date()), actor=inspector, at=at)
    actions.link(incoming=made, actor=inspector, at=at, kind=ORDER, target_id=str(order.pk))

    assert "收文〔2026〕1号 督办通知" in client_for(inspector).get(order.get_absolute_url()).content.decode()
    assert "督办通知" not in client_for(unit_member).get(order.get_absolute_url()).content.decode()
