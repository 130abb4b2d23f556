"""The shared fixtures keep what they promise."""

import pytest
from django.db import connection
from django.template import engines

from accounts.models import Unit, User
from tests.factories.accounts import UnitFactory
from tests.fixtures.cast import INLINE


def test_the_cast_holds_what_it_is_named_for(inspector: User, unit_member: User, outsider: User) -> None:
    assert [inspector.role_code, unit_member.role_code, outsider.role_code] == ["bureau_staff", "dept_liaison", "dept_liaison"]
    assert inspector.unit_ids() is None
    assert unit_member.unit_ids() == (unit_member.unit_id,)
    assert outsider.unit_ids() == (outsider.unit_id,)


def test_a_cloned_database_is_the_migrated_one_and_keeps_commits(committed_db: str) -> None:
    UnitFactory(code="K1")
    connection.close()

    assert connection.settings_dict["NAME"] == committed_db
    assert Unit.objects.filter(code="K1").exists()


@pytest.mark.parametrize(
    ("markup", "is_refused"),
    [
        (b'<p style="color:red">', True),
        (b"<p onclick='x()'>", True),
        (b"<script>x()</script>", True),
        (b"<b>{{ name }}</b>", True),
        (b'<script src="/static/a.js" defer></script>', False),
        (b'<script id="data" type="application/json">{}</script>', False),
        (b'<p class="style" data-on="1">one = two</p>', False),
    ],
)
def test_inline_markup_is_recognised(markup: bytes, is_refused: bool) -> None:
    assert (INLINE.search(markup) is not None) is is_refused


def test_a_misspelt_variable_of_a_library_template_stays_silent() -> None:
    assert engines["django"].from_string("<i>{{ no_such_name }}</i>").render({}) == "<i></i>"
