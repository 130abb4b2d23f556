"""账号导入: people of many units in one list. Accounts are made without password; posts wait for the security administrator.

Keyed by login name; a list without one is known by telephone, else by name and unit. Codes: unknown_unit, username_form,
username_of_other, phone_of_other, namesake, account_disabled, own_unit, administrator_role, role_elsewhere, repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from accounts.actions import AccountRow, write_accounts
from accounts.actions.posts import why_not_at
from accounts.known_accounts import KnownAccounts, Unlike
from accounts.login_names import USERNAME, fresh_name
from accounts.models import UnitKind, User
from accounts.models.post import SYSTEM_ROLE
from accounts.models.user import phone_index
from accounts.names import UnitNames
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.cells import CellError, Tidied, Value
from core.sheets.sheet import UNCHANGED

FIELDS = ("name", "unit_id", "email", "phone_index", "office_phone", "posts")
MADE_FROM = {"unit_id": ("unit",), "phone_index": ("phone",), "posts": ("roles",)}
ROLE_NAMES = {row.name: code for code, row in settings.ROLES.items() if code != SYSTEM_ROLE}
GRANTABLE = tuple(name for name, code in ROLE_NAMES.items() if not settings.ROLES[code].is_administrator)
ROLE_ALIASES = {"联络员": "部门联络员", "分管领导": "部门分管领导", "镇街联络员": "镇街", "监督员": "监督岗"}
ROLE_WORDS = parse.several(parse.choice({name: name for name in ROLE_NAMES}, ROLE_ALIASES))
LIAISON, TOWN_LIAISON = "dept_liaison", "town_liaison"


def username(raw: Value) -> Any:
    """登录名, in small letters."""
    found = parse.text(raw)
    text = str(found.value if isinstance(found, Tidied) else found).lower()
    if not USERNAME.fullmatch(text):
        raise CellError("username_form", "登录名须以字母开头，3 到 40 位，只用字母、数字、点、横线和下划线。", "改写登录名，或者留空由系统生成")
    return text


def email(raw: Value) -> Any:
    """邮箱."""
    found = parse.text(raw)
    text = str(found.value if isinstance(found, Tidied) else found)
    name, at, house = text.partition("@")
    if not (name and at and "." in house) or " " in text or not text.isascii():
        raise CellError("email_form", "邮箱写法不对。", "核对邮箱")
    return text


COLUMNS = (
    Column("name", "姓名", ("人员姓名",), parse.name, required=True, max_length=40),
    Column("username", "账号", ("登录名", "用户名"), username, max_length=40, help="可以不填，按姓名拼音生成，预览时写明"),
    Column("unit", "单位", ("工作单位", "所在单位", "单位名称"), parse.name, required=True, max_length=80, width=30),
    Column("roles", "岗位", ("角色", "角色/岗位", "岗位/角色"), ROLE_WORDS, choices=GRANTABLE, help="可以写多个，用顿号隔开；由安全管理员确认后生效"),
    Column("since", "任职日期", ("任职时间",), parse.day, help="不填为导入当日"),
    Column("phone", "手机", ("手机号", "手机号码", "联系电话"), parse.mobile, secret=True, help="11 位，加密保存；座机填在办公电话"),
    Column("office_phone", "办公电话", ("座机", "办公室电话"), max_length=30),
    Column("email", "邮箱", ("电子邮箱", "邮件"), email, max_length=100, width=26),
    Column("note", "备注", max_length=200),
)  # fmt: skip


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows; four statements, whatever their number."""
    units, known = UnitNames.load(context.actor), KnownAccounts()
    for row in rows:
        if row["unit"]:  # also where another cell is wrong, so that all that is wrong is told at once
            _place(row, units, context)
    for row in good(rows):
        _recognise(row, known, context)
    refuse_repeats([row for row in rows if not row["username"] and not row["phone"]], "name", "unit_id")
    refuse_repeats(rows, "phone")
    _name(rows, known)
    refuse_repeats(rows, "username")
    settle(rows, _stored(rows, known), FIELDS, context)


