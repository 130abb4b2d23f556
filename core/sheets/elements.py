"""表格里的 XML 元素: elements of one name in a piece of a worksheet. The time grows with the length of the piece only, whatever a hostile file
puts there: an element that is never closed ends the walk, it is not tried again from every place behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENINGS = {name: re.compile(rb"<((?:\w{1,20}:)?)%s(?=[\s/>])([^<>]*)>" % name) for name in (b"row", b"c", b"xf")}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: where it stands in the piece, its prefix ("x:"), its attributes, and what is inside (None when it closes itself)."""

    start: int
    end: int
    prefix: bytes
    attributes: bytes
    inside: bytes | None
    whole: bytes


def elements(piece: bytes, name: bytes) -> Iterator[Element]:
    """Every complete element `name` that is not inside another one of that name, in order."""
    at = 0
    while (found := OPENINGS[name].search(piece, at)) is not None:
        attributes, inside, end = found[2], None, found.end()
        if attributes.endswith(b"/"):
            attributes = attributes[:-1]
        else:
            closing = b"</%s%s>" % (found[1], name)
            stop = piece.find(closing, end)
            if stop < 0:
                return
            inside, end = piece[end:stop], stop + len(closing)
        yield Element(found.start(), end, found[1], attributes, inside, piece[found.start() : end])
        at = end
