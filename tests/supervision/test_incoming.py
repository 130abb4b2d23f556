"""关联收文 of a task: found by who sees it, shown on its page to who sees the paper."""

from documents.incoming import actions, targets
from documents.incoming.actions.registering import Paper
from supervision.plans.incoming import TASK


def test_tasks_are_found_by_their_words(running, inspector, outsider):
    assert [place.pk for place in targets.find(inspector, TASK, "案卷评查")] == [str(running.item_id)]
    assert targets.find(outsider, TASK, "案卷评查") == []
    assert targets.place_of(outsider, TASK, str(running.item_id)) is None


def test_the_page_names_the_paper_to_the_bureau_alone(running, inspector, unit_member, client_for, at):
    made = actions.register(paper=Paper(sender="县委办", title="督办通知", received_on=at.date()), actor=inspector, at=at)
    actions.link(incoming=made, actor=inspector, at=at, kind=TASK, target_id=str(running.item_id))
    address = running.item.get_absolute_url()

    assert "收文〔2026〕1号 督办通知" in client_for(inspector).get(address).content.decode()
    assert "督办通知" not in client_for(unit_member).get(address).content.decode()
