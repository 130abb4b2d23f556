"""分派: two reviewers per file, chosen or drawn, own unit excluded; recusal and the seat that falls free."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.separation import same_person
from cases import notices
from cases.actions.steps import lock_file, move_file, require, take_batch
from cases.drawing import canonical_frame, deal, frame_hash, new_seed
from cases.models import Draw, DrawKind, DrawnFile, ReviewBatch, ReviewSheet
from cases.reviewers import OWN_UNIT, belongs_to, eligible, homes_of, pool_of, refuse_out_of_sight
from cases.workflow import ORGANISE, REVIEW_TRANSITIONS, SCORE, SHEET_TRANSITIONS, BatchAct, FileState, ReviewAct, ReviewState, SheetAct, SheetState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.notices.actions import cancel_deadline, open_deadline
from core.notices.models import Deadline
from core.workflow import next_status

SCORING_RULE = "scoring"


@transaction.atomic
def assign_file(*, file: DrawnFile, first: User, second: User, actor: User, at: datetime) -> DrawnFile:
    """指定评查员: two different persons, neither of the file's unit."""
    require(actor, ORGANISE)
    refuse_out_of_sight((first, second), actor)
    for deadline in _seat_two(file, first, second, actor, at):
        _tell(deadline, at)
    return file


def _seat_two(file: DrawnFile, first: User, second: User, actor: User, at: datetime) -> list[Deadline]:
    file = _waiting_file(file, actor)
    if same_person(first, second):
        raise DomainError("两位评查员不能是同一个人。")
    move_file(file, ReviewAct.ASSIGN)
    file.save(update_fields=["review_state"])
    audit.record(actor=actor, act=ReviewAct.ASSIGN, target=file, at=at, note=f"{first}、{second}")
    return [_seat(file, 1, first, actor, at), _seat(file, 2, second, actor, at)]


def _tell(deadline: Deadline, at: datetime, count: int = 1) -> None:
    reviewer = User.objects.get(pk=deadline.assignee_id)
    notices.tell_assigned(reviewer, count=count, due_on=deadline.due_on, at=at, key=f"assigned:{deadline.pk}")


def _waiting_file(file: DrawnFile, actor: User) -> DrawnFile:
    file = lock_file(DrawnFile.objects.visible_to(actor).get(pk=file.pk))
    if file.state != FileState.RECEIVED:
        raise IllegalTransition(f"{file} 还没有到卷，不能分派。")
    if file.review_state != ReviewState.UNASSIGNED:
        raise IllegalTransition(f"{file} 已经分派。")
    return file


def _seat(file: DrawnFile, seat: int, reviewer: User, actor: User, at: datetime) -> Deadline:
    """A sheet for `reviewer` on `seat`; returns its deadline."""
    if belongs_to(reviewer, file.row.unit):
        raise DomainError(OWN_UNIT.replace("您", str(reviewer)))
    if any(same_person(reviewer, other.reviewer) for other in file.sheets.select_related("reviewer")):
        raise DomainError(f"{reviewer}已在这份案卷上，或者已申请回避。")
    sheet = ReviewSheet.objects.create(file=file, reviewer=reviewer, seat=seat, assigned_at=at)
    fixed = file.row.batch.scoring_due_on
    is_fixed = fixed is not None and fixed > timezone.localdate(at)
    return open_deadline(
        kind="score_file",
        target=sheet,
        title=f"{file.row.batch.name}：评查 {file}",
        unit=reviewer.unit,
        assignee=reviewer,
        actor=actor,
        at=at,
        rule_code="" if is_fixed else SCORING_RULE,
        due_on=fixed if is_fixed else None,
        start_event="分派案卷",
        verb="评查",
        url=sheet.get_absolute_url(),
    )


@transaction.atomic
def deal_reviewers(*, batch: ReviewBatch, actor: User, at: datetime) -> Draw:
    """随机分派: every file that has arrived and has no reviewer gets two from the batch's pool; recorded like a draw."""
    batch = take_batch(batch, BatchAct.ASSIGN, actor)
    files = list(
        DrawnFile.objects.filter(row__batch=batch, state=FileState.RECEIVED, review_state=ReviewState.UNASSIGNED).select_related(
            "row__unit", "row__batch", "entry"
        )
    )
    if not files:
        raise IllegalTransition("没有待分派的到卷案卷。")
    pool = {user.username: user for user in pool_of(batch)}
    homes = homes_of(pool.values())
    allowed = {file.entry.key: [user.username for user in eligible(file, pool.values(), homes)] for file in files}
    short = [file for file in files if len(allowed[file.entry.key]) < 2]
    if short:
        raise DomainError(f"{short[0]} 可选的评查员不足两人，请先增加评查员。")
    record = _record_deal(batch, allowed, actor, at)
    opened: dict[str, list[Deadline]] = defaultdict(list)
    for file in files:
        names = record.result[file.entry.key]
        for name, deadline in zip(names, _seat_two(file, pool[names[0]], pool[names[1]], actor, at), strict=True):
            opened[name].append(deadline)
    for deadlines in opened.values():
        _tell(deadlines[0], at, len(deadlines))
    return record


