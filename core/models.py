"""All tables of `core`, gathered from its packages for Django."""

from core.audit.models import AuditEntry, AuditLink
from core.files.models import StoredFile, Upload, UploadPart
from core.jobs.models import Heartbeat, Job
from core.lists.models import SavedView
from core.notices.models import Attempt, Deadline, DeadlineChange, Message, Notice
from core.parameters.models import ParameterValue
from core.phrases.models import Phrase
from core.sheets.models import ImportBatch, ImportRow
from core.workdays.models import CalendarDay, CalendarYear, DeadlineRule

__all__ = [
    "Attempt",
    "AuditEntry",
    "AuditLink",
    "CalendarDay",
    "CalendarYear",
    "Deadline",
    "DeadlineChange",
    "DeadlineRule",
    "Heartbeat",
    "ImportBatch",
    "ImportRow",
    "Job",
    "Message",
    "Notice",
    "ParameterValue",
    "Phrase",
    "SavedView",
    "StoredFile",
    "Upload",
    "UploadPart",
]
