"""评查标准文件: reads a rubric table and keeps versions; a version in use is never changed."""

import csv
import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from cases.models import ActKind, Dimension, Rubric, RubricItem

DATA = Path(__file__).parent / "data"
DIMENSIONS = {dimension.label: dimension for dimension in Dimension}
REPEATS = "*"


@dataclass(frozen=True)
class RubricFile:
    """One table that the product brings along."""

    code: str
    name: str
    kind: ActKind
    path: Path


SHIPPED = (RubricFile("penalty", "行政处罚普通程序案卷评查标准", ActKind.PENALTY, DATA / "rubric-penalty.csv"),)


def read_items(path: Path) -> list[dict[str, Any]]:
    """Rows of the table as fields of RubricItem; ValueError names the row that does not add up."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = [_item(place, row) for place, row in enumerate(csv.DictReader(source), start=1)]
    total = sum(row["points"] for row in rows)
    if total != 100:
        raise ValueError(f"{path.name}: points sum to {total}, not 100")
    return rows


def _item(place: int, row: dict[str, str]) -> dict[str, Any]:
    cases = [_case(text) for text in row["扣分情形"].split("；") if text]
    points = Decimal(row["分值"])
    over = [case["reason"] for case in cases if Decimal(case["points"]) > points]
    if over or (bool(cases) == bool(row["否决"])):
        raise ValueError(f"row {place} ({row['编号']}): deduction cases do not fit the item")
    return {
        "code": row["编号"],
        "order": place,
        "is_veto": bool(row["否决"]),
        "section": row["部分"],
        "title": row["评查内容"],
        "standard": row["扣分标准"],
        "points": points,
        "cases": cases,
        "allows_na": bool(row["可不适用"]),
        "dimension": DIMENSIONS[row["评查维度"]],
        "basis": row["依据"],
    }


def _case(text: str) -> dict[str, Any]:
    """缺证据来源=1* : reason, points, and * where it may occur at several places."""
    reason, _, points = text.partition("=")
    return {"reason": reason, "points": points.rstrip(REPEATS), "repeats": points.endswith(REPEATS)}


@transaction.atomic
def load(file: RubricFile, at: datetime) -> tuple[Rubric, bool]:
    """The newest version holding the table's content, and whether it was written now."""
    digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    newest = Rubric.objects.select_for_update().filter(code=file.code).order_by("-version").first()
    if newest is not None and newest.digest == digest:
        return newest, False
    items = read_items(file.path)
    if newest is None or newest.batches.exists():
        version = newest.version + 1 if newest else 1
        newest = Rubric.objects.create(code=file.code, version=version, name=file.name, kind=file.kind, digest=digest, loaded_at=at)
    else:
        newest.items.all().delete()
        newest.name, newest.digest, newest.loaded_at = file.name, digest, at
        newest.save(update_fields=["name", "digest", "loaded_at"])
    RubricItem.objects.bulk_create(RubricItem(rubric=newest, **item) for item in items)
    return newest, True
