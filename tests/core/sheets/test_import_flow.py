"""导入流程: upload, preview, commit and the answer to bad rows; as the cast of three."""

import io
from collections.abc import Callable
from typing import Any
from unittest import mock

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.models import Role, User
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition
from core.jobs.run import run_job
from core.sheets import jobs
from core.sheets.access import may_see
from core.sheets.actions import commit_batch, confirm
from core.sheets.models import BatchState, ImportBatch, ImportRow
from core.sheets.sheet import Row
from core.workdays.models import DeadlineRule
from tests.core.sheets.conftest import book_bytes
from tests.core.sheets.kind import GOOD_IDENTITY, HEADS, RULES
from tests.fixtures.cast import HouseClient

pytestmark = pytest.mark.django_db
GOOD = [
    ["T1", "办结 期限", 5, "日", "条例第十条", "2026年3月5日", 0.5, GOOD_IDENTITY],
    ["T2", "答复期限", 7, "个工作日", None, None, None, None],
    ["T3", "长期", 400, "日"],
]
BAD = [["T1", "又一个", 5, "日"], ["T5", "坏", "五", "年", None, "2026-02-30", None, "419921199001010022"]]


@pytest.fixture
def inside(client_for: Callable[[User], HouseClient], inspector: User) -> HouseClient:
    return client_for(inspector)


def post_file(client: HouseClient, lines: list[list[Any]], name: str = "期限规则.xlsx") -> ImportBatch:
    response = client.post("/imports/rules/", {"file": SimpleUploadedFile(name, book_bytes([HEADS, *lines]))})
    assert response.status_code == 302, response.content.decode()
    return ImportBatch.objects.get(pk=int(response["Location"].strip("/").split("/")[-1]))


def rules() -> dict[str, tuple[str, int]]:
    return {rule.code: (rule.name, rule.days) for rule in DeadlineRule.objects.filter(code__startswith="T")}


def test_the_preview_writes_nothing_and_its_figures_add_up(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])

    assert batch.state == BatchState.CHECKED
    assert {name: batch.counts[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "tidied", "warned")} == {
        "rows": 5, "created": 3, "updated": 0, "unchanged": 0, "rejected": 2, "tidied": 1, "warned": 1,
    }  # fmt: skip
    assert rules() == {}


def test_the_preview_shows_row_value_reason_and_how_to_mend(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])

    text = inside.get(batch.get_absolute_url()).content.decode()

    assert "与第 2 行重复，保留第 2 行。" in text
    assert "2 月没有 30 日。" in text
    assert "419921********0022" in text
    assert "419921199001010022" not in text
    assert "导入正确的 3 行" in text
    assert ">身份证校验位错误 <b>1</b>" in text


def test_the_preview_and_the_result_name_the_worksheets_that_were_not_read(inside: HouseClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_bytes([HEADS, *GOOD])))
    book.create_sheet("汇总").append(["本季度共 3 条"])
    target = io.BytesIO()
    book.save(target)
    address = inside.post("/imports/rules/", {"file": SimpleUploadedFile("a.xlsx", target.getvalue())})["Location"]

    assert "未读取工作表：“汇总”" in inside.get(address).content.decode()
    assert inside.post(f"{address}commit/").status_code == 302
    assert ImportBatch.objects.get().state == BatchState.COMMITTED
    assert "未读取工作表：“汇总”" in inside.get(address).content.decode()


def test_the_preview_speaks_of_choices_in_the_words_of_the_file(inside: HouseClient) -> None:
    batch = post_file(inside, [["T3", "长期", 400, "日"]])

    (row,) = ImportRow.objects.filter(batch=batch)
    assert RULES.by_key["unit"].words("calendar") == "日"
    assert row.values["unit"] == "calendar"
    inside.post(f"/imports/{batch.pk}/commit/")
    again = post_file(inside, [["T3", "长期", 400, "个工作日"]])
    text = inside.get(f"{again.get_absolute_url()}?show=updated").content.decode()
    assert "原为 日" in text
    assert '<td data-label="表中的值">个工作日</td>' in text
    assert ">working</td>" not in text


def test_a_doubtful_choice_is_shown_as_written(rules_kind: None) -> None:
    row = Row(RULES, 2, [None] * len(RULES.columns))
    row["unit"] = "calendar"

    row.warn("unit", "odd", "请核对。")

    assert row.warnings[0].value == "日"


