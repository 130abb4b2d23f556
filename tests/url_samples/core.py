"""What the machinery keeps: parameters, phrases and rules; a deadline of `world.unit`; the jobs, messages, uploads and imports of one person."""

from datetime import datetime
from typing import Any

from accounts.models import User
from core.files.models import Upload
from core.jobs.models import Job, JobState
from core.models import Phrase, SavedView
from core.notices.actions import deadline_of
from core.notices.feed import issue_feed
from core.notices.models import Channel, Message, NoticeState
from core.sheets.actions import check_batch, upload
from core.sheets.models import BatchState, ImportBatch
from core.workdays.models import DeadlineRule
from tests.factories.files import kept_file
from tests.url_samples import Sample, World
from tests.url_samples.rectification import issued_order

NONE_GOOD = {"rows": 1, "created": 0, "updated": 0, "unchanged": 0, "rejected": 1, "tidied": 0, "warned": 0, "kinds": []}
NOBODYS = "单位名称,统一社会信用代码,主体类别,执法类型\n没有这个局,114199210000100101,法定行政机关,行政处罚\n".encode()


def parameter(world: World) -> dict[str, Any]:
    return {"code": "review_gap"}


def phrase_kind(world: World) -> dict[str, Any]:
    return {"kind": "return_report"}


def phrase(world: World) -> dict[str, Any]:
    return {"pk": Phrase.objects.get_or_create(kind="return_report", text="请补充照片。")[0].pk}


def saved_view(world: World) -> dict[str, Any]:
    """One of the bureau's staff, for nobody else."""
    owner, facts = world.people["bureau_staff"], {"page": "rectification.lists.ORDERS", "name": "逾期", "query": "tab=overdue"}
    return {"pk": SavedView.objects.create(owner=owner, created_at=world.at, **facts).pk}


def rule(world: World) -> dict[str, Any]:
    return {"pk": DeadlineRule.objects.get(code="rectification").pk}


def year(world: World) -> dict[str, Any]:
    return {"year": world.at.year}


def deadline(world: World) -> dict[str, Any]:
    found = deadline_of(issued_order(world), "rectification")
    assert found is not None
    return {"pk": found.pk}


def feed_of_liaison(world: World) -> dict[str, Any]:
    return {"query": {"token": issue_feed(user=world.people["dept_liaison"], at=world.at)}}


def _job(state: str) -> Sample:
    def made(world: World) -> dict[str, Any]:
        return {"pk": Job.objects.create(kind="case_paper", title="抽取记录", state=state, requested_by=world.people["dept_liaison"], created_at=world.at).pk}

    return made


def _message(channel: str, state: str) -> Sample:
    def made(world: World) -> dict[str, Any]:
        facts = {"key": "matrix", "title": "整改通知", "body": "请在期限前报送。", "created_at": world.at}
        return {"pk": Message.objects.create(**facts, recipient=world.people["dept_liaison"], channel=channel, state=state).pk}

    return made


def upload_of_liaison(world: World) -> dict[str, Any]:
    facts = {"purpose": "case_file", "original_name": "案卷.pdf", "length": 10, "created_at": world.at, "touched_at": world.at}
    return {"pk": Upload.objects.create(**facts, created_by=world.people["dept_liaison"]).pk}


def sheet_kind(world: World) -> dict[str, Any]:
    return {"kind": "subjects"}


def _import(by: User, at: datetime, state: str, **facts: Any) -> dict[str, Any]:
    file = kept_file("import", "主体.csv", NOBODYS, by, at)
    return {"pk": ImportBatch.objects.create(kind="subjects", file=file, state=state, created_by=by, created_at=at, **facts).pk}


def import_checked(world: World) -> dict[str, Any]:
    return _import(world.people["bureau_staff"], world.at, BatchState.CHECKED, counts=NONE_GOOD)


def import_unmatched(world: World) -> dict[str, Any]:
    reading = {"headings": [[0, "甲"]], "places": {}, "missing": ["name"]}
    return _import(world.people["bureau_staff"], world.at, BatchState.UNMATCHED, reading=reading)


def import_with_errors(world: World) -> dict[str, Any]:
    staff = world.people["bureau_staff"]
    batch = upload(kind="subjects", name="主体.csv", stream=NOBODYS, options={}, actor=staff, at=world.at)
    return {"pk": check_batch(batch=batch, actor=staff, at=world.at).pk}


SAMPLES: dict[str, Sample] = {
    "saved_view": saved_view,
    "parameter": parameter,
    "phrase-kind": phrase_kind,
    "phrase": phrase,
    "rule": rule,
    "year": year,
    "deadline": deadline,
    "feed-of-liaison": feed_of_liaison,
    "job-of-liaison": _job(JobState.QUEUED),
    "job-failed": _job(JobState.FAILED),
    "mail-failed": _message(Channel.EMAIL, NoticeState.FAILED),
    "message-of-liaison": _message(Channel.IN_APP, NoticeState.DELIVERED),
    "upload-of-liaison": upload_of_liaison,
    "sheet-kind": sheet_kind,
    "import-checked": import_checked,
    "import-unmatched": import_unmatched,
    "import-with-errors": import_with_errors,
}
