"""演示数据: the workbooks, imported as a person would, through the same engine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from core.sheets.actions import check_batch, commit_now, upload
from core.sheets.models import ImportBatch

DATA = Path(__file__).parent / "data"


def import_file(kind: str, name: str, actor: User, at: datetime, **options: Any) -> ImportBatch:
    """Upload, check and commit one workbook of DATA; the rows that were refused stay in its ledger."""
    batch = upload(kind=kind, name=name, stream=(DATA / name).read_bytes(), options=options, actor=actor, at=at)
    check_batch(batch=batch, actor=actor, at=at)
    batch.refresh_from_db()
    return commit_now(batch=batch, actor=actor, at=at)
