"""行政处罚: the 双公示 columns with the process dates beside them, one row a case; cases without a decision come too.

Business key: body + 立案号; a case that a body now merged handled is found under it and stays there. A card number off the
roster or a body off the subject list is a finding for later, not an error. Codes: unknown_unit, repeated, dates_reversed,
document_of_other, case_of_other, money_text, money_negative, credit_check.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.forerunners import Forerunners
from accounts.names import UnitNames
from cases.models import ActKind, EnforcementAct
from core.crypto import decrypt, encrypt
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.copy import insert_rows

TABLE, IDENTITY = "cases_enforcementact", "party_identity"
FIELDS = (
    "document_no", "title", "party", "party_kind", "party_code", "procedure", "cause", "filed_on", "decided_on", "closed_on", "fine", "confiscated", "officers", "extra",
)  # fmt: skip
PEOPLE = ("officer1", "card1", "officer2", "card2")
TEXTS = ("document_no", "party_kind", "party_code", "procedure", "cause")

COLUMNS = (
    Column("case_no", "立案号", ("立案编号", "案号"), parse.number_text, required=True, max_length=80),
    Column("title", "案件名称", required=True, max_length=200),
    Column("party", "行政相对人名称", ("当事人", "相对人名称", "行政相对人"), parse.name, required=True, max_length=120),
    Column("party_kind", "行政相对人类别", ("相对人类别",), max_length=20),
    Column("party_code", "行政相对人代码_1(统一社会信用代码)", ("行政相对人代码_1", "当事人统一社会信用代码"), parse.credit_code),
    Column("legal_person", "法定代表人", parse=parse.name, max_length=40, secret=True),  # a person's name nothing asks for: read, not kept
    Column("legal_identity", "法定代表人证件号码", parse=parse.number_text, secret=True),
    Column("identity", "证件号码", ("自然人证件号码",), parse.number_text, secret=True),
    Column("document_no", "行政处罚决定书文号", ("决定书文号", "处罚决定书文号", "文号"), parse.number_text, expected=True, max_length=80),
    Column("cause", "违法行为类型", ("案由",), max_length=300),
    Column("facts", "违法事实"),
    Column("basis", "处罚依据"),
    Column("kinds", "处罚类别", parse=parse.several(parse.text, ";；、")),
    Column("content", "处罚内容"),
    Column("fine", "罚款金额(万元)", ("罚款金额",), parse.money(10000)),
    Column("confiscated", "没收金额(万元)", ("没收金额", "没收违法所得、没收非法财物的金额(万元)"), parse.money(10000)),
    Column("licence", "暂扣或吊销证照名称及编号"),
    Column("decided_on", "处罚决定日期", ("决定日期",), parse.day, expected=True),
    Column("unit", "处罚机关", ("执法单位", "执法机关"), parse.name, required=True, max_length=80),
    Column("source", "案件来源", max_length=40),
    Column("item_code", "事项编码", parse=parse.number_text, max_length=40),
    Column("procedure", "程序类型", ("处罚程序",), max_length=20),
    Column("grade", "裁量档次", max_length=20),
    Column("grade_note", "裁量说明"),
    Column("is_company", "是否涉企", parse=parse.yes_no),
    Column("is_major", "是否重大", parse=parse.yes_no),
    Column("filed_on", "立案日期", parse=parse.day, required=True),
    Column("extended_on", "延期批准日期", parse=parse.day),
    Column("excluded_days", "扣除天数", ("扣除期间天数", "不计入期限天数"), parse.integer(0, 3650)),
    Column("registered_on", "先行登记保存日期", parse=parse.day),
    Column("registration_settled_on", "先行登记处理日期", parse=parse.day),
    Column("noticed_on", "事先告知日期", parse=parse.day),
    Column("hearing_noticed_on", "听证告知日期", parse=parse.day),
    Column("hearing_asked", "当事人申请听证", parse=parse.yes_no),
    Column("hearing_on", "听证日期", parse=parse.day),
    Column("legal_review_on", "法制审核日期", parse=parse.day),
    Column("legal_review", "法制审核结论", max_length=40),
    Column("discussed_on", "集体讨论日期", parse=parse.day),
    Column("served_on", "送达日期", parse=parse.day),
    Column("published_on", "公示日期", parse=parse.day),
    Column("recorded_on", "备案日期", parse=parse.day),
    Column("correction_no", "责令改正文书号", max_length=80),
    Column("paid_on", "缴款日期", parse=parse.day),
    Column("closed_on", "结案日期", parse=parse.day),
    Column("officer1", "执法人员1姓名", parse=parse.name, max_length=40),
    Column("card1", "执法人员1证号", parse=parse.number_text, max_length=30),
    Column("officer2", "执法人员2姓名", parse=parse.name, max_length=40),
    Column("card2", "执法人员2证号", parse=parse.number_text, max_length=30),
    Column("place", "违法行为发生地", max_length=80),
    Column("assistance_no", "异地协助函号", max_length=80),
    Column("state", "决定状态", max_length=20),
    Column("state_on", "状态变更日期", parse=parse.day),
    Column("withdrawn_on", "公示撤下日期", parse=parse.day),
)
EXTRA = (
    "facts", "basis", "kinds", "content", "licence", "source", "item_code", "grade", "grade_note", "is_company", "is_major", "extended_on", "excluded_days", "registered_on",
    "registration_settled_on", "noticed_on", "hearing_noticed_on", "hearing_asked", "hearing_on", "legal_review_on", "legal_review", "discussed_on", "served_on", "published_on",
    "recorded_on", "correction_no", "paid_on", "place", "assistance_no", "state", "state_on", "withdrawn_on",
)  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _resolve(row: Row, units: UnitNames) -> None:
    unit = units.find(row["unit"])
    if unit is None:
        row.refuse("unit", "unknown_unit", units.sentence(row["unit"]), "核对处罚机关名称")
        return
    row["unit_id"] = unit.pk


def _judge(row: Row) -> None:
    """Dates in order, and the facts gathered as they are stored."""
    if row.get("decided_on") and row["filed_on"] > row["decided_on"]:
        row.refuse("filed_on", "dates_reversed", f"立案日期晚于处罚决定日期 {row['decided_on']}。", "核对日期")
    if row.get("closed_on") and row["closed_on"] < row["filed_on"]:
        row.refuse("closed_on", "dates_reversed", f"结案日期早于立案日期 {row['filed_on']}。", "核对日期")
    for key in TEXTS:
        row[key] = row.get(key, "")
    for key in ("fine", "confiscated"):
        row[key] = row.get(key, Decimal(0) if row.get("decided_on") else None)
    pairs = ((row.get("officer1"), row.get("card1")), (row.get("officer2"), row.get("card2")))
    row["officers"] = [{"name": name or "", "card": card or ""} for name, card in pairs if name or card]
    row["extra"] = {key: _plain(row[key]) for key in EXTRA if row.get(key) is not None}


def _find_stored(rows: Sequence[Row]) -> None:
    """The case of each row in the library, and the body it is kept under: the one named, its successor, or one that went into that."""
    forerunners, stored = Forerunners(), {}
    for act in EnforcementAct.objects.filter(kind=ActKind.PENALTY, case_no__in=[row["case_no"] for row in good(rows)]):
        stored[act.unit_id, act.case_no] = act
    for row in good(rows):
        named, successor, number = forerunners.named(row["unit"], row["unit_id"]), row["unit_id"], row["case_no"]
        others = [stored[unit, number] for unit in (successor, *forerunners.of(successor)) if unit != named and (unit, number) in stored]
        row["act"] = stored.get((named, number)) or next((act for act in others if _is_same_case(act, row)), None)
        if row["act"] is not None:
            row["unit_id"] = row["act"].unit_id
        elif (successor, number) in stored:
            row.refuse("case_no", "case_of_other", f"承接单位已有立案号 {number} 的另一件案件，立案日期和文号都不同。", "核对立案号、立案日期")


def _is_same_case(act: EnforcementAct, row: Row) -> bool:
    """Two bodies may have used one 立案号: it is the same case if the day or the 文号 says so too."""
    return act.filed_on == row["filed_on"] or bool(act.document_no and act.document_no == row["document_no"])


def _refuse_used_documents(rows: Sequence[Row]) -> None:
    """The same 文号 under another case, already in the library."""
    wanted = {row["document_no"]: row for row in good(rows) if row["document_no"]}
    for act in EnforcementAct.objects.filter(kind=ActKind.PENALTY, document_no__in=wanted).select_related("unit"):
        row = wanted[act.document_no]
        if row["act"] != act:
            row.refuse("document_no", "document_of_other", f"这个文号已属于{act.unit.name}立案号 {act.case_no} 的案件。", "核对文号")


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows, as sets."""
    units = UnitNames.load(context.actor)
    for row in good(rows):
        _resolve(row, units)
    for row in good(rows):
        _judge(row)
    refuse_repeats(rows, "unit", "case_no")
    for row in good(rows):
        row["document_key"] = row["document_no"] or None
    refuse_repeats([row for row in good(rows) if row["document_no"]], "document_no")
    _find_stored(rows)
    refuse_repeats(rows, "case_no", "unit_id")
    _refuse_used_documents(rows)
    for row in good(rows):
        if row["act"] is not None:
            row["extra"] = _kept(row["act"], context) | row["extra"]
    existing = {
        row.key: {**{name: getattr(row["act"], name) for name in FIELDS}, "identity": _identity(row["act"])} for row in good(rows) if row["act"] is not None
    }
    settle(rows, existing, (*FIELDS, "identity"), context)


