"""Forms as they are drawn."""

from datetime import date

from django import forms
from django.template import engines

from core.look.fields import field_rows


class OrderForm(forms.Form):
    """One field of each way of drawing."""

    due_on = forms.DateField(label="整改期限")
    note = forms.CharField(label="说明", required=False, help_text="写明理由", widget=forms.Textarea)
    way = forms.ChoiceField(label="方式", choices=[("a", "电子送达")], widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(label="我已核对", required=False)
    paper = forms.FileField(label="签批件", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(form: forms.Form, tag: str = "{% form_fields form %}") -> str:
    return str(engines["django"].from_string(tag).render({"form": form}))


def test_each_field_is_drawn_by_its_kind() -> None:
    assert [row.kind for row in field_rows(OrderForm())] == ["line", "line", "group", "check", "file", "hidden"]


def test_hidden_fields_stand_last_so_that_their_neighbours_keep_their_distance() -> None:
    form = OrderForm(field_order=["token", "due_on"])

    assert [row.field.name for row in field_rows(form)][-1] == "token"


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    page = drawn(OrderForm())

    assert "整改期限</label>" in page
    assert '说明<span class="md-optional">选填</span></label>' in page


def test_the_note_on_top_links_to_the_faulty_field_and_the_field_names_its_error() -> None:
    page = drawn(OrderForm({}))

    assert '1 处需要改：<a href="#id_due_on">整改期限</a>。' in page
    assert '<p class="md-field-error" id="id_due_on_error">请填写整改期限。</p>' in page
    assert 'aria-describedby="id_due_on_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_refusal_of_the_rules_stands_in_the_note() -> None:
    form = OrderForm({"due_on": "2026-03-05"})
    form.add_error(None, "填报人不能验收本人填报的整改。")

    assert "<p>填报人不能验收本人填报的整改。</p>" in drawn(form)


def test_an_error_of_a_hidden_field_is_not_lost() -> None:
    form = OrderForm({"due_on": "2026-03-05"})
    form.add_error("token", "页面已过期。")

    assert "<p>页面已过期。</p>" in drawn(form)


def test_help_is_bound_to_its_field_and_an_upload_carries_the_line_on_secrets() -> None:
    page = drawn(OrderForm())

    assert 'aria-describedby="id_note_helptext"' in page
    assert '<p class="form-hint" id="id_note_helptext">写明理由</p>' in page
    assert page.count("本系统为非涉密系统，严禁录入、上传国家秘密和工作秘密。") == 1


def test_a_date_is_asked_by_the_native_picker_in_its_own_form() -> None:
    page = drawn(OrderForm(initial={"due_on": date(2026, 3, 5)}))

    assert '<input type="date" name="due_on" value="2026-03-05"' in page


def test_the_error_of_a_group_of_radios_has_an_address_of_its_own() -> None:
    form = OrderForm({"due_on": "2026-03-05"})
    form.add_error("way", "请选择方式。")

    page = drawn(form)

    assert '<a href="#id_way">方式</a>' in page
    assert page.count('id="id_way"') == 1
    assert '<p class="md-field-error" id="id_way_error">请选择方式。</p>' in page


def test_crispy_draws_the_same() -> None:
    assert drawn(OrderForm(), "{% load crispy_forms_filters %}{{ form|crispy }}").split() == drawn(OrderForm()).split()


def test_labels_and_errors_are_escaped() -> None:
    form = OrderForm({"due_on": "2026-03-05"})
    form.fields["note"].label = "<b>说明</b>"
    form.add_error("note", "<script>")

    page = drawn(form)

    assert "<b>说明" not in page
    assert "<script>" not in page
