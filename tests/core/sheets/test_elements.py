"""表格里的 XML 元素: found in one walk; what is never closed costs no more than its length."""

from __future__ import annotations

import time

import pytest

from core.sheets.elements import elements


def told(piece: bytes, name: bytes = b"row") -> list[tuple[bytes, bytes, bytes | None]]:
    return [(one.prefix, one.attributes, one.inside) for one in elements(piece, name)]


def test_elements_come_with_their_attributes_and_what_is_inside() -> None:
    piece = b'<sheetData><row r="1"><c r="A1"/></row><x:row r="2"/><rowBreaks/><row>x</row></sheetData>'

    assert told(piece) == [(b"", b' r="1"', b'<c r="A1"/>'), (b"x:", b' r="2"', None), (b"", b"", b"x")]
    assert b"".join(one.whole for one in elements(piece, b"row")) == b'<row r="1"><c r="A1"/></row><x:row r="2"/><row>x</row>'


def test_an_element_that_is_not_complete_waits_for_more() -> None:
    assert told(b'<row r="1"><c/></row><row r="2"><c') == [(b"", b' r="1"', b"<c/>")]


@pytest.mark.parametrize("piece", [b"<row>" * 400_000, b"<row " * 400_000, b"<c><v>1</v>" * 200_000, b"<" + b"w" * 2_000_000])
@pytest.mark.parametrize("name", [b"row", b"c"])
def test_what_is_never_closed_is_walked_once(piece: bytes, name: bytes) -> None:
    began = time.process_time()

    assert list(elements(piece, name)) == []
    assert time.process_time() - began < 1.5
