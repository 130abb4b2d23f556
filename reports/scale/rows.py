"""体量行: officers with cards, acts of several years, orders; as iterators of tuples for COPY."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from core.crypto import blind_index, encrypt
from personnel.models.officer import IDENTITY, PHONE, TABLE, masked_form
from reports.scale import people

OFFICER_FIELDS = (
    "seal",
    "name",
    "gender",
    "identity",
    "identity_index",
    "identity_tail",
    "unit_id",
    "duty",
    "staffing",
    "categories",
    "area",
    "education",
    "has_legal_qualification",
    "is_legal_reviewer",
    "phone",
    "phone_index",
    "is_active",
)
CARD_FIELDS = ("officer_id", "kind", "number", "issued_on", "expires_on", "status")
ACT_FIELDS = (
    "unit_id", "kind", "case_no", "document_no", "title", "party", "party_kind", "party_code", "seal", "party_identity", "procedure", "cause", "filed_on", "decided_on", "closed_on", "fine",
    "confiscated", "officers", "extra",
)  # fmt: skip
DUTIES, CAUSES = (
    ("科员", "股长", "中队长", "一级主任科员"),
    ("未按规定明码标价", "擅自占用城市道路", "未经批准擅自取水", "超范围经营", "未取得许可从事经营", "安全生产教育培训不到位", "占道经营", "超限运输"),
)
SHOPS = ("五金店", "食品商行", "机械有限公司", "物流有限公司", "医药连锁店", "建材经营部", "餐饮管理有限公司", "农资服务部")
WORDS = "金穗宏达腾飞德馨福满康宁长青万顺兴隆瑞丰"


def officers(random: Random, count: int, unit_ids: Sequence[int], first: int) -> Iterator[tuple[Any, ...]]:
    """`count` officers spread over the units; serials from `first` on keep identity numbers apart."""
    for serial in range(first, first + count):
        seal, number, phone = uuid.UUID(int=random.getrandbits(128), version=4), people.identity(random, serial), people.phone(random)
        yield (
            seal, people.name(random), "男" if int(number[16]) % 2 else "女", encrypt(number, table=TABLE, field=IDENTITY, seal=seal), blind_index(number, purpose=IDENTITY), masked_form(number),
            random.choice(unit_ids), random.choice(DUTIES), random.choice(("行政", "参公", "事业")), ["行政处罚", "行政检查"], "明川县", random.choice(("本科", "大专")), random.random() < 0.1,
            random.random() < 0.06, encrypt(phone, table=TABLE, field=PHONE, seal=seal), blind_index(phone, purpose=PHONE), True,
        )  # fmt: skip


def cards(random: Random, officer_ids: Sequence[int], today: date) -> Iterator[tuple[Any, ...]]:
    """One card each, issued within the last five years, valid for five."""
    for place, officer in enumerate(officer_ids):
        issued = today - timedelta(days=random.randrange(1, 1800))
        yield (officer, "enforcement", f"169921{place:07d}", issued, issued + timedelta(days=1825), "active")


def acts(random: Random, count: int, unit_ids: Sequence[int], today: date, years: int) -> Iterator[tuple[Any, ...]]:
    """`count` penalties and inspections over `years` years, the busiest units first."""
    weights = [1 / (place + 1) ** 0.5 for place in range(len(unit_ids))]
    for serial in range(count):
        unit = random.choices(unit_ids, weights)[0]
        filed = today - timedelta(days=random.randrange(30, 365 * years))
        decided = filed + timedelta(days=random.randrange(1, 85))
        closed = decided + timedelta(days=random.randrange(5, 60)) if random.random() < 0.95 else None
        company, cause = f"明川县{''.join(random.sample(WORDS, 2))}{random.choice(SHOPS)}", random.choice(CAUSES)
        fine = Decimal(random.randrange(100, 90_000))
        yield (
            unit,
            "penalty",
            f"量立〔{filed.year}〕{serial}号",
            f"量罚决〔{decided.year}〕{serial}号",
            f"{company}{cause}案", company, "法人及非法人组织", "", uuid.UUID(int=random.getrandbits(128), version=4), "",
            "普通程序" if random.random() < 0.7 else "简易程序", cause, filed, decided, closed, fine, Decimal(0), [{"name": people.name(random), "card": f"169921{random.randrange(3000):07d}"}],
            {"source": "日常检查", "served_on": (decided + timedelta(days=3)).isoformat()},
        )  # fmt: skip
