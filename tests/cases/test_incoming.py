"""关联收文 of a review batch and of an act: found by who sees them, the batch shows the paper on its page."""

from cases.incoming import ACT, BATCH
from documents.incoming import actions, targets
from documents.incoming.actions.registering import Paper
from tests.factories.cases import EnforcementActFactory


def test_batches_are_found_by_name(published, inspector, outsider):
    assert [place.pk for place in targets.find(inspector, BATCH, published.name[:4])] == [str(published.pk)]
    assert targets.find(outsider, BATCH, published.name[:4]) == []
    assert targets.place_of(outsider, BATCH, str(published.pk)) is None


def test_acts_are_found_by_number_and_name(unit, inspector, outsider):
    act = EnforcementActFactory(unit=unit, title="某公司无照经营案")

    assert [place.pk for place in targets.find(inspector, ACT, "无照经营")] == [str(act.pk)]
    assert targets.find(outsider, ACT, "无照经营") == []
    assert targets.place_of(outsider, ACT, str(act.pk)) is None


def test_the_page_of_a_batch_names_the_paper(published, inspector, client_for, at):
    made = actions.register(paper=Paper(sender="县委办", title="督办通知", received_on=at.date()), actor=inspector, at=at)
    actions.link(incoming=made, actor=inspector, at=at, kind=BATCH, target_id=str(published.pk))

    assert "收文〔2026〕1号 督办通知" in client_for(inspector).get(published.get_absolute_url()).content.decode()
