"""表格: importing workbooks and streaming exports.

A kind of import declares a `Sheet`; `core.sheets.parse` has the parsers of cells; `docs/sheets.md` shows one whole kind.
Nothing here loads Django: the child process that reads hostile files imports this package too.
"""

from core.sheets.cells import CellError, Problem, Tidied
from core.sheets.sheet import CREATED, REJECTED, UNCHANGED, UPDATED, Column, Context, Row, Sheet, good, refuse_repeats, settle

__all__ = [
    "CREATED",
    "REJECTED",
    "UNCHANGED",
    "UPDATED",
    "CellError",
    "Column",
    "Context",
    "Problem",
    "Row",
    "Sheet",
    "Tidied",
    "good",
    "refuse_repeats",
    "settle",
]
