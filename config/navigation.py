"""导航: what the frame of every page shows. Pages that do not exist or are out of one's power are absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Post, Scope, User
from core.cache import is_away
from core.jobs.models import OPEN_STATES, Job
from core.lists.asked import IDENTITY_NUMBER
from core.notices.models import Message
from core.search.query import one_code

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Page:
    """One entry: its word, its address and the powers of which one is enough ("" for everybody)."""

    label: str
    path: str
    powers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """First level: a word, an icon and the pages under it; a section without pages is a page itself."""

    label: str
    icon: str
    path: str
    pages: tuple[Page, ...] = ()
    powers: tuple[str, ...] = ()


REGISTER, NUMBERS = ("personnel.view_register",), ("reports.view_numbers",)
SECTIONS = (
    Section("工作台", "layout-list", "/"),
    Section(
        "人员",
        "id-badge-2",
        "/personnel/",
        (
            Page("执法主体", "/personnel/subjects/", REGISTER),
            Page("执法人员", "/personnel/officers/", REGISTER),
            Page("执法证件", "/personnel/certificates/", REGISTER),
            Page("年度审验", "/personnel/verifications/", REGISTER),
            Page("培训学时", "/personnel/trainings/", REGISTER),
            Page("资格考试", "/personnel/exams/", REGISTER),
            Page("队伍配备", "/personnel/staffing/", REGISTER),
            Page("通讯录", "/accounts/contacts/", REGISTER),
        ),
    ),
    Section(
        "案卷",
        "folders",
        "/cases/",
        (
            Page("执法行为", "/cases/acts/", ("cases.view_acts",)),
            Page("案卷", "/cases/files/", ("cases.view_acts", "cases.view_reviews")),
            Page("案卷评查", "/cases/batches/", ("cases.view_reviews", "cases.organise_reviews")),
            Page("自助预查", "/cases/precheck/", ("cases.precheck",)),
            Page("我的评查", "/cases/sheets/", ("cases.score_files",)),
            Page("重大决定备案", "/cases/filings/", ("cases.view_acts",)),
            Page("复议诉讼", "/cases/challenges/", ("cases.view_acts",)),
            Page("裁量基准", "/cases/benchmarks/", ("cases.view_acts",)),
        ),
    ),
    Section(
        "监督",
        "checklist",
        "/supervision/",
        (
            Page("计划台账", "/supervision/plans/", ("supervision.view_plans",)),
            Page("专项活动", "/supervision/campaigns/", ("supervision.view_plans",)),
            Page("监督检查", "/supervision/checks/", ("supervision.view_plans",)),
            Page("发现问题", "/supervision/findings/", ("supervision.view_plans",)),
            Page("清单名录", "/supervision/registers/", ("supervision.view_plans",)),
            Page("争议协调", "/supervision/disputes/", ("supervision.view_plans",)),
        ),
    ),
    Section(
        "线索",
        "message-report",
        "/leads/",
        (Page("线索办理", "/leads/inbox/"), Page("线索移送", "/leads/transfers/"), Page("你点我督", "/leads/topics/"), Page("监督预警", "/leads/alerts/")),
    ),
    Section(
        "整改",
        "refresh-dot",
        "/rectification/",
        (
            Page("整改台账", "/rectification/orders/", ("rectification.view_orders",)),
            Page("约谈", "/rectification/interviews/", ("rectification.view_orders",)),
            Page("责任追究", "/rectification/accountability/", ("rectification.view_orders",)),
        ),
    ),
    Section(
        "报送",
        "inbox",
        "/submissions/",
        (
            Page("报送任务", "/submissions/", ("reports.view_numbers",)),
            Page("报送件", "/submissions/items/", ("submissions.view_requests",)),
            Page("报送一览", "/submissions/matrix/", ("submissions.manage_requests",)),
            Page("周期任务", "/submissions/series/", ("submissions.manage_requests",)),
            Page("报送负担", "/submissions/burden/", ("submissions.manage_requests",)),
        ),
    ),
    Section(
        "文书",
        "file-text",
        "/documents/",
        (Page("文书", "/documents/", ("documents.view_documents",)), Page("收文与批示", "/documents/received/", ("documents.view_incoming",))),
    ),
    Section(
        "报告",
        "chart-bar",
        "/reports/",
        (
            Page("监督总览", "/reports/dashboard/", NUMBERS),
            Page("效能热力图", "/reports/heatmap/", NUMBERS),
            Page("监督月报", "/reports/monthly/", NUMBERS),
            Page("季度通报", "/reports/quarterly/", NUMBERS),
            Page("年度总评", "/reports/annual/", NUMBERS),
            Page("统计年报", "/reports/statistics/", NUMBERS),
            Page("考核方案", "/reports/assessment/", NUMBERS),
        ),
    ),
    Section(
        "系统",
        "settings",
        "/system/",
        (
            Page("单位", "/accounts/units/", ("accounts.manage_units",)),
            Page("单位组", "/accounts/groups/", ("accounts.manage_groups",)),
            Page("账号", "/accounts/users/", ("accounts.manage_accounts", "accounts.grant_posts", "accounts.unlock_accounts")),
            Page("账号批次", "/accounts/batches/", ("accounts.manage_accounts", "accounts.grant_posts")),
            Page("岗位", "/accounts/posts/", ("accounts.grant_posts",)),
            Page("请假代理", "/accounts/deputies/", ("accounts.propose_handover", "accounts.grant_posts")),
            Page("工作交接", "/accounts/handovers/", ("accounts.propose_handover", "accounts.grant_posts")),
            Page("安全策略", "/accounts/policy/", ("accounts.manage_policy",)),
            Page("审计日志", "/accounts/audit/", ("core.view_audit",)),
            Page("工作日历", "/calendar/", ("core.manage_calendar",)),
            Page("参数", "/parameters/", ("core.manage_dictionaries", "core.manage_calendar")),
            Page("常用语字典", "/dictionaries/", ("core.manage_dictionaries",)),
            Page("对外消息", "/notices/messages/", ("core.view_health",)),
            Page("运行情况", "/health/", ("core.view_health",)),
        ),
    ),
)

# section path -> callable (user, on) -> queryset of things waiting for this person there; counted in one statement with the rest
WAITING: dict[str, str] = {"/rectification/": "rectification.desk.waiting", "/documents/": "documents.desk.waiting"}

# 联络员 on a phone: at most four
PHONE_BAR = (("待办", "layout-list", "/"), ("整改", "refresh-dot", "/rectification/orders/"), ("文书", "mail", "/documents/"), ("提醒", "bell", "/notices/"))
PHONE_ROLES = ("dept_liaison", "town_liaison")


@cache
def page_exists(path: str) -> bool:
    """Whether an address of the site map answers."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@dataclass
