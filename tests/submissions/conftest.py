"""One request to two units, and the people who act on it."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest

from submissions.models import Submission, SubmissionRequest
from tests.factories.submissions import answer_of, opened
from tests.factories.world import build_world
from tests.url_samples import World


@pytest.fixture
def county(db: None) -> World:
    return build_world()


@pytest.fixture
def at(county: World) -> datetime:
    """Thursday, 5 March 2026, in the afternoon."""
    return county.at


@pytest.fixture
def people(county: World) -> SimpleNamespace:
    """司法局监督岗, 局领导; 联络员 and 分管领导 of the unit; 联络员 of the other unit."""
    found = county.people
    return SimpleNamespace(
        staff=found["bureau_staff"], boss=found["bureau_leader"], liaison=found["dept_liaison"], leader=found["dept_leader"], outsider=found["sibling"]
    )


@pytest.fixture
def request_open(county: World, people: SimpleNamespace, at: datetime) -> SubmissionRequest:
    """报送中: asked of both units, due on 15 March 2026."""
    return opened(people.staff, at, [county.unit, county.other_unit])


@pytest.fixture
def answer(request_open: SubmissionRequest, county: World) -> Submission:
    """未报: of the unit."""
    return answer_of(request_open, county.unit)
