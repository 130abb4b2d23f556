"""Shapes of the rows in `config/kinds.py`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FilePurpose:
    """文件用途: allowed extensions, size in MiB and the dotted checks `may_see(user, file) -> bool` and `may_upload(user, target)
    -> Unit | None` (refuses with PermissionDenied, Http404 or DomainError; "" = no one uploads)."""

    label: str
    extensions: tuple[str, ...]
    megabytes: int
    may_see: str
    may_upload: str
    on_stored: str = ""  # dotted (file, target, actor, at) -> None, in the transaction that stores the file
    quota_megabytes: int = 0  # all files of this purpose together, per unit; 0 = no limit but the disk
    verb: str = "传"  # what the user does with the file, in refusals
    is_ours: bool = False  # written by the product itself: archives are not unpacked to be measured


@dataclass(frozen=True)
class DeadlineKind:
    """期限种类: who may see it besides the assignee, reminder levels in working days before (positive) and after (negative) the day, who is told.

    After `escalate_after` working days the holders of `escalation_permission` in the unit are told, and the reminders thin out.
    A kind without levels after the day is not followed up at all.
    """

    label: str
    view_permission: str
    levels: tuple[int, ...] = (7, 3, 1, 0, -1)
    recipient_permission: str = ""
    state_of: str = ""  # dotted (target_id) -> present state in words
    on_recounted: str = ""  # dotted (target_id, day, actor, at): the row that states the day follows a new calendar, before the deadline is locked
    escalation_permission: str = "rectification.approve_report"
    escalate_after: int = 3
    tells_opening: bool = True  # False where another message tells of the task already
    is_named_by_number: bool = False  # the audit keeps the first word of the title, its number, and not what the matter is about
    way_out: str = ""  # what whoever cannot keep the day does before it comes; only what the pages offer


@dataclass(frozen=True)
class DocumentHandlers:
    """文书处理: dotted callables of the app that drafts this kind; empty where nothing follows."""

    on_issued: str = ""  # (document, actor, at)
    on_served: str = ""  # (document, service, actor, at)
    on_revoked: str = ""  # (document, actor, at)
    on_dropped: str = ""  # (document, actor, at)
    fixed_parts: tuple[str, ...] = ()  # keys of the text that the source writes and nobody edits
    objects_at: str = ""  # (document) -> address at which the unit objects, instead of to the document


@dataclass(frozen=True)
class OrderSource:
    """整改来源: label and what the source does when its order is closed or reopened."""

    label: str
    on_closed: str = ""  # (order, actor, at)
    on_reopened: str = ""  # (order, actor, at), before the order itself is locked


@dataclass(frozen=True)
class IncomingTarget:
    """收文关联对象: what a paper received may be linked to, and the dotted callables of its app, both starting at `visible_to(user)`."""

    label: str
    find: str  # (user, text, limit) -> list of documents.incoming.targets.Place, the candidates
    places: str  # (user, keys) -> the same for the keys in sight of `user`, in one statement; the others are left out
    has_whole_keys: bool = True  # keys are whole numbers; others never reach `places`


@dataclass(frozen=True)
class PhraseKind:
    """常用语类别: its name, where its sentences are offered, and those that come with the program."""

    name: str
    where: str
    shipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrefillSource:
    """预填来源: what it is called, and who knows it: dotted (units, period | None) -> {unit id: text}; `of_period` where last period's value is none for this one."""

    label: str
    values: str
    of_period: bool = False