def _place(row: Row, units: UnitNames, context: Context) -> None:
    """The unit and the posts asked for at it."""
    unit = units.find(row["unit"])
    for name in row.get("roles", []):
        if settings.ROLES[ROLE_NAMES[name]].is_administrator:
            row.refuse("roles", "administrator_role", f"{name}不能批量授予。", "由安全管理员在账号页面逐人授予")
    if unit is None:
        row.refuse("unit", "unknown_unit", units.sentence(row["unit"]), "核对单位名称")
        return
    row["unit_id"], row["phone_index"] = unit.pk, phone_index(row.get("phone", "")) or None
    row["since"] = row.get("since", context.on)
    posts = [ROLE_NAMES[name] for name in row.get("roles", [])]
    row["posts"] = [TOWN_LIAISON if post == LIAISON and unit.kind == UnitKind.TOWN else post for post in posts]
    for post in row["posts"]:
        role = settings.ROLES[post]
        if not role.is_administrator and (reason := why_not_at(role.scope, unit.kind)):
            row.refuse("roles", "role_elsewhere", f"{role.name}{reason}", "核对单位或者岗位")


def _recognise(row: Row, known: KnownAccounts, context: Context) -> None:
    """The account the row means; what its cells leave empty stays as it is."""
    user = known.meant(row["username"], row["name"], row["phone_index"], row["unit_id"])
    if isinstance(user, Unlike):
        row.refuse(user.column, user.code, user.message, user.hint)
        return
    row["account"] = user
    row["wanted"] = [post for post in row["posts"] if user is None or (user.pk, post, row["unit_id"]) not in known.posts]
    if user is None:
        row["email"], row["office_phone"] = row.get("email", ""), row.get("office_phone", "")
        return
    row["username"] = user.username
    row["email"], row["office_phone"] = row.get("email", user.email), row.get("office_phone", user.office_phone)
    row["phone_index"] = row["phone_index"] or user.phone_index or None
    if not user.is_active:
        row.refuse("name", "account_disabled", f"{user.name}的账号已停用。", "先启用账号，再导入")
    elif user.pk == context.actor.pk and user.unit_id != row["unit_id"]:
        row.refuse("unit", "own_unit", "自己的单位请由另一位系统管理员修改。", "删去这一行")
    elif row["posts"] and user.pk in known.administrators:
        row.refuse("roles", "administrator_role", f"{user.name}是三员之一，不能兼任业务岗位。", "删去岗位")


def _name(rows: Sequence[Row], known: KnownAccounts) -> None:
    """A login name for everybody new who has none, told on the preview."""
    taken = set(known.by_name) | {row["username"] for row in rows if row["username"]}
    for row in good(rows):
        if not row["username"]:
            row["username"] = fresh_name(row["name"], taken)
            row.tidied += (("账号", "没有填写，按姓名拼音生成"),)


def _stored(rows: Sequence[Row], known: KnownAccounts) -> Mapping[str, dict[str, Any]]:
    """Login name → what is kept of that person; of the posts those of the row that are held, or wait, already."""
    found = {}
    for row in good(rows):
        user: User | None = row["account"]
        if user is not None:
            kept = {"name": user.name, "unit_id": user.unit_id, "email": user.email, "phone_index": user.phone_index or None}
            posts = [post for post in row["posts"] if (user.pk, post, row["unit_id"]) in known.posts]
            found[user.username] = {**kept, "office_phone": user.office_phone, "posts": posts}
    return found


def commit(rows: Sequence[Row], context: Context) -> None:
    """New and changed people as one set; unchanged ones are left alone."""
    written = [
        AccountRow(
            account=row["account"],
            facts={name: row[name] for name in ("username", "name", "unit_id", "email", "office_phone")},
            phone=row.get("phone", ""),
            posts=tuple(row["wanted"]),
            since=row["since"],
            note=row.get("note", ""),
        )
        for row in rows
        if row.outcome != UNCHANGED
    ]
    title = context.batch.file.original_name if context.batch else "账号导入"
    write_accounts(rows=written, title=title, source=context.batch, actor=context.actor, at=context.at)


LABELS = {
    "administrator_role": "岗位不能批量授予",
    "role_elsewhere": "岗位与单位不符",
    "username_of_other": "登录名已有人用",
    "phone_of_other": "手机号已有人用",
    "namesake": "有同名账号",
    "account_disabled": "账号已停用",
}
ACCOUNTS = Sheet(
    kind="accounts",
    title="账号",
    columns=COLUMNS,
    key=("username",),
    check=check,
    commit=commit,
    permission="accounts.manage_accounts",
    back="accounts:batch-list",
    made_from=MADE_FROM,
    lead=("name", "unit"),
    labels=LABELS,
    note="导入只建立账号，岗位由安全管理员确认后生效；激活码在打印激活通知单时产生。",
    examples=({"姓名": "王某某", "单位": "明川县水利局", "岗位": "部门联络员", "任职日期": "2026-03-01", "手机": "15412345117"},),
)
