"""字典 pages."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError, StaleForm
from core.phrases.actions import FIELDS, POWER, add_phrase, change_phrase
from core.phrases.forms import PhraseChangeForm, PhraseForm
from core.phrases.models import Phrase
from core.stamps import show_again, stamp_of


@require_GET
def phrase_list(request: HttpRequest) -> HttpResponse:
    """常用语字典: every kind with its sentences."""
    _may_manage(request)
    rows: dict[str, list[Phrase]] = {code: [] for code in settings.PHRASE_KINDS}
    for row in Phrase.objects.order_by("-is_active", "position", "pk"):
        rows.setdefault(row.kind, []).append(row)
    groups = [(code, kind, rows[code]) for code, kind in settings.PHRASE_KINDS.items()]
    return render(request, "core/phrase_list.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def phrase_add(request: HttpRequest, kind: str) -> HttpResponse:
    """增加常用语."""
    _may_manage(request)
    if kind not in settings.PHRASE_KINDS:
        raise Http404
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_phrase(kind=kind, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "已增加。")
            return redirect(f"{reverse('core:phrase-list')}#{kind}")
    return _form_page(request, "增加常用语", kind, form)


@require_http_methods(["GET", "POST"])
def phrase_change(request: HttpRequest, pk: int) -> HttpResponse:
    """修改常用语."""
    _may_manage(request)
    phrase = get_object_or_404(Phrase.objects.filter(kind__in=settings.PHRASE_KINDS), pk=pk)
    form, status = PhraseChangeForm(request.POST if request.method == "POST" else None, initial=_initial(phrase)), 422
    if form.is_valid():
        try:
            change_phrase(phrase=phrase, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except StaleForm as refusal:
            phrase.refresh_from_db()
            show_again(form, _initial(phrase), refusal)
            status = 409
        except DomainError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "已修改。")
            return redirect(f"{reverse('core:phrase-list')}#{phrase.kind}")
    return _form_page(request, "修改常用语", phrase.kind, form, status)


def _initial(phrase: Phrase) -> dict[str, object]:
    return {"text": phrase.text, "position": phrase.position, "is_active": phrase.is_active, "seen": stamp_of(phrase, FIELDS)}


def _may_manage(request: HttpRequest) -> None:
    if not request.user.has_perm(POWER):
        raise PermissionDenied


def _form_page(request: HttpRequest, heading: str, kind: str, form: PhraseForm, refused: int = 422) -> HttpResponse:
    context = {"heading": heading, "kind": settings.PHRASE_KINDS[kind], "code": kind, "form": form}
    return render(request, "core/phrase_form.html", context, status=refused if form.errors else 200)
