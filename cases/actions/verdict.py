"""评定: two opinions settled, a third called, the group's decision, the office's confirmation."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from cases.actions.assignment import call_third
from cases.actions.steps import follow_files, lock_file, lock_from_top, lock_row, move_file, require, take_file
from cases.findings import findings_of
from cases.models import BatchUnit, DrawnFile, Finding
from cases.reviewers import refuse_own_file
from cases.scoresheet import submitted_opinions
from cases.scoring import Outcome, Verdict, grade_of, half_up, settle
from cases.workflow import CONFIRM, ReviewAct, ReviewState
from core import audit
from core.errors import IllegalTransition
from core.stamps import refuse_stale

FINDING_FIELDS = ("text", "is_dropped", "drop_reason")
FINAL_FIELDS = ["review_state", "final_score", "final_grade", "is_vetoed"]


def settle_file(file: DrawnFile, *, actor: User, at: datetime) -> None:
    """两人（三人）都已提交: mean, third reviewer, or the group. Called with the file locked, by the submission that came last."""
    opinions = submitted_opinions(file)
    is_third_round = file.review_state == ReviewState.THIRD
    if not {1, 2} <= set(opinions) or (is_third_round and 3 not in opinions):
        return
    verdict = settle([opinions[seat] for seat in sorted(opinions)], threshold=file.row.batch.threshold, is_capped=file.is_capped)
    file.gap = abs(opinions[1].score - opinions[2].score)
    if verdict.outcome is Outcome.AGREED:
        _write_final(file, ReviewAct.AGREE, verdict)
    elif is_third_round:
        move_file(file, ReviewAct.SPLIT)
        file.save(update_fields=["review_state", "gap"])
    else:
        move_file(file, ReviewAct.FIND_GAP)
        file.save(update_fields=["review_state", "gap"])
        call_third(file, actor=actor, at=at)
    audit.record(actor=actor, act="settle_file", act_label="评查结果比对", target=file, at=at, note=file.get_review_state_display())


def _write_final(file: DrawnFile, act: ReviewAct, verdict: Verdict) -> None:
    move_file(file, act)
    file.final_score, file.final_grade, file.is_vetoed = verdict.score, verdict.grade, verdict.is_vetoed
    file.save(update_fields=[*FINAL_FIELDS, "gap"])


@transaction.atomic
def decide_group(*, file: DrawnFile, actor: User, at: datetime, score: Decimal, is_vetoed: bool, note: str) -> DrawnFile:
    """集体研究: three sheets are still apart; the office records what the group decided and who took part."""
    file = take_file(file, ReviewAct.DECIDE, actor)
    refuse_own_file(actor, file, "记录本人所评案卷的集体研究结论")
    file.final_score = Decimal("0.00") if is_vetoed else half_up(score)
    file.is_vetoed, file.group_note = is_vetoed, note
    file.final_grade = grade_of(file.final_score, is_vetoed=is_vetoed, is_capped=file.is_capped)
    file.save(update_fields=[*FINAL_FIELDS, "group_note"])
    audit.record(actor=actor, act=ReviewAct.DECIDE, target=file, at=at, note=note)
    return file


@transaction.atomic
def confirm_grade(*, file: DrawnFile, actor: User, at: datetime) -> DrawnFile:
    """确定等次: the office has looked through the sheets; what they found becomes the unit's findings. Basis: REVIEW-CONFIRM."""
    file = take_file(file, ReviewAct.CONFIRM, actor)
    refuse_own_file(actor, file, "确定本人所评案卷的等次")
    file.confirmed_at, file.confirmed_by = at, actor
    file.save(update_fields=["review_state", "confirmed_at", "confirmed_by"])
    Finding.objects.bulk_create(findings_of(file))
    audit.record(actor=actor, act=ReviewAct.CONFIRM, target=file, at=at)
    follow_files(file.row, actor=actor, at=at)
    return file


@transaction.atomic
def confirm_row(*, row: BatchUnit, actor: User, at: datetime) -> int:
    """全部确定: every file of the unit on which the reviewers agreed; returns how many."""
    require(actor, CONFIRM)
    row = lock_row(BatchUnit.objects.visible_to(actor).get(pk=row.pk))
    files = list(DrawnFile.objects.visible_to(actor).filter(row=row, review_state=ReviewState.SUBMITTED))
    for file in files:
        confirm_grade(file=file, actor=actor, at=at)
    return len(files)


@transaction.atomic
def lift_cap(*, file: DrawnFile, actor: User, at: datetime, reason: str) -> DrawnFile:
    """另有期限规定: the decision came after day 90 but a law or rule gives another limit; before any sheet is submitted."""
    require(actor, CONFIRM)
    file = lock_file(DrawnFile.objects.visible_to(actor).get(pk=file.pk))
    if submitted_opinions(file) or not file.entry.is_late:
        raise IllegalTransition("没有超期，或者已有评查员提交，不能再改等次上限。")
    refuse_own_file(actor, file, "认定本人所评案卷另有期限规定")
    file.cap_lifted_reason = reason
    file.save(update_fields=["cap_lifted_reason"])
    audit.record(actor=actor, act="lift_cap", act_label="记录另有期限规定", target=file, at=at, note=reason)
    return file


@transaction.atomic
def edit_finding(*, finding: Finding, actor: User, at: datetime, text: str, drop_reason: str = "", seen: str = "") -> Finding:
    """修改或不列入问题, before the letter is drafted. Raises StaleForm when it is no longer as `seen`."""
    require(actor, CONFIRM)
    file = lock_from_top(DrawnFile.objects.visible_to(actor).get(pk=finding.file_id))
    if file.row.feedback_id is not None:
        raise IllegalTransition("反馈函已经拟制，问题不能再改。")
    finding = file.findings.get(pk=finding.pk)
    refuse_stale(finding, FINDING_FIELDS, seen)
    finding.text, finding.is_dropped, finding.drop_reason = text, bool(drop_reason), drop_reason
    finding.save(update_fields=[*FINDING_FIELDS])
    audit.record(actor=actor, act="edit_finding", act_label="不列入反馈" if drop_reason else "修改问题", target=file, at=at, note=f"问题 {finding.pk}")
    return finding
