"""The pages of 收文与批示 for registrar, handler, leader and stranger."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.files.models import StoredFile
from core.lists.desk import timed
from documents.actions import draft
from documents.incoming import actions
from documents.incoming.desk import tasks
from documents.incoming.lists import action, is_late, prepare, tone_of
from documents.models import Incoming
from tests.documents.conftest import TEXT
from tests.documents.incoming.conftest import paper
from tests.documents.papers import PDF

LIST = "documents:incoming-list"


def _page(incoming, name="incoming-detail", *more):
    return reverse(f"documents:{name}", args=[incoming.pk, *more])


def _typed(**facts):
    """What a registrar types into the form."""
    plain = {
        "kind": "letter",
        "sender": "明山市司法局",
        "sender_number": "明山司函〔2026〕3号",
        "title": "关于报送执法监督工作情况的函",
        "received_on": "2026-03-04",
        "way": "work",
    }
    return {**plain, **facts}


def test_who_opens_the_page(registered, client_for, inspector, leader, unit_member, outsider):
    codes = [client_for(person).get(_page(registered)).status_code for person in (inspector, leader, unit_member, outsider)]

    assert codes == [200, 200, 404, 404]


def test_registering_by_the_form_keeps_the_scan(client_for, inspector, colleague):
    form = _typed(due_on="2027-03-20", handler=colleague.pk, scan=SimpleUploadedFile("来文.pdf", PDF, "application/pdf"))

    answer = client_for(inspector).post(reverse("documents:incoming-create"), form)

    made = Incoming.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.sender, made.handler, made.due_on) == ("明山市司法局", colleague, date(2027, 3, 20))
    assert StoredFile.objects.owned_by(made).get().original_name == "来文.pdf"


def test_a_refused_file_registers_nothing(client_for, inspector):
    answer = client_for(inspector).post(reverse("documents:incoming-create"), _typed(scan=SimpleUploadedFile("来文.pdf", b"text", "application/pdf")))

    assert answer.status_code == 422
    assert not Incoming.objects.exists()


def test_a_marked_paper_comes_back_with_the_sentence(client_for, inspector):
    answer = client_for(inspector).post(reverse("documents:incoming-create"), _typed(sender_number="明机密〔2026〕1号"))

    assert answer.status_code == 422
    assert "本系统为非涉密系统，不得登记涉密文件" in answer.content.decode()
    assert not Incoming.objects.exists()


def test_the_form_offers_people_of_the_bureau_only(client_for, inspector, colleague, leader, unit_member):
    shown = client_for(inspector).get(reverse("documents:incoming-create")).content.decode()

    assert "许静文" in shown
    assert "陆思齐" not in shown
    assert "沈立诚" not in shown
    answer = client_for(inspector).post(reverse("documents:incoming-create"), _typed(handler=unit_member.pk))
    assert answer.status_code == 422


def test_the_page_offers_each_what_he_may_do(assigned, client_for, inspector, colleague, leader):
    def offered(person):
        page = client_for(person).get(_page(assigned)).content.decode()
        names = ("assign", "reassign", "send-back", "instruct", "note-progress", "close", "void", "edit", "set-deadline")
        return {name for name in names if _page(assigned, f"incoming-{name}") in page}

    assert offered(inspector) == {"reassign", "note-progress", "close", "void", "edit", "set-deadline"}
    assert offered(colleague) == {"reassign", "note-progress", "close", "void", "edit", "set-deadline", "send-back"}
    assert offered(leader) == {"instruct", "reassign"}


@pytest.mark.parametrize(
    ("name", "form", "status"),
    [
        ("note-progress", {"text": "已发函。"}, "handling"),
        ("reply", {"answer": "县政府办"}, "replied"),
        ("close", {"result": "已报送。"}, "closed"),
        ("send-back", {"reason": "不归我办"}, "registered"),
        ("void", {"reason": "重复"}, "voided"),
        ("set-deadline", {"due_on": "2026-04-01", "reason": "同意延期"}, "assigned"),
        ("record-instruction", {"leader_name": "县长", "given_on": "2026-03-04", "text": "同意。"}, "assigned"),
    ],
)
def test_acts_by_the_page(assigned, client_for, colleague, name, form, status):
    answer = client_for(colleague).post(_page(assigned, f"incoming-{name}"), {"version": assigned.version, **form})

    assert answer.status_code == 302
    assert Incoming.objects.get().status == status


def test_a_form_that_was_overtaken_comes_back_with_what_was_typed(assigned, client_for, inspector, colleague, at):
    actions.note_progress(incoming=assigned, actor=colleague, at=at, text="已发函。")

    answer = client_for(inspector).post(_page(assigned, "incoming-close"), {"version": assigned.version, "result": "我写的结果"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "我写的结果" in page
    assert "许静文于2026-03-05 14:32登记进展" in page
    again = client_for(inspector).post(_page(assigned, "incoming-close"), {"version": Incoming.objects.get().version, "result": "我写的结果"})
    assert again.status_code == 302


def test_an_edit_that_was_overtaken_comes_back_with_what_was_typed(registered, client_for, inspector, colleague, at):
    form = {**_typed(title="我的标题"), "version": registered.version}
    actions.edit(incoming=registered, paper=paper(title="先保存的标题"), actor=colleague, at=at)

    answer = client_for(inspector).post(_page(registered, "incoming-edit"), form)

    assert answer.status_code == 409
    assert 'value="我的标题"' in answer.content.decode()
    assert Incoming.objects.get().title == "先保存的标题"


def test_handing_out_what_one_sees_no_more_leads_to_the_list(confidential, client_for, colleague, third):
    answer = client_for(colleague).post(_page(confidential, "incoming-reassign"), {"version": confidential.version, "handler": third.pk, "reason": "回避"})

    assert answer.url == reverse(LIST)


def test_the_chooser_finds_and_links_without_scripts(registered, client_for, inspector, unit, at):
    letter = draft(kind="opinion", title="行政执法监督意见书", to_unit=unit, content=TEXT, actor=inspector, at=at)
    client = client_for(inspector)

    shown = client.get(_page(registered, "incoming-choose-link"), {"kind": "document", "q": "意见书"}).content.decode()
    answer = client.post(_page(registered, "incoming-link"), {"kind": "document", "target_id": letter.pk, "version": registered.version})

    assert f'name="target_id" value="{letter.pk}"' in shown
    assert answer.url == registered.get_absolute_url()
    assert letter.get_absolute_url() in client.get(_page(registered)).content.decode()
    assert registered.get_absolute_url() in client.get(letter.get_absolute_url()).content.decode()


def test_the_chooser_says_when_nothing_is_found_or_chosen(registered, client_for, inspector):
    client = client_for(inspector)

    assert "没有找到" in client.get(_page(registered, "incoming-choose-link"), {"kind": "document", "q": "不存在的文书"}).content.decode()
    refused = client.post(_page(registered, "incoming-link"), {"kind": "document", "version": registered.version})
    assert refused.status_code == 422
    assert "请选择要关联的事项。" in refused.content.decode()


def test_scans_are_taken_off_while_the_paper_is_open(registered, client_for, inspector, leader, colleague, at):
    client = client_for(inspector)
    upload = {"purpose": "incoming_scan", "target": registered.upload_target, "next": registered.get_absolute_url()}
    client.post(reverse("core:upload-plain"), {**upload, "files": SimpleUploadedFile("来文.pdf", PDF, "application/pdf")})
    file = StoredFile.objects.owned_by(registered).get()

    assert client_for(leader).post(_page(registered, "incoming-remove-scan", file.pk)).status_code == 403
    assert client.post(_page(registered, "incoming-remove-scan", file.pk)).status_code == 302
    assert not StoredFile.objects.owned_by(registered).present().exists()


def test_what_is_ended_takes_no_scans(closed, client_for, inspector):
    upload = {"purpose": "incoming_scan", "target": closed.upload_target, "next": closed.get_absolute_url()}

    client_for(inspector).post(reverse("core:upload-plain"), {**upload, "files": SimpleUploadedFile("来文.pdf", PDF, "application/pdf")})

    assert not StoredFile.objects.owned_by(closed).exists()


def test_the_slip_carries_what_is_signed_on_paper(closed, client_for, inspector, leader, at):
    actions.record_instruction(incoming=closed, actor=inspector, at=at, leader_name="县长", given_on=date(2026, 3, 4), text="请司法局牵头办理。")

    page = client_for(leader).get(_page(closed, "incoming-slip")).content.decode()

    for words in ("收文处理笺", "收文〔2026〕1号", "明政办函〔2026〕12号", "请司法局牵头办理。", "线下批示", "已汇总报送。", "明司函〔2026〕8号", "许静文"):
        assert words in page
    entry = AuditEntry.objects.get(act="print")
    assert (entry.actor, entry.target_text, entry.note) == (leader, "收文〔2026〕1号", "收文处理笺")


def test_tabs_show_what_they_say(registered, inspector, colleague, client_for, at):
    today = timezone.localdate()
    closed = actions.register(paper=paper(sender_number="", title="阅知件"), actor=inspector, at=at, is_for_reading=True)
    waiting = actions.register(paper=paper(sender_number="", title="呈批件", is_for_instruction=True), actor=inspector, at=at)
    soon = actions.register(paper=paper(sender_number="", title="今日件"), actor=inspector, at=at, due_on=today, handler=colleague)
    client = client_for(colleague)

    def shown(tab):
        page = client.get(reverse(LIST), {"tab": tab}).content.decode()
        return {row.title for row in (registered, closed, waiting, soon) if row.title in page}

    assert shown("open") == {registered.title, "呈批件", "今日件"}
    assert shown("mine") == {"今日件"}
    assert shown("instruct") == {"呈批件"}
    assert shown("week") == {"今日件"}
    assert shown("late") == {registered.title}  # due in March 2026
    assert shown("closed") == {"阅知件"}
    assert shown("all") == {registered.title, "阅知件", "呈批件", "今日件"}


def test_search_and_filters(registered, inspector, colleague, client_for, at):
    actions.register(
        paper=paper(sender="明山市司法局", sender_number="明山司函〔2026〕3号", title="关于案卷评查的函"), actor=inspector, at=at, handler=colleague
    )
    client = client_for(inspector)

    def shown(**asked):
        page = client.get(reverse(LIST), asked).content.decode()
        return [number for number in ("收文〔2026〕1号", "收文〔2026〕2号") if number in page]

    assert shown(q="评查") == ["收文〔2026〕2号"]
    assert shown(q="明政办函") == ["收文〔2026〕1号"]
    assert shown(handler=colleague.pk) == ["收文〔2026〕2号"]
    assert shown(kind="petition") == []
    assert shown(received_from="2026-03-05") == []


def test_the_list_asks_as_often_for_three_as_for_one(registered, inspector, client_for, at):
    client = client_for(inspector)
    client.get(reverse(LIST))

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(LIST)).status_code == 200
        return len(queries)

    one = count()
    for _ in range(2):
        actions.register(paper=paper(sender_number=""), actor=inspector, at=at)
    assert one == count() <= 8


def test_the_page_asks_as_often_for_much_as_for_little(assigned, inspector, colleague, leader, client_for, unit, at):
    client = client_for(inspector)
    letters = [draft(kind="opinion", title=f"意见书{n}", to_unit=unit, content=TEXT, actor=inspector, at=at) for n in range(3)]

    def fill(letter):
        actions.instruct(incoming=assigned, actor=leader, at=at, text="请阅办。")
        actions.link(incoming=assigned, actor=inspector, at=at, kind="document", target_id=str(letter.pk))

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(_page(assigned)).status_code == 200
        return len(queries)

    fill(letters[0])
    client.get(_page(assigned))
    one = count()
    for letter in letters[1:]:
        fill(letter)
    assert one == count() <= 18


def test_desks_show_each_what_he_is_to_do(registered, inspector, colleague, leader, at):
    today = timezone.localdate()
    waiting = actions.register(paper=paper(sender_number="", title="呈批件", is_for_instruction=True), actor=inspector, at=at)

    def desk(person):
        return [(task.kind, task.verb, task.title, task.is_own_word) for task in tasks(person, today)]

    assert desk(inspector) == [("收文", "分办", registered.title, False)]
    assert desk(leader) == [("待批示", "批示", "呈批件", True)]

    actions.instruct(incoming=waiting, actor=leader, at=at, text="请阅办。")
    actions.assign(incoming=registered, actor=inspector, at=at, handler=colleague)

    assert desk(colleague) == [("收文", "办理", registered.title, False), ("收文", "分办", "呈批件", False)]
    assert desk(leader) == []
    handled = timed(tasks(colleague, today))[0]
    assert (handled.due_on, handled.deadline.due_on) == (registered.due_on, registered.due_on)


def test_an_answered_paper_waits_to_be_closed_without_a_day(replied, colleague):
    task = tasks(colleague, timezone.localdate())[0]

    assert (task.verb, task.due_on, task.clock) == ("办结", None, "")


def test_amber_is_for_who_acts_next(registered, inspector, colleague, leader, at):
    assert tone_of(registered, inspector) == "amber"
    assert tone_of(registered, leader) == "grey"
    assert action(registered, leader) is None

    assigned = actions.assign(incoming=registered, actor=inspector, at=at, handler=colleague)

    assert (tone_of(assigned, colleague), tone_of(assigned, inspector)) == ("amber", "blue")
    assert action(assigned, colleague).label == "办理"


def test_late_is_what_is_owed_past_its_day(assigned, colleague, at):
    prepare([assigned], colleague, assigned.due_on + timedelta(days=1))
    assert is_late(assigned)

    prepare([assigned], colleague, assigned.due_on)
    assert not is_late(assigned)
