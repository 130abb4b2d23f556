"""常用语字典: shipped sentences, changes to them, and where they are offered."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry, Phrase
from core.phrases.actions import add_phrase, change_phrase
from core.phrases.shipped import load_phrases

pytestmark = pytest.mark.django_db

KIND = "return_report"


@pytest.fixture
def keeper(make_person, bureau):
    """系统管理员 keeps the dictionary."""
    return make_person("向天成", "keeper", "system_admin", bureau)


@pytest.fixture
def phrase(keeper, at):
    return add_phrase(kind=KIND, text="请补充整改后的照片。", position=5, actor=keeper, at=at)


def offered(kind=KIND):
    return Template(f'{{% phrases "{kind}" %}}').render(Context())


def test_shipped_sentences_come_once():
    assert load_phrases() == sum(len(kind.shipped) for kind in settings.PHRASE_KINDS.values())
    assert load_phrases() == 0


def test_shipped_sentences_leave_a_kind_alone_that_the_bureau_has_written(phrase):
    load_phrases()

    assert list(Phrase.objects.filter(kind=KIND)) == [phrase]


def test_sentences_are_offered_in_the_order_of_the_bureau(phrase, keeper, at):
    add_phrase(kind=KIND, text="请附验收单。", position=1, actor=keeper, at=at)

    page = offered()

    assert page.index("请附验收单。") < page.index("请补充整改后的照片。")


def test_a_sentence_out_of_use_is_not_offered_and_stays_in_the_dictionary(phrase, keeper, at, client_for):
    change_phrase(phrase=phrase, actor=keeper, at=at, is_active=False)

    assert offered().strip() == ""
    assert "请补充整改后的照片。" in client_for(keeper).get(reverse("core:phrase-list")).content.decode()


def test_one_sentence_stands_once_in_a_kind(phrase, keeper, at):
    with pytest.raises(DomainError, match="已经有这句。"):
        add_phrase(kind=KIND, text=" 请补充整改后的照片。 ", position=9, actor=keeper, at=at)
    with pytest.raises(IntegrityError, match="phrase_once_per_kind"), transaction.atomic():
        Phrase.objects.create(kind=KIND, text=phrase.text)

    other = add_phrase(kind=KIND, text="请附验收单。", position=9, actor=keeper, at=at)
    with pytest.raises(DomainError, match="已经有这句"):
        change_phrase(phrase=other, actor=keeper, at=at, text=phrase.text)


def test_a_sentence_out_of_use_is_said_to_be_there(phrase, keeper, at):
    change_phrase(phrase=phrase, actor=keeper, at=at, is_active=False)

    with pytest.raises(DomainError, match="现在停用，可以恢复使用"):
        add_phrase(kind=KIND, text=phrase.text, position=9, actor=keeper, at=at)


def test_only_keepers_of_the_dictionary_write_in_it(phrase, unit_member, at):
    with pytest.raises(PermissionDenied):
        add_phrase(kind=KIND, text="甲", position=1, actor=unit_member, at=at)
    with pytest.raises(PermissionDenied):
        change_phrase(phrase=phrase, actor=unit_member, at=at, text="甲")


def test_the_dictionary_is_open_to_its_keepers_only(client_for, keeper, inspector):
    assert [client_for(user).get(reverse("core:phrase-list")).status_code for user in (keeper, inspector)] == [200, 403]


def test_changes_are_on_the_record(phrase, keeper, at):
    change_phrase(phrase=phrase, actor=keeper, at=at, text="请补充照片。", position=5)

    assert AuditEntry.objects.get(act="change_phrase").changes == {"text": ["请补充整改后的照片。", "请补充照片。"]}
    assert AuditEntry.objects.filter(act="add_phrase").count() == 1


def test_the_pages_add_and_change(client_for, keeper):
    client = client_for(keeper)

    client.post(reverse("core:phrase-add", args=[KIND]), {"text": "请附验收单。", "position": "1"})
    row = Phrase.objects.get(text="请附验收单。")
    client.post(reverse("core:phrase-change", args=[row.pk]), {"text": "请附加盖公章的验收单。", "position": "2"})

    row.refresh_from_db()
    assert (row.text, row.position, row.is_active, row.changed_by) == ("请附加盖公章的验收单。", 2, False, keeper)


def test_the_page_refuses_a_sentence_twice_in_words(client_for, keeper, phrase):
    answer = client_for(keeper).post(reverse("core:phrase-add", args=[KIND]), {"text": phrase.text, "position": "1"})

    assert answer.status_code == 422
    assert "这一类里已经有这句。" in answer.content.decode()


def test_a_kind_that_does_not_exist_has_no_page(client_for, keeper):
    assert client_for(keeper).get(reverse("core:phrase-add", args=["no-such"])).status_code == 404


def test_every_place_that_offers_sentences_names_a_known_kind():
    folder = settings.BASE_DIR / "templates"
    named = {part.split('"')[0] for page in folder.rglob("*.html") for part in page.read_text(encoding="utf-8").split('{% phrases "')[1:]}

    assert named == set(settings.PHRASE_KINDS)


def test_a_sentence_changed_meanwhile_is_not_written_over(client_for, keeper, phrase):
    url = reverse("core:phrase-change", args=[phrase.pk])
    shown = client_for(keeper).get(url).context["form"]["seen"].value()
    client_for(keeper).post(url, {"text": "请补充照片。", "position": "5", "is_active": "on", "seen": shown})

    late = client_for(keeper).post(url, {"text": "请补充视频。", "position": "5", "is_active": "on", "seen": shown})
    phrase.refresh_from_db()

    assert (late.status_code, phrase.text) == (409, "请补充照片。")
    assert "请补充视频。</textarea>" in late.content.decode()
    assert "与现存内容不同的有：内容。" in late.content.decode()
