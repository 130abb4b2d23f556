"""评分: saves against the version seen, only what the rubric says, evidence for every deduction."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.actions.sheet import drop_veto, note_page, save_item, save_summary, save_veto, submit_sheet
from cases.models import ReviewSheet, RubricItem
from cases.workflow import Grade, ReviewState, SheetState
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadline_of

PAGE = [{"page": 3, "box": None}]


@pytest.fixture
def sheet(sheets: list[ReviewSheet]) -> ReviewSheet:
    return sheets[0]


def item(sheet: ReviewSheet, code: str) -> RubricItem:
    return sheet.file.rubric.items.get(code=code)


def test_a_deduction_is_kept_with_its_cases_reason_and_page(sheet: ReviewSheet, at: datetime) -> None:
    saved = save_item(sheet=sheet, item=item(sheet, "CF-301"), version=0, actor=sheet.reviewer, at=at, picks={"5": 1}, reason="联系人空白", cites=PAGE)

    score = sheet.scores.get()
    assert (score.picks, score.deducted, score.reason, score.cites) == ({"5": 1}, Decimal(2), "联系人空白", PAGE)
    assert (saved.version, saved.state, saved.saved_at, saved.file.review_state) == (1, SheetState.SCORING, at, ReviewState.SCORING)


def test_several_occurrences_count_only_where_the_rubric_says_so(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-202"), version=0, actor=sheet.reviewer, at=at, picks={"0": 3, "2": 2}, cites=PAGE)

    assert (sheet.scores.get().picks, sheet.scores.get().deducted) == ({"0": 1, "2": 2}, Decimal(3))


def test_deductions_end_at_the_points_of_the_item(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-301"), version=0, actor=sheet.reviewer, at=at, picks={str(place): 1 for place in range(6)}, cites=PAGE)

    assert sheet.scores.get().deducted == Decimal(6)


def test_what_the_rubric_does_not_name_cannot_be_deducted(sheet: ReviewSheet, at: datetime) -> None:
    with pytest.raises(DomainError, match="没有这种扣分情形"):
        save_item(sheet=sheet, item=item(sheet, "CF-301"), version=0, actor=sheet.reviewer, at=at, picks={"6": 1})


def test_a_stale_save_is_refused_and_changes_nothing(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-101"), version=0, actor=sheet.reviewer, at=at, picks={"2": 1})

    with pytest.raises(StaleForm):
        save_item(sheet=sheet, item=item(sheet, "CF-101"), version=0, actor=sheet.reviewer, at=at)
    assert sheet.scores.get().picks == {"2": 1}


@pytest.mark.parametrize(("code", "reason", "message"), [("CF-301", "没有", "不能标"), ("CF-303", "", "须写明理由")])
def test_not_applicable_needs_a_rubric_that_allows_it_and_a_reason(sheet: ReviewSheet, at: datetime, code: str, reason: str, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        save_item(sheet=sheet, item=item(sheet, code), version=0, actor=sheet.reviewer, at=at, is_na=True, reason=reason)


def test_every_item_may_be_not_applicable_in_the_simple_procedure(sheet: ReviewSheet, at: datetime) -> None:
    sheet.file.entry.procedure = "简易程序"
    sheet.file.entry.save(update_fields=["procedure"])

    save_item(sheet=sheet, item=item(sheet, "CF-102"), version=0, actor=sheet.reviewer, at=at, is_na=True, reason="当场处罚不立案")

    assert sheet.scores.get().is_na


def test_a_page_beyond_the_scan_is_refused(sheet: ReviewSheet, at: datetime) -> None:
    with pytest.raises(DomainError, match="没有第 99 页"):
        save_item(sheet=sheet, item=item(sheet, "CF-301"), version=0, actor=sheet.reviewer, at=at, picks={"0": 1}, cites=[{"page": 99}])


def test_nobody_writes_on_anothers_sheet(sheet: ReviewSheet, reviewers: list[User], inspector: User, at: datetime) -> None:
    with pytest.raises(ReviewSheet.DoesNotExist):
        save_item(sheet=sheet, item=item(sheet, "CF-101"), version=0, actor=reviewers[1], at=at)
    with pytest.raises(PermissionDenied):
        save_item(sheet=sheet, item=item(sheet, "CF-101"), version=0, actor=inspector, at=at)


@pytest.mark.parametrize(
    ("statement", "cites", "is_checked", "message"),
    [
        ("太短了", PAGE, True, "至少 20 字"),
        ("第三页检查笔录载明的两名检查人员当日均不持证。", [], True, "证据页"),
        ("第三页检查笔录载明的两名检查人员当日均不持证。", PAGE, False, "逐页核对"),
    ],
)
def test_a_veto_needs_a_statement_a_page_and_a_tick(
    sheet: ReviewSheet, at: datetime, statement: str, cites: list[dict[str, int]], is_checked: bool, message: str
) -> None:
    with pytest.raises(DomainError, match=message):
        save_veto(sheet=sheet, item=item(sheet, "CF-V03"), version=0, actor=sheet.reviewer, at=at, statement=statement, cites=cites, is_checked=is_checked)


def test_a_veto_makes_the_sheet_zero_and_may_be_taken_back(sheet: ReviewSheet, at: datetime) -> None:
    veto = item(sheet, "CF-V03")
    vetoed = save_veto(
        sheet=sheet, item=veto, version=0, actor=sheet.reviewer, at=at, statement="第三页检查笔录载明的两名检查人员当日均不持证。", cites=PAGE, is_checked=True
    )
    assert vetoed.is_vetoed

    freed = drop_veto(sheet=vetoed, item=veto, version=1, actor=sheet.reviewer, at=at)

    assert (freed.is_vetoed, freed.vetoes.count()) == (False, 0)


def test_submitting_counts_unscored_items_as_full(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-303"), version=0, actor=sheet.reviewer, at=at, is_na=True, reason="没有听证")
    save_item(sheet=sheet, item=item(sheet, "CF-301"), version=1, actor=sheet.reviewer, at=at, picks={"5": 1}, cites=PAGE)

    done = submit_sheet(sheet=sheet, version=2, actor=sheet.reviewer, at=at, vetoes_checked=True)

    assert (done.state, done.score, done.grade) == (SheetState.SUBMITTED, Decimal("97.92"), Grade.EXCELLENT)
    assert deadline_of(done, "score_file").done_on is not None


def test_a_deduction_without_a_page_holds_up_the_submission(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-301"), version=0, actor=sheet.reviewer, at=at, picks={"5": 1})

    with pytest.raises(DomainError, match="CF-301"):
        submit_sheet(sheet=sheet, version=1, actor=sheet.reviewer, at=at, vetoes_checked=True)


def test_material_that_is_not_in_the_file_is_evidence_by_its_absence(sheet: ReviewSheet, at: datetime) -> None:
    save_item(sheet=sheet, item=item(sheet, "CF-405"), version=0, actor=sheet.reviewer, at=at, picks={"0": 1}, cites=[{"page": 0, "box": None}])

    assert submit_sheet(sheet=sheet, version=1, actor=sheet.reviewer, at=at, vetoes_checked=True).score == Decimal("99.00")


def test_the_vetoes_must_be_ticked_as_checked(sheet: ReviewSheet, at: datetime) -> None:
    with pytest.raises(DomainError, match="逐项核对"):
        submit_sheet(sheet=sheet, version=0, actor=sheet.reviewer, at=at, vetoes_checked=False)


def test_a_submitted_sheet_is_closed(sheet: ReviewSheet, at: datetime) -> None:
    submit_sheet(sheet=sheet, version=0, actor=sheet.reviewer, at=at, vetoes_checked=True)

    with pytest.raises(IllegalTransition):
        save_item(sheet=sheet, item=item(sheet, "CF-101"), version=1, actor=sheet.reviewer, at=at)
    with pytest.raises(IllegalTransition):
        save_summary(sheet=sheet, version=1, actor=sheet.reviewer, at=at, problems="迟了", merits="", advice="")


def test_a_late_decision_caps_the_grade(sheet: ReviewSheet, at: datetime) -> None:
    sheet.file.entry.is_late = True
    sheet.file.entry.save(update_fields=["is_late"])

    done = submit_sheet(sheet=sheet, version=0, actor=sheet.reviewer, at=at, vetoes_checked=True)

    assert (done.score, done.grade) == (Decimal("100.00"), Grade.PASS)


def test_the_page_last_seen_is_kept_without_raising_the_version(sheet: ReviewSheet) -> None:
    note_page(sheet=sheet, actor=sheet.reviewer, page=7)

    sheet.refresh_from_db()
    assert (sheet.last_page, sheet.version) == (7, 0)
