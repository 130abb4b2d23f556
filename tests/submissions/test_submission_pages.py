"""报送件的页面: filling in, sending up, judging; what two people do at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from submissions.actions.handing_in import approve_hand_in, hand_in, withdraw
from submissions.actions.review import accept, exempt, reopen_for_correction
from submissions.files import MATERIAL, on_stored
from submissions.merging import accepted_hand_ins
from submissions.models import Submission
from submissions.tables.fields import Field, FieldKind, fields_as_json
from submissions.workflow import SubmissionStatus
from tests.documents.papers import PDF
from tests.factories.files import kept_file
from tests.factories.submissions import ROW, answer_of, filled, opened, reported


def url_of(submission, act):
    return reverse(f"submissions:submission-{act}", args=[submission.pk])


def boxes(submission, *rows):
    said = {"seen": str(submission.version), "first": "0"}
    for number, row in enumerate(rows, 1):
        said |= {f"r{number}-{key}": value for key, value in row.items()}
    return said


def test_a_draft_keeps_what_was_typed_right_or_wrong(answer, people, client_for):
    typed = {**ROW, "held_on": "三月五日"}

    shown = client_for(people.liaison).post(url_of(answer, "save"), boxes(answer, typed, dict.fromkeys(ROW, "")), follow=True).content.decode()

    answer.refresh_from_db()
    assert (answer.rows, answer.version, answer.saved_by) == ([typed], 2, people.liaison)
    assert 'value="三月五日"' in shown
    assert "日期应为 2026-03-05、2026年3月5日 或 2026.3.5。" in shown


def test_what_was_typed_in_a_careless_form_is_kept_as_a_workbook_is_read(answer, people, client_for):
    typed = {**ROW, "held_on": "2026.3.5", "people": "４２"}

    client_for(people.liaison).post(url_of(answer, "save"), boxes(answer, typed))

    answer.refresh_from_db()
    assert answer.rows == [ROW]


def test_whoever_comes_second_keeps_the_colleagues_cells_that_he_did_not_touch(answer, people, client_for, at):
    filled(answer, people.liaison, at)
    answer.refresh_from_db()
    before = boxes(answer, {**ROW, "mode": "线上"}) | {"total": "1", "touched": "r1-mode"}
    filled(answer, people.liaison, at, {**ROW, "people": "50"}, {**ROW, "name": "同事加的一行"})

    told = client_for(people.liaison).post(url_of(answer, "save"), before)

    assert told.status_code == 409
    assert [(change.heading, change.before, change.after) for change in told.context["theirs"]] == [("培训方式", "线下", "线上")]
    again = {box.name: box.value for row in told.context["grid"].rows for box in row.boxes}
    answer.refresh_from_db()
    client_for(people.liaison).post(
        url_of(answer, "save"), again | {"seen": told.context["seen"], "first": "0", "touched": told.context["touched"], "total": "2"}
    )
    answer.refresh_from_db()
    assert answer.rows == [{**ROW, "people": "50", "mode": "线上"}, {**ROW, "name": "同事加的一行"}]


def test_rows_that_went_meanwhile_are_not_mixed_with_others(answer, people, client_for, at):
    filled(answer, people.liaison, at, ROW, {**ROW, "name": "第二行"})
    answer.refresh_from_db()
    before = boxes(answer, ROW, {**ROW, "name": "第二行", "people": "7"}) | {"total": "2", "touched": "r2-people"}
    filled(answer, people.liaison, at, {**ROW, "name": "第二行"})

    told = client_for(people.liaison).post(url_of(answer, "save"), before)

    assert [row.boxes[0].value for row in told.context["grid"].rows[:2]] == [ROW["name"], "第二行"]


def test_a_draft_is_kept_in_the_background_and_the_page_goes_on_from_it(answer, people, client_for):
    client = client_for(people.liaison)
    kept = client.post(url_of(answer, "draft"), boxes(answer, ROW) | {"total": "0"}).json()
    answer.refresh_from_db()
    assert (answer.rows, kept["version"], kept["whole"]) == ([ROW], answer.version, True)
    assert kept["saved"].endswith("已存草稿")

    gap = client.post(url_of(answer, "draft"), boxes(answer, ROW, dict.fromkeys(ROW, ""), {**ROW, "name": "第三行"}) | {"total": "0"}).json()
    assert gap["whole"] is False
    late = client.post(url_of(answer, "draft"), boxes(answer, ROW) | {"total": "0"})
    assert (late.status_code, "已修改本页" in late.json()["refusal"]) == (409, True)
    assert client_for(people.leader).post(url_of(answer, "draft"), boxes(answer, ROW)).status_code == 403


def test_rows_behind_the_slice_stay_however_often_the_slice_is_kept(answer, people, client_for, at, monkeypatch):
    monkeypatch.setattr("submissions.grid.MOST_ROWS", 5)
    rows = [{**ROW, "name": f"第 {number} 班"} for number in range(1, 9)]
    filled(answer, people.liaison, at, *rows)
    client, said = client_for(people.liaison), [dict.fromkeys(ROW, ""), *rows[1:5]]

    for _ in range(2):
        answer.refresh_from_db()
        client.post(url_of(answer, "draft"), boxes(answer, *said) | {"total": "8"})

    answer.refresh_from_db()
    assert [row["name"] for row in answer.rows] == [row["name"] for row in rows[1:]]


def test_cells_of_a_read_answer_carry_their_heading(answer, people, client_for, at):
    shown = client_for(people.staff).get(reported(answer, people.liaison, people.leader, at).get_absolute_url())
    assert 'data-label="参训人数">42<' in shown.content.decode()


def test_what_must_be_filled_in_and_its_hint_are_said_at_every_box(county, people, client_for, at):
    fields = fields_as_json([Field("name", "单位名称", FieldKind.TEXT, required=True, help="写全称。"), Field("note", "备注", FieldKind.TEXT)])
    request = opened(people.staff, at, [county.unit], fields=fields)

    page = client_for(people.liaison).get(answer_of(request, county.unit).get_absolute_url()).content.decode()

    assert '<li id="help-name">单位名称：写全称。</li>' in page
    assert page.count('data-label="单位名称 *" data-help="写全称。"') == page.count('aria-required="true" aria-describedby="help-name"') == 3
    assert page.count('<td data-label="备注"><input') == 3


def test_a_table_of_many_columns_takes_the_whole_width(county, people, client_for, at):
    def card(count):
        fields = fields_as_json([Field(f"c{n}", f"第{n}项", FieldKind.INTEGER) for n in range(count)])
        request = opened(people.staff, at, [county.unit], fields=fields)
        page = client_for(people.liaison).get(answer_of(request, county.unit).get_absolute_url()).content.decode()
        return "card is-wide" if '<section class="card is-wide" id="rows">' in page else "card"

    assert (card(6), card(7)) == ("card", "card is-wide")


def test_the_bureau_downloads_the_table_and_is_not_told_to_fill_it_in(answer, people, client_for, at):
    url = reported(answer, people.liaison, people.leader, at).get_absolute_url()
    page = client_for(people.staff).get(url).content.decode()
    assert ("报送的表格" in page, "用表格填报" in page) == (True, False)


def test_of_two_who_fill_in_at_once_the_second_is_told_and_loses_nothing(answer, people, client_for, at):
    before = boxes(answer, {**ROW, "people": "7"})
    filled(answer, people.liaison, at)

    told = client_for(people.liaison).post(url_of(answer, "save"), before)

    answer.refresh_from_db()
    page = told.content.decode()
    assert (told.status_code, answer.rows) == (409, [ROW])
    assert "已修改本页，您的内容没有保存但仍在下方，请核对后再存。" in page
    assert 'name="r1-people" value="7"' in page
    assert 'name="seen" value="2"' in page
    assert [(change.before, change.after) for change in told.context["theirs"]] == [("42", "7")]
    assert "同事已保存、与您填写的不同的内容" in page


def test_an_answer_is_sent_up_with_what_stands_in_the_boxes(answer, people, client_for):
    client_for(people.liaison).post(url_of(answer, "hand-in"), boxes(answer, ROW))

    answer.refresh_from_db()
    assert (answer.status, answer.rows, answer.filed_by) == (SubmissionStatus.UNIT_REVIEW, [ROW], people.liaison)


def test_an_incomplete_answer_comes_back_with_its_boxes_and_is_kept_as_a_draft(answer, people, client_for):
    told = client_for(people.liaison).post(url_of(answer, "hand-in"), boxes(answer, {**ROW, "people": ""}))

    answer.refresh_from_db()
    page = told.content.decode()
    assert (told.status_code, answer.status, answer.rows) == (422, SubmissionStatus.DUE, [{**ROW, "people": ""}])
    assert "还缺 1 项：第 1 行：参训人数未填。填齐后才能报送。填写的内容已存为草稿。" in page
    assert 'value="行政处罚法培训班"' in page


def test_a_nil_report_is_one_click_and_counts_as_reported(answer, people, client_for):
    client_for(people.liaison).post(url_of(answer, "nil"), {"seen": answer.version})
    client_for(people.leader).post(url_of(answer, "approve"), {"seen": answer.version})

    answer.refresh_from_db()
    assert (answer.state_words, answer.is_nil) == ("零报告（迟报）", True)


def test_a_wide_table_comes_in_slices_that_do_not_lose_each_other(answer, people, client_for, at):
    rows = [{**ROW, "people": str(number)} for number in range(1, 61)]
    filled(answer, people.liaison, at, *rows)
    answer.refresh_from_db()
    said = {"seen": str(answer.version), "first": "50"}
    for number in range(51, 61):
        said |= {f"r{number}-{key}": value for key, value in {**ROW, "people": "1000"}.items()}

    client_for(people.liaison).post(url_of(answer, "save"), said)

    answer.refresh_from_db()
    assert [row["people"] for row in answer.rows] == [*(str(number) for number in range(1, 51)), *["1000"] * 10]


def test_the_bureau_accepts_what_it_has_seen(answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at)
    answer.refresh_from_db()

    client_for(people.staff).post(url_of(answer, "accept"), {"seen": answer.version, "opinion": "数据核对无误"})

    answer.refresh_from_db()
    assert (answer.status, answer.reviewed_by) == (SubmissionStatus.ACCEPTED, people.staff)


def test_the_bureau_returns_with_a_reason_and_a_day(answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at)
    answer.refresh_from_db()
    day = timezone.localdate() + timedelta(days=4)
    said = {"seen": answer.version, "reason": "人数与花名册不符", "due_on": f"{day}"}

    client_for(people.staff).post(url_of(answer, "return"), said)

    answer.refresh_from_db()
    assert (answer.status, answer.reason, answer.due_on) == (SubmissionStatus.RETURNED, "人数与花名册不符", day)
    assert "退回理由：人数与花名册不符" in client_for(people.liaison).get(answer.get_absolute_url()).content.decode()


def test_judging_a_version_that_was_replaced_meanwhile_is_told(answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at)
    answer.refresh_from_db()

    told = client_for(people.staff).post(url_of(answer, "accept"), {"seen": answer.version - 1})

    answer.refresh_from_db()
    assert (told.status_code, answer.status) == (409, SubmissionStatus.REPORTED)


def test_many_are_accepted_at_once_and_each_that_may_not_be_is_named(county, people, client_for, at):
    request = opened(people.staff, at, [county.unit, county.other_unit])
    first, second = answer_of(request, county.unit), answer_of(request, county.other_unit)
    reported(first, people.liaison, people.leader, at)

    told = client_for(people.staff).post("/submissions/items/accept/", {"pk": [first.pk, second.pk]}, follow=True).content.decode()

    first.refresh_from_db()
    assert first.status == SubmissionStatus.ACCEPTED
    assert "已审核通过 1 件。" in told
    assert "林业局：该事项" in told


def test_earlier_versions_stay_to_be_looked_at(answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at, {**ROW, "people": "41"})

    page = client_for(people.staff).get(f"{answer.get_absolute_url()}?version=1").content.decode()

    assert "这里显示的是以前报送的版本，只供查看。" in page
    assert "41" in page


def test_a_stranger_gets_404_and_a_superior_without_power_gets_403(answer, people, client_for):
    assert client_for(people.outsider).get(answer.get_absolute_url()).status_code == 404
    assert client_for(people.outsider).post(url_of(answer, "save"), boxes(answer, ROW)).status_code == 404
    assert client_for(people.leader).post(url_of(answer, "save"), boxes(answer, ROW)).status_code == 403


def test_the_page_costs_the_same_however_often_it_was_handed_in(answer, people, client_for, at, django_assert_num_queries):
    client = client_for(people.staff)
    reported(answer, people.liaison, people.leader, at)
    client.get(answer.get_absolute_url())

    with django_assert_num_queries(8):
        client.get(answer.get_absolute_url())


def test_list_costs_the_same_for_one_and_three(county, people, client_for, at, django_assert_num_queries):
    client = client_for(people.staff)
    opened(people.staff, at, [county.unit])
    client.get("/submissions/items/")
    with django_assert_num_queries(8):
        client.get("/submissions/items/")
    opened(people.staff, at, [county.unit, county.other_unit])

    with django_assert_num_queries(8):
        client.get("/submissions/items/")


def test_list_of_requests_costs_the_same_for_one_and_three(county, people, client_for, at, django_assert_num_queries):
    client = client_for(people.staff)
    opened(people.staff, at, [county.unit])
    client.get("/submissions/")
    with django_assert_num_queries(7):
        client.get("/submissions/")
    for _ in range(2):
        opened(people.staff, at, [county.unit, county.other_unit])

    with django_assert_num_queries(7):
        client.get("/submissions/")


def test_odd_characters_are_left_out_and_a_page_without_boxes_wipes_nothing(answer, people, client_for, at):
    filled(answer, people.liaison, at)
    answer.refresh_from_db()
    client = client_for(people.liaison)

    client.post(url_of(answer, "save"), {"seen": answer.version})
    answer.refresh_from_db()
    assert answer.rows == [ROW]

    client.post(url_of(answer, "save"), boxes(answer, {**ROW, "name": "甲\x00班"}))
    answer.refresh_from_db()
    assert answer.rows == [{**ROW, "name": "甲班"}]


def test_a_page_that_showed_rows_does_not_accept_the_nil_report_that_took_their_place(answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at)
    answer.refresh_from_db()
    seen = answer.version
    withdrawn = withdraw(submission=answer, actor=people.liaison, at=at)
    Submission.objects.filter(pk=withdrawn.pk).update(answer={}, saved_at=None)
    approve_hand_in(submission=hand_in(submission=withdrawn, actor=people.liaison, at=at, is_nil=True), actor=people.leader, at=at)

    told = client_for(people.staff).post(url_of(answer, "accept"), {"seen": seen})

    answer.refresh_from_db()
    assert (told.status_code, answer.status) == (409, SubmissionStatus.REPORTED)


def test_an_exempt_unit_is_not_merged_however_it_stood_before(answer, people, at):
    accepted = accept(submission=reported(answer, people.liaison, people.leader, at), actor=people.staff, at=at)
    reopened = reopen_for_correction(submission=accepted, actor=people.staff, at=at, reason="口径有误", due_on=at.date())
    assert [one.submission for one in accepted_hand_ins(answer.request)] == [answer]

    exempt(submission=reopened, actor=people.staff, at=at, reason="本期不要求")

    assert accepted_hand_ins(answer.request) == []


def test_a_file_that_arrives_after_the_answer_has_left_is_refused(answer, people, at):
    file = kept_file(MATERIAL, "材料.pdf", PDF, people.liaison, at, unit=answer.unit)
    reported(answer, people.liaison, people.leader, at)

    with pytest.raises(DomainError, match="不能再加材料"):
        on_stored(file, f"submission:{answer.pk}", people.liaison, at)


def test_more_rows_than_an_answer_holds_are_refused_and_a_long_one_is_shown_in_part(answer, people, client_for, at):
    with pytest.raises(DomainError, match="一份报送件最多 5000 行，现有 5001 行"):
        filled(answer, people.liaison, at, *[ROW] * 5_001)
    reported(answer, people.liaison, people.leader, at, *[ROW] * 301)

    page = client_for(people.staff).get(answer.get_absolute_url()).content.decode()

    assert page.count(">行政处罚法培训班<") == 300
    assert "只显示前 300 行，全部内容请下载表格查看。" in page
