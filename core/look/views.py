"""帮助 for everybody behind the login, and the sheet of all parts for those who build pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.look.samples import sample_page


def help_page(request: HttpRequest) -> HttpResponse:
    """帮助: keys, how-to by post, whom to call."""
    return render(request, "help.html")


@login_not_required
def style_page(request: HttpRequest, part: str = "components") -> HttpResponse:
    """Every part with sample data; only where DEBUG is on."""
    sample = sample_page(part) if settings.DEBUG else None
    if sample is None:
        raise Http404
    return render(request, f"style/{part}.html", sample)
