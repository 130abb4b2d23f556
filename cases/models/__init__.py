"""Rows of 案卷, by noun."""

from cases.models.act import ActKind, EnforcementAct
from cases.models.batch import BatchUnit, ReviewBatch
from cases.models.catalogue import CatalogueEntry
from cases.models.draw import Draw, DrawKind, DrawnFile, FileScan, UnmatchedScan
from cases.models.rubric import Dimension, Rubric, RubricItem
from cases.models.sheet import Finding, ItemScore, Objection, ReviewSheet, Veto

__all__ = [
    "ActKind",
    "BatchUnit",
    "CatalogueEntry",
    "Dimension",
    "Draw",
    "DrawKind",
    "DrawnFile",
    "EnforcementAct",
    "FileScan",
    "Finding",
    "ItemScore",
    "Objection",
    "ReviewBatch",
    "ReviewSheet",
    "Rubric",
    "RubricItem",
    "UnmatchedScan",
    "Veto",
]
