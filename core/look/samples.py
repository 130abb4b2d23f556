"""Invented data for the sheet of parts; nothing here reaches a real page."""

from datetime import date
from typing import Any

from django import forms

from core.day_bounds import IN_REACH
from core.look.day_count import weeks
from core.look.parts import Event, Figure, Step, StepState
from core.notices.chip import Chip
from core.workdays import Count, WorkCalendar, explain

TODAY = date(2026, 11, 18)
PARTS = ("components", "desk", "list", "detail", "scoring", "officer", "import", "leader", "monthly", "document", "empty", "upload")
CHIPS = (
    Chip("plain", "clock", "剩 12 个工作日"),
    Chip("soon", "clock", "剩 2 个工作日"),
    Chip("today", "clock", "今日到期"),
    Chip("late", "alert-triangle", "逾期 2 个工作日"),
    Chip("paused", "player-pause", "已暂停"),
    Chip("done", "check", "按期办结"),
    Chip("late-done", "alert-triangle", "逾期 2 个工作日办结"),
)
# fmt: off  (tables read better as tables)
ORDERS = (
    ("明司整〔2026〕19号", "交通运输局", "道路运输处罚案卷告知、送达不规范", "案卷评查", "2026-10-15", "2026-11-16", CHIPS[3], ("grey", "整改中"), "催办"),
    (
        "明司整〔2026〕14号",
        "城关街道",
        "计划外入企检查未登记",
        "监督检查",
        "2026-10-16",
        "2026-11-17",
        Chip("late", "alert-triangle", "逾期 1 个工作日"),
        ("ink", "督办"),
        "查看",
    ),
    ("明司整〔2026〕22号", "水利局", "取水许可受理通知书缺专用印章", "案卷评查", "2026-10-19", "2026-11-18", CHIPS[2], ("grey", "整改中"), "催办"),
    (
        "明司整〔2026〕23号",
        "市场监督管理局",
        "三件处罚未经法制审核",
        "案卷评查",
        "2026-10-16",
        "2026-11-18",
        Chip("plain", "clock", "验收剩 7 个工作日"),
        ("amber", "待验收"),
        "验收",
    ),
    (
        "明司整〔2026〕21号",
        "农业农村局",
        "兽药处罚案卷送达缺项",
        "案卷评查",
        "2026-10-20",
        "2026-11-19",
        Chip("today", "clock", "验收明日到期"),
        ("amber", "待验收"),
        "验收",
    ),
    (
        "明司整〔2026〕28号",
        "文化广电和旅游局",
        "先行登记保存逾期未处理",
        "案卷评查",
        "2026-11-11",
        "2026-12-11",
        Chip("plain", "clock", "剩 17 个工作日"),
        ("blue", "方案已报"),
        "查看",
    ),
    ("明司整〔2026〕20号", "自然资源局", "行政强制催告程序缺失", "案卷评查", "2026-10-12", "—", CHIPS[4], ("blue", "异议复查"), "查看"),
)
HEAT = (
    ("税务局", "94.20", (100, 98, 100, 100, 95, 100, 100, 100, 98, 100, 100, 92, 100, 100, 91)),
    ("气象局", "92.60", (100, 95, 100, None, None, None, None, 100, 96, None, 100, 100, 100, 100, None)),
    ("市场监督管理局", "88.30", (99, 90, 100, 84, 86, 92, 88, 97, 93, 72, 96, 84, 90, 95, 88)),
    ("生态环境分局", "78.60", (95, 83, 97, 78, 76, 70, 66, 88, 80, 85, 64, 72, 76, 82, 77)),
    ("城市管理局", "71.80", (86, 71, 89, 70, 72, 80, 75, 74, 68, 78, 82, 48, 69, 76, 65)),
    ("交通运输局", "63.90", (82, 66, 84, 64, 66, 60, 58, 70, 64, 61, 72, 68, 45, 62, 63)),
)
EVENTS = (
    Event("报送整改报告", "11月13日 16:42　王海棠", "act"),
    Event("提醒：还有5个工作日", "11月11日 09:00　站内、短信，均送达"),
    Event("暂扣，投诉核查期间", "2024年3月4日　许静文批准", "pause"),
    Event("下达，电子送达", "10月16日 15:30　陈知远拟制，许静文签发", "act"),
)
FIGURES = (
    Figure("今日到期", "3", "待办共 14 件", url="#"),
    Figure("逾期单位", "3", "最长 2 个工作日", "red", "#"),
    Figure("待验收", "4", "最早 11月19日", url="#"),
    Figure("待审核", "5", "目录 3　方案 2", url="#"),
    Figure("预警", "6", "红 1　黄 4　蓝 1", url="#"),
    Figure("本周到期", "7", "含今日 3 件", url="#"),
)
FACTS = (("身份证号", "419921********0225"), ("出生", "1989年7月"), ("学历", "大学本科　法学"), ("执法类别", "处罚、检查、强制"), ("年度考核", ""))
STEPS = (
    ("下达", "10月16日"),
    ("签收", "10月19日"),
    ("整改方案", "10月23日"),
    ("整改", "10月23日起"),
    ("整改报告", "11月13日"),
    ("验收", "11月27日前"),
    ("销号", ""),
)
COLOURS = (
    "paper",
    "surface",
    "sunken",
    "line-strong",
    "ink",
    "ink-2",
    "ink-3",
    "blue-900",
    "blue-700",
    "blue-600",
    "blue-100",
    "blue-50",
    "red-700",
    "red-50",
    "letterhead",
    "amber-700",
    "amber-100",
    "green-700",
)
# fmt: on


