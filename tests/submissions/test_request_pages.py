"""报送任务的页面: drafting, sending out, watching, urging, ending."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import UnitKind
from submissions.actions.shaping import set_fields
from submissions.forms.request import AddUnitForm, RequestForm
from submissions.forms.series import SeriesForm
from submissions.models import RequestUnit, SubmissionRequest
from submissions.tables.fields import Field, FieldKind, fields_as_json
from submissions.workflow import RequestStatus
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, drafted, opened, reported

NEW = "/submissions/new/"


def typed(county, **facts):
    said = {
        "title": "执法培训情况统计表", "basis": "年度培训计划", "shape": "table", "period_kind": "once", "due_on": f"{timezone.localdate() + timedelta(days=9)}",
        "needs_approval": "on", "units": [county.unit.pk, county.other_unit.pk],
    }  # fmt: skip
    return said | facts


def boxes(*fields):
    """The formset of the columns as a browser sends it."""
    said = {"form-TOTAL_FORMS": str(len(fields)), "form-INITIAL_FORMS": "0"}
    for number, field in enumerate(fields):
        said |= {f"form-{number}-{name}": value for name, value in field.items()}
    return said


def test_a_draft_is_made_with_its_units_and_says_what_it_lacks(county, people, client_for):
    answer = client_for(people.staff).post(NEW, typed(county), follow=True)

    request = SubmissionRequest.objects.get()
    assert set(RequestUnit.objects.values_list("unit", flat=True)) == {county.unit.pk, county.other_unit.pk}
    assert (request.needs_approval, request.allows_nil, request.needs_scan) == (True, False, False)
    assert "还缺以下内容，填齐后才能下发。" in answer.content.decode()
    assert "表列" in answer.content.decode()


def test_a_periodic_draft_belongs_to_the_period_that_holds_its_month(county, people, client_for):
    client_for(people.staff).post(NEW, typed(county, period_kind="quarter", period_month="2026-05"))

    assert str(SubmissionRequest.objects.get().period) == "2026年第二季度"


def test_a_periodic_draft_without_a_month_is_asked_for_it(county, people, client_for):
    answer = client_for(people.staff).post(NEW, typed(county, period_kind="month"))

    assert answer.status_code == 422
    assert "请填写所属期间内的月份，如 2026-03。" in answer.content.decode()


def test_columns_are_set_box_by_box_and_go_out_to_the_units(county, people, client_for):
    client = client_for(people.staff)
    client.post(NEW, typed(county))
    request = SubmissionRequest.objects.get()
    columns = boxes(
        {"heading": "班次名称", "kind": "text", "required": "on"}, {"heading": "培训方式", "kind": "choice", "choices": "线上、线下"},
        {"heading": "在册人数", "kind": "integer", "source": "officers"}, {"heading": ""},
    )  # fmt: skip
    client.post(reverse("submissions:request-fields", args=[request.pk]), columns)

    answer = client.post(reverse("submissions:request-open", args=[request.pk]), follow=True)

    request.refresh_from_db()
    assert [(field["key"], field["heading"], field["kind"]) for field in request.fields] == [
        ("c1", "班次名称", "text"), ("c2", "培训方式", "choice"), ("c3", "在册人数", "integer"),
    ]  # fmt: skip
    assert (request.status, request.sources) == (RequestStatus.OPEN, {"c3": "officers"})
    assert "已下发到 2 个单位，联络员会收到提醒。" in answer.content.decode()
    assert answer_of(request, county.unit).rows == [{"c3": "0"}]


def test_unusable_columns_are_refused_in_words_and_kept_as_typed(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit], fields=[])
    columns = boxes({"heading": "培训方式", "kind": "choice"}, {"heading": "培训方式", "kind": "text"})

    answer = client_for(people.staff).post(reverse("submissions:request-fields", args=[request.pk]), columns)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“培训方式”出现了 2 次，栏目名称不能重复。" in page
    assert page.count('value="培训方式"') == 2


def test_figures_have_a_least_and_a_most_and_counts_begin_at_nought(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit], fields=[])
    client, url = client_for(people.staff), reverse("submissions:request-fields", args=[request.pk])

    def bounds(*columns):
        answer = client.post(url, boxes(*columns))
        request.refresh_from_db()
        return answer.status_code, [(field.get("least", ""), field.get("most", "")) for field in request.fields]

    count = {"heading": "持证数", "kind": "integer"}
    assert bounds(count, {"heading": "较上期增减", "kind": "integer"}, {"heading": "得分", "kind": "decimal", "least": "０", "most": "1,000"}) == (
        302, [("0", ""), ("", ""), ("0", "1000")],
    )  # fmt: skip
    page = client.get(url).content.decode()
    assert 'name="form-2-most" value="1000"' in page
    assert bounds({"key": "c1", **count, "least": "-5"})[1] == [("-5", "")]
    assert bounds({"key": "c1", **count})[1] == [("", "")]  # emptied on purpose
    assert bounds({"key": "c1", **count, "least": "5", "most": "3"}) == (422, [("", "")])


def test_limits_of_a_figure_do_not_follow_it_into_another_kind(county, people, client_for, at):
    fields = fields_as_json([Field("c1", "方式", FieldKind.INTEGER, least="0"), Field("c2", "类别", FieldKind.TEXT)])
    request = drafted(people.staff, at, [county.unit], fields=fields)
    columns = boxes(
        {"key": "c1", "heading": "方式", "kind": "choice", "choices": "线上、线下", "least": "0"}, {"key": "c2", "heading": "类别数", "kind": "integer"}
    )

    client_for(people.staff).post(reverse("submissions:request-fields", args=[request.pk]), columns)

    request.refresh_from_db()
    assert [(field["kind"], field.get("least", "")) for field in request.fields] == [("choice", ""), ("integer", "0")]


def test_two_people_change_a_draft_and_the_second_is_told(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit])
    url = reverse("submissions:request-edit", args=[request.pk])
    client = client_for(people.staff)
    seen = client.get(url).context["form"]["seen"].value()
    SubmissionRequest.objects.filter(pk=request.pk).update(title="别人改过的名称")

    answer = client.post(url, typed(county, title="我改的名称", seen=seen))

    request.refresh_from_db()
    assert (answer.status_code, request.title) == (409, "别人改过的名称")
    assert "我改的名称" in answer.content.decode()


def test_columns_that_a_colleague_set_meanwhile_are_not_written_over(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit])
    client, url = client_for(people.staff), reverse("submissions:request-fields", args=[request.pk])
    seen = client.get(url).context["seen"]
    set_fields(request=request, actor=people.staff, at=at, fields=[Field("c1", "同事的栏目", FieldKind.TEXT)], sources={})

    answer = client.post(url, {**boxes({"heading": "我的栏目", "kind": "text"}), "seen": seen})

    request.refresh_from_db()
    assert (answer.status_code, [field["heading"] for field in request.fields]) == (409, ["同事的栏目"])
    assert 'value="我的栏目"' in answer.content.decode()


def test_a_unit_that_a_colleague_added_is_not_dropped_by_an_older_page(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit])
    client, url = client_for(people.staff), reverse("submissions:request-edit", args=[request.pk])
    seen = client.get(url).context["form"]["seen"].value()
    RequestUnit.objects.create(request=request, unit=county.other_unit)

    answer = client.post(url, typed(county, seen=seen, units=[county.unit.pk]))

    assert answer.status_code == 409
    assert set(request.chosen.values_list("unit", flat=True)) == {county.unit.pk, county.other_unit.pk}


def test_units_that_nobody_can_tell_are_named_before_and_after_it_goes_out(county, people, client_for, at):
    deaf = UnitFactory(parent=county.unit.parent)
    request = drafted(people.staff, at, [county.unit, deaf], due_on=timezone.localdate() + timedelta(days=9))
    client = client_for(people.staff)

    page = client.get(reverse("submissions:request-detail", args=[request.pk]))
    assert page.context["unheard"] == [deaf]
    assert "还没有联络员，收不到提醒" in page.content.decode()

    sent = client.post(reverse("submissions:request-open", args=[request.pk]), {"seen": page.context["seen"]}, follow=True)
    assert "已下发到 2 个单位，联络员会收到提醒。其中 1 个单位没有联络员，请另行通知。" in sent.content.decode()


def test_what_goes_out_is_what_was_looked_at(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit], due_on=timezone.localdate() + timedelta(days=9))
    client, page = client_for(people.staff), reverse("submissions:request-detail", args=[request.pk])
    seen = client.get(page).context["seen"]
    set_fields(request=request, actor=people.staff, at=at, fields=[Field("c1", "同事的栏目", FieldKind.TEXT)], sources={})

    answer = client.post(reverse("submissions:request-open", args=[request.pk]), {"seen": seen})

    request.refresh_from_db()
    assert (answer.status_code, request.status) == (409, RequestStatus.DRAFT)
    client.post(reverse("submissions:request-open", args=[request.pk]), {"seen": client.get(page).context["seen"]})
    request.refresh_from_db()
    assert request.status == RequestStatus.OPEN


def test_parts_and_blank_of_a_colleague_are_not_written_over(county, people, client_for, at):
    report = drafted(people.staff, at, [county.unit], shape="report", fields=[])
    table = drafted(people.staff, at, [county.unit], shape="workbook", fields=[])
    client = client_for(people.staff)
    seen = [client.get(reverse("submissions:request-detail", args=[asked.pk])).context["seen"] for asked in (report, table)]
    SubmissionRequest.objects.filter(pk__in=[report.pk, table.pk]).update(parts=[{"key": "p1", "heading": "同事写的", "help": ""}])

    parts = client.post(reverse("submissions:request-parts", args=[report.pk]), {"parts": "部署开展\n", "seen": seen[0]})
    blank = client.post(reverse("submissions:request-blank", args=[table.pk]), {"blank": small_blank(), "seen": seen[1]})

    report.refresh_from_db()
    table.refresh_from_db()
    assert (parts.status_code, report.parts[0]["heading"]) == (409, "同事写的")
    assert ("部署开展" in parts.content.decode(), parts.context["seen"] == seen[0]) == (True, False)  # what was typed, on the stamp of now
    assert (blank.status_code, table.blank) == (409, None)


def small_blank():
    book = Workbook()
    book.active.append(["单位", "人数"])
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("表样.xlsx", file.getvalue())


def test_parts_of_a_report_are_written_one_a_line(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit], shape="report", fields=[])

    client_for(people.staff).post(reverse("submissions:request-parts", args=[request.pk]), {"parts": "部署开展\n存在问题：写明表现和原因\n"})

    request.refresh_from_db()
    assert request.parts == [{"key": "p1", "heading": "部署开展", "help": ""}, {"key": "p2", "heading": "存在问题", "help": "写明表现和原因"}]


def test_columns_asked_within_a_year_are_named_before_they_go_out_again(county, people, client_for):
    now = timezone.now()
    opened(people.staff, now - timedelta(days=40), [county.unit], title="上次的统计表", due_on=timezone.localdate() + timedelta(days=3))
    request = drafted(people.staff, now, [county.unit])

    page = client_for(people.staff).get(request.get_absolute_url()).content.decode()

    assert "一年内要过的栏目" in page
    assert "上次的统计表" in page


def test_everybody_sees_of_a_request_what_is_his(request_open, people, client_for):
    url = request_open.get_absolute_url()
    answers = {name: client_for(getattr(people, name)).get(url) for name in ("staff", "boss", "liaison", "outsider")}

    assert [answer.status_code for answer in answers.values()] == [200, 200, 302, 302]
    assert answers["liaison"].url != answers["outsider"].url
    assert "下发…" not in answers["boss"].content.decode()


def test_a_draft_is_unknown_to_the_units_it_is_meant_for(county, people, client_for, at):
    request = drafted(people.staff, at, [county.unit])

    assert client_for(people.liaison).get(request.get_absolute_url()).status_code == 404


def test_the_page_of_the_units_costs_the_same_for_one_and_three(county, people, client_for, at, django_assert_num_queries):
    one = opened(people.staff, at, [county.unit])
    three = opened(people.staff, at, [county.unit, county.other_unit, county.bureau])
    client = client_for(people.staff)
    client.get(one.get_absolute_url())

    for request in (one, three):
        with django_assert_num_queries(14):
            client.get(request.get_absolute_url())


def test_those_who_have_not_answered_are_ready_to_be_copied(request_open, county, people, client_for, at):
    reported(answer_of(request_open, county.unit), people.liaison, people.leader, at)

    answer = client_for(people.staff).get(reverse("submissions:request-missing", args=[request_open.pk]))

    assert answer.context["words"] == "《培训情况统计表》截止2026年3月15日，以下 1 个单位未报：\n政府部门（1）：明川县林业局"
    assert [(one.submission.unit, one.people) for one in answer.context["missing"]] == [(county.other_unit, [people.outsider])]


def test_urging_reaches_every_missing_unit_once_a_day(request_open, people, client_for):
    client, url = client_for(people.staff), reverse("submissions:request-urge", args=[request_open.pk])

    first = client.post(url, follow=True).content.decode()
    second = client.post(url, follow=True).content.decode()

    assert "已提醒 2 个单位。" in first
    assert "2 个今天已提醒过，本次跳过。" in second


def test_a_request_ends_and_begins_again(request_open, people, client_for):
    client = client_for(people.staff)

    client.post(reverse("submissions:request-close", args=[request_open.pk]))
    request_open.refresh_from_db()
    assert request_open.status == RequestStatus.CLOSED

    client.post(reverse("submissions:request-reopen", args=[request_open.pk]))
    request_open.refresh_from_db()
    assert request_open.status == RequestStatus.OPEN


def test_a_request_is_taken_back_only_with_a_reason(request_open, people, client_for):
    client, url = client_for(people.staff), reverse("submissions:request-cancel", args=[request_open.pk])

    refused = client.post(url, {"reason": ""})
    client.post(url, {"reason": "与上级任务重复"})

    request_open.refresh_from_db()
    assert (refused.status_code, request_open.status, request_open.end_reason) == (422, RequestStatus.CANCELLED, "与上级任务重复")


def test_a_copy_asks_the_same_of_the_same_units(request_open, county, people, client_for):
    day = timezone.localdate() + timedelta(days=30)
    client_for(people.staff).post(reverse("submissions:request-copy", args=[request_open.pk]), {"due_on": f"{day}"})

    copy = SubmissionRequest.objects.exclude(pk=request_open.pk).get()
    assert (copy.status, copy.due_on, copy.fields) == (RequestStatus.DRAFT, day, request_open.fields)
    assert set(copy.chosen.values_list("unit", flat=True)) == {county.unit.pk, county.other_unit.pk}


def test_neither_the_government_nor_the_bureau_is_asked_by_its_own_request(county, people, request_open):
    government, bureau, office = (UnitFactory(kind=kind) for kind in (UnitKind.GOVERNMENT, UnitKind.BUREAU, UnitKind.JUSTICE_OFFICE))

    added = AddUnitForm(people.staff).fields["unit"].queryset
    assert ({government, bureau} & set(added), office in added) == (set(), True)
    for form in (RequestForm(people.staff), SeriesForm(people.staff)):
        assert [kind.value for kind in form.fields["units"].widget.offer.kinds] == ["department", "justice_office"]
