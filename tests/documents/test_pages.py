"""The pages of 文书 for bureau, unit and outsider."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.jobs.models import Job
from core.lists.desk import timed
from documents import actions, desk
from documents.checks import checks_of
from documents.lists import action, is_late, tone_of
from documents.models import Document, DocumentKind
from tests.documents.conftest import TEXT
from tests.documents.papers import PDF, word


def _page(document, name="document-detail", **extra):
    return reverse(f"documents:{name}", args=[document.pk, *extra.values()])


def test_page_of_a_draft_is_the_bureaus_alone(drafted, client_for, inspector, leader, unit_member, outsider):
    codes = {person.username: client_for(person).get(_page(drafted)).status_code for person in (inspector, leader, unit_member, outsider)}

    assert codes == {"inspector": 200, "leader": 200, "unit_member": 404, "outsider": 404}


def test_page_of_a_served_document_is_also_the_units(served, client_for, inspector, unit_member, outsider):
    codes = [client_for(person).get(_page(served)).status_code for person in (inspector, unit_member, outsider)]

    assert codes == [200, 200, 404]


def test_unit_does_not_see_who_said_what_inside_the_bureau(served, client_for, unit_member, inspector):
    inside = client_for(inspector).get(_page(served)).content.decode()
    outside = client_for(unit_member).get(_page(served)).content.decode()

    assert "审批意见" in inside
    assert "同意签发。" in inside
    assert "审批意见" not in outside
    assert "同意签发。" not in outside


@pytest.mark.parametrize("name", ["document-print", "document-approval-sheet", "document-word"])
def test_prints_of_a_draft(drafted, client_for, inspector, unit_member, name):
    assert client_for(inspector).get(_page(drafted, name)).status_code == 200
    assert client_for(unit_member).get(_page(drafted, name)).status_code == 404


LEAVES = {
    "document-print": ("print", "公文"),
    "document-approval-sheet": ("print", "发文稿纸"),
    "document-word": ("file.download", "Word 草稿"),
    "service-receipt": ("print", "送达回证：明川县市场监督管理局"),
}


@pytest.mark.parametrize("name", LEAVES)
def test_who_prints_or_takes_a_document_is_on_record(served, client_for, inspector, name):
    keys = [served.pk, served.services.get().pk] if name == "service-receipt" else [served.pk]

    client_for(inspector).get(reverse(f"documents:{name}", args=keys))

    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.act, entry.note, entry.actor, entry.target_text) == (*LEAVES[name], inspector, str(served))


def test_receipt_prints_the_fields_of_the_service(served, client_for, inspector, outsider):
    url = reverse("documents:service-receipt", args=[served.pk, served.services.get().pk])

    page = client_for(inspector).get(url).content.decode()

    for field in ("送达回证", "明司执监意〔2026〕1号", "明川县市场监督管理局", "电子", "受送达人签收"):
        assert field in page
    assert client_for(outsider).get(url).status_code == 404


def test_list_shows_what_is_in_sight_with_the_same_number_of_queries(drafted, inspector, unit, client_for, at):
    client = client_for(inspector)
    client.get(reverse("documents:document-list"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("documents:document-list")).status_code == 200
        return len(queries)

    one = count()
    for _ in range(2):
        actions.draft(kind="notice", title="通知书", to_unit=unit, content=TEXT, actor=inspector, at=at)
    assert count() == one


def test_list_of_the_unit_holds_its_served_documents_only(served, inspector, unit, client_for, unit_member, outsider, at):
    actions.draft(kind="notice", title="内部草稿", to_unit=unit, content=TEXT, actor=inspector, at=at)

    mine = client_for(unit_member).get(reverse("documents:document-list")).content.decode()

    assert "明司执监意〔2026〕1号" in mine
    assert "内部草稿" not in mine
    assert "明司执监意" not in client_for(outsider).get(reverse("documents:document-list")).content.decode()


def test_tabs_of_the_unit_follow_its_own_service(served, unit_member, client_for, at):
    client, address = client_for(unit_member), reverse("documents:document-list")
    assert "明司执监意〔2026〕1号" in client.get(address, {"tab": "receive"}).content.decode()

    actions.receive(service=served.services.get(), actor=unit_member, at=at)

    assert "明司执监意〔2026〕1号" not in client.get(address, {"tab": "receive"}).content.decode()
    assert "明司执监意〔2026〕1号" in client.get(address, {"tab": "reply"}).content.decode()

    DocumentKind.objects.filter(pk=served.kind_id).update(opens_reply=False)  # answered through its business, as a 调卷通知 by the files
    assert "明司执监意〔2026〕1号" not in client.get(address, {"tab": "reply"}).content.decode()


def test_sealing_asks_for_a_fresh_password(issued, client_for, inspector):
    client = client_for(inspector)
    client.get(_page(issued))
    session = client.session
    session["_proved"] = timezone.now().timestamp() - 601
    session.save()

    answer = client.post(_page(issued, "document-seal"), {"version": issued.version, "file": SimpleUploadedFile("盖章件.pdf", PDF, "application/pdf")})

    assert answer["Location"].startswith("/accounts/confirm/")
    assert Document.objects.get(pk=issued.pk).sealed_file is None


def test_drafting_goes_from_kind_and_unit_to_the_text(client_for, inspector, unit):
    client = client_for(inspector)
    address = f"{reverse('documents:document-create')}?kind=supervise&unit={unit.pk}"

    shown = client.get(address).content.decode()
    answer = client.post(
        address,
        {
            "title": "明川县司法局行政执法监督督办函",
            "to_text": unit.name,
            "part_origin": "由来。",
            "part_facts": "事实。",
            "part_basis": "依据。",
            "part_opinions": "一。\n二。",
            "reply_days": "20",
        },
    )

    document = Document.objects.get()
    assert "明川县司法局行政执法监督督办函" in shown
    assert answer.url == document.get_absolute_url()
    assert (document.kind_id, document.to_unit, document.content["opinions"], document.reply_days) == ("supervise", unit, ["一。", "二。"], 20)


def test_draft_for_several_units_has_a_service_for_each(drafted, client_for, inspector, unit, other_unit):
    data = {
        **{f"part_{key}": "\n".join(value) if isinstance(value, list) else value for key, value in TEXT.items()},
        "title": drafted.title,
        "to_text": drafted.to_text,
    }

    answer = client_for(inspector).post(_page(drafted, "document-edit"), {**data, "version": drafted.version, "units": [other_unit.pk]})

    assert answer.status_code == 302
    assert list(drafted.services.values_list("unit", flat=True)) == [unit.pk, other_unit.pk]
    assert "同时送达" in client_for(inspector).get(_page(drafted)).content.decode()


def test_drafting_is_for_staff(client_for, leader, unit_member):
    assert [client_for(person).get(reverse("documents:document-create")).status_code for person in (leader, unit_member)] == [403, 403]


def test_whole_way_through_the_pages(drafted, client_for, inspector, second_inspector, leader, unit_member):
    first, second, chief, unit = map(client_for, (inspector, second_inspector, leader, unit_member))

    def post(client, name, **data):
        document = Document.objects.get(pk=drafted.pk)
        answer = client.post(_page(document, name), {"version": document.version, **data})
        assert answer.status_code == 302, answer.content.decode()[:3000]

    post(first, "document-submit", text="请审。")
    post(second, "document-review", text="同意。")
    post(chief, "document-sign", text="发。")
    signed = Document.objects.get(pk=drafted.pk)
    actions.issue(document=signed, number=signed.number, pdf=PDF, docx=word(), actor=leader, at=signed.signed_at)
    post(first, "document-seal", file=SimpleUploadedFile("盖章件.pdf", PDF, "application/pdf"))
    post(first, "document-serve", services=[signed.services.get().pk], method="electronic", copies="1", served_on=str(timezone.localdate()))
    service = signed.services.get()
    for act, data in (("service-receive", {}), ("service-reply", {"note": "已改正。"})):
        assert unit.post(reverse(f"documents:{act}", args=[drafted.pk, service.pk]), data).status_code == 302
    assert Document.objects.get(pk=drafted.pk).status == "responded"


def test_stale_form_is_answered_with_409_and_nothing_changes(reviewed, client_for, leader):
    answer = client_for(leader).post(_page(reviewed, "document-sign"), {"version": reviewed.version - 1})

    assert answer.status_code == 409
    assert Document.objects.get(pk=reviewed.pk).status == "reviewed"


def test_refused_act_comes_back_in_words(reviewed, client_for, leader):
    answer = client_for(leader).post(_page(reviewed, "document-return"), {"version": reviewed.version, "reason": ""})

    assert answer.status_code == 422


def test_acts_answer_to_post_only(drafted, client_for, inspector):
    assert client_for(inspector).get(_page(drafted, "document-submit")).status_code == 405


def test_leader_is_not_offered_what_he_drafted(reviewed, client_for, inspector, leader):
    assert 'id="sign"' in client_for(leader).get(_page(reviewed)).content.decode()
    assert 'id="sign"' not in client_for(inspector).get(_page(reviewed)).content.decode()


def test_paper_approval_by_page_keeps_the_scan_inside_the_bureau(reviewed, client_for, inspector, leader, unit_member):
    data = {
        "version": reviewed.version,
        "scan": SimpleUploadedFile("签批件.pdf", PDF, "application/pdf"),
        "approver_name": "沈立诚",
        "approved_on": "2026-03-05",
        "text": "同意。",
    }

    assert client_for(inspector).post(_page(reviewed, "document-approve-on-paper"), data).status_code == 302

    scan = Document.objects.get(pk=reviewed.pk).paper_approvals.get().scan
    assert client_for(leader).get(reverse("core:file-download", args=[scan.pk])).status_code == 200
    assert client_for(unit_member).get(reverse("core:file-download", args=[scan.pk])).status_code == 404


def test_issued_files_are_fetched_by_whom_they_were_served_on(served, client_for, unit_member, outsider):
    url = reverse("core:file-download", args=[served.pdf_id])

    assert client_for(unit_member).get(url).status_code == 200
    assert client_for(outsider).get(url).status_code == 404


def test_kind_is_changed_on_record_and_for_staff_only(client_for, inspector, unit_member):
    kind = DocumentKind.objects.get(pk="opinion")
    url = reverse("documents:kind-edit", args=["opinion"])
    names = ("short_name", "full_name", "title_pattern", "form", "reply_rule", "reply_what", "basis")
    data = {
        **{name: getattr(kind, name) for name in names},
        "agency_code": "明司监",
        "has_objection": "on",
        "for_vertical": "on",
        "needs_review": "on",
        "is_active": "on",
    }

    assert client_for(unit_member).post(url, data).status_code == 403
    assert client_for(inspector).post(url, data).status_code == 302
    assert DocumentKind.objects.get(pk="opinion").agency_code == "明司监"
    refused = client_for(inspector).post(url, {**data, "reply_rule": "no_such"})
    assert (refused.status_code, "请从列出的选项里选择回复期限规则。" in refused.content.decode()) == (422, True)


def test_a_kind_changed_meanwhile_is_not_written_over(client_for, inspector):
    kind = DocumentKind.objects.get(pk="opinion")
    url, client = reverse("documents:kind-edit", args=["opinion"]), client_for(inspector)
    names = ("short_name", "full_name", "title_pattern", "form", "reply_rule", "reply_what", "basis")
    data = {**{name: getattr(kind, name) for name in names}, "seen": client.get(url).context["form"]["seen"].value()}
    client.post(url, {**data, "agency_code": "明司监甲"})

    late = client.post(url, {**data, "agency_code": "明司监乙"})

    assert (late.status_code, DocumentKind.objects.get(pk="opinion").agency_code) == (409, "明司监甲")
    assert "与现存内容不同的有：机关代字。" in late.content.decode()


def test_kinds_page_names_the_fonts_in_use(client_for, inspector):
    page = client_for(inspector).get(reverse("documents:kind-list")).content.decode()

    assert "仿宋（正文）" in page
    assert "公文字体" in page


def test_register_of_numbers_lists_voided_ones_with_the_reason(signed, second_inspector, client_for, inspector, at):
    actions.void_number(document=signed, actor=second_inspector, at=at, reason="主送单位有误。")

    page = client_for(inspector).get(reverse("documents:number-list")).content.decode()

    assert "明司执监意〔2026〕1号" in page
    assert "主送单位有误。" in page


def test_desk_puts_each_document_before_whom_it_waits_for(reviewed, inspector, second_inspector, leader, unit, today, at):
    waiting = actions.draft(kind="notice", title="通知书", to_unit=unit, content=TEXT, actor=inspector, at=at)
    actions.submit_for_review(document=waiting, actor=inspector, at=at)

    to_sign, to_check = timed(desk.of_documents(leader, today))
    assert (to_check.kind, to_check.title) == ("待核稿", waiting.listed_title)
    assert (to_sign.kind, to_sign.title, to_sign.verb, to_sign.is_own_word) == ("待签发", reviewed.listed_title, "签发", True)
    assert to_sign.deadline.kind == "document_sign"
    assert [(task.kind, task.title) for task in desk.of_documents(second_inspector, today)] == [("待核稿", f"通知书（{unit.short_name}）")]
    assert desk.of_documents(inspector, today) == []


@pytest.mark.parametrize(("opens_reply", "due"), [(True, "2026-04-07"), (False, "None")])
def test_desk_shows_a_term_only_where_the_paper_itself_is_answered(served, unit_member, today, opens_reply, due):
    DocumentKind.objects.filter(pk=served.kind_id).update(opens_reply=opens_reply)

    assert [str(task.due_on) for task in desk.of_services(unit_member, today)] == [due]


def test_desk_of_the_liaison_asks_for_signature_then_for_the_answer(served, unit_member, outsider, today, at):
    assert [task.verb for task in desk.of_services(unit_member, today)] == ["签收"]
    assert desk.of_services(outsider, today) == []

    actions.receive(service=served.services.get(), actor=unit_member, at=at)

    assert [(task.verb, task.due_on.isoformat()) for task in desk.of_services(unit_member, today)] == [("回复", "2026-04-07")]


def test_signing_is_confirmed_with_the_number_it_will_take(reviewed, client_for, leader):
    page = client_for(leader).get(_page(reviewed)).content.decode()

    assert 'href="#sign" data-dialog="sign"' in page
    assert f"下一号为 <b>明司执监意〔{timezone.localdate().year}〕1号</b>" in page


def test_page_says_that_nobody_took_the_rendering_within_a_minute(signed, client_for, inspector):
    client, job = client_for(inspector), Job.objects.filter(pk=signed.job_id)
    job.update(created_at=timezone.now())
    assert "后台任务没有运行" not in client.get(_page(signed)).content.decode()

    job.update(created_at=timezone.now() - timedelta(seconds=61))

    assert "后台任务没有运行" in client.get(_page(signed)).content.decode()


@pytest.mark.parametrize(
    ("kind", "words", "is_met"), [("opinion", "正文已引用", True), ("supervise", "正文没有引用行政执法监督条例第二十七条", False), ("notice", "本地设置", True)]
)
def test_check_before_signing_reminds_of_the_article_of_the_kind(kind, words, is_met, unit, inspector, at):
    document = actions.draft(kind=kind, title="x", to_unit=unit, content=TEXT, actor=inspector, at=at)

    check = next(check for check in checks_of(document, inspector) if check.label == "依据")

    assert (check.words.startswith(words), check.is_met) == (True, is_met)


def test_a_draft_nobody_has_checked_is_not_called_in_order_for_its_drafter(unit, inspector, leader, at):
    document = actions.draft(kind="notice", title="x", to_unit=unit, content=TEXT, actor=inspector, at=at)

    own = {check.label: (check.is_met, check.words) for check in checks_of(document, inspector)}
    other = {check.label: check.is_met for check in checks_of(document, leader)}

    assert own["核稿"] == (False, "送审后由他人核稿")
    assert own["拟制人不签发"] == (False, f"拟制人 {inspector}，与您是同一人，由他人签发")
    assert other["拟制人不签发"]


def test_archiving_is_not_offered_while_an_answer_is_owed(served, client_for, inspector, unit_member, at):
    client, archive = client_for(inspector), _page(served, "document-archive")
    assert archive not in client.get(_page(served)).content.decode()

    refused = client.post(archive)
    actions.record_reply(service=served.services.get(), actor=unit_member, at=at, note="已改正。")

    assert refused.status_code == 422
    assert "还有 1 个单位没有回复" in refused.content.decode()
    assert archive in client.get(_page(served)).content.decode()


def test_letter_whose_days_another_business_counts_is_not_late_here(served):
    late_on = served.reply_due_on + timedelta(days=1)
    served.on = late_on
    assert is_late(served)

    served.kind.opens_reply = False

    assert not is_late(served)


@pytest.fixture
def decision(inspector, second_inspector, unit, at):
    """决定书 to be signed by the government's office."""
    text = {**{key: TEXT[key] for key in ("origin", "facts", "basis")}, "approval": "报县人民政府批准。", "decisions": ["责令限期改正。"]}
    made = actions.draft(kind="decision", title="明川县人民政府行政执法监督决定书", to_unit=unit, content=text, actor=inspector, at=at)
    actions.submit_for_review(document=made, actor=inspector, at=at)
    return actions.review(document=made, actor=second_inspector, at=at)


