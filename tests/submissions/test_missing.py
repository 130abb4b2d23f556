"""未报名单: words to be pasted into a message, by kind of unit, with the liaisons and their telephones masked."""

from __future__ import annotations

import pytest

from accounts.models.user import PHONE_PLACE
from core.crypto import encrypt
from submissions.missing import missing_units, words_of
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, opened, reported


@pytest.fixture
def asked(county, people, at):
    town = UnitFactory(name="明川县石桥镇", short_name="石桥镇", kind="town", parent=county.unit.parent)
    return opened(people.staff, at, [county.unit, county.other_unit, town])


def test_the_missing_are_named_by_kind(asked, county, people, at):
    reported(answer_of(asked, county.unit), people.liaison, people.leader, at)
    words = words_of(asked, missing_units(asked, people.staff)).splitlines()
    assert words[0] == "《培训情况统计表》截止2026年3月15日，以下 2 个单位未报："
    assert sorted(words[1:]) == ["乡镇街道（1）：明川县石桥镇", "政府部门（1）：明川县林业局"]


def test_a_liaison_is_named_with_a_masked_telephone(asked, people):
    who = people.outsider
    who.phone = encrypt("13812345678", **PHONE_PLACE, seal=who.seal)
    who.save(update_fields=["phone"])
    (found,) = [one for one in missing_units(asked, people.staff) if one.submission.unit.short_name == "林业局"]
    assert found.liaisons == f"{people.outsider.name}（138****5678）"


def test_when_all_have_answered_it_says_so(asked):
    assert words_of(asked, []) == "《培训情况统计表》各单位均已报送。"
