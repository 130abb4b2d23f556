"""执法人员名册: the roster as the national platform exports it – person and certificate in one row.

Keyed by identity number, which is never stored or shown in the clear. Codes: unknown_unit, dates_reversed, repeated,
certificate_of_other, gender_differs (warning), expired_but_active (warning).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.names import UnitNames
from core.crypto import blind_index, encrypt
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.copy import insert_rows
from personnel.models import Certificate, CertificateKind, CertificateStatus, Officer
from personnel.models.officer import IDENTITY, PHONE, TABLE, masked_form

STATUS_WORDS = {"过期": CertificateStatus.EXPIRED, "注销": CertificateStatus.CANCELLED}
PERSON = ("name", "gender", "unit_id", "duty", "staffing", "categories", "area", "education", "has_legal_qualification", "is_legal_reviewer", "phone_index")
MADE_FROM = {"unit_id": ("unit",), "phone_index": ("phone",)}
CARD = ("kind", "number", "issued_on", "expires_on", "status")

COLUMNS = (
    Column("name", "姓名", parse=parse.name, required=True, max_length=40),
    Column("gender", "性别", parse=parse.choice({"男": "男", "女": "女"}), choices=("男", "女")),
    Column("identity", "身份证号", ("身份证号码", "公民身份号码", "证件号（身份证）"), parse.identity, required=True, secret=True, help="18 位，设为文本格式"),
    Column("unit", "工作单位", ("单位", "所在单位", "单位名称", "执法单位"), parse.name, required=True, max_length=80),
    Column("duty", "职务", ("职务职级",), max_length=60),
    Column("staffing", "编制类型", ("编制",), max_length=20),
    Column("categories", "执法类别", ("执法种类",), parse.several(parse.text)),
    Column("area", "执法区域", max_length=40),
    Column(
        "kind",
        "证件类型",
        parse=parse.choice(CertificateKind.choices, {"执法证": CertificateKind.ENFORCEMENT, "监督检查证": CertificateKind.SUPERVISION}),
        choices=tuple(CertificateKind.labels),
    ),
    Column("number", "证件号码", ("执法证号", "证件编号", "证号"), parse.number_text, required=True, max_length=30, help="文本格式，不要丢前导零"),
    Column("issued_on", "发证日期", ("发证时间",), parse.day, required=True),
    Column("expires_on", "有效期至", ("有效期", "有效期限"), parse.day, required=True),
    Column("status", "证件状态", ("状态",), parse.choice(CertificateStatus.choices, STATUS_WORDS), choices=("有效", "暂扣", "收回", "过期", "注销")),
    Column("education", "学历", max_length=20),
    Column("has_legal_qualification", "法律职业资格", parse=parse.choice({"有": True, "无": False}, {"是": True, "否": False})),
    Column("is_legal_reviewer", "是否法制审核人员", ("法制审核人员",), parse.yes_no),
    Column("phone", "手机号", ("手机号码", "联系电话", "电话"), parse.phone, secret=True),
)


def _resolve(row: Row, units: UnitNames) -> None:
    unit = units.find(row["unit"])
    if unit is None:
        row.refuse("unit", "unknown_unit", units.sentence(row["unit"]), "核对单位名称")
        return
    row["unit_id"] = unit.pk


def _judge_dates(row: Row, on: date) -> None:
    if row["expires_on"] < row["issued_on"]:
        row.refuse("expires_on", "dates_reversed", f"有效期至早于发证日期 {row['issued_on']}。", "核对证件原件")
        return
    row["status"] = row.get("status", CertificateStatus.ACTIVE)
    if row["status"] == CertificateStatus.ACTIVE and row["expires_on"] < on:
        row.warn("status", "expired_but_active", f"有效期至 {row['expires_on']}，已过期仍标“有效”，按已过期处理。", "核对证件状态")


def _judge_gender(row: Row) -> None:
    born = "男" if int(row["identity"][16]) % 2 else "女"
    if row.get("gender") and row["gender"] != born:
        row.warn("gender", "gender_differs", f"性别与身份证第 17 位不符，身份证显示为{born}。", "核对身份证原件")
    row["gender"] = row.get("gender", born)


def _defaults(row: Row) -> None:
    for key in ("duty", "staffing", "area", "education"):
        row[key] = row.get(key, "")
    row["categories"], row["kind"] = row.get("categories", []), row.get("kind", CertificateKind.ENFORCEMENT)
    row["has_legal_qualification"], row["is_legal_reviewer"] = row.get("has_legal_qualification", False), row.get("is_legal_reviewer", False)
    row["identity_index"] = blind_index(row["identity"], purpose=IDENTITY)
    row["phone_index"] = blind_index(row.get("phone", ""), purpose=PHONE)


def _stored(rows: Sequence[Row], context: Context) -> Mapping[str, dict[str, Any]]:
    """Identity number of the row → what the register holds of that person and card."""
    officers = {o.identity_index: o for o in Officer.objects.filter(identity_index__in=[row["identity_index"] for row in good(rows)])}
    cards = {c.number: c for c in Certificate.objects.filter(number__in=[row["number"] for row in good(rows)])}
    found = {}
    for row in good(rows):
        officer, card = officers.get(row["identity_index"]), cards.get(row["number"])
        row["officer"], row["card"] = officer, card
        if card is not None and (officer is None or card.officer_id != officer.pk):
            row.refuse("number", "certificate_of_other", "这个证件号码已属于另一人。", "核对证件原件")
        elif officer is not None:
            found[row["identity"]] = {name: getattr(officer, name) for name in PERSON} | _stored_card(row, card, context)
    return found


def _stored_card(row: Row, card: Certificate | None, context: Context) -> dict[str, Any]:
    """What the register says of the row's card; of a new one nothing, but what the file leaves out stays at its default."""
    if card is not None:
        return {name: getattr(card, name) for name in CARD}
    return {name: None if name in context.present else row[name] for name in CARD}


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows; two queries for the stored ones, whatever their number."""
    units = UnitNames.load(context.actor)
    for row in good(rows):
        _resolve(row, units)
    for row in good(rows):
        _judge_dates(row, context.on)
    refuse_repeats(rows, "identity")
    refuse_repeats(rows, "number")
    for row in good(rows):
        _judge_gender(row)
        _defaults(row)
    settle(rows, _stored(rows, context), (*PERSON, *CARD), context)


def _person(row: Row, seal: uuid.UUID) -> dict[str, Any]:
    phone = row.get("phone", "")
    return {
        **{name: row[name] for name in PERSON},
        "identity": encrypt(row["identity"], table=TABLE, field=IDENTITY, seal=seal),
        "identity_index": row["identity_index"],
        "identity_tail": masked_form(row["identity"]),
        "phone": encrypt(phone, table=TABLE, field=PHONE, seal=seal),
    }


def commit(rows: Sequence[Row], context: Context) -> None:
    """Insert new people and cards as sets, then write the changed ones."""
    fresh = [row for row in rows if row.outcome == "created"]
    people = []
    for row in fresh:
        seal = uuid.uuid4()
        people.append({"seal": seal, "is_active": True, **_person(row, seal)})
    if people:
        fields = tuple(people[0])
        insert_rows(Officer, fields, [tuple(person[name] for name in fields) for person in people])
    _change_people([row for row in rows if row.outcome == "updated"], context)
    _write_cards(rows)


def _change_people(rows: Sequence[Row], context: Context) -> None:
    kept = {"identity_index"} | ({"phone"} if "phone" not in context.present else set())
    changed = []
    for row in rows:
        officer = row["officer"]
        for name, value in _person(row, officer.seal).items():
            if name not in kept:
                setattr(officer, name, value)
        changed.append(officer)
    Officer.objects.bulk_update(changed, [*PERSON, "identity", "identity_tail", "phone"], batch_size=500)


def _write_cards(rows: Sequence[Row]) -> None:
    ids = dict(Officer.objects.filter(identity_index__in=[row["identity_index"] for row in rows]).values_list("identity_index", "pk"))
    fresh = [row for row in rows if row["card"] is None]
    insert_rows(Certificate, ("officer_id", *CARD), [(ids[row["identity_index"]], *(row[name] for name in CARD)) for row in fresh])
    changed = []
    for row in rows:
        if row["card"] is not None and row.outcome == "updated":
            for name in CARD:
                setattr(row["card"], name, row[name])
            changed.append(row["card"])
    Certificate.objects.bulk_update(changed, [name for name in CARD if name != "number"], batch_size=500)


OFFICERS = Sheet(
    kind="officers", title="执法人员名册", columns=COLUMNS, key=("identity",), check=check, commit=commit, permission="personnel.import_register", back="personnel:officer-list", made_from=MADE_FROM,
    examples=({"姓名": "张某某", "工作单位": "明川县交通运输局", "证件号码": "16992100001", "发证日期": "2024-03-01", "有效期至": "2029-02-28"},),
)  # fmt: skip
