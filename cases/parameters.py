"""参数 of 案卷评查."""

from decimal import Decimal

from core.parameters import Parameter

REVIEW_GAP = Parameter(
    code="review_gap",
    name="分差阈值",
    group="案卷评查",
    default=Decimal(5),
    minimum=Decimal(0),
    maximum=Decimal(50),
    unit="分",
    basis="本地设置（案卷评查）",
    effect="新建批次时的默认值；已建批次不变。",
    places=2,
)
REVIEW_MINIMUM = Parameter(
    code="review_minimum",
    name="每单位至少抽取",
    group="案卷评查",
    default=Decimal(1),
    minimum=Decimal(1),
    maximum=Decimal(50),
    unit="件",
    basis="本地设置（案卷评查）",
    effect="新建批次时的默认值；已建批次不变。",
)
PARAMETERS = (REVIEW_GAP, REVIEW_MINIMUM)
