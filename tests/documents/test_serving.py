"""送达、签收、回复、异议."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.urls import reverse

from core.errors import DomainError, IllegalTransition
from core.files.actions import store
from core.notices.actions import deadline_of
from documents import actions, desk
from documents.models import Document, Service
from documents.workflow import ObjectionAct
from tests.documents.papers import PDF, word
from tests.factories.calendar import rest_and_recount


def test_serving_opens_the_reply_deadline_and_tells_the_liaison(issued, inspector, unit_member, at):
    document = actions.serve(document=issued, actor=inspector, at=at)

    service = document.services.get()
    assert (document.status, service.state, service.method) == ("served", "served", "electronic")
    assert (service.reply_due_on, service.objection_due_on) == (date(2026, 4, 7), date(2026, 3, 20))
    deadline = deadline_of(service, "document_reply")
    assert (deadline.due_on, deadline.rule.code, deadline.unit) == (date(2026, 4, 7), "rectification", unit_member.unit)
    message = unit_member.messages.get(channel="in_app")
    assert message.title == "收到文书：明川县司法局行政执法监督意见书（明司执监意〔2026〕1号）"
    assert "请签收，并于2026年4月7日前报送纠正情况报告。如有异议，可于2026年3月20日前" in message.body
    assert deadline_of(document, "document_serve").done_on == date(2026, 3, 5)


def test_a_recount_carries_the_new_day_to_the_service_and_the_document(served, inspector, at):
    rest_and_recount(inspector, at, date(2026, 4, 7))

    document, service = Document.objects.get(pk=served.pk), served.services.get()
    assert (deadline_of(service, "document_reply").due_on, service.reply_due_on, document.reply_due_on) == (date(2026, 4, 8),) * 3


def test_unit_sees_the_document_only_once_it_is_served(issued, inspector, unit_member, outsider, at):
    assert list(Document.objects.visible_to(unit_member)) == []

    actions.serve(document=issued, actor=inspector, at=at)

    assert list(Document.objects.visible_to(unit_member)) == [issued]
    assert list(Document.objects.visible_to(outsider)) == []


def test_direct_service_names_two_servers(issued, inspector, at):
    with pytest.raises(DomainError, match="两名送达人"):
        actions.serve(document=issued, actor=inspector, at=at, method="direct", servers="周明远")


def test_receipt_signed_on_paper_is_received_at_once(issued, inspector, at):
    document = actions.serve(document=issued, actor=inspector, at=at, method="direct", servers="周明远、许静文", receiver_name="陆思齐")

    service = document.services.get()
    assert (service.state, service.receiver_name, service.received_at) == ("received", "陆思齐", at)


def test_document_of_two_units_is_served_when_both_have_it(inspector, second_inspector, leader, unit, other_unit, drafted, at):
    actions.edit_document(document=drafted, actor=inspector, at=at, units=[unit, other_unit])
    actions.submit_for_review(document=drafted, actor=inspector, at=at)
    actions.review(document=drafted, actor=second_inspector, at=at)
    signed = actions.sign(document=drafted, actor=leader, at=at)
    issued = actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=at)
    first, second = issued.services.order_by("pk")

    half = actions.serve(document=issued, actor=inspector, at=at, services=[first])
    whole = actions.serve(document=half, actor=inspector, at=at, services=[second])

    assert (half.status, half.served_at) == ("issued", None)
    assert (whole.status, whole.served_at) == ("served", at)


def test_liaison_signs_for_it_once(served, unit_member, at):
    service = actions.receive(service=served.services.get(), actor=unit_member, at=at)

    assert (service.state, service.receiver_name) == ("received", "陆思齐")
    with pytest.raises(IllegalTransition):
        actions.receive(service=service, actor=unit_member, at=at)


def test_another_units_liaison_cannot_sign_for_it(served, outsider, at):
    with pytest.raises(Service.DoesNotExist):
        actions.receive(service=served.services.get(), actor=outsider, at=at)


def test_leader_of_the_bureau_cannot_sign_for_the_unit(served, leader, at):
    with pytest.raises(PermissionDenied):
        actions.receive(service=served.services.get(), actor=leader, at=at)


def test_answer_closes_the_deadline_and_the_document(served, unit_member, inspector, at):
    service = actions.record_reply(service=served.services.get(), actor=unit_member, at=at, note="已改正。")

    document = Document.objects.get(pk=served.pk)
    assert (service.state, document.status, document.responded_at) == ("responded", "responded", at)
    assert deadline_of(service, "document_reply").done_on == date(2026, 3, 5)
    with pytest.raises(DomainError, match="异议期限2026年3月20日届满，届满后才能归档"):
        actions.archive(document=document, actor=inspector, at=at)
    assert actions.archive(document=document, actor=inspector, at=at + timedelta(days=16)).status == "archived"


def test_document_whose_objection_was_decided_is_archived_before_the_term_ends(served, unit_member, inspector, second_inspector, at):
    service = served.services.get()
    objection = actions.object_to(service=service, actor=unit_member, at=at, reason="事实不清。")
    actions.check_objection(objection=objection, actor=second_inspector, at=at)
    actions.decide_objection(objection=objection, act=ObjectionAct.UPHOLD, actor=second_inspector, at=at, opinion="事实清楚。")
    actions.record_reply(service=service, actor=unit_member, at=at, note="已改正。")

    assert actions.archive(document=served, actor=inspector, at=at).status == "archived"


def test_unit_objects_once_to_a_document(served, unit_member, second_inspector, at):
    service = served.services.get()
    objection = actions.object_to(service=service, actor=unit_member, at=at, reason="事实不清。")
    actions.check_objection(objection=objection, actor=second_inspector, at=at)
    actions.decide_objection(objection=objection, act=ObjectionAct.UPHOLD, actor=second_inspector, at=at, opinion="事实清楚。")

    with pytest.raises(DomainError, match="已经复查，结论：维持"):
        actions.object_to(service=service, actor=unit_member, at=at, reason="仍不服。")


def test_objection_waits_on_the_desk_of_those_who_did_not_write_the_document(served, unit_member, inspector, leader, second_inspector, today, at):
    objection = actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="事实不清。")

    (task,) = desk.of_objections(second_inspector, today)
    assert (task.verb, task.target, task.clock) == ("复查", objection, "document_objection")
    assert [desk.of_objections(user, today) for user in (inspector, leader, unit_member)] == [[], [], []]


@pytest.fixture
def for_two(reviewed, other_unit, leader, at):
    """已制发, addressed to two units."""
    Service.objects.create(document=reviewed, unit=other_unit)
    signed = actions.sign(document=reviewed, actor=leader, at=at)
    return actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=at)


@pytest.mark.parametrize("facts", [{"method": "direct", "servers": "周明远、许静文"}, {"method": "mail", "receiver_name": "陆思齐"}])
def test_one_person_does_not_sign_for_two_units(for_two, inspector, at, facts):
    with pytest.raises(DomainError, match="每次登记一个受送达单位"):
        actions.serve(document=for_two, actor=inspector, at=at, **facts)
    assert for_two.services.pending().count() == 2


def test_form_of_service_names_the_unit(for_two, inspector, unit, other_unit, client_for, at):
    chosen = for_two.services.get(unit=other_unit)
    sent = {"version": for_two.version, "method": "direct", "served_on": "2026-03-05", "servers": "周明远、许静文", "copies": 1, "receiver_name": "陆思齐"}
    url = reverse("documents:document-serve", args=[for_two.pk])

    assert client_for(inspector).post(url, {**sent, "services": [chosen.pk]}).status_code == 302
    assert dict(for_two.services.values_list("unit", "receiver_name")) == {unit.pk: "", other_unit.pk: "陆思齐"}


def test_sealed_scan_is_not_changed_once_a_unit_was_served(for_two, inspector, unit, at):
    scans = [store(purpose="document_sealed", name="盖章件.pdf", stream_or_bytes=PDF, actor=inspector, at=at, unit=unit, owner=for_two) for _ in range(2)]
    sealed = actions.upload_sealed(document=for_two, actor=inspector, at=at, file=scans[0])
    half = actions.serve(document=sealed, actor=inspector, at=at, services=[sealed.services.get(unit=unit)])

    with pytest.raises(DomainError, match="不能再换盖章件"):
        actions.upload_sealed(document=half, actor=inspector, at=at, file=scans[1])
    with pytest.raises(ProgrammingError, match="sealed version is frozen"), transaction.atomic():
        Document.objects.filter(pk=half.pk).update(sealed_file=scans[1])


def test_served_handler_of_the_kind_is_called_in_the_same_transaction(issued, inspector, settings, at):
    settings.DOCUMENT_HANDLERS = {"opinion": type("Row", (), {"on_served": "tests.documents.test_serving.refuse"})()}

    with pytest.raises(DomainError, match="handler"):
        actions.serve(document=issued, actor=inspector, at=at)
    assert Document.objects.get(pk=issued.pk).status == "issued"
    assert issued.services.get().served_at is None


def refuse(document, service, actor, at):
    raise DomainError(f"handler {document.number} {service.unit} {actor} {at:%Y}")


def test_objection_within_its_days_is_checked_by_somebody_else(served, unit_member, inspector, leader, second_inspector, at):
    objection = actions.object_to(service=served.services.get(), actor=unit_member, at=at + timedelta(days=15), reason="事实不清。")

    for barred in (inspector, leader):
        with pytest.raises(DomainError, match="不能复查"):
            actions.check_objection(objection=objection, actor=barred, at=at)
    checked = actions.check_objection(objection=objection, actor=second_inspector, at=at)
    decided = actions.decide_objection(objection=checked, act=ObjectionAct.UPHOLD, actor=second_inspector, at=at, opinion="事实清楚。")
    assert (decided.state, deadline_of(decided, "document_objection").done_on) == ("upheld", date(2026, 3, 5))


def test_objection_after_its_days_is_refused(served, unit_member, at):
    with pytest.raises(DomainError, match="已过异议期限，应于2026年3月20日前提出"):
        actions.object_to(service=served.services.get(), actor=unit_member, at=at + timedelta(days=16), reason="事实不清。")


def test_second_objection_waits_for_the_first(served, unit_member, at):
    actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="事实不清。")

    with pytest.raises(DomainError, match="已有一件异议"):
        actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="依据不当。")


def test_granted_objection_revokes_the_document(served, unit_member, second_inspector, second_leader, at):
    objection = actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="事实不清。")
    actions.check_objection(objection=objection, actor=second_inspector, at=at)

    actions.decide_objection(objection=objection, act=ObjectionAct.WITHDRAW, actor=second_leader, at=at, opinion="事实不清，予以撤销。")

    document = Document.objects.get(pk=served.pk)
    assert (document.status, document.revoke_reason) == ("revoked", "异议复查：事实不清，予以撤销。")


def test_revoked_document_asks_nothing_more_of_the_unit(served, unit_member, leader, at, today):
    service = served.services.get()
    actions.object_to(service=service, actor=unit_member, at=at, reason="事实不清。")
    actions.revoke(document=served, actor=leader, at=at, reason="误发")

    objection = service.objections.get()
    assert (objection.state, deadline_of(objection, "document_objection").done_on) == ("withdrawn", today)
    assert desk.of_services(unit_member, today) == []
    for act in (actions.receive, partial(actions.record_reply, note="已改正。"), partial(actions.object_to, reason="再提。")):
        with pytest.raises(DomainError, match="已撤销"):
            act(service=service, actor=unit_member, at=at)


def test_terms_count_from_the_stated_day_of_service(issued, inspector, at):
    """Handed over on 5 March, registered on 9 March."""
    document = actions.serve(
        document=issued,
        actor=inspector,
        at=at + timedelta(days=4),
        method="direct",
        servers="周明远、许静文",
        receiver_name="陆思齐",
        served_on=date(2026, 3, 5),
    )

    service = document.services.get()
    assert (document.served_on, service.served_on, service.served_at) == (date(2026, 3, 5), date(2026, 3, 5), at + timedelta(days=4))
    assert (service.reply_due_on, service.objection_due_on) == (date(2026, 4, 7), date(2026, 3, 20))
    deadline = deadline_of(service, "document_reply")
    assert (deadline.start_on, deadline.due_on) == (date(2026, 3, 5), date(2026, 4, 7))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"method": "mail", "served_on": date(2026, 3, 6)}, "不能晚于今天"),
        ({"method": "mail", "served_on": date(2026, 3, 4)}, "不能早于成文日期（2026年3月5日）"),
        ({"method": "electronic", "served_on": date(2026, 3, 4)}, "电子送达以登记当日"),
        ({"method": "notice"}, "须写明公告日期"),
        ({"method": "notice", "posted_on": date(2026, 3, 5)}, "2026年4月4日期满后再登记"),
    ],
)
def test_day_of_service_that_cannot_be_is_refused(issued, inspector, at, facts, words):
    with pytest.raises(DomainError, match=words):
        actions.serve(document=issued, actor=inspector, at=at, **facts)


def test_service_by_notice_takes_effect_when_thirty_days_are_over(issued, inspector, at):
    document = actions.serve(document=issued, actor=inspector, at=at + timedelta(days=40), method="notice", posted_on=date(2026, 3, 5))

    service = document.services.get()
    assert (service.posted_on, service.served_on, service.objection_due_on) == (date(2026, 3, 5), date(2026, 4, 4), date(2026, 4, 20))


def test_day_of_service_is_frozen(served):
    with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
        Service.objects.update(served_on=date(2026, 1, 1))


def test_document_is_not_archived_while_an_objection_is_open(served, unit_member, inspector, at):
    service = served.services.get()
    actions.object_to(service=service, actor=unit_member, at=at, reason="事实不清。")
    actions.record_reply(service=service, actor=unit_member, at=at, note="已改正。")

    with pytest.raises(DomainError, match="还有异议在复查"):
        actions.archive(document=served, actor=inspector, at=at)
