"""Pages on screen: drawn in a child, cached, without metadata of the original, with their words."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from core.errors import DomainError
from core.files import pages
from core.files.models import StoredFile
from tests.core.files import corpus

MakeFile = Callable[..., StoredFile]
REAL = Path(__file__).parents[2] / "data" / "files"
NAMES = ("明市监罚决〔2025〕32号.pdf", "明城管罚决〔2025〕19号.pdf")


@pytest.fixture
def member(client_for: Callable[[User], Client], unit_member: User) -> Client:
    return client_for(unit_member)


def _picture(answer: Any) -> Image.Image:
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize(("name", "count", "page", "words"), [(NAMES[0], 10, 2, "现场检查笔录"), (NAMES[1], 3, 1, "当场行政处罚决定书")])
def test_a_real_case_file_is_shown_page_by_page_with_its_words(name: str, count: int, page: int, words: str, make_file: MakeFile, member: Client) -> None:
    file = make_file(name, (REAL / name).read_bytes())

    shown = _picture(member.get(f"/files/{file.pk}/pages/{page}.png"))
    large = _picture(member.get(f"/files/{file.pk}/pages/{page}.png?size=large"))
    thumb = _picture(member.get(f"/files/{file.pk}/thumbs/{page}.png"))
    text = member.get(f"/files/{file.pk}/pages/{page}.txt")

    assert (pages.page_count(file), shown.format, shown.width, large.width, thumb.width) == (count, "PNG", 1000, 1600, 160)
    assert (words in text.content.decode(), text["Content-Type"]) == (True, "text/plain; charset=utf-8")
    assert {answer["Content-Security-Policy"] for answer in (text, member.get(f"/files/{file.pk}/pages/1.png"))} == {"sandbox; default-src 'none'"}


def test_a_page_is_drawn_once_and_then_taken_from_the_cache(make_file: MakeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make_file()
    first = pages.page_image(file, 1, 1000)
    monkeypatch.setattr(pages, "ask_child", None)

    assert pages.page_image(file, 1, 1000) == first


def test_thumbnails_are_drawn_a_dozen_at_a_time(make_file: MakeFile) -> None:
    file = make_file(content=corpus.pdf(14))

    pages.page_image(file, 2, pages.THUMB_WIDTH)

    drawn = sorted(int(path.name.split("-")[0]) for path in (settings.MEDIA_DIR / "cache").rglob("*.png"))
    assert drawn == list(range(1, 13))


def test_a_picture_is_shown_upright_without_the_data_of_the_camera(make_file: MakeFile, member: Client) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of a reporter"
    file = make_file("现场.jpg", corpus.picture(size=(300, 200), exif=exif))

    shown = _picture(member.get(f"/files/{file.pk}/pages/1.png"))

    assert (file.pages, shown.size, dict(shown.getexif()), shown.info) == (1, (200, 300), {}, {})


@pytest.mark.parametrize("address", ["pages/0.png", "pages/4.png", "thumbs/4.png", "pages/4.txt"])
def test_a_page_that_does_not_exist_is_not_found(address: str, make_file: MakeFile, member: Client) -> None:
    assert member.get(f"/files/{make_file().pk}/{address}").status_code == 404


def test_a_file_without_pages_has_no_viewer(make_file: MakeFile, member: Client) -> None:
    file = make_file("台账.xlsx", corpus.workbook())

    assert (member.get(f"/files/{file.pk}/view/").status_code, file.get_absolute_url()) == (404, f"/files/{file.pk}/")


def test_a_page_that_cannot_be_drawn_is_said_in_words(make_file: MakeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CHILD_MEGABYTES", 20)

    with pytest.raises(DomainError, match="这一页打不开，可下载原文件查看。"):
        pages.page_image(make_file(), 1, 1000)


def test_a_width_that_is_not_offered_is_refused(make_file: MakeFile) -> None:
    with pytest.raises(DomainError, match="没有这种大小的页面图。"):
        pages.page_image(make_file(), 1, 5000)


@pytest.mark.parametrize(
    ("query", "number", "image"),
    [("", 1, "1.png"), ("?page=2", 2, "2.png"), ("?page=99", 3, "3.png"), ("?page=-1&zoom=large", 1, "1.png?size=large")],
)
def test_the_viewer_works_by_links_alone(query: str, number: int, image: str, make_file: MakeFile, member: Client) -> None:
    file = make_file()

    html = member.get(f"/files/{file.pk}/view/{query}").content.decode()

    assert f'src="/files/{file.pk}/pages/{image}" alt="材料.pdf 第 {number} 页，共 3 页"' in html
    assert f'href="?page={number}" data-page="{number}" aria-current="page"' in html


def test_the_viewer_asks_as_few_questions_for_many_pages(make_file: MakeFile, member: Client) -> None:
    """Queries for one page and for thirty: the same."""
    few, many = make_file(content=corpus.pdf(1)), make_file(content=corpus.pdf(30))
    member.get(f"/files/{few.pk}/view/")

    with CaptureQueriesContext(connection) as first:
        member.get(f"/files/{few.pk}/view/")
    with CaptureQueriesContext(connection) as second:
        member.get(f"/files/{many.pk}/view/")

    assert len(second) == len(first)
