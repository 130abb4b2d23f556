"""旧页面: a report that was taken back, rewritten and filed again is not judged on a page that showed the old one."""

import re

import pytest

from rectification import actions
from rectification.workflow import Status

pytestmark = pytest.mark.django_db
OPINION = "已核对原件，材料齐全"


def seen_on(page, act):
    """What the form of `act` carries on the page."""
    form = page[page.index(f"{act}/") :]
    return re.search(r'name="seen" value="(\d+)"', form).group(1)


def refile(order, unit_member, at):
    """The unit takes its report back, writes something else and files it again."""
    actions.withdraw(order=order, actor=unit_member, at=at)
    actions.answer_problems(order=order, actor=unit_member, at=at, answers=dict.fromkeys(order.problems.values_list("pk", flat=True), "未整改。"))
    actions.submit_report(order=order, actor=unit_member, at=at)


@pytest.fixture
def filed(answered, unit_member, at):
    """单位审核中."""
    return actions.submit_report(order=answered, actor=unit_member, at=at)


@pytest.mark.parametrize("act", ["accept", "return"])
def test_an_old_page_judges_nothing_and_keeps_what_was_typed_and_ticked(reported, unit_member, unit_leader, inspector, at, client_for, act):
    client, url = client_for(inspector), reported.get_absolute_url()
    first, second = reported.problems.values_list("pk", flat=True)
    judged = {f"problem-{first}": "pass", f"problem-{second}": "pass" if act == "accept" else "return", "opinion": OPINION}
    seen = seen_on(client.get(url).content.decode(), "accept")
    refile(reported, unit_member, at)
    actions.approve_report(order=reported, actor=unit_leader, at=at)

    refused = client.post(f"{url}{act}/", {**judged, "seen": seen})

    page = refused.content.decode()
    reported.refresh_from_db()
    assert (refused.status_code, reported.status) == (409, Status.REPORT_SUBMITTED)
    assert set(reported.problems.values_list("verdict", flat=True)) == {""}
    assert f"您打开本页后，{unit_member}于2026-03-05 14:32撤回，" in page
    assert f"{unit_leader}于2026-03-05 14:32审核通过。您的内容没有保存但仍在下方" in page
    assert f"{OPINION}</textarea>" in page
    assert f'name="problem-{first}" value="pass" checked' in page
    assert client.post(f"{url}{act}/", {**judged, "seen": seen_on(page, "accept")}).status_code == 302


@pytest.mark.parametrize(("act", "field"), [("approve-report", "opinion"), ("send-back", "reason")])
def test_the_units_leader_decides_on_the_report_he_read(filed, unit_member, unit_leader, at, client_for, act, field):
    client, url = client_for(unit_leader), filed.get_absolute_url()
    seen = seen_on(client.get(url).content.decode(), act)
    refile(filed, unit_member, at)

    refused = client.post(f"{url}{act}/", {field: OPINION, "seen": seen})

    page = refused.content.decode()
    filed.refresh_from_db()
    assert (refused.status_code, filed.status) == (409, Status.UNIT_REVIEW)
    assert f"{unit_member}于2026-03-05 14:32报送整改报告。您的内容没有保存" in page
    assert f"{OPINION}</textarea>" in page
    assert client.post(f"{url}{act}/", {field: OPINION, "seen": seen_on(page, act)}).status_code == 302


def test_a_form_that_does_not_say_what_was_read_is_refused(reported, inspector, client_for):
    answer = client_for(inspector).post(f"{reported.get_absolute_url()}accept/", {f"problem-{p.pk}": "pass" for p in reported.problems.all()})

    reported.refresh_from_db()
    assert (answer.status_code, reported.status) == (422, Status.REPORT_SUBMITTED)
    assert "本页已经过期，请刷新后再办。" in answer.content.decode()
