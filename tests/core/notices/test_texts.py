"""The words of notices."""

import pytest

from config.kind_rows import DeadlineKind
from core.notices.texts import Facts, notice_text, sentence
from core.workdays.calendar import calendar_around
from tests.core.notices.conftest import clock


@pytest.mark.parametrize("typed", ["缺自查记录，请补充", "缺自查记录，请补充。", " 缺自查记录，请补充； "])
def test_what_somebody_typed_ends_with_one_full_stop(typed):
    assert sentence(typed) == "缺自查记录，请补充。"


@pytest.mark.django_db
@pytest.mark.parametrize(("way_out", "asks"), [("申请延期", "请按时报送；确有困难的，请在到期前申请延期。"), ("", "请按时报送。")])
def test_a_reminder_names_only_what_can_be_done(make_deadline, settings, errand, way_out, asks):
    settings.DEADLINE_KINDS = {**settings.DEADLINE_KINDS, errand: DeadlineKind("报送材料", "", way_out=way_out)}
    deadline = make_deadline(clock("2026-03-02 09:00"))

    told = notice_text(deadline, "before_7", Facts(on=clock("2026-03-11 09:00").date()), calendar_around(deadline.due_on))

    assert told.body.endswith(asks)
