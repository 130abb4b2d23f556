"""自助预查 pages: one case typed, one table uploaded, and the table back with 预查意见."""

import io
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from cases.precheck import table as tables
from cases.precheck.drafts import check_drafts
from core.sheets.engine import read
from tests.fixtures.cast import HouseClient
from tests.fixtures.workbooks import DATA

pytestmark = pytest.mark.django_db
PAGE, TABLE, TEMPLATE = (reverse(f"cases:{name}") for name in ("precheck", "precheck-table", "precheck-template"))
PROMISE = "自助预查仅供本单位自查使用，系统不保存、不计入评查和考核。"
LATE = {"立案号": "明市监立〔2026〕88号", "立案日期": date(2025, 7, 1), "处罚决定日期": date(2025, 10, 9), "送达日期": date(2025, 10, 13), "罚款金额(万元)": 12}
Made = Callable[..., SimpleUploadedFile]


@pytest.fixture
def browser(client_for: Callable[[User], HouseClient], unit_member: User) -> HouseClient:
    return client_for(unit_member)


def test_the_page_says_that_nothing_is_kept(browser: HouseClient) -> None:
    answer = browser.get(PAGE)

    assert (answer.status_code, PROMISE in answer.content.decode()) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_typed_case_is_answered_at_once_with_basis_and_advice(browser: HouseClient) -> None:
    answer = browser.post(PAGE, {"filed_on": "2025-07-01", "decided_on": "2025-10-09", "instalments": "5000、4000", "fine": "10000", "kinds": "罚款、警告"})

    found = {one.rule.code: one.answer.sentence for one in answer.context["checked"].problems}
    assert (answer.status_code, found.keys()) == (200, {"W-09", "P-07", "P-09"})
    assert found["P-09"] == "分 2 期共 9,000.00 元，与罚款 10,000.00 元不符。"
    body = answer.content.decode()
    assert ("《行政处罚法》第六十条" in body, PROMISE in body, 'value="2025-10-09"' in body) == (True, True, True)
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_empty_form_is_answered_with_what_could_not_be_judged(browser: HouseClient) -> None:
    assert [verdict for verdict, count in browser.post(PAGE, {}).context["checked"].counts if count] == ["未判断"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("filed_on", "去年", "立案日期"),
        ("instalments", "五千", "金额应为数字"),
        ("instalments", "NaN", "每期数额应大于零"),
        ("fine", "-1", "罚款数额"),
        ("filed_on", "9999-12-31", "不能大于 2200-12-31"),
        ("from1", "0001-01-01", "不能小于 1900-01-01"),
    ],
)
def test_what_cannot_be_read_is_refused_at_the_field(browser: HouseClient, field: str, value: str, words: str) -> None:
    answer = browser.post(PAGE, {field: value})

    assert (answer.status_code, "checked" in answer.context) == (422, False)
    assert words in str(answer.context["form"].errors[field])


@pytest.mark.parametrize("typed", [{"card1": "１６９９２１００１９３"}, {"card1": "1699 2100 193"}, {"officer1": "任　倩"}])
def test_names_and_cards_are_read_as_the_imports_read_them(
    browser: HouseClient, make_officer: Callable[..., object], unit: Unit, typed: dict[str, str]
) -> None:
    make_officer("任倩", unit, "419926199001010001", "16992100193", expires_on=date(2025, 8, 1))

    found = browser.post(PAGE, {**typed, "filed_on": "2025-07-01", "decided_on": "2025-09-26"}).context["checked"]

    assert {one.rule.code for one in found.problems} >= {"W-02"}
    assert found.case.handlers[0].name == "任倩"


def test_the_dates_of_an_officer_default_to_those_of_the_case(browser: HouseClient, make_officer: Callable[..., object], unit: Unit) -> None:
    make_officer("任倩", unit, "419926199001010001", "16992100193", issued_on=date(2025, 8, 1))
    typed = {"officer1": "任倩", "filed_on": "2025-07-01", "decided_on": "2025-09-26"}

    handlers = [browser.post(PAGE, typed | more).context["checked"].case.handlers[0] for more in ({}, {"from1": "2025-08-01"})]

    assert [handler.standing.value for handler in handlers] == ["不持证", "持证"]


def test_a_table_is_answered_row_by_row_and_given_back_with_a_column_more(browser: HouseClient, workbook: Made) -> None:
    sound = {**LATE, "立案号": "明市监立〔2026〕89号", "处罚决定日期": date(2025, 9, 29)}

    answer = browser.post(TABLE, {"file": workbook(LATE, sound)})

    assert [(row.number, row.label) for row in answer.context["shown"]] == [(2, "明市监立〔2026〕88号"), (3, "明市监立〔2026〕89号")]
    sheet = load_workbook(io.BytesIO(b64decode(answer.context["link"].partition(",")[2]))).active
    assert [cell.value for cell in sheet[1]] == [*LATE, "预查意见"]
    assert sheet.cell(2, 6).value.startswith("办案期限：处罚决定日期（2025年10月9日）已超过办案期限。")
    assert "未判断：" in sheet.cell(2, 6).value
    assert PROMISE in answer.content.decode()


