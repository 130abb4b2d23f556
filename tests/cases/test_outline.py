"""文书目录: titles of documents on the pages of a real scan."""

import pytest

from accounts.models import User
from cases.actions.recall import outline_scans
from cases.models import FileScan, ReviewBatch, ReviewSheet
from cases.outline import outline_of, title_of
from cases.tasks import outline_scans_task
from tests.cases.conftest import TWO_NUMBERS


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("立案审批表\n明市监立〔2025〕26号", "立案审批表"),
        ("明川县市场监督管理局\n行政处罚事先告知书\n明市监告〔2025〕26号", "行政处罚事先告知书"),
        ("询 问 笔 录\n询问时间", "询问笔录"),
        ("经查，当事人收到告知书\n没有提出陈述申辩", ""),
        ("", ""),
    ],
)
def test_a_page_begins_a_document_when_one_of_its_first_lines_is_a_title(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_document_of_several_pages_is_listed_once() -> None:
    assert outline_of(["询问笔录\n问", "询问笔录\n续", "答：是", "送达回证\n号"]) == [{"page": 1, "title": "询问笔录"}, {"page": 4, "title": "送达回证"}]


def test_the_outline_of_a_real_file(received: ReviewBatch) -> None:
    outline_scans_task()

    scan = FileScan.objects.get(drawn__entry__document_no=TWO_NUMBERS[0])
    assert [entry["title"] for entry in scan.outline] == [
        "立案审批表", "现场检查笔录", "询问笔录", "责令改正通知书", "案件调查终结报告", "行政处罚事先告知书", "陈述申辩情况记录", "行政处罚决定书", "送达回证", "结案审批表",
    ]  # fmt: skip
    assert outline_scans() == 0


def test_the_desk_offers_the_outline(sheets: list[ReviewSheet], client_for: object, inspector: User) -> None:
    FileScan.objects.update(outline=[{"page": 6, "title": "行政处罚事先告知书"}])

    body = client_for(sheets[0].reviewer).get(sheets[0].get_absolute_url()).content.decode()  # type: ignore[operator]

    assert 'data-page="6">行政处罚事先告知书' in body
