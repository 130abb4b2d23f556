"""材料包任务: 归集 → 排 Word → 保存. Killed anywhere before the end it begins anew; at the end everything stands at once."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Unit
from core.errors import DomainError
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from reports.models import UnitPack
from reports.units.packs import freeze, keep_pack

STAGES = ("归集数据", "排 Word")


def run(job: Job, beat: Beat) -> Outcome:
    """Make one pack; the parameters are {"unit"}."""
    actor = job.requested_by
    pack = UnitPack.objects.filter(job=job).select_related("unit", "file").first()
    if pack is None:
        unit = Unit.objects.visible_to(actor).select_related("parent").filter(pk=job.params["unit"]).first()
        if unit is None:
            raise DomainError("单位不在您的查看范围内，没有生成材料包。")
        beat(done=0, total=len(STAGES), stage=STAGES[0])
        at = timezone.now()
        rows = freeze(unit=unit, actor=actor, at=at)
        beat(done=1, stage=STAGES[1])
        pack = keep_pack(unit=unit, rows=rows, job=job, actor=actor, at=at)
    return Outcome(result=pack.file, url=pack.unit.page_url, summary=f"{pack.unit.name}材料包，数据摘要 {pack.sha256[:12]}。")
