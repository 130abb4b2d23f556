"""参数 of 整改."""

from decimal import Decimal

from core.parameters import Parameter

RECURRENCE_DAYS = Parameter(
    code="recurrence_days",
    name="同类问题复发认定期间",
    group="整改",
    default=Decimal(365),
    minimum=Decimal(30),
    maximum=Decimal(1095),
    unit="日",
    basis="本地设置（整改）",
    effect="生效日以后制发的整改通知按新期间认定；已认定的不变。",
)
PARAMETERS = (RECURRENCE_DAYS,)
