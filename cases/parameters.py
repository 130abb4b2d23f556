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


def _line(code: str, name: str, yuan: int, basis: str) -> Parameter:
    """An amount of money from which on the law asks for more."""
    return Parameter(
        code=code,
        name=name,
        group="执法程序",
        default=Decimal(yuan),
        minimum=Decimal(0),
        maximum=Decimal(10_000_000),
        unit="元",
        basis=basis,
        effect="自生效日起用于自助预查；已出的预查结果不保存。",
    )


HEARING = "《行政处罚法》第六十三条；数额按本省规定设置"
HEARING_PERSON = _line("hearing_fine_person", "自然人听证数额", 10_000, HEARING)
HEARING_TRADER = _line("hearing_fine_trader", "个体工商户听证数额", 10_000, HEARING)
HEARING_ENTITY = _line("hearing_fine_entity", "单位听证数额", 100_000, HEARING)
SIMPLE_PERSON = _line("simple_fine_person", "公民当场处罚数额", 200, "《行政处罚法》第五十一条")
SIMPLE_ENTITY = _line("simple_fine_entity", "单位当场处罚数额", 3_000, "《行政处罚法》第五十一条")
LINES = (HEARING_PERSON, HEARING_TRADER, HEARING_ENTITY, SIMPLE_PERSON, SIMPLE_ENTITY)
PARAMETERS = (REVIEW_GAP, REVIEW_MINIMUM, *LINES)
