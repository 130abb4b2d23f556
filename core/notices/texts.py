"""提醒的文字: title and body of every reminder; no names of reporters or parties, they may leave the house by mail."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from core.notices.chip import day_cn
from core.notices.levels import kind_row
from core.notices.models import Deadline
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import WEEKDAYS, workdays_between

MAIL_PREFIX = "【行政执法监督】"
MAIL_END = "详情请登录系统查看。"


@dataclass(frozen=True)
class Text:
    """What a message says."""

    title: str
    body: str


@dataclass(frozen=True)
class Facts:
    """What the text of a reminder needs beside the deadline."""

    on: date
    state: str = ""
    urged: int = 0


def sentence(words: str) -> str:
    """Words that somebody typed as one sentence: with one full stop, whether or not he wrote it."""
    return f"{words.strip().rstrip('。.；;，,')}。"


def full_day(day: date) -> str:
    """2026年3月5日（周四）."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def notice_text(deadline: Deadline, level: str, facts: Facts, calendar: WorkCalendar) -> Text:
    """Title and body of one level of one deadline."""
    name = level.split("_")[0]
    return _WORDS[name](deadline, facts, calendar)


def _state(facts: Facts) -> str:
    return f"，目前状态：{facts.state}" if facts.state else ""


def _opened(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    basis = f"依据：{deadline.basis}。" if deadline.basis else ""
    return Text(f"新任务：{deadline.title}", f"{deadline.unit}：请于{full_day(deadline.due_on)}前{deadline.verb}《{deadline.title}》。{basis}")


def _before(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    left = workdays_between(facts.on, deadline.due_on, calendar)
    way_out = kind_row(deadline.kind).way_out
    ask = f"请按时{deadline.verb}{f'；确有困难的，请在到期前{way_out}' if way_out else ''}。"
    return Text(f"还有{left}个工作日：{deadline.title}", f"《{deadline.title}》将于{full_day(deadline.due_on)}到期{_state(facts)}。{ask}")


def _due(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    if deadline.due_on != facts.on:
        return _overdue(deadline, facts, calendar)
    return Text(f"今日到期：{deadline.title}", f"《{deadline.title}》今日到期{_state(facts)}。")


def _overdue(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    late = workdays_between(deadline.due_on, facts.on, calendar)
    how = f"，现逾期{late}个工作日" if late else ""
    body = f"《{deadline.title}》应于{full_day(deadline.due_on)}完成{how}，请立即{deadline.verb}并说明原因。逾期情况计入{facts.on.month}月月报。"
    return Text(f"已逾期：{deadline.title}", body)


def _escalate(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    late = workdays_between(deadline.due_on, facts.on, calendar)
    body = f"贵单位《{deadline.title}》经{facts.urged}次催办仍未完成。司法局将视情制发督办函。催办记录见系统。"
    return Text(f"{deadline.unit}逾期{late}个工作日：{deadline.title}", body)


def _urge(deadline: Deadline, facts: Facts, calendar: WorkCalendar) -> Text:
    if deadline.due_on < facts.on:
        return Text(f"催办：{deadline.title}", _overdue(deadline, facts, calendar).body)
    return Text(f"催办：{deadline.title}", f"《{deadline.title}》将于{full_day(deadline.due_on)}到期{_state(facts)}，请抓紧{deadline.verb}。")


_WORDS = {"opened": _opened, "before": _before, "due": _due, "overdue": _overdue, "escalate": _escalate, "urge": _urge}


def digest_text(deadlines: list[Deadline], on: date) -> Text:
    """每日汇总: one line for each deadline, the overdue first."""
    late = [deadline for deadline in deadlines if deadline.due_on < on]
    running = [deadline for deadline in deadlines if deadline.due_on >= on]
    lines = [f"逾期 · {_line(deadline, '应于')}" for deadline in sorted(late, key=lambda row: row.due_on)]
    lines += [_line(deadline, "") for deadline in sorted(running, key=lambda row: row.due_on)]
    return Text(f"今日待办{len(running)}件，逾期{len(late)}件", "\n".join(lines))


def _line(deadline: Deadline, word: str) -> str:
    return f"{deadline.title} · {word}{day_cn(deadline.due_on)}{'' if word else '到期'} · {settings.BASE_URL}{deadline.url or deadline.get_absolute_url()}"


def mail_text(text: Text, url: str) -> Text:
    """The same as a mail: prefix, closing sentence, address and signature."""
    address = f"\n{settings.BASE_URL}{url}" if url else ""
    sign = f"{settings.BUREAU_NAME}行政执法协调监督科　联系电话 {settings.BUREAU_PHONE}　本邮件由系统发出，请勿直接回复。"
    body = f"{text.body}\n\n" if text.body else ""
    return Text(MAIL_PREFIX + " ".join(text.title.split()), f"{body}{MAIL_END}{address}\n\n{sign}\n")