def _kept(act: EnforcementAct, context: Context) -> dict[str, Any]:
    """办理过程 that the file has no columns for."""
    return {key: value for key, value in act.extra.items() if key not in EXTRA or key not in context.present}


def _identity(act: EnforcementAct) -> str | None:
    return decrypt(act.party_identity, table=TABLE, field=IDENTITY, seal=act.seal) or None


def _sealed(row: Row, seal: uuid.UUID) -> str:
    return encrypt(row.get("identity", ""), table=TABLE, field=IDENTITY, seal=seal)


def commit(rows: Sequence[Row], context: Context) -> None:
    """Insert the new cases by COPY, write the changed ones in batches."""
    fresh, changed = [], []
    for row in rows:
        if row.outcome == "created":
            seal = uuid.uuid4()
            fresh.append((row["unit_id"], ActKind.PENALTY.value, row["case_no"], seal, _sealed(row, seal), *(row.get(name) for name in FIELDS)))
        elif row.outcome == "updated":
            act: EnforcementAct = row["act"]
            for name in FIELDS:
                setattr(act, name, row.get(name))
            act.party_identity = _sealed(row, act.seal)
            changed.append(act)
    insert_rows(EnforcementAct, ("unit_id", "kind", "case_no", "seal", "party_identity", *FIELDS), fresh)
    EnforcementAct.objects.bulk_update(changed, [*FIELDS, "party_identity"], batch_size=500)


PENALTIES = Sheet(
    kind="penalties", title="行政处罚", columns=COLUMNS, key=("unit", "case_no"), check=check, commit=commit, permission="cases.import_acts", back="cases:act-list", made_from={"officers": PEOPLE},
    labels={"document_of_other": "文号已属于另一案件", "case_of_other": "立案号已属于另一案件"},
    note="可直接导入双公示表；另有立案、告知、审核、送达、公示、结案等日期列的，一并导入。金额单位为万元。",
    examples=({"立案号": "明水立〔2026〕1号", "案件名称": "某某公司未经批准擅自取水案", "处罚机关": "明川县水利局", "立案日期": "2026-03-05", "罚款金额(万元)": "2.35"},),
)  # fmt: skip
