"""Icons, badges, chips, and the tags that draw parts of a page."""

from django.template import engines

from core.look import Event, Figure, Step, StepState
from core.look.marks import badge, due_chip, icon, level
from core.notices.chip import Chip

LATE = Chip("late", "alert-triangle", "逾期 2 个工作日 · 应于2月28日", "依据 本地设置")


def drawn(tag: str, **context: object) -> str:
    return str(engines["django"].from_string(tag).render(context))


def test_an_icon_is_hidden_from_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("clock")
    assert 'role="img" aria-label="查看"' in icon("eye", "查看")


def test_a_badge_escapes_its_word_and_done_and_refused_carry_an_icon() -> None:
    assert badge("grey", "<i>") == '<span class="md-badge md-badge-grey">&lt;i&gt;</span>'
    assert "#check" in badge("green", "已销号")
    assert "#alert-triangle" in badge("red", "一票否决")


def test_an_alert_level_says_its_colour() -> None:
    assert [level(tone)[-8:-7] for tone in ("red", "yellow", "blue")] == ["红", "黄", "蓝"]


def test_a_chip_links_to_its_count_and_the_short_one_leaves_the_date_out() -> None:
    chip = due_chip(LATE, "/deadlines/1/", named="验收", short=True)

    assert chip.startswith('<a class="md-due md-due-late" href="/deadlines/1/" title="依据 本地设置">')
    assert chip.endswith("<span>验收逾期 2 个工作日</span></a>")


def test_no_deadline_is_a_dash() -> None:
    assert drawn("{% deadline_chip None %}") == '<span class="md-none">—</span>'


def test_the_present_step_is_told_to_readers() -> None:
    page = drawn("{% stepper steps %}", steps=[Step("下达", StepState.DONE, "10月16日"), Step("验收", StepState.NOW), Step("销号")])

    assert page.count("<li") == 3
    assert page.count('aria-current="step"') == 1
    assert "10月16日" in page


def test_dicts_serve_as_well_as_steps_and_events() -> None:
    assert "验收" in drawn("{% stepper steps %}", steps=[{"label": "验收", "state": "now"}])
    assert "md-event-act" in drawn("{% timeline events %}", events=[{"title": "签收", "kind": "act"}, Event("提醒")])


def test_a_figure_opens_its_list_when_it_has_one() -> None:
    page = drawn("{% figures figures %}", figures=[Figure("逾期单位", "3", tone="red", url="/x/"), Figure("满意度", "—")])

    assert page.count('<a href="/x/" class="md-figure">') == 1
    assert page.count('<div class="md-figure">') == 1


def test_an_act_is_a_post_with_a_token() -> None:
    page = drawn('{% act_button "/orders/1/close/" "验收通过" "primary" %}', csrf_token="t0ken")

    assert 'method="post" action="/orders/1/close/"' in page
    assert 'value="t0ken"' in page
    assert '<button class="btn btn-primary">验收通过</button>' in page


def test_an_act_that_cannot_be_taken_back_is_posted_from_a_dialog_that_says_what_follows() -> None:
    own = drawn('{% confirm "lock" "锁定" "锁定这一期月报？" "数字不再变化。" url="/reports/1/lock/" %}', csrf_token="t0ken")
    other = drawn('{% confirm "accept" "验收通过" "验收通过？" "该问题销号。" form="judgement" %}')

    assert '<a class="btn btn-primary" href="#lock" data-dialog="lock">锁定…</a>' in own
    assert own.index("<dialog") < own.index("数字不再变化。") < own.index('<button class="btn btn-primary">锁定</button>')
    assert 'method="post" action="/reports/1/lock/"' in own
    assert 'value="t0ken"' in own
    assert '<button class="btn btn-primary" form="judgement">验收通过</button>' in other
    assert "<form" not in other


def test_progress_without_a_total_is_at_nothing() -> None:
    assert "<b>0%</b>" in drawn("{% progress 0 0 %}")


def test_crumbs_link_where_there_is_a_page() -> None:
    page = drawn('{% crumbs "整改" "" "整改台账" "/rectification/orders/" %}')

    assert page.count("<li>") == 2
    assert page.count("<a ") == 1


def test_heat_cells_are_banded_at_their_limits() -> None:
    classes = [drawn("{{ score|heat_class }}", score=score) for score in (59.99, 60, 70, 80, 90, None)]

    assert classes == ["md-heat-1", "md-heat-2", "md-heat-3", "md-heat-4", "md-heat-5", "md-heat-none"]


def test_facts_show_a_dash_for_what_is_missing() -> None:
    assert "<dd>—</dd>" in drawn("{% facts pairs %}", pairs=[("联系人", "")])


def test_a_person_is_marked_by_the_end_of_the_name() -> None:
    assert ">知远</span>" in drawn("{% person user %}", user="陈知远")
