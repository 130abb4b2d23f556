"""关联收文 of a request: found by who sees it, shown on its page to who sees the paper."""

from __future__ import annotations

from documents.incoming import actions, targets
from documents.incoming.actions.registering import Paper
from submissions.incoming import REQUEST
from tests.factories.submissions import drafted


def test_requests_are_found_by_title_by_who_sees_them(request_open, county, people, at):
    hidden = drafted(people.staff, at, [county.unit], title="培训需求摸底")

    assert [place.pk for place in targets.find(people.staff, REQUEST, "培训")] == [str(hidden.pk), str(request_open.pk)]
    assert [place.pk for place in targets.find(people.outsider, REQUEST, "培训")] == [str(request_open.pk)]
    assert targets.place_of(people.outsider, REQUEST, str(hidden.pk)) is None


def test_the_page_of_a_request_names_the_paper_to_the_bureau(request_open, people, client_for, at):
    made = actions.register(paper=Paper(sender="市司法局", title="报送通知", received_on=at.date()), actor=people.staff, at=at)
    actions.link(incoming=made, actor=people.staff, at=at, kind=REQUEST, target_id=str(request_open.pk))

    assert "收文〔2026〕1号 报送通知" in client_for(people.staff).get(request_open.get_absolute_url()).content.decode()
