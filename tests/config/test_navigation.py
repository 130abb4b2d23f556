"""What the frame shows to whom."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Unit, UnitQuerySet, User
from config import navigation
from config.navigation import SECTIONS, Shell
from core.jobs.models import Job
from core.look.samples import PARTS
from core.notices.models import Channel, Message


def units_of(user: User, on: date) -> UnitQuerySet:
    """Stands in for what waits."""
    return Unit.objects.visible_to(user)


def shell_for(user: User | None, path: str = "/help/") -> Shell:
    request = RequestFactory().get(path)
    if user is not None:
        request.user = user
    return Shell(request)


def words(shell: Shell) -> dict[str, list[str]]:
    return {entry.label: [child.label for child in entry.children] for entry in shell.navigation}


def test_every_address_of_the_tree_is_named_once() -> None:
    paths = [page.path for section in SECTIONS for page in section.pages]

    assert len(paths) == len(set(paths))


def test_a_page_that_does_not_answer_is_absent(inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "page_exists", lambda path: path != "/rectification/interviews/")

    assert "整改台账" in words(shell_for(inspector))["整改"]
    assert "约谈" not in words(shell_for(inspector))["整改"]


def test_a_page_out_of_ones_power_is_absent(inspector: User, unit_member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "page_exists", lambda path: True)

    assert "监督月报" in words(shell_for(inspector))["报告"]
    assert "报告" not in words(shell_for(unit_member))
    assert "我的评查" not in words(shell_for(inspector))["案卷"]


def test_the_section_one_stands_in_is_open_and_the_page_marked(inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "page_exists", lambda path: True)

    tree = shell_for(inspector, "/rectification/orders/7/").navigation

    assert [entry.label for entry in tree if entry.is_here] == ["整改"]
    assert [child.label for entry in tree for child in entry.children if child.is_here] == ["整改台账"]


def test_of_two_pages_one_below_the_other_the_nearer_is_marked(inspector: User) -> None:
    def marked(path: str) -> list[str]:
        return [child.label for entry in shell_for(inspector, path).navigation for child in entry.children if child.is_here]

    assert marked("/documents/7/") == ["文书"]
    assert marked("/documents/received/7/") == ["收文与批示"]


def test_a_section_with_its_own_page_alone_has_no_second_level(inspector: User, unit_member: User) -> None:
    assert words(shell_for(inspector))["文书"] == ["文书", "收文与批示"]
    assert words(shell_for(unit_member))["文书"] == []


def test_liaisons_have_a_bar_on_the_phone_and_the_bureau_has_none(inspector: User, unit_member: User) -> None:
    assert shell_for(inspector).phone_bar == []
    assert "提醒" in [entry.label for entry in shell_for(unit_member).phone_bar]


def test_unread_reminders_and_running_jobs_are_counted_in_one_statement(inspector: User, unit_member: User, at: datetime) -> None:
    rows = [(inspector, Channel.IN_APP, None), (inspector, Channel.IN_APP, at), (inspector, Channel.EMAIL, None), (unit_member, Channel.IN_APP, None)]
    for number, (recipient, channel, read_at) in enumerate(rows):
        Message.objects.create(key=str(number), recipient=recipient, channel=channel, title="今日到期", body="", created_at=at, read_at=read_at)
    Job.objects.create(kind="list_export", title="导出", requested_by=inspector, created_at=at)
    shell = shell_for(inspector)
    inspector.has_perm("core.urge")  # post and powers are read by the middleware before

    with CaptureQueriesContext(connection) as queries:
        assert (shell.counts["unread"], shell.counts["running"]) == (1, 1)

    assert len(queries) == 1


def test_the_bare_figure_of_a_section_counts_what_waits_for_this_person(
    inspector: User, unit_member: User, unit: Unit, other_unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(navigation, "page_exists", lambda path: True)
    monkeypatch.setattr(navigation, "WAITING", {"/rectification/": "tests.config.test_navigation.units_of"})

    def figures(user: User) -> dict[str, int]:
        return {entry.label: entry.count for entry in shell_for(user).navigation if entry.count}

    assert figures(unit_member) == {"整改": 1}
    assert figures(inspector) == {"整改": Unit.objects.count()}


def test_the_figures_of_every_section_are_counted(inspector: User, leader: User, unit_member: User) -> None:
    for user in (inspector, leader, unit_member):
        counts = shell_for(user).counts
        assert [counts[f"at_{number}"] for number in range(len(navigation.WAITING))] == [0] * len(navigation.WAITING)


def test_without_a_login_the_frame_asks_nothing_of_the_database() -> None:
    shell = shell_for(None)

    assert (shell.base, shell.counts, shell.navigation, shell.phone_bar) == ("base_public.html", {}, [], [])


@pytest.mark.parametrize("demo", [True, False])
def test_the_frame_names_person_and_post_and_the_banner_only_where_invented_data_is(
    client_for: Callable[[User], Client], inspector: User, settings: Settings, demo: bool
) -> None:
    settings.DEMO = demo

    page = client_for(inspector).get("/help/").content.decode()

    assert "周明远" in page
    assert "监督岗" in page
    assert ("演示环境" in page) is demo
    assert 'hx-headers=\'{"X-CSRFToken": "' in page


def test_the_sheet_of_parts_is_not_shown_where_the_product_runs(client: Client) -> None:
    assert client.get("/style/").status_code == 404


def test_every_sheet_of_parts_draws(settings: Settings, inspector: User, client_for: Callable[[User], Client]) -> None:
    settings.DEBUG = True
    found = client_for(inspector)

    assert {part: found.get(f"/style/{part}/").status_code for part in PARTS} == dict.fromkeys(PARTS, 200)


def test_an_import_stands_in_the_list_its_rows_go_into(inspector: User, client_for: Callable[[User], Client]) -> None:
    page = client_for(inspector).get("/imports/officers/").content.decode()

    assert 'href="/personnel/officers/" aria-current="page"' in page


def test_pages_say_that_part_of_the_service_is_away(inspector: User, client_for: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(inspector)
    assert "部分服务暂时中断" not in client.get("/help/").content.decode()

    monkeypatch.setattr(navigation, "is_away", lambda: True)

    assert "部分服务暂时中断：页面照常使用" in client.get("/help/").content.decode()
