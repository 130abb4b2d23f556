"""The same objects as Django admin addresses them."""

from typing import Any

from accounts.models import LoginRecord
from personnel.models import Certificate
from tests.url_samples import Sample, World
from tests.url_samples.accounts import person, post, unit
from tests.url_samples.acts import act
from tests.url_samples.cases import batch_published
from tests.url_samples.documents import draft
from tests.url_samples.incoming import incoming
from tests.url_samples.personnel import officer, subject
from tests.url_samples.rectification import order
from tests.url_samples.reports import report
from tests.url_samples.submissions import request, submission
from tests.url_samples.supervision import plan, share


def _admin(sample: Sample) -> Sample:
    return lambda world: {"object_id": sample(world)["pk"]}


def login_record(world: World) -> dict[str, Any]:
    return {"object_id": LoginRecord.objects.create(user=world.people["dept_liaison"], at=world.at, succeeded=True).pk}


def certificate(world: World) -> dict[str, Any]:
    card = {"kind": "enforcement", "number": "16992100001", "issued_on": world.at.date(), "expires_on": world.at.date().replace(year=2031)}
    return {"object_id": Certificate.objects.create(officer_id=officer(world)["pk"], **card).pk}


def role(world: World) -> dict[str, Any]:
    return {"object_id": "dept_liaison"}


SAMPLES: dict[str, Sample] = {
    "admin-unit": _admin(unit),
    "admin-person": _admin(person),
    "admin-post": _admin(post),
    "admin-role": role,
    "admin-login-record": login_record,
    "admin-act": _admin(act),
    "admin-batch": _admin(batch_published),
    "admin-document": _admin(draft),
    "admin-incoming": _admin(incoming),
    "admin-officer": _admin(officer),
    "admin-subject": _admin(subject),
    "admin-certificate": certificate,
    "admin-order": _admin(order),
    "admin-report": _admin(report),
    "admin-plan": _admin(plan),
    "admin-share": _admin(share),
    "admin-request": _admin(request),
    "admin-submission": _admin(submission),
}
