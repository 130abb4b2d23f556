"""报送负担: the page and its workbook."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from accounts.models import UnitKind
from core.audit.trail import record
from core.files.kinds import XLSX
from core.sheets.stream import Heading, python_rows, xlsx_stream
from core.whole_number import whole_number
from submissions.burden import MOST_REPEATS, BurdenQuery, by_month, by_unit, by_unit_and_month, total
from submissions.repeats import repeats_in
from submissions.workflow import MANAGE

YEARS_BACK = 5
HEADINGS = (
    ("单位", 30),
    ("月份", 10),
    ("报送件", 10),
    ("填报项", 10),
    ("预填项", 10),
    ("预填率", 10),
    ("零报告", 10),
    ("迟报", 10),
    ("退回", 10),
    ("平均用时（日）", 14),
)


class BurdenForm(forms.Form):
    """年度、月份、单位类型; what is wrong counts as not said."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int)
    month = forms.TypedChoiceField(label="月份", required=False, coerce=int, choices=[("", "全年"), *[(n, f"{n}月") for n in range(1, 13)]])
    kind = forms.ChoiceField(label="单位类型", required=False, choices=[("", "全部类型"), *UnitKind.choices])

    def __init__(self, this_year: int, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.this_year = this_year
        self.fields["year"].choices = [(year, f"{year}年") for year in range(this_year, this_year - YEARS_BACK, -1)]  # type: ignore[attr-defined]

    @property
    def query(self) -> BurdenQuery:
        self.is_valid()
        said = self.cleaned_data
        return BurdenQuery(said.get("year") or self.this_year, said.get("month") or 0, said.get("kind") or "")


@require_GET
def burden(request: AuthedRequest) -> HttpResponseBase:
    """What was asked in one year: by month, by unit, and what was asked twice."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    at = timezone.now()
    form = BurdenForm(timezone.localdate(at).year, request.GET)
    asked = form.query
    if request.GET.get("format") == "xlsx":
        return _workbook(request, asked, at)
    months = by_month(request.user, asked)
    page, units = by_unit(request.user, asked, whole_number(request.GET.get("page")) or 1)
    twice = repeats_in(asked.year, request.user)
    context = {
        "form": form,
        "asked": asked,
        "months": months,
        "sum": total(months),
        "page": page,
        "units": units,
        "repeats": twice[:MOST_REPEATS],
        "repeat_count": len(twice),
    }
    return render(request, "submissions/burden.html", context)


def _workbook(request: AuthedRequest, asked: BurdenQuery, at: datetime) -> HttpResponseBase:
    """导出 Excel: one line a unit and month."""
    lines = by_unit_and_month(request.user, asked)
    rows = [
        [line.label, f"{line.month:%Y-%m}" if line.month else "", line.requests, line.asked, line.prefilled, f"{line.rate or 0:.0f}%", line.nil, line.late, line.returns, line.days]
        for line in lines
    ]  # fmt: skip
    record(actor=request.user, act="export_list", act_label="导出", target=None, at=at, note=f"报送负担：{len(rows)} 行，{asked.year}年")
    facts = [("名称", "报送负担"), ("年度", f"{asked.year}年"), ("依据", "《行政执法监督条例》第八条"), ("行数", str(len(rows))), ("导出人", str(request.user))]
    blocks = xlsx_stream("报送负担", [Heading(text, width) for text, width in HEADINGS], iter(list(python_rows(rows))), lambda count: facts)
    response = StreamingHttpResponse(blocks, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"报送负担-{asked.year}年.xlsx") or ""
    return response
