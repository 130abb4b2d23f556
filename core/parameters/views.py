"""参数 pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError
from core.parameters.actions import POWER, set_parameter
from core.parameters.declared import declared
from core.parameters.forms import ParameterForm
from core.parameters.models import ParameterValue
from core.parameters.values import lines
from core.workdays.years import MANAGE_CALENDAR


@require_GET
def parameter_list(request: HttpRequest) -> HttpResponse:
    """Every number that may be set, with its limits and what holds today."""
    if not any(request.user.has_perm(power) for power in (POWER, MANAGE_CALENDAR)):
        raise PermissionDenied
    return render(request, "core/parameter_list.html", {"lines": lines(timezone.localdate()), "may_set": request.user.has_perm(POWER)})


@require_http_methods(["GET", "POST"])
def parameter_set(request: HttpRequest, code: str) -> HttpResponse:
    """设定参数, and everything that was ever set."""
    if not request.user.has_perm(POWER):
        raise PermissionDenied
    if code not in declared():
        raise Http404
    parameter = declared()[code]
    form = ParameterForm(request.POST if request.method == "POST" else None, initial={"since": timezone.localdate()})
    if form.is_valid():
        try:
            row = set_parameter(parameter=parameter, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{parameter.name}自 {row.since:%Y-%m-%d} 起为 {parameter.words(row.value)}。")
            return redirect("core:parameter-list")
    line = next(line for line in lines(timezone.localdate()) if line.parameter is parameter)
    history = [(row, parameter.words(row.value)) for row in ParameterValue.objects.filter(code=code).select_related("set_by").order_by("-since", "-pk")]
    return render(request, "core/parameter_form.html", {"line": line, "form": form, "history": history}, status=422 if form.errors else 200)
