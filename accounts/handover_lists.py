"""台账: 工作交接."""

from django.utils import timezone

from accounts.handover_forms import posts_to_hand_over
from accounts.models import Handover, HandoverState, User
from accounts.models.handover import GRANT, PROPOSE
from core.lists import Column, Empty, Link, ListPage, Tab
from core.look.marks import badge


def _buttons(viewer: User) -> list[Link]:
    from_here = viewer.has_perm(GRANT) or (viewer.has_perm(PROPOSE) and posts_to_hand_over(viewer).exists())
    return [Link("办理交接" if viewer.has_perm(GRANT) else "提请交接", "/accounts/handovers/new/", "users")] if from_here else []


def _day(handover: Handover) -> str:
    at = handover.done_at or handover.proposed_at
    return f"{timezone.localtime(at):%Y-%m-%d}"


HANDOVERS = ListPage(
    name="accounts.handover_lists.HANDOVERS",
    title="工作交接",
    noun="次",
    crumbs=("系统", "工作交接"),
    rows=lambda viewer: Handover.objects.visible_to(viewer).for_list(),
    columns=(
        Column("giver", "移交人", "giver.name", sort="giver__name"),
        Column("taker", "接手人", "taker.name", sort="taker__name"),
        Column("role", "岗位", "role.name"),
        Column("unit", "单位", "unit.short_name", sort="unit__sort_key", fills=True),
        Column("reason", "事由", "reason", width=30),
        Column("day", "日期", _day, sort="proposed_at"),
        Column("state", "状态", lambda row: badge(row.tone, row.get_state_display()), export=lambda row: row.get_state_display()),
    ),
    detail="accounts:handover-detail",
    search=lambda rows, words, viewer: (
        rows.filter(giver__name__contains=words) | rows.filter(taker__name__contains=words) | rows.filter(unit__name__contains=words)
    ),
    find="搜姓名、单位",
    order=("-pk",),
    tabs=(
        Tab("all", "全部"),
        Tab("proposed", "待办理", lambda rows, viewer, on: rows.filter(state=HandoverState.PROPOSED)),
        Tab("done", "已交接", lambda rows, viewer, on: rows.filter(state=HandoverState.DONE)),
    ),
    buttons=_buttons,
    empty=Empty("还没有工作交接", "人员离开岗位时，由本单位分管领导或者司法局提请，安全管理员办理；未办结的事项一次移交。"),
)
