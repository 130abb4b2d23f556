"""plan_notices and deliver_notices by hand, as of a moment."""

import pytest
from django.core.management import CommandError, call_command

from core.models import Heartbeat, Notice
from core.tasks import deliver_notices, plan_notices
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db


def test_plan_as_of_a_moment(make_deadline, liaison, capsys):
    make_deadline(clock("2026-03-02 09:00"))

    call_command("plan_notices", "--at", "2026-03-11T09:00")

    assert sorted(Notice.objects.filter(channel="in_app").values_list("level", "state")) == [("before_7", "planned"), ("opened", "superseded")]
    assert capsys.readouterr().err == "安排提醒：处理期限 1 个。\n"


def test_a_moment_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match="2026-13-01"):
        call_command("deliver_notices", "--at", "2026-13-01")


def test_tasks_leave_a_heartbeat():
    plan_notices()
    deliver_notices()

    assert set(Heartbeat.objects.exclude(finished_at=None).values_list("name", flat=True)) == {"plan_notices", "deliver_notices"}
