"""导入命令: the same code as the upload page, for operators and for loading a county.

Standard output holds nothing but the report; exit 0 when the file was read, 2 with one line on standard error when not.
"""

from __future__ import annotations

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.files.actions import store
from core.files.models import StoredFile
from core.sheets.actions import commit_read, take_turns
from core.sheets.answers import error_workbook
from core.sheets.engine import Examined, judge, read, sheet_of
from core.sheets.models import BatchState, ImportBatch
from core.sheets.sheet import CREATED, UNCHANGED, UPDATED, Context

FIGURES = ("rows", CREATED, UPDATED, UNCHANGED, "rejected")


class ImportCommand(BaseCommand):
    """Base of `manage.py import_…`. `kinds` name the sheets; several are taken from the same file one after the other."""

    kinds: ClassVar[Sequence[str]] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx 或 csv 文件")
        parser.add_argument("--unit", default="", help="单位编码：表中没有单位列时，所有行属于它")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON")

    def kinds_for(self, options: dict[str, Any]) -> Sequence[str]:
        """The kinds that these options ask for."""
        return self.kinds

    def options_for(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the kinds find in `context.options`."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if not path.is_file():
                raise DomainError(f"没有文件 {path}。")
            report = self._report([self._one(kind, path, options) for kind in self.kinds_for(options)], path)
        except DomainError as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _in_words(report))

    def _one(self, kind: str, path: Path, options: dict[str, Any]) -> Examined:
        sheet = sheet_of(kind)
        at = timezone.now()
        context = Context(
            actor=get_user_model()._default_manager.system(), at=at, on=timezone.localdate(at), unit=_unit(options["unit"]), options=self.options_for(options)
        )
        examined = read(sheet, path, path.name, told=lambda done: self.stderr.write(f"已读 {done} 行"))
        if examined.unread:
            self.stderr.write(examined.unread)
        with transaction.atomic():
            take_turns(sheet)
            if options["dry_run"]:
                judge(examined, context)
                for sentence in sheet.foretold(examined.good, context):
                    self.stderr.write(sentence)
                return examined
            context.batch = _batch(kind, path, context)
            return commit_read(context.batch, sheet, examined, context)

    def _report(self, parts: Sequence[Examined], path: Path) -> dict[str, Any]:
        """The figures of all kinds added up, every error and warning with its row."""
        counts = [part.counts() for part in parts]
        errors = [_line(row.number, problem) for part in parts for row in part.rows for problem in row.errors]
        warnings = [_line(row.number, problem) for part in parts for row in part.rows if not row.errors for problem in row.warnings]
        report: dict[str, Any] = {name: sum(count[name] for count in counts) for name in FIGURES}
        report |= {"errors": errors, "warnings": warnings}
        bad = next((part for part in parts if len(part.good) < len(part.rows)), None)
        return {**report, "error_workbook": _write_errors(bad, path) if bad is not None else None}


def _unit(code: str) -> Any:
    if not code:
        return None
    unit = apps.get_model(settings.UNIT_MODEL)._default_manager.filter(code=code).first()
    if unit is None:
        raise DomainError(f"没有编码为 {code} 的单位。")
    return unit


def _batch(kind: str, path: Path, context: Context) -> ImportBatch:
    """The ledger's entry of an import from the command line."""
    made: list[ImportBatch] = []

    def attach(file: StoredFile) -> None:
        facts = {"file": file, "options": dict(context.options), "state": BatchState.COMMITTING, "created_by": context.actor, "created_at": context.at}
        made.append(ImportBatch.objects.create(kind=kind, checked_at=context.at, **facts))

    with path.open("rb") as stream:
        store(purpose="import", name=path.name, stream_or_bytes=stream, actor=context.actor, at=context.at, attach=attach)
    return made[0]


def _line(number: int, problem: Any) -> dict[str, Any]:
    return {"row": number, "column": problem.column, "code": problem.code, "message": problem.message}


def _write_errors(examined: Examined, path: Path) -> str:
    """The error workbook as a file of its own in the system's folder for temporary files."""
    reading = examined.reading()
    errors = ((row.number, [problem.as_json() for problem in row.errors]) for row in examined.rows if row.errors)
    folder = Path(tempfile.mkdtemp(prefix="mingdu-import-"))
    target = folder / f"{path.stem}-错误表.xlsx"
    with error_workbook(path, path.name, reading, reading["places"], errors) as marked:
        target.write_bytes(marked.read())
    return str(target)


def _in_words(report: dict[str, Any]) -> str:
    lines = [f"读到 {report['rows']} 行：新增 {report['created']}，更新 {report['updated']}，无变化 {report['unchanged']}，未导入 {report['rejected']}。"]
    lines += [f"第 {error['row']} 行 {error['column']}：{error['message']}" for error in report["errors"]]
    lines += [f"第 {warning['row']} 行 {warning['column']}（需留意）：{warning['message']}" for warning in report["warnings"]]
    return "\n".join([*lines, f"错误表：{report['error_workbook']}"] if report["error_workbook"] else lines)
