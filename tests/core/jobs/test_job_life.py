"""后台任务: one worker wins, a dead one is replaced, spent ones end in words, and nothing runs with rights that were taken away."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from core.errors import DomainError
from core.files.actions import store
from core.jobs import run
from core.jobs.access import may_see
from core.jobs.models import Job, JobState
from core.jobs.queue import cancel, retry, submit
from core.jobs.run import Beat, JobCancelled, Outcome, claim, run_job
from core.jobs.sweep import lost_jobs, sweep
from tests.factories.accounts import PostFactory

pytestmark = pytest.mark.django_db
RAN = []


def succeed(job, beat):
    RAN.append(job.pk)
    beat(done=1, total=1, stage="做完")
    return Outcome(summary="好了")


def note_end(job):
    RAN.append(("put back", job.pk))


def refuse(job, beat):
    raise DomainError("期间还没有结束。")


def break_down(job, beat):
    raise RuntimeError("boom")


@pytest.fixture(autouse=True)
def kinds(settings):
    RAN.clear()
    settings.JOB_KINDS = {"good": f"{__name__}.succeed", "bad": f"{__name__}.refuse", "broken": f"{__name__}.break_down"}


@pytest.fixture
def job(inspector, at):
    return submit(kind="good", title="生成月报", actor=inspector, at=at, params={})


@pytest.fixture
def stored_file(unit_member, at):
    return store(purpose="job_result", name="单位名录.csv", stream_or_bytes="单位".encode(), actor=unit_member, at=at)


def test_job_that_succeeds_keeps_its_summary_and_end(job):
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.summary, job.attempts, job.lease_until) == (JobState.SUCCEEDED, "好了", 1, None)
    assert job.finished_at is not None


def test_finished_job_does_not_run_again(job):
    run_job(job.pk)
    run_job(job.pk)

    assert [job.pk] == RAN


def test_second_click_returns_the_first_job(inspector, at):
    first = submit(kind="good", title="x", actor=inspector, at=at, params={}, key="monthly:2026-03")
    second = submit(kind="good", title="x", actor=inspector, at=at, params={}, key="monthly:2026-03")

    assert second.pk == first.pk


def test_failed_job_frees_its_key(inspector, at):
    first = submit(kind="good", title="x", actor=inspector, at=at, params={}, key="k")
    Job.objects.filter(pk=first.pk).update(state=JobState.FAILED, finished_at=at)

    assert submit(kind="good", title="x", actor=inspector, at=at, params={}, key="k").pk != first.pk


def test_only_one_worker_claims_a_job(job):
    now = timezone.now()

    assert claim(job.pk, now) is not None
    assert claim(job.pk, now) is None


def test_job_of_a_dead_worker_is_claimed_again_after_its_lease(job, settings):
    now = timezone.now()
    claim(job.pk, now)
    later = now + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)

    again = claim(job.pk, later)

    assert (again.pk, again.attempts) == (job.pk, 2)


def test_worker_that_lost_its_lease_stops_at_its_next_beat(job, settings):
    first = claim(job.pk, timezone.now())
    claim(job.pk, timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1))

    with pytest.raises(JobCancelled):
        Beat(first)(done=1)


def test_refusal_of_the_rules_fails_at_once_in_words(inspector, at):
    job = submit(kind="bad", title="x", actor=inspector, at=at, params={})

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "期间还没有结束。", 1)


def test_breakdown_is_retried_three_times_and_ends_in_words(inspector, at):
    job = submit(kind="broken", title="x", actor=inspector, at=at, params={})
    for _ in range(3):
        with pytest.raises(RuntimeError):
            run_job(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=None)  # its pause is over
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert job.error == "多次处理都没有完成，请把任务编号告诉系统管理员。"


def test_job_does_not_run_in_a_post_that_was_taken_away(job, inspector):
    inspector.posts.update(until="2026-01-05")

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "发起人已不在原岗位。")
    assert RAN == []


def test_broken_job_pauses_before_it_is_tried_again(inspector, at):
    job = submit(kind="broken", title="x", actor=inspector, at=at, params={})
    before = timezone.now()
    with pytest.raises(RuntimeError):
        run_job(job.pk)

    job.refresh_from_db()
    assert job.lease_until >= before + run.RETRY_AFTER
    assert claim(job.pk, timezone.now()) is None
    assert claim(job.pk, job.lease_until + timedelta(seconds=1)) is not None


def test_pulse_outlives_a_database_that_is_away(job, settings):
    settings.JOB_HEARTBEAT_SECONDS = 0.01
    beat, third = Beat(job), threading.Event()
    answers = iter([OperationalError("server closed the connection"), InterfaceError("connection already closed"), None])

    def renew():
        answer = next(answers, None)
        if answer is not None:
            raise answer
        third.set()

    beat.renew = renew
    with run._pulse(beat):
        assert third.wait(5)


@pytest.mark.parametrize("end", ["cancel", "refuse", "spent"])
def test_job_that_is_not_done_puts_its_work_back(inspector, at, settings, end):
    settings.JOB_ENDINGS = {"bad": f"{__name__}.note_end"}
    job = submit(kind="bad", title="x", actor=inspector, at=at, params={})
    if end == "cancel":
        cancel(job=job, actor=inspector, at=at)
    elif end == "refuse":
        run_job(job.pk)
    else:
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=at, attempts=3)
        sweep(timezone.now())

    assert [("put back", job.pk)] == RAN


def test_job_runs_in_the_post_it_was_asked_for_in(unit_member, bureau, at):
    second = PostFactory(user=unit_member, unit=bureau, role=unit_member.post.role)
    unit_member.take_post(second)
    job = submit(kind="good", title="x", actor=unit_member, at=at, params={})

    with mock.patch(f"{__name__}.succeed", side_effect=lambda job, beat: RAN.append(job.requested_by.post) or Outcome()):
        run_job(job.pk)

    assert [second] == RAN


def test_result_opens_only_in_the_post_the_job_ran_in(unit_member, bureau, at, stored_file):
    second = PostFactory(user=unit_member, unit=bureau, role=unit_member.post.role)
    job = submit(kind="good", title="x", actor=unit_member, at=at, params={})
    Job.objects.filter(pk=job.pk).update(result=stored_file)
    in_the_first = may_see(unit_member, stored_file)
    unit_member.take_post(second)

    assert (in_the_first, may_see(unit_member, stored_file)) == (True, False)


def test_sweeper_finds_what_waits_too_long_and_whose_worker_died(job, inspector, at, settings):
    now = timezone.now()
    fresh = submit(kind="good", title="x", actor=inspector, at=now, params={})
    dead = submit(kind="good", title="x", actor=inspector, at=now, params={})
    Job.objects.filter(pk=dead.pk).update(state=JobState.RUNNING, lease_until=now - timedelta(seconds=1), attempts=1)

    assert lost_jobs(now) == [job.pk, dead.pk]
    assert fresh.pk not in lost_jobs(now)


def test_sweeper_ends_a_job_that_killed_three_workers(job):
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=now - timedelta(seconds=1), attempts=3)

    sweep(now)

    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.FAILED, now)


def test_running_job_can_be_cancelled_and_its_end_is_not_overwritten(job, inspector, at, monkeypatch):
    def cancelled_meanwhile(job, beat):
        cancel(job=job, actor=inspector, at=at)
        return Outcome(summary="晚了")

    monkeypatch.setattr(run, "import_string", lambda name: cancelled_meanwhile)

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.summary) == (JobState.CANCELLED, "")


def test_ended_job_cannot_be_cancelled(job, inspector, at):
    run_job(job.pk)

    with pytest.raises(DomainError, match="已完成"):
        cancel(job=job, actor=inspector, at=at)


def test_failed_job_starts_anew_from_zero(inspector, at):
    job = submit(kind="bad", title="x", actor=inspector, at=at, params={})
    run_job(job.pk)

    job = retry(job=job, actor=inspector, at=at)

    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")


@pytest.mark.parametrize("act", [cancel, retry])
def test_only_the_requester_ends_or_restarts_a_job(job, leader, at, act):
    with pytest.raises(PermissionDenied, match="发起人"):
        act(job=job, actor=leader, at=at)


def test_who_keeps_the_system_sees_a_job_and_may_not_end_it(job, bureau, make_person, client_for):
    client = client_for(make_person("向天成", "keeper", "system_admin", bureau))

    assert [client.get(f"/jobs/{job.pk}/").status_code, client.post(f"/jobs/{job.pk}/cancel/").status_code] == [200, 403]


def test_page_of_a_job_is_its_owners_only(job, inspector, unit_member, client_for):
    answers = [client_for(person).get(f"/jobs/{job.pk}/").status_code for person in (inspector, unit_member)]

    assert answers == [200, 404]


def test_progress_part_tells_the_stage(job, inspector, client_for):
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, stage="排 Excel", done=1, total=4)

    assert "排 Excel" in client_for(inspector).get(f"/jobs/{job.pk}/progress/").content.decode()


def test_a_result_is_offered_only_where_it_may_be_fetched(job, stored_file, inspector, bureau, make_person, client_for):
    Job.objects.filter(pk=job.pk).update(state=JobState.SUCCEEDED, result=stored_file)
    address = f'href="/files/{stored_file.pk}/"'
    keeper = make_person("向天成", "keeper", "system_admin", bureau)

    offered = [[address in client_for(person).get(page).content.decode() for page in ("/jobs/", f"/jobs/{job.pk}/")] for person in (inspector, keeper)]

    assert offered == [[True, True], [False, False]]
    assert "结果文件由发起人在发起时的岗位下载。" in client_for(keeper).get(f"/jobs/{job.pk}/").content.decode()
