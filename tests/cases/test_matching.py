"""按文号对应: real file names, and the ways people write a number."""

from pathlib import Path

import pytest

from cases.matching import match_name, normal_number

FILES = sorted((Path(__file__).parent.parent / "data" / "files").glob("*.pdf"))
NUMBERS = {path.stem: path.stem for path in FILES}


def test_ten_real_files_are_there() -> None:
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_named_by_its_number_finds_its_act(path: Path) -> None:
    assert match_name(path.name, NUMBERS) == path.stem


@pytest.mark.parametrize(
    "name",
    [
        "明市监罚决〔2025〕32号.pdf",
        "明市监罚决[2025]32号.PDF",
        "明市监罚决（2025）32号.pdf",
        "明市监罚决【2025】 32 号.pdf",
        "明市监罚决〔２０２５〕３２号.pdf",
        "明市监罚决(2025)第032号.pdf",
        "明市监罚决〔2025〕32号（扫描件）.pdf",
        "1-明市监罚决〔2025〕32号-宏达包装.pdf",
        "第三卷明市监罚决〔2025〕32号.pdf",
        "明市监罚决2025-32.pdf",
        "C:\\扫描\\明市监罚决〔2025〕32号.pdf",
    ],
)
def test_spellings_of_one_number(name: str) -> None:
    assert match_name(name, NUMBERS) == "明市监罚决〔2025〕32号"


@pytest.mark.parametrize("name", ["明市监罚决〔2025〕99号.pdf", "扫描件001.pdf", "32号.pdf", "明市监罚决〔2024〕32号.pdf", "明市监罚决〔2025〕3号.pdf", ""])
def test_names_without_their_act_are_left_to_a_person(name: str) -> None:
    assert match_name(name, NUMBERS) is None


def test_two_acts_that_fit_are_left_to_a_person() -> None:
    assert match_name("明市监罚决〔2025〕32号.pdf", {"明市监罚决〔2025〕32号": 1, "明市监罚决[2025]32号": 2}) is None


def test_a_number_is_brought_to_one_form() -> None:
    assert normal_number("明市监罚决（2025）第032号") == "明市监罚决〔2025〕32号"