def test_a_row_that_changes_nothing_still_says_who_it_is_and_what_was_tidied(inside: HouseClient) -> None:
    inside.post(f"/imports/{post_file(inside, GOOD).pk}/commit/")

    batch = post_file(inside, GOOD)
    text = inside.get(f"{batch.get_absolute_url()}?show=tidied").content.decode()

    assert batch.counts["unchanged"] == 3
    assert 'data-label="编码">T1</td><td data-label="事项">办结期限</td><td data-label="列">事项</td><td data-label="表中的值">办结期限</td>' in text
    assert "（空）" not in text


def test_when_nothing_changes_the_preview_says_so_without_an_empty_table(inside: HouseClient) -> None:
    plain = [["T2", "答复期限", 7, "个工作日", None, None, None, None]]
    inside.post(f"/imports/{post_file(inside, plain).pk}/commit/")

    text = inside.get(post_file(inside, plain).get_absolute_url()).content.decode()

    assert "没有变化" in text
    assert "显示第" not in text
    assert "<tbody>" not in text


def test_the_records_offer_the_kinds_one_may_import_and_can_be_narrowed_to_one(inside: HouseClient) -> None:
    post_file(inside, GOOD)

    text = inside.get("/imports/").content.decode()
    narrowed = inside.get("/imports/?kind=units").content.decode()

    assert 'href="/imports/rules/"' in text
    assert "期限规则.xlsx" in text
    assert "期限规则.xlsx" not in narrowed
    assert "期限规则.xlsx" in inside.get("/imports/", headers={"HX-Request": "true", "HX-Target": "table"}).content.decode()


def test_a_kind_of_error_can_be_looked_at_alone(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])

    text = inside.get(f"{batch.get_absolute_url()}?show=rejected&kind=repeated.编码").content.decode()

    assert "与第 2 行重复" in text
    assert "2 月没有 30 日" not in text


def test_the_commit_takes_the_good_rows_and_says_how_many(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])

    response = inside.post(f"/imports/{batch.pk}/commit/", follow=True)

    assert rules() == {"T1": ("办结期限", 5), "T2": ("答复期限", 7), "T3": ("长期", 400)}
    assert "已导入 3 行，2 行未导入，原因见错误表。" in response.content.decode()


def test_one_import_leaves_one_audit_entry_with_the_hash_of_the_file(inside: HouseClient, inspector: User) -> None:
    batch = post_file(inside, GOOD)
    inside.post(f"/imports/{batch.pk}/commit/")

    (entry,) = AuditEntry.objects.filter(act="import")
    assert batch.file.sha256 in entry.note
    assert "新增 3" in entry.note
    assert entry.actor == inspector


def test_the_same_file_again_changes_nothing(inside: HouseClient) -> None:
    inside.post(f"/imports/{post_file(inside, GOOD).pk}/commit/")
    before = list(DeadlineRule.objects.order_by("pk").values())

    second = post_file(inside, GOOD)
    inside.post(f"/imports/{second.pk}/commit/")

    second.refresh_from_db()
    assert (second.counts["unchanged"], second.counts["created"], second.counts["updated"]) == (3, 0, 0)
    assert list(DeadlineRule.objects.order_by("pk").values()) == before


def test_a_changed_row_updates_and_the_ledger_keeps_what_was(inside: HouseClient) -> None:
    inside.post(f"/imports/{post_file(inside, GOOD).pk}/commit/")

    batch = post_file(inside, [["T2", "答复期限", 9, "个工作日"]])
    inside.post(f"/imports/{batch.pk}/commit/")

    row = ImportRow.objects.get(batch=batch)
    assert (row.outcome, row.before, row.values["days"]) == ("updated", {"days": 7}, 9)
    assert rules()["T2"] == ("答复期限", 9)


def test_no_identity_number_is_kept_in_the_ledger_or_the_audit_trail(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])
    inside.post(f"/imports/{batch.pk}/commit/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, '') FROM core_importrow r")
        ledger = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(a::text, '') FROM core_auditentry a")
        trail = cursor.fetchone()[0]
    assert "419921********0022" in ledger
    assert not any(number in ledger + trail for number in (GOOD_IDENTITY, "419921199001010022"))


