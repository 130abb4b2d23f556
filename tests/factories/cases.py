"""Rows of 案卷, minimal and valid."""

from datetime import UTC, date, datetime

import factory

from cases.models import ActKind, EnforcementAct

SOME_TIME = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class EnforcementActFactory(factory.django.DjangoModelFactory[EnforcementAct]):
    """A penalty decided and closed in 2025."""

    class Meta:
        model = EnforcementAct

    kind = ActKind.PENALTY
    case_no = factory.Sequence(lambda n: f"明市监立〔2025〕{n + 1001}号")
    document_no = factory.Sequence(lambda n: f"明市监罚决〔2025〕{n + 1001}号")
    title = "未按规定建立进货查验记录案"
    party = "明川县甲商行"
    procedure = "普通程序"
    filed_on = date(2025, 3, 3)
    decided_on = date(2025, 4, 14)
    closed_on = date(2025, 5, 6)
