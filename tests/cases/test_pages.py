"""Pages of a review round, as the cast sees them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Unit, User
from cases.actions.assignment import deal_reviewers
from cases.actions.sheet import save_item
from cases.forms.batch import BatchForm
from cases.models import BatchUnit, ReviewBatch, ReviewSheet, Rubric
from cases.workflow import BatchState, FileState, SheetState, UnitState
from core.workdays.calendar import calendar_around
from core.workdays.counting import add_workdays
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]


def codes(client_for: Log, address: str, *users: User) -> list[int]:
    return [client_for(user).get(address).status_code for user in users]


def test_the_batch_is_for_the_bureau_and_its_units(
    published: ReviewBatch, row: BatchUnit, client_for: Log, inspector: User, leader: User, unit_member: User, outsider: User, reviewers: list[User]
) -> None:
    address = published.get_absolute_url()

    assert codes(client_for, address, inspector, leader, outsider, reviewers[0]) == [200, 200, 404, 404]
    assert client_for(unit_member).get(address).url == row.get_absolute_url()
    assert codes(client_for, row.get_absolute_url(), inspector, unit_member, outsider, reviewers[0]) == [200, 200, 404, 404]


def test_a_new_batch_is_made_by_the_bureau_only(
    rubric: Rubric, client_for: Log, inspector: User, unit_member: User, unit: object, reviewers: list[User]
) -> None:
    form = {
        "name": "2026年第二批", "period_from": "2025-01-01", "period_to": "2025-12-31", "rubrics": [rubric.pk], "ratio": "20", "minimum": "1", "threshold": "5",
        "catalogue_due_on": "2026-03-20", "self_report_due_on": "2026-04-10", "units": [unit.pk], "reviewers": [reviewers[0].pk, reviewers[1].pk],
    }  # fmt: skip

    assert codes(client_for, "/cases/batches/new/", inspector, unit_member) == [200, 403]
    assert client_for(unit_member).post("/cases/batches/new/", form).status_code == 403
    assert client_for(inspector).post("/cases/batches/new/", form).url == ReviewBatch.objects.get(name="2026年第二批").get_absolute_url()


def test_a_new_batch_proposes_its_days_by_the_rules_and_may_be_for_all_units(client_for: Log, inspector: User, unit: Unit) -> None:
    form, today = BatchForm(user=inspector), timezone.localdate()

    assert [form.fields[name].initial for name in ("catalogue_due_on", "self_report_due_on")] == [
        add_workdays(today, days, calendar_around(today)) for days in (5, 10)
    ]
    form = BatchForm({"is_for_all": "on", "catalogue_due_on": "2026-03-21"}, user=inspector)
    assert form.errors["catalogue_due_on"] == ["3月21日（周六）是休息日，请改为工作日，最近的是3月23日（周一）。"]
    assert "units" not in form.errors
    assert unit in form.cleaned_data["units"]
    assert BatchForm({}, user=inspector).errors["units"] == ["请选择被评查单位。"]


def test_a_batch_with_two_size_rules_is_refused_in_words(rubric: Rubric, client_for: Log, inspector: User) -> None:
    response = client_for(inspector).post("/cases/batches/new/", {"ratio": "20", "number": "3"})

    assert response.status_code == 422
    assertContains(response, "抽取比例和每单位抽取数填一项，只填一项。", status_code=422)


def test_the_whole_round_is_pressed_from_the_pages(batch: ReviewBatch, client_for: Log, inspector: User, unit_member: User, at: datetime) -> None:
    row, office, home = batch.rows.get(), client_for(inspector), batch.get_absolute_url()
    ReviewBatch.objects.update(catalogue_due_on=timezone.localdate(), self_report_due_on=timezone.localdate() + timedelta(days=14))

    for act, goal in (("publish", home), ("lock", home), ("draw", home), ("request-files", home)):
        if act == "lock":
            assert client_for(unit_member).post(f"{row.get_absolute_url()}confirm/").url == row.get_absolute_url()
        assert office.post(f"{home}{act}/").url == goal

    row.refresh_from_db()
    assert (row.state, ReviewBatch.objects.get().state) == (UnitState.FILES_REQUESTED, BatchState.SCORING)


@pytest.mark.parametrize("act", ["publish", "lock", "unlock", "draw", "request-files", "deal", "close", "bulletin"])
def test_acts_are_posts_of_the_bureau(published: ReviewBatch, client_for: Log, inspector: User, unit_member: User, outsider: User, act: str) -> None:
    address, data = f"{published.get_absolute_url()}{act}/", {"reason": "理由", "text": "要点"}

    assert client_for(inspector).get(address).status_code == 405
    assert client_for(unit_member).post(address, data).status_code == 403
    assert client_for(outsider).post(address, data).status_code == 404


def test_the_certificate_says_that_it_recomputes(drawn: ReviewBatch, client_for: Log, unit_member: User, outsider: User) -> None:
    record = drawn.draws.get()

    assertContains(client_for(unit_member).get(record.get_absolute_url()), "重算一致")
    assertContains(client_for(unit_member).get(record.get_absolute_url()), "市场监督管理局　行政处罚</td>")
    assertNotContains(client_for(unit_member).get(record.get_absolute_url()), "X002|penalty")
    assertContains(client_for(unit_member).get(f"{record.get_absolute_url()}print/"), record.seed)
    assert client_for(outsider).get(record.get_absolute_url()).status_code == 404


def test_the_record_of_assignment_is_not_for_units(received: ReviewBatch, client_for: Log, inspector: User, unit_member: User, at: datetime) -> None:
    record = deal_reviewers(batch=received, actor=inspector, at=at)

    assert codes(client_for, record.get_absolute_url(), inspector, unit_member) == [200, 404]
    page = client_for(inspector).get(record.get_absolute_url())
    assertContains(page, "<td>" + "、".join(User.objects.get(username=name).name for name in next(iter(record.result.values()))) + "</td>")
    assertNotContains(page, "reviewer")


def test_the_catalogue_is_confirmed_from_a_dialog_that_says_what_follows(row: BatchUnit, unit_member: User, client_for: Log) -> None:
    page = client_for(unit_member).get(row.get_absolute_url()).content.decode()

    dialog = page[page.index('id="confirm-catalogue"') : page.index("</dialog>")]
    assert "确认后不能再申请剔除或者补报" in dialog
    assert page.count(f"{row.get_absolute_url()}confirm/") == dialog.count(f"{row.get_absolute_url()}confirm/") == 1


def test_a_refusal_in_a_row_of_a_table_is_said_on_top(row: BatchUnit, client_for: Log, unit_member: User, inspector: User) -> None:
    entry, other = row.entries.all()
    home = f"{row.get_absolute_url()}entries"

    assertContains(client_for(unit_member).post(f"{home}/{entry.pk}/exclude/", {"reason": ""}), "请填写剔除理由。", status_code=422)
    assertContains(client_for(inspector).post(f"{home}/{other.pk}/settle/", {"is_accepted": "1", "note": "同意"}), "没有待处理的剔除申请", status_code=422)


def test_the_rate_of_agreement_stands_with_its_fraction(sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], client_for: Log, inspector: User) -> None:
    score(sheets[0], "CF-301")
    score(sheets[1])

    assertContains(client_for(inspector).get(sheets[0].file.row.batch.get_absolute_url()), "1/1 卷，平均分差 2.00 分")


def test_an_item_cut_without_a_page_is_marked_in_its_row(sheets: list[ReviewSheet], client_for: Log, at: datetime) -> None:
    sheet, client = sheets[0], client_for(sheets[0].reviewer)
    item = sheet.file.rubric.items.get(code="CF-301")
    other = f"{sheet.get_absolute_url()}?item=CF-401"
    assertNotContains(client.get(other), "缺证据页")

    save_item(sheet=sheet, item=item, version=sheet.version, actor=sheet.reviewer, at=at, picks={"0": 1}, reason="缺内容", cites=[])

    assertContains(client.get(other), "缺证据页", 1)


def test_a_unit_does_not_learn_who_reviews(sheets: list[ReviewSheet], client_for: Log, unit_member: User, inspector: User) -> None:
    address = sheets[0].file.get_absolute_url()

    assertContains(client_for(inspector).get(address), "张守正")
    assertNotContains(client_for(unit_member).get(address), "张守正")


def test_a_file_is_lists_for_the_unit_and_the_bureau(received: ReviewBatch, client_for: Log, inspector: User, unit_member: User, outsider: User) -> None:
    for user, count in ((inspector, 2), (unit_member, 2), (outsider, 0)):
        assert client_for(user).get("/cases/files/").content.decode().count("明市监罚决〔2025〕3") == count


@pytest.mark.parametrize(("address", "one", "many"), [("/cases/files/", "36号", "明市监"), ("/cases/sheets/?tab=all", "36号", "明市监")])
def test_lists_ask_the_same_number_of_questions_for_one_and_many_rows(
    received: ReviewBatch, client_for: Log, inspector: User, reviewers: list[User], at: datetime, address: str, one: str, many: str
) -> None:
    received.reviewers.set(reviewers[:2])
    deal_reviewers(batch=received, actor=inspector, at=at)
    client = client_for(reviewers[0] if "sheets" in address else inspector)
    glue = "&" if "?" in address else "?"
    client.get(address)

    asked = {word: _asked(client, f"{address}{glue}q={word}") for word in (one, many)}

    assert asked[one] == asked[many]


def _asked(client: HouseClient, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found.captured_queries)


# --- the desk --------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(sheets: list[ReviewSheet], client_for: Log) -> HouseClient:
    """The first reviewer at his sheet."""
    return client_for(sheets[0].reviewer)


def save_url(sheet: ReviewSheet, code: str) -> str:
    return f"{sheet.get_absolute_url()}items/{sheet.file.rubric.items.get(code=code).pk}/save/"


def test_the_desk_opens_the_first_item_not_scored_and_says_how_it_counts(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    response = desk.get(sheets[0].get_absolute_url())

    assertContains(response, "案件来源有记录")
    assertContains(response, "100 ÷ 100 × 100，未评 32 项按满分")


def test_the_desk_works_as_plain_forms(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    sheet = sheets[0]

    saved = desk.post(save_url(sheet, "CF-301"), {"version": 0, "pick": ["5"], "reason": "联系人空白", "pages": "3、5", "next": "1", "page": "3"})

    assert saved.url == f"{sheet.get_absolute_url()}?tab=items&item=CF-302&page=3"
    assert (sheet.scores.get().picks, sheet.scores.get().cites) == ({"5": 1}, [{"page": 3, "box": None}, {"page": 5, "box": None}])


def test_the_script_gets_the_rubric_column_back(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    data = {"version": 0, "pick": ["5"], "cites": '[{"page": 3, "box": [10, 20, 300, 40]}]'}

    response = desk.post(save_url(sheets[0], "CF-301"), data, headers={"X-Desk": "rubric"})

    assert response.content.decode().lstrip().startswith("<section")
    assertContains(response, 'data-version="1"')
    assert sheets[0].scores.get().cites == [{"page": 3, "box": [10, 20, 300, 40]}]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pick": ["5"]}, "已扣分，还缺证据页"),
        ({"pick": ["5"], "reason": "联系人空白"}, "已扣分，还缺证据页"),
        ({"pick": ["5"], "pages": "3"}, ""),
        ({"pick": ["5"], "reason": "联系人空白", "pages": "3"}, ""),
        ({}, ""),
    ],
)
def test_the_desk_says_at_once_what_a_deduction_lacks_and_the_submission_asks_for_the_same(
    desk: HouseClient, sheets: list[ReviewSheet], typed: dict[str, Any], said: str
) -> None:
    answer = desk.post(save_url(sheets[0], "CF-301"), {"version": 0, **typed}, headers={"X-Desk": "rubric"})

    hint = answer.text.split('data-live="lacks">')[1].split("</span>")[0]
    assert hint == (f'<b class="md-tone-amber">{said}</b>' if said else "每处扣分须有依据和页码")
    assert desk.post(f"{sheets[0].get_absolute_url()}submit/", {"version": 1, "vetoes_checked": "on"}).status_code == (422 if said else 302)


def test_a_stale_save_is_answered_with_409(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    desk.post(save_url(sheets[0], "CF-101"), {"version": 0})

    response = desk.post(save_url(sheets[0], "CF-101"), {"version": 0, "pick": ["0"]}, headers={"X-Desk": "rubric"})

    assertContains(response, "已在别处保存过", status_code=409)
    assert sheets[0].scores.get().picks == {}


@pytest.mark.parametrize(
    "cites", ["[", "{}", '[{"page": "x"}]', '[{"page": -1}]', '[{"page": 1, "box": [1, 2]}]', '[{"page": 1, "box": "x"}]', '[{"page": 9999}]', "7"]
)
def test_forged_evidence_is_refused_in_words(desk: HouseClient, sheets: list[ReviewSheet], cites: str) -> None:
    assert desk.post(save_url(sheets[0], "CF-301"), {"version": 0, "pick": ["0"], "cites": cites}).status_code == 422


def test_a_veto_from_the_dialog(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    sheet = sheets[0]
    veto = sheet.file.rubric.items.get(code="CF-V03")

    short = desk.post(f"{sheet.get_absolute_url()}veto/", {"version": 0, "item": veto.pk, "statement": "太短", "pages": "3", "is_checked": "on"})
    done = desk.post(
        f"{sheet.get_absolute_url()}veto/",
        {"version": 0, "item": veto.pk, "statement": "第三页检查笔录载明的两名检查人员当日均不持证。", "pages": "3", "is_checked": "on"},
    )

    assertContains(short, "事实说明至少 20 字", status_code=422)
    assert done.status_code == 302
    assertContains(desk.get(sheet.get_absolute_url()), "0.00")


def test_submitting_closes_the_desk_and_the_sheet_stays_readable(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    sheet = sheets[0]

    assert desk.post(f"{sheet.get_absolute_url()}submit/", {"version": 0, "vetoes_checked": "on"}).url == "/cases/sheets/"

    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    assertNotContains(desk.get(sheet.get_absolute_url()), "data-reason")
    assertContains(desk.get(f"{sheet.get_absolute_url()}?tab=summary"), "两人都提交后")


def test_the_words_of_a_sheet_are_saved_in_the_background_and_raise_the_version(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    sheet, words = sheets[0], {"problems": "送达回证要素不全。", "merits": "", "advice": "补正送达回证。"}

    answer = desk.post(f"{sheet.get_absolute_url()}summary/", {"version": 0, **words}, headers={"X-Desk": "rubric"})

    assertContains(answer, 'data-version="1"')
    sheet.refresh_from_db()
    assert (sheet.problems, sheet.advice) == ("送达回证要素不全。", "补正送达回证。")


def test_the_vetoes_are_ticked_in_the_browser_and_a_refused_submission_opens_its_dialog_again(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    sheet = sheets[0]
    assertContains(
        desk.get(sheet.get_absolute_url()), '<input type="checkbox" name="vetoes_checked" class="form-check-input" required id="id_vetoes_checked">', html=True
    )

    unticked = desk.post(f"{sheet.get_absolute_url()}submit/", {"version": 0})
    desk.post(save_url(sheet, "CF-301"), {"version": 0, "pick": ["5"]})
    without_page = desk.post(f"{sheet.get_absolute_url()}submit/", {"version": 1, "vetoes_checked": "on"})

    for answer, words in ((unticked, "请确认一票否决项已逐项核对。"), (without_page, "还没有引用证据页：CF-301。")):
        assertContains(answer, words, status_code=422)
        assertContains(answer, 'aria-labelledby="submit-title" data-open', status_code=422)


def test_a_submission_of_what_is_handed_in_is_refused_on_the_desk(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    address = f"{sheets[0].get_absolute_url()}submit/"
    desk.post(address, {"version": 0, "vetoes_checked": "on"})

    assertContains(desk.post(address, {"version": 1, "vetoes_checked": "on"}), "不能提交评查表", status_code=422)


def test_the_desk_opens_where_it_was_left(desk: HouseClient, sheets: list[ReviewSheet]) -> None:
    assert desk.post(f"{sheets[0].get_absolute_url()}page/", {"page": "4"}).status_code == 204

    assertContains(desk.get(sheets[0].get_absolute_url()), 'data-number="4"')


def test_nobody_sits_at_anothers_desk(sheets: list[ReviewSheet], client_for: Log, reviewers: list[User], inspector: User, unit_member: User) -> None:
    address = sheets[0].get_absolute_url()

    assert codes(client_for, address, reviewers[1], inspector, unit_member) == [404, 404, 404]
    assert client_for(reviewers[1]).post(f"{address}submit/", {"version": 0}).status_code == 404


def test_the_printed_sheet_bears_both_names(
    sheets: list[ReviewSheet], score: Callable[..., ReviewSheet], client_for: Log, inspector: User, unit_member: User
) -> None:
    for sheet in sheets:
        score(sheet, "CF-301")
    address = f"{sheets[0].file.get_absolute_url()}print/"

    body = client_for(inspector).get(address).content.decode()

    assert "评查人一：张守正（签名）" in body
    assert "评查人二：李明鉴（签名）" in body
    assert client_for(unit_member).get(address).status_code == 404


def test_an_upload_to_be_matched_is_matched_on_the_page(
    requested: ReviewBatch, row: BatchUnit, send: Callable[..., None], client_for: Log, unit_member: User
) -> None:
    send(row, "扫描件001.pdf")
    client, drawn = client_for(unit_member), row.files.first()
    assertContains(client.get(row.get_absolute_url()), "“扫描件001.pdf”没有对应的案件")

    client.post(f"{row.get_absolute_url()}scans/{row.unmatched.get().pk}/assign/", {"drawn": drawn.pk})

    drawn.refresh_from_db()
    assert drawn.state == FileState.RECEIVED


def test_the_organiser_is_told_who_has_not_confirmed_before_the_frame_is_locked(
    published: ReviewBatch, row: BatchUnit, client_for: Log, inspector: User
) -> None:
    page = client_for(inspector).get(published.get_absolute_url()).content.decode()
    assert f"还有 1 个单位没有确认目录：{row.unit.short_name}" in page

    BatchUnit.objects.update(state="catalogue_checked")
    assert "没有确认目录" not in client_for(inspector).get(published.get_absolute_url()).content.decode()
