"""读表: the parent's side of the reading child. Whatever the file does, this process gets rows or one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings

from core.errors import DomainError

WALL_SECONDS = 180
MARKS = "\x04"  # texts below it are empty or begin with the mark of a day, an instant or a time
BROKEN = "文件过大或结构异常，读取时中断。请把数据复制到新的 xlsx 里再导。"
Numbered = tuple[int, list[Any]]


class UnreadableFile(DomainError):
    """The file was not read; nothing is known about its rows."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Worksheet:
    """工作表: its name, size, merged ranges (0-based top, left, bottom, right) and first rows; a csv cannot tell what was merged."""

    place: int
    name: str
    width: int
    height: int
    merged: list[list[int]]
    head: list[Numbered]
    is_csv: bool = False


@dataclass
class OpenBook:
    """A file under reading: its worksheets, and the rows of the one that is chosen."""

    worksheets: list[Worksheet]
    _process: subprocess.Popen[bytes]
    _ended: bool = field(default=False)

    def rows(self, place: int) -> Iterator[Numbered]:
        """Every row that holds something, from the first one on; only once."""
        asks, tells = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        try:
            asks.write(f"{place}\n".encode())
            asks.flush()
        except BrokenPipeError as gone:
            raise UnreadableFile("broken", BROKEN) from gone
        for line in tells:
            told = json.loads(line)
            if isinstance(told, list):
                number, cells = told
                yield number, [cell if type(cell) is not str or cell > MARKS else _value(cell) for cell in cells]
            elif "end" in told:
                self._ended = True
            else:
                raise UnreadableFile(told["refused"], told["sentence"])
        if not self._ended:
            raise UnreadableFile("broken", BROKEN)


@contextmanager
def open_workbook(path: Path | str, name: str) -> Iterator[OpenBook]:
    """Read `path` (called `name` by its owner) in a child without secrets, under limits of memory, CPU and time."""
    environment = {"PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "core.sheets.read_child", str(path), name]
    with subprocess.Popen(  # noqa: S603 - our own module; the name of the file is an argument, not a command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=settings.BASE_DIR
    ) as process:
        clock = threading.Timer(WALL_SECONDS, process.kill)
        clock.start()
        try:
            yield OpenBook(_worksheets(process.stdout), process)
        finally:
            clock.cancel()
            process.kill()
            for pipe in (process.stdin, process.stdout):
                _shut(pipe)


def _shut(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        return


def _worksheets(told: IO[bytes] | None) -> list[Worksheet]:
    line = told.readline() if told is not None else b""
    if not line:
        raise UnreadableFile("broken", BROKEN)
    answer = json.loads(line)
    if "refused" in answer:
        raise UnreadableFile(answer["refused"], answer["sentence"])
    made = []
    for place, sheet in enumerate(answer["sheets"]):
        head = [(number, [_value(cell) for cell in cells]) for number, cells in sheet["head"]]
        made.append(Worksheet(place, sheet["name"], sheet["width"], sheet["height"], sheet["merged"], head, bool(sheet.get("csv"))))
    return made


def _value(cell: Any) -> Any:
    """A cell as it travelled: "" is nothing, a leading control character marks days, instants and times."""
    if not isinstance(cell, str):
        return cell
    if not cell:
        return None
    if cell[0] == "\x01":
        return date.fromisoformat(cell[1:])
    if cell[0] == "\x02":
        return datetime.fromisoformat(cell[1:])
    if cell[0] == "\x03":
        return time.fromisoformat(cell[1:])
    return cell
