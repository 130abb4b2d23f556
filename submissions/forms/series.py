"""周期任务的表单: a new one after the sample of a request, and what may change of one."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from accounts.units_field import UnitsField
from core.day_bounds import NEAR
from core.stamps import StampedForm
from core.workdays.models import CountUnit
from submissions.models import ASKED_KINDS, RequestSeries, SubmissionRequest
from submissions.workflow import RequestStatus

DAY_UNITS = [choice for choice in CountUnit.choices if choice[0] != CountUnit.HOURS]


class SampleField(forms.ModelChoiceField[SubmissionRequest]):
    """样本: a request whose columns, parts or blank are asked every time."""

    def label_from_instance(self, request: SubmissionRequest) -> str:
        return f"{request}　{request.get_shape_display()}"


class SeriesForm(StampedForm):
    """修改周期任务: holds from the next period on."""

    title = forms.CharField(label="任务名称", max_length=120, help_text="不用写期间，开报时自动加上。")
    basis = forms.CharField(label="依据", max_length=300, help_text="为什么要单位报送。监督条例第八条：不得增加行政执法机关不必要的负担。")
    held_note = forms.CharField(label="已掌握数据的说明", max_length=300, required=False)
    guide = forms.CharField(label="填报说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    opens_in_advance = forms.BooleanField(label="期初开报", required=False, help_text="不勾选的，期满后开报。")
    open_after_days = forms.IntegerField(label="期满后第几日开报", min_value=1, max_value=60, help_text="第 1 日即下期首日；遇休息日顺延到下一个工作日。")
    due_days = forms.IntegerField(label="报送期限", min_value=1, max_value=120, help_text="从实际开报次日起算；末日遇休息日顺延。")
    due_unit = forms.ChoiceField(label="期限单位", choices=DAY_UNITS)
    prefills_last = forms.BooleanField(label="预填上期", required=False)
    allows_nil = forms.BooleanField(label="可以零报告", required=False)
    needs_approval = forms.BooleanField(label="须单位审核", required=False)
    needs_scan = forms.BooleanField(label="须上传盖章扫描件", required=False)
    sample = SampleField(SubmissionRequest.objects.none(), label="改按哪个任务的表式", required=False, empty_label="表式不变")
    units = UnitsField(label="报送单位", kinds=ASKED_KINDS)

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        samples = SubmissionRequest.objects.visible_to(actor).exclude(status=RequestStatus.CANCELLED).order_by("-pk")
        self.fields["sample"].queryset = samples  # type: ignore[attr-defined]
        self.fields["units"].offer(actor)  # type: ignore[attr-defined]


class NewSeriesForm(SeriesForm):
    """新建周期任务."""

    seen = None  # nothing stands there yet
    sample = SampleField(
        SubmissionRequest.objects.none(),
        label="表式",
        empty_label="请选择",
        help_text="按这个任务的表列、报告组成部分或表样开报；还没有的，先在报送任务里拟一个。",
    )
    period_kind = forms.ChoiceField(label="周期", choices=RequestSeries._meta.get_field("period_kind").choices or ())
    first_on = forms.DateField(validators=NEAR, label="从哪一期起", widget=forms.DateInput(attrs={"type": "date"}), help_text="填这一期里的任一天。")
    field_order = ("sample", "title", "basis", "held_note", "guide", "period_kind", "first_on")