def test_the_error_workbook_is_the_user_s_own_with_marks_and_reasons_and_may_come_back(inside: HouseClient) -> None:
    batch = post_file(inside, [*GOOD, *BAD])

    response = inside.get(f"/imports/{batch.pk}/errors/")
    content = b"".join(response.streaming_content)

    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in page[1]] == [*HEADS, "原因"]
    assert page["B2"].value == "办结 期限"
    assert page["I5"].value == "编码：与第 2 行重复，保留第 2 行。"
    assert page["I6"].value.startswith("期限：应为整数。\n计算单位：")
    assert {cell.coordinate for row in page for cell in row if cell.fill.fgColor.rgb == "FFF6DCDA"} == {"I1", "A5", "I5", "C6", "D6", "F6", "H6", "I6"}
    page["A5"], page["C6"], page["D6"], page["F6"], page["H6"] = "T4", 5, "日", None, None
    mended = io.BytesIO()
    page.parent.save(mended)
    again = inside.post("/imports/rules/", {"file": SimpleUploadedFile("改好.xlsx", mended.getvalue())})
    second = ImportBatch.objects.latest("pk")
    assert again["Location"] == second.get_absolute_url()
    assert (second.counts["rejected"], second.reading["unknown"]) == (0, [])


def test_the_error_workbook_of_a_csv_comes_back_as_a_workbook(inside: HouseClient) -> None:
    text = "\n".join([",".join(HEADS), "T1,办结,5,日,,,,", "T9,坏,五,日,,,,"])
    inside.post("/imports/rules/", {"file": SimpleUploadedFile("规则.csv", text.encode("gb18030"))})
    batch = ImportBatch.objects.latest("pk")

    content = b"".join(inside.get(f"/imports/{batch.pk}/errors/").streaming_content)

    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [page["I1"].value, page["I2"].value, page["I3"].value] == ["原因", None, "期限：应为整数。"]


def test_missing_columns_are_asked_for_and_assigned_by_hand(inside: HouseClient) -> None:
    file = SimpleUploadedFile("规则.xlsx", book_bytes([["编码", "事项", "天天数数", "计算单位"], ["T1", "办结", 5, "日"]]))
    response = inside.post("/imports/rules/", {"file": file}, follow=True)
    batch = ImportBatch.objects.latest("pk")
    assert batch.state == BatchState.UNMATCHED
    assert "找不到列“期限”，已识别的列：编码、事项、计算单位。请在下方指定。" in response.content.decode()

    inside.post(f"/imports/{batch.pk}/assign/", {"code": "0", "name": "1", "days": "2", "unit": "3"})

    batch.refresh_from_db()
    assert (batch.state, batch.counts["created"]) == (BatchState.CHECKED, 1)


def test_a_column_that_was_wrongly_recognised_is_taken_away_by_hand(inside: HouseClient) -> None:
    file = SimpleUploadedFile("规则.xlsx", book_bytes([["编码", "事项", "天天数数", "计算单位", "依据"], ["T1", "办结", 5, "日", "不是依据"]]))
    inside.post("/imports/rules/", {"file": file})
    batch = ImportBatch.objects.latest("pk")

    inside.post(f"/imports/{batch.pk}/assign/", {"code": "0", "name": "1", "days": "2", "unit": "3", "basis": ""})

    batch.refresh_from_db()
    assert (batch.state, "依据" in batch.reading["columns"], batch.reading["unknown"]) == (BatchState.CHECKED, False, ["依据"])


def test_an_unreadable_file_says_why_on_the_page(inside: HouseClient) -> None:
    response = inside.post("/imports/rules/", {"file": SimpleUploadedFile("规则.csv", b"\xff\xfe\xfa" * 40)}, follow=True)

    assert response.status_code in {200, 422}
    assert "编码" in response.content.decode() or "不是" in response.content.decode()
    assert rules() == {}


def test_giving_up_closes_the_batch(inside: HouseClient) -> None:
    batch = post_file(inside, GOOD)

    inside.post(f"/imports/{batch.pk}/cancel/")

    assert inside.post(f"/imports/{batch.pk}/commit/").status_code == 422
    assert rules() == {}


def test_a_batch_is_committed_once(inside: HouseClient, inspector: User) -> None:
    batch = post_file(inside, GOOD)
    inside.post(f"/imports/{batch.pk}/commit/")

    with pytest.raises(IllegalTransition):
        confirm(batch=batch, actor=inspector, at=timezone.now())


