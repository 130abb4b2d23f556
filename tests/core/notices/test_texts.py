"""The words of notices."""

import pytest

from core.notices.texts import sentence


@pytest.mark.parametrize("typed", ["缺自查记录，请补充", "缺自查记录，请补充。", " 缺自查记录，请补充； "])
def test_what_somebody_typed_ends_with_one_full_stop(typed):
    assert sentence(typed) == "缺自查记录，请补充。"
