"""工作簿部件: the parts of an xlsx package that are read or replaced as text, so that whatever else a blank holds stays as it is.

The files were guarded when they came in (`core.sheets.guard`); sizes are limited again here, because text is held in memory.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cached_property
from html import unescape
from typing import BinaryIO
from xml.sax.saxutils import escape

from core.errors import DomainError

MOST_TEXT, MOST_BYTES = 64 * 1024 * 1024, 400 * 1024 * 1024
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
PREFIX = re.compile(rf'xmlns:(\w+)\s*=\s*["\'](?:{re.escape(MAIN)}|{re.escape(STRICT)})["\']')
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"<(?:\w+:)?(\w+)\b([^<>]*?)/?>")
CHAIN = re.compile(r"<(?:\w+:)?(?:Override|Relationship)\b[^<>]*calcChain[^<>]*/>")
Writer = Callable[[BinaryIO], None]


def plain(xml: str) -> str:
    """The same XML with the spreadsheet's own words unprefixed (some programs write <x:row>)."""
    named = PREFIX.search(xml[:4000])
    if named is None:
        return xml
    return re.sub(rf"<(/?){named[1]}:", r"<\1", xml).replace(f"xmlns:{named[1]}=", "xmlns=", 1)


def attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(tag)}


def text_of(xml: str) -> str:
    return unescape(xml)


class Package:
    """The parts of one workbook, by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise DomainError("这个工作簿打不开，请重新上传表样。") from None
        if sum(entry.file_size for entry in self.zip.infolist()) > MOST_BYTES:
            raise DomainError("工作簿解压后过大，请删去多余的工作表和图片。")
        self.names = [entry.filename for entry in self.zip.infolist() if not entry.is_dir()]

    def text(self, name: str) -> str:
        if self.zip.getinfo(name).file_size > MOST_TEXT:
            raise DomainError("表样内容过大，请只保留要发的那张表。")
        with self.zip.open(name) as part:
            return plain(part.read(MOST_TEXT + 1).decode("utf-8-sig"))

    # --- which part is which -------------------------------------------------------------------------------------
    def links(self, part: str) -> dict[str, dict[str, str]]:
        """Relationships of a part by id."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.names:
            return {}
        found = [attributes(inside) for tag, inside in TAG.findall(self.text(rels)) if tag == "Relationship"]
        return {told["Id"]: {**told, "Target": _absolute(folder, told.get("Target", ""))} for told in found if "Id" in told}

    @cached_property
    def book(self) -> str:
        return self.text("xl/workbook.xml")

    @cached_property
    def worksheets(self) -> dict[str, str]:
        """Name of each worksheet → its part."""
        links = self.links("xl/workbook.xml")
        found = {}
        for tag, inside in TAG.findall(self.book):
            told = attributes(inside) if tag == "sheet" else {}
            identity = next((value for name, value in told.items() if name.endswith(":id")), "")
            if identity in links:
                found[told.get("name", "")] = links[identity]["Target"]
        return found

    @cached_property
    def styles_part(self) -> str:
        return next(link["Target"] for link in self.links("xl/workbook.xml").values() if link.get("Type", "").endswith("/styles"))

    def linked(self, part: str, kind: str) -> list[str]:
        """Parts of one kind (table, drawing, chart) that a part names."""
        return [link["Target"] for link in self.links(part).values() if link.get("Type", "").endswith(f"/{kind}") and link["Target"] in self.names]

    # --- writing -------------------------------------------------------------------------------------------------
    def write(self, target: BinaryIO, replaced: Mapping[str, str], streamed: Mapping[str, Writer], late: Mapping[str, Callable[[], str]]) -> None:
        """The package again, in its own order: some parts replaced, then those that are streamed, `late` ones asked when those are through.

        The order of calculation is left out; whoever opens the file makes it anew.
        """
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            for name in self.names:
                if name in streamed or name in late or name == "xl/calcChain.xml":
                    continue
                if name in replaced:
                    new.writestr(name, replaced[name].encode())
                elif name.endswith(("[Content_Types].xml", "workbook.xml.rels")):
                    new.writestr(name, CHAIN.sub("", self.text(name)).encode())
                else:
                    new.writestr(name, self.zip.read(name))
            for name, writer in streamed.items():
                with new.open(name, "w", force_zip64=True) as part:
                    writer(part)  # type: ignore[arg-type]
            for name, tell in late.items():
                new.writestr(name, tell().encode())


def _absolute(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


# --- the workbook's own part ---------------------------------------------------------------------------------------
NAMED = re.compile(r"(<definedName\b([^<>]*)>)([^<]*)(</definedName>)")
CALCULATION = re.compile(r"<calcPr\b[^<>]*?(?:/>|>.*?</calcPr>)", re.DOTALL)
FULL = '<calcPr calcId="0" fullCalcOnLoad="1"/>'


def with_names(book: str, change: Callable[[str, str], str]) -> str:
    """workbook.xml with every defined name's area through `change(name, area)`, and everything calculated when it is opened."""

    def changed(found: re.Match[str]) -> str:
        name = attributes(found[2]).get("name", "")
        return f"{found[1]}{escape(change(name, text_of(found[3])))}{found[4]}"

    made = NAMED.sub(changed, book)
    if CALCULATION.search(made):
        return CALCULATION.sub(FULL, made, count=1)
    end = "</definedNames>" if "</definedNames>" in made else "</sheets>"
    return made.replace(end, f"{end}{FULL}", 1)