def test_the_right_is_asked_again_when_the_rows_are_written(inspector: User, inside: HouseClient) -> None:
    batch = confirm(batch=post_file(inside, GOOD), actor=inspector, at=timezone.now())
    inspector.posts.update(until="2026-01-05")
    again = User.objects.get(pk=inspector.pk)

    with pytest.raises(PermissionDenied):
        commit_batch(batch=batch, actor=again, at=timezone.now())
    assert rules() == {}


def test_the_upload_page_is_for_holders_of_the_permission(client_for: Callable[[User], HouseClient], unit_member: User) -> None:
    client = client_for(unit_member)

    assert client.get("/imports/rules/").status_code == 403
    assert client.get("/imports/rules/template/").status_code == 403
    assert client.get("/imports/nothing/").status_code == 404


def test_nobody_else_sees_or_commits_a_batch(
    inside: HouseClient, client_for: Callable[[User], HouseClient], leader: User, make_person: Callable[..., User], bureau: Any
) -> None:
    batch = post_file(inside, [*GOOD, *BAD])
    colleague = client_for(make_person("同事", "colleague", "bureau_staff", bureau))

    answers = [
        colleague.get(f"/imports/{batch.pk}/"),
        colleague.get(f"/imports/{batch.pk}/errors/"),
        colleague.post(f"/imports/{batch.pk}/commit/"),
        colleague.get(f"/files/{batch.file_id}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


def test_the_template_has_drop_downs_text_columns_and_is_accepted_when_filled(inside: HouseClient) -> None:
    content = inside.get("/imports/rules/template/").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]

    assert [cell.value for cell in page[1]] == ["编码*", "事项*", "期限*", "计算单位*", *HEADS[4:]]
    assert [rule.formula1 for rule in page.data_validations.dataValidation] == ['"个工作日,日,小时"']
    page.append(["T1", "办结", 5, "日"])
    filled = io.BytesIO()
    book.save(filled)
    inside.post("/imports/rules/", {"file": SimpleUploadedFile("模板.xlsx", filled.getvalue())})
    assert ImportBatch.objects.latest("pk").counts["created"] == 1


def test_one_s_own_imports_are_listed(inside: HouseClient, client_for: Callable[[User], HouseClient], leader: User) -> None:
    post_file(inside, GOOD)

    assert "期限规则.xlsx" in inside.get("/imports/").content.decode()
    assert "期限规则.xlsx" not in client_for(leader).get("/imports/").content.decode()


def test_a_large_file_is_checked_and_written_by_jobs(inside: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sheets.views.AT_ONCE_BYTES", 10)
    monkeypatch.setattr("core.sheets.views.AT_ONCE_ROWS", 1)
    told: list[dict[str, Any]] = []

    response = inside.post("/imports/rules/", {"file": SimpleUploadedFile("大.xlsx", book_bytes([HEADS, *GOOD, *BAD]))})

    batch = ImportBatch.objects.latest("pk")
    assert response["Location"] == batch.job.get_absolute_url()
    assert (batch.job.kind, batch.job.params, batch.state) == ("import_check", {"batch": batch.pk}, BatchState.READING)
    outcome = jobs.check(batch.job, lambda **facts: told.append(facts))
    assert (outcome.url, outcome.summary) == (batch.get_absolute_url(), "读到 5 行，2 行有问题，请核对后导入")

    response = inside.post(f"/imports/{batch.pk}/commit/")
    batch.refresh_from_db()
    assert (response["Location"], batch.job.kind, batch.state) == (batch.job.get_absolute_url(), "import_commit", BatchState.COMMITTING)
    assert jobs.commit(batch.job, lambda **facts: told.append(facts)).summary == "已导入 3 行，2 行未导入"
    assert jobs.commit(batch.job, lambda **facts: told.append(facts)).summary == "已导入 3 行，2 行未导入"
    assert len(rules()) == 3
    assert AuditEntry.objects.filter(act="import").count() == 1


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large: jobs read and write it."""
    monkeypatch.setattr("core.sheets.views.AT_ONCE_BYTES", 0)
    monkeypatch.setattr("core.sheets.views.AT_ONCE_ROWS", 0)


def large_batch(inside: HouseClient, lines: list[list[Any]]) -> ImportBatch:
    """A batch that its job has checked."""
    inside.post("/imports/rules/", {"file": SimpleUploadedFile("大.xlsx", book_bytes(lines))})
    batch = ImportBatch.objects.latest("pk")
    run_job(batch.job_id)
    batch.refresh_from_db()
    return batch


def test_a_cancelled_write_leaves_the_batch_to_be_confirmed_again(inside: HouseClient, large: None) -> None:
    batch = large_batch(inside, [HEADS, *GOOD])
    inside.post(f"/imports/{batch.pk}/commit/")
    batch.refresh_from_db()

    inside.post(f"/jobs/{batch.job_id}/cancel/")

    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    inside.post(f"/imports/{batch.pk}/commit/")
    batch.refresh_from_db()
    run_job(batch.job_id)
    assert len(rules()) == 3


def test_a_write_that_fails_for_good_can_be_started_anew(inside: HouseClient, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = large_batch(inside, [HEADS, *GOOD])
    inside.post(f"/imports/{batch.pk}/commit/")
    batch.refresh_from_db()
    with monkeypatch.context() as patched:
        patched.setattr("core.sheets.actions.commit_read", mock.Mock(side_effect=DomainError("期间有冲突。")))
        run_job(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED

    inside.post(f"/jobs/{batch.job_id}/retry/")
    run_job(batch.job_id)

    batch.refresh_from_db()
    assert (batch.state, len(rules())) == (BatchState.COMMITTED, 3)


def test_a_small_write_that_breaks_down_leaves_the_batch_to_be_confirmed_again(inside: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = post_file(inside, GOOD)
    monkeypatch.setattr("core.sheets.actions.commit_read", mock.Mock(side_effect=OperationalError("statement timeout")))

    with pytest.raises(OperationalError):
        inside.post(f"/imports/{batch.pk}/commit/")

    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED


def test_columns_assigned_as_once_before_are_read_again(inside: HouseClient, large: None) -> None:
    batch = large_batch(inside, [["编码", "事项", "天天数数", "计算单位", "另一列"], ["T1", "办结", 5, "日", "乙"]])
    for name in ("1", "4", "1"):
        inside.post(f"/imports/{batch.pk}/assign/", {"code": "0", "name": name, "days": "2", "unit": "3"})
        batch.refresh_from_db()
        run_job(batch.job_id)

        batch.refresh_from_db()
        assert (batch.state, batch.counts["created"]) == (BatchState.CHECKED, 1)


def test_a_check_that_was_cancelled_says_so(inside: HouseClient, large: None) -> None:
    inside.post("/imports/rules/", {"file": SimpleUploadedFile("大.xlsx", book_bytes([HEADS, *GOOD]))})
    batch = ImportBatch.objects.latest("pk")

    inside.post(f"/jobs/{batch.job_id}/cancel/")

    assert "这次检查没有做完，没有导入任何内容。" in inside.get(batch.get_absolute_url()).content.decode()


def test_a_job_of_an_unreadable_file_fails_with_the_sentence(inside: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sheets.views.AT_ONCE_BYTES", 10)
    inside.post("/imports/rules/", {"file": SimpleUploadedFile("空.xlsx", book_bytes([HEADS]))})
    batch = ImportBatch.objects.latest("pk")

    with pytest.raises(DomainError, match="里没有数据行。"):
        jobs.check(batch.job, lambda **facts: None)

    assert "里没有数据行。" in inside.get(batch.get_absolute_url()).content.decode()


def test_a_preview_with_nothing_to_write_says_so_and_its_button_is_off(inside: HouseClient) -> None:
    inside.post(f"/imports/{post_file(inside, GOOD).pk}/commit/")
    pages = [inside.get(post_file(inside, lines, name).get_absolute_url()).content.decode() for lines, name in ((GOOD, "同样.xlsx"), (BAD[1:], "都错.xlsx"))]

    for page in pages:
        assert '<button class="btn btn-primary" type="button" disabled>没有要写入的行</button>' in page
        assert "/commit/" not in page


def test_an_import_is_out_of_reach_once_the_power_for_its_kind_is_gone(inside: HouseClient, inspector: User) -> None:
    batch = post_file(inside, [*GOOD, *BAD])
    errors = f"{batch.get_absolute_url()}errors/"
    assert (b"".join(inside.get(errors).streaming_content)[:2], may_see(inspector, batch.file)) == (b"PK", True)

    Role.objects.get(pk="bureau_staff").permissions.remove(*Permission.objects.filter(codename="manage_calendar"))
    now = User.objects.get(pk=inspector.pk)

    assert [inside.get(page).status_code for page in (batch.get_absolute_url(), errors)] == [404, 404]
    assert (may_see(now, batch.file), list(ImportBatch.objects.visible_to(now))) == (False, [])
