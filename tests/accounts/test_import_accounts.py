"""账号导入: accounts without password, posts that wait; a second run changes nothing; what is wrong is refused in words."""

import io
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from accounts.login_names import fresh_name
from accounts.models import AccountBatch, LoginSession, Post, PostProposal, Unit, User
from core.audit.models import AuditEntry
from core.sheets.models import ImportRow
from tests.accounts.conftest import log_in
from tests.factories.accounts import UnitFactory, UserFactory, role_named
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "账号", "单位", "角色/岗位", "任职日期", "手机", "邮箱", "办公电话", "备注")
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Import rows of HEAD (or under other headings); the report."""
    for code in ("dept_liaison", "dept_leader", "town_liaison", "bureau_staff"):
        role_named(code)

    def importing(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> dict[str, Any]:
        book, buffer = Workbook(), io.BytesIO()
        for row in (head, *rows):
            book.active.append(row)
        book.save(buffer)
        path = tmp_path / "人员名单.xlsx"
        path.write_bytes(buffer.getvalue())
        capsys.readouterr()
        call_command("import_accounts", str(path), json=True)
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        return report

    return importing


@pytest.fixture
def water(bureau: Unit) -> Unit:
    return UnitFactory(name="明川县水利局", short_name="水利局")


def person(name: str = "王海棠", username: str = "", unit: str = "水利局", roles: str = "部门联络员", phone: str = "15412345117") -> tuple[Any, ...]:
    return (name, username, unit, roles, "2026-03-01", phone, f"{phone or 'x'}@demo.invalid", "0719-8812345", "")


def figures(report: dict[str, Any]) -> list[int]:
    return [report[name] for name in ("rows", "created", "updated", "unchanged", "rejected")]


def errors(report: dict[str, Any]) -> list[str]:
    return [error["code"] for error in report["errors"]]


def test_people_get_accounts_without_password_and_posts_that_wait(run: Run, water: Unit) -> None:
    assert figures(run(person())) == [1, 1, 0, 0, 0]

    user, batch = User.objects.get(name="王海棠"), AccountBatch.objects.get()
    assert (user.username, user.unit, user.batch, user.office_phone) == ("wanghaitang", water, batch, "0719-8812345")
    assert not user.has_usable_password()
    assert user.phone.startswith("aes-gcm$")
    assert user.plain_phone() == "15412345117"
    proposal = PostProposal.objects.get()
    assert (proposal.user, proposal.role_id, proposal.unit, proposal.since, proposal.state) == (user, "dept_liaison", water, date(2026, 3, 1), "waiting")
    assert not Post.objects.filter(user=user).exists()
    assert not user.activation_codes.exists()
    assert AuditEntry.objects.get(act="accounts.write_accounts").note == "新建账号 1 个，更新 0 个，待授予岗位 1 个"


def test_the_preview_says_which_login_name_was_made(run: Run, water: Unit) -> None:
    run(person())

    assert ImportRow.objects.get().tidied == [["账号", "没有填写，按姓名拼音生成", "wanghaitang"]]


def test_no_telephone_stands_in_the_ledger(run: Run, water: Unit) -> None:
    run(person())

    assert "15412345117" not in json.dumps(ImportRow.objects.get().values, ensure_ascii=False).replace("15412345117@", "")


@pytest.mark.parametrize(("username", "phone"), [("", "15412345117"), ("", ""), ("wang.ht", "15412345117"), ("wang.ht", "")])
def test_the_same_list_again_changes_nothing(run: Run, water: Unit, username: str, phone: str) -> None:
    run(person(username=username, phone=phone))

    assert figures(run(person(username=username, phone=phone))) == [1, 0, 0, 1, 0]
    assert (AccountBatch.objects.count(), PostProposal.objects.count(), User.objects.filter(name="王海棠").count()) == (1, 1, 1)


def test_a_person_who_has_moved_is_changed_and_must_log_in_again(run: Run, water: Unit) -> None:
    roads = UnitFactory(name="明川县交通运输局", short_name="交通局")
    user = UserFactory(username="wang.ht", name="王海棠", unit=roads, role="dept_liaison")
    log_in(HouseClient(), "wang.ht")

    report = run(person(username="wang.ht"))

    user.refresh_from_db()
    assert figures(report) == [1, 0, 1, 0, 0]
    assert (user.unit, user.plain_phone()) == (water, "15412345117")
    assert not LoginSession.objects.filter(user=user).exists()
    assert PostProposal.objects.get().unit == water


def test_an_empty_cell_leaves_what_is_kept(run: Run, water: Unit) -> None:
    run(person())

    assert figures(run(("王海棠", "wanghaitang", "水利局", "", "", "", "", "", ""))) == [1, 0, 0, 1, 0]
    assert User.objects.get(name="王海棠").plain_phone() == "15412345117"


def test_a_post_that_is_held_is_not_asked_for_again(run: Run, water: Unit) -> None:
    UserFactory(username="wang.ht", name="王海棠", unit=water, role="dept_liaison", office_phone="0719-8812345")

    run(person(username="wang.ht", roles="部门联络员、部门分管领导", phone=""))

    assert [proposal.role_id for proposal in PostProposal.objects.all()] == ["dept_leader"]


def test_a_liaison_of_a_town_holds_the_post_of_towns(run: Run, bureau: Unit) -> None:
    UnitFactory(name="明川县城关镇", short_name="城关镇", kind="town")

    run(person(unit="城关镇", roles="联络员"))

    assert PostProposal.objects.get().role_id == "town_liaison"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (person(unit="飞船局"), "unknown_unit"),
        (person(username="王海棠"), "username_form"),
        (person(roles="系统管理员"), "administrator_role"),
        (person(roles="监督岗"), "role_elsewhere"),
        (person(roles="皇帝"), "not_a_choice"),
        (person(username="lianluo1"), "username_of_other"),
        (person(name="李四", phone="15487654321"), "phone_of_other"),
        (person(name="张同名", phone="15400000001"), "namesake"),
        (person(name="赵停用", phone=""), "account_disabled"),
    ],
)
def test_a_row_that_cannot_be_is_refused(run: Run, water: Unit, liaison: User, row: tuple[Any, ...], code: str) -> None:
    run(person("孙有号", phone="15487654321"), person("张同名", phone="15400000002"), person("赵停用", phone="15400000003"))
    User.objects.filter(name="赵停用").update(is_active=False)
    known = User.objects.count()

    report = run(row)

    assert errors(report)[0].startswith(code) if code != "not_a_choice" else report["rejected"] == 1
    assert User.objects.count() == known


def test_all_that_is_wrong_with_a_row_is_told_at_once(run: Run, water: Unit) -> None:
    row = list(person(unit="飞船局", roles="部门联络员、系统管理员", phone="1540001"))
    row[6] = "没有邮箱"

    report = run(tuple(row))

    assert sorted((error["column"], error["code"]) for error in report["errors"]) == [
        ("单位", "unknown_unit"),
        ("岗位", "administrator_role"),
        ("手机", "mobile_form"),
        ("邮箱", "email_form"),
    ]


def test_a_mobile_number_may_be_written_with_dashes(run: Run, water: Unit) -> None:
    run(person(phone="154-1234-5117"))

    assert User.objects.get(name="王海棠").plain_phone() == "15412345117"


def test_the_drop_down_of_posts_lets_several_stand(system_admin: User, client_for: Callable[[User], HouseClient]) -> None:
    page = load_workbook(io.BytesIO(client_for(system_admin).get("/imports/accounts/template/").content)).worksheets[0]

    (rule,) = page.data_validations.dataValidation
    assert (bool(rule.showErrorMessage), rule.prompt) == (False, "从下拉框选一项，或者写多项，用顿号隔开。")


def test_a_person_stands_once_in_a_list(run: Run, water: Unit) -> None:
    report = run(person(phone=""), person(phone="", roles="部门分管领导"), person("李四", phone="15400000002"), person("周五", phone="15400000002"))

    assert figures(report) == [4, 2, 0, 0, 2]
    assert errors(report) == ["repeated", "repeated"]


@pytest.mark.parametrize("until", [None, date(2200, 1, 1)])
def test_an_administrator_gets_no_other_post(run: Run, security_admin: User, until: date | None) -> None:
    security_admin.posts.update(until=until)

    assert errors(run((security_admin.name, "anquan1", "司法局", "监督岗", "", "", "", "", ""))) == ["administrator_role"]


def test_a_login_name_is_the_sound_of_the_name_with_a_number_where_it_is_taken() -> None:
    taken = {"wanghaitang"}

    assert [fresh_name(name, taken) for name in ("王海棠", "汪海堂", "李", "A·B")] == ["wanghaitang02", "wanghaitang03", "li02", "ab02"]


def test_five_hundred_people_take_seconds(run: Run, water: Unit) -> None:
    began = time.monotonic()

    report = run(*(person(f"人员{number}", phone=f"154{number:08d}") for number in range(500)))

    assert figures(report) == [500, 500, 0, 0, 0]
    assert PostProposal.objects.count() == 500
    assert time.monotonic() - began < 20