class Entry:
    """An entry as drawn for one person on one page."""

    label: str
    url: str
    icon: str = ""
    is_here: bool = False
    count: int = 0
    children: list[Entry] = field(default_factory=list)


def _count(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().annotate(all_rows=Value(1)).values("all_rows").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


def frame_sets(user: User, on: date) -> dict[str, QuerySet[Any]]:
    """What the frame counts for a person: 未读提醒、后台任务 and what waits in each section; named in FRAME_SETS."""
    waiting = {f"at_{number}": import_string(name)(user, on) for number, name in enumerate(WAITING.values())}
    return {
        "unread": Message.objects.inbox(user).unread(),
        "running": Job.objects.filter(requested_by=user, state__in=OPEN_STATES),
        **waiting,
    }


class Shell:
    """What the frame needs; every property is worked out when the template asks, so error pages stay without queries."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo, self.bureau, self.phone = settings.DEMO, settings.BUREAU_NAME, settings.BUREAU_PHONE

    @property
    def is_degraded(self) -> bool:
        """部分服务中断: pages work, what needs the queue is made up for later. Asked after the login has been read through the cache."""
        return is_away()

    @property
    def here(self) -> str:
        """The address that the navigation marks: where the view says it stands, else its own."""
        return getattr(self.request, "stands_in", "") or self.request.path

    @cached_property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def base(self) -> str:
        """Template that a page for everybody extends: with the navigation for those who have logged in."""
        return "base.html" if self.user else "base_public.html"

    @cached_property
    def post(self) -> Post | None:
        return self.user.post if self.user else None

    @cached_property
    def other_posts(self) -> list[Post]:
        """岗位 this person may change to."""
        if self.user is None or self.post is None:
            return []
        return [post for post in self.user.held_posts if post.pk != self.post.pk]

    @cached_property
    def counts(self) -> dict[str, int]:
        """未读提醒、后台任务 and the bare figures of the navigation, in one statement; a view that counts anyway has counted them along."""
        if self.user is None:
            return {}
        counted: dict[str, int] | None = getattr(self.request, "frame_counts", None)
        if counted is not None:
            return counted
        parts = frame_sets(self.user, timezone.localdate())
        return User.objects.filter(pk=self.user.pk).values(**{name: _count(rows) for name, rows in parts.items()}).first() or {}

    def _may(self, powers: tuple[str, ...]) -> bool:
        return self.user is not None and (not powers or any(self.user.has_perm(power) for power in powers))

    def _entries(self, section: Section) -> Iterator[Entry]:
        """The pages of a section; the one whose address fits best is where the person is."""
        here = max((page.path for page in section.pages if self.here.startswith(page.path)), key=len, default="")
        for page in section.pages:
            if page_exists(page.path) and self._may(page.powers):
                yield Entry(page.label, page.path, is_here=page.path == here)

    @cached_property
    def navigation(self) -> list[Entry]:
        """The tree for this person: sections with at least one page, the open one marked."""
        waiting = {path: self.counts.get(f"at_{number}", 0) for number, path in enumerate(WAITING)}
        entries = []
        for section in SECTIONS:
            children = list(self._entries(section))
            if not children and (section.pages or not page_exists(section.path) or not self._may(section.powers)):
                continue
            here = self.here == "/" if section.path == "/" else self.here.startswith(section.path)
            is_here = here or any(child.is_here for child in children)
            shown = [] if [child.label for child in children] == [section.label] else children  # its one page under its own name: no second level
            entries.append(Entry(section.label, section.path, section.icon, is_here, waiting.get(section.path, 0), shown))
        return entries

    @cached_property
    def phone_bar(self) -> list[Entry]:
        if self.user is None or self.user.role_code not in PHONE_ROLES:
            return []
        here = self.request.path
        return [Entry(label, path, icon, here == path or (path != "/" and here.startswith(path))) for label, icon, path in PHONE_BAR if page_exists(path)]

    @property
    def unit_page(self) -> str:
        """一单位一档 of the unit whose post one acts in; "" for the bureau's people and for those who see no unit."""
        return self.post.unit.page_url if self.post and self.post.role.scope == Scope.SUBTREE else ""

    @property
    def search_url(self) -> str:
        return "/search/" if page_exists("/search/") else ""

    @property
    def query(self) -> str:
        """What was searched for, to stand in the box again; an identity number does not."""
        words = self.request.GET.get("q", "") if self.request.path == "/search/" else ""
        return "" if IDENTITY_NUMBER.search(one_code(words)) else words

    @property
    def login_url(self) -> str:
        return reverse(settings.LOGIN_URL) if page_exists("/accounts/login/") else "/"

    @property
    def own_pages(self) -> dict[str, str]:
        """Addresses of the top bar that answer."""
        names = {
            "notices": "/notices/",
            "jobs": "/jobs/",
            "me": "/accounts/me/",
            "contacts": "/accounts/contacts/",
            "logout": "/accounts/logout/",
            "switch": "/accounts/post/",
            "help": "/help/",
        }
        return {name: path if page_exists(path) else "" for name, path in names.items()}


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
