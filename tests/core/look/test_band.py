"""The band of certificate periods."""

from datetime import date

from django.template import engines

from core.look.band import Span, band

TODAY = date(2026, 11, 18)
FIRST = Span(date(2021, 6, 1), date(2026, 5, 19), "ended", "已过期")
SECOND = Span(date(2026, 5, 20), date(2031, 5, 19), "active", "有效")


def test_the_band_runs_over_whole_years_and_keeps_today_inside() -> None:
    drawn = band([FIRST, SECOND], TODAY)

    assert drawn is not None
    assert [drawn.years[0], drawn.years[-1][0]] == [(2021, 0.0), 2031]
    assert [(bar.kind, bar.word) for bar in drawn.bars] == [("ended", "已过期"), ("active", "有效")]
    assert drawn.bars[0].x + drawn.bars[0].width <= drawn.bars[1].x < drawn.today_x < 720


def test_a_period_too_short_for_its_word_still_tells_it_to_readers() -> None:
    drawn = band([FIRST, Span(date(2024, 3, 4), date(2024, 4, 18), "suspended", "暂扣")], TODAY)

    assert drawn is not None
    assert (drawn.bars[1].word, drawn.bars[1].title) == ("", "2024-03-04至2024-04-18暂扣")
    assert "暂扣" in drawn.sentence


def test_without_periods_nothing_is_drawn() -> None:
    assert band([], TODAY) is None
    assert engines["django"].from_string("{% period_band spans on %}").render({"spans": [], "on": TODAY}).strip() == ""


def test_the_drawing_names_its_periods_in_words() -> None:
    page = engines["django"].from_string("{% period_band spans on %}").render({"spans": [SECOND], "on": TODAY})

    assert 'role="img" aria-label="2026-05-20至2031-05-19有效"' in page
    assert page.count("<rect") == 1
