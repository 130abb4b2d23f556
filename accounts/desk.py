"""工作台 of the three administrators: health, locked accounts, state of the chain."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts import throttle
from accounts.models import Handover, HandoverState, Post, PostProposal, User
from accounts.models.handover import GRANT
from accounts.trail import CHAIN_CHECK, CHAIN_WHOLE
from core.health.probes import examine
from core.jobs.models import Heartbeat
from core.lists.desk import Task

VERIFY_EVERY = timedelta(days=1)
MOST = 50


def tasks(user: User, on: date) -> list[Task]:
    """What waits for an administrator; nothing for anybody else."""
    made: list[Task] = []
    if user.has_perm("accounts.manage_accounts"):
        made += _of_system(on)
    if user.has_perm("accounts.unlock_accounts"):
        made += _of_security(on)
    if user.has_perm(GRANT):
        made += _handovers(user, on)
    if user.has_perm("core.view_audit"):
        made += _of_audit()
    return made


def _people_url(tab: str) -> str:
    return f"{reverse('accounts:user-list')}?tab={tab}"


def _batches_url() -> str:
    return f"{reverse('accounts:batch-list')}?tab=waiting"


def _of_system(on: date) -> list[Task]:
    faults = [
        Task("运行情况", f"{finding.name}：{finding.words}", reverse("readyz"), "查看", due_on=on) for finding in examine(timezone.now()) if not finding.is_ok
    ]
    waiting = User.objects.active().without_password().count()
    return [*faults, *([Task("账号", f"{waiting} 个账号还没有激活", _people_url("waiting"), "查看", "激活码 24 小时有效，过期须重置")] if waiting else [])]


def _of_security(on: date) -> list[Task]:
    blocked = len(throttle.blocked_users(timezone.now()))
    waiting = PostProposal.objects.waiting()
    idle = User.objects.active().exclude(username="system").exclude(pk__in=Post.objects.held(on).values("user")).exclude(pk__in=waiting.values("user")).count()
    asked = [Task("岗位", f"{number} 个岗位待授予", _batches_url(), "核对授予", "系统管理员导入的名单，确认后生效", on)] if (number := waiting.count()) else []
    made = [Task("登录受限", f"{blocked} 个账号登录受限", _people_url("blocked"), "查看", "十分钟后自动解除，也可以核实后解除", on)] if blocked else []
    return [*made, *asked, *([Task("岗位", f"{idle} 个账号还没有岗位", _people_url("idle"), "授予岗位", "没有岗位的人登录后什么也看不到")] if idle else [])]


def _handovers(user: User, on: date) -> list[Task]:
    """待办理交接: asked for, to be carried out by who grants posts."""
    waiting = Handover.objects.visible_to(user).filter(state=HandoverState.PROPOSED).for_list().order_by("proposed_at")
    return [
        Task("工作交接", f"办理工作交接：{row.giver}→{row.taker}", row.get_absolute_url(), "办理", f"{row.role}　{row.proposed_by}提请", on, unit=str(row.unit))
        for row in waiting[:MOST]
    ]


def _of_audit() -> list[Task]:
    """The chain is walked when asked; the desk says when that was and what was found."""
    last = Heartbeat.objects.filter(name=CHAIN_CHECK).first()
    url = reverse("accounts:audit-list")
    if last is None or last.finished_at is None:
        return [Task("审计链", "审计链还没有核验过", url, "核验")]
    words = f"最近核验 {timezone.localtime(last.finished_at):%Y-%m-%d %H:%M}，{last.note}"
    is_due = timezone.now() - last.finished_at > VERIFY_EVERY
    return [Task("审计链", words, url, "核验" if is_due else "查看", due_on=timezone.localdate() if is_due or last.note != CHAIN_WHOLE else None)]
