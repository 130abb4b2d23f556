"""一单位一档: what the page says of a unit, to whom, and at which cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actions import succeed_unit
from accounts.actions.people import sealed_phone
from accounts.models import ChangeKind, Post, Unit, User
from cases.models import BatchUnit
from cases.workflow import Grade
from core.audit.models import AuditEntry
from core.look import Figure
from core.notices.actions import open_deadline
from documents import actions as documents
from documents.models import Document
from documents.workflow import Status as DocumentStatus
from reports.units.asked import Asked
from reports.units.contacts import answering_for
from reports.units.sections import PARTS, sections_of
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import PlanStatus, ShareStatus
from tests.factories.cases import EnforcementActFactory
from tests.factories.histories import TEXT, asked_of, graded_round, officer_of, order_of, served_letter, share_of
from tests.factories.submissions import opened
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
DAYS = {"orders": 2, "plans": 2, "submissions": 1, "documents": 3}  # place of the day in the lines of each
LookIn = Callable[[User], HouseClient]


def page(client: Client, unit: Unit) -> str:
    answer = client.get(unit.page_url)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(unit: Unit, user: User, key: str, on: date = DAY) -> dict[str, str]:
    section = next(section for section in sections_of(Asked(unit, user, on), 5) if section.key == key)
    return {figure.label: figure.value for figure in section.figures}


def lines(unit: Unit, user: User, key: str, on: date = DAY) -> list[list[str]]:
    section = next(section for section in sections_of(Asked(unit, user, on), 5) if section.key == key)
    return [[cell.text for _, cell in row] for row in section.rows]


# --- who sees it ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("person", "status"), [("inspector", 200), ("leader", 200), ("unit_member", 200), ("outsider", 404)])
@pytest.mark.parametrize("part", ["", "timeline/", "print/"])
def test_the_page_is_for_those_who_may_know_the_unit(request, client_for: LookIn, unit: Unit, person: str, status: int, part: str) -> None:
    assert client_for(request.getfixturevalue(person)).get(f"{unit.page_url}{part}").status_code == status


def test_each_section_needs_its_own_power(make_person: Callable[..., User], bureau: Unit, unit: Unit, inspector: User) -> None:
    manager = make_person("郑见", "manager", "certificate_manager", bureau)

    assert [section.key for section in sections_of(Asked(unit, inspector, DAY), 5)] == [part.key for part in PARTS]
    assert [section.key for section in sections_of(Asked(unit, manager, DAY), 5)] == ["people"]


def test_a_liaison_finds_nothing_of_another_unit_on_any_part(
    client_for: LookIn, unit: Unit, other_unit: Unit, outsider: User, inspector: User, leader: User, at: datetime
) -> None:
    order_of(other_unit, inspector, at, "别家的整改")
    share_of(other_unit, inspector, at, 77)
    served_letter(other_unit, inspector, leader, at)
    own = make_marks(unit, inspector, leader, at)
    pages = [client_for(outsider).get(f"{other_unit.page_url}{part}").content.decode() for part in ("", "timeline/", "print/")]

    assert "别家的整改" in pages[0]
    assert [mark for mark in own for text in pages if mark in text] == []


def make_marks(unit: Unit, inspector: User, leader: User, at: datetime) -> list[str]:
    order_of(unit, inspector, at, "甲家的整改")
    share_of(unit, inspector, at, 88)
    return ["甲家的整改", "第88项工作任务", served_letter(unit, inspector, leader, at).number]


# --- head ----------------------------------------------------------------------------------------------------------
def test_contacts_are_told_with_masked_telephones_the_liaison_first(
    client_for: LookIn, unit: Unit, unit_member: User, unit_leader: User, inspector: User
) -> None:
    unit_member.phone = sealed_phone(unit_member, "15468887634")
    unit_member.save(update_fields=["phone"])

    text = page(client_for(inspector), unit)

    assert [(contact.name, contact.posts, contact.phone) for contact in answering_for(unit, DAY).contacts] == [
        ("陆思齐", "部门联络员", "154****7634"),
        ("白景行", "部门分管领导", ""),
    ]
    assert "154****7634" in text
    assert "15468887634" not in text


def test_a_unit_without_liaison_or_leader_has_a_lamp(unit: Unit, bureau: Unit, unit_member: User, unit_leader: User) -> None:
    assert answering_for(unit, DAY).missing == []

    Post.objects.filter(user=unit_leader).update(until=DAY)
    assert answering_for(unit, DAY).missing == ["未设分管领导"]

    User.objects.filter(pk=unit_member.pk).update(is_active=False)
    assert answering_for(unit, DAY).missing == ["未设联络员", "未设分管领导"]
    assert answering_for(bureau, DAY).missing == []


def test_a_post_at_the_superior_unit_does_not_put_the_lamp_out(unit: Unit, make_unit: Callable[..., Unit], unit_member: User) -> None:
    team = make_unit("明川县市场监管综合行政执法大队", "X004", "team", unit)

    assert answering_for(team, DAY).missing == ["未设联络员", "未设分管领导"]


# --- sections ------------------------------------------------------------------------------------------------------
def test_orders_are_counted_as_open_late_closed_recurring_and_urged(unit: Unit, inspector: User, at: datetime) -> None:
    order_of(unit, inspector, at - timedelta(days=60), "逾期的", is_recurring=True, urged=2)
    order_of(unit, inspector, at, "没到期的")
    order_of(unit, inspector, at, "已销号的", status="closed", closed_at=at, accepted_by=inspector)

    assert figures(unit, inspector, "orders") == {"未销号": "2", "逾期": "1", "待验收": "0", "已销号": "1", "复发": "1", "被催办": "1"}
    assert [(line[1], line[3]) for line in lines(unit, inspector, "orders")] == [("逾期的", "复发、催办 2 次"), ("没到期的", "—")]


def test_tasks_of_a_plan_that_is_not_issued_yet_are_neither_counted_nor_listed(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    share_of(unit, inspector, at, 1)
    coming = Plan.objects.create(name="2027年度计划", first_year=2027, last_year=2027, status=PlanStatus.SUBMITTED, created_by=inspector, created_at=at)
    for number, status in enumerate((ShareStatus.ASSIGNED, ShareStatus.DONE), start=1):
        item = PlanItem.objects.create(plan=coming, number=number, text=f"明年第{number}项", due_on=DAY)
        Assignment.objects.create(item=item, unit=unit, unit_text=unit.short_name, status=status, due_on=DAY)

    for user in (inspector, unit_member):
        assert figures(unit, user, "plans") == {"未完成": "1", "逾期": "0", "待确认进展": "0", "已完成": "0"}
        assert [line[0] for line in lines(unit, user, "plans")] == ["第1项工作任务"]


def test_what_is_overdue_says_so_in_words(unit: Unit, inspector: User, leader: User, at: datetime) -> None:
    order_of(unit, inspector, at), share_of(unit, inspector, at, 1), asked_of(unit, inspector, at, 1)
    letter = served_letter(unit, inspector, leader, at)
    letter.services.update(reply_due_on=DAY + timedelta(days=1))

    days = {key: [lines(unit, inspector, key, on)[0][place] for on in (DAY, DAY + timedelta(days=60))] for key, place in DAYS.items()}

    assert days == {
        "orders": ["2026-04-04", "2026-04-04 逾期"],
        "plans": ["2026-03-25", "2026-03-25 逾期"],
        "submissions": ["2026-03-14", "2026-03-14 逾期"],
        "documents": ["2026-03-06", "2026-03-06 逾期"],
    }

    letter.services.update(state="responded", replied_at=at)
    assert lines(unit, inspector, "documents", DAY + timedelta(days=60))[0][3] == "2026-03-06"


LONG = "关于三件普通程序行政处罚案件作出决定前未经法制审核且未听取当事人陈述申辩意见而且没有在七个工作日内公示处罚决定信息的问题"


def test_a_long_name_is_shortened_on_the_screen_and_whole_on_paper(client_for: LookIn, unit: Unit, inspector: User, at: datetime) -> None:
    order_of(unit, inspector, at, LONG)

    screen, paper = (client_for(inspector).get(f"{unit.page_url}{part}").content.decode() for part in ("", "print/"))

    assert (f">{LONG}<" in screen, f'title="{LONG}"' in screen, f">{LONG}<" in paper, f"下达整改：{LONG}<" in paper) == (False, True, True, True)


def test_reviews_show_score_grades_and_pass_rate_of_each_round(unit: Unit, inspector: User, at: datetime) -> None:
    graded_round(unit, inspector, at, 1, Grade.GOOD, 85)
    graded_round(unit, inspector, at, 2, Grade.FAIL, 55)

    assert [(line[0], *line[2:6]) for line in lines(unit, inspector, "reviews")] == [
        ("第2批案卷评查", "1", "55.00", "不合格 1", "0.00%（0/1）"),
        ("第1批案卷评查", "1", "85.00", "良好 1", "100.00%（1/1）"),
    ]
    assert figures(unit, inspector, "reviews")["发现问题"] == "2"


def test_a_unit_knows_its_grades_only_after_the_letter(unit: Unit, inspector: User, unit_member: User, at: datetime) -> None:
    graded_round(unit, inspector, at, 1)
    BatchUnit.objects.update(feedback_at=None)

    assert lines(unit, unit_member, "reviews")[0][3:6] == ["—", "—", "—"]
    assert figures(unit, unit_member, "reviews")["发现问题"] == "0"
    assert lines(unit, inspector, "reviews")[0][3] == "85.00"


def test_a_draft_is_not_among_the_letters_of_a_unit(unit: Unit, inspector: User, leader: User, unit_member: User, at: datetime) -> None:
    letter = served_letter(unit, inspector, leader, at)
    documents.draft(kind="opinion", title="还没有发的意见书", to_unit=unit, content=TEXT, actor=inspector, at=at)

    for user in (inspector, unit_member):
        assert [line[0] for line in lines(unit, user, "documents")] == [letter.number]
        assert figures(unit, user, "documents")["送达文书"] == "1"


def test_a_revoked_letter_says_so_and_counts_no_more(unit: Unit, inspector: User, leader: User, at: datetime) -> None:
    letter = served_letter(unit, inspector, leader, at)
    Document.objects.filter(pk=letter.pk).update(status=DocumentStatus.REVOKED, revoked_at=at, revoke_reason="事实有误")

    assert lines(unit, inspector, "documents")[0][4] == "已撤销"
    assert figures(unit, inspector, "documents") == {"送达文书": "0", "待签收": "0", "待回复": "0", "逾期未回复": "0"}


def test_submissions_are_counted_as_owed_late_returned_and_handed_in_late(unit: Unit, inspector: User, at: datetime) -> None:
    asked_of(unit, inspector, at - timedelta(days=30), 1, urged=2)
    asked_of(unit, inspector, at, 2, status="returned", reason="缺数")
    asked_of(unit, inspector, at, 3, status="reported", is_late=True, filed_by=inspector, reported_at=at)

    assert figures(unit, inspector, "submissions") == {"未报": "2", "逾期": "1", "退回": "1", "待审核": "1", "审核通过": "0", "迟报": "1"}
    assert [(line[0], line[2], line[3]) for line in lines(unit, inspector, "submissions")] == [("第1张报表", "2 次", "未报"), ("第2张报表", "—", "退回")]


def test_the_bureaus_own_days_are_not_among_the_deadlines_of_a_unit(unit: Unit, inspector: User, at: datetime) -> None:
    order = order_of(unit, inspector, at)
    open_deadline(kind="acceptance", target=order, title="验收", unit=unit, actor=inspector, at=at, due_on=DAY)

    assert [line[0] for line in lines(unit, inspector, "deadlines")] == [f"{order.number} {order.title}"]
    assert figures(unit, inspector, "deadlines", on=DAY + timedelta(days=90)) == {"未办结期限": "1", "已过期": "1"}


def test_certificates_are_counted_by_state_and_those_that_end_are_listed(unit: Unit, inspector: User) -> None:
    officer_of(unit, 1, DAY + timedelta(days=400))
    officer_of(unit, 2, DAY + timedelta(days=30))
    officer_of(unit, 3, DAY - timedelta(days=3))

    found = figures(unit, inspector, "people")

    assert (found["执法人员"], found["有效证件"], found["60 日内到期"], found["无有效证件"], found["过期、暂扣、收回"]) == ("3", "2", "1", "1", "1")
    assert [(line[0], line[4]) for line in lines(unit, inspector, "people")] == [("执法3", "已过期"), ("执法2", "有效")]


# --- figures open what they count ------------------------------------------------------------------------------------
def shown_total(text: str) -> str:
    """共 3 件 of a list, or none when it is empty."""
    found = re.search(r"第 [\d,]+–[\d,]+ \S+，共 ([\d,+]+)", text)
    return found[1] if found else "0"


@pytest.mark.parametrize("person", ["inspector", "unit_member"])
def test_every_figure_opens_a_list_of_as_many_rows(
    request, client_for: LookIn, past: Callable[[int], None], unit: Unit, inspector: User, at: datetime, person: str
) -> None:
    past(2)
    order_of(unit, inspector, at, status="closed", closed_at=at, accepted_by=inspector, is_recurring=True, urged=1)
    EnforcementActFactory(unit=unit, closed_on=None)
    user = request.getfixturevalue(person)
    client = client_for(user)
    sections = sections_of(Asked(unit, user, date.today()), 5)  # noqa: DTZ011 - the lists ask the same clock
    linked = [(section.key, figure) for section in sections for figure in section.figures if figure.url]

    wrong = {f"{key} {figure.label}": (figure.value, total) for key, figure in linked if (total := _total(client, figure)) != figure.value}

    assert len(linked) > 18
    assert wrong == {}


def _total(client: Client, figure: Figure) -> str:
    answer = client.get(figure.url)
    assert answer.status_code == 200
    return shown_total(answer.content.decode())


def test_a_closed_unit_keeps_its_page_without_links_to_lists_that_offer_it_no_more(client_for: LookIn, unit: Unit, inspector: User, at: datetime) -> None:
    order_of(unit, inspector, at)
    Unit.objects.filter(pk=unit.pk).update(is_active=False)

    text = page(client_for(inspector), unit)

    assert "停用" in text
    assert f"?unit={unit.pk}" not in text


# --- cost ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_however_long_the_history_is(
    client_for: LookIn, past: Callable[[int], None], unit: Unit, inspector: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    past(count)
    client = client_for(inspector)
    client.get("/accounts/me/")  # the first page of a login also writes when it was seen

    with django_assert_num_queries(19):
        text = client.get(unit.page_url).content.decode()

    assert f"第{count}个问题" in text
    assert text.count("<tr>") <= 51


@pytest.mark.parametrize("count", [1, 12])
def test_the_sheet_of_paper_costs_the_same(
    client_for: LookIn, past: Callable[[int], None], unit: Unit, inspector: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    past(count)
    client = client_for(inspector)
    client.get("/accounts/me/")

    with django_assert_num_queries(18):
        text = client.get(f"{unit.page_url}print/").content.decode()

    assert text.count("<tr>") <= 41
    entry = AuditEntry.objects.get(act="print")
    assert (entry.actor, entry.target_text, entry.note) == (inspector, str(unit), "一单位一档")


# --- ways to it ----------------------------------------------------------------------------------------------------
def test_a_liaison_reaches_the_own_unit_from_every_page(client_for: LookIn, unit: Unit, unit_member: User, inspector: User) -> None:
    link = f'href="{unit.page_url}"'

    assert link in client_for(unit_member).get("/notices/").content.decode()
    assert "本单位一档" not in client_for(inspector).get("/notices/").content.decode()


def test_the_page_of_an_order_leads_to_its_unit(client_for: LookIn, unit: Unit, inspector: User, at: datetime) -> None:
    assert f'href="{unit.page_url}"' in client_for(inspector).get(order_of(unit, inspector, at).get_absolute_url()).content.decode()


# --- after a merger -------------------------------------------------------------------------------------------------
def test_after_a_merger_both_pages_count_the_same_matters_in_every_part(
    unit: Unit, other_unit: Unit, inspector: User, make_person: Callable[..., User], bureau: Unit, at: datetime
) -> None:
    """Both were asked the same: the two answers stay apart, though the successor is reminded of both."""
    opened(inspector, at, [unit, other_unit])
    actor = make_person("系统", "sysadmin", "system_admin", bureau)
    assert [figures(one, inspector, "deadlines")["未办结期限"] for one in (unit, other_unit)] == ["1", "1"]

    succeed_unit(unit=unit, successor=other_unit, kind=ChangeKind.MERGE, on=at.date(), basis="机构改革", actor=actor, at=at)

    counts = [(figures(one, inspector, "submissions")["未报"], figures(one, inspector, "deadlines")["未办结期限"]) for one in (unit, other_unit)]
    assert counts == [("1", "1"), ("1", "1")]
    assert [len(lines(one, inspector, "deadlines")) for one in (unit, other_unit)] == [1, 1]
