"""工作日历: the days that the State Council moved, year by year, and the rules that count in them."""

from django.db import models


class DayKind(models.TextChoices):
    """调休方向."""

    REST = "rest", "休"
    WORK = "work", "班"


class CalendarYear(models.Model):
    """年度日历: one year with the notice it comes from; `is_estimated` (估算) until the notice is loaded."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    notice = models.CharField("放假通知", max_length=120, blank=True)
    is_estimated = models.BooleanField("估算", default=False)
    version = models.PositiveIntegerField("版本", default=1)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度日历"
        ordering = ["year"]
        permissions = [("manage_calendar", "维护工作日历")]

    def __str__(self) -> str:
        return f"{self.year}年{'（估算）' if self.is_estimated else ''}"


class CalendarDay(models.Model):
    """节假日与调休: a date that is off though a weekday, or worked though a weekend, or a named holiday."""

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("类型", max_length=4, choices=DayKind)
    name = models.CharField("名称", max_length=20)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="年份")  # CASCADE: days are parts of their year

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"


class CountUnit(models.TextChoices):
    """计算单位."""

    WORKING = "working", "个工作日"
    CALENDAR = "calendar", "日"
    HOURS = "hours", "小时"


class Roll(models.TextChoices):
    """届满日遇休息日."""

    NONE = "none", "不顺延"
    NEXT = "next", "顺延至次一工作日"


NATIONWIDE = "全国"


class DeadlineRule(models.Model):
    """期限规则: a legal or local number of days as data. `first_day` true when the start day itself counts."""

    code = models.SlugField("编码", max_length=40, unique=True)
    name = models.CharField("事项", max_length=80)
    days = models.PositiveSmallIntegerField("期限")
    unit = models.CharField("单位", max_length=10, choices=CountUnit, default=CountUnit.CALENDAR)
    start_event = models.CharField("起算事项", max_length=60)
    first_day = models.BooleanField("起算日计入", default=False)
    roll = models.CharField("届满日遇休息日", max_length=5, choices=Roll, default=Roll.NEXT)
    basis = models.CharField("依据", max_length=200)
    jurisdiction = models.CharField("适用地区", max_length=40, default=NATIONWIDE)
    is_local = models.BooleanField("本地修改", default=False)  # the shipped table no longer writes this row

    class Meta:
        verbose_name = verbose_name_plural = "期限规则"
        permissions = [("manage_dictionaries", "维护字典")]
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=models.Q(days__gt=0), name="deadline_rule_days_positive", violation_error_message="期限必须大于零。")]

    def __str__(self) -> str:
        return f"{self.name}：{self.span}"

    @property
    def is_nationwide(self) -> bool:
        """Set by a law or by regulations that hold everywhere; a bureau has no say in it."""
        return self.jurisdiction == NATIONWIDE

    @property
    def span(self) -> str:
        """The limit in words: 5 个工作日, 30 日, 24 小时."""
        return f"{self.days} {self.get_unit_display()}"