class SampleForm(forms.Form):
    """Fields of every kind, with help, an optional one and errors."""

    to = forms.CharField(label="主送", initial="明川县城市管理局")
    number = forms.CharField(label="证号", min_length=11, max_length=11, error_messages={"min_length": "证号应为 11 位，现在 10 位"})
    due_on = forms.DateField(validators=IN_REACH, label="改正期限", required=False, help_text="送达后 30 日", widget=forms.DateInput(attrs={"type": "date"}))
    facts = forms.CharField(label="查明的事实", widget=forms.Textarea)
    kind = forms.ChoiceField(label="种类", choices=[("opinion", "意见书"), ("advice", "建议书")])
    way = forms.ChoiceField(label="送达方式", choices=[("online", "电子送达"), ("paper", "直接送达")], widget=forms.RadioSelect)
    checked = forms.BooleanField(label="我已逐页核对", required=False)
    paper = forms.FileField(label="签批件", required=False)


def _steps(now: int) -> list[Step]:
    states = [StepState.DONE] * now + [StepState.NOW] + [StepState.LATER] * (len(STEPS) - now - 1)
    return [Step(name, state, note) for (name, note), state in zip(STEPS, states, strict=True)]


def _form() -> SampleForm:
    form = SampleForm(
        {"to": "明川县城市管理局", "number": "1699210018", "facts": "三名当事人分别罚款 50 元、200 元、450 元。", "kind": "opinion", "way": "online"}
    )
    form.is_valid()
    return form


def sample_page(part: str) -> dict[str, Any] | None:
    """Context of one sheet, None when there is no such part."""
    if part not in PARTS:
        return None
    lines = explain(Count(10), date(2026, 11, 13), WorkCalendar(days={}, versions={2026: "2"}))
    return {
        "part": part,
        "parts": PARTS,
        "form": _form(),
        "chips": CHIPS,
        "orders": ORDERS,
        "heat": HEAT,
        "weeks": weeks(lines, lines[-1].day, TODAY),
        "steps": _steps(now=5),
        "events": EVENTS,
        "figures": FIGURES,
        "facts": FACTS,
        "colours": COLOURS,
    }
