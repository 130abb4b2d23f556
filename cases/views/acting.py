"""办理: what every act's POST does – bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import AuthedRequest
from core.errors import DomainError, StaleForm

Page = Callable[..., HttpResponse]


def perform(
    request: AuthedRequest, *, page: Page, goal: Any, done: Callable[..., Any], said: str | Callable[[Any], str], form: forms.Form | None = None, bound_as: str = "",
) -> HttpResponse:  # fmt: skip
    """Call the act with the form's data and go on to `goal`; a refusal comes back on `page` with the form as typed.

    A form that stands in a row of a table is not drawn again (no `bound_as`): its refusal is said on top of the page.
    """
    bound = {bound_as: form} if form is not None and bound_as else {}
    if form is not None and not form.is_valid():
        if not bound:
            messages.error(request, _words_of(form))
        return page(status=422, **bound)
    try:
        outcome = done(actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except StaleForm:
        raise
    except DomainError as refusal:
        if form is not None and bound:
            form.add_error(None, str(refusal))
        else:
            messages.error(request, str(refusal))
        return page(status=422, **bound)
    messages.success(request, said(outcome) if callable(said) else said)
    return redirect(goal(outcome) if callable(goal) else goal)


def _words_of(form: forms.Form) -> str:
    """剔除理由：请填写。 – each field with what is wrong."""
    said = {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}
    return "；".join(f"{form[name].label}：{words}" if name in form.fields else words for name, words in said.items())
