"""办理: what every act's POST does – bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.errors import DomainError, StaleForm
from core.look.sentences import spoken

Page = Callable[..., HttpResponse]


def perform(
    request: HttpRequest, *, page: Page, goal: Any, done: Callable[..., Any], said: str | Callable[[Any], str], form: forms.Form | None = None, bound_as: str = "",
) -> HttpResponse:  # fmt: skip
    """Call the act with the form's data and go on to `goal`; a refusal comes back on `page` with the form as typed, 409 where others were first.

    A form that carries the stamp itself is shown again by its caller, who knows the one of now (`core.stamps.show_again`): its StaleForm rises.
    A form that stands in a row of a table is not drawn again (no `bound_as`): its refusal is said on top of the page.
    """
    bound = {bound_as: form} if form is not None and bound_as else {}
    if form is not None and not form.is_valid():
        if not bound:
            messages.error(request, _words_of(form))
        return page(status=422, **bound)
    try:
        outcome = done(actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        is_stale = isinstance(refusal, StaleForm)
        if is_stale and form is not None and "seen" in form.fields:
            raise
        if form is not None and bound:
            form.add_error(None, str(refusal))
        else:
            messages.error(request, str(refusal))
        return page(status=409 if is_stale else 422, **bound)
    messages.success(request, said(outcome) if callable(said) else said)
    return redirect(goal(outcome) if callable(goal) else goal)


def _words_of(form: forms.Form) -> str:
    """请填写剔除理由。 – what is wrong with each field; a sentence that does not name its field gets the name in front."""
    return " ".join(_words(form, name, " ".join(map(str, errors))) for name, errors in form.errors.items())


def _words(form: forms.Form, name: str, words: str) -> str:
    label = str(form[name].label) if name in form.fields else ""
    return words if spoken(label) in words else f"{label}：{words}"
