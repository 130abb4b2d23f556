"""文书种类的初始字典: the rows of `data/kinds.csv`, put in where they are missing and never overwriting what the bureau edited."""

import csv
from pathlib import Path
from typing import Any

SEED = Path(__file__).parent / "data" / "kinds.csv"
AREA_MARK = "×"
FLAGS = ("opens_reply", "has_objection", "for_vertical", "needs_review", "shows_signer")


def seed_rows(bureau: str) -> list[dict[str, Any]]:
    """The rows of the file with the area's character (the first of the bureau's name) in the 机关代字."""
    with SEED.open(encoding="utf-8", newline="") as source:
        rows: list[dict[str, Any]] = list(csv.DictReader(source))
    for position, row in enumerate(rows, start=1):
        row["agency_code"] = row["agency_code"].replace(AREA_MARK, bureau[:1])
        row.update({flag: row[flag] == "1" for flag in FLAGS}, position=position)
    return rows


def seed(model: Any, bureau: str) -> int:
    """Insert the kinds that `model` (DocumentKind, or its historical form) does not have; returns how many."""
    known = set(model.objects.values_list("pk", flat=True))
    missing = [model(**row) for row in seed_rows(bureau) if row["code"] not in known]
    model.objects.bulk_create(missing)
    return len(missing)
