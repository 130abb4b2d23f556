"""表格往返: the workbook a unit takes with it, and the one it brings back."""

from __future__ import annotations

from collections.abc import Mapping

from core.files.actions import open_file
from core.files.models import StoredFile
from submissions.merging import blank_of
from submissions.models import Submission
from submissions.tables.fields import fields_from_json
from submissions.tables.fill import filled_blank, plain_template
from submissions.tables.reading import Answer, marked_workbook, read_answer

Pointed = Mapping[str, int | None]


def workbook_to_fill(submission: Submission) -> bytes:
    """The bureau's blank, or one made of the typed columns, with what stands in the answer already."""
    ask, rows = submission.request, submission.rows
    fields = fields_from_json(ask.fields)
    data, blank = blank_of(ask)
    if data is None or blank is None:
        return plain_template(str(ask), fields, rows)
    return filled_blank(data, blank, rows, fields=fields, title_values={"单位": submission.unit.name, "填报单位": submission.unit.name})


def workbook_read(submission: Submission, data: bytes, name: str, pointed: Pointed | None = None) -> Answer:
    """What a unit's workbook says. Raises UnreadableAnswer."""
    ask = submission.request
    return read_answer(data, name, fields_from_json(ask.fields), blank_of(ask)[1], pointed)


def workbook_marked(submission: Submission, data: bytes, answer: Answer) -> bytes:
    """The unit's own workbook back, with what is wrong marked in it."""
    ask = submission.request
    return marked_workbook(data, answer, fields_from_json(ask.fields), blank_of(ask)[1])


def bytes_of(file: StoredFile) -> bytes:
    with open_file(file) as stream:
        return stream.read()
