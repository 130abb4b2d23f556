"""评定: two agree, a third is called, three are settled or go to the group; the office confirms, the unit objects."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Post, User
from cases.actions.assignment import assign_file, fill_seat
from cases.actions.sheet import save_item, submit_sheet
from cases.actions.verdict import confirm_grade, confirm_row, decide_group, edit_finding, lift_cap
from cases.integrity import check
from cases.models import DrawnFile, Finding, ReviewBatch, ReviewSheet
from cases.workflow import BatchState, Grade, ReviewState, UnitState
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition
from tests.fixtures.cast import HouseClient

Score = Callable[..., ReviewSheet]
BIG = ("CF-102", "CF-207")  # 4 + 3 points


def fresh(sheet: ReviewSheet) -> DrawnFile:
    return DrawnFile.objects.get(pk=sheet.file_id)


def test_one_sheet_settles_nothing(sheets: list[ReviewSheet], score: Score) -> None:
    score(sheets[0], "CF-301")

    assert (fresh(sheets[0]).review_state, fresh(sheets[0]).final_score) == (ReviewState.SCORING, None)


def test_two_sheets_that_agree_make_their_mean(sheets: list[ReviewSheet], score: Score) -> None:
    score(sheets[0], "CF-301")
    score(sheets[1], "CF-301", "CF-103", "CF-405")

    file = fresh(sheets[0])
    assert (file.review_state, file.final_score, file.final_grade, file.gap) == (ReviewState.SUBMITTED, Decimal("96.50"), Grade.EXCELLENT, Decimal("3.00"))
    assert check() == []


def test_a_gap_over_five_calls_a_third_from_the_pool(sheets: list[ReviewSheet], score: Score, reviewers: list[User]) -> None:
    score(sheets[0])
    score(sheets[1], *BIG)

    third = fresh(sheets[0]).sheets.get(seat=3)
    assert (fresh(sheets[0]).review_state, fresh(sheets[0]).gap) == (ReviewState.THIRD, Decimal("7.00"))
    assert third.reviewer in reviewers[2:]


def test_a_lone_veto_calls_a_third(sheets: list[ReviewSheet], score: Score) -> None:
    score(sheets[0])
    score(sheets[1], veto="CF-V03")

    assert fresh(sheets[0]).review_state == ReviewState.THIRD


def test_another_grade_calls_a_third_even_when_the_scores_are_near(sheets: list[ReviewSheet], score: Score) -> None:
    ninety = ("CF-102", "CF-203", "CF-402", "CF-405")
    score(sheets[0], *ninety)
    score(sheets[1], *ninety, "CF-309")

    assert (fresh(sheets[0]).review_state, fresh(sheets[0]).gap) == (ReviewState.THIRD, Decimal("1.00"))


def test_without_an_eligible_third_the_gap_waits_for_the_office(
    sheets: list[ReviewSheet], score: Score, reviewers: list[User], inspector: User, at: datetime
) -> None:
    sheets[0].file.row.batch.reviewers.set(reviewers[:2])
    score(sheets[0])
    score(sheets[1], *BIG)
    assert fresh(sheets[0]).review_state == ReviewState.GAP

    sheet = fill_seat(file=fresh(sheets[0]), seat=3, reviewer=reviewers[3], actor=inspector, at=at)

    assert (sheet.seat, fresh(sheets[0]).review_state) == (3, ReviewState.THIRD)


def test_the_third_settles_with_the_nearer_one(sheets: list[ReviewSheet], score: Score) -> None:
    score(sheets[0])
    score(sheets[1], *BIG)

    score(fresh(sheets[0]).sheets.get(seat=3), "CF-405")

    file = fresh(sheets[0])
    assert (file.review_state, file.final_score) == (ReviewState.SUBMITTED, Decimal("99.50"))
    assert check() == []


def test_two_vetoes_of_three_stand(sheets: list[ReviewSheet], score: Score) -> None:
    score(sheets[0])
    score(sheets[1], veto="CF-V03")

    score(fresh(sheets[0]).sheets.get(seat=3), veto="CF-V18")

    file = fresh(sheets[0])
    assert (file.is_vetoed, file.final_score, file.final_grade) == (True, Decimal("0.00"), Grade.FAIL)


def test_three_apart_go_to_the_group_whose_word_is_recorded(sheets: list[ReviewSheet], score: Score, inspector: User, at: datetime) -> None:
    score(sheets[0])
    score(sheets[1], *BIG)
    score(fresh(sheets[0]).sheets.get(seat=3), *BIG, "CF-203", "CF-103", "CF-306", "CF-402")
    assert fresh(sheets[0]).review_state == ReviewState.SPLIT

    file = decide_group(file=fresh(sheets[0]), actor=inspector, at=at, score=Decimal("91.005"), is_vetoed=False, note="三人均到会，一致同意。")

    assert (file.review_state, file.final_score, file.final_grade) == (ReviewState.SUBMITTED, Decimal("91.01"), Grade.EXCELLENT)
    assert check() == []


def test_the_threshold_of_the_batch_decides(sheets: list[ReviewSheet], score: Score) -> None:
    ReviewBatch.objects.update(threshold=Decimal(8))
    score(sheets[0])
    score(sheets[1], *BIG)

    assert fresh(sheets[0]).review_state == ReviewState.SUBMITTED


@pytest.fixture
def agreed(sheets: list[ReviewSheet], score: Score) -> DrawnFile:
    score(sheets[0], "CF-301", "CF-405")
    score(sheets[1], "CF-301")
    return fresh(sheets[0])


def test_confirming_turns_the_counted_deductions_into_findings(agreed: DrawnFile, inspector: User, at: datetime) -> None:
    file = confirm_grade(file=agreed, actor=inspector, at=at)

    assert (file.review_state, file.confirmed_by) == (ReviewState.CONFIRMED, inspector)
    assert [(finding.item.code, finding.text, finding.pages) for finding in Finding.objects.all()] == [
        ("CF-301", "“事先告知书要素齐全”一项，缺内容。CF-301 的事实", [2]),
        ("CF-405", "“结案报告或者结案审批”一项，没有结案手续。CF-405 的事实", [2]),
    ]


def test_what_two_reviewers_saw_on_one_item_is_put_together(sheets: list[ReviewSheet], inspector: User, at: datetime) -> None:
    item = sheets[0].file.rubric.items.get(code="CF-307")
    for sheet, place, reason, page in ((sheets[0], "4", "没有写复议机关。", 7), (sheets[1], "5", "没有盖章", 8)):
        saved = save_item(sheet=sheet, item=item, version=0, actor=sheet.reviewer, at=at, picks={place: 1}, reason=reason, cites=[{"page": page, "box": None}])
        submit_sheet(sheet=saved, version=1, actor=sheet.reviewer, at=at, vetoes_checked=True)

    confirm_grade(file=fresh(sheets[0]), actor=inspector, at=at)

    finding = Finding.objects.get()
    assert finding.text == "“决定书法定事项齐全”一项，缺救济途径期限；缺机关名称印章。没有写复议机关。没有盖章"
    assert finding.pages == [7, 8]


def test_a_veto_that_did_not_stand_is_no_finding(sheets: list[ReviewSheet], score: Score, inspector: User, at: datetime) -> None:
    score(sheets[0])
    score(sheets[1], veto="CF-V03")
    score(fresh(sheets[0]).sheets.get(seat=3), "CF-405")

    confirm_grade(file=fresh(sheets[0]), actor=inspector, at=at)

    assert [finding.item.code for finding in Finding.objects.all()] == ["CF-405"]


def test_a_veto_that_stood_is_the_first_finding(sheets: list[ReviewSheet], score: Score, inspector: User, at: datetime) -> None:
    score(sheets[0], veto="CF-V03")
    score(sheets[1], veto="CF-V03")

    confirm_grade(file=fresh(sheets[0]), actor=inspector, at=at)

    assert Finding.objects.get().text == "“办案人员不具有执法资格，或者少于两人”，一票否决。第三页检查笔录载明的两名检查人员当日均不持证"


def test_a_reviewer_does_not_confirm_his_own_file(agreed: DrawnFile, reviewers: list[User], at: datetime) -> None:
    Post.objects.filter(user=reviewers[0]).update(role="bureau_staff")

    with pytest.raises(DomainError, match="本人所评案卷"):
        confirm_grade(file=agreed, actor=User.objects.get(pk=reviewers[0].pk), at=at)


def test_confirming_is_the_offices_power(agreed: DrawnFile, unit_member: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        confirm_grade(file=agreed, actor=unit_member, at=at)


def test_a_file_still_under_review_is_not_confirmed(sheets: list[ReviewSheet], score: Score, inspector: User, at: datetime) -> None:
    score(sheets[0])

    with pytest.raises(IllegalTransition):
        confirm_grade(file=fresh(sheets[0]), actor=inspector, at=at)


def test_the_unit_is_rated_when_all_its_files_are_confirmed_and_the_batch_follows(
    agreed: DrawnFile, reviewers: list[User], score: Score, inspector: User, at: datetime
) -> None:
    confirm_grade(file=agreed, actor=inspector, at=at)
    agreed.row.refresh_from_db()
    assert agreed.row.state == UnitState.FILES_RECEIVED
    other = agreed.row.files.exclude(pk=agreed.pk).get()
    assign_file(file=other, first=reviewers[2], second=reviewers[3], actor=inspector, at=at)
    for sheet in other.sheets.all():
        score(sheet)

    assert confirm_row(row=agreed.row, actor=inspector, at=at + timedelta(hours=1)) == 1

    agreed.row.refresh_from_db()
    assert (agreed.row.state, ReviewBatch.objects.get().state) == (UnitState.SCORED, BatchState.RATED)


def test_a_finding_is_left_out_with_a_reason(agreed: DrawnFile, inspector: User, at: datetime) -> None:
    confirm_grade(file=agreed, actor=inspector, at=at)
    finding = Finding.objects.first()

    edit_finding(finding=finding, actor=inspector, at=at, text=finding.text, drop_reason="卷内另有记载")

    finding.refresh_from_db()
    assert (finding.is_dropped, finding.drop_reason) == (True, "卷内另有记载")
    assert AuditEntry.objects.get(act="edit_finding").note == f"问题 {finding.pk}"  # what was found stays with the file


def test_a_finding_left_out_meanwhile_is_not_brought_back_by_an_older_page(
    agreed: DrawnFile, inspector: User, client_for: Callable[[User], HouseClient], at: datetime
) -> None:
    confirm_grade(file=agreed, actor=inspector, at=at)
    finding, client = agreed.findings.earliest("pk"), client_for(inspector)
    address = f"{agreed.get_absolute_url()}findings/{finding.pk}/edit/"
    shown = dict(client.get(agreed.get_absolute_url()).context["findings"])[finding]["seen"].value()
    edit_finding(finding=finding, actor=inspector, at=at, text=finding.text, drop_reason="卷内另有记载", seen=shown)

    late = client.post(address, {"text": "缺少证据来源。", "drop_reason": "", "seen": shown})

    kept = Finding.objects.get(pk=finding.pk)
    assert (late.status_code, kept.text, kept.drop_reason) == (409, finding.text, "卷内另有记载")
    assert "缺少证据来源。</textarea>" in late.text
    assert "与现存内容不同的有：问题、不列入反馈的理由。" in late.text
    again = dict(late.context["findings"])[finding]["seen"].value()
    assert client.post(address, {"text": "缺少证据来源。", "drop_reason": "", "seen": again}).status_code == 302
    assert Finding.objects.get(pk=finding.pk).text == "缺少证据来源。"


def test_a_reason_too_long_comes_back_in_its_form(agreed: DrawnFile, inspector: User, client_for: Callable[[User], HouseClient], at: datetime) -> None:
    confirm_grade(file=agreed, actor=inspector, at=at)
    finding = agreed.findings.earliest("pk")

    answer = client_for(inspector).post(f"{agreed.get_absolute_url()}findings/{finding.pk}/edit/", {"text": "缺少证据来源。", "drop_reason": "长" * 201})

    assert (answer.status_code, "缺少证据来源。</textarea>" in answer.text) == (422, True)


def test_another_limit_in_a_law_lifts_the_cap_before_anybody_submitted(sheets: list[ReviewSheet], score: Score, inspector: User, at: datetime) -> None:
    sheets[0].file.entry.is_late = True
    sheets[0].file.entry.save(update_fields=["is_late"])

    lift_cap(file=sheets[0].file, actor=inspector, at=at, reason="规章规定一百八十日")

    assert score(ReviewSheet.objects.get(pk=sheets[0].pk)).grade == Grade.EXCELLENT
    with pytest.raises(IllegalTransition):
        lift_cap(file=sheets[0].file, actor=inspector, at=at, reason="再改")


def test_a_reviewer_neither_records_the_groups_word_nor_lifts_the_cap_of_his_own_file(
    sheets: list[ReviewSheet], score: Score, reviewers: list[User], at: datetime
) -> None:
    sheets[0].file.entry.is_late = True
    sheets[0].file.entry.save(update_fields=["is_late"])
    Post.objects.filter(user=reviewers[0]).update(role="bureau_staff")
    own = User.objects.get(pk=reviewers[0].pk)

    with pytest.raises(DomainError, match="本人所评案卷"):
        lift_cap(file=sheets[0].file, actor=own, at=at, reason="规章规定一百八十日")

    DrawnFile.objects.filter(pk=sheets[0].file_id).update(review_state=ReviewState.SPLIT)
    with pytest.raises(DomainError, match="本人所评案卷"):
        decide_group(file=fresh(sheets[0]), actor=own, at=at, score=Decimal(100), is_vetoed=False, note="本人说了算")
