"""Tables of `submissions`, by noun."""

from submissions.models.ask import ASKED_KINDS, Ask, Shape
from submissions.models.request import RequestUnit, SubmissionRequest
from submissions.models.series import RequestSeries
from submissions.models.submission import HandIn, Submission, SubmissionStep

__all__ = ["ASKED_KINDS", "Ask", "HandIn", "RequestSeries", "RequestUnit", "Shape", "Submission", "SubmissionRequest", "SubmissionStep"]