def _record_deal(batch: ReviewBatch, allowed: dict[str, list[str]], actor: User, at: datetime) -> Draw:
    frame = canonical_frame((f"{key}", f"{key}:{name}") for key, names in allowed.items() for name in names)
    digest, seed = frame_hash(frame), new_seed()
    record = Draw.objects.create(
        batch=batch,
        kind=DrawKind.REVIEWERS,
        number=f"FP{timezone.localdate(at):%Y%m%d}-{batch.pk:04d}-{batch.draws.count() + 1}",
        frame=frame,
        frame_hash=digest,
        size_rule={"seats": 2},
        frozen_at=at,
        frozen_by=actor,
        seed=seed,
        drawn_at=at,
        drawn_by=actor,
        result=deal(allowed, seed),
    )
    audit.record(actor=actor, act=BatchAct.ASSIGN, target=batch, at=at, note=record.number)
    return record


@transaction.atomic
def recuse(*, sheet: ReviewSheet, actor: User, at: datetime, reason: str) -> ReviewSheet:
    """申请回避: the reviewer leaves the file with a reason; the office fills the seat. What was scored stays out of the result."""
    require(actor, SCORE)
    file = lock_file(sheet.file)
    sheet = ReviewSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk, reviewer=actor)
    sheet.state = next_status(SHEET_TRANSITIONS, SheetAct.RECUSE, sheet.state)
    sheet.recuse_reason = reason
    sheet.save(update_fields=["state", "recuse_reason"])
    cancel_deadline(kind="score_file", target=sheet, actor=actor, at=at)
    audit.record(actor=actor, act=SheetAct.RECUSE, target=file, at=at, note=reason)
    return sheet


HANDED_OVER = "工作交接"


@transaction.atomic
def take_over_seat(*, sheet: ReviewSheet, taker: User, actor: User, at: datetime) -> ReviewSheet:
    """交接评查: inside a hand-over, whose power the caller has tested. What was scored stays with who scored it, out of the result; the taker begins anew."""
    file = lock_file(sheet.file)
    sheet = ReviewSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    sheet.state = next_status(SHEET_TRANSITIONS, SheetAct.RECUSE, sheet.state)
    sheet.recuse_reason = HANDED_OVER
    sheet.save(update_fields=["state", "recuse_reason"])
    cancel_deadline(kind="score_file", target=sheet, actor=actor, at=at)
    _tell(_seat(file, sheet.seat, taker, actor, at), at)
    audit.record(actor=actor, act="hand_over_seat", act_label="交接评查", target=file, at=at, note=f"{sheet.reviewer}→{taker}")
    return file.sheets.standing().get(seat=sheet.seat)


@transaction.atomic
def fill_seat(*, file: DrawnFile, seat: int, reviewer: User, actor: User, at: datetime) -> ReviewSheet:
    """补派: a reviewer for a seat whose holder left, or the third where nobody could be called by the system."""
    require(actor, ORGANISE)
    refuse_out_of_sight([reviewer], actor)
    file = lock_file(DrawnFile.objects.visible_to(actor).get(pk=file.pk))
    if seat == 3:
        file.review_state = next_status(REVIEW_TRANSITIONS, ReviewAct.CALL_THIRD, file.review_state)
        file.save(update_fields=["review_state"])
    elif file.review_state not in {ReviewState.ASSIGNED, ReviewState.SCORING}:
        raise IllegalTransition(f"{file} 现在不需要补派评查员。")
    if file.sheets.standing().filter(seat=seat).exists():
        raise IllegalTransition("这一席位已有评查员。")
    _tell(_seat(file, seat, reviewer, actor, at), at)
    audit.record(actor=actor, act="fill_seat", act_label="补派评查员", target=file, at=at, note=str(reviewer))
    return file.sheets.standing().get(seat=seat)


def call_third(file: DrawnFile, *, actor: User, at: datetime) -> ReviewSheet | None:
    """自动请第三人: the eligible reviewer of the pool with the least open work, by hash where equal; None leaves it to the office."""
    names = {user.username: user for user in eligible(file, pool_of(file.row.batch))}
    if not names:
        return None
    open_work = ReviewSheet.objects.filter(reviewer__in=names.values(), state__in=(SheetState.ASSIGNED, SheetState.SCORING))
    load = {name: sum(sheet.reviewer_id == user.pk for sheet in open_work) for name, user in names.items()}
    chosen = names[deal({file.entry.key: list(names)}, file.draw.seed, 1, load)[file.entry.key][0]]
    move_file(file, ReviewAct.CALL_THIRD)
    file.save(update_fields=["review_state"])
    _tell(_seat(file, 3, chosen, actor, at), at)
    audit.record(actor=actor, act=ReviewAct.CALL_THIRD, target=file, at=at)
    return file.sheets.standing().get(seat=3)
