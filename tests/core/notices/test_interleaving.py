"""任意次序: whatever runs, moves and rests in whatever order, nobody hears the same thing twice, and the books stay in order."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from core.notices import deliver_notices, move_deadline, pause, plan_notices, resume, urge
from core.notices.integrity import check
from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
START = clock("2026-09-14 09:00")
STEPS = st.lists(st.tuples(st.sampled_from(["plan", "deliver", "move", "rest", "urge"]), st.integers(0, 200)), max_size=30)


def take(step: str, deadline: Deadline, at, actor) -> None:
    """One step at `at`."""
    row = Deadline.objects.get(pk=deadline.pk)
    if step == "plan":
        plan_notices(at)
    elif step == "deliver":
        deliver_notices(at)
    elif step == "move" and row.paused_on is None:
        move_deadline(deadline=row, new_due_on=row.due_on + timedelta(days=3), actor=actor, at=at, reason="材料多")
    elif step == "rest":
        (pause if row.paused_on is None else resume)(deadline=row, actor=actor, at=at, reason="补充材料")
    elif step == "urge" and row.paused_on is None:
        urge(deadline=row, actor=actor, at=at)


@property_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_no_order_of_events_tells_anybody_twice(make_deadline, liaison, superior, inspector, steps):
    with transaction.atomic():
        deadline, at = make_deadline(START, due_on=date(2026, 9, 30)), START
        for step, hours in steps:
            at += timedelta(hours=hours)
            take(step, deadline, at, inspector)
        plan_notices(at)
        deliver_notices(at)

        told = Notice.objects.filter(channel=Channel.IN_APP, state__in=(NoticeState.DELIVERED, NoticeState.READ))
        assert not told.values("version", "level", "recipient").annotate(n=Count("pk")).filter(n__gt=1).exists()
        assert Message.objects.filter(channel=Channel.IN_APP).count() == told.count()
        assert not Notice.objects.filter(channel=Channel.IN_APP, state=NoticeState.PLANNED).exists()
        digests = Message.objects.filter(key__startswith="digest:")
        assert digests.count() == digests.values("recipient", "key").distinct().count()
        assert check() == []
        transaction.set_rollback(True)