def test_list_asks_the_signature_of_who_may_give_it(decision, reviewed, leader, approver, inspector):
    decision, reviewed = Document.objects.get(pk=decision.pk), Document.objects.get(pk=reviewed.pk)
    asked = {person.username: [bool(action(document, person)) for document in (decision, reviewed)] for person in (leader, approver, inspector)}

    assert asked == {"leader": [False, True], "approver": [True, False], "inspector": [False, False]}
    assert (tone_of(decision, approver), tone_of(decision, leader)) == ("amber", "blue")


def test_service_is_registered_from_a_dialog_that_says_what_follows(issued, inspector, client_for):
    page = client_for(inspector).get(issued.get_absolute_url()).content.decode()

    dialog = page[page.index('<dialog class="md-dialog" id="serve"') :]
    dialog = dialog[: dialog.index("</dialog>")]
    assert "各项期限从送达日期起算" in dialog
    assert page.count('form="serve-form"') == dialog.count('form="serve-form"') == 1


def test_a_draft_of_no_source_may_be_served_on_several_units(drafted, inspector, client_for):
    assert "同时送达" in client_for(inspector).get(drafted.get_absolute_url()).content.decode()


def test_a_stale_draft_may_be_saved_again_from_the_page_that_shows_the_present_one(drafted, inspector, client_for):
    client, url = client_for(inspector), _page(drafted, "document-edit")
    typed = {f"part_{key}": "\n".join(value) if isinstance(value, list) else value for key, value in TEXT.items()}
    typed |= {"title": "我改的名称", "to_text": drafted.to_text, "reply_days": "15", "version": str(drafted.version - 1)}

    refused = client.post(url, typed)
    version = re.search(r'name="version" value="(\d+)"[^>]*id="id_version"', refused.content.decode())

    assert (refused.status_code, version and int(version[1])) == (409, drafted.version)
    assert client.post(url, {**typed, "version": version[1]}).status_code == 302


def test_a_refused_signature_says_why_in_its_dialog(reviewed, leader, client_for):
    page = client_for(leader).post(_page(reviewed, "document-sign"), {"version": reviewed.version, "text": "x" * 2001}).content.decode()
    dialog = page[page.index('id="sign"') : page.index("</dialog>", page.index('id="sign"'))]

    assert "data-open" in dialog
    assert "data-form-errors" in dialog


def test_list_of_a_unit_offers_what_the_unit_still_owes(served, unit_member, at, client_for):
    client, service = client_for(unit_member), served.services.get()

    def offered():
        page = client.get(reverse("documents:document-list")).content.decode()
        return re.findall(rf'<a[^>]*href="{served.get_absolute_url()}"[^>]*>(签收|回复)</a>', page)

    first = offered()
    service = actions.receive(service=service, actor=unit_member, at=at)
    second = offered()
    actions.record_reply(service=service, actor=unit_member, at=at, note="已改正。")

    assert (first, second, offered()) == (["签收"], ["回复"], [])
