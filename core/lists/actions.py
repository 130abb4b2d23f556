"""常用筛选: keeping, sharing, renaming and dropping a list's address under a name; 列设置 of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import QueryDict

from core.audit.trail import record
from core.errors import DomainError
from core.lists.asked import IDENTITY_NUMBER, PASSING
from core.lists.models import SavedView, SavedViewQuerySet, Sharing
from core.stamps import refuse_stale

if TYPE_CHECKING:
    from accounts.models import User

MOST_VIEWS = 12
SHARE = "core.share_views"
FIELDS = ("name", "sharing")


@transaction.atomic
def save_view(*, page: str, name: str, query: str, actor: User, at: datetime, sharing: str = Sharing.PERSONAL, opens: bool = False) -> SavedView:
    """存为常用筛选: the same name again replaces the address; at most twelve a list and person, and as many shared in a circle.

    Raises PermissionDenied for who may not share with everybody, DomainError also where a shared view would end without a word.
    """
    _one_writer(page)
    kept = SavedView.objects.select_for_update().filter(page=page, owner=actor, name=name).first()
    if kept is not None and kept.is_shared and sharing == Sharing.PERSONAL:
        raise DomainError(
            f"您已有同名的筛选“{name}”，{kept.get_sharing_display()}。要更新它的，共用范围请选“{kept.get_sharing_display()}”；只给自己用的，请换个名称。"
        )
    view = kept or SavedView(page=page, owner=actor, name=name)
    was_shared, view.query, view.created_at = view.is_shared, _clean(query), at
    _share(view, sharing, actor)
    _refuse_too_many(view, actor)
    view.save()
    if view.is_shared or was_shared:
        record(actor=actor, act="share_view", act_label="共用常用筛选", target=view, at=at, note=view.get_sharing_display())
    if opens:
        open_with(view=view, page=page, actor=actor, at=at)
    return view


def _one_writer(page: str) -> None:
    """The names and numbers of a list's views are counted by one at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"core_saved_view:{page}"])


def _clean(query: str) -> str:
    """The address without what no other link carries on; nothing personal is kept."""
    params = QueryDict(query, mutable=True)
    for passing in (*PASSING, "view"):
        params.pop(passing, None)
    if any(IDENTITY_NUMBER.search(normalize("NFKC", value)) for _, values in params.lists() for value in values):
        raise DomainError("条件里有身份证号，不能存为常用筛选。请去掉后再存。")
    return params.urlencode(safe=",")


def _share(view: SavedView, sharing: str, actor: User) -> None:
    """Set whom the view is for. Whoever shares with everybody holds a power; the names of a circle are unique."""
    if Sharing.ALL in (sharing, view.sharing) and not actor.has_perm(SHARE):
        raise PermissionDenied
    if sharing == Sharing.UNIT and view.sharing != Sharing.UNIT:
        if actor.post_unit_id is None:
            raise DomainError("您还没有岗位，不能与本单位共用。")
        view.unit_id = actor.post_unit_id
    elif sharing != Sharing.UNIT:
        view.unit = None
    view.sharing = sharing
    alike = _circle(view).filter(name=view.name)
    if view.is_shared and alike.exists():
        raise DomainError("已有同名的共用筛选，请换个名称。")


def _circle(view: SavedView) -> SavedViewQuerySet:
    """The other views shared with the same people."""
    return SavedView.objects.filter(page=view.page, sharing=view.sharing, unit=view.unit_id).exclude(pk=view.pk)


def _refuse_too_many(view: SavedView, actor: User) -> None:
    own = SavedView.objects.named().filter(page=view.page, owner=actor).exclude(pk=view.pk)
    if own.count() >= MOST_VIEWS or (view.is_shared and _circle(view).count() >= MOST_VIEWS):
        raise DomainError(f"一张台账最多存 {MOST_VIEWS} 个常用筛选，请先删去不用的。")


def may_manage(view: SavedView, user: User) -> bool:
    """Its owner; of a shared one also whoever may share with everybody."""
    return view.owner_id == user.pk or (view.is_shared and user.has_perm(SHARE))


def _locked(view: SavedView, actor: User) -> SavedView:
    row = SavedView.objects.visible_to(actor).named().select_for_update().get(pk=view.pk)
    if not may_manage(row, actor):
        raise PermissionDenied
    return row


@transaction.atomic
def change_view(*, view: SavedView, name: str, sharing: str, actor: User, at: datetime, seen: str = "") -> SavedView:
    """改名、改共用范围. Raises PermissionDenied, StaleForm, DomainError."""
    _one_writer(view.page)
    row = _locked(view, actor)
    refuse_stale(row, FIELDS, seen)
    before = {field: getattr(row, field) for field in FIELDS}
    row.name = name
    if sharing != row.sharing or name != before["name"]:
        _share(row, sharing, actor)
    if SavedView.objects.filter(page=row.page, owner=row.owner, name=name).exclude(pk=row.pk).exists():
        raise DomainError("同名的常用筛选已经有了，请换个名称。")
    _refuse_too_many(row, row.owner)
    row.save(update_fields=["name", "sharing", "unit"])
    changes = {field: [old, getattr(row, field)] for field, old in before.items() if old != getattr(row, field)}
    if changes and (row.is_shared or before["sharing"] != Sharing.PERSONAL):
        record(actor=actor, act="share_view", act_label="修改共用筛选", target=row, at=at, changes=changes)
    return row


@transaction.atomic
def drop_view(*, view: SavedView, actor: User, at: datetime) -> None:
    """删去常用筛选: one's own, or a shared one by whoever may share with everybody; whom it opened for goes back to the plain list."""
    row = _locked(view, actor)
    if row.is_shared:
        record(actor=actor, act="drop_view", act_label="删去共用筛选", target=row, at=at, note=row.name)
    row.delete()


def open_with(*, view: SavedView | None, page: str, actor: User, at: datetime) -> None:
    """打开时使用: the list opens with this view for this person; None ends it."""
    SavedView.objects.update_or_create(page=page, owner=actor, name="", defaults={"opens": view}, create_defaults={"opens": view, "created_at": at})


def keep_columns(*, page: str, columns: Sequence[str], actor: User, at: datetime) -> None:
    """列设置: columns and their order as this person wants them on this list from now on; none means the usual ones."""
    params = QueryDict(mutable=True)
    if columns:
        params["columns"] = ",".join(dict.fromkeys(columns))
    keep_habit(page=page, query=params.urlencode(safe=","), actor=actor, at=at)


def keep_habit(*, page: str, query: str, actor: User, at: datetime) -> None:
    """How this person wants a page arranged, as a part of its address."""
    SavedView.objects.update_or_create(
        page=page, owner=actor, name="", defaults={"query": query[:1000]}, create_defaults={"query": query[:1000], "created_at": at}
    )