def test_the_money_of_the_table_is_in_ten_thousands(browser: HouseClient, workbook: Made) -> None:
    rows = browser.post(TABLE, {"file": workbook(LATE)}).context["table"].rows

    assert rows[0].checked.case.fine == 120_000


def test_a_row_without_a_problem_is_not_tinted(browser: HouseClient, workbook: Made) -> None:
    open_case = {"立案号": "明市监立〔2026〕90号", "立案日期": date(2200, 1, 4)}

    answer = browser.post(TABLE, {"file": workbook(LATE, {**dict.fromkeys(LATE), **open_case}), "download": "1"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [sheet.cell(row, 6).fill.fgColor.rgb for row in (2, 3)] == ["FFF6DCDA", "00000000"]
    assert sheet.cell(3, 6).value.startswith("未发现问题\n未判断：")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_cells_that_cannot_be_read_are_told_beside_the_rest(browser: HouseClient, workbook: Made) -> None:
    row = browser.post(TABLE, {"file": workbook({**LATE, "送达日期": "下周"})}).context["shown"][0]

    assert ([problem.column for problem in row.unread], row.is_bad) == (["送达日期"], True)


def test_the_real_workbook_of_the_county_is_judged_as_its_key_says(unit_member: User) -> None:
    """On 2026-06-30: what the key lists as done wrong is found, what it lists as not done is not judged, nothing else is said."""
    rows = read(tables.DRAFTS, DATA / "cases-penalty.xlsx", "cases-penalty.xlsx").rows

    found = [one.rule.code for checked in check_drafts([row.values() for row in rows], unit_member, date(2026, 6, 30)) for one in checked.problems]

    assert (len(rows), Counter(found)) == (800, {"W-09": 11, "W-12": 3, "W-14": 3, "W-17": 5, "W-18": 2, "W-19": 4, "W-15": 2, "W-03": 5, "P-01": 1})


def test_a_csv_comes_back_as_a_workbook(browser: HouseClient) -> None:
    csv = SimpleUploadedFile("一件.csv", "立案号,立案日期,处罚决定日期\n明市监立〔2026〕88号,2025-07-01,2025-10-09\n".encode())

    sheet = load_workbook(io.BytesIO(browser.post(TABLE, {"file": csv, "download": "1"}).content)).active

    assert [cell.value for cell in sheet[1]][3] == "预查意见"
    assert sheet["D2"].value.startswith("办案期限：")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "xlsx"),
        ("姓名,单位\n王某,水利局\n".encode(), "找不到列“立案日期”。请下载模板，或使用行政处罚导入表的列名。"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(browser: HouseClient, content: bytes, words: str) -> None:
    answer = browser.post(TABLE, {"file": SimpleUploadedFile("表.csv", content)})

    assert (answer.status_code, words in str(answer.context["upload"].errors["file"])) == (422, True)


def test_a_table_with_too_many_rows_is_refused(browser: HouseClient, workbook: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)

    answer = browser.post(TABLE, {"file": workbook(LATE, LATE)})

    assert "一次最多预查 1 行，这张表有 2 行，请分开再查。" in str(answer.context["upload"].errors["file"])


def test_the_template_is_read_back(browser: HouseClient) -> None:
    book = load_workbook(io.BytesIO(browser.get(TEMPLATE).content))
    book.worksheets[0].append(["明市监立〔2026〕88号"])
    headings = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, headings.index("立案日期*") + 1 if "立案日期*" in headings else headings.index("立案日期") + 1, date(2025, 7, 1))
    target = io.BytesIO()
    book.save(target)

    answer = browser.post(TABLE, {"file": SimpleUploadedFile("模板.xlsx", target.getvalue())})

    assert [row.label for row in answer.context["table"].rows] == ["明市监立〔2026〕88号"]


@pytest.mark.parametrize("path", [PAGE, TEMPLATE])
def test_the_bureau_has_no_such_page(client_for: Callable[[User], HouseClient], inspector: User, leader: User, path: str) -> None:
    assert [client_for(user).get(path).status_code for user in (inspector, leader)] == [403, 403]


def test_one_case_costs_few_statements(browser: HouseClient, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    browser.get(PAGE)
    with django_assert_max_num_queries(20):
        browser.post(PAGE, {"filed_on": "2025-07-01", "decided_on": "2025-10-09", "officer1": "任倩"})
