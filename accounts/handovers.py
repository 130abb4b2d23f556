"""Unit groups, and what core keeps for a person: imports and jobs under way, deadlines in person, unread messages, planned reminders, uploads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from accounts.handover import Rows, Source, sources
from accounts.models import Post, UnitGroup, User
from accounts.with_post import Named
from core.files.models import Upload
from core.files.uploads import drop_upload
from core.jobs.models import Job
from core.notices.actions import pass_deadline
from core.notices.messages import tell
from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from core.sheets.engine import sheet_of
from core.sheets.models import BatchState, ImportBatch

NAME_LENGTH = 40
UNFINISHED = (BatchState.READING, BatchState.UNMATCHED, BatchState.CHECKED, BatchState.COMMITTING)


def _kinds_of(post: Post) -> set[str]:
    return {kind for kind in settings.SHEET_KINDS if sheet_of(kind).permission in post.powers}


def _imports_of(rows: Rows, post: Post, others: list[Post]) -> Rows:
    return rows.filter(kind__in=_kinds_of(post).difference(*map(_kinds_of, others)))


def _pass_imports(rows: Sequence[ImportBatch], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for batch in rows:
        batch.created_by = taker
    ImportBatch.objects.bulk_update(rows, ["created_by"])


def _jobs_of(rows: Rows, post: Post, others: list[Post]) -> Rows:
    return rows.filter(post=post.role_id, unit=post.unit_id)


def _pass_jobs(rows: Sequence[Job], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """From now on the taker's, with his rights; one that runs ends as it began and is handed to him."""
    Job.objects.filter(pk__in=[job.pk for job in rows]).update(requested_by=taker, acting_for=None)


def _pass_deadlines(rows: Sequence[Deadline], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for deadline in rows:
        pass_deadline(deadline=deadline, assignee=taker, at=at)


def _pass_messages(rows: Sequence[Message], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """Said again to the taker, settled with the giver: what was not read was not done."""
    for message in rows:
        tell(recipients=[taker], title=message.title, body=f"{giver}移交：{message.body}", url=message.url, at=at, key=f"handover:{message.pk}")
    Message.objects.filter(pk__in=[message.pk for message in rows]).update(settled_at=at)


def _pass_notices(rows: Sequence[Notice], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """The taker gets what was planned; where it is planned for him already, the giver's falls away."""
    for notice in rows:
        same = Notice.objects.filter(deadline=notice.deadline_id, version=notice.version, level=notice.level, channel=notice.channel, recipient=taker)
        mine = Notice.objects.filter(pk=notice.pk)
        if same.exists():
            mine.update(state=NoticeState.CANCELLED, note="对象已移交工作")
        else:
            mine.update(recipient=taker)


def _pass_groups(rows: Sequence[UnitGroup], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """The taker's from now on, under another name where he has a group of that name."""
    for group in rows:
        group.name, group.owner, group.changed_at = _free_name(group, giver, taker), taker, at
        group.save(update_fields=["name", "owner", "changed_at"])


def _free_name(group: UnitGroup, giver: User, taker: User) -> str:
    taken = set(UnitGroup.objects.filter(Q(owner=taker) | Q(is_shared=True)).exclude(pk=group.pk).values_list("name", flat=True))
    ends = ("", f"（{giver}）", *(f"（{giver} {number}）" for number in range(2, len(taken) + 3)))
    return next(name for end in ends if (name := f"{group.name[: NAME_LENGTH - len(end)]}{end}") not in taken)


def _drop_uploads(rows: Sequence[Upload], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for upload in rows:
        drop_upload(upload=upload)


def _import_words(batch: ImportBatch) -> Named:
    return Named(f"导入{sheet_of(batch.kind).title}：{batch.file.original_name}", batch.get_absolute_url())


def _unread() -> Any:
    return Message.objects.filter(channel=Channel.IN_APP).unread()


def _open_deadlines() -> Any:
    """Those in person, without the ones of rows that go by a source of their own."""
    own = [source.rows().model._meta.label_lower for source in sources() if source.has_deadline]
    return Deadline.objects.open().filter(assignee__isnull=False).exclude(target_kind__in=own)


GROUPS = Source(
    "unit_group",
    "建立的单位组",
    lambda: UnitGroup.objects.filter(owner__is_active=True),
    "owner",
    lambda row: Named(f"单位组：{row}（{'共用' if row.is_shared else '本人使用'}）", row.get_absolute_url()),
    _pass_groups,
    power="accounts.manage_groups",
)
IMPORTS = Source(
    "import",
    "未完成的导入",
    lambda: ImportBatch.objects.filter(state__in=UNFINISHED).select_related("file"),
    "created_by",
    _import_words,
    _pass_imports,
    of_post=_imports_of,
)
JOBS = Source("job", "进行中的后台任务", Job.objects.open, "requested_by", lambda job: Named(job.title, job.get_absolute_url()), _pass_jobs, of_post=_jobs_of)
DEADLINES = Source(
    "deadline",
    "指定本人办理的期限",
    _open_deadlines,
    "assignee",
    lambda row: Named(row.title, row.url or row.get_absolute_url(), row.due_on),
    _pass_deadlines,
)
MESSAGES = Source("message", "未查看的提醒", _unread, "recipient", lambda row: Named(row.title, row.url), _pass_messages, is_duty=False)
NOTICES = Source(
    "notice",
    "待发送的提醒",
    lambda: Notice.objects.filter(state=NoticeState.PLANNED, recipient__isnull=False).select_related("deadline"),
    "recipient",
    lambda row: Named(row.deadline.title, row.deadline.url),
    _pass_notices,
    is_duty=False,
)
UPLOADS = Source(
    "upload",
    "没有传完的文件",
    Upload.objects.unfinished,
    "created_by",
    lambda row: Named(row.original_name),
    _drop_uploads,
    ends="没有传完的，由接手人重新上传",
)
